package mapping

import (
	"reflect"
	"sync"
	"unsafe"
)

// A Declared is one struct type that the program declared as a table, once for the
// process: its prototype and how to make rows of it. It holds nothing of a
// database; a Registry of mappings is made of it at Open.
type Declared struct {
	Type      reflect.Type
	Prototype unsafe.Pointer
	model     bool
	cell      layout
	lean      layout
	order     int
	table     bool // asked for by kin.Table, not only reached
}

var declared = struct {
	sync.Mutex
	byType map[reflect.Type]*Declared
}{byType: map[reflect.Type]*Declared{}}

// Declare registers T and returns its prototype: one for the process, whose field
// addresses name columns and relationships.
func Declare[T any]() *T {
	d := reach[T]()
	declared.Lock()
	defer declared.Unlock()
	d.table = true
	return (*T)(d.Prototype)
}

// DeclaredOf is the declaration of T, made if T was not declared yet.
func DeclaredOf[T any]() *Declared { return reach[T]() }

// PrototypeOf is the prototype of T, whether or not the program declared it as a table.
func PrototypeOf[T any]() *T { return (*T)(reach[T]().Prototype) }

// reach registers T without claiming it as a table of the program.
func reach[T any]() *Declared {
	t := reflect.TypeFor[T]()
	declared.Lock()
	defer declared.Unlock()
	d := declared.byType[t]
	if d == nil {
		_, model := any((*T)(nil)).(Model)
		d = &Declared{Type: t, Prototype: unsafe.Pointer(new(T)), model: model, cell: cellLayout[T](), lean: leanLayout[T](), order: len(declared.byType)}
		declared.byType[t] = d
		bindPrototype(t, d.Prototype, &Instance{Row: d.Prototype, Life: Prototype})
	}
	return d
}

// NewAlias makes another prototype of a declared type: an occurrence of its table of
// its own.
func NewAlias[T any]() *T {
	reach[T]()
	row := new(T)
	bindPrototype(reflect.TypeFor[T](), unsafe.Pointer(row), &Instance{Row: unsafe.Pointer(row), Life: Prototype})
	return row
}

// bindPrototype lets each holder of a prototype know where its prototype begins, so that
// &posts.User says which relationship of which table it is.
func bindPrototype(t reflect.Type, base unsafe.Pointer, in *Instance) {
	if t.Kind() != reflect.Struct {
		return
	}
	for f := range t.Fields() {
		p := unsafe.Add(base, f.Offset)
		switch {
		case reflect.PointerTo(f.Type).Implements(holderType):
			if h, ok := reflect.TypeAssert[interface{ place(*Instance) }](reflect.NewAt(f.Type, p)); ok {
				h.place(in)
			}
		case f.Anonymous:
			bindPrototype(f.Type, p, in)
		}
	}
}

// DeclaredTables lists what kin.Table declared, in order.
func DeclaredTables() []*Declared {
	declared.Lock()
	defer declared.Unlock()
	out := make([]*Declared, 0, len(declared.byType))
	for _, d := range declared.byType {
		if d.table {
			out = append(out, d)
		}
	}
	sortDeclared(out)
	return out
}

// DeclaredAt finds the declaration of a prototype, or of an alias by its type.
func DeclaredAt(prototype any) (*Declared, bool) {
	t := reflect.TypeOf(prototype)
	if t == nil || t.Kind() != reflect.Pointer {
		return nil, false
	}
	declared.Lock()
	defer declared.Unlock()
	d, ok := declared.byType[t.Elem()]
	return d, ok
}

// IsPrototype says whether the address is a prototype made by Declare.
func (d *Declared) IsPrototype(p unsafe.Pointer) bool { return d.Prototype == p }
