package loading

import (
	"unsafe"

	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/internal/query"
)

// A Node is one relationship of a plan with its strategy, or the root of one: what the
// query itself brings. A plan is frozen once it is made, and shared by all that run
// the query.
type Node struct {
	Relationship *mapping.Relationship // nil at the root
	Mapping      *mapping.Mapping      // of the rows that the node brings
	Strategy     Strategy
	Parent       *Node
	Children     []*Node // loaded with the rows, in the order of the options
	Path         string  // Post.Flags.User

	plans    *Plans
	bySlot   []*Node // every relationship that the options or a wildcard say something of
	marks    uint64
	where    []query.Condition // bound
	orderBy  []query.Ordering  // bound
	limit    int
	inner    bool
	filtered bool // what is loaded may be less than what exists
	depth    int  // more levels of the same relationship: -1 all
	alias    *mapping.Path
	base     unsafe.Pointer // the prototype or alias by which options below name the rows
	wildcard *wildcard
	peers    bool // some relationship of the rows is loaded for all of them
	joins    bool // some child is joined
	args     int  // how many values of the user the plan has
	fetches  fetches

	statement *Statement // of a root: the query as it was asked
}

// A wildcard is a strategy for every relationship that no option names. There are few, so
// that plans of lazy loads below one can be kept by it.
type wildcard struct {
	strategy Strategy
}

// IsCollection says that the node is a to-many relationship.
func (n *Node) IsCollection() bool { return n.Relationship != nil && n.Relationship.Many }

// child is the node of a relationship that is read lazily.
func (n *Node) child(r *mapping.Relationship) *Node {
	if c := n.bySlot[r.Slot]; c != nil {
		return c
	}
	return n.plans.lazy(r, n.wildcard)
}

// repeats says whether the node's relationship goes on below its own rows.
func (n *Node) repeats() bool { return n.depth != 0 }
