package mysql

import (
	"bytes"
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"time"
)

// rows is an answer being read: from the connection, or from memory when that had to be
// made free (see takeIn).
//
// The driver gives a line as interfaces, which costs it an allocation for each number
// above 255 and each text; the readers add none but the texts themselves.
type rows struct {
	conn  *conn
	sql   string
	ctx   context.Context
	names []string                              // of the columns
	types driver.RowsColumnTypeDatabaseTypeName // of wire, also after its end
	wire  driver.Rows                           // nil when all is read
	line  []driver.Value
	ahead [][]driver.Value // lines that were taken in before they were asked for
	later error            // what came behind them
	ended bool
	err   error
	size  int64
}

// Next goes to the next line.
func (r *rows) Next() bool {
	switch {
	case r.ended:
		return false
	case r.err != nil:
		r.end(nil)
		return false
	case len(r.ahead) > 0:
		r.line, r.ahead = r.ahead[0], r.ahead[1:]
		return true
	case r.wire == nil:
		r.end(r.later)
		return false
	}
	if err := r.wire.Next(r.line); err != nil {
		r.end(r.hangUp(err))
		return false
	}
	return true
}

// hangUp makes the connection free after its last line, or after an error.
func (r *rows) hangUp(err error) error {
	if errors.Is(err, io.EOF) {
		err = nil
	}
	link := r.conn.link
	if err == nil {
		err = r.wire.Close() // reads what is left
	} else {
		_ = r.wire.Close()
	}
	r.wire, link.reading = nil, nil
	return r.conn.failed(r.ctx, link.check(err), "run", r.sql)
}

// takeIn reads the rest of the answer into memory.
func (r *rows) takeIn() {
	owned(r.line)
	var err error
	for err == nil {
		line := make([]driver.Value, len(r.line))
		if err = r.wire.Next(line); err == nil {
			r.ahead = append(r.ahead, owned(line))
		}
	}
	r.later = r.hangUp(err)
}

// owned makes copies of the bytes that the driver will write over.
func owned(line []driver.Value) []driver.Value {
	for i, v := range line {
		if b, ok := v.([]byte); ok {
			line[i] = bytes.Clone(b)
		}
	}
	return line
}

func (r *rows) Columns() []string { return r.names }
func (r *rows) Err() error        { return r.err }
func (r *rows) Size() int64       { return r.size }

func (r *rows) Close() error {
	r.end(nil)
	return nil
}

// end ends the reading; an error that came before stays.
func (r *rows) end(why error) {
	if r.ended {
		return
	}
	r.ended = true
	if r.wire != nil {
		if err := r.hangUp(nil); why == nil {
			why = err
		}
	}
	if r.err == nil {
		r.err = why
	}
	r.ahead = nil
	r.conn.forget(r)
}

func (r *rows) Null(i int) bool { return r.line[i] == nil }

func (r *rows) Int(i int) int64 {
	switch v := r.line[i].(type) {
	case int64:
		return v
	case nil:
		return 0
	case float64:
		return r.whole(i, v)
	case float32:
		return r.whole(i, float64(v))
	case []byte:
		return r.intOf(i, v)
	}
	r.wrong(i, "an integer")
	return 0
}

// whole takes a float that is a whole number: a sum may be one.
func (r *rows) whole(i int, f float64) int64 {
	if f != math.Trunc(f) || f < -1<<63 || f >= 1<<63 {
		r.wrong(i, "an integer")
		return 0
	}
	return int64(f)
}

// intOf reads what comes as bytes and is a number all the same: DECIMAL, as sums are, and
// BIT.
func (r *rows) intOf(i int, b []byte) int64 {
	switch r.typeOf(i) {
	case "DECIMAL":
		digits, fraction, _ := bytes.Cut(b, []byte("."))
		if n, err := strconv.ParseInt(string(digits), 10, 64); err == nil && len(bytes.Trim(fraction, "0")) == 0 {
			return n
		}
	case "BIT":
		if n := bits(b); n <= math.MaxInt64 {
			return int64(n)
		}
	}
	r.wrong(i, "an integer")
	return 0
}

func bits(b []byte) (n uint64) {
	for _, c := range b {
		n = n<<8 | uint64(c)
	}
	return n
}

func (r *rows) Uint(i int) uint64 {
	switch v := r.line[i].(type) {
	case int64:
		if v >= 0 {
			return uint64(v)
		}
		r.fail(i, fmt.Sprintf("%d, wanted an unsigned integer", v))
		return 0
	case []byte:
		return r.uintOf(i, v)
	}
	return uint64(r.Int(i))
}

