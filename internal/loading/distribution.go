package loading

import (
	"context"
	"fmt"
	"unsafe"

	"github.com/kin-go/kin/internal/mapping"
)

// A distribution gathers which row belongs to which owner, in the order of the lines, and gives
// each owner its rows at the end: all collections of a load share one piece of memory.
type distribution struct {
	node    *Node
	owners  roster
	pairs   []pair
	checked bool // a pair may come twice: links that are doubled, or two collections in one statement
	seen    map[twice]struct{}
}

type pair struct {
	owner int32
	row   *mapping.Instance
}

type twice struct{ owner, row *mapping.Instance }

// add notes that the owner has the row; a nil row is an owner without one.
func (d *distribution) add(owner, row *mapping.Instance) {
	seat := d.owners.take(owner)
	if row == nil {
		return
	}
	if d.checked {
		if d.seen == nil {
			d.seen = map[twice]struct{}{}
		}
		key := twice{owner, row}
		if _, ok := d.seen[key]; ok {
			return
		}
		d.seen[key] = struct{}{}
	} else if n := len(d.pairs); n > 0 && d.pairs[n-1] == (pair{seat, row}) {
		return
	}
	d.pairs = append(d.pairs, pair{seat, row})
}

// fill gives every owner its rows: it counts, then places, so that the rows of one owner stay in their
// order.
func (d *distribution) fill() {
	r := d.node.Relationship
	ends := make([]int32, len(d.owners.list)+1)
	for _, p := range d.pairs {
		ends[p.owner+1]++
	}
	for i := 1; i < len(ends); i++ {
		ends[i] += ends[i-1]
	}
	slab := make([]unsafe.Pointer, len(d.pairs))
	next := append([]int32(nil), ends[:len(ends)-1]...)
	for _, p := range d.pairs {
		slab[next[p.owner]] = p.row.Row
		next[p.owner]++
	}
	for _, p := range d.pairs {
		r.FillInverse(p.row, d.owners.list[p.owner].Row)
	}
	for i, owner := range d.owners.list {
		if r.Loaded(owner.Row) {
			continue
		}
		r.Fill(owner, slab[ends[i]:ends[i+1]:ends[i+1]])
		owner.SetFiltered(r, d.node.filtered)
	}
}

// fillScalar gives an owner its row, or nil. A one-to-one that has a row already keeps it; a second
// one is worth a notice.
func (run *Run) fillScalar(n *Node, owner, in *mapping.Instance) {
	r := n.Relationship
	if r.Loaded(owner.Row) {
		if in != nil && r.IsOneToMany() && owner.Change(r) == nil && r.One(owner.Row) != nil && r.One(owner.Row) != in.Row {
			run.Port.Notice(context.Background(), fmt.Sprintf("%s holds one row, but multiple rows of %s belong to one %s; the first is kept", r, r.Target.Name, r.Owner.Name))
		}
		return
	}
	if in == nil {
		r.FillOne(owner, nil)
	} else {
		r.FillOne(owner, in.Row)
		r.FillInverse(in, owner.Row)
	}
	owner.SetFiltered(r, n.filtered)
}

// A roster is a list of instances, each once, with its place in it.
type roster struct {
	list  []*mapping.Instance
	index map[*mapping.Instance]int32
	last  *mapping.Instance
	seat  int32
}

// take gives the instance a place, the same each time.
func (s *roster) take(in *mapping.Instance) int32 {
	if s.last == in && in != nil {
		return s.seat
	}
	if s.index == nil {
		s.index = map[*mapping.Instance]int32{}
	}
	seat, ok := s.index[in]
	if !ok {
		seat = int32(len(s.list))
		s.index[in] = seat
		s.list = append(s.list, in)
	}
	s.last, s.seat = in, seat
	return seat
}
