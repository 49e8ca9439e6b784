package loading

import (
	"context"

	"github.com/kin-go/kin/internal/mapping"
)

type lazy struct{ passive }

// Lazy loads when the relationship is read, for that row alone. A target that the session knows,
// and a NULL key, cost no statement.
var Lazy Strategy = lazy{}

func (lazy) Name() string { return "select" }

func (lazy) Read(ctx context.Context, run *Run, n *Node, parent *mapping.Instance) error {
	return run.readOne(ctx, n, parent)
}

// readOne loads the relationship of one parent with its own statement.
func (run *Run) readOne(ctx context.Context, n *Node, parent *mapping.Instance) error {
	p, err := run.gather(n, []*mapping.Instance{parent})
	if err != nil || len(p.waiting) == 0 {
		return err
	}
	f, err := n.byOne()
	if err != nil {
		return err
	}
	keys, err := n.Relationship.Local.Values(parent.Row)
	if err != nil {
		return err
	}
	return p.load(ctx, f, run.with(f, keys...))
}

// Read loads a relationship that is read now, by the plan of the query that brought its row, and
// everything that the plan has below it.
func Read(ctx context.Context, run *Run, plans *Plans, in *mapping.Instance, r *mapping.Relationship) error {
	n := plans.readNode(run, in, r)
	run.reads = n
	if err := n.Strategy.Read(ctx, run, n, in); err != nil {
		return err
	}
	if !r.Loaded(in.Row) {
		// The strategy has no way to read (its node only says what is below): the lazy load.
		if err := run.readOne(ctx, n, in); err != nil {
			return err
		}
	}
	rows := run.targets(n, []*mapping.Instance{in})
	if !n.needs(rows) {
		return nil
	}
	return run.Below(ctx, []level{{n, rows, 0}})
}

// readNode is the plan's node of a relationship of a row.
func (p *Plans) readNode(run *Run, in *mapping.Instance, r *mapping.Relationship) *Node {
	if in.Origin != nil {
		if o, ok := in.Origin.Plan.(*origin); ok {
			run.args = o.args
			return o.node.child(r)
		}
	}
	return p.lazy(r, p.defaults)
}

// StrategyOf is the strategy by which a relationship of a row is read.
func StrategyOf(plans *Plans, in *mapping.Instance, r *mapping.Relationship) Strategy {
	return plans.readNode(&Run{}, in, r).Strategy
}
