package kintest

import (
	"context"
	"fmt"
	"reflect"
	"strings"
)

// A holder is what kin.One and kin.Many have in common.
type holder interface{ Loaded() bool }

// A reader says what a relationship holds: read looks, walk asks.
type reader func(h reflect.Value) reflect.Value

// graph shows rows and what is loaded below them along paths ("Orders.Items"), as text:
//
//	7[1 3] 8[]      users with their orders
//	1→7 5→-         addresses with their user
//	7?              a user whose orders are not loaded
//
// It reads and never loads.
func graph[T any](rows []*T, paths ...string) string {
	return shown(rows, paths, func(h reflect.Value) reflect.Value {
		if !h.Addr().Interface().(holder).Loaded() {
			return reflect.Value{}
		}
		return h.Addr().MethodByName("Get").Call(nil)[0]
	})
}

// walk shows rows like graph, and loads what is not loaded. Errors stand in the text.
func walk[T any](ctx context.Context, rows []*T, paths ...string) string {
	return shown(rows, paths, func(h reflect.Value) reflect.Value {
		out := h.Addr().MethodByName("Load").Call([]reflect.Value{reflect.ValueOf(ctx)})
		if !out[1].IsNil() {
			return out[1].Elem()
		}
		return out[0]
	})
}

func shown[T any](rows []*T, paths []string, read reader) string {
	var root branch
	for _, p := range paths {
		root.grow(strings.Split(p, "."))
	}
	var b strings.Builder
	root.rows(&b, reflect.ValueOf(rows), read)
	return b.String()
}

// A branch is a relationship to show, with what to show below it.
type branch struct {
	name  string
	below []*branch
}

// grow adds a path below the branch.
func (b *branch) grow(path []string) {
	if len(path) == 0 {
		return
	}
	for _, c := range b.below {
		if c.name == path[0] {
			c.grow(path[1:])
			return
		}
	}
	c := &branch{name: path[0]}
	b.below = append(b.below, c)
	c.grow(path[1:])
}

func (b *branch) rows(w *strings.Builder, rows reflect.Value, read reader) {
	for i := range rows.Len() {
		if i > 0 {
			w.WriteByte(' ')
		}
		b.row(w, rows.Index(i), read)
	}
}

func (b *branch) row(w *strings.Builder, row reflect.Value, read reader) {
	if row.IsNil() {
		w.WriteByte('-')
		return
	}
	fmt.Fprint(w, keyOf(row.Elem()))
	for _, c := range b.below {
		c.holder(w, read(row.Elem().FieldByName(c.name)), read)
	}
}

// holder shows what a relationship holds.
func (b *branch) holder(w *strings.Builder, value reflect.Value, read reader) {
	switch {
	case !value.IsValid():
		w.WriteByte('?')
	case value.Kind() == reflect.Slice:
		w.WriteByte('[')
		b.rows(w, value, read)
		w.WriteByte(']')
	case value.Type().Implements(reflect.TypeFor[error]()):
		fmt.Fprintf(w, "!%v", value.Interface())
	default:
		w.WriteString("→")
		b.row(w, value, read)
	}
}

// keyOf is the key of a row: the values of its fields that are tagged pk, ID for a
// kin.Model.
func keyOf(row reflect.Value) string {
	if id := row.FieldByName("ID"); id.IsValid() {
		return fmt.Sprint(id.Interface())
	}
	var parts []string
	for _, f := range reflect.VisibleFields(row.Type()) {
		if strings.HasPrefix(f.Tag.Get("kin"), "pk") {
			parts = append(parts, fmt.Sprint(row.FieldByIndex(f.Index).Interface()))
		}
	}
	return strings.Join(parts, "/")
}
