package unitofwork

import (
	"context"
	"slices"

	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/internal/query"
)

// persist sends the statements. Room is made before it is taken: links and rows that nothing
// points at go first, so that a unique value may move from an old row to a new one; rows that
// others point at go last.
func (w *work) persist(ctx context.Context) error {
	leaves, rest := w.leaves()
	now, later := w.independent()
	for _, step := range []func() error{
		func() error { return w.restricted(ctx) },
		func() error { return w.unlink(ctx) },
		func() error { return w.remove(ctx, leaves) },
		func() error { return w.update(ctx, now) },
		func() error { return w.insert(ctx) },
		func() error { return w.update(ctx, later) },
		func() error { return w.link(ctx) },
		func() error { return w.emptyKeys(ctx) },
		func() error { return w.remove(ctx, rest) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// leaves are the deleted rows of tables that no other table points at, and the others.
func (w *work) leaves() (leaves, rest []*mapping.Instance) {
	for _, in := range w.deletes {
		if w.statements.ranks.referenced[in.Mapping] {
			rest = append(rest, in)
		} else {
			leaves = append(leaves, in)
		}
	}
	return leaves, rest
}

// independent are the updates that need no key of a new row, and the others.
func (w *work) independent() (now, later []*change) {
	for _, c := range w.updates {
		if len(c.takes) == 0 {
			now = append(now, c)
		} else {
			later = append(later, c)
		}
	}
	return now, later
}

// restricted refuses to delete rows that others need, before anything is written.
func (w *work) restricted(ctx context.Context) error {
	for _, p := range w.probes {
		left, unknown := p.loaded(w)
		if left != nil {
			return p.refuse(left)
		}
		if len(unknown) == 0 {
			continue
		}
		if err := w.probe(ctx, p, unknown); err != nil {
			return err
		}
	}
	return nil
}

// probe asks the database for one row that would be left.
func (w *work) probe(ctx context.Context, p probe, owners []*mapping.Instance) error {
	r := p.relationship
	keys, err := keysOf(r.Local, owners)
	if err != nil {
		return err
	}
	leaving, err := keysOf(r.Target.Key, w.leaving(r))
	if err != nil {
		return err
	}
	rows, err := w.port.Query(ctx, w.statements.left(r), []query.Value{keys, leaving}, Why{Path: r.String(), Step: "restrict"})
	if err != nil {
		return err
	}
	defer rows.Close()
	if !rows.Next() {
		return rows.Err()
	}
	at := make([]int, len(r.Remote))
	for i := range at {
		at[i] = i
	}
	key, _ := r.Remote.Read(rows, at)
	for _, in := range owners {
		if own, ok := r.Local.Of(in.Row); ok && own == key {
			return &RestrictError{r, describe(in)}
		}
	}
	return &RestrictError{r, describe(owners[0])}
}

// leaving are the rows at the other end of a relationship that are deleted, or get another owner.
func (w *work) leaving(r *mapping.Relationship) []*mapping.Instance {
	var out []*mapping.Instance
	for _, in := range w.deletes {
		if in.Mapping == r.Target {
			out = append(out, in)
		}
	}
	for _, c := range w.updates {
		if c.in.Mapping == r.Target && slices.ContainsFunc(r.Remote, func(k *mapping.Column) bool { return slices.Contains(c.columns, k) }) {
			out = append(out, c.in)
		}
	}
	return out
}

// refuse names the owner that a row in memory needs.
func (p probe) refuse(left *mapping.Instance) error {
	there, _ := p.relationship.Remote.Of(left.Row)
	for _, in := range p.owners {
		if own, ok := p.relationship.Local.Of(in.Row); ok && own == there {
			return &RestrictError{p.relationship, describe(in)}
		}
	}
	return &RestrictError{p.relationship, describe(p.owners[0])}
}

// emptyKeys makes the keys NULL of rows whose owner is deleted, unless all of them go with it.
func (w *work) emptyKeys(ctx context.Context) error {
	for _, d := range w.bare {
		r := d.relationship
		owners := slices.DeleteFunc(slices.Clone(d.owners), func(in *mapping.Instance) bool { return w.leavesNone(r, in) })
		if len(owners) == 0 {
			continue
		}
		keys, err := keysOf(r.Local, owners)
		if err != nil {
			return err
		}
		prepared := w.statements.empty(r.Target.Table, r.Remote.Names(), r.Remote.Types())
		if _, err := w.port.Exec(ctx, prepared, []query.Value{keys}, Why{Path: r.String(), Step: "update"}); err != nil {
			return err
		}
	}
	return nil
}

// leavesNone says that an owner's rows are known, and none of them stays with its key.
func (w *work) leavesNone(r *mapping.Relationship, in *mapping.Instance) bool {
	if !complete(r, in) {
		return false
	}
	for _, x := range appendRows(nil, r, r.Rows(in.Row)) {
		if !w.dead[x] {
			return false
		}
	}
	return true
}
