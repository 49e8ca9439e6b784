package loading

import (
	"fmt"
	"strconv"
	"sync"

	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/internal/query"
)

// A Fetch is one statement and how its lines are read: groups of columns that make rows of
// mappings, and for a load by keys the columns that tell whose row a line is.
type Fetch struct {
	Select   *query.Select
	Prepared any // the statement as the Port's engine has it
	Node     *Node
	Groups   []group
	Match    []int // positions of the owner's key columns
	// KeyArg is the number of the first argument behind those of the user.
	KeyArg   int
	Extra    int               // position of the first column behind the groups
	Only     []*mapping.Column // Columns: what the first group has; nil for all
	repeated []*Node           // of a query: what loads by repeating it, and can be sent with it
	// Repeats says that a row of the first group may have several lines before anything is joined to
	// it: as the row of several owners, or by the query's own joins.
	Repeats bool

	keysAt    sync.Once
	keyPlaces [][]int
}

// A group is the columns of one row of a mapping within a line.
type group struct {
	node   *Node
	parent int // the group of the owner, -1 for the first
	first  int
	source *query.Source
	index  int
}

// fetches are the statements of a node by how its parents' keys are given; each is made at
// its first use.
type fetches struct {
	one, list, sub slot
}

type slot struct {
	once  sync.Once
	fetch *Fetch
	err   error
}

func (s *slot) get(build func() (*Fetch, error)) (*Fetch, error) {
	s.once.Do(func() { s.fetch, s.err = build() })
	return s.fetch, s.err
}

// A builder makes one statement.
type builder struct {
	plans  *Plans
	sel    *query.Select
	names  *query.Names
	fetch  *Fetch
	joined []JoinedBy
	order  []query.Order // of joined collections, behind the statement's own
	many   bool          // a joined collection multiplies the lines

	alreadyJoined bool // FromJoin's rows are groups already
}

func (n *Node) builder(names *query.Names) *builder {
	f := &Fetch{Node: n, KeyArg: n.args}
	return &builder{plans: n.plans, sel: &query.Select{}, names: names, fetch: f}
}

// add puts a mapping's columns into the statement as one more group.
func (b *builder) add(n *Node, source *query.Source, parent int) group {
	g := group{node: n, parent: parent, first: len(b.sel.Columns), source: source, index: len(b.fetch.Groups)}
	for _, c := range n.Mapping.Columns {
		b.sel.Columns = append(b.sel.Columns, query.Output{Expr: query.Column{Source: source, Name: c.Name}})
	}
	b.fetch.Groups = append(b.fetch.Groups, g)
	return g
}

// extend lets the strategies of the children add to the statement.
func (b *builder) extend(g group) error {
	for _, c := range g.node.Children {
		if err := c.Strategy.Extend(b, c, g); err != nil {
			return err
		}
	}
	return nil
}

// scope resolves what the user wrote about the rows of a node.
func (b *builder) scope(n *Node, source *query.Source) *mapping.Scope {
	s := &mapping.Scope{Registry: b.plans.registry, Names: b.names}
	s.Add(n.Mapping.Prototype, n.Mapping, source)
	return s
}

// conditions are those of the node's option.
func (b *builder) conditions(n *Node, source *query.Source) ([]query.Expr, error) {
	where, err := b.scope(n, source).Conditions(n.where)
	if err != nil {
		return nil, fmt.Errorf("the condition of load.%s for %s: %w", title(n.Strategy), n.Path, err)
	}
	return where, nil
}

// ordered is the order of the node's rows: of its option, else of the relationship, and always
// the primary key at the end.
func (b *builder) ordered(n *Node, source *query.Source) ([]query.Order, error) {
	if len(n.orderBy) == 0 {
		return n.Relationship.Order(source), nil
	}
	order, err := b.scope(n, source).Orders(n.orderBy)
	if err != nil {
		return nil, fmt.Errorf("the order of load.%s for %s: %w", title(n.Strategy), n.Path, err)
	}
	return append(order, mapping.KeyOrder(n.Mapping, source)...), nil
}

// finish spells the statement.
func (b *builder) finish() *Fetch {
	b.fetch.Select = b.sel
	b.fetch.Prepared = b.plans.spell(b.sel)
	return b.fetch
}

