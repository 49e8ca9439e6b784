// Package identity keeps one instance for each row in a session.
package identity

import (
	"iter"

	"github.com/kin-go/kin/internal/mapping"
)

// A Map is the identity map of one session: from mapping and primary key to the
// instance. It belongs to one goroutine at a time.
type Map struct {
	tables []Table // by Mapping.ID
	few    [4]Table
}

// A Table is the part of one mapping: keys of one integer column in a table of their own,
// others in a Go map.
type Table struct {
	numbers numbers
	others  map[mapping.Key]*mapping.Instance
}

// NewMap makes an empty map for a registry of n mappings.
func NewMap(n int) *Map {
	m := &Map{}
	m.Init(n)
	return m
}

// Init makes the map one for a registry of n mappings. A map must not be copied afterwards.
func (m *Map) Init(n int) {
	if n <= len(m.few) {
		m.tables = m.few[:n]
		return
	}
	m.tables = make([]Table, n)
}

// Table is the part of a mapping.
func (m *Map) Table(mp *mapping.Mapping) *Table { return &m.tables[mp.ID] }

// Get is the instance of that key, or nil.
func (m *Map) Get(mp *mapping.Mapping, k mapping.Key) *mapping.Instance {
	return m.tables[mp.ID].get(mp.Key.Single(), k)
}

func (t *Table) get(single bool, k mapping.Key) *mapping.Instance {
	if single {
		return t.numbers.get(k.N)
	}
	return t.others[k]
}

// Put makes the instance the one of its key.
func (m *Map) Put(in *mapping.Instance, k mapping.Key) {
	m.tables[in.Mapping.ID].put(in.Mapping.Key.Single(), k, in)
}

func (t *Table) put(single bool, k mapping.Key, in *mapping.Instance) {
	if single {
		t.numbers.put(k.N, in)
		return
	}
	if t.others == nil {
		t.others = map[mapping.Key]*mapping.Instance{}
	}
	t.others[k] = in
}

// A Place is where the instance of a key is, or will be: found once, for a look and an entry.
type Place struct {
	table *Table
	entry *entry // of a number
	key   mapping.Key
}

// Place finds the place of a key, and its instance if there is one. It holds until the next call
// of the map.
func (t *Table) Place(single bool, k mapping.Key) (Place, *mapping.Instance) {
	if !single {
		return Place{t, nil, k}, t.others[k]
	}
	e := t.numbers.place(k.N)
	return Place{t, e, k}, e.instance
}

// Put makes the instance the one of the place, which had none.
func (p Place) Put(in *mapping.Instance) {
	if p.entry == nil {
		p.table.put(false, p.key, in)
		return
	}
	p.entry.key, p.entry.instance = p.key.N, in
	p.table.numbers.used++
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

func (t *Table) all(yield func(*mapping.Instance) bool) bool {
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
