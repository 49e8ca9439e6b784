package loading

import (
	"context"
	"fmt"

	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/internal/query"
)

// Members reads the rows at the other end of a relationship of these parents, a list for each,
// whatever their holders hold: what a change has to know of rows that were not loaded, or
// not all of them. The holders are left as they are. Strategies that forbid to read do not
// count here.
func Members(ctx context.Context, run *Run, plans *Plans, r *mapping.Relationship, parents []*mapping.Instance) ([][]*mapping.Instance, error) {
	n := plans.lazy(r, nil)
	m := &members{pending: pending{run: run, node: n, single: r.Local.Single()}, of: make([][]*mapping.Instance, len(parents))}
	m.keys.init(m.single, len(parents))
	if err := m.ask(parents); err != nil || m.list.Len() == 0 {
		return m.of, err
	}
	f, err := n.byList()
	if err != nil {
		return nil, err
	}
	if _, err := run.fetch(ctx, f, run.with(f, query.KeysValue(&m.list)), false, m.each(f)); err != nil {
		return nil, fmt.Errorf("reading %s: %w", r, err)
	}
	for _, x := range m.pairs {
		for _, seat := range m.seats[x.owner] {
			m.of[seat] = append(m.of[seat], x.row)
		}
	}
	return m.of, nil
}

type members struct {
	pending
	of    [][]*mapping.Instance
	seats [][]int // of a key: which parents have it
}

// ask notes the key of each parent that has one.
func (m *members) ask(parents []*mapping.Instance) error {
	for i, in := range parents {
		key, ok := m.node.Relationship.Local.Of(in.Row)
		if !ok {
			continue
		}
		seat, first := m.keys.take(key)
		if first {
			m.seats = append(m.seats, nil)
			if err := m.pending.ask(in, key); err != nil {
				return err
			}
		}
		m.seats[seat] = append(m.seats[seat], i)
	}
	return nil
}
