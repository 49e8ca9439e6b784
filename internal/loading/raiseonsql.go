package loading

import (
	"context"

	"github.com/kin-go/kin/internal/mapping"
)

type raiseOnSQL struct{ passive }

// RaiseOnSQL forbids reading that would need a statement: a NULL key and a target that the session
// knows are allowed.
var RaiseOnSQL Strategy = raiseOnSQL{}

func (raiseOnSQL) Name() string       { return "raise_on_sql" }
func (raiseOnSQL) Mark() mapping.Mark { return mapping.ForbidSQL }

// Read answers what needs no statement, and leaves the rest unloaded.
func (raiseOnSQL) Read(_ context.Context, run *Run, n *Node, parent *mapping.Instance) error {
	_, err := run.gather(n, []*mapping.Instance{parent})
	return err
}

// WithoutSQL loads a relationship if no statement is needed, and says whether it did.
func WithoutSQL(run *Run, plans *Plans, in *mapping.Instance, r *mapping.Relationship) (bool, error) {
	if _, err := run.gather(plans.readNode(run, in, r), []*mapping.Instance{in}); err != nil {
		return false, err
	}
	return r.Loaded(in.Row), nil
}
