package kin

import (
	"reflect"
	"slices"
	"strings"
	"sync"
)

// A jsonField is a field of a struct as encoding/json sees it.
type jsonField struct {
	name      string
	index     []int
	tagged    bool
	omitEmpty bool
	omitZero  bool
	quoted    bool
	relation  bool
}

// of is the field in a struct; false where an embedded pointer on the way is nil.
func (f *jsonField) of(v reflect.Value) (reflect.Value, bool) {
	for i, n := range f.index {
		if i > 0 && v.Kind() == reflect.Pointer {
			if v.IsNil() {
				return v, false
			}
			v = v.Elem()
		}
		v = v.Field(n)
	}
	return v, true
}

// leftOut says that omitempty or omitzero leaves the field out. Of relationships the writer
// decides.
func (f *jsonField) leftOut(v reflect.Value) bool {
	if f.relation {
		return false
	}
	if f.omitZero {
		if z, is := reflect.TypeAssert[interface{ IsZero() bool }](v); is {
			return z.IsZero()
		}
		if v.IsZero() {
			return true
		}
	}
	return f.omitEmpty && isEmpty(v)
}

func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}

var jsonFields sync.Map // reflect.Type → []*jsonField

// fieldsOf is the fields that encoding/json writes of a struct, in their order: exported ones,
// those of embedded structs as if they stood in the outer one, the less deep and the tagged
// before others of the same name.
func fieldsOf(t reflect.Type) []*jsonField {
	if known, ok := jsonFields.Load(t); ok {
		return known.([]*jsonField)
	}
	all := collect(t, nil, map[reflect.Type]bool{})
	fields := slices.DeleteFunc(slices.Clone(all), func(f *jsonField) bool { return hidden(f, all) })
	jsonFields.Store(t, fields)
	return fields
}

func collect(t reflect.Type, index []int, seen map[reflect.Type]bool) (out []*jsonField) {
	if seen[t] {
		return nil
	}
	seen[t] = true
	defer delete(seen, t)
	for i := range t.NumField() {
		f := t.Field(i)
		at := slices.Concat(index, []int{i})
		tag, hasTag := f.Tag.Lookup("json")
		name, options, _ := strings.Cut(tag, ",")
		inner := f.Type
		if inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		switch {
		case tag == "-":
		case f.Anonymous && inner.Kind() == reflect.Struct && name == "":
			out = append(out, collect(inner, at, seen)...)
		case f.IsExported():
			out = append(out, newField(f, at, name, options, hasTag))
		}
	}
	return out
}

func newField(f reflect.StructField, at []int, name, options string, tagged bool) *jsonField {
	j := &jsonField{name: name, index: at, tagged: tagged && name != "", relation: reflect.PointerTo(f.Type).Implements(relationType)}
	if name == "" {
		j.name = f.Name
	}
	for o := range strings.SplitSeq(options, ",") {
		switch o {
		case "omitempty":
			j.omitEmpty = true
		case "omitzero":
			j.omitZero = true
		case "string":
			j.quoted = quotable(f.Type)
		}
	}
	return j
}

func quotable(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.Bool, reflect.String, reflect.Float32, reflect.Float64:
		return true
	}
	return t.Kind() >= reflect.Int && t.Kind() <= reflect.Uintptr
}

// hidden says that another field of the same name goes before this one, or that two hide each other.
func hidden(f *jsonField, all []*jsonField) bool {
	for _, g := range all {
		if g == f || g.name != f.name {
			continue
		}
		if len(g.index) < len(f.index) {
			return true
		}
		if len(g.index) == len(f.index) && (g.tagged || !f.tagged) {
			return true
		}
	}
	return false
}
