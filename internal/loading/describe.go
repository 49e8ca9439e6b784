package loading

import (
	"slices"

	"github.com/kin-go/kin/internal/mapping"
)

// A Description is a node of a plan in words.
type Description struct {
	Node     *Node
	Path     string
	Strategy string
	// Prepared is the statement that the node adds; nil where it adds none: a join stands in
	// the statement of its parents, and what is forbidden or left empty has none.
	Prepared any
	// Limit is how many rows at most, for each parent where there is one; 0 is unknown.
	Limit int
	Below []Description
}

// Describe is the plan below a root: what is loaded with the rows, and what options say of the
// rest.
func (n *Node) Describe() ([]Description, error) {
	var out []Description
	for _, c := range n.ordered() {
		d, err := c.describe()
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}

// ordered is the children in the order in which they load, then those that do not.
func (n *Node) ordered() []*Node {
	out := slices.Clip(n.Children)
	for _, c := range n.bySlot {
		if c != nil && !c.Strategy.Eager() {
			out = append(out, c)
		}
	}
	return out
}

func (n *Node) describe() (d Description, err error) {
	d = Description{Node: n, Path: n.Path, Strategy: n.Strategy.Name(), Limit: n.limit}
	if !n.IsCollection() {
		d.Limit = 1
	}
	if d.Prepared, err = n.statementAdded(); err != nil {
		return d, err
	}
	d.Below, err = n.Describe()
	return d, err
}

// statementAdded is the statement by which the node loads.
func (n *Node) statementAdded() (any, error) {
	var f *Fetch
	var err error
	switch {
	case n.Strategy == Joined || n.Strategy == FromJoin || n.Strategy.Mark() != mapping.Open || n.Strategy == WriteOnly:
		return nil, nil
	case n.Strategy == Lazy || n.Strategy == Immediate:
		f, err = n.byOne()
	case n.Strategy == Subquery && n.repeatsQuery():
		f, err = n.fetches.sub.get(n.subselected)
	default:
		f, err = n.byList()
	}
	if err != nil {
		return nil, err
	}
	return f.Prepared, nil
}