// keyed builds the statement that loads a relationship by its owners' keys, of one or of many. bind
// adds the condition on the columns that hold them.
func (n *Node) keyed(many bool, bind func(b *builder, match []query.Expr)) (*Fetch, error) {
	r := n.Relationship
	b := n.builder(&query.Names{})
	target := b.names.Source(r.Target.Table)
	b.sel.From = target
	match := r.Direction.Match(r, b.sel, target, b.names)
	g := b.add(n, target, -1)
	b.fetch.Repeats = r.IsManyToMany()
	b.matchColumns(r, g, match)
	bind(b, match)
	where, err := b.conditions(n, target)
	if err != nil {
		return nil, err
	}
	b.sel.Where = append(b.sel.Where, where...)
	order, err := b.ordered(n, target)
	if err != nil {
		return nil, err
	}
	switch {
	case many && !r.IsManyToOne():
		b.sel.OrderBy = pairOrder(r, order, match)
	case r.Many || len(n.orderBy) > 0 || len(r.OrderBy) > 0 || r.IsOneToMany():
		b.sel.OrderBy = order
	}
	if n.limit > 0 {
		b.limited(n, match, order)
	}
	if err := b.extend(b.fetch.Groups[0]); err != nil {
		return nil, err
	}
	b.sel.OrderBy = append(b.sel.OrderBy, b.order...)
	return b.finish(), nil
}

// pairOrder is owner by owner the order of their rows. So an index on the key gives it without
// sorting, and all lines of one pair stand together, those of a doubled link too.
func pairOrder(r *mapping.Relationship, order []query.Order, match []query.Expr) []query.Order {
	if r.IsManyToOne() {
		return order
	}
	var out []query.Order
	for _, m := range match {
		out = append(out, query.Order{Expr: m})
	}
	return append(out, order...)
}

// matchColumns finds where a line holds the owner's key: among the target's own columns, or
// in columns that are added for it.
func (b *builder) matchColumns(r *mapping.Relationship, g group, match []query.Expr) {
	for i, e := range match {
		if !r.IsManyToMany() {
			b.fetch.Match = append(b.fetch.Match, g.first+r.Remote[i].Index)
			continue
		}
		b.fetch.Match = append(b.fetch.Match, len(b.sel.Columns))
		b.sel.Columns = append(b.sel.Columns, query.Output{Expr: e})
	}
}

// limited keeps the first rows of each parent: the statement becomes a derived table that
// numbers them in their order.
func (b *builder) limited(n *Node, match []query.Expr, order []query.Order) {
	inner := b.sel
	names := make([]string, len(inner.Columns))
	for i := range inner.Columns {
		names[i] = fmt.Sprintf("c%d", i)
		inner.Columns[i].As = names[i]
	}
	inner.Columns = append(inner.Columns, query.Output{
		Expr: query.RowNumber{Partition: match, OrderBy: order, Dense: n.Relationship.IsManyToMany()}, As: "nth",
	})
	inner.OrderBy = nil
	outerNames := &query.Names{}
	d := outerNames.Derived("ranked", inner)
	b.names = outerNames
	nth := query.Column{Source: d, Name: "nth"}
	b.sel = &query.Select{From: d, Where: []query.Expr{query.Binary{Op: "<=", Left: nth, Right: query.Literal{Text: strconv.Itoa(n.limit)}}}}
	for _, name := range names {
		b.sel.Columns = append(b.sel.Columns, query.Output{Expr: query.Column{Source: d, Name: name}})
	}
	b.sel.OrderBy = nil
	for _, at := range b.fetch.Match {
		b.sel.OrderBy = append(b.sel.OrderBy, query.Order{Expr: query.Column{Source: d, Name: names[at]}})
	}
	b.sel.OrderBy = append(b.sel.OrderBy, query.Order{Expr: nth})
	b.rename(d)
}

// rename lets joins behind a derived table name the columns of its rows by what they are
// called there.
func (b *builder) rename(d *query.Source) {
	g := &b.fetch.Groups[0]
	named := &query.Source{Select: d.Select, Alias: d.Alias, Columns: map[string]string{}}
	for i, c := range g.node.Mapping.Columns {
		named.Columns[c.Name] = fmt.Sprintf("c%d", g.first+i)
	}
	g.source = named
}

// byOne is the statement for one parent.
func (n *Node) byOne() (*Fetch, error) {
	return n.fetches.one.get(func() (*Fetch, error) {
		return n.keyed(false, func(b *builder, match []query.Expr) {
			for i, e := range match {
				b.sel.Where = append(b.sel.Where, query.Binary{Op: "=", Left: e, Right: query.Bind{Arg: b.fetch.KeyArg + i, Steady: true}})
			}
		})
	})
}

// byList is the statement for a list of parents: one text whatever their number.
func (n *Node) byList() (*Fetch, error) {
	return n.fetches.list.get(func() (*Fetch, error) {
		return n.keyed(true, func(b *builder, match []query.Expr) {
			b.sel.Where = append(b.sel.Where, query.In{Left: match, Keys: query.Keys{Arg: b.fetch.KeyArg, Types: n.Relationship.Local.Types()}})
		})
	})
}
