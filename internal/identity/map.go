// Package identity keeps one instance for each row in a session.
package identity

import (
	"iter"

	"github.com/kin-go/kin/internal/mapping"
)

// A Map is the identity map of one session: from mapping and primary key to the
// instance. It belongs to one goroutine at a time.
type Map struct {
	tables []table // by Mapping.ID
}

// table is the part of one mapping: keys of one integer column in a table of their own,
// others in a Go map.
type table struct {
	numbers numbers
	others  map[mapping.Key]*mapping.Instance
}

// NewMap makes an empty map for a registry of n mappings.
func NewMap(n int) *Map { return &Map{tables: make([]table, n)} }

// Get is the instance of that key, or nil.
func (m *Map) Get(mp *mapping.Mapping, k mapping.Key) *mapping.Instance {
	t := &m.tables[mp.ID]
	if mp.Key.Single() {
		return t.numbers.get(k.N)
	}
	return t.others[k]
}

// Put makes the instance the one of its key.
func (m *Map) Put(in *mapping.Instance, k mapping.Key) {
	t := &m.tables[in.Mapping.ID]
	if in.Mapping.Key.Single() {
		t.numbers.put(k.N, in)
		return
	}
	if t.others == nil {
		t.others = map[mapping.Key]*mapping.Instance{}
	}
	t.others[k] = in
}

// Delete forgets a key.
func (m *Map) Delete(mp *mapping.Mapping, k mapping.Key) {
	t := &m.tables[mp.ID]
	if mp.Key.Single() {
		t.numbers.delete(k.N)
		return
	}
	delete(t.others, k)
}

// Reserve makes room for about n more rows of a mapping.
func (m *Map) Reserve(mp *mapping.Mapping, n int) {
	if mp.Key.Single() {
		m.tables[mp.ID].numbers.reserve(n)
	}
}

// Len is the number of instances.
func (m *Map) Len() int {
	n := 0
	for i := range m.tables {
		n += m.tables[i].numbers.used + len(m.tables[i].others)
	}
	return n
}

// Of yields every instance of a mapping, in no order.
func (m *Map) Of(mp *mapping.Mapping) iter.Seq[*mapping.Instance] {
	return func(yield func(*mapping.Instance) bool) { m.tables[mp.ID].all(yield) }
}

// All yields every instance, mapping by mapping, in no order within one.
func (m *Map) All() iter.Seq[*mapping.Instance] {
	return func(yield func(*mapping.Instance) bool) {
		for i := range m.tables {
			if !m.tables[i].all(yield) {
				return
			}
		}
	}
}

func (t *table) all(yield func(*mapping.Instance) bool) bool {
	for _, e := range t.numbers.entries {
		if e.instance != nil && !yield(e.instance) {
			return false
		}
	}
	for _, in := range t.others {
		if !yield(in) {
			return false
		}
	}
	return true
}
