package html

import (
	"errors"
	"io"
)

// Bound stands for attributes that are not known before the page is written for someone, such as
// what calls a handler. Only Weave can write it.
type Bound struct{ value any }

// Bind makes a Bound of whatever the Loom understands.
func Bind(value any) Bound { return Bound{value} }

// Value is what Bind was given.
func (b Bound) Value() any { return b.value }

// Render gives an error: nobody is here who knows the attributes.
func (b Bound) Render(w io.Writer) error { return render(w, b) }

func (b Bound) appendTo(w *writer, _ elementKind) error {
	if w.weft != nil {
		return errors.New("a handler stands outside of an element")
	}
	return errDead
}

// A Hole is content that is not known before the page is written for someone. Only Weave can
// write it.
type Hole struct{ value any }

// Leave makes a Hole that whoever understands the value fills.
func Leave(value any) Hole { return Hole{value} }

// Value is what Leave was given.
func (h Hole) Value() any { return h.value }

// Render gives an error: nobody is here who knows the content.
func (h Hole) Render(w io.Writer) error { return render(w, h) }

func (h Hole) appendTo(w *writer, in elementKind) error {
	if w.weft == nil {
		return errDead
	}
	n, err := w.weft.loom.Fill(h.value, w.weft.place, w.weft.in())
	if err != nil {
		return err
	}
	return w.node(n, in)
}

// errDead is said of what calls a handler on a page that has none.
var errDead = errors.New("this part works only on a live page, and the page was written by Render")

// boundTo appends the values that are bound to an element.
func boundTo(out []any, content []Node) []any {
	for _, n := range content {
		switch n := n.(type) {
		case Bound:
			out = append(out, n.value)
		case Fragment:
			out = boundTo(out, n)
		}
	}
	return out
}
