package sqlite

import (
	"context"
	"fmt"
	"time"

	"github.com/ncruces/go-sqlite3"
)

// rows is an answer being read.
//
// SQLite converts what it is asked for as another type, and makes text that is no
// number a 0. The readers therefore look at the type behind a value that came out as
// zero, and behind the first value of each column: what a whole column does wrong is
// found at once, and a line costs nothing more.
type rows struct {
	conn      *conn
	link      *link
	statement *statement // nil when reading has ended
	ctx       context.Context
	err       error
	size      int64
	checked   uint64 // columns whose type was looked at, by bit
}

// Next goes to the next line.
func (r *rows) Next() bool {
	if r.statement == nil {
		return false
	}
	if r.err != nil {
		r.end(nil)
		return false
	}
	r.link.SetInterrupt(r.ctx) // statements run between two lines have their own
	if r.statement.Step() {
		return true
	}
	r.end(explain(r.ctx, r.statement.Err(), "run", r.statement.SQL()))
	return false
}

func (r *rows) Err() error { return r.err }

// Columns is the names of the columns, as the statement gives them.
func (r *rows) Columns() []string {
	names := make([]string, r.statement.ColumnCount())
	for i := range names {
		names[i] = r.statement.ColumnName(i)
	}
	return names
}

func (r *rows) Size() int64 { return r.size }

func (r *rows) Close() error {
	r.end(nil)
	return nil
}

// end gives the statement back; an error that came before stays.
func (r *rows) end(why error) {
	if r.statement == nil {
		return
	}
	if r.err == nil {
		r.err = why
	}
	r.link.statements.give(r.statement)
	r.statement = nil
	r.conn.forget(r)
}

func (r *rows) Null(i int) bool { return r.statement.ColumnType(i) == sqlite3.NULL }

func (r *rows) Int(i int) int64 {
	n := r.statement.ColumnInt64(i)
	if n == 0 || r.first(i) {
		r.want(i, "an integer", isInteger)
	}
	return n
}

func (r *rows) Uint(i int) uint64 {
	n := r.Int(i)
	if n < 0 {
		r.fail(i, fmt.Sprintf("%d, wanted an unsigned integer", n))
	}
	return uint64(n)
}

func (r *rows) Float(i int) float64 {
	f := r.statement.ColumnFloat(i)
	if f == 0 || r.first(i) {
		r.want(i, "a number", isNumber)
	}
	return f
}

func (r *rows) Bool(i int) bool { return r.Int(i) != 0 }

// Text takes numbers and bytes too: nothing is lost by reading them as text.
func (r *rows) Text(i int) string {
	raw := r.statement.ColumnRawText(i)
	r.size += int64(len(raw))
	return string(raw)
}

func (r *rows) Bytes(i int) []byte {
	raw := r.statement.ColumnRawBlob(i)
	if len(raw) == 0 && r.Null(i) {
		return nil
	}
	r.size += int64(len(raw))
	return append([]byte{}, raw...)
}

func (r *rows) Time(i int) time.Time {
	switch kind := r.statement.ColumnType(i); kind {
	case sqlite3.NULL:
		return time.Time{}
	case sqlite3.TEXT:
		return r.parsed(i)
	default:
		r.fail(i, name(kind)+", wanted a time as text")
		return time.Time{}
	}
}

func (r *rows) parsed(i int) time.Time {
	raw := r.statement.ColumnRawText(i)
	r.size += int64(len(raw))
	t, err := parseTime(raw)
	if err != nil {
		r.fail(i, err.Error())
	}
	return t
}

func (r *rows) Any(i int) any {
	switch r.statement.ColumnType(i) {
	case sqlite3.INTEGER:
		return r.statement.ColumnInt64(i)
	case sqlite3.FLOAT:
		return r.statement.ColumnFloat(i)
	case sqlite3.TEXT:
		return r.Text(i)
	case sqlite3.BLOB:
		return r.Bytes(i)
	}
	return nil
}

// first says that the type of a column was not looked at yet. Columns from the 65th on
// share the bits of others.
func (r *rows) first(i int) bool { return r.checked&(1<<(i&63)) == 0 }

// want looks at the type of a value.
func (r *rows) want(i int, wanted string, fits func(sqlite3.Datatype, *rows, int) bool) {
	kind := r.statement.ColumnType(i)
	if kind == sqlite3.NULL {
		return
	}
	if !fits(kind, r, i) {
		r.fail(i, name(kind)+", wanted "+wanted)
		return
	}
	r.checked |= 1 << (i & 63)
}

// isInteger takes a float that is a whole number: a sum may be one.
func isInteger(kind sqlite3.Datatype, r *rows, i int) bool {
	if kind == sqlite3.FLOAT {
		return r.statement.ColumnFloat(i) == float64(r.statement.ColumnInt64(i))
	}
	return kind == sqlite3.INTEGER
}

func isNumber(kind sqlite3.Datatype, _ *rows, _ int) bool {
	return kind == sqlite3.INTEGER || kind == sqlite3.FLOAT
}

func (r *rows) fail(i int, found string) {
	if r.err == nil {
		r.err = fmt.Errorf("sqlite: read column %d (%s) of %s: found %s",
			i+1, r.statement.ColumnName(i), clip(r.statement.SQL()), found)
	}
}

// name is the kind of a value as SQLite stores it.
func name(kind sqlite3.Datatype) string {
	switch kind {
	case sqlite3.INTEGER:
		return "an integer"
	case sqlite3.FLOAT:
		return "a float"
	case sqlite3.TEXT:
		return "text"
	case sqlite3.BLOB:
		return "bytes"
	}
	return "NULL"
}
