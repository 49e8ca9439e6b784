package loading

import (
	"context"
	"fmt"
	"strings"

	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/internal/query"
)

// A keyed strategy loads with one statement for all parents, which is known before any other
// of the level has run: so they travel together.
type keyedStrategy interface {
	Strategy
	// ask is what has to be loaded and by which statement; nothing waits when there is none.
	ask(run *Run, n *Node, parents []*mapping.Instance) (*pending, *Fetch, []query.Value, error)
}

// asked is a load of a level that is under way.
type asked struct {
	pending *pending
	fetch   *Fetch
	args    []query.Value
}

// together sends the statements of a level's siblings in one round trip, where the engine is one to
// which there is a way to go. What they fill, each finds filled in its turn.
func (run *Run) together(ctx context.Context, l level) error {
	if len(l.node.Children) < 2 {
		return nil
	}
	if pipelines, err := run.Port.Pipelines(ctx); err != nil || !pipelines {
		return err
	}
	var all []asked
	for _, c := range l.node.Children {
		s, is := c.Strategy.(keyedStrategy)
		if !is || run.earlyAt(c) >= 0 {
			continue
		}
		p, f, args, err := s.ask(run, c, l.rows)
		if err != nil {
			return err
		}
		if p != nil {
			all = append(all, asked{p, f, args})
		}
	}
	if len(all) < 2 {
		return nil
	}
	return run.askAll(ctx, all)
}

// sendAll sends statements in one round trip. An error says for what.
func (run *Run) sendAll(ctx context.Context, asks []Ask) ([]Rows, error) {
	answers, err := run.Port.QueryAll(ctx, asks)
	if err != nil {
		paths := make([]string, len(asks))
		for i, a := range asks {
			paths[i] = a.Why.Path
		}
		return nil, fmt.Errorf("loading %s: %w", strings.Join(paths, ", "), err)
	}
	return answers, nil
}

func (run *Run) askAll(ctx context.Context, all []asked) error {
	asks := make([]Ask, len(all))
	for i, a := range all {
		asks[i] = Ask{a.fetch.Prepared, a.args, run.why(a.fetch.Node)}
	}
	answers, err := run.sendAll(ctx, asks)
	if err != nil {
		return err
	}
	for i, a := range all {
		if err := a.pending.read(answers[i], a.fetch); err != nil {
			for _, rest := range answers[i+1:] {
				rest.Close()
			}
			return fmt.Errorf("loading %s: %w", a.pending.node.Path, err)
		}
	}
	return nil
}
