package compile

import (
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/schema"
)

// in writes IN for a list of keys.
func (w *writer) in(e query.In) {
	if w.dialect.In != nil {
		w.dialect.In(In{w, e})
		return
	}
	w.rowValue(e.Left)
	if e.Negated {
		w.text(" NOT")
	}
	w.text(" IN ")
	w.keys(e.Keys)
}

// keys writes the right side of IN for a list of keys.
func (w *writer) keys(k query.Keys) {
	w.dialect.KeyList(&w.Builder, w.placeholder(Param{Arg: k.Arg, Keys: k.Types}), k.Types)
}

// An In is one test of a key against a list of keys, handed to a dialect that writes it
// in a way of its own: another operator than IN, or a parameter for each column of the
// keys. What it is told to write, it writes at once.
type In struct {
	w  *writer
	in query.In
}

// Negated says that the key must not be in the list.
func (i In) Negated() bool { return i.in.Negated }

// Types is the types of the columns of a key.
func (i In) Types() []schema.Type { return i.in.Keys.Types }

// Text writes text as it stands.
func (i In) Text(s string) { i.w.text(s) }

// Left writes the key that is looked for: one value as it is, several as a row value.
func (i In) Left() { i.w.rowValue(i.in.Left) }

// List writes the placeholder of one parameter that takes the whole list.
func (i In) List() {
	i.w.text(i.w.placeholder(Param{Arg: i.in.Keys.Arg, Keys: i.in.Keys.Types}))
}

// Column writes the placeholder of one parameter that takes a column of the list: the
// n-th value of each key, from 0.
func (i In) Column(n int) {
	i.w.text(i.w.placeholder(Param{Arg: i.in.Keys.Arg, Keys: i.in.Keys.Types, Column: n}))
}
