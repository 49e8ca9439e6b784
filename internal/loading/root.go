package loading

import (
	"fmt"
	"slices"

	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/internal/query"
)

type rootStrategy struct{ passive }

func (rootStrategy) Name() string { return "query" }

// Root is the strategy of a plan's first node: the query itself.
var Root Strategy = rootStrategy{}

// A Statement is the user's query before columns are chosen: what RootFetch completes.
type Statement struct {
	Node   *Node
	Select *query.Select // no Columns
	Names  *query.Names
	Source *query.Source
	Joined []JoinedBy
	Only   []*mapping.Column // Columns: only these and the key; nil for all
	// Extra are further outputs of each line, behind those of the rows.
	Extra []query.Expr
	// More are further rows of each line: other tables of the query.
	More []More
}

// More is one more row of each line.
type More struct {
	Node   *Node
	Source *query.Source
}

// Fetch builds the statement that brings the rows of a query.
func (s Statement) Fetch() (*Fetch, error) {
	b := s.Node.builder(s.Names)
	own := *s.Select // the original is asked again by subquery loads
	b.fetch.Repeats = len(own.Joins) > 0
	b.sel, b.joined = &own, s.Joined
	if len(s.More) == 0 && len(s.Extra) == 0 {
		s.Node.statement = &s
		b.fetch.repeated = s.Node.repeated()
	}
	if s.wraps() {
		if b.plans.features.LimitByKey && s.plain() {
			s.limitByKey(b)
		} else {
			return s.wrapped(b)
		}
	}
	roots := s.groups(b)
	for _, g := range roots {
		if err := b.extend(g); err != nil {
			return nil, err
		}
	}
	if b.many {
		b.sel.OrderBy = append(b.total(s), b.order...)
	}
	return s.extras(b).finish(), nil
}

// ByHand is a statement that was written by hand: its lines are read as rows of the node's mapping,
// whose columns it must have in their order.
func ByHand(n *Node, prepared any) *Fetch {
	return &Fetch{Prepared: prepared, Node: n, KeyArg: n.args, Groups: []group{{node: n, parent: -1}}}
}

// groups puts the rows that the query itself brings into the statement.
func (s Statement) groups(b *builder) []group {
	roots := []group{b.addOnly(s.Node, s.Source, s.Only)}
	for _, m := range s.More {
		roots = append(roots, b.add(m.Node, m.Source, -1))
	}
	return roots
}

func (s Statement) extras(b *builder) *builder {
	b.fetch.Extra = len(b.sel.Columns)
	for _, e := range s.Extra {
		b.sel.Columns = append(b.sel.Columns, query.Output{Expr: e})
	}
	return b
}

// addOnly adds the group of a query that asks for some columns alone; the others are read as
// NULL and left as they are.
func (b *builder) addOnly(n *Node, source *query.Source, only []*mapping.Column) group {
	if only == nil {
		return b.add(n, source, -1)
	}
	g := group{node: n, parent: -1, first: len(b.sel.Columns), source: source, index: len(b.fetch.Groups)}
	for _, c := range only {
		b.sel.Columns = append(b.sel.Columns, query.Output{Expr: query.Column{Source: source, Name: c.Name}})
	}
	b.fetch.Groups = append(b.fetch.Groups, g)
	b.fetch.Only = only
	return g
}

// total is the statement's order with the keys of its rows behind it, so that the lines of one row
// stand together.
func (b *builder) total(s Statement) []query.Order {
	if len(b.sel.GroupBy) > 0 {
		return b.sel.OrderBy
	}
	order := slices.Clip(b.sel.OrderBy)
	order = append(order, missingKey(order, s.Node.Mapping, s.Source)...)
	for _, m := range s.More {
		order = append(order, missingKey(order, m.Node.Mapping, m.Source)...)
	}
	return order
}

// missingKey are the terms that make an order total: the key's columns that it does not have.
func missingKey(have []query.Order, m *mapping.Mapping, source *query.Source) []query.Order {
	var out []query.Order
	for _, k := range mapping.KeyOrder(m, source) {
		found := false
		for _, o := range have {
			found = found || o.Expr == k.Expr
		}
		if !found {
			out = append(out, k)
		}
	}
	return out
}

// MissingKey are the terms that make an order of a mapping's rows total.
func MissingKey(have []query.Order, m *mapping.Mapping, source *query.Source) []query.Order {
	return missingKey(have, m, source)
}

