package unitofwork

import (
	"fmt"
	"slices"

	"github.com/kin-go/kin/internal/mapping"
)

// ranks is where each mapping stands in the order of writing: those it points at come before
// it, and those that point at each other share a place.
type ranks struct {
	place      map[*mapping.Mapping]int
	order      map[*mapping.Mapping]int // within a place, as declared
	circular   map[*mapping.Mapping]bool
	referenced map[*mapping.Mapping]bool
}

// rank orders mappings by their foreign keys: the strongly connected components, each behind
// those it points at (Tarjan, Depth-first search and linear graph algorithms, 1972).
func rank(reg *mapping.Registry) ranks {
	t := tarjan{ranks: ranks{
		place: map[*mapping.Mapping]int{}, order: map[*mapping.Mapping]int{},
		circular: map[*mapping.Mapping]bool{}, referenced: map[*mapping.Mapping]bool{},
	}, index: map[*mapping.Mapping]int{}, low: map[*mapping.Mapping]int{}, on: map[*mapping.Mapping]bool{}}
	for i, m := range reg.Mappings {
		t.order[m] = i
	}
	for _, m := range reg.Mappings {
		if t.index[m] == 0 {
			t.visit(m)
		}
	}
	return t.ranks
}

type tarjan struct {
	ranks
	index, low map[*mapping.Mapping]int
	on         map[*mapping.Mapping]bool
	stack      []*mapping.Mapping
	next       int
	places     int
}

func (t *tarjan) visit(m *mapping.Mapping) {
	t.next++
	t.index[m], t.low[m] = t.next, t.next
	t.stack, t.on[m] = append(t.stack, m), true
	for _, f := range m.References() {
		t.referenced[f.Target] = true
		switch {
		case t.index[f.Target] == 0:
			t.visit(f.Target)
			t.low[m] = min(t.low[m], t.low[f.Target])
		case t.on[f.Target]:
			t.low[m] = min(t.low[m], t.index[f.Target])
		}
		t.circular[m] = t.circular[m] || f.Target == m
	}
	if t.low[m] == t.index[m] {
		t.close(m)
	}
}

// close takes a component off the stack and gives it the next place.
func (t *tarjan) close(m *mapping.Mapping) {
	i := slices.Index(t.stack, m)
	members := t.stack[i:]
	for _, x := range members {
		t.on[x] = false
		t.place[x] = t.places
		t.circular[x] = t.circular[x] || len(members) > 1
	}
	t.stack = t.stack[:i]
	t.places++
}

// order puts rows in the order of writing: what they point at before them; rows of tables
// that point at each other, or at themselves, level by level of their links.
func (w *work) order() error {
	if err := w.levels(); err != nil {
		return err
	}
	k := &w.statements.ranks
	slices.SortStableFunc(w.inserts, func(a, b *change) int {
		return compare(k, a.in.Mapping, b.in.Mapping, a.level, b.level)
	})
	slices.SortStableFunc(w.updates, func(a, b *change) int {
		return k.order[a.in.Mapping] - k.order[b.in.Mapping]
	})
	w.orderDeletes()
	return nil
}

func compare(k *ranks, a, b *mapping.Mapping, levelA, levelB int) int {
	if d := k.place[a] - k.place[b]; d != 0 {
		return d
	}
	if d := levelA - levelB; d != 0 {
		return d
	}
	return k.order[a] - k.order[b]
}

// levels counts for each new row how many new rows it hangs on, within tables that point at each
// other.
func (w *work) levels() error {
	byKey := w.newByKey()
	for _, c := range w.inserts {
		if w.statements.ranks.circular[c.in.Mapping] {
			if err := w.level(c, byKey); err != nil {
				return err
			}
		}
	}
	return nil
}

type keyed struct {
	mapping *mapping.Mapping
	key     mapping.Key
}

// newByKey finds new rows whose key is known by it: a row may point at one by its column alone.
func (w *work) newByKey() map[keyed]*change {
	out := map[keyed]*change{}
	for _, c := range w.inserts {
		m := c.in.Mapping
		if !w.statements.ranks.circular[m] || m.Generated() && m.Key.IsZero(c.in.Row) {
			continue
		}
		if key, ok := m.KeyOf(c.in.Row); ok {
			out[keyed{m, key}] = c
		}
	}
	return out
}

func (w *work) level(c *change, byKey map[keyed]*change) error {
	if c.done {
		return nil
	}
	if c.seen {
		return fmt.Errorf("flush: %s hangs on itself by a circle of links between new rows: leave one link out, flush, then set it", describe(c.in))
	}
	c.seen = true
	for _, up := range w.above(c, byKey) {
		if err := w.level(up, byKey); err != nil {
			return err
		}
		c.level = max(c.level, up.level+1)
	}
	c.done = true
	return nil
}

// above are the new rows that a new row points at: by links, which need their keys, and by the
// values of its columns.
func (w *work) above(c *change, byKey map[keyed]*change) []*change {
	var out []*change
	k := &w.statements.ranks
	for _, t := range c.takes {
		if up := w.of[t.from]; up != nil && k.place[t.from.Mapping] == k.place[c.in.Mapping] {
			out = append(out, up)
		}
	}
	for _, f := range c.in.Mapping.References() {
		if key, ok := f.Columns.Of(c.in.Row); ok {
			if up := byKey[keyed{f.Target, key}]; up != nil && up != c && !up.seen {
				out = append(out, up)
			}
		}
	}
	return out
}

// orderDeletes puts rows that point at others before them.
func (w *work) orderDeletes() {
	byKey := map[keyed]*mapping.Instance{}
	for _, in := range w.deletes {
		if key, ok := in.Mapping.KeyOf(in.Row); ok {
			byKey[keyed{in.Mapping, key}] = in
		}
	}
	levels := map[*mapping.Instance]int{}
	for _, in := range w.deletes {
		w.deleteLevel(in, byKey, levels)
	}
	k := &w.statements.ranks
	slices.SortStableFunc(w.deletes, func(a, b *mapping.Instance) int {
		return -compare(k, a.Mapping, b.Mapping, levels[a], levels[b])
	})
	w.levelOf = levels
}

// deleteLevel is how many deleted rows a row hangs on. A circle ends where it is met again: one
// statement may delete all of it.
func (w *work) deleteLevel(in *mapping.Instance, byKey map[keyed]*mapping.Instance, levels map[*mapping.Instance]int) int {
	if n, ok := levels[in]; ok {
		return n
	}
	levels[in] = 0
	if !w.statements.ranks.circular[in.Mapping] {
		return 0
	}
	row := in.Row
	if in.Was != nil {
		row = in.Was
	}
	n := 0
	for _, f := range in.Mapping.References() {
		if key, ok := f.Columns.Of(row); ok {
			if up := byKey[keyed{f.Target, key}]; up != nil && up != in {
				n = max(n, w.deleteLevel(up, byKey, levels)+1)
			}
		}
	}
	levels[in] = n
	return n
}
