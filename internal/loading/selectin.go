package loading

import (
	"context"

	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/internal/query"
)

type selectIn struct{ passive }

// SelectIn loads with one more statement for all parents: IN over their keys, each once, bound as
// one argument.
var SelectIn Strategy = selectIn{}

func (selectIn) Name() string { return "selectin" }
func (selectIn) Eager() bool  { return true }

func (selectIn) Populate(ctx context.Context, run *Run, n *Node, parents []*mapping.Instance) ([]*mapping.Instance, error) {
	if err := run.byKeys(ctx, n, parents); err != nil {
		return nil, err
	}
	return run.targets(n, parents), nil
}

func (selectIn) Read(ctx context.Context, run *Run, n *Node, parent *mapping.Instance) error {
	return run.readOne(ctx, n, parent)
}

func (selectIn) ask(run *Run, n *Node, parents []*mapping.Instance) (*pending, *Fetch, []query.Value, error) {
	p, err := run.gather(n, parents)
	if err != nil || len(p.waiting) == 0 {
		return nil, nil, nil, err
	}
	f, err := n.byList()
	if err != nil {
		return nil, nil, nil, err
	}
	return p, f, run.with(f, query.KeysValue(&p.list)), nil
}

// byKeys loads the relationship of all parents that do not have it.
func (run *Run) byKeys(ctx context.Context, n *Node, parents []*mapping.Instance) error {
	p, f, args, err := selectIn{}.ask(run, n, parents)
	if err != nil || p == nil {
		return err
	}
	return p.load(ctx, f, args)
}
