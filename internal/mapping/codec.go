package mapping

import (
	"bytes"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"
	"unsafe"

	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/schema"
)

// A codec moves one column between a row of an answer, a field of a struct, and a
// bound value. One is built for each column when the mapping is built; reading a
// row calls plain functions and reflects on nothing, but for types that are a
// sql.Scanner.
type codec struct {
	read  func(r query.Row, i int, p unsafe.Pointer) error
	value func(p unsafe.Pointer) (query.Value, error)
	equal func(a, b unsafe.Pointer) bool
	copy  func(to, from unsafe.Pointer)
	// integer gives the number of an integer field, false for NULL; nil for others.
	integer  func(p unsafe.Pointer) (int64, bool)
	kind     schema.Type
	nullable bool
	deep     bool // copy makes a copy of what the field points to
}

var (
	scannerType = reflect.TypeFor[sql.Scanner]()
	valuerType  = reflect.TypeFor[driver.Valuer]()
	timeType    = reflect.TypeFor[time.Time]()
	rawType     = reflect.TypeFor[json.RawMessage]()
)

// codecFor builds the codec of a Go type, or says why it cannot be a column.
func codecFor(t reflect.Type) (*codec, error) {
	switch {
	case reflect.PointerTo(t).Implements(holderType):
		return nil, fmt.Errorf("%s is a relationship and no column: use kin.Is, kin.Has or kin.Any, or name its key column", t)
	case t == timeType:
		return timeCodec, nil
	case t == rawType:
		return rawCodec, nil
	case t.Kind() == reflect.Struct && t.PkgPath() == "database/sql" && strings.HasPrefix(t.Name(), "Null["):
		return nullCodec(t)
	case reflect.PointerTo(t).Implements(scannerType) && (t.Implements(valuerType) || reflect.PointerTo(t).Implements(valuerType)):
		return scannerCodec(t), nil
	case t.Kind() == reflect.Pointer:
		return pointerCodec(t)
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
		return bytesCodec, nil
	case t.Kind() == reflect.Array && t.Elem().Kind() == reflect.Uint8:
		return arrayCodec(t), nil
	}
	if c, ok := plainCodecs[t.Kind()]; ok {
		return c, nil
	}
	return nil, fmt.Errorf("type %s has no column type", t)
}

var plainCodecs = map[reflect.Kind]*codec{
	reflect.Int:     signedCodec[int](64),
	reflect.Int8:    signedCodec[int8](8),
	reflect.Int16:   signedCodec[int16](16),
	reflect.Int32:   signedCodec[int32](32),
	reflect.Int64:   int64Codec,
	reflect.Uint:    unsignedCodec[uint](64),
	reflect.Uint8:   unsignedCodec[uint8](8),
	reflect.Uint16:  unsignedCodec[uint16](16),
	reflect.Uint32:  unsignedCodec[uint32](32),
	reflect.Uint64:  unsignedCodec[uint64](64),
	reflect.Float32: floatCodec[float32](32),
	reflect.Float64: floatCodec[float64](64),
	reflect.Bool:    boolCodec,
	reflect.String:  textCodec,
}

// of is a codec whose equality and copy are those of T.
func of[T comparable](c codec) *codec {
	c.equal = func(a, b unsafe.Pointer) bool { return *field[T](a) == *field[T](b) }
	c.copy = func(to, from unsafe.Pointer) { *field[T](to) = *field[T](from) }
	return &c
}

// errNull is a NULL in a column whose field cannot hold it. A reader asks for NULL
// only when the value is the zero value, so that it costs the others nothing.
var errNull = errors.New("the column is NULL and the field cannot hold that: use a pointer or sql.Null")

// int64Codec is signedCodec without the check of the width: nearly every key and
// number of a program passes here.
var int64Codec = of[int64](codec{
	read: func(r query.Row, i int, p unsafe.Pointer) error {
		n := r.Int(i)
		if n == 0 && r.Null(i) {
			return errNull
		}
		*field[int64](p) = n
		return nil
	},
	value:   func(p unsafe.Pointer) (query.Value, error) { return query.IntValue(*field[int64](p)), nil },
	integer: func(p unsafe.Pointer) (int64, bool) { return *field[int64](p), true },
	kind:    schema.Type{Kind: schema.Integer, Bits: 64},
})

