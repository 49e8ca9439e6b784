package postgres

import (
	"encoding/binary"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// rows is one answer of a trip.
type rows struct {
	trip      *trip
	statement *statement
	state     state
	reader    *pgconn.ResultReader // when live
	kept      [][][]byte           // lines kept in memory
	values    [][]byte             // the current line
	affected  int64
	err       error
	size      int64
}

// state is where an answer is.
type state uint8

const (
	waiting state = iota // those before it have not been read
	live                 // it comes next on the connection
	kept                 // what is left of it is in memory
	done
)

// Next goes to the next line.
func (r *rows) Next() bool {
	if r.state == waiting {
		r.trip.reach(r)
	}
	switch {
	case r.err != nil:
		r.pass()
	case r.state == live && r.reader.NextRow():
		r.values = r.reader.Values()
		return true
	case r.state == live:
		r.conclude()
	case r.state == kept && len(r.kept) > 0:
		r.values, r.kept = r.kept[0], r.kept[1:]
		return true
	case r.state == kept:
		r.state = done
	}
	return false
}

func (r *rows) Err() error  { return r.err }
func (r *rows) Size() int64 { return r.size }

// Columns is the names of the columns, as the statement gives them.
func (r *rows) Columns() []string {
	names := make([]string, len(r.statement.columns))
	for i, c := range r.statement.columns {
		names[i] = c.name
	}
	return names
}

// Close passes what is left of the answer.
func (r *rows) Close() error {
	r.pass()
	return nil
}

// finish runs a statement to its end.
func (r *rows) finish() (affected int64, err error) {
	r.pass()
	return r.affected, r.err
}

func (r *rows) pass() {
	if r.state == waiting {
		r.trip.reach(r)
	}
	if r.state == live {
		r.conclude()
	}
	r.state, r.kept = done, nil
}

// conclude ends the reading of a live answer. An error that came before stays.
func (r *rows) conclude() {
	t := r.trip
	tag, err := r.reader.Close()
	r.reader, r.state = nil, done
	if err != nil {
		earlier := r.err
		if closed := t.results.Close(); closed != nil {
			err = closed
		}
		t.fail(err)
		if earlier != nil {
			r.err = earlier
		}
		return
	}
	r.affected = affected(tag)
	t.next()
}

// stop ends an answer that cannot be read further.
func (r *rows) stop(why error) {
	if r.state != kept && r.err == nil {
		r.err = why
	}
	if r.state != kept {
		r.state, r.reader, r.values = done, nil, nil
	}
}

// spool keeps what is left of a live answer, and the line being read.
func (r *rows) spool() {
	r.values = clone(r.values)
	var lines [][][]byte
	for r.reader.NextRow() {
		lines = append(lines, clone(r.reader.Values()))
	}
	r.conclude()
	if r.err == nil {
		r.kept, r.state = lines, kept
	}
}

// clone copies a line into memory of its own.
func clone(values [][]byte) [][]byte {
	n := 0
	for _, v := range values {
		n += len(v)
	}
	all := make([]byte, 0, n)
	out := make([][]byte, len(values))
	for i, v := range values {
		if v != nil {
			all = append(all, v...)
			out[i] = all[len(all)-len(v) : len(all) : len(all)]
		}
	}
	return out
}

// affected is the lines that a statement changed. That of a SELECT is those it found.
func affected(tag pgconn.CommandTag) int64 {
	if tag.Insert() || tag.Update() || tag.Delete() || len(tag.String()) > 5 && tag.String()[:5] == "MERGE" {
		return tag.RowsAffected()
	}
	return 0
}

func (r *rows) Null(i int) bool { return r.values[i] == nil }

func (r *rows) oid(i int) uint32 { return r.statement.columns[i].oid }

func (r *rows) Int(i int) int64 {
	v := r.values[i]
	if v == nil {
		return 0
	}
	n, ok := integer(v, r.oid(i))
	if !ok {
		r.fail(i, "an integer")
	}
	return n
}

// integer reads a whole number. Numeric travels as text: a sum may be one.
func integer(v []byte, oid uint32) (int64, bool) {
	switch {
	case oid == pgtype.Int8OID && len(v) == 8:
		return int64(binary.BigEndian.Uint64(v)), true
	case oid == pgtype.Int4OID && len(v) == 4:
		return int64(int32(binary.BigEndian.Uint32(v))), true
	case oid == pgtype.Int2OID && len(v) == 2:
		return int64(int16(binary.BigEndian.Uint16(v))), true
	case oid == pgtype.BoolOID && len(v) == 1:
		return int64(v[0]), true
	case oid == pgtype.OIDOID && len(v) == 4:
		return int64(binary.BigEndian.Uint32(v)), true
	case oid == pgtype.NumericOID:
		n, err := strconv.ParseInt(string(wholeOf(v)), 10, 64)
		return n, err == nil
	case oid == pgtype.Float8OID && len(v) == 8:
		f := math.Float64frombits(binary.BigEndian.Uint64(v))
		return int64(f), f == float64(int64(f)) && math.Abs(f) < 1<<63
	}
	return 0, false
}

// wholeOf cuts a fraction of zeros off a number.
func wholeOf(v []byte) []byte {
	for i, c := range v {
		if c != '.' {
			continue
		}
		for _, rest := range v[i+1:] {
			if rest != '0' {
				return v
			}
		}
		return v[:i]
	}
	return v
}

func (r *rows) Uint(i int) uint64 {
	v := r.values[i]
	if v != nil && r.oid(i) == pgtype.NumericOID {
		n, err := strconv.ParseUint(string(wholeOf(v)), 10, 64)
		if err != nil {
			r.fail(i, "an unsigned integer of 64 bits")
		}
		return n
	}
	n := r.Int(i)
	if n < 0 {
		r.fail(i, "an unsigned integer")
	}
	return uint64(n)
}

func (r *rows) Float(i int) float64 {
	v := r.values[i]
	if v == nil {
		return 0
	}
	switch oid := r.oid(i); {
	case oid == pgtype.Float8OID && len(v) == 8:
		return math.Float64frombits(binary.BigEndian.Uint64(v))
	case oid == pgtype.Float4OID && len(v) == 4:
		return float64(math.Float32frombits(binary.BigEndian.Uint32(v)))
	case oid == pgtype.NumericOID:
		f, err := strconv.ParseFloat(string(v), 64)
		if err != nil {
			r.fail(i, "a number")
		}
		return f
	default:
		n, ok := integer(v, oid)
		if !ok || oid == pgtype.BoolOID {
			r.fail(i, "a number")
		}
		return float64(n)
	}
}

// Bool takes integers too, as they are the truth of other engines.
func (r *rows) Bool(i int) bool {
	v := r.values[i]
	if v == nil {
		return false
	}
	switch r.oid(i) {
	case pgtype.BoolOID:
		return len(v) == 1 && v[0] != 0
	case pgtype.Int2OID, pgtype.Int4OID, pgtype.Int8OID:
		return r.Int(i) != 0
	}
	r.fail(i, "a bool")
	return false
}

// Text takes all types: nothing is lost by reading them as text.
func (r *rows) Text(i int) string {
	v := r.values[i]
	if v == nil {
		return ""
	}
	if oid := r.oid(i); !asItIs(oid) {
		v = appendPlain(nil, v, oid)
	}
	r.size += int64(len(v))
	return string(v)
}

func (r *rows) Bytes(i int) []byte {
	v := r.values[i]
	if v == nil {
		return nil
	}
	if oid := r.oid(i); !asItIs(oid) && oid != pgtype.UUIDOID {
		v = appendPlain(nil, v, oid)
	}
	r.size += int64(len(v))
	return append([]byte{}, v...)
}

func (r *rows) Time(i int) time.Time {
	v := r.values[i]
	if v == nil {
		return time.Time{}
	}
	t, ok := timeOf(v, r.oid(i))
	if !ok {
		r.fail(i, "a time")
	}
	return t
}

// Any is the value for a sql.Scanner. Exact numbers, UUIDs and types that are not
// known here are text; JSON is bytes.
func (r *rows) Any(i int) any {
	v := r.values[i]
	if v == nil {
		return nil
	}
	switch r.oid(i) {
	case pgtype.Int2OID, pgtype.Int4OID, pgtype.Int8OID, pgtype.OIDOID:
		return r.Int(i)
	case pgtype.Float4OID, pgtype.Float8OID:
		return r.Float(i)
	case pgtype.BoolOID:
		return r.Bool(i)
	case pgtype.ByteaOID, pgtype.JSONOID, pgtype.JSONBOID:
		return r.Bytes(i)
	case pgtype.TimestamptzOID, pgtype.TimestampOID, pgtype.DateOID:
		if t, ok := timeOf(v, r.oid(i)); ok {
			return t
		}
	}
	return r.Text(i)
}

func (r *rows) fail(i int, wanted string) {
	if r.err == nil {
		c := r.statement.columns[i]
		r.err = fmt.Errorf("postgres: read column %d (%s) of %s: found %s, wanted %s",
			i+1, c.name, clip(r.statement.sql), found(r.values[i], c.oid), wanted)
	}
}

// found names a value as PostgreSQL has it. Numbers and times are shown; texts and
// bytes are not, they may be anything.
func found(v []byte, oid uint32) string {
	switch oid {
	case pgtype.TextOID, pgtype.VarcharOID, pgtype.BPCharOID, pgtype.NameOID:
		return "text"
	case pgtype.ByteaOID:
		return "bytes"
	}
	if name, ok := typeNames[oid]; ok {
		return name + " " + string(appendPlain(nil, v, oid))
	}
	return fmt.Sprintf("a value of type number %d", oid)
}
