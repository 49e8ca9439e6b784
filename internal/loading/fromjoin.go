package loading

import (
	"context"
	"fmt"

	"github.com/kin-go/kin/internal/mapping"
)

type fromJoin struct{ passive }

// FromJoin fills from a join that the query already has, with what its conditions left of it.
var FromJoin Strategy = fromJoin{}

func (fromJoin) Name() string { return "from-join" }
func (fromJoin) Eager() bool  { return true }

func (fromJoin) Extend(b *builder, n *Node, parent group) error {
	if b.alreadyJoined {
		return b.extendExisting(n, parent)
	}
	j, err := b.joinFor(n, parent)
	if err != nil {
		return err
	}
	n.filtered = true
	b.many = b.many || n.IsCollection()
	return b.extend(b.add(n, j.To, parent.index))
}

// extendExisting goes on at a group that stands in the derived table.
func (b *builder) extendExisting(n *Node, parent group) error {
	for _, g := range b.fetch.Groups {
		if g.node == n && g.parent == parent.index {
			n.filtered = true
			return b.extend(g)
		}
	}
	_, err := b.joinFor(n, parent)
	return err
}

// joinFor finds the join of the query that goes along the node's relationship.
func (b *builder) joinFor(n *Node, parent group) (JoinedBy, error) {
	var found []JoinedBy
	for _, j := range b.joined {
		if j.Relationship != n.Relationship || j.From != parent.source {
			continue
		}
		if n.alias == nil || j.Alias == n.alias.Alias {
			found = append(found, j)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return JoinedBy{}, fmt.Errorf("load.FromJoin for %s: the query joins it %d times; say which with kin.As(…, alias)", n.Path, len(found))
	case n.alias != nil:
		return JoinedBy{}, fmt.Errorf("load.FromJoin for %s names an alias that the query does not have; add Join(kin.On(kin.As(…, alias)))", n.Path)
	}
	return JoinedBy{}, fmt.Errorf("load.FromJoin for %s: the query has no such join; add Join(kin.On(&…%s))", n.Path, n.Relationship.Name)
}

func (fromJoin) Populate(_ context.Context, run *Run, n *Node, parents []*mapping.Instance) ([]*mapping.Instance, error) {
	return run.targets(n, parents), nil
}

func (fromJoin) Read(ctx context.Context, run *Run, n *Node, parent *mapping.Instance) error {
	return run.readOne(ctx, n, parent)
}
