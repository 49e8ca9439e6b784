package mapping

// This file is the only one of the project that reaches into memory by offset.
//
// Its argument: a row is one allocation of a known type T, declared once by
// Declare[T], and lives either where the user made it (&Post{}) or inside a cell
// of a chunk (below). An offset is taken from reflect's description of T, so
// base+offset stays inside that allocation and points at a field of exactly the
// type it is read as; nothing is ever turned from a number back into a pointer.
// Holders are read through Scalar and Collection, the first and only fields of
// ToOne and ToMany, whose layout does not depend on the type arguments: a
// pointer, or a slice of pointers, and the instance. A []unsafe.Pointer and a []*T
// have the same layout and the same pointer map, so the one may be viewed as
// the other.

import "unsafe"

// A Scalar is what a to-one holder holds: its value and its row's instance.
//
// value is nil when nothing is loaded, none when the loaded value is nil, else
// the related row. instance is nil in a zero holder, fresh in one that the user
// filled in a literal, else the instance of the row the holder stands in, or of
// the row it was copied from.
type Scalar struct {
	value    unsafe.Pointer
	instance *Instance
}

// A Collection is what a to-many holder holds. rows has a nil base when nothing
// is loaded; a loaded empty collection has none's address as its base and no
// length.
type Collection struct {
	rows     []unsafe.Pointer
	instance *Instance
}

// none marks a loaded nil.
var noneByte byte

var none = unsafe.Pointer(&noneByte)

// empty is the loaded empty collection.
var empty = make([]unsafe.Pointer, 0)

// fresh marks a holder that was filled outside a session: in a literal or on a
// row that no session knows.
var fresh = new(Instance)

// An Anchor ties a row to its instance. It is the hidden field of kin.Model.
type Anchor struct{ instance *Instance }

// cell is a row with its instance and the row as it was read, in one piece of
// memory: no allocation for a row.
type cell[T any] struct {
	instance Instance
	row      T
	was      T
}

// lean is a cell of a read-only session, which keeps no snapshot.
type lean[T any] struct {
	instance Instance
	row      T
}

// layout says where the parts of a cell are and makes chunks of them.
type layout struct {
	size, stride, row, was uintptr
	make                   func(n int) unsafe.Pointer
	copy                   func(to, from unsafe.Pointer) // a whole row
}

func cellLayout[T any]() layout {
	var c cell[T]
	return layout{unsafe.Sizeof(c.row), unsafe.Sizeof(c), unsafe.Offsetof(c.row), unsafe.Offsetof(c.was), func(n int) unsafe.Pointer {
		return unsafe.Pointer(unsafe.SliceData(make([]cell[T], n)))
	}, copyRow[T]}
}

func leanLayout[T any]() layout {
	var c lean[T]
	return layout{unsafe.Sizeof(c.row), unsafe.Sizeof(c), unsafe.Offsetof(c.row), 0, func(n int) unsafe.Pointer {
		return unsafe.Pointer(unsafe.SliceData(make([]lean[T], n)))
	}, copyRow[T]}
}

func copyRow[T any](to, from unsafe.Pointer) { *(*T)(to) = *(*T)(from) }

// chunkRows is the greatest number of rows that share one allocation: one kept
// row keeps its chunk alive.
const chunkRows = 256

// A Slab hands out cells from chunks. It belongs to one result of one goroutine.
type Slab struct {
	mapping *Mapping
	layout  *layout
	base    unsafe.Pointer
	next    int
	left    int
	size    int
}

// NewSlab makes a slab that expects about n rows (0: unknown). keep asks for room
// for snapshots.
func NewSlab(m *Mapping, keep bool, n int) Slab {
	s := Slab{mapping: m, layout: &m.declared.lean, size: min(max(n, 1), chunkRows)}
	if n <= 0 {
		s.size = 8
	}
	if keep {
		s.layout = &m.declared.cell
	}
	return s
}

// Take gives the next cell: an instance bound to its zero row.
func (s *Slab) Take() *Instance {
	if s.left == 0 {
		s.base, s.next, s.left = s.layout.make(s.size), 0, s.size
		s.size = min(s.size*2, chunkRows)
	}
	p := unsafe.Add(s.base, uintptr(s.next)*s.layout.stride)
	s.next++
	s.left--
	in := (*Instance)(p)
	in.Row = unsafe.Add(p, s.layout.row)
	in.Mapping = s.mapping
	if s.layout.was != 0 {
		in.Was = unsafe.Add(p, s.layout.was)
	}
	s.mapping.bind(in)
	return in
}

// bind ties a row's anchor and holders to its instance.
func (m *Mapping) bind(in *Instance) {
	m.anchor(in.Row).instance = in
	for _, r := range m.Relationships {
		if r.Many {
			r.collection(in.Row).instance = in
		} else {
			r.scalar(in.Row).instance = in
		}
	}
}