// uintOf reads an integer above the greatest signed one, which the driver gives as text.
func (r *rows) uintOf(i int, b []byte) uint64 {
	switch r.typeOf(i) {
	case "UNSIGNED BIGINT", "DECIMAL":
		if n, err := strconv.ParseUint(string(b), 10, 64); err == nil {
			return n
		}
	case "BIT":
		return bits(b)
	}
	n := r.Int(i)
	if n < 0 {
		r.fail(i, fmt.Sprintf("%d, wanted an unsigned integer", n))
	}
	return uint64(n)
}

func (r *rows) Float(i int) float64 {
	switch v := r.line[i].(type) {
	case float64:
		return v
	case float32:
		return float64(v)
	case int64:
		return float64(v)
	case nil:
		return 0
	case []byte:
		if t := r.typeOf(i); t == "DECIMAL" || t == "UNSIGNED BIGINT" {
			if f, err := strconv.ParseFloat(string(v), 64); err == nil {
				return f
			}
		}
	}
	r.wrong(i, "a number")
	return 0
}

func (r *rows) Bool(i int) bool { return r.Int(i) != 0 }

// Text takes numbers, times and bytes too: nothing is lost by reading them as text.
func (r *rows) Text(i int) string {
	var s string
	switch v := r.line[i].(type) {
	case nil:
		return ""
	case []byte:
		s = string(v)
	case string:
		s = v
	case int64:
		s = strconv.FormatInt(v, 10)
	case float64:
		s = strconv.FormatFloat(v, 'g', -1, 64)
	case float32:
		s = strconv.FormatFloat(float64(v), 'g', -1, 32)
	case time.Time:
		s = v.UTC().Format(timeForm)
	default:
		r.wrong(i, "text")
	}
	r.size += int64(len(s))
	return s
}

func (r *rows) Bytes(i int) []byte {
	switch v := r.line[i].(type) {
	case nil:
		return nil
	case []byte:
		r.size += int64(len(v))
		return append([]byte{}, v...)
	}
	return []byte(r.Text(i))
}

func (r *rows) Time(i int) time.Time {
	switch v := r.line[i].(type) {
	case nil:
		return time.Time{}
	case time.Time:
		return v
	case []byte:
		return r.parsed(i, v)
	}
	r.wrong(i, "a time")
	return time.Time{}
}

func (r *rows) parsed(i int, b []byte) time.Time {
	r.size += int64(len(b))
	t, err := parseTime(b)
	if err != nil {
		r.fail(i, err.Error())
	}
	return t
}

// Any is text as a string, bytes as []byte, and numbers that are exact in no type of Go as
// their text.
func (r *rows) Any(i int) any {
	switch v := r.line[i].(type) {
	case float32:
		return float64(v)
	case []byte:
		if r.holdsBytes(i) {
			return r.Bytes(i)
		}
		return r.Text(i)
	default:
		return v
	}
}

func (r *rows) holdsBytes(i int) bool {
	switch r.typeOf(i) {
	case "BLOB", "TINYBLOB", "MEDIUMBLOB", "LONGBLOB", "BINARY", "VARBINARY", "BIT", "GEOMETRY":
		return true
	}
	return false
}

// typeOf is the type of a column as the driver names it. It is asked only where a value
// does not say enough by itself.
func (r *rows) typeOf(i int) string {
	if r.types == nil {
		return ""
	}
	return r.types.ColumnTypeDatabaseTypeName(i)
}

func (r *rows) wrong(i int, wanted string) { r.fail(i, r.found(i)+", wanted "+wanted) }

func (r *rows) fail(i int, found string) {
	if r.err == nil {
		r.err = fmt.Errorf("mysql: read column %d (%s) of %s: found %s", i+1, r.names[i], clip(r.sql), found)
	}
}

// found is the kind of a value as it came.
func (r *rows) found(i int) string {
	switch r.line[i].(type) {
	case int64:
		return "an integer"
	case float32, float64:
		return "a float"
	case time.Time:
		return "a time"
	}
	switch {
	case r.typeOf(i) == "DECIMAL":
		return "a decimal"
	case r.typeOf(i) == "UNSIGNED BIGINT":
		return "a great unsigned integer"
	case r.holdsBytes(i):
		return "bytes"
	}
	return "text"
}
