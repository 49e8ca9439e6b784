package loading

import (
	"context"
	"fmt"
	"slices"

	"github.com/kin-go/kin/internal/mapping"
)

// A subquery load repeats the query that brings its parents, and so needs none of their keys: its
// statement is known before any row is. Where an engine sends several statements in one
// round trip, the query takes with it all of them, however deep, and a graph costs one
// trip. What is asked for nobody, because the query finds nothing or the session has it all,
// is passed by.

// An early answer belongs to a load whose parents have not been read yet.
type early struct {
	node *Node
	rows Rows
}

// repeated is the nodes below a query that load by repeating it, in the order in which they
// will be read: level by level.
func (n *Node) repeated() []*Node {
	var out []*Node
	for level := []*Node{n}; len(level) > 0; {
		var next []*Node
		for _, parent := range level {
			for _, c := range parent.Children {
				if c.Strategy == Subquery && c.repeatsQuery() {
					out = append(out, c)
				}
			}
			next = append(next, parent.Children...)
		}
		level = next
	}
	return out
}

// withRepeated sends a query with all that repeats it, and gives the answer of the query. It gives
// none where the query is better sent alone.
func (run *Run) withRepeated(ctx context.Context, f *Fetch) (Rows, error) {
	if len(f.repeated) == 0 {
		return nil, nil
	}
	if pipelines, err := run.Port.Pipelines(ctx); err != nil || !pipelines {
		return nil, err
	}
	asks := []Ask{{f.Prepared, run.args, run.why(f.Node)}}
	for _, n := range f.repeated {
		sub, err := n.fetches.sub.get(n.subselected)
		if err != nil {
			return nil, err
		}
		asks = append(asks, Ask{sub.Prepared, run.with(sub), run.why(n)})
	}
	answers, err := run.sendAll(ctx, asks)
	if err != nil {
		return nil, err
	}
	for i, n := range f.repeated {
		run.early = append(run.early, early{n, answers[i+1]})
	}
	return answers[0], nil
}

// earlyAt is where the answer of a node stands among those that came early, or -1.
func (run *Run) earlyAt(n *Node) int {
	return slices.IndexFunc(run.early, func(e early) bool { return e.node == n })
}

// takeEarly gives the answer of a node that came early, once; else nil.
func (run *Run) takeEarly(n *Node) Rows {
	i := run.earlyAt(n)
	if i < 0 {
		return nil
	}
	rows := run.early[i].rows
	run.early = slices.Delete(run.early, i, i+1)
	return rows
}

// fromEarly fills the parents from an answer that came early.
func (run *Run) fromEarly(n *Node, rows Rows, parents []*mapping.Instance) error {
	p, err := run.gather(n, parents)
	if err == nil && len(p.waiting) > 0 {
		var f *Fetch
		if f, err = n.fetches.sub.get(n.subselected); err == nil {
			err = p.read(rows, f)
		}
	}
	if e := rows.Close(); err == nil {
		err = e
	}
	if err != nil {
		return fmt.Errorf("loading %s: %w", n.Path, err)
	}
	return nil
}

// passEarly passes by the answers for which nobody has waited.
func (run *Run) passEarly() {
	for _, e := range run.early {
		e.rows.Close()
	}
	run.early = nil
}