func (m *Mapping) anchor(row unsafe.Pointer) *Anchor {
	return (*Anchor)(unsafe.Add(row, m.anchorOffset))
}

func (r *Relationship) scalar(row unsafe.Pointer) *Scalar {
	return (*Scalar)(unsafe.Add(row, r.Offset))
}

func (r *Relationship) collection(row unsafe.Pointer) *Collection {
	return (*Collection)(unsafe.Add(row, r.Offset))
}

// InstanceAt is the instance of a row of this mapping, or nil for a row that no
// session ever knew or that was copied from one.
func (m *Mapping) InstanceAt(row unsafe.Pointer) *Instance {
	in := m.anchor(row).instance
	if in == nil || in.Row != row {
		return nil
	}
	return in
}

// at is the address of a column in a row.
func (c *Column) at(row unsafe.Pointer) unsafe.Pointer { return unsafe.Add(row, c.Offset) }

// slot says which relationship of the instance's row stands at the address of a
// holder: its distance to the row, looked up and never turned back. It is nil
// for a holder of another row: a copy, or a row overwritten by its neighbour.
func (in *Instance) slot(holder unsafe.Pointer) *Relationship {
	if in.Mapping == nil {
		return nil // a prototype
	}
	distance := uintptr(holder) - uintptr(in.Row)
	if distance >= in.Mapping.declared.lean.size {
		return nil
	}
	return in.Mapping.byOffset[distance>>3]
}

func (s *Scalar) relationship() *Relationship {
	if s.instance == nil || s.instance == fresh {
		return nil
	}
	return s.instance.slot(unsafe.Pointer(s))
}

func (c *Collection) relationship() *Relationship {
	if c.instance == nil || c.instance == fresh {
		return nil
	}
	return c.instance.slot(unsafe.Pointer(c))
}

// rowsOf views a collection's rows as the slice the user sees. The capacity is the
// length, so that an append by the user never writes into it.
func rowsOf[T any](rows []unsafe.Pointer) []*T {
	return unsafe.Slice((**T)(unsafe.Pointer(unsafe.SliceData(rows))), len(rows))[:len(rows):len(rows)]
}

// pointersOf copies the user's slice to one of plain pointers.
func pointersOf[T any](rows []*T) []unsafe.Pointer {
	out := make([]unsafe.Pointer, len(rows))
	for i, p := range rows {
		out[i] = unsafe.Pointer(p)
	}
	return out
}

func pointerOf[T any](row *T) unsafe.Pointer { return unsafe.Pointer(row) }

// field is the value at an offset, as its type; for codecs.
func field[T any](p unsafe.Pointer) *T { return (*T)(p) }

// add moves inside one field: sql.Null[T] has its flag behind its value.
func add(p unsafe.Pointer, n uintptr) unsafe.Pointer { return unsafe.Add(p, n) }

// newRow makes one row outside any slab, for a snapshot.
func (m *Mapping) newRow() unsafe.Pointer {
	return unsafe.Add(m.declared.lean.make(1), m.declared.lean.row)
}

// NewRow makes one row of the mapping.
func (m *Mapping) NewRow() unsafe.Pointer { return m.newRow() }

// A Spare hands out rows of one mapping that no session knows, from chunks: room for copies.
type Spare struct{ slab Slab }

// NewSpare makes one.
func NewSpare(m *Mapping) *Spare { return &Spare{NewSlab(m, false, 0)} }

// Take gives a row.
func (s *Spare) Take() unsafe.Pointer {
	in := s.slab.Take()
	in.Mapping.unbind(in.Row)
	return in.Row
}

// unbind leaves a row without an instance and its holders empty.
func (m *Mapping) unbind(row unsafe.Pointer) {
	m.anchor(row).instance = nil
	for _, r := range m.Relationships {
		if r.Many {
			*r.collection(row) = Collection{}
		} else {
			*r.scalar(row) = Scalar{}
		}
	}
}

// copyAll copies a whole row, its anchor and holders included.
func (m *Mapping) copyAll(to, from unsafe.Pointer) { m.declared.lean.copy(to, from) }

// Put writes a pointer to a row into the field of a result at an offset.
func Put(base unsafe.Pointer, offset uintptr, row unsafe.Pointer) {
	*(*unsafe.Pointer)(unsafe.Add(base, offset)) = row
}

// Offset is how far a field lies from the beginning of a struct of that size; false when it
// does not lie in it.
func Offset(base, field unsafe.Pointer, size uintptr) (uintptr, bool) {
	d := uintptr(field) - uintptr(base)
	return d, d < size
}

// FieldOf is the field at an offset.
func FieldOf(base unsafe.Pointer, offset uintptr) unsafe.Pointer { return unsafe.Add(base, offset) }
