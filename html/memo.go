package html

import "io"

// memo is a node that is made when it is written.
type memo struct {
	key   string
	value any
	make  func() Node
}

// Memo is what f gives. Where a page is woven again and again for the same reader, f is called
// only if the value has changed since the last time, so give all that f depends on: the version
// of a row, or a struct of several values. key tells it from the others beside it. What goes wrong
// in f goes wrong while the page is written.
func Memo[K Key, V comparable](key K, value V, f func() Node) Node {
	return memo{spell(key), value, f}
}

// Render writes the node, whether the value has changed or not.
func (m memo) Render(w io.Writer) error { return render(w, m) }

func (m memo) appendTo(w *writer, in elementKind) error {
	if w.weft != nil {
		return w.weft.memo(w, m, in)
	}
	return w.node(m.make(), in)
}

// keyed is a node with a key of its own.
type keyed struct {
	key  string
	node Node
}

// Keyed is a part of a page that is compared and replaced by itself, as an item of Each is: give
// a key to what changes often and stands in something large. Its place depends on the key, and not on its
// position among the nodes beside it.
func Keyed[K Key](key K, n Node) Node { return keyed{spell(key), n} }

// Render writes the node.
func (k keyed) Render(w io.Writer) error { return render(w, k) }

func (k keyed) appendTo(w *writer, in elementKind) error {
	if w.weft != nil {
		return w.weft.keyed(w, k, in)
	}
	return w.node(k.node, in)
}