func signedCodec[T int | int8 | int16 | int32 | int64](bits int) *codec {
	return of[T](codec{
		read: func(r query.Row, i int, p unsafe.Pointer) error {
			n := r.Int(i)
			if n == 0 && r.Null(i) {
				return errNull
			}
			if int64(T(n)) != n {
				return fmt.Errorf("the value %d does not fit %T", n, T(0))
			}
			*field[T](p) = T(n)
			return nil
		},
		value:   func(p unsafe.Pointer) (query.Value, error) { return query.IntValue(int64(*field[T](p))), nil },
		integer: func(p unsafe.Pointer) (int64, bool) { return int64(*field[T](p)), true },
		kind:    schema.Type{Kind: schema.Integer, Bits: bits},
	})
}

func unsignedCodec[T uint | uint8 | uint16 | uint32 | uint64](bits int) *codec {
	return of[T](codec{
		read: func(r query.Row, i int, p unsafe.Pointer) error {
			n := r.Uint(i)
			if n == 0 && r.Null(i) {
				return errNull
			}
			if uint64(T(n)) != n {
				return fmt.Errorf("the value %d does not fit %T", n, T(0))
			}
			*field[T](p) = T(n)
			return nil
		},
		value:   func(p unsafe.Pointer) (query.Value, error) { return query.UintValue(uint64(*field[T](p))), nil },
		integer: func(p unsafe.Pointer) (int64, bool) { return int64(*field[T](p)), true },
		kind:    schema.Type{Kind: schema.Integer, Bits: bits, Unsigned: true},
	})
}

func floatCodec[T float32 | float64](bits int) *codec {
	return of[T](codec{
		read: func(r query.Row, i int, p unsafe.Pointer) error {
			f := r.Float(i)
			if f == 0 && r.Null(i) {
				return errNull
			}
			*field[T](p) = T(f)
			return nil
		},
		value: func(p unsafe.Pointer) (query.Value, error) { return query.FloatValue(float64(*field[T](p))), nil },
		kind:  schema.Type{Kind: schema.Float, Bits: bits},
	})
}

var boolCodec = of[bool](codec{
	read: func(r query.Row, i int, p unsafe.Pointer) error {
		b := r.Bool(i)
		if !b && r.Null(i) {
			return errNull
		}
		*field[bool](p) = b
		return nil
	},
	value: func(p unsafe.Pointer) (query.Value, error) { return query.BoolValue(*field[bool](p)), nil },
	kind:  schema.Type{Kind: schema.Bool},
})

var textCodec = of[string](codec{
	read: func(r query.Row, i int, p unsafe.Pointer) error {
		s := r.Text(i)
		if s == "" && r.Null(i) {
			return errNull
		}
		*field[string](p) = s
		return nil
	},
	value: func(p unsafe.Pointer) (query.Value, error) { return query.TextValue(*field[string](p)), nil },
	kind:  schema.Type{Kind: schema.Text},
})

var timeCodec = &codec{
	read: func(r query.Row, i int, p unsafe.Pointer) error {
		if r.Null(i) {
			return errNull
		}
		*field[time.Time](p) = r.Time(i)
		return nil
	},
	value: func(p unsafe.Pointer) (query.Value, error) { return query.TimeValue(*field[time.Time](p)), nil },
	equal: func(a, b unsafe.Pointer) bool { return field[time.Time](a).Equal(*field[time.Time](b)) },
	copy:  func(to, from unsafe.Pointer) { *field[time.Time](to) = *field[time.Time](from) },
	kind:  schema.Type{Kind: schema.Time},
}

// bytesCodec keeps a nil slice apart from nothing: NULL is refused, nil is written
// as an empty blob.
var bytesCodec = &codec{
	read: func(r query.Row, i int, p unsafe.Pointer) error {
		if r.Null(i) {
			return errNull
		}
		*field[[]byte](p) = r.Bytes(i)
		return nil
	},
	value: func(p unsafe.Pointer) (query.Value, error) { return query.BlobValue(*field[[]byte](p)), nil },
	equal: equalBytes,
	copy:  copyBytes,
	kind:  schema.Type{Kind: schema.Blob},
	deep:  true,
}

var rawCodec = &codec{
	read: func(r query.Row, i int, p unsafe.Pointer) error {
		if r.Null(i) {
			return errNull
		}
		*field[[]byte](p) = []byte(r.Text(i))
		return nil
	},
	value: func(p unsafe.Pointer) (query.Value, error) {
		raw := *field[[]byte](p)
		if len(raw) == 0 {
			raw = []byte("null")
		}
		if !json.Valid(raw) {
			return query.Value{}, errors.New("the json.RawMessage is not valid JSON")
		}
		return query.JSONValue(string(raw)), nil
	},
	equal: equalBytes,
	copy:  copyBytes,
	kind:  schema.Type{Kind: schema.JSON},
	deep:  true,
}

