package mapping

import (
	"reflect"
	"unsafe"
)

// ToOne holds the row at the other end of a relationship of O to one T.
type ToOne[O, T any] struct{ scalar Scalar }

// ToMany holds the rows at the other end of a relationship of O to many T.
type ToMany[O, T any] struct{ collection Collection }

// A Path is a relationship as an option or a query names it: the address of its
// holder in a prototype, and where the far end is an alias, that alias.
type Path struct {
	Holder unsafe.Pointer
	Base   unsafe.Pointer // the prototype or alias that the holder stands in
	Offset uintptr        // of the holder in it
	Owner  *Declared
	Target *Declared
	Many   bool
	Alias  unsafe.Pointer

	prototype bool // false: the holder of a row, or of nothing known
}

func pathOf(h unsafe.Pointer, in *Instance, owner, target *Declared, many bool) Path {
	p := Path{Holder: h, Owner: owner, Target: target, Many: many}
	if in != nil && in != fresh {
		p.Base, p.Offset, p.prototype = in.Row, uintptr(h)-uintptr(in.Row), in.Life == Prototype
	}
	return p
}

// IsPrototype says whether the path names a relationship of a prototype or an alias, not
// of a row.
func (p Path) IsPrototype() bool { return p.prototype }

// A Related is a relationship as an argument: &posts.User, or kin.As(&posts.User, author). Only
// types of this package satisfy it, so both ends are checked by the compiler.
type Related[O, R any] interface{ relates(*O, *R) Path }

func (h *ToOne[O, T]) relates(*O, *T) Path {
	return pathOf(unsafe.Pointer(h), h.scalar.instance, reach[O](), reach[T](), false)
}

func (h *ToMany[O, T]) relates(*O, *T) Path {
	return pathOf(unsafe.Pointer(h), h.collection.instance, reach[O](), reach[T](), true)
}

// PathOf is the path that a relationship names.
func PathOf[O, R any](rel Related[O, R]) Path { return rel.relates(nil, nil) }

// An Aliased is a relationship whose far end is an alias.
type Aliased[O, R any] struct {
	path  Path
	alias *R
}

// Alias names the far end of a relationship.
func Alias[O, R any](rel Related[O, R], alias *R) *Aliased[O, R] {
	p := PathOf(rel)
	p.Alias = unsafe.Pointer(alias)
	return &Aliased[O, R]{path: p, alias: alias}
}

func (a *Aliased[O, R]) relates(*O, *R) Path { return a.path }

// holder is what a field of type kin.One or kin.Many says of itself to reflection.
type holder interface {
	ends() (owner, target *Declared, many bool)
}

func (h *ToOne[O, T]) ends() (*Declared, *Declared, bool)  { return reach[O](), reach[T](), false }
func (h *ToMany[O, T]) ends() (*Declared, *Declared, bool) { return reach[O](), reach[T](), true }

func (h *ToOne[O, T]) place(in *Instance)  { h.scalar.instance = in }
func (h *ToMany[O, T]) place(in *Instance) { h.collection.instance = in }

var holderType = reflect.TypeFor[holder]()

// A Model is a struct that embeds kin.Model or kin.Entity.
type Model interface{ modelAnchor() *Anchor }

// HasKey is a Model whose key has type K.
type HasKey[K any] interface {
	Model
	keyedBy(K)
}

// Keyed makes a struct a model with a key of type K. It has no exported method: that
// would be promoted to the user's struct.
type Keyed[K any] struct{ anchor Anchor }

func (k *Keyed[K]) modelAnchor() *Anchor { return &k.anchor }
func (k *Keyed[K]) keyedBy(K)            {}

// RowOf is the address of a model's row and its type.
func RowOf(m Model) (unsafe.Pointer, reflect.Type) {
	v := reflect.ValueOf(m)
	return v.UnsafePointer(), v.Type().Elem()
}

// AnchorOf is the anchor of a model.
func AnchorOf(m Model) *Anchor { return m.modelAnchor() }

// RowOfOrigin is the row that a model is, or that it was copied from by value; nil for one that no
// session ever knew.
func RowOfOrigin(m Model) unsafe.Pointer {
	if in := m.modelAnchor().instance; in != nil {
		return in.Row
	}
	return nil
}

// Instance is the row's instance, if it is the one of the row at that address.
func (a *Anchor) Instance(row unsafe.Pointer) *Instance {
	if a.instance == nil || a.instance.Row != row {
		return nil
	}
	return a.instance
}

// ScalarOf and CollectionOf open a holder.
func ScalarOf[O, T any](h *ToOne[O, T]) *Scalar { return &h.scalar }

// CollectionOf opens a to-many holder.
func CollectionOf[O, T any](h *ToMany[O, T]) *Collection { return &h.collection }

// OneOf makes a holder for a literal.
func OneOf[O, T any](row *T) ToOne[O, T] {
	s := Scalar{value: pointerOf(row), instance: fresh}
	if row == nil {
		s.value = none
	}
	return ToOne[O, T]{s}
}

// ManyOf makes a holder for a literal.
func ManyOf[O, T any](rows []*T) ToMany[O, T] {
	return ToMany[O, T]{Collection{rows: pointersOf(rows), instance: fresh}}
}

// Rows views a loaded collection as the user's slice.
func Rows[O, T any](h *ToMany[O, T]) []*T { return rowsOf[T](h.collection.rows) }

// Target views a loaded scalar as the user's pointer.
func Target[O, T any](h *ToOne[O, T]) *T {
	if h.scalar.value == none {
		return nil
	}
	return (*T)(h.scalar.value)
}

// Pointers copies the user's rows for a change of a collection.
func Pointers[T any](rows []*T) []unsafe.Pointer { return pointersOf(rows) }

// Pointer is the user's row for a change of a scalar.
func Pointer[T any](row *T) unsafe.Pointer { return pointerOf(row) }

// TargetPrototype and TargetSize are the addresses that mean the far end in a condition of
// an option.
func (p Path) TargetPrototype() unsafe.Pointer {
	if p.Target == nil {
		return nil
	}
	return p.Target.Prototype
}

// TargetSize is the size of a row at the far end.
func (p Path) TargetSize() uintptr {
	if p.Target == nil {
		return 0
	}
	return p.Target.lean.size
}
