package unitofwork

import (
	"context"
	"slices"
	"unsafe"

	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/schema"
)

// orphans marks the rows that have lost an owner which they do not outlive.
func (w *work) orphans() {
	for _, c := range slices.Concat(w.inserts, w.updates) {
		for _, ch := range c.in.Changes() {
			r := ch.Relationship
			switch {
			case r.ViewOnly || r.IsManyToMany():
			case !r.IsManyToOne():
				for _, x := range w.released(r, c.in, ch) {
					if w.orphan(r, x, r.Remote, ch) {
						w.kill(x)
					}
				}
			case ch.Set && r.One(c.in.Row) == nil && w.orphan(r, c.in, r.Local, ch):
				w.kill(c.in)
			}
		}
	}
}

// gatherDeletes follows the cascade delete level by level, then decides about rows that belong
// to a deleted one and stay.
func (w *work) gatherDeletes(ctx context.Context) error {
	for _, in := range w.unit.Gone {
		if !w.dead[in] {
			w.dead[in] = true
			w.deletes = append(w.deletes, in)
			w.keep(in)
		}
	}
	for level := slices.Clone(w.deletes); len(level) > 0; {
		var next []*mapping.Instance
		for m, rows := range byMapping(level) {
			for _, r := range m.Relationships {
				members, err := w.cascade(ctx, r, rows)
				if err != nil {
					return err
				}
				next = append(next, members...)
			}
		}
		level = next
	}
	for m, rows := range byMapping(w.deletes) {
		for _, r := range m.Dependents {
			w.part(r, rows)
		}
	}
	return nil
}

// byMapping groups rows, each group in its order, the groups in that of their first rows.
func byMapping(rows []*mapping.Instance) func(yield func(*mapping.Mapping, []*mapping.Instance) bool) {
	var order []*mapping.Mapping
	of := map[*mapping.Mapping][]*mapping.Instance{}
	for _, in := range rows {
		if of[in.Mapping] == nil {
			order = append(order, in.Mapping)
		}
		of[in.Mapping] = append(of[in.Mapping], in)
	}
	return func(yield func(*mapping.Mapping, []*mapping.Instance) bool) {
		for _, m := range order {
			if !yield(m, of[m]) {
				return
			}
		}
	}
}

// cascade marks what a relationship with the cascade delete leads to, and gives what it marked.
func (w *work) cascade(ctx context.Context, r *mapping.Relationship, owners []*mapping.Instance) ([]*mapping.Instance, error) {
	if r.ViewOnly || !r.Cascade.Has(mapping.DeleteCascade) {
		return nil, nil
	}
	members, err := w.members(ctx, r, owners)
	if err != nil {
		return nil, err
	}
	var marked []*mapping.Instance
	for _, in := range members {
		if w.kill(in) {
			marked = append(marked, in)
		}
	}
	return marked, nil
}

// kill marks a row as one to delete; one that is only pending leaves the session.
func (w *work) kill(in *mapping.Instance) bool {
	if w.dead[in] {
		return false
	}
	if in.Life == mapping.Pending {
		w.expunge(in)
		return false
	}
	w.keep(in)
	in.Life = mapping.Deleted
	w.dead[in] = true
	w.deletes = append(w.deletes, in)
	return true
}

// expunge takes a pending row out of the session.
func (w *work) expunge(in *mapping.Instance) {
	w.keep(in)
	w.dead[in] = true
	w.unit.New = slices.DeleteFunc(w.unit.New, func(x *mapping.Instance) bool { return x == in })
	w.inserts = slices.DeleteFunc(w.inserts, func(c *change) bool { return c.in == in })
	delete(w.of, in)
	in.Life, in.Box = mapping.Transient, nil
	w.expunged = append(w.expunged, in)
}

// members are the rows at the other end of these owners as they will be after the flush: of
// what is loaded as it stands, of the rest as the database has it, with what is queued.
func (w *work) members(ctx context.Context, r *mapping.Relationship, owners []*mapping.Instance) ([]*mapping.Instance, error) {
	var out, unknown []*mapping.Instance
	for _, in := range owners {
		switch {
		case complete(r, in):
			out = appendRows(out, r, r.Rows(in.Row))
		case r.PassiveDeletes:
			out = appendRows(out, r, r.Rows(in.Row))
		default:
			unknown = append(unknown, in)
		}
	}
	if len(unknown) == 0 {
		return out, nil
	}
	read, err := w.port.Members(ctx, r, unknown)
	if err != nil {
		return nil, err
	}
	for i, in := range unknown {
		out = append(out, current(r, in, read[i])...)
	}
	return out, nil
}

// complete says that what is loaded is all there is, as far as the session knows.
func complete(r *mapping.Relationship, in *mapping.Instance) bool {
	return r.Loaded(in.Row) && !in.Filtered(r)
}

func appendRows(out []*mapping.Instance, r *mapping.Relationship, rows []unsafe.Pointer) []*mapping.Instance {
	for _, row := range rows {
		if in := r.Related(row); in != nil {
			out = append(out, in)
		}
	}
	return out
}

// current is what was read, with what is queued.
func current(r *mapping.Relationship, in *mapping.Instance, read []*mapping.Instance) []*mapping.Instance {
	c := in.Change(r)
	if c == nil {
		return read
	}
	out := slices.DeleteFunc(slices.Clone(read), func(x *mapping.Instance) bool { return slices.Contains(c.Removed, x.Row) })
	return appendRows(out, r, c.Added)
}

// part decides about the rows that belong to deleted owners and are not deleted with them.
func (w *work) part(r *mapping.Relationship, owners []*mapping.Instance) {
	d := detachment{r, owners}
	switch {
	case r.IsManyToMany():
		if !r.PassiveDeletes {
			w.parting = append(w.parting, d)
		}
	case r.Cascade.Has(mapping.DeleteCascade) || r.PassiveDeletes || r.OnDelete() == schema.Cascade || r.OnDelete() == schema.SetNull:
		// they are deleted too, or the database sees to them
	case !r.Nullable() || r.OnDelete() == schema.Restrict:
		w.probes = append(w.probes, probe{d})
	default:
		w.bare = append(w.bare, d)
	}
}

// A probe asks whether rows are left that need an owner which is to be deleted.
type probe struct{ detachment }

// loaded answers from memory as far as it can: a row that is left, or the owners that only the
// database can tell of.
func (p probe) loaded(w *work) (left *mapping.Instance, unknown []*mapping.Instance) {
	for _, in := range p.owners {
		if !complete(p.relationship, in) {
			unknown = append(unknown, in)
			continue
		}
		for _, x := range appendRows(nil, p.relationship, p.relationship.Rows(in.Row)) {
			if !w.dead[x] {
				return x, nil
			}
		}
	}
	return nil, unknown
}
