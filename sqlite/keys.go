package sqlite

import (
	"errors"
	"fmt"
	"math"
	"strconv"

	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/schema"
)

// appendKeys writes a list of keys as the JSON text that keyList reads: [1,2,3] for
// keys of one column, [[1,"a"],[2,"b"]] for those of several.
func appendKeys(b []byte, keys *query.KeyList, types []schema.Type) (_ []byte, err error) {
	b = append(b, '[')
	for i, n := range keys.Ints {
		b = separate(b, i)
		b = strconv.AppendInt(b, n, 10)
	}
	for i, key := range keys.Rows {
		b = separate(b, len(keys.Ints)+i)
		if b, err = appendKey(b, key, types); err != nil {
			return nil, fmt.Errorf("key %d of %d: %w", i+1, keys.Len(), err)
		}
	}
	return append(b, ']'), nil
}

func separate(b []byte, i int) []byte {
	if i > 0 {
		return append(b, ',')
	}
	return b
}

func appendKey(b []byte, key []query.Value, types []schema.Type) (_ []byte, err error) {
	if len(key) != len(types) {
		return nil, fmt.Errorf("it has %d values for %d columns", len(key), len(types))
	}
	if len(key) == 1 {
		return appendJSON(b, &key[0], types[0].Kind)
	}
	b = append(b, '[')
	for i := range key {
		b = separate(b, i)
		if b, err = appendJSON(b, &key[i], types[i].Kind); err != nil {
			return nil, err
		}
	}
	return append(b, ']'), nil
}

var errNotBytes = errors.New("its column holds bytes and it does not")

// appendJSON writes one value so that SQLite reads the very value back. Its own JSON
// keeps integers of 64 bits exact, takes any bytes within text, and 9e999 for infinity.
func appendJSON(b []byte, v *query.Value, column schema.Kind) ([]byte, error) {
	if (column == schema.Blob || column == schema.UUID) && v.Kind != query.Blob && v.Kind != query.Null {
		return nil, errNotBytes
	}
	switch v.Kind {
	case query.Null:
		return append(b, "null"...), nil
	case query.Int, query.Bool:
		return strconv.AppendInt(b, int64(v.N), 10), nil
	case query.Uint:
		return strconv.AppendUint(b, v.N, 10), fitsInteger(v.N)
	case query.Float:
		return appendFloat(b, v.Float64())
	case query.Text, query.JSON:
		return appendText(b, v.S), nil
	case query.Blob:
		return appendBytes(b, v.S, column)
	case query.Time:
		return appendQuotedTime(b, v)
	}
	return nil, fmt.Errorf("kind %d of value is not known", v.Kind)
}

func appendFloat(b []byte, f float64) ([]byte, error) {
	switch {
	case math.IsNaN(f):
		return nil, errNaN
	case math.IsInf(f, 1):
		return append(b, "9e999"...), nil
	case math.IsInf(f, -1):
		return append(b, "-9e999"...), nil
	}
	return strconv.AppendFloat(b, f, 'g', -1, 64), nil
}

const hex = "0123456789abcdef"

// appendText quotes a text. What is not UTF-8 passes as it is: so does SQLite store it.
func appendText(b []byte, s string) []byte {
	b = append(b, '"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < ' ':
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		default:
			b = append(b, c)
		}
	}
	return append(b, '"')
}

func appendBytes(b []byte, s string, column schema.Kind) ([]byte, error) {
	switch column {
	case schema.Blob, schema.UUID:
		return appendHex(b, s), nil
	case schema.Any:
		return append(appendHex(append(b, `{"x":`...), s), '}'), nil
	}
	return nil, errors.New("it is bytes and its column is not")
}

func appendHex(b []byte, s string) []byte {
	b = append(b, '"')
	for i := range len(s) {
		b = append(b, hex[s[i]>>4], hex[s[i]&15])
	}
	return append(b, '"')
}

func appendQuotedTime(b []byte, v *query.Value) ([]byte, error) {
	b, err := appendTime(append(b, '"'), v.T)
	return append(b, '"'), err
}
