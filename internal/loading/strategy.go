package loading

import (
	"context"

	"github.com/kin-go/kin/internal/mapping"
)

// A Strategy is one way to load a relationship. It has three moments: when the plan is made,
// when the statement that brings the parents is built, and when the parents are there.
// It works with every relationship, whatever its direction.
type Strategy interface {
	// Name is the word of the tag lazy=.
	Name() string
	// Mark is what reading the relationship means while it is not loaded.
	Mark() mapping.Mark
	// Eager says that the relationship is loaded with its parents, and not when it is
	// read.
	Eager() bool
	// Extend may add joins and columns to the statement that brings the parents.
	Extend(b *builder, n *Node, parent group) error
	// Populate loads the relationship of these parents, each once, and returns the rows
	// at its other end, of new parents and of those that had it.
	Populate(ctx context.Context, run *Run, n *Node, parents []*mapping.Instance) ([]*mapping.Instance, error)
	// Read loads the relationship of one parent when it is read.
	Read(ctx context.Context, run *Run, n *Node, parent *mapping.Instance) error
}

// passive is what most strategies are at most moments: nothing to do.
type passive struct{}

func (passive) Mark() mapping.Mark                  { return mapping.Open }
func (passive) Eager() bool                         { return false }
func (passive) Extend(*builder, *Node, group) error { return nil }
func (passive) Populate(context.Context, *Run, *Node, []*mapping.Instance) ([]*mapping.Instance, error) {
	return nil, nil
}
func (passive) Read(context.Context, *Run, *Node, *mapping.Instance) error { return nil }

// byName leads from the tag to the strategy: mapping names the choice, loading owns the
// doing.
var byName = map[string]Strategy{
	"select":       Lazy,
	"peers":        Peers,
	"joined":       Joined,
	"subquery":     Subquery,
	"selectin":     SelectIn,
	"immediate":    Immediate,
	"raise":        Raise,
	"raise_on_sql": RaiseOnSQL,
	"noload":       NoLoad,
	"write_only":   WriteOnly,
}
