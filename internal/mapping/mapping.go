// Package mapping says what is tied to what: structs to tables, structs to each
// other. It is checked once, when a database is opened, and then frozen: nothing in it
// needs a lock.
package mapping

import (
	"reflect"
	"unsafe"

	"github.com/kin-go/kin/schema"
)

// A Mapping ties one struct type to one table.
type Mapping struct {
	ID            int // its place in the registry
	Name          string
	Type          reflect.Type
	Table         *schema.Table
	Columns       []*Column
	Key           Columns
	Relationships []*Relationship
	Prototype     unsafe.Pointer

	declared     *Declared
	anchorOffset uintptr
	byOffset     []*Relationship // holder offset / 8 → relationship
	deep         []*Column       // columns whose snapshot is more than a copy of the struct
	keyType      reflect.Type
	foreign      []*foreignKey
	// Dependents are the relationships of this mapping whose key stands in another table, and
	// points here.
	Dependents []*Relationship
}

// maxRelationships is what the marks of an instance have room for.
const maxRelationships = 32

// A foreignKey is one key of this table that points at another, of one or more
// columns.
type foreignKey struct {
	columns Columns
	target  *Mapping
	remote  Columns
	action  schema.Action
}

// A Reference is a foreign key of a table: its columns, and what they point at.
type Reference struct {
	Columns Columns
	Target  *Mapping
	Remote  Columns
}

// References are the foreign keys of the table.
func (m *Mapping) References() []Reference {
	out := make([]Reference, len(m.foreign))
	for i, f := range m.foreign {
		out[i] = Reference{f.columns, f.target, f.remote}
	}
	return out
}

// Column finds a column by its name, or nil.
func (m *Mapping) Column(name string) *Column {
	for _, c := range m.Columns {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// ByGoName finds a column by its Go field, or nil.
func (m *Mapping) ByGoName(name string) *Column {
	for _, c := range m.Columns {
		if c.GoName == name {
			return c
		}
	}
	return nil
}

// ColumnAt finds the column at an offset with a Go type: zero-size neighbours share
// an address, so that the type is part of the question.
func (m *Mapping) ColumnAt(offset uintptr, t reflect.Type) *Column {
	for _, c := range m.Columns {
		if c.Offset == offset && c.GoType == t {
			return c
		}
	}
	return nil
}

// RelationshipAt finds the relationship whose holder is at an offset, or nil.
func (m *Mapping) RelationshipAt(offset uintptr) *Relationship {
	if offset >= m.Size() {
		return nil
	}
	return m.byOffset[offset>>3]
}

// Relationship finds a relationship by its Go field, or nil.
func (m *Mapping) Relationship(name string) *Relationship {
	for _, r := range m.Relationships {
		if r.Name == name {
			return r
		}
	}
	return nil
}

// Size is the size of a row in bytes.
func (m *Mapping) Size() uintptr { return m.declared.lean.size }

// Declared is the declaration that the mapping was made of.
func (m *Mapping) Declared() *Declared { return m.declared }

// KeyOf is the primary key of a row; false when part of it is NULL.
func (m *Mapping) KeyOf(row unsafe.Pointer) (Key, bool) { return m.Key.Of(row) }

// Versioned says that a column counts the versions of a row.
func (m *Mapping) Versioned() bool {
	for _, c := range m.Columns {
		if c.Version {
			return true
		}
	}
	return false
}

// Generated says that the database assigns the key.
func (m *Mapping) Generated() bool { return len(m.Key) == 1 && m.Key[0].Generated }

// Interface is the row as the user's pointer, for messages and hooks.
func (m *Mapping) Interface(row unsafe.Pointer) any { return reflect.NewAt(m.Type, row).Interface() }

// A Registry is all mappings of one database.
type Registry struct {
	Mappings []*Mapping // in the order they were declared
	byType   map[reflect.Type]*Mapping
	Links    []*schema.Table // tables of many-to-many that no struct maps
}

// ByType finds the mapping of a struct type, or nil.
func (r *Registry) ByType(t reflect.Type) *Mapping { return r.byType[t] }

// Of finds the mapping of a declaration, or nil.
func (r *Registry) Of(d *Declared) *Mapping { return r.byType[d.Type] }

// Tables are the tables of the registry, referenced tables first where the keys
// allow it.
func (r *Registry) Tables() []*schema.Table {
	var out []*schema.Table
	state := map[*Mapping]int{}
	var visit func(*Mapping)
	visit = func(m *Mapping) {
		if state[m] != 0 {
			return
		}
		state[m] = 1
		for _, f := range m.foreign {
			visit(f.target)
		}
		out = append(out, m.Table)
	}
	for _, m := range r.Mappings {
		visit(m)
	}
	return append(out, r.Links...)
}
