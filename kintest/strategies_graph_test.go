package kintest_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// A found row is a row of an answer with what was picked below it.
type found struct {
	text  string // its type and columns
	edges []foundEdge
}

type foundEdge struct {
	field string
	rows  []*found
	many  bool
	fault string // it was not loaded although its strategy should have, or an error
}

// A walk reads rows and all that was picked below them. What an eager strategy should have
// loaded must be there before it is read, unless it stands below one that is lazy: that
// may have been loaded on another path, and then it is not read here.
type walk struct {
	ctx  context.Context
	way  way
	lazy bool
}

func (w walk) rows(rows any, ps []*pick) []*found {
	v := reflect.ValueOf(rows)
	out := make([]*found, v.Len())
	for i := range out {
		out[i] = w.row(v.Index(i).Elem(), ps)
	}
	return out
}

func (w walk) row(row reflect.Value, ps []*pick) *found {
	f := &found{text: columns(row)}
	for _, p := range ps {
		f.edges = append(f.edges, w.edge(row.FieldByName(p.field).Addr(), p))
	}
	return f
}

func (w walk) edge(h reflect.Value, p *pick) foundEdge {
	e := foundEdge{field: p.field}
	w.lazy = w.lazy || !eager(w.way.by(p))
	if !w.lazy && !h.Interface().(interface{ Loaded() bool }).Loaded() {
		e.fault = "not loaded by " + w.way.by(p)
		return e
	}
	out := h.MethodByName("Load").Call([]reflect.Value{reflect.ValueOf(w.ctx)})
	if err, failed := reflect.TypeAssert[error](out[1]); failed {
		e.fault = err.Error()
		return e
	}
	if out[0].Kind() == reflect.Slice {
		e.many = true
		e.rows = w.rows(out[0].Interface(), p.below)
	} else if !out[0].IsNil() {
		e.rows = []*found{w.row(out[0].Elem(), p.below)}
	}
	return e
}

// columns shows the columns of a row: every field that is not embedded and no holder.
func columns(row reflect.Value) string {
	var b strings.Builder
	b.WriteString(row.Type().Name())
	if id := row.FieldByName("ID"); id.IsValid() {
		fmt.Fprintf(&b, " %v", id)
	}
	for i := range row.NumField() {
		f := row.Type().Field(i)
		if _, relationship := reflect.TypeAssert[interface{ Loaded() bool }](row.Field(i).Addr()); relationship || f.Anonymous {
			continue
		}
		v := reflect.Indirect(row.Field(i))
		if !v.IsValid() {
			b.WriteString(" NULL")
			continue
		}
		if v.Kind() == reflect.Array {
			fmt.Fprintf(&b, " %x", v.Interface())
			continue
		}
		fmt.Fprintf(&b, " %#v", v)
	}
	return b.String()
}

// write shows rows as an indented text, in which each difference is one of lines.
func write(b *strings.Builder, rows []*found, indent string) {
	for _, f := range rows {
		fmt.Fprintf(b, "%s%s\n", indent, f.text)
		for _, e := range f.edges {
			kind := "→"
			if e.many {
				kind = fmt.Sprintf("[%d]", len(e.rows))
			}
			fmt.Fprintf(b, "%s  %s %s%s\n", indent, e.field, kind, e.fault)
			write(b, e.rows, indent+"    ")
		}
	}
}

// difference shows where two graphs differ, or nothing.
func difference(want, got []*found) string {
	var a, b strings.Builder
	write(&a, want, "")
	write(&b, got, "")
	if a.String() == b.String() {
		return ""
	}
	x, y := strings.Split(a.String(), "\n"), strings.Split(b.String(), "\n")
	at := 0
	for at < len(x) && at < len(y) && x[at] == y[at] {
		at++
	}
	line := func(ls []string) string {
		return strings.Join(ls[max(0, min(at-3, len(ls))):min(at+3, len(ls))], "\n\t\t")
	}
	return fmt.Sprintf("at line %d\n\twant\n\t\t%s\n\tgot\n\t\t%s", at+1, line(x), line(y))
}

// A fault is a way in which a graph may be wrong. It gives a wrong copy, or nil where the
// graph has no place for it.
type fault struct {
	name  string
	plant func(rows []*found) []*found
}

var faults = []fault{
	{"the last child is dropped", inCollections(1, func(rows []*found) []*found { return rows[:len(rows)-1] })},
	{"the order is ignored", inCollections(2, func(rows []*found) []*found {
		if difference(rows[:1], rows[len(rows)-1:]) == "" {
			return nil
		}
		out := append([]*found{rows[len(rows)-1]}, rows[1:len(rows)-1]...)
		return append(out, rows[0])
	})},
	{"a child is there twice", inCollections(1, func(rows []*found) []*found { return append(slices.Clip(rows), rows[0]) })},
	{"a scalar is nil", func(rows []*found) []*found {
		return inEdges(rows, func(e foundEdge) []*found {
			if e.many || len(e.rows) == 0 {
				return nil
			}
			return []*found{}
		})
	}},
	{"a parent is dropped", func(rows []*found) []*found {
		if len(rows) == 0 {
			return nil
		}
		return rows[1:]
	}},
}

// inCollections plants a fault into the first collection with enough rows.
func inCollections(least int, plant func(rows []*found) []*found) func(rows []*found) []*found {
	return func(rows []*found) []*found {
		return inEdges(rows, func(e foundEdge) []*found {
			if !e.many || len(e.rows) < least {
				return nil
			}
			return plant(e.rows)
		})
	}
}

// inEdges copies a graph with a fault in the first place that has room for it.
func inEdges(rows []*found, plant func(e foundEdge) []*found) []*found {
	for i, f := range rows {
		for j, e := range f.edges {
			wrong := plant(e)
			if wrong == nil {
				wrong = inEdges(e.rows, plant)
			}
			if wrong == nil {
				continue
			}
			e.rows = wrong
			c := *f
			c.edges = append([]foundEdge(nil), f.edges...)
			c.edges[j] = e
			out := append([]*found(nil), rows...)
			out[i] = &c
			return out
		}
	}
	return nil
}
