package kin

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"unsafe"

	"github.com/kin-go/kin/internal/mapping"
)

// Marshal writes a value as JSON, as encoding/json does, and of rows what is loaded:
// relationships that are not loaded are left out, and those that lead back to a row on the
// way from the top, so that it ends on every graph. v may be a row, a slice or map of them, or
// a struct that holds them.
func Marshal(v any) ([]byte, error) {
	w := &jsonWriter{lenient: true}
	if err := w.value(reflect.ValueOf(v)); err != nil {
		return nil, err
	}
	return w.out.Bytes(), nil
}

// marshalHolder writes what a holder holds, for encoding/json: what stands above it is not known
// but for its own row.
func marshalHolder(held reflect.Value, own unsafe.Pointer, owner reflect.Type) ([]byte, error) {
	w := &jsonWriter{}
	if own != nil {
		w.path = append(w.path, pathRow{own, owner})
	}
	if err := w.value(held); err != nil {
		return nil, err
	}
	return w.out.Bytes(), nil
}

// A jsonWriter writes graphs of rows. Its path is the rows from the top to where it is.
type jsonWriter struct {
	out     bytes.Buffer
	path    []pathRow
	lenient bool // leave out what is not loaded, in place of an error
}

// A pathRow is a row on the path. A struct and its first field have one address, so that the type
// belongs to it.
type pathRow struct {
	row unsafe.Pointer
	typ reflect.Type
}

// A relation is what One and Many have in common.
type relation interface {
	Loaded() bool
	MarshalJSON() ([]byte, error)
}

var (
	relationType  = reflect.TypeFor[relation]()
	marshalerType = reflect.TypeFor[json.Marshaler]()
)

// value writes a value: what can hold rows itself, all else by encoding/json.
func (w *jsonWriter) value(v reflect.Value) error {
	if !v.IsValid() || !holdsRows(v.Type()) {
		return w.plain(v)
	}
	if reflect.PointerTo(v.Type()).Implements(relationType) {
		return w.holder(v)
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			w.out.WriteString("null")
			return nil
		}
		return w.value(v.Elem())
	case reflect.Slice:
		if v.IsNil() {
			w.out.WriteString("null")
			return nil
		}
		return w.list(v)
	case reflect.Array:
		return w.list(v)
	case reflect.Map:
		return w.table(v)
	}
	return w.row(v)
}

// holder writes a relationship that stands by itself.
func (w *jsonWriter) holder(v reflect.Value) error {
	h := reflect.New(v.Type())
	h.Elem().Set(v)
	if text, err := h.Interface().(relation).MarshalJSON(); err != nil {
		w.out.Write(text)
		return err
	}
	return w.value(held(h.Elem()))
}

func (w *jsonWriter) plain(v reflect.Value) error {
	if !v.IsValid() {
		w.out.WriteString("null")
		return nil
	}
	if !v.CanInterface() {
		return fmt.Errorf("kin.Marshal: an unexported field of type %s", v.Type())
	}
	text, err := json.Marshal(v.Interface())
	w.out.Write(text)
	return err
}

// row writes a struct, which is on the path as long as what is below it is written: a copy of a row
// stands for the row.
func (w *jsonWriter) row(v reflect.Value) error {
	if !v.CanAddr() { // holders are read through their address
		c := reflect.New(v.Type()).Elem()
		c.Set(v)
		v = c
	}
	own := v.Addr().UnsafePointer()
	if m, is := reflect.TypeAssert[mapping.Model](v.Addr()); is {
		if row := mapping.RowOfOrigin(m); row != nil {
			own = row
		}
	}
	w.path = append(w.path, pathRow{own, v.Type()})
	defer func() { w.path = w.path[:len(w.path)-1] }()
	return w.object(v)
}

func (w *jsonWriter) list(v reflect.Value) error {
	w.out.WriteByte('[')
	for i := range v.Len() {
		if i > 0 {
			w.out.WriteByte(',')
		}
		if err := w.value(v.Index(i)); err != nil {
			return err
		}
	}
	w.out.WriteByte(']')
	return nil
}

