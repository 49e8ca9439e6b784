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
type Items struct{ list []item }

type item struct {
	key  itemKey
	node Node
}

// itemKey is a key as it was given: a page that is only written needs none, so numbers are spelled
// when they are.
type itemKey struct {
	text    string
	number  int64
	numeric bool
}

// Each is a node for each item. key gives what tells an item from the others of the list, such as
// its id. Both functions are called at once, in the order of the items, so what goes wrong in them
// goes wrong where the page is made and not while it is written.
func Each[T any, K Key](items []T, key func(T) K, node func(T) Node) Items {
	list := make([]item, len(items))
	for i, of := range items {
		list[i] = item{keyOf(key(of)), node(of)}
	}
	return Items{list}
}

// Len is the number of items.
func (is Items) Len() int { return len(is.list) }

// At is an item's key and node.
func (is Items) At(i int) (key string, n Node) { return is.list[i].key.String(), is.list[i].node }

func (is Items) appendTo(w *writer, in elementKind) error {
	if w.weft != nil {
		return w.weft.items(w, is, in)
	}
	for _, one := range is.list {
		if err := w.node(one.node, in); err != nil {
			return err
		}
	}
	return nil
}

func keyOf[K Key](key K) itemKey {
	switch k := any(key).(type) {
	case string:
		return itemKey{text: k}
	case int64:
		return itemKey{number: k, numeric: true}
	case int:
		return itemKey{number: int64(k), numeric: true}
	}
	return itemKey{text: spellOwn(key)}
}

func (k itemKey) String() string {
	if k.numeric {
		return strconv.FormatInt(k.number, 10)
	}
	return k.text
}

// spell writes a key as text.
func spell[K Key](key K) string { return keyOf(key).String() }

// spellOwn writes a key of a type of the program.
func spellOwn[K Key](key K) string {
	v := reflect.ValueOf(key)
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
