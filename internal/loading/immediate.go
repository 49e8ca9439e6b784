package loading

import (
	"context"

	"github.com/kin-go/kin/internal/mapping"
)

type immediate struct{ passive }

// Immediate is the lazy load of each parent, now.
var Immediate Strategy = immediate{}

func (immediate) Name() string { return "immediate" }
func (immediate) Eager() bool  { return true }

func (immediate) Populate(ctx context.Context, run *Run, n *Node, parents []*mapping.Instance) ([]*mapping.Instance, error) {
	for _, in := range parents {
		if err := run.readOne(ctx, n, in); err != nil {
			return nil, err
		}
	}
	return run.targets(n, parents), nil
}

func (immediate) Read(ctx context.Context, run *Run, n *Node, parent *mapping.Instance) error {
	return run.readOne(ctx, n, parent)
}
