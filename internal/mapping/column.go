package mapping

import (
	"fmt"
	"reflect"
	"sync"
	"time"
	"unsafe"

	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/schema"
)

// A Column ties a Go field to a column of the mapping's table.
type Column struct {
	*schema.Column
	Mapping *Mapping
	GoName  string // Author.Name for a field of a value object or a mixin
	Offset  uintptr
	GoType  reflect.Type
	Index   int // its place among the mapping's columns
	IsKey   bool
	Created bool // tag created: set when inserted
	Updated bool // tag updated: set when inserted and whenever written
	Version bool // tag version: optimistic lock
	codec   *codec
	foreign string // table.column of tag foreign_key=
	action  schema.Action
	unique  bool
	index   bool
}

// Read decodes column i of the answer into the row's field.
func (c *Column) Read(r query.Row, i int, row unsafe.Pointer) error {
	if err := c.codec.read(r, i, c.at(row)); err != nil {
		return fmt.Errorf("reading column %q of table %q into %s.%s: %w", c.Name, c.Mapping.Table.Name, c.Mapping.Name, c.GoName, err)
	}
	return nil
}

// Value binds the row's field.
func (c *Column) Value(row unsafe.Pointer) (query.Value, error) {
	v, err := c.codec.value(c.at(row))
	if err != nil {
		return v, fmt.Errorf("writing %s.%s to column %q of table %q: %w", c.Mapping.Name, c.GoName, c.Name, c.Mapping.Table.Name, err)
	}
	return v, nil
}

// Copy copies the column from one row to another of the same mapping.
func (c *Column) Copy(to, from unsafe.Pointer) { c.codec.copy(c.at(to), c.at(from)) }

// Equal compares the column of two rows.
func (c *Column) Equal(a, b unsafe.Pointer) bool { return c.codec.equal(c.at(a), c.at(b)) }

// IsZero says whether the row's field holds the zero value of its type.
func (c *Column) IsZero(row unsafe.Pointer) bool {
	if c.codec.integer != nil {
		n, ok := c.codec.integer(c.at(row))
		return !ok || n == 0
	}
	return reflect.NewAt(c.GoType, c.at(row)).Elem().IsZero()
}

// Set assigns a Go value of the field's own type.
func (c *Column) Set(row unsafe.Pointer, v any) {
	reflect.NewAt(c.GoType, c.at(row)).Elem().Set(reflect.ValueOf(v))
}

// Get is the field's value as a Go value, for messages.
func (c *Column) Get(row unsafe.Pointer) any {
	return reflect.NewAt(c.GoType, c.at(row)).Elem().Interface()
}

// AddInt adds to an integer field: version counters.
func (c *Column) AddInt(row unsafe.Pointer, n int64) {
	v := reflect.NewAt(c.GoType, c.at(row)).Elem()
	if v.CanInt() {
		v.SetInt(v.Int() + n)
	} else {
		v.SetUint(v.Uint() + uint64(n))
	}
}

// SetTime assigns a time to the field.
func (c *Column) SetTime(row unsafe.Pointer, t time.Time) {
	setPlain(reflect.NewAt(c.GoType, c.at(row)).Elem(), reflect.ValueOf(t))
}

// SetNull empties a nullable field.
func (c *Column) SetNull(row unsafe.Pointer) {
	reflect.NewAt(c.GoType, c.at(row)).Elem().SetZero()
}

// CopyFrom copies a key column of one row into a foreign key column of another,
// whose types may differ by a pointer or sql.Null around the same value.
func (c *Column) CopyFrom(row unsafe.Pointer, from *Column, source unsafe.Pointer) {
	to := reflect.NewAt(c.GoType, c.at(row)).Elem()
	value, ok := plain(reflect.NewAt(from.GoType, from.at(source)).Elem())
	if !ok {
		to.SetZero()
		return
	}
	setPlain(to, value)
}

// plain takes a value out of its pointer or sql.Null; false for NULL.
func plain(v reflect.Value) (reflect.Value, bool) {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return v, false
		}
		return v.Elem(), true
	}
	if isNull(v.Type()) {
		return v.Field(0), v.Field(1).Bool()
	}
	return v, true
}

func setPlain(to, v reflect.Value) {
	switch {
	case to.Kind() == reflect.Pointer:
		p := reflect.New(to.Type().Elem())
		p.Elem().Set(v.Convert(to.Type().Elem()))
		to.Set(p)
	case isNull(to.Type()):
		to.Field(0).Set(v.Convert(to.Field(0).Type()))
		to.Field(1).SetBool(true)
	default:
		to.Set(v.Convert(to.Type()))
	}
}

func isNull(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t.PkgPath() == "database/sql" && len(t.Name()) > 5 && t.Name()[:5] == "Null["
}

var codecs sync.Map // reflect.Type → *codec, for values of conditions

func cachedCodec(t reflect.Type) (*codec, error) {
	if c, ok := codecs.Load(t); ok {
		return c.(*codec), nil
	}
	c, err := codecFor(t)
	if err != nil {
		return nil, err
	}
	codecs.Store(t, c)
	return c, nil
}

// TypeOf is the column type that values of a Go type have.
func TypeOf(t reflect.Type) (schema.Type, error) {
	c, err := cachedCodec(t)
	if err != nil {
		return schema.Type{}, err
	}
	return c.kind, nil
}

// Reader is a function that decodes a column of an answer into a Go value of that
// type, for results that are not models.
func Reader(t reflect.Type) (func(r query.Row, i int, p unsafe.Pointer) error, error) {
	c, err := cachedCodec(t)
	if err != nil {
		return nil, err
	}
	return c.read, nil
}
