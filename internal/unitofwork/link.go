package unitofwork

import (
	"context"
	"slices"

	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/schema"
)

// A pair is one row of a link table: which rows it ties, by the relationship of one end.
type pair struct {
	relationship *mapping.Relationship
	owner, other *mapping.Instance
}

// same says that two pairs are one row, seen from either end.
func (p *pair) same(q *pair) bool {
	if p.relationship.Link.Table != q.relationship.Link.Table {
		return false
	}
	if slices.Equal(p.relationship.Link.Owner, q.relationship.Link.Owner) {
		return p.owner == q.owner && p.other == q.other
	}
	return p.owner == q.other && p.other == q.owner
}

// linked is a many-to-many that was changed. Both ends of a linked pair tell the same, and one row
// is written.
func (w *work) linked(r *mapping.Relationship, in *mapping.Instance, c *mapping.Change) error {
	for _, row := range c.Added {
		other, err := w.target(r, in, row)
		if err != nil {
			return err
		}
		w.links = addPair(w.links, &pair{r, in, other})
	}
	for _, row := range c.Removed {
		if other := r.Related(row); other != nil && other.Life != mapping.Pending && other.Life != mapping.Transient {
			w.unlinks = addPair(w.unlinks, &pair{r, in, other})
		}
	}
	return nil
}

func addPair(list []*pair, p *pair) []*pair {
	if slices.ContainsFunc(list, p.same) {
		return list
	}
	return append(list, p)
}

// byTable groups pairs by their link table and the end that they are seen from.
func byTable(list []*pair) [][]*pair {
	var out [][]*pair
	for _, p := range list {
		i := slices.IndexFunc(out, func(g []*pair) bool { return g[0].relationship == p.relationship })
		if i < 0 {
			i, out = len(out), append(out, nil)
		}
		out[i] = append(out[i], p)
	}
	return out
}

// values are the columns of a link row, the owner's and the other's.
func (p *pair) values() ([]query.Value, error) {
	own, err := p.relationship.Local.Values(p.owner.Row)
	if err != nil {
		return nil, err
	}
	other, err := p.relationship.Remote.Values(p.other.Row)
	return append(own, other...), err
}

func (p *pair) columns() []string {
	l := p.relationship.Link
	return append(slices.Clone(l.Owner), l.Target...)
}

func (p *pair) types() []schema.Type {
	return append(slices.Clone(p.relationship.Local.Types()), p.relationship.Remote.Types()...)
}

func (p *pair) why(step string) Why { return Why{Path: p.relationship.String(), Step: step} }

// link inserts link rows, many in one statement.
func (w *work) link(ctx context.Context) error {
	for _, group := range byTable(w.links) {
		columns := group[0].columns()
		for part := range slices.Chunk(group, w.statements.batch(len(columns))) {
			var args []query.Value
			for _, p := range part {
				values, err := p.values()
				if err != nil {
					return err
				}
				args = append(args, values...)
			}
			prepared := w.statements.insert(part[0].relationship.Link.Table, columns, nil, len(part))
			if _, err := w.port.Exec(ctx, prepared, args, part[0].why("link")); err != nil {
				return err
			}
		}
	}
	return nil
}

// unlink deletes link rows: pairs that were taken apart, then all of deleted owners.
func (w *work) unlink(ctx context.Context) error {
	for _, group := range byTable(w.unlinks) {
		keys := &query.KeyList{}
		for _, p := range group {
			values, err := p.values()
			if err != nil {
				return err
			}
			keys.Rows = append(keys.Rows, values)
		}
		p := group[0]
		prepared := w.statements.deleteBy(p.relationship.Link.Table, p.columns(), p.types())
		if _, err := w.port.Exec(ctx, prepared, []query.Value{query.KeysValue(keys)}, p.why("unlink")); err != nil {
			return err
		}
	}
	return w.unlinkOwners(ctx)
}

func (w *work) unlinkOwners(ctx context.Context) error {
	for _, d := range w.parting {
		r := d.relationship
		keys, err := keysOf(r.Local, d.owners)
		if err != nil {
			return err
		}
		prepared := w.statements.deleteBy(r.Link.Table, r.Link.Owner, r.Local.Types())
		if _, err := w.port.Exec(ctx, prepared, []query.Value{keys}, Why{Path: r.String(), Step: "unlink"}); err != nil {
			return err
		}
	}
	return nil
}

// keysOf is the keys that rows hold in some columns, as one argument; rows without one are left out.
func keysOf(columns mapping.Columns, rows []*mapping.Instance) (query.Value, error) {
	keys := &query.KeyList{}
	for _, in := range rows {
		key, ok := columns.Of(in.Row)
		switch {
		case !ok:
		case columns.Single():
			keys.Ints = append(keys.Ints, key.N)
		default:
			values, err := columns.Values(in.Row)
			if err != nil {
				return query.Value{}, err
			}
			keys.Rows = append(keys.Rows, values)
		}
	}
	return query.KeysValue(keys), nil
}