func equalBytes(a, b unsafe.Pointer) bool { return bytes.Equal(*field[[]byte](a), *field[[]byte](b)) }
func copyBytes(to, from unsafe.Pointer)   { *field[[]byte](to) = bytes.Clone(*field[[]byte](from)) }

// arrayCodec is for [n]byte: a UUID when n is 16.
func arrayCodec(t reflect.Type) *codec {
	n := t.Len()
	view := func(p unsafe.Pointer) []byte { return unsafe.Slice((*byte)(p), n) }
	kind := schema.Type{Kind: schema.Blob, Size: n}
	if n == 16 {
		kind = schema.Type{Kind: schema.UUID}
	}
	return &codec{
		read: func(r query.Row, i int, p unsafe.Pointer) error {
			if r.Null(i) {
				return errNull
			}
			b := r.Bytes(i)
			if len(b) != n {
				return fmt.Errorf("the value has %d bytes, %s holds %d", len(b), t, n)
			}
			copy(view(p), b)
			return nil
		},
		value: func(p unsafe.Pointer) (query.Value, error) { return query.BlobValue(view(p)), nil },
		equal: func(a, b unsafe.Pointer) bool { return bytes.Equal(view(a), view(b)) },
		copy:  func(to, from unsafe.Pointer) { copy(view(to), view(from)) },
		kind:  kind,
	}
}

// nullCodec is for sql.Null[V]: V's codec and a flag behind it.
func nullCodec(t reflect.Type) (*codec, error) {
	inner, err := codecFor(t.Field(0).Type)
	if err != nil {
		return nil, err
	}
	flag := t.Field(1).Offset
	valid := func(p unsafe.Pointer) *bool { return field[bool](add(p, flag)) }
	c := &codec{
		read: func(r query.Row, i int, p unsafe.Pointer) error {
			if r.Null(i) {
				reflect.NewAt(t, p).Elem().SetZero()
				return nil
			}
			*valid(p) = true
			return inner.read(r, i, p)
		},
		value: func(p unsafe.Pointer) (query.Value, error) {
			if !*valid(p) {
				return query.Value{}, nil
			}
			return inner.value(p)
		},
		equal: func(a, b unsafe.Pointer) bool {
			return *valid(a) == *valid(b) && (!*valid(a) || inner.equal(a, b))
		},
		copy: func(to, from unsafe.Pointer) {
			inner.copy(to, from)
			*valid(to) = *valid(from)
		},
		kind: inner.kind, nullable: true, deep: inner.deep,
	}
	if inner.integer != nil {
		c.integer = func(p unsafe.Pointer) (int64, bool) {
			n, ok := inner.integer(p)
			return n, ok && *valid(p)
		}
	}
	return c, nil
}

// pointerCodec is for *V: nil is NULL.
func pointerCodec(t reflect.Type) (*codec, error) {
	inner, err := codecFor(t.Elem())
	if err != nil {
		return nil, err
	}
	if inner.nullable {
		return nil, fmt.Errorf("type %s can be nothing in two ways", t)
	}
	fresh := allocatorFor(t.Elem())
	at := func(p unsafe.Pointer) unsafe.Pointer { return *field[unsafe.Pointer](p) }
	c := &codec{
		read: func(r query.Row, i int, p unsafe.Pointer) error {
			if r.Null(i) {
				*field[unsafe.Pointer](p) = nil
				return nil
			}
			v := fresh()
			if err := inner.read(r, i, v); err != nil {
				return err
			}
			*field[unsafe.Pointer](p) = v
			return nil
		},
		value: func(p unsafe.Pointer) (query.Value, error) {
			if at(p) == nil {
				return query.Value{}, nil
			}
			return inner.value(at(p))
		},
		equal: func(a, b unsafe.Pointer) bool {
			x, y := at(a), at(b)
			return (x == nil) == (y == nil) && (x == nil || inner.equal(x, y))
		},
		// The pointed-to value is copied: a change through the pointer is a change of
		// the row.
		copy: func(to, from unsafe.Pointer) {
			if at(from) == nil {
				*field[unsafe.Pointer](to) = nil
				return
			}
			v := fresh()
			inner.copy(v, at(from))
			*field[unsafe.Pointer](to) = v
		},
		kind: inner.kind, nullable: true, deep: true,
	}
	if inner.integer != nil {
		c.integer = func(p unsafe.Pointer) (int64, bool) {
			if at(p) == nil {
				return 0, false
			}
			return inner.integer(at(p))
		}
	}
	return c, nil
}

