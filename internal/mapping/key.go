package mapping

import (
	"encoding/binary"
	"unsafe"

	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/schema"
)

// A Key is a key of a row as a comparable value. A key of one integer column is its
// number in N; any other key is in S, in a form that is the same for two keys only
// if all their columns are: a kind byte and a fixed or length-prefixed value a
// column.
type Key struct {
	N int64
	S string
}

// Columns is a list of columns that make a key together.
type Columns []*Column

// Single says that keys of these columns are numbers: Key.N.
func (cs Columns) Single() bool { return len(cs) == 1 && cs[0].codec.integer != nil }

// Of is the key that a row holds in these columns; false when any of them is NULL.
func (cs Columns) Of(row unsafe.Pointer) (Key, bool) {
	if len(cs) == 1 && cs[0].codec.integer != nil {
		n, ok := cs[0].codec.integer(cs[0].at(row))
		return Key{N: n}, ok
	}
	buf := make([]byte, 0, 64)
	for _, c := range cs {
		v, err := c.codec.value(c.at(row))
		if err != nil || v.Kind == query.Null {
			return Key{}, false
		}
		buf = appendKey(buf, v)
	}
	return Key{S: string(buf)}, true
}

// Read is the key that the current line of an answer holds in these columns, at the
// positions given; false when any of them is NULL.
func (cs Columns) Read(r query.Row, at []int) (Key, bool) {
	if len(cs) == 1 && cs[0].codec.integer != nil {
		n := r.Int(at[0])
		if n == 0 && r.Null(at[0]) {
			return Key{}, false
		}
		return Key{N: n}, true
	}
	buf := make([]byte, 0, 64)
	for i, c := range cs {
		if r.Null(at[i]) {
			return Key{}, false
		}
		v, ok := c.readValue(r, at[i])
		if !ok {
			return Key{}, false
		}
		buf = appendKey(buf, v)
	}
	return Key{S: string(buf)}, true
}

// readValue reads a column as the value that the field would bind, so that a key
// read and a key of a struct are the same.
func (c *Column) readValue(r query.Row, i int) (query.Value, bool) {
	switch c.Type.Kind {
	case schema.Integer:
		return query.IntValue(r.Int(i)), true
	case schema.Text:
		return query.TextValue(r.Text(i)), true
	case schema.Blob, schema.UUID:
		return query.Value{Kind: query.Blob, S: string(r.Bytes(i))}, true
	case schema.Time:
		return query.TimeValue(r.Time(i)), true
	}
	row := c.Mapping.newRow()
	if err := c.codec.read(r, i, c.at(row)); err != nil {
		return query.Value{}, false
	}
	v, err := c.codec.value(c.at(row))
	return v, err == nil
}

// Values binds the key that a row holds in these columns.
func (cs Columns) Values(row unsafe.Pointer) ([]query.Value, error) {
	out := make([]query.Value, len(cs))
	for i, c := range cs {
		v, err := c.Value(row)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

// Types are the types of the columns.
func (cs Columns) Types() []schema.Type {
	out := make([]schema.Type, len(cs))
	for i, c := range cs {
		out[i] = c.Type
	}
	return out
}

// Names are the names of the columns.
func (cs Columns) Names() []string {
	out := make([]string, len(cs))
	for i, c := range cs {
		out[i] = c.Name
	}
	return out
}

// IsZero says that every column of the key holds its zero value: a key not given.
func (cs Columns) IsZero(row unsafe.Pointer) bool {
	for _, c := range cs {
		if !c.IsZero(row) {
			return false
		}
	}
	return true
}

// KeyOf makes a key of bound values.
func KeyOf(values []query.Value) Key {
	if len(values) == 1 && (values[0].Kind == query.Int || values[0].Kind == query.Uint) {
		return Key{N: values[0].Int64()}
	}
	var buf []byte
	for _, v := range values {
		buf = appendKey(buf, v)
	}
	return Key{S: string(buf)}
}

func appendKey(buf []byte, v query.Value) []byte {
	kind := v.Kind
	if kind == query.Uint || kind == query.Bool {
		kind = query.Int
	}
	buf = append(buf, byte(kind))
	switch kind {
	case query.Int, query.Float:
		return binary.BigEndian.AppendUint64(buf, v.N)
	case query.Time:
		buf = binary.BigEndian.AppendUint64(buf, uint64(v.T.Unix()))
		return binary.BigEndian.AppendUint32(buf, uint32(v.T.Nanosecond()))
	}
	buf = binary.AppendUvarint(buf, uint64(len(v.S)))
	return append(buf, v.S...)
}