// table writes a map in the order of its keys.
func (w *jsonWriter) table(v reflect.Value) error {
	if v.IsNil() {
		w.out.WriteString("null")
		return nil
	}
	type entry struct {
		name  string
		value reflect.Value
	}
	var entries []entry
	for iter := v.MapRange(); iter.Next(); {
		entries = append(entries, entry{fmt.Sprint(iter.Key().Interface()), iter.Value()})
	}
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.name, b.name) })
	w.out.WriteByte('{')
	for i, e := range entries {
		if i > 0 {
			w.out.WriteByte(',')
		}
		if err := w.name(e.name); err != nil {
			return err
		}
		if err := w.value(e.value); err != nil {
			return err
		}
	}
	w.out.WriteByte('}')
	return nil
}

func (w *jsonWriter) name(name string) error {
	text, err := json.Marshal(name)
	w.out.Write(text)
	w.out.WriteByte(':')
	return err
}

// object writes a struct, field by field as encoding/json names them.
func (w *jsonWriter) object(v reflect.Value) error {
	w.out.WriteByte('{')
	first := true
	for _, f := range fieldsOf(v.Type()) {
		field, ok := f.of(v)
		if !ok || f.leftOut(field) {
			continue
		}
		written, err := w.leaves(f, field)
		if err != nil {
			return err
		}
		if written {
			continue
		}
		if !first {
			w.out.WriteByte(',')
		}
		first = false
		if err := w.member(f, field); err != nil {
			return err
		}
	}
	w.out.WriteByte('}')
	return nil
}

// leaves says that a relationship is not to be written: it is not loaded, or leads back.
func (w *jsonWriter) leaves(f *jsonField, field reflect.Value) (bool, error) {
	if !f.relation {
		return false, nil
	}
	h := field.Addr().Interface().(relation)
	if !h.Loaded() {
		if w.lenient || f.omitZero {
			return true, nil
		}
		_, err := h.MarshalJSON()
		return false, err
	}
	return w.leadsBack(held(field)), nil
}

// held is what a loaded holder holds.
func held(holder reflect.Value) reflect.Value {
	return holder.Addr().MethodByName("Get").Call(nil)[0]
}

func (w *jsonWriter) leadsBack(v reflect.Value) bool {
	if v.Kind() == reflect.Slice {
		for i := range v.Len() {
			if w.leadsBack(v.Index(i)) {
				return true
			}
		}
		return false
	}
	return !v.IsNil() && slices.Contains(w.path, pathRow{v.UnsafePointer(), v.Type().Elem()})
}

func (w *jsonWriter) member(f *jsonField, field reflect.Value) error {
	if err := w.name(f.name); err != nil {
		return err
	}
	if f.relation {
		return w.value(held(field))
	}
	if f.quoted {
		return w.quoted(field)
	}
	return w.value(field)
}

// quoted writes a field tagged string: the number or text within quotes.
func (w *jsonWriter) quoted(field reflect.Value) error {
	text, err := json.Marshal(field.Interface())
	if err != nil {
		return err
	}
	text, err = json.Marshal(string(text))
	w.out.Write(text)
	return err
}

// holding remembers which types can hold rows.
var holding sync.Map // reflect.Type → bool

// holdsRows says that a value of the type can lead to a holder, and is written by us. A type that
// writes itself is left to do so.
func holdsRows(t reflect.Type) bool {
	if known, ok := holding.Load(t); ok {
		return known.(bool)
	}
	found := findsRows(t, map[reflect.Type]bool{})
	holding.Store(t, found)
	return found
}

func findsRows(t reflect.Type, seen map[reflect.Type]bool) bool {
	if seen[t] {
		return false
	}
	seen[t] = true
	if reflect.PointerTo(t).Implements(relationType) {
		return true
	}
	if t.Implements(marshalerType) || reflect.PointerTo(t).Implements(marshalerType) {
		return false
	}
	switch t.Kind() {
	case reflect.Interface:
		return true
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		return findsRows(t.Elem(), seen)
	case reflect.Struct:
		for field := range t.Fields() {
			if findsRows(field.Type, seen) {
				return true
			}
		}
	}
	return false
}
