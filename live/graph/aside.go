package graph

import (
	"fmt"
	"reflect"
	"slices"
	"sync"
)

// Aside says whether what Encode writes of some fields is all there is to them, so that they can be emptied and read
// again later, and nobody sees a difference. Each group is written apart from the others. An error says why not:
// a struct has fields that are not kept, or two places share memory in another way than by pointers of one
// group to one value, such as two slices of one array, or a pointer into a struct.
//
// leads is the types of all that pointers lead to.
func (c Codec) Aside(groups ...[]Field) (leads []reflect.Type, err error) {
	e := encoderOf(c)
	defer e.release()
	e.aside = asides.Get().(*aside)
	defer e.aside.release()
	for _, fields := range groups {
		e.aside.group++
		if err := e.lookAt(fields); err != nil {
			return nil, err
		}
	}
	if err := e.aside.apart(); err != nil {
		return nil, err
	}
	return slices.Clone(e.aside.leads), nil
}

// asides are used again, as encoders are.
var asides = sync.Pool{New: func() any { return &aside{} }}

func (a *aside) release() {
	const most = 1 << 15
	if cap(a.extents) > most {
		return
	}
	*a = aside{groups: a.groups[:0], extents: a.extents[:0], leads: a.leads[:0]}
	asides.Put(a)
}

// lookAt goes through the fields of a group, and all they lead to.
func (e *Encoder) lookAt(fields []Field) error {
	for _, f := range fields {
		e.aside.extent(f.Value.Pointer(), f.Value.Type().Elem(), 1)
		if _, err := e.apart(f.Value.Elem()); err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
		if err := e.aside.why; err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	for ; len(e.queue) > e.aside.done; e.aside.done++ {
		if _, err := e.apart(e.queue[e.aside.done]); err != nil {
			return err
		}
		if err := e.aside.why; err != nil {
			return err
		}
	}
	return nil
}

// LeavesOut is for a Special that does not write all of a value, or writes a value that others know of: Aside gives
// this error. It does nothing to Encode.
func (e *Encoder) LeavesOut(why error) {
	if e.aside != nil && e.aside.why == nil {
		e.aside.why = why
	}
}

// aside is what an Encoder notes for Aside.
type aside struct {
	group   int
	groups  []int // in which an object was met first, by its number less one
	done    int   // objects that were gone through
	extents []extent
	leads   []reflect.Type
	why     error
}

// An extent is a piece of memory that one place of a state has for itself.
type extent struct {
	from, to uintptr
	typ      reflect.Type
}

func (a *aside) extent(at uintptr, t reflect.Type, n int) {
	if size := t.Size() * uintptr(n); size > 0 {
		a.extents = append(a.extents, extent{at, at + size, t})
	}
}

// object notes what a pointer leads to: its number, if another one has led to it.
func (a *aside) object(o object, number int, known bool) {
	switch {
	case !known:
		a.groups = append(a.groups, a.group)
		a.extent(o.at, o.typ.Elem(), 1)
		if !slices.Contains(a.leads, o.typ.Elem()) {
			a.leads = append(a.leads, o.typ.Elem())
		}
	case a.groups[number-1] != a.group && a.why == nil:
		a.why = fmt.Errorf("a %s is led to from two places that are kept apart", o.typ.Elem())
	}
}

// apart says whether all extents are: no memory belongs to two places.
func (a *aside) apart() error {
	slices.SortFunc(a.extents, func(x, y extent) int {
		switch {
		case x.from < y.from:
			return -1
		case x.from > y.from:
			return 1
		}
		return 0
	})
	for i := 1; i < len(a.extents); i++ {
		if before, x := a.extents[i-1], a.extents[i]; x.from < before.to {
			return fmt.Errorf("a %s and a %s share memory", before.typ, x.typ)
		}
	}
	return nil
}
