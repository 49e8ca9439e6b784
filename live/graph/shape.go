package graph

import (
	"encoding"
	"fmt"
	"hash/fnv"
	"io"
	"reflect"
	"sync"
)

// how a type is written.
type how uint8

const (
	byFields how = iota
	byBinary
	byText
)

var (
	binaryMarshaler   = reflect.TypeFor[encoding.BinaryMarshaler]()
	binaryUnmarshaler = reflect.TypeFor[encoding.BinaryUnmarshaler]()
	textMarshaler     = reflect.TypeFor[encoding.TextMarshaler]()
	textUnmarshaler   = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// howOf says whether the values of a type write themselves. Pointers do not: what they lead to does.
func howOf(t reflect.Type) how {
	if t.Kind() == reflect.Pointer || t.Kind() == reflect.Interface {
		return byFields
	}
	if known, ok := hows.Load(t); ok {
		return known.(how)
	}
	found := byFields
	p := reflect.PointerTo(t)
	switch {
	case p.Implements(binaryMarshaler) && p.Implements(binaryUnmarshaler):
		found = byBinary
	case p.Implements(textMarshaler) && p.Implements(textUnmarshaler):
		found = byText
	}
	hows.Store(t, found)
	return found
}

// fieldsOf is the fields of a struct that are kept.
func fieldsOf(t reflect.Type) []int {
	if known, ok := kept.Load(t); ok {
		return known.([]int)
	}
	fields := []int{}
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() && f.Tag.Get("live") != "-" {
			fields = append(fields, i)
		}
	}
	kept.Store(t, fields)
	return fields
}

// shapeOf is a number that changes when the shape of a type does: the names and types of its
// fields, and of those of the types they lead to.
func shapeOf(t reflect.Type) uint64 {
	if known, ok := shapes.Load(t); ok {
		return known.(uint64)
	}
	h := fnv.New64a()
	describe(h, t, map[reflect.Type]bool{})
	shape := h.Sum64()
	shapes.Store(t, shape)
	return shape
}

func describe(w io.Writer, t reflect.Type, seen map[reflect.Type]bool) {
	fmt.Fprint(w, t.Kind(), " ", howOf(t), " ") //nolint:errcheck // a hash takes everything
	if howOf(t) != byFields || t.Kind() == reflect.Interface {
		fmt.Fprint(w, t, " ") //nolint:errcheck // a hash takes everything
		return
	}
	if seen[t] {
		fmt.Fprint(w, t, " ") //nolint:errcheck // a hash takes everything
		return
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Struct:
		for _, i := range fieldsOf(t) {
			fmt.Fprint(w, t.Field(i).Name, " ") //nolint:errcheck // a hash takes everything
			describe(w, t.Field(i).Type, seen)
		}
		fmt.Fprint(w, "end ") //nolint:errcheck // a hash takes everything
	case reflect.Map:
		describe(w, t.Key(), seen)
		describe(w, t.Elem(), seen)
	case reflect.Array:
		fmt.Fprint(w, t.Len(), " ") //nolint:errcheck // a hash takes everything
		describe(w, t.Elem(), seen)
	case reflect.Pointer, reflect.Slice:
		describe(w, t.Elem(), seen)
	}
}

// What was found out about types.
var hows, kept, shapes sync.Map
