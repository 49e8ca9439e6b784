package loading

import (
	"context"
	"fmt"
	"slices"

	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/internal/query"
)

type subquery struct{ passive }

// Subquery loads with one more statement that holds the original query as a subselect and joins the
// related table to it: no keys travel. Below a load that goes by keys, and below SQL
// written by hand, there is no query to repeat: then it goes by keys too.
var Subquery Strategy = subquery{}

func (subquery) Name() string { return "subquery" }
func (subquery) Eager() bool  { return true }

func (subquery) Populate(ctx context.Context, run *Run, n *Node, parents []*mapping.Instance) ([]*mapping.Instance, error) {
	if rows := run.takeEarly(n); rows != nil {
		if err := run.fromEarly(n, rows, parents); err != nil {
			return nil, err
		}
		return run.targets(n, parents), nil
	}
	p, f, args, err := subquery{}.ask(run, n, parents)
	if err == nil && p != nil {
		err = p.load(ctx, f, args)
	}
	if err != nil {
		return nil, err
	}
	return run.targets(n, parents), nil
}

func (subquery) ask(run *Run, n *Node, parents []*mapping.Instance) (*pending, *Fetch, []query.Value, error) {
	p, err := run.gather(n, parents)
	if err != nil || len(p.waiting) == 0 {
		return nil, nil, nil, err
	}
	f, args, err := n.bySubquery(run, p)
	return p, f, args, err
}

func (subquery) Read(ctx context.Context, run *Run, n *Node, parent *mapping.Instance) error {
	return run.readOne(ctx, n, parent)
}

// bySubquery is the statement for all rows of the parent's query, or by keys where there is none.
func (n *Node) bySubquery(run *Run, p *pending) (*Fetch, []query.Value, error) {
	if !run.Chunked && n.repeatsQuery() {
		f, err := n.fetches.sub.get(n.subselected)
		return f, run.with(f), err
	}
	f, err := n.byList()
	if err != nil {
		return nil, nil, err
	}
	return f, run.with(f, query.KeysValue(&p.list)), nil
}

// repeatsQuery says whether the node can be loaded by a statement that repeats its parents' query.
func (n *Node) repeatsQuery() bool { return n.Parent != nil && n.Parent.repeatable() && !n.repeats() }

// repeatable says whether the query that brings the node's rows can stand in a subselect.
func (n *Node) repeatable() bool {
	if n.Parent == nil {
		return n.statement != nil
	}
	return (n.Strategy == Subquery || n.Strategy == Joined) && n.limit == 0 && !n.repeats() && n.Parent.repeatable()
}

// subselected builds SELECT … FROM target JOIN (the original query's keys) ON ….
func (n *Node) subselected() (*Fetch, error) {
	b := n.builder(&query.Names{})
	target, anchor, err := b.relatedTo(n)
	if err != nil {
		return nil, err
	}
	b.add(n, target, -1)
	b.fetch.Repeats = n.Relationship.IsManyToMany()
	match := make([]query.Expr, len(n.Relationship.Local))
	for i := range match {
		match[i] = query.Column{Source: anchor, Name: fmt.Sprintf("k%d", i)}
		b.fetch.Match = append(b.fetch.Match, len(b.sel.Columns))
		b.sel.Columns = append(b.sel.Columns, query.Output{Expr: match[i]})
	}
	order, err := b.ordered(n, target)
	if err != nil {
		return nil, err
	}
	b.sel.OrderBy = pairOrder(n.Relationship, order, match)
	if n.limit > 0 {
		b.limited(n, match, order)
	}
	if err := b.extend(b.fetch.Groups[0]); err != nil {
		return nil, err
	}
	b.sel.OrderBy = append(b.sel.OrderBy, b.order...)
	return b.finish(), nil
}

// relatedTo makes the statement's FROM: the target's rows that belong to the rows of the parent's
// query, which stands as a derived table of its keys.
func (b *builder) relatedTo(n *Node) (target, anchor *query.Source, err error) {
	keys, err := n.Parent.keysFor(b.plans, n.Relationship)
	if err != nil {
		return nil, nil, err
	}
	target = b.names.Source(n.Mapping.Table)
	b.sel.From = target
	match := n.Relationship.Direction.Match(n.Relationship, b.sel, target, b.names)
	anchor = b.names.Derived("parents", keys)
	on := make([]query.Expr, len(match))
	for i, m := range match {
		on[i] = query.Binary{Op: "=", Left: m, Right: query.Column{Source: anchor, Name: fmt.Sprintf("k%d", i)}}
	}
	b.sel.Joins = append(b.sel.Joins, query.Join{Inner: true, Source: anchor, On: on})
	where, err := b.conditions(n, target)
	b.sel.Where = append(b.sel.Where, where...)
	return target, anchor, err
}

// keysFor is the query that brings the node's rows, with the columns alone that a relationship goes
// by; each once.
func (n *Node) keysFor(plans *Plans, r *mapping.Relationship) (*query.Select, error) {
	sel, source, err := n.again(plans)
	if err != nil {
		return nil, err
	}
	sel.Columns = nil
	for i, e := range r.Local.In(source) {
		sel.Columns = append(sel.Columns, query.Output{Expr: e, As: fmt.Sprintf("k%d", i)})
	}
	if sel.Limit == nil && sel.Offset == nil {
		sel.OrderBy = nil
	}
	sel.Lock = false
	if unique := n.Parent == nil && len(sel.Joins) == 0 && len(sel.GroupBy) == 0 && sameColumns(r.Local, n.Mapping.Key); unique {
		return sel, nil
	}
	return distinct(sel), nil
}

// distinct keeps each key once. A limit must count the rows before that.
func distinct(sel *query.Select) *query.Select {
	if sel.Limit == nil && sel.Offset == nil && len(sel.GroupBy) == 0 {
		sel.Distinct = true
		return sel
	}
	names := &query.Names{}
	d := names.Derived("limited", sel)
	out := &query.Select{Distinct: true, From: d}
	for _, c := range sel.Columns {
		out.Columns = append(out.Columns, query.Output{Expr: query.Column{Source: d, Name: c.As}, As: c.As})
	}
	return out
}

func sameColumns(a, b mapping.Columns) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// again is a fresh copy of the query that brings the node's rows, and where in it they are.
func (n *Node) again(plans *Plans) (*query.Select, *query.Source, error) {
	if n.Parent == nil {
		sel := *n.statement.Select
		if sel.Limit != nil || sel.Offset != nil {
			sel.OrderBy = append(slices.Clip(sel.OrderBy), missingKey(sel.OrderBy, n.Mapping, n.statement.Source)...)
		}
		return &sel, n.statement.Source, nil
	}
	b := &builder{plans: plans, sel: &query.Select{}, names: &query.Names{}, fetch: &Fetch{}}
	target, _, err := b.relatedTo(n)
	return b.sel, target, err
}
