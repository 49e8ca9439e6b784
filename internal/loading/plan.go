package loading

import (
	"fmt"
	"slices"
	"sync"
	"unsafe"

	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/internal/query"
)

// Plans makes and keeps the plans of one database. It is safe for all goroutines.
type Plans struct {
	registry *mapping.Registry
	spell    func(query.Statement) any
	features Features
	defaults *wildcard
	mu       sync.Mutex
	lazies   map[lazyKey]*Node
	wild     map[string]*wildcard
	roots    map[rootKey]*Node
}

type lazyKey struct {
	relationship *mapping.Relationship
	wildcard     *wildcard
}

type rootKey struct {
	mapping  *mapping.Mapping
	wildcard *wildcard
}

// Features are what plans must know of an engine.
type Features struct {
	// LimitByKey: the rows of a limited query are chosen by WHERE key IN (SELECT … LIMIT n) before
	// collections are joined to them, and not by a derived table: their order is then that of
	// the key, and needs no sorting.
	LimitByKey bool
}

// NewPlans makes the planner of a database. spell compiles a statement in its dialect; the
// result is handed back to the Port that runs it.
func NewPlans(reg *mapping.Registry, spell func(query.Statement) any, features Features) *Plans {
	return &Plans{registry: reg, spell: spell, features: features, lazies: map[lazyKey]*Node{}, wild: map[string]*wildcard{}, roots: map[rootKey]*Node{}}
}

// Registry is the registry that the plans are made for.
func (p *Plans) Registry() *mapping.Registry { return p.registry }

