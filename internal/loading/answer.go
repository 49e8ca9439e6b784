package loading

import (
	"context"
	"fmt"
	"time"

	"github.com/kin-go/kin/internal/identity"
	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/internal/query"
)

// An answer is the result of one statement while it is read and afterwards: rows as
// instances, each once.
type answer struct {
	run     *Run
	fetch   *Fetch
	rows    []*mapping.Instance // of the first group, a line each; or each once, see unique
	unique  bool                // lines are multiplied by joined collections
	found   []roster            // for each group its rows, each once
	groups  []reading
	current []*mapping.Instance
	lists   bool // rows are wanted
	finds   bool // found is: something is loaded below, or lines are multiplied
	fresh   bool // the row of the first group was read from the current line

	// Most statements bring rows of one mapping: their room is here.
	oneGroup   [1]reading
	oneFound   [1]roster
	oneCurrent [1]*mapping.Instance
}

// reading is what is remembered of one group from line to line.
type reading struct {
	group
	table  *identity.Table
	single bool // its keys are numbers
	slab   mapping.Slab
	origin *mapping.Origin
	keyAt  []int
	last   mapping.Key
	lastIn *mapping.Instance
	dist   *distribution // of a collection
	scalar bool
}

// A perLine is called for each line with the rows of its groups (current), while it can still
// be read.
type perLine func(a *answer, r query.Row) error

// fetch runs a statement and reads its lines. lists asks for its rows as lists: a load by keys
// has its own.
func (run *Run) fetch(ctx context.Context, f *Fetch, args []query.Value, lists bool, each perLine) (*answer, error) {
	start := run.now()
	rows, err := run.Port.Query(ctx, f.Prepared, args, run.why(f.Node))
	if err != nil {
		return nil, err
	}
	return run.read(rows, f, start, lists, each)
}

// now is the time where it is measured.
func (run *Run) now() time.Time {
	if run.Measure == nil {
		return time.Time{}
	}
	return time.Now()
}

// read reads the lines of an answer to its end.
func (run *Run) read(rows Rows, f *Fetch, start time.Time, lists bool, each perLine) (*answer, error) {
	a := run.newAnswer(f)
	a.lists = lists
	lines := 0
	var err error
	for rows.Next() {
		lines++
		if err = a.line(rows, each); err != nil {
			break
		}
	}
	if e := rows.Err(); err == nil && e != nil {
		err = e
	}
	size := rows.Size()
	if e := rows.Close(); err == nil {
		err = e
	}
	if run.Measure != nil {
		run.measure(f.Node, lines, size, time.Since(start))
	}
	if err != nil {
		return nil, err
	}
	a.settle()
	return a, nil
}

func (run *Run) why(n *Node) Why {
	return Why{Path: n.Path, Strategy: n.Strategy.Name(), Lazy: run.Lazy && n == run.reads}
}

func (run *Run) measure(n *Node, lines int, size int64, d time.Duration) {
	m := run.Measure.ByNode[n]
	if m == nil {
		m = &Measure{}
		run.Measure.ByNode[n] = m
	}
	m.Statements++
	m.Rows += lines
	m.Bytes += size
	m.Time += d
}

func (run *Run) newAnswer(f *Fetch) *answer {
	a := &answer{run: run, fetch: f, lists: true}
	a.groups, a.found, a.current = a.oneGroup[:], a.oneFound[:], a.oneCurrent[:]
	if n := len(f.Groups); n > 1 {
		a.groups, a.found, a.current = make([]reading, n), make([]roster, n), make([]*mapping.Instance, n)
	}
	many := false
	for i, g := range f.Groups {
		rd := &a.groups[i]
		rd.group = g
		rd.slab = mapping.NewSlab(g.node.Mapping, run.Port.Snapshots(), run.Budget)
		rd.origin = run.originOf(g.node)
		rd.keyAt = f.keyAt(i)
		rd.table, rd.single = run.ids.Table(g.node.Mapping), g.node.Mapping.Key.Single()
		if g.parent >= 0 {
			many = many || g.multiplies()
			rd.scalar = !g.node.IsCollection()
			if !rd.scalar {
				rd.dist = &distribution{node: g.node, pairs: make([]pair, 0, run.Budget)}
			}
		}
	}
	a.unique = many
	a.finds = many || f.Node.loadsBelow() || len(f.Groups) > 1
	if many {
		for i := range a.groups {
			if d := a.groups[i].dist; d != nil {
				d.checked = len(a.groups) > 2 || f.Repeats || d.node.Relationship.IsManyToMany()
			}
		}
	}
	if run.Budget > 0 {
		run.ids.Reserve(f.Groups[0].node.Mapping, run.Budget)
	}
	return a
}

// multiplies says that one owner may have several lines because of the group. Of a one-to-one the
// data may say so, against the mapping.
func (g *group) multiplies() bool { return g.parent >= 0 && !g.node.Relationship.IsManyToOne() }

// multiplied says that the joins of the plan give a row of the query several lines.
func (f *Fetch) multiplied() bool {
	for i := range f.Groups {
		if f.Groups[i].multiplies() {
			return true
		}
	}
	return false
}

// keyAt is where the key of a group stands in a line.
func (f *Fetch) keyAt(i int) []int {
	f.keysAt.Do(func() {
		f.keyPlaces = make([][]int, len(f.Groups))
		for i, g := range f.Groups {
			for _, k := range g.node.Mapping.Key {
				f.keyPlaces[i] = append(f.keyPlaces[i], g.first+f.place(i, k))
			}
		}
	})
	return f.keyPlaces[i]
}