// allocatorFor makes values for pointer fields; without reflection where the
// memory is that of a plain type.
func allocatorFor(t reflect.Type) func() unsafe.Pointer {
	switch t.Kind() {
	case reflect.Int64, reflect.Uint64, reflect.Int, reflect.Uint, reflect.Float64:
		return func() unsafe.Pointer { return unsafe.Pointer(new(int64)) }
	case reflect.String:
		return func() unsafe.Pointer { return unsafe.Pointer(new(string)) }
	}
	if t == timeType {
		return func() unsafe.Pointer { return unsafe.Pointer(new(time.Time)) }
	}
	return func() unsafe.Pointer { return reflect.New(t).UnsafePointer() }
}

// scannerCodec is for types that know how to read and write themselves. Whatever
// they hold is compared and copied by its driver value, since they may hold maps.
func scannerCodec(t reflect.Type) *codec {
	c := &codec{
		read: func(r query.Row, i int, p unsafe.Pointer) error {
			return reflect.NewAt(t, p).Interface().(sql.Scanner).Scan(r.Any(i))
		},
		value:    func(p unsafe.Pointer) (query.Value, error) { return driverValue(t, p) },
		kind:     schema.Type{Kind: schema.Any},
		nullable: t.PkgPath() == "database/sql",
		deep:     true,
	}
	if k, ok := reflect.TypeAssert[interface{ ColumnKind() schema.Kind }](reflect.New(t)); ok {
		c.kind.Kind = k.ColumnKind()
	}
	c.equal = func(a, b unsafe.Pointer) bool {
		x, errX := driverValue(t, a)
		y, errY := driverValue(t, b)
		return errX == nil && errY == nil && x == y
	}
	c.copy = func(to, from unsafe.Pointer) {
		reflect.NewAt(t, to).Elem().Set(reflect.NewAt(t, from).Elem())
		if v, err := driverOf(t, from); err == nil {
			copied := reflect.New(t)
			if copied.Interface().(sql.Scanner).Scan(v) == nil {
				reflect.NewAt(t, to).Elem().Set(copied.Elem())
			}
		}
	}
	return c
}

func driverOf(t reflect.Type, p unsafe.Pointer) (driver.Value, error) {
	v := reflect.NewAt(t, p)
	if w, ok := reflect.TypeAssert[driver.Valuer](v); ok {
		return w.Value()
	}
	return v.Elem().Interface().(driver.Valuer).Value()
}

func driverValue(t reflect.Type, p unsafe.Pointer) (query.Value, error) {
	v, err := driverOf(t, p)
	if err != nil {
		return query.Value{}, err
	}
	return valueOf(v)
}

// valueOf binds a driver value.
func valueOf(v driver.Value) (query.Value, error) {
	switch v := v.(type) {
	case nil:
		return query.Value{}, nil
	case int64:
		return query.IntValue(v), nil
	case float64:
		return query.FloatValue(v), nil
	case bool:
		return query.BoolValue(v), nil
	case string:
		return query.TextValue(v), nil
	case []byte:
		return query.BlobValue(v), nil
	case time.Time:
		return query.TimeValue(v), nil
	}
	return query.Value{}, fmt.Errorf("driver.Valuer gave a %T, which is none of the types of driver.Value", v)
}

// BindValue binds a Go value that a condition compares with a column of its type.
func BindValue(v any) (query.Value, error) {
	rv := reflect.ValueOf(v)
	if !rv.IsValid() {
		return query.Value{}, nil
	}
	switch v := v.(type) { // the common ones, without reflection
	case int64:
		return query.IntValue(v), nil
	case string:
		return query.TextValue(v), nil
	case int:
		return query.IntValue(int64(v)), nil
	case bool:
		return query.BoolValue(v), nil
	}
	c, err := cachedCodec(rv.Type())
	if err != nil {
		return query.Value{}, err
	}
	p := reflect.New(rv.Type())
	p.Elem().Set(rv)
	return c.value(p.UnsafePointer())
}