func (p *Plans) wildcardOf(s Strategy) *wildcard {
	if s == nil {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	w := p.wild[s.Name()]
	if w == nil {
		w = &wildcard{s}
		p.wild[s.Name()] = w
	}
	return w
}

// lazy is the plan of a relationship that no option names and that is read lazily: one for each
// relationship and wildcard, so that a walk along a chain of rows makes no new plans.
func (p *Plans) lazy(r *mapping.Relationship, w *wildcard) *Node {
	p.mu.Lock()
	n := p.lazies[lazyKey{r, w}]
	p.mu.Unlock()
	if n != nil {
		return n
	}
	strategy := byName[r.Strategy]
	if w != nil {
		strategy = w.strategy
	}
	pl := planner{plans: p}
	n = &Node{Relationship: r, Mapping: r.Target, Strategy: strategy, plans: p, Path: r.String(), base: r.Target.Prototype, wildcard: w}
	if err := pl.children(n, nil, []*mapping.Mapping{r.Owner, r.Target}, 1); err != nil {
		panic("kin: the defaults of " + r.String() + " make no plan: " + err.Error())
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if first := p.lazies[lazyKey{r, w}]; first != nil {
		return first
	}
	p.lazies[lazyKey{r, w}] = n
	return n
}

// Root plans the rows of a query: its options, then wildcards, then the tags. base is the
// prototype or alias that the query asks.
func (p *Plans) Root(m *mapping.Mapping, base unsafe.Pointer, steps []*Step, defaults Strategy, binder *mapping.Binder) (*Node, error) {
	bound, err := bind(binder, steps)
	if err != nil {
		return nil, err
	}
	n := &Node{Mapping: m, plans: p, Path: m.Name, base: base, wildcard: p.wildcardOf(defaults), Strategy: Root}
	pl := planner{plans: p}
	if err := pl.children(n, bound, []*mapping.Mapping{m}, 0); err != nil {
		return nil, err
	}
	n.Seal(binder)
	return n, nil
}

// bind numbers the values of options, in the order in which Shape collects them: as they are
// written. The planner then takes them in the order of relationships.
func bind(binder *mapping.Binder, steps []*Step) ([]*Step, error) {
	out := make([]*Step, len(steps))
	for i, s := range steps {
		c := *s
		var err error
		if c.Where, err = binder.Conditions(s.Where); err != nil {
			return nil, fmt.Errorf("the condition of an option for %s: %w", s.Path.Target.Type.Name(), err)
		}
		if c.OrderBy, err = binder.Orderings(s.OrderBy); err != nil {
			return nil, fmt.Errorf("the order of an option for %s: %w", s.Path.Target.Type.Name(), err)
		}
		if c.Below, err = bind(binder, s.Below); err != nil {
			return nil, err
		}
		out[i] = &c
	}
	return out, nil
}

// DefaultRoot is the plan of a mapping's rows without options.
func (p *Plans) DefaultRoot(m *mapping.Mapping, defaults Strategy) (*Node, error) {
	key := rootKey{m, p.wildcardOf(defaults)}
	p.mu.Lock()
	n := p.roots[key]
	p.mu.Unlock()
	if n != nil {
		return n, nil
	}
	n, err := p.Root(m, m.Prototype, nil, defaults, &mapping.Binder{Registry: p.registry})
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.roots[key] = n
	return n, nil
}

// JoinedBy is a join that a query has already, for FromJoin: which relationship, from which
// source, to which.
type JoinedBy struct {
	Relationship *mapping.Relationship
	From, To     *query.Source
	Alias        unsafe.Pointer // of the far end, nil for the table itself
}

// planner makes one plan.
type planner struct{ plans *Plans }

// Seal lets every node know how many values the plan has: keys are numbered behind them.
func (n *Node) Seal(binder *mapping.Binder) {
	n.args = binder.Next
	for _, c := range n.bySlot {
		if c != nil {
			c.Seal(binder)
		}
	}
}

// children decides about every relationship of the node's rows.
func (pl *planner) children(n *Node, steps []*Step, path []*mapping.Mapping, level int) error {
	n.bySlot = make([]*Node, len(n.Mapping.Relationships))
	for _, s := range steps {
		if !s.Wildcard {
			continue
		}
		if s.Table.Type != n.Mapping.Type {
			return fmt.Errorf("load.Everything(%s, …) stands at %s, whose rows are of %s", s.Table.Type.Name(), n.Path, n.Mapping.Name)
		}
		n.wildcard = pl.plans.wildcardOf(s.Strategy)
	}
	named, err := pl.named(n, steps)
	if err != nil {
		return err
	}
	for _, r := range n.Mapping.Relationships {
		if err := pl.decide(n, r, named[r], path, level); err != nil {
			return err
		}
	}
	pl.inOrder(n, steps)
	return nil
}

// named finds the relationship of each option and merges those of one path.
func (pl *planner) named(n *Node, steps []*Step) (map[*mapping.Relationship]*Step, error) {
	var out map[*mapping.Relationship]*Step
	for _, s := range steps {
		if s.Wildcard {
			continue
		}
		r, err := pl.relationship(n, s)
		if err != nil {
			return nil, err
		}
		if out == nil {
			out = map[*mapping.Relationship]*Step{}
		}
		merged, err := merge(n, r, out[r], s)
		if err != nil {
			return nil, err
		}
		out[r] = merged
	}
	return out, nil
}

// relationship resolves what an option names among the relationships of the node.
func (pl *planner) relationship(n *Node, s *Step) (*mapping.Relationship, error) {
	if !s.Path.IsPrototype() {
		return nil, fmt.Errorf("an option at %s names the relationship of a row, not of a table: write &posts.User with posts from kin.Table, not &post.User", n.Path)
	}
	if s.Path.Owner.Type != n.Mapping.Type {
		return nil, fmt.Errorf("an option at %s names a relationship of %s, but the rows there are of %s", n.Path, s.Path.Owner.Type.Name(), n.Mapping.Name)
	}
	if s.Path.Base != n.base && (n.Relationship == nil || s.Path.Base != n.Mapping.Prototype) {
		return nil, fmt.Errorf("an option at %s names an alias that the query does not have there: name it by what the query selects from, or by kin.As in load.FromJoin", n.Path)
	}
	r := n.Mapping.RelationshipAt(s.Path.Offset)
	if r == nil {
		return nil, fmt.Errorf("an option at %s names no relationship of %s", n.Path, n.Mapping.Name)
	}
	return r, nil
}

// merge makes one step of two for the same path. Two strategies for one path are an error;
// Default goes with any.
func merge(n *Node, r *mapping.Relationship, a, b *Step) (*Step, error) {
	if a == nil {
		return b, nil
	}
	if a.Strategy != nil && b.Strategy != nil && a.Strategy != b.Strategy {
		return nil, fmt.Errorf("two strategies for %s.%s: load.%s and load.%s; keep one", n.Path, r.Name, title(a.Strategy), title(b.Strategy))
	}
	if len(a.Where)+len(a.OrderBy)+a.Limit > 0 && len(b.Where)+len(b.OrderBy)+b.Limit > 0 {
		return nil, fmt.Errorf("two options for %s.%s have conditions, orders or limits of their own; write them in one", n.Path, r.Name)
	}
	m := *a
	if len(b.Where)+len(b.OrderBy)+b.Limit > 0 {
		m.Where, m.OrderBy, m.Limit = b.Where, b.OrderBy, b.Limit
	}
	if m.Strategy == nil {
		m.Strategy = b.Strategy
	}
	m.Inner = a.Inner || b.Inner
	if b.Depth != 0 {
		m.Depth = b.Depth
	}
	if m.Path.Alias == nil {
		m.Path.Alias = b.Path.Alias
	}
	m.Below = append(append([]*Step{}, a.Below...), b.Below...)
	return &m, nil
}

var titles = map[string]string{
	"select": "Lazy", "peers": "Peers", "joined": "Joined", "subquery": "Subquery", "selectin": "SelectIn",
	"immediate": "Immediate", "raise": "Raise", "raise_on_sql": "RaiseOnSQL", "noload": "NoLoad", "from-join": "FromJoin",
}

// title is the name of the option in package load.
func title(s Strategy) string { return titles[s.Name()] }

// Title is the name of the strategy's option in package load: SelectIn.
func Title(s Strategy) string { return title(s) }

// decide chooses the strategy of one relationship: an option, else a wildcard, else the tag;
// and makes its node where there is something to do or to remember.
func (pl *planner) decide(n *Node, r *mapping.Relationship, s *Step, path []*mapping.Mapping, level int) error {
	strategy := byName[r.Strategy]
	if n.wildcard != nil && !r.WriteOnly() {
		strategy = n.wildcard.strategy
	}
	if s != nil && s.Strategy != nil {
		strategy = s.Strategy
	}
	if s != nil && r.WriteOnly() {
		return fmt.Errorf("%s.%s is lazy=write_only and is never loaded: query it with kin.Related", n.Path, r.Name)
	}
	if s == nil && strategy.Eager() && !pl.goesOn(n, r, path, level) {
		strategy = Lazy
	}
	n.marks |= mapping.MarkBits(r.Slot, strategy.Mark())
	n.peers = n.peers || strategy == Peers
	if s == nil && (!strategy.Eager() || n.depth != 0 && n.Relationship == r) {
		return nil // made when it is read, or the node itself goes round
	}
	return pl.node(n, r, s, strategy, path, level)
}

// goesOn says whether a default that loads may load here: not back along the relationship that
// led here, which is filled already, and no deeper than join_depth, or into a
// table that is on the path.
func (pl *planner) goesOn(n *Node, r *mapping.Relationship, path []*mapping.Mapping, level int) bool {
	if n.Relationship != nil && n.Relationship.Inverse == r && !r.Many {
		return false
	}
	if r.JoinDepth != 0 {
		return r.JoinDepth < 0 && r.SelfReferential() || level < r.JoinDepth
	}
	return !slices.Contains(path, r.Target)
}

// node makes the node of a relationship and what is below it.
func (pl *planner) node(n *Node, r *mapping.Relationship, s *Step, strategy Strategy, path []*mapping.Mapping, level int) error {
	c := &Node{Relationship: r, Mapping: r.Target, Strategy: strategy, Parent: n, plans: pl.plans, Path: n.Path + "." + r.Name, base: r.Target.Prototype, wildcard: n.wildcard}
	n.bySlot[r.Slot] = c
	var below []*Step
	if s != nil {
		below = s.Below
		if err := pl.details(c, s); err != nil {
			return err
		}
	}
	if strategy != Joined {
		c.repeat(s, level)
	}
	if strategy.Eager() {
		n.Children = append(n.Children, c)
		n.joins = n.joins || strategy == Joined
	}
	return pl.children(c, below, append(slices.Clip(path), r.Target), level+1)
}

// details takes over what the option says beside its strategy.
func (pl *planner) details(c *Node, s *Step) error {
	c.where, c.orderBy, c.limit, c.inner = s.Where, s.OrderBy, s.Limit, s.Inner
	c.filtered = len(s.Where) > 0 || s.Limit > 0
	if s.Path.Alias != nil {
		p := s.Path
		c.alias, c.base = &p, p.Alias
	}
	if s.Depth != 0 && !c.Relationship.SelfReferential() {
		return fmt.Errorf("the option Depth is for a relationship of a table to itself; %s leads from %s to %s", c.Path, c.Relationship.Owner.Name, c.Relationship.Target.Name)
	}
	return nil
}

// repeat sets how often the relationship goes on below its own rows: the run goes round
// instead of the plan growing, so that depth costs no plan.
func (c *Node) repeat(s *Step, level int) {
	if !c.Relationship.SelfReferential() {
		return
	}
	levels := c.Relationship.JoinDepth
	if levels > 0 {
		levels -= level
	}
	if s != nil {
		levels = s.Depth
	}
	switch {
	case levels < 0:
		c.depth = -1
	case levels > 1:
		c.depth = levels - 1
	}
}

// inOrder puts the children in the order of the options, defaults behind.
func (pl *planner) inOrder(n *Node, steps []*Step) {
	if len(n.Children) < 2 {
		return
	}
	place := func(c *Node) int {
		for i, s := range steps {
			if !s.Wildcard && s.Path.Offset == c.Relationship.Offset {
				return i
			}
		}
		return len(steps) + c.Relationship.Slot
	}
	for i := 1; i < len(n.Children); i++ {
		for j := i; j > 0 && place(n.Children[j]) < place(n.Children[j-1]); j-- {
			n.Children[j], n.Children[j-1] = n.Children[j-1], n.Children[j]
		}
	}
}
