package html

import (
	"reflect"
	"strconv"
)

// A Key says which item is which, also when a list is shown again in another order: a
// number or a string.
type Key interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~string
}

// Items are the nodes of a list, each with its key. The keys are not written: they are for
// whoever compares two pages. See Weave.
type Items struct {
	keys  []string
	nodes []Node
}

// Each is a node for each item. key gives what tells an item from the others of the list, such as
// its id. Both functions are called at once, in the order of the items, so what goes wrong in them
// goes wrong where the page is made and not while it is written.
func Each[T any, K Key](items []T, key func(T) K, node func(T) Node) Items {
	is := Items{make([]string, len(items)), make([]Node, len(items))}
	for i, item := range items {
		is.keys[i] = spell(key(item))
		is.nodes[i] = node(item)
	}
	return is
}

// Len is the number of items.
func (is Items) Len() int { return len(is.nodes) }

// At is an item's key and node.
func (is Items) At(i int) (key string, n Node) { return is.keys[i], is.nodes[i] }

func (is Items) appendTo(w *writer, in elementKind) error {
	if w.weft != nil {
		return w.weft.items(w, is, in)
	}
	for _, n := range is.nodes {
		if err := w.node(n, in); err != nil {
			return err
		}
	}
	return nil
}

// spell writes a key as text.
func spell[K Key](key K) string {
	switch k := any(key).(type) {
	case string:
		return k
	case int64:
		return strconv.FormatInt(k, 10)
	case int:
		return strconv.Itoa(k)
	}
	v := reflect.ValueOf(key) // a type of the program
	switch {
	case v.CanInt():
		return strconv.FormatInt(v.Int(), 10)
	case v.CanUint():
		return strconv.FormatUint(v.Uint(), 10)
	}
	return v.String()
}

// Spell writes a key as Each does.
func Spell[K Key](key K) string { return spell(key) }
