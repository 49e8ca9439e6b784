package loading

import (
	"context"

	"github.com/kin-go/kin/internal/mapping"
)

type peers struct{ passive }

// Peers loads when the relationship of any row is read, for all rows that came from the same
// result: a loop over a result costs one statement, not one a row. Of a long
// result it loads a window that doubles with each statement, so that reading one of
// ten thousand rows does not load all.
var Peers Strategy = peers{}

// firstWindow is how many rows of a result the first read loads for.
const firstWindow = 256

func (peers) Name() string { return "peers" }

func (peers) Read(ctx context.Context, run *Run, n *Node, parent *mapping.Instance) error {
	return run.byKeys(ctx, n, window(parent, n.Relationship))
}

// window is the parent and those behind it in its result that do not have the relationship, as
// far as the window reaches.
func window(parent *mapping.Instance, r *mapping.Relationship) []*mapping.Instance {
	o := parent.Origin
	if o == nil {
		return []*mapping.Instance{parent}
	}
	size := firstWindow << min(o.Reads[r.Slot], 20)
	if o.Reads[r.Slot] < 250 {
		o.Reads[r.Slot]++
	}
	out := []*mapping.Instance{parent}
	start := 0
	for i, in := range o.Group {
		if in == parent {
			start = i + 1
			break
		}
	}
	for i := 0; i < len(o.Group) && len(out) < size; i++ {
		in := o.Group[(start+i)%len(o.Group)]
		if in != parent && in.Box == parent.Box && in.Origin == o && !r.Loaded(in.Row) {
			out = append(out, in)
		}
	}
	return out
}
