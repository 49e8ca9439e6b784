package loading

import (
	"context"
	"fmt"
	"math/bits"
	"time"
	"unsafe"

	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/internal/query"
)

// A pending is the load of one relationship for a set of parents by their keys: which keys
// must be asked for, and who waits for which.
type pending struct {
	run     *Run
	node    *Node
	keys    keyIndex
	list    query.KeyList
	single  bool
	waiting []waiter
	pairs   []pair
}

// A waiter is a parent and the place of its key.
type waiter struct {
	parent *mapping.Instance
	seat   int32
}

// gather sorts parents: those that have the relationship are left alone, those whose key is NULL or
// whose target the session knows are answered, the others wait for a key. Each
// key is asked for once.
func (run *Run) gather(n *Node, parents []*mapping.Instance) (*pending, error) {
	r := n.Relationship
	p := &pending{run: run, node: n, single: r.Local.Single()}
	p.keys.init(p.single, len(parents))
	for _, in := range parents {
		if in.Life != mapping.Persistent && in.Life != mapping.Deleted || r.Loaded(in.Row) {
			continue
		}
		key, ok := r.Local.Of(in.Row)
		if !ok {
			run.answerEmpty(n, in)
			continue
		}
		if known := run.known(n, key); known != nil {
			run.fillScalar(n, in, known)
			continue
		}
		seat, first := p.keys.take(key)
		if first {
			if err := p.ask(in, key); err != nil {
				return nil, err
			}
		}
		p.waiting = append(p.waiting, waiter{in, seat})
	}
	return p, nil
}

// ask puts a key on the list.
func (p *pending) ask(in *mapping.Instance, key mapping.Key) error {
	if p.single {
		p.list.Ints = append(p.list.Ints, key.N)
		return nil
	}
	values, err := p.node.Relationship.Local.Values(in.Row)
	p.list.Rows = append(p.list.Rows, values)
	return err
}

// answerEmpty gives a parent without a key its nothing.
func (run *Run) answerEmpty(n *Node, in *mapping.Instance) {
	if n.Relationship.Many {
		n.Relationship.Fill(in, nil)
		return
	}
	run.fillScalar(n, in, nil)
}

// known is the row that the session has under a key, if that answers the node: the relationship goes by
// the primary key, no condition filters it, and what is joined to it is there.
func (run *Run) known(n *Node, key mapping.Key) *mapping.Instance {
	if !n.Relationship.ByKey() || n.filtered {
		return nil
	}
	in := run.ids.Get(n.Relationship.Target, key)
	if in == nil || in.Expired || in.Life == mapping.Gone {
		return nil
	}
	if n.joins {
		for _, c := range n.Children {
			if c.Strategy == Joined && !c.Relationship.Loaded(in.Row) {
				return nil
			}
		}
	}
	return in
}

// each notes whose row the current line is.
func (p *pending) each(f *Fetch) perLine {
	local := p.node.Relationship.Local
	if !p.node.Relationship.IsManyToMany() {
		local = p.node.Relationship.Remote
	}
	own := !p.node.Relationship.IsManyToMany()
	return func(a *answer, r query.Row) error {
		in := a.current[0]
		var key mapping.Key
		var ok bool
		if own && a.fresh { // the line was just read into the row: memory is nearer than the driver
			key, ok = local.Of(in.Row)
		} else {
			key, ok = local.Read(r, f.Match)
		}
		if !ok {
			return nil
		}
		seat, ok := p.keys.find(key)
		if !ok {
			return nil // a subquery brings the rows of all parents, also of those that wait for nothing
		}
		if n := len(p.pairs); n > 0 && p.pairs[n-1] == (pair{seat, in}) {
			return nil // a doubled link, or lines multiplied by a joined collection
		}
		p.pairs = append(p.pairs, pair{seat, in})
		return nil
	}
}

// load runs the statement and fills the parents that wait.
func (p *pending) load(ctx context.Context, f *Fetch, args []query.Value) error {
	start := p.run.now()
	rows, err := p.run.Port.Query(ctx, f.Prepared, args, p.run.why(f.Node))
	if err == nil {
		err = p.readFrom(rows, f, start)
	}
	if err != nil {
		return fmt.Errorf("loading %s: %w", p.node.Path, err)
	}
	return nil
}

// read reads an answer that came with others, and fills the parents that wait.
func (p *pending) read(rows Rows, f *Fetch) error { return p.readFrom(rows, f, p.run.now()) }

func (p *pending) readFrom(rows Rows, f *Fetch, start time.Time) error {
	p.run.Budget = p.budget()
	p.pairs = make([]pair, 0, max(8, p.list.Len()))
	_, err := p.run.read(rows, f, start, false, p.each(f))
	p.run.Budget = 0
	if err == nil {
		p.fill()
	}
	return err
}

// budget is how many rows are expected, for the first chunk of memory.
func (p *pending) budget() int {
	if p.node.Relationship.IsManyToOne() {
		return p.list.Len()
	}
	return 0
}

