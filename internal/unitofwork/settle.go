package unitofwork

import (
	"slices"

	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/schema"
)

// settle makes memory what the database is now: new rows are persistent, deleted ones gone, each
// changed row's snapshot is the row as it was written.
func (w *work) settle() {
	ids := w.port.Identity()
	for _, in := range w.deletes {
		w.leave(in)
	}
	for _, c := range w.inserts {
		in := c.in
		in.Life = mapping.Persistent
		if in.Was == nil {
			in.Was = w.spare(in.Mapping).Take()
		}
		if key, ok := in.Mapping.KeyOf(in.Row); ok {
			ids.Put(in, key)
		}
	}
	for in, c := range w.of {
		if in.Life == mapping.Persistent {
			w.settleRow(in, c)
		}
	}
	w.settleBare()
	w.touch()
	for _, in := range w.expunged {
		in.TakeChanges()
		in.Unbind() // it may be added again
	}
	w.unit.New, w.unit.Gone = nil, nil
}

// touch notes which tables were changed.
func (w *work) touch() {
	t := w.unit.Touched
	if t == nil {
		t = map[string]bool{}
		w.unit.Touched = t
	}
	for _, c := range slices.Concat(w.inserts, w.updates) {
		t[c.in.Mapping.Table.Name] = true
	}
	for _, in := range w.deletes {
		t[in.Mapping.Table.Name] = true
		for _, r := range in.Mapping.Dependents {
			if r.IsOneToMany() && (r.OnDelete() == schema.Cascade || r.OnDelete() == schema.SetNull) {
				t[r.Target.Table.Name] = true
			}
		}
	}
	for _, p := range slices.Concat(w.links, w.unlinks) {
		t[p.relationship.Link.Table.Name] = true
	}
	for _, d := range w.parting {
		t[d.relationship.Link.Table.Name] = true
	}
	for _, d := range w.bare {
		t[d.relationship.Target.Table.Name] = true
	}
}

func (w *work) spare(m *mapping.Mapping) *mapping.Spare {
	if w.spares == nil {
		w.spares = map[*mapping.Mapping]*mapping.Spare{}
	}
	if w.spares[m] == nil {
		w.spares[m] = mapping.NewSpare(m)
	}
	return w.spares[m]
}

// settleRow forgets the changes of a row that was written. A key column that was changed by itself
// leaves the relationship that goes by it unloaded.
func (w *work) settleRow(in *mapping.Instance, c *change) {
	if c != nil && in.Was != nil {
		w.rekey(in)
		for _, r := range in.Mapping.Relationships {
			if r.IsManyToOne() && in.Change(r) == nil && r.Loaded(in.Row) && keyChanged(r, c) {
				r.Unload(in.Row)
			}
		}
	}
	in.TakeChanges()
	in.Keep()
}

func keyChanged(r *mapping.Relationship, c *change) bool {
	for _, k := range r.Local {
		if slices.Contains(c.columns, k) {
			return true
		}
	}
	return false
}

// rekey finds a row by its new key when that was changed.
func (w *work) rekey(in *mapping.Instance) {
	was, had := in.Mapping.KeyOf(in.Was)
	now, has := in.Mapping.KeyOf(in.Row)
	if had && has && was != now && w.port.Identity().Get(in.Mapping, was) == in {
		w.port.Identity().Delete(in.Mapping, was)
		w.port.Identity().Put(in, now)
	}
}

// leave takes a deleted row out of the session.
func (w *work) leave(in *mapping.Instance) {
	in.Life = mapping.Gone
	in.TakeChanges()
	row := in.Row
	if in.Was != nil {
		row = in.Was
	}
	if key, ok := in.Mapping.KeyOf(row); ok && w.port.Identity().Get(in.Mapping, key) == in {
		w.port.Identity().Delete(in.Mapping, key)
	}
}

// settleBare lets rows in memory know what became of their owner: their key is NULL, or the
// database has deleted them too.
func (w *work) settleBare() {
	for m, rows := range byMapping(w.deletes) {
		for _, r := range m.Dependents {
			if !r.IsOneToMany() {
				continue
			}
			keys := map[mapping.Key]*mapping.Instance{}
			for _, in := range rows {
				if key, ok := r.Local.Of(in.Row); ok {
					keys[key] = in
				}
			}
			w.orphaned(r, keys)
		}
	}
}

// orphaned looks through the rows of a table for those that belonged to deleted owners.
func (w *work) orphaned(r *mapping.Relationship, owners map[mapping.Key]*mapping.Instance) {
	cascades := r.OnDelete() == schema.Cascade && !r.Cascade.Has(mapping.DeleteCascade)
	var gone []*mapping.Instance
	for in := range w.port.Identity().Of(r.Target) {
		key, ok := r.Remote.Of(in.Row)
		if !ok || owners[key] == nil || in.Life != mapping.Persistent {
			continue
		}
		switch {
		case cascades || r.Cascade.Has(mapping.DeleteCascade):
			gone = append(gone, in)
		case r.Nullable():
			w.bereave(r, in)
		}
	}
	for _, in := range gone {
		w.keep(in)
		w.leave(in)
	}
}

// bereave empties the key of a row whose owner is gone, and its way back.
func (w *work) bereave(r *mapping.Relationship, in *mapping.Instance) {
	if w.of[in] == nil {
		w.keep(in)
	}
	for _, k := range r.Remote {
		k.SetNull(in.Row)
		if in.Was != nil {
			k.SetNull(in.Was)
		}
	}
	if r.Inverse != nil && r.Inverse.Loaded(in.Row) {
		r.Inverse.Unload(in.Row)
		r.Inverse.FillOne(in, nil)
	}
}
