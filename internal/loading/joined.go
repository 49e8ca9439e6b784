package loading

import (
	"context"
	"slices"

	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/internal/query"
)

type joined struct{ passive }

// Joined loads in the statement that brings the parents: LEFT OUTER JOIN to a source of its own, so
// that the user's conditions on the same table do not shrink what is loaded.
var Joined Strategy = joined{}

func (joined) Name() string { return "joined" }
func (joined) Eager() bool  { return true }

func (joined) Extend(b *builder, n *Node, parent group) error {
	target := b.names.Source(n.Mapping.Table)
	joins := n.Relationship.Direction.Joins(n.Relationship, parent.source, target, n.inner, b.names)
	conditions, err := b.conditions(n, target)
	if err != nil {
		return err
	}
	last := &joins[len(joins)-1]
	last.On = append(last.On, conditions...)
	g := b.add(n, target, parent.index)
	own := b.sel.Joins
	b.sel.Joins = nil
	if n.Relationship.Many {
		b.many = true
		order, err := b.ordered(n, target)
		if err != nil {
			return err
		}
		b.order = append(b.order, order...)
	}
	if err := b.extend(g); err != nil {
		return err
	}
	below := b.sel.Joins
	b.sel.Joins = slices.Concat(own, nest(joins, below, n.inner))
	return nil
}

// nest puts inner joins below an outer one into parentheses with it: A LEFT JOIN (B JOIN C), so
// that they drop rows of B and not of A. Outer joins follow behind.
func nest(joins, below []query.Join, inner bool) []query.Join {
	if inner {
		return append(joins, below...)
	}
	var inside, outside []query.Join
	for _, j := range below {
		if j.Inner && len(outside) == 0 {
			inside = append(inside, j)
		} else {
			outside = append(outside, j)
		}
	}
	last := &joins[len(joins)-1]
	last.Nested = append(last.Nested, inside...)
	return append(joins, outside...)
}

// Populate loads what the statement could not bring: for rows that the session had, which no
// statement read again.
func (joined) Populate(ctx context.Context, run *Run, n *Node, parents []*mapping.Instance) ([]*mapping.Instance, error) {
	if err := run.byKeys(ctx, n, parents); err != nil {
		return nil, err
	}
	return run.targets(n, parents), nil
}

func (joined) Read(ctx context.Context, run *Run, n *Node, parent *mapping.Instance) error {
	return run.readOne(ctx, n, parent)
}