// fill places the rows of each key, then gives them to all that wait for it.
func (p *pending) fill() {
	r := p.node.Relationship
	ends := make([]int32, p.keys.len()+2)
	for _, x := range p.pairs {
		ends[x.owner+2]++
	}
	for i := 2; i < len(ends); i++ {
		ends[i] += ends[i-1]
	}
	slab := make([]unsafe.Pointer, len(p.pairs))
	for _, x := range p.pairs {
		slab[ends[x.owner+1]] = x.row.Row
		ends[x.owner+1]++
	}
	for _, w := range p.waiting {
		rows := slab[ends[w.seat]:ends[w.seat+1]:ends[w.seat+1]]
		if r.Many {
			r.Fill(w.parent, rows)
			if p.node.filtered {
				w.parent.SetFiltered(r, true)
			}
			continue
		}
		p.fillOne(w.parent, rows)
	}
	if r.Inverse != nil && !r.Inverse.Many && r.Many {
		p.fillInverse()
	}
}

func (p *pending) fillOne(parent *mapping.Instance, rows []unsafe.Pointer) {
	if len(rows) == 0 {
		p.run.fillScalar(p.node, parent, nil)
		return
	}
	for _, row := range rows {
		p.run.fillScalar(p.node, parent, p.node.Relationship.Related(row))
	}
}

// fillInverse tells each row of a collection whose it is.
func (p *pending) fillInverse() {
	owners := make([]*mapping.Instance, p.keys.len())
	for _, w := range p.waiting {
		if owners[w.seat] == nil {
			owners[w.seat] = w.parent
		}
	}
	for _, x := range p.pairs {
		p.node.Relationship.FillInverse(x.row, owners[x.owner].Row)
	}
}

// targets are the rows at the other end of a relationship of these parents, each once.
func (run *Run) targets(n *Node, parents []*mapping.Instance) []*mapping.Instance {
	if !n.loadsBelow() {
		return nil
	}
	r := n.Relationship
	if r.IsOneToMany() {
		return owned(r, parents)
	}
	var out roster
	for _, in := range parents {
		if r.Many {
			for _, row := range r.Rows(in.Row) {
				if t := r.Related(row); t != nil {
					out.take(t)
				}
			}
		} else if row := r.One(in.Row); row != nil {
			if t := r.Related(row); t != nil {
				out.take(t)
			}
		}
	}
	return out.list
}

// owned are the rows of a relationship whose key stands in them: each has one parent, and so comes
// once.
func owned(r *mapping.Relationship, parents []*mapping.Instance) []*mapping.Instance {
	n := 0
	for _, in := range parents {
		n += len(r.Rows(in.Row))
	}
	out := make([]*mapping.Instance, 0, n)
	for _, in := range parents {
		for _, row := range r.Rows(in.Row) {
			if t := r.Related(row); t != nil {
				out = append(out, t)
			}
		}
	}
	return out
}

// keyIndex gives each key a place, in the order of their coming.
type keyIndex struct {
	numbers numberIndex
	others  map[mapping.Key]int32
}

func (k *keyIndex) init(single bool, n int) {
	if single {
		k.numbers.init(n)
	} else {
		k.others = make(map[mapping.Key]int32, n)
	}
}

func (k *keyIndex) len() int { return int(k.numbers.used) + len(k.others) }

// take gives a key a place, and says whether it is new.
func (k *keyIndex) take(key mapping.Key) (int32, bool) {
	if k.others == nil {
		return k.numbers.take(key.N)
	}
	seat, ok := k.others[key]
	if !ok {
		seat = int32(len(k.others))
		k.others[key] = seat
	}
	return seat, !ok
}

func (k *keyIndex) find(key mapping.Key) (int32, bool) {
	if k.others == nil {
		return k.numbers.find(key.N)
	}
	seat, ok := k.others[key]
	return seat, ok
}

// numberIndex gives numbers their places: open addressing with linear probing, the place of a key by
// Fibonacci hashing (as the identity map has it). Its room is for as many keys as it was made
// for, and one allocation.
type numberIndex struct {
	slots []numberSlot
	used  int32
	shift uint8
}

// A numberSlot holds a key and its place, counted from 1; 0 is free.
type numberSlot struct {
	key   int64
	place int32
}

func (x *numberIndex) init(n int) {
	size := 1 << bits.Len(uint(max(4, n*3/2)))
	x.slots = make([]numberSlot, size)
	x.shift = uint8(64 - bits.TrailingZeros(uint(size)))
}

// slot is where a key is, or would be.
func (x *numberIndex) slot(key int64) *numberSlot {
	mask := len(x.slots) - 1
	for i := int(uint64(key) * 0x9E3779B97F4A7C15 >> x.shift); ; i = (i + 1) & mask {
		if s := &x.slots[i]; s.place == 0 || s.key == key {
			return s
		}
	}
}

func (x *numberIndex) take(key int64) (int32, bool) {
	s := x.slot(key)
	if s.place != 0 {
		return s.place - 1, false
	}
	x.used++
	s.key, s.place = key, x.used
	return x.used - 1, true
}

func (x *numberIndex) find(key int64) (int32, bool) {
	s := x.slot(key)
	return s.place - 1, s.place != 0
}