// place is where a column stands within its group.
func (f *Fetch) place(i int, c *mapping.Column) int {
	if i > 0 || f.Only == nil {
		return c.Index
	}
	for at, o := range f.Only {
		if o == c {
			return at
		}
	}
	return 0
}

func (run *Run) originOf(n *Node) *mapping.Origin {
	o := &origin{node: n, args: run.args}
	o.Query, o.Run, o.Plan = run.Query, run.id, o
	if n.Parent != nil {
		o.Path, o.By = n.Path, n.Strategy.Name()
	}
	return &o.Origin
}

// line reads one line: each group's row, and who belongs to whom.
func (a *answer) line(r query.Row, each perLine) error {
	for i := range a.groups {
		rd := &a.groups[i]
		in, err := a.row(i, rd, r)
		if err != nil {
			return err
		}
		a.current[i] = in
		if rd.parent < 0 {
			continue
		}
		if owner := a.current[rd.parent]; owner != nil {
			a.attach(rd, owner, in)
		}
	}
	in := a.current[0]
	if in == nil {
		return fmt.Errorf("a line of %s has no key of %s", a.fetch.Node.Path, a.fetch.Node.Mapping.Name)
	}
	if a.lists {
		a.list(in)
	}
	if each != nil {
		return each(a, r)
	}
	return nil
}

// list notes the row of a line: each once where joined collections multiply the lines.
func (a *answer) list(in *mapping.Instance) {
	if a.rows == nil {
		room := a.run.Budget
		if room == 0 {
			room = 16
		}
		a.rows = make([]*mapping.Instance, 0, room)
	}
	if !a.unique || len(a.found[0].list) > len(a.rows) {
		a.rows = append(a.rows, in)
	}
}

// attach gives a joined row to its owner: a scalar at once, a collection when all lines are
// read.
func (a *answer) attach(rd *reading, owner, in *mapping.Instance) {
	if rd.scalar {
		a.run.fillScalar(rd.node, owner, in)
		return
	}
	rd.dist.add(owner, in)
}

// row is the instance of one group on the current line, or nil where an outer join found none.
func (a *answer) row(i int, rd *reading, r query.Row) (*mapping.Instance, error) {
	key, ok := rd.node.Mapping.Key.Read(r, rd.keyAt)
	if !ok {
		return nil, nil
	}
	if rd.lastIn != nil && rd.last == key {
		return rd.lastIn, nil // fresh stays what it was: the row was not read again
	}
	in, err := a.instance(i, rd, r, key)
	if err != nil {
		return nil, err
	}
	rd.last, rd.lastIn = key, in
	return in, nil
}

// instance finds the row in the identity map, or reads it into a new one.
func (a *answer) instance(i int, rd *reading, r query.Row, key mapping.Key) (*mapping.Instance, error) {
	partial := i == 0 && a.fetch.Only != nil
	var place identity.Place
	if !partial {
		var in *mapping.Instance
		if place, in = rd.table.Place(rd.single, key); in != nil {
			if in.Origin != rd.origin && a.finds && (a.lists || i > 0) {
				a.found[i].take(in)
			}
			if i == 0 {
				a.fresh = false
			}
			return in, a.known(rd, r, in, key)
		}
	}
	in := rd.slab.Take()
	if partial {
		in.Partial, in.Was = true, nil
		for at, c := range a.fetch.Only {
			if err := c.Read(r, rd.first+at, in.Row); err != nil {
				return nil, err
			}
		}
	} else if err := rd.node.Mapping.ReadRow(r, rd.first, in.Row, key); err != nil {
		return nil, err
	}
	if in.Was != nil {
		in.Keep()
	}
	in.Life, in.Box = mapping.Persistent, a.run.box
	a.reached(rd, in)
	if a.finds && (a.lists || i > 0) {
		a.found[i].list = append(a.found[i].list, in)
	}
	if i == 0 {
		a.fresh = true
	}
	if !partial {
		place.Put(in)
	}
	return in, nil
}

// known meets a row that the session has: its values stay, unless it is expired or the query
// says PopulateExisting.
func (a *answer) known(rd *reading, r query.Row, in *mapping.Instance, key mapping.Key) error {
	populate := a.run.Populate && (in.Origin == nil || in.Origin.Run != a.run.id)
	if in.Expired || populate || a.run.Again && rd.index == 0 && !in.Dirty() && len(in.Changes()) == 0 {
		if err := rd.node.Mapping.ReadRow(r, rd.first, in.Row, key); err != nil {
			return err
		}
		in.Expired = false
		if a.run.Port.Snapshots() {
			in.Keep()
		}
	}
	if populate {
		in.TakeChanges()
		for _, rel := range in.Mapping.Relationships {
			rel.Unload(in.Row)
		}
	}
	if in.Origin == nil || in.Origin.Run != a.run.id {
		a.reached(rd, in)
	}
	return nil
}

// reached lets a row know which part of which query brought it: that decides how its
// relationships are read. The first to reach it in a run decides.
func (a *answer) reached(rd *reading, in *mapping.Instance) {
	in.Origin = rd.origin
	in.SetMarks(rd.node.marks)
	if rd.node.peers {
		rd.origin.Group = append(rd.origin.Group, in)
	}
}

// settle gives joined rows to their owners.
func (a *answer) settle() {
	for i := range a.groups {
		if d := a.groups[i].dist; d != nil {
			d.fill()
		}
	}
}
