package mapping

import (
	"unsafe"

	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/schema"
)

// A Relationship is one end of a tie between two mappings: the field that holds it,
// the columns that make it, and what its tag says.
type Relationship struct {
	Name           string
	Owner, Target  *Mapping
	Slot           int // its place among the owner's relationships
	Offset         uintptr
	Many           bool
	Direction      Direction
	Inverse        *Relationship
	Local          Columns // in the owner's table
	Remote         Columns // in the target's table, in the same order
	Link           *Link   // many-to-many
	Strategy       string  // lazy=
	OrderBy        []OrderTerm
	Cascade        Cascade
	PassiveDeletes bool
	ViewOnly       bool
	JoinDepth      int // 0: not said; -1: no limit
	tag            tag
	target         *Declared
	key            *foreignKey
}

// A Link is the table between the ends of a many-to-many.
type Link struct {
	Table  *schema.Table
	Owner  []string // its columns that hold the owner's key
	Target []string // its columns that hold the target's key
	// Written is the end that writes the rows: of a linked pair only one does.
	Mapped *Mapping // the mapping of the link table, if a struct maps it
}

// An OrderTerm is one term of tag order_by=.
type OrderTerm struct {
	Column *Column
	Desc   bool
}

// A Direction is a kind of relationship. It answers what a loading strategy may
// ask; a strategy never asks which kind it has before it.
type Direction interface {
	String() string
	// Match makes a select of the target's rows reach the columns that hold the
	// owner's key, adding a join if it must, and returns those columns, in the order
	// of Relationship.Local.
	Match(r *Relationship, s *query.Select, target *query.Source, names *query.Names) []query.Expr
	// Joins leads from a row of owner to its rows of target.
	Joins(r *Relationship, owner, target *query.Source, inner bool, names *query.Names) []query.Join
}

// IsManyToOne says that the owner holds the key.
func (r *Relationship) IsManyToOne() bool { return r.Direction == ManyToOne }

// IsManyToMany says that a third table holds the keys.
func (r *Relationship) IsManyToMany() bool { return r.Direction == ManyToMany }

// IsOneToMany says that the target holds the key: a collection, or a one-to-one.
func (r *Relationship) IsOneToMany() bool { return r.Direction == OneToMany }

// ByKey says that the target is found by its primary key alone, so that the identity
// map may answer.
func (r *Relationship) ByKey() bool {
	if !r.IsManyToOne() || len(r.Remote) != len(r.Target.Key) {
		return false
	}
	for i, c := range r.Remote {
		if c != r.Target.Key[i] {
			return false
		}
	}
	return true
}

// WriteOnly says that the relationship is never loaded.
func (r *Relationship) WriteOnly() bool { return r.Strategy == "write_only" }

// SelfReferential says that both ends are one table.
func (r *Relationship) SelfReferential() bool { return r.Owner == r.Target }

// String is Owner.Field, as errors and plans write it.
func (r *Relationship) String() string { return r.Owner.Name + "." + r.Name }

// Nullable says that the key columns of the relationship can be NULL.
func (r *Relationship) Nullable() bool {
	cs := r.Local
	if r.IsOneToMany() {
		cs = r.Remote
	}
	for _, c := range cs {
		if !c.Nullable {
			return false
		}
	}
	return true
}

// OnDelete is what the database does to the target's rows when an owner is deleted.
func (r *Relationship) OnDelete() schema.Action {
	if r.key == nil {
		return schema.NoAction
	}
	return r.key.action
}

// Order is the order of the relationship's rows: its order_by, then the target's key.
func (r *Relationship) Order(target *query.Source) []query.Order {
	var out []query.Order
	for _, t := range r.OrderBy {
		out = append(out, query.Order{Expr: query.Column{Source: target, Name: t.Column.Name}, Desc: t.Desc})
	}
	return append(out, KeyOrder(r.Target, target)...)
}

// KeyOrder orders by the primary key.
func KeyOrder(m *Mapping, s *query.Source) []query.Order {
	var out []query.Order
	for _, c := range m.Key {
		out = append(out, query.Order{Expr: query.Column{Source: s, Name: c.Name}})
	}
	return out
}

// columnsOf names columns of a source.
func columnsOf(s *query.Source, names []string) []query.Expr {
	out := make([]query.Expr, len(names))
	for i, n := range names {
		out[i] = query.Column{Source: s, Name: n}
	}
	return out
}

// In names these columns in a source.
func (cs Columns) In(s *query.Source) []query.Expr { return columnsOf(s, cs.Names()) }

// pairs is a = b for each pair.
func pairs(a, b []query.Expr) []query.Expr {
	out := make([]query.Expr, len(a))
	for i := range a {
		out[i] = query.Binary{Op: "=", Left: a[i], Right: b[i]}
	}
	return out
}

// Pairs is a = b for each pair of expressions.
func Pairs(a, b []query.Expr) []query.Expr { return pairs(a, b) }

// Holder states, by relationship and row.

// Loaded says whether the relationship of the row holds a loaded value.
func (r *Relationship) Loaded(row unsafe.Pointer) bool {
	if r.Many {
		return r.collection(row).rows != nil
	}
	return r.scalar(row).value != nil
}

// One is the loaded related row, or nil.
func (r *Relationship) One(row unsafe.Pointer) unsafe.Pointer {
	v := r.scalar(row).value
	if v == none {
		return nil
	}
	return v
}

// Rows are the loaded related rows: of a scalar one or none.
func (r *Relationship) Rows(row unsafe.Pointer) []unsafe.Pointer {
	if r.Many {
		return r.collection(row).rows
	}
	if v := r.One(row); v != nil {
		return []unsafe.Pointer{v}
	}
	return nil
}

// Unload forgets the loaded value.
func (r *Relationship) Unload(row unsafe.Pointer) {
	if r.Many {
		r.collection(row).rows = nil
	} else {
		r.scalar(row).value = nil
	}
}

// Related is the instance of a related row of the relationship, or nil.
func (r *Relationship) Related(row unsafe.Pointer) *Instance { return r.Target.InstanceAt(row) }
