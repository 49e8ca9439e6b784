package query

import (
	"encoding/hex"
	"math"
	"strconv"
	"time"
)

// A Value is one bound argument. It is a union rather than an interface, so that
// binding a number or a string allocates nothing.
type Value struct {
	Kind ValueKind
	N    uint64 // Int: the bits of an int64; Uint; Bool: 0 or 1; Float: its bits
	S    string // Text; Blob: the bytes
	T    time.Time
	Keys *KeyList
}

// ValueKind says which part of a Value holds it.
type ValueKind uint8

// The kinds of value.
const (
	Null ValueKind = iota
	Int
	Uint
	Float
	Bool
	Text
	Blob
	Time
	JSON     // S is JSON text
	ListKeys // Keys
)

// A KeyList is a list of keys, bound as one argument. For keys of one integer
// column Ints has them; otherwise Rows has one []Value for each key.
type KeyList struct {
	Ints []int64
	Rows [][]Value
}

// Len is the number of keys.
func (k *KeyList) Len() int { return len(k.Ints) + len(k.Rows) }

// IntValue binds an int64.
func IntValue(n int64) Value { return Value{Kind: Int, N: uint64(n)} }

// UintValue binds a uint64.
func UintValue(n uint64) Value { return Value{Kind: Uint, N: n} }

// FloatValue binds a float64.
func FloatValue(f float64) Value { return Value{Kind: Float, N: math.Float64bits(f)} }

// BoolValue binds a bool.
func BoolValue(b bool) Value {
	if b {
		return Value{Kind: Bool, N: 1}
	}
	return Value{Kind: Bool}
}

// TextValue binds a string.
func TextValue(s string) Value { return Value{Kind: Text, S: s} }

// BlobValue binds bytes. They are copied.
func BlobValue(b []byte) Value { return Value{Kind: Blob, S: string(b)} }

// TimeValue binds a time.
func TimeValue(t time.Time) Value { return Value{Kind: Time, T: t} }

// JSONValue binds JSON text.
func JSONValue(s string) Value { return Value{Kind: JSON, S: s} }

// KeysValue binds a list of keys as one argument.
func KeysValue(k *KeyList) Value { return Value{Kind: ListKeys, Keys: k} }

// String shows the value in messages.
func (v Value) String() string {
	switch v.Kind {
	case Int:
		return strconv.FormatInt(v.Int64(), 10)
	case Uint, Bool:
		return strconv.FormatUint(v.N, 10)
	case Float:
		return strconv.FormatFloat(v.Float64(), 'g', -1, 64)
	case Text, JSON:
		return strconv.Quote(v.S)
	case Blob:
		return hex.EncodeToString([]byte(v.S))
	case Time:
		return v.T.Format(time.RFC3339Nano)
	case ListKeys:
		return strconv.Itoa(v.Keys.Len()) + " keys"
	}
	return "NULL"
}

// Float64 is the float of a Value of kind Float.
func (v Value) Float64() float64 { return math.Float64frombits(v.N) }

// Int64 is the number of a Value of kind Int.
func (v Value) Int64() int64 { return int64(v.N) }

// A Row is the current line of an answer: its columns by position, from 0. The
// typed readers convert as the engine does and give the zero value for NULL; a
// reader that must tell asks Null. A value of another kind than the one asked for
// is reported by Rows.Err after the line (see seam.Rows), never turned into a zero
// in silence.
type Row interface {
	Null(column int) bool
	Int(column int) int64
	Uint(column int) uint64
	Float(column int) float64
	Bool(column int) bool
	// Text is a string of its own, valid for ever.
	Text(column int) string
	// Bytes is a slice of its own, valid for ever.
	Bytes(column int) []byte
	Time(column int) time.Time
	// Any is the value as the driver has it: int64, float64, bool, string, []byte,
	// time.Time or nil, for sql.Scanner.
	Any(column int) any
}
