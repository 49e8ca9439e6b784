package postgres

import (
	"encoding/binary"
	"fmt"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/query"
)

// appendKeys writes one column of a list of keys as an array: in binary form where all
// values have one, else as text, {"a","b"}.
func appendKeys(b []byte, oid uint32, keys *query.KeyList, p *compile.Param) (_ []byte, format int16, err error) {
	for i, key := range keys.Rows {
		if len(key) != len(p.Keys) {
			return b, binaryForm, fmt.Errorf("key %d of %d: it has %d values for %d columns", i+1, keys.Len(), len(key), len(p.Keys))
		}
	}
	if element, ok := elements[oid]; ok {
		start := len(b)
		out, ok, err := appendBinaryArray(b, element, keys, p.Column)
		if ok || err != nil {
			return out, binaryForm, err
		}
		b = out[:start]
	}
	b, err = appendTextArray(b, elements[oid], keys, p.Column)
	return b, textForm, err
}

// appendBinaryArray writes an array of one dimension: how many dimensions, whether there
// is a NULL, the type, length and first index, then each value behind its length.
func appendBinaryArray(b []byte, element uint32, keys *query.KeyList, column int) (_ []byte, ok bool, err error) {
	if keys.Len() == 0 {
		b = binary.BigEndian.AppendUint64(b, 0)
		return binary.BigEndian.AppendUint32(b, element), true, nil
	}
	b = binary.BigEndian.AppendUint32(b, 1)
	flag := len(b)
	b = binary.BigEndian.AppendUint32(b, 0)
	b = binary.BigEndian.AppendUint32(b, element)
	b = binary.BigEndian.AppendUint32(b, uint32(keys.Len()))
	b = binary.BigEndian.AppendUint32(b, 1)
	for i, n := range keys.Ints {
		if b, ok, err = appendElement(b, element, &query.Value{Kind: query.Int, N: uint64(n)}); !ok || err != nil {
			return b, ok, atKey(err, i, keys)
		}
	}
	for i, key := range keys.Rows {
		v := &key[column]
		if v.Kind == query.Null {
			b[flag+3] = 1
			b = binary.BigEndian.AppendUint32(b, 0xffffffff)
			continue
		}
		if b, ok, err = appendElement(b, element, v); !ok || err != nil {
			return b, ok, atKey(err, i, keys)
		}
	}
	return b, true, nil
}

func appendElement(b []byte, element uint32, v *query.Value) (_ []byte, ok bool, err error) {
	at := len(b)
	b, ok, err = appendBinary(append(b, 0, 0, 0, 0), element, v)
	binary.BigEndian.PutUint32(b[at:], uint32(len(b)-at-4))
	return b, ok, err
}

func atKey(err error, i int, keys *query.KeyList) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("key %d of %d: %w", i+1, keys.Len(), err)
}

// appendTextArray writes an array as its literal. All values stand in quotes, so that
// none is taken for another thing than a value.
func appendTextArray(b []byte, element uint32, keys *query.KeyList, column int) (_ []byte, err error) {
	b = append(b, '{')
	var text []byte
	for i := range keys.Len() {
		if i > 0 {
			b = append(b, ',')
		}
		v := keyAt(keys, i, column)
		if v.Kind == query.Null {
			b = append(b, "NULL"...)
			continue
		}
		if text, err = appendText(text[:0], element, &v); err != nil {
			return b, atKey(err, i, keys)
		}
		b = append(b, '"')
		for _, c := range text {
			if c == '"' || c == '\\' {
				b = append(b, '\\')
			}
			b = append(b, c)
		}
		b = append(b, '"')
	}
	return append(b, '}'), nil
}

func keyAt(keys *query.KeyList, i, column int) query.Value {
	if i < len(keys.Ints) {
		return query.IntValue(keys.Ints[i])
	}
	return keys.Rows[i-len(keys.Ints)][column]
}