// plain says that the query asks one table for whole rows, so that their keys choose them.
func (s Statement) plain() bool {
	return len(s.Select.Joins) == 0 && len(s.Select.GroupBy) == 0 && !s.Select.Distinct &&
		len(s.More) == 0 && len(s.Extra) == 0 && s.Select.From.Table != nil
}

// limitByKey moves limit, offset and conditions into a subselect that chooses the rows by their
// key: collections are joined outside of it.
func (s Statement) limitByKey(b *builder) {
	key := s.Node.Mapping.Key
	inner := *s.Select
	inner.Lock = false
	inner.OrderBy = b.total(s)
	inner.Columns = nil
	for _, c := range key.In(s.Source) {
		inner.Columns = append(inner.Columns, query.Output{Expr: c})
	}
	b.sel.Limit, b.sel.Offset = nil, nil
	b.sel.Where = []query.Expr{query.InSelect{Left: key.In(s.Source), Select: &inner}}
}

// wraps says whether the query must become a derived table before anything is joined to it: a limit
// counts its own rows, DISTINCT and GROUP BY look at its own columns.
func (s Statement) wraps() bool {
	all := []*Node{s.Node}
	for _, m := range s.More {
		all = append(all, m.Node)
	}
	one, many := false, false
	for _, n := range all {
		o, m := n.joinedBelow()
		one, many = one || o, many || m
	}
	limited := s.Select.Limit != nil || s.Select.Offset != nil
	return limited && many || (s.Select.Distinct || len(s.Select.GroupBy) > 0) && (one || many)
}

// joinedBelow says whether a scalar or a collection is joined to the node's rows.
func (n *Node) joinedBelow() (one, many bool) {
	for _, c := range n.Children {
		if c.Strategy != Joined && c.Strategy != FromJoin {
			continue
		}
		o, m := c.joinedBelow()
		one, many = one || o, many || m
		if c.Strategy == Joined {
			one, many = true, many || c.IsCollection()
		}
	}
	return one, many
}

// wrapped builds SELECT … FROM (the query) JOIN …, with the query's order inside and repeated
// outside.
func (s Statement) wrapped(b *builder) (*Fetch, error) {
	roots := s.groups(b)
	roots = append(roots, b.fromJoins(roots)...)
	inner := b.sel
	inner.OrderBy = b.total(s)
	s.extras(b)
	extra := b.fetch.Extra
	for i := range inner.Columns {
		inner.Columns[i].As = fmt.Sprintf("c%d", i)
	}
	width := len(inner.Columns)
	var outer []query.Order
	names := &query.Names{}
	d := names.Derived(s.Source.Table.Name, inner)
	for i, o := range inner.OrderBy {
		as := fmt.Sprintf("o%d", i)
		inner.Columns = append(inner.Columns, query.Output{Expr: o.Expr, As: as})
		outer = append(outer, query.Order{Expr: query.Column{Source: d, Name: as}, Desc: o.Desc})
	}
	b.names, b.sel = names, &query.Select{From: d, Lock: inner.Lock}
	for i := range width {
		b.sel.Columns = append(b.sel.Columns, query.Output{Expr: query.Column{Source: d, Name: fmt.Sprintf("c%d", i)}})
	}
	b.alreadyJoined = true
	for _, g := range roots {
		b.fetch.Groups[g.index].source = b.inDerived(d, g, s.Only)
	}
	for _, g := range roots {
		if err := b.extend(b.fetch.Groups[g.index]); err != nil {
			return nil, err
		}
	}
	b.sel.OrderBy = slices.Concat(outer, b.order)
	f := b.finish()
	f.Extra = extra
	return f, nil
}

// inDerived is the derived table as the rows of one group see it.
func (b *builder) inDerived(d *query.Source, g group, only []*mapping.Column) *query.Source {
	s := &query.Source{Select: d.Select, Alias: d.Alias, Columns: map[string]string{}}
	columns := g.node.Mapping.Columns
	if only != nil && g.index == 0 {
		columns = only
	}
	for i, c := range columns {
		s.Columns[c.Name] = fmt.Sprintf("c%d", g.first+i)
	}
	return s
}

// fromJoins adds the rows that FromJoin fills from, which must stand inside.
func (b *builder) fromJoins(gs []group) []group {
	var out []group
	for _, g := range gs {
		for _, c := range g.node.Children {
			if c.Strategy != FromJoin {
				continue
			}
			if j, err := b.joinFor(c, g); err == nil {
				added := b.add(c, j.To, g.index)
				out = append(out, added)
				out = append(out, b.fromJoins([]group{added})...)
			}
		}
	}
	return out
}
