package mysql

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"

	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/schema"
)

// appendKeys writes a list of keys as the JSON text that keyList reads: [1,2,3] for keys
// of one column, [[1,"a"],[2,"b"]] for those of several.
//
// JSON_TABLE makes 0 of a text where it wants a number, and the nearest number of one that
// is out of range. Such keys would find rows that they are not, so each is held to the
// type of its column here.
func appendKeys(b []byte, keys *query.KeyList, types []schema.Type) (_ []byte, err error) {
	b = append(b, '[')
	for i, n := range keys.Ints {
		b = appendInt(separate(b, i), n, types)
	}
	for i, key := range keys.Rows {
		b = separate(b, len(keys.Ints)+i)
		if b, err = appendKey(b, key, types); err != nil {
			return nil, fmt.Errorf("key %d of %d: %w", i+1, keys.Len(), err)
		}
	}
	return append(b, ']'), nil
}

// appendInt writes an integer, which for an unsigned column has its bits.
func appendInt(b []byte, n int64, types []schema.Type) []byte {
	if types[0].Unsigned {
		return strconv.AppendUint(b, uint64(n), 10)
	}
	return strconv.AppendInt(b, n, 10)
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
		return appendPart(b, &key[0], types[0])
	}
	b = append(b, '[')
	for i := range key {
		if b, err = appendPart(separate(b, i), &key[i], types[i]); err != nil {
			return nil, err
		}
	}
	return append(b, ']'), nil
}

// appendPart writes one value so that the server reads the very value back.
func appendPart(b []byte, v *query.Value, t schema.Type) ([]byte, error) {
	if v.Kind == query.Null {
		return append(b, "null"...), nil
	}
	switch t.Kind {
	case schema.Integer, schema.Bool:
		return appendInteger(b, v, t.Unsigned)
	case schema.Float:
		return appendNumber(b, v)
	case schema.Time:
		return appendQuotedTime(b, v)
	case schema.Text, schema.JSON:
		return appendQuotedText(b, v)
	case schema.Blob, schema.UUID:
		return appendQuotedBytes(b, v, t.Kind)
	}
	return appendAny(b, v)
}

func appendInteger(b []byte, v *query.Value, unsigned bool) ([]byte, error) {
	switch v.Kind {
	case query.Int, query.Bool:
		if unsigned && v.Int64() < 0 {
			return nil, fmt.Errorf("the number %d is negative and its column is unsigned", v.Int64())
		}
		return strconv.AppendInt(b, v.Int64(), 10), nil
	case query.Uint:
		if !unsigned && v.N > 1<<63-1 {
			return nil, fmt.Errorf("the number %d is above the greatest integer of its column", v.N)
		}
		return strconv.AppendUint(b, v.N, 10), nil
	}
	return nil, errors.New("its column holds integers and it is none")
}

func appendNumber(b []byte, v *query.Value) ([]byte, error) {
	switch v.Kind {
	case query.Float:
		return strconv.AppendFloat(b, v.Float64(), 'g', -1, 64), finite(v.Float64())
	case query.Int, query.Uint:
		return appendInteger(b, v, v.Kind == query.Uint)
	}
	return nil, errors.New("its column holds numbers and it is none")
}

func appendQuotedTime(b []byte, v *query.Value) ([]byte, error) {
	if v.Kind != query.Time {
		return nil, errors.New("its column holds times and it is none")
	}
	b, err := appendTime(append(b, '"'), v.T)
	return append(b, '"'), err
}

func appendQuotedText(b []byte, v *query.Value) ([]byte, error) {
	if v.Kind != query.Text && v.Kind != query.JSON {
		return nil, errors.New("its column holds text and it is none")
	}
	return appendText(b, v.S), validText(v.S)
}

// appendText quotes a text.
func appendText(b []byte, s string) []byte {
	const digits = "0123456789abcdef"
	b = append(b, '"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < ' ':
			b = append(b, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
		default:
			b = append(b, c)
		}
	}
	return append(b, '"')
}

func appendQuotedBytes(b []byte, v *query.Value, kind schema.Kind) ([]byte, error) {
	switch {
	case v.Kind != query.Blob:
		return nil, errors.New("its column holds bytes and it does not")
	case kind == schema.UUID && len(v.S) != 16:
		return nil, fmt.Errorf("its column holds UUIDs of 16 bytes and it has %d", len(v.S))
	}
	return appendHex(b, v.S)
}

// longestBytes is how many bytes have their digits in a MEDIUMTEXT.
const longestBytes = 1<<23 - 1

func appendHex(b []byte, s string) ([]byte, error) {
	if len(s) > longestBytes {
		return nil, fmt.Errorf("it has %d bytes, and a key in a list may have %d", len(s), longestBytes)
	}
	b = append(b, '"')
	b = hex.AppendEncode(b, []byte(s))
	return append(b, '"'), nil
}

// appendAny writes a value for a column of any type as the text that it has there.
func appendAny(b []byte, v *query.Value) (_ []byte, err error) {
	var text []byte
	switch v.Kind {
	case query.Int, query.Bool:
		text = strconv.AppendInt(nil, v.Int64(), 10)
	case query.Uint:
		text = strconv.AppendUint(nil, v.N, 10)
	case query.Float:
		text, err = strconv.AppendFloat(nil, v.Float64(), 'g', -1, 64), finite(v.Float64())
	case query.Time:
		text, err = appendTime(nil, v.T)
	case query.Text, query.JSON, query.Blob:
		text, err = []byte(v.S), validText(v.S)
	default:
		err = fmt.Errorf("kind %d of value is not known", v.Kind)
	}
	return appendText(b, string(text)), err
}
