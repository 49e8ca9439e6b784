package unitofwork

import (
	"context"
	"slices"
	"unsafe"

	"github.com/kin-go/kin/internal/mapping"
)

// gather finds every row that is to be written, and reads what it must know of rows that were
// not loaded.
func (w *work) gather(ctx context.Context) error {
	dirty, err := w.admitted()
	if err != nil {
		return err
	}
	for _, in := range slices.Concat(w.unit.New, dirty) {
		w.change(in)
	}
	if err := w.former(ctx, dirty); err != nil {
		return err
	}
	w.orphans()
	return w.gatherDeletes(ctx)
}

// admitted is the changed rows when all that they reach is in the session: a detached row that
// is reached may be changed itself.
func (w *work) admitted() ([]*mapping.Instance, error) {
	for known := -1; ; {
		dirty := w.dirty()
		if len(dirty) == known {
			return dirty, nil
		}
		known = len(dirty)
		if err := w.admit(dirty); err != nil {
			return nil, err
		}
	}
}

// dirty is the rows that differ from what was read, or whose relationships were changed.
func (w *work) dirty() []*mapping.Instance {
	var out []*mapping.Instance
	for in := range w.port.Identity().All() {
		if in.Life == mapping.Persistent && (len(in.Changes()) > 0 || in.Dirty()) {
			out = append(out, in)
		}
	}
	return out
}

// change is the work for a row, made if there is none.
func (w *work) change(in *mapping.Instance) *change {
	if c := w.of[in]; c != nil {
		return c
	}
	c := &change{in: in}
	w.of[in] = c
	w.keep(in)
	if in.Life == mapping.Pending {
		w.inserts = append(w.inserts, c)
	} else {
		w.updates = append(w.updates, c)
	}
	return c
}

// admit brings rows into the session that changes have reached: the cascade save-update.
func (w *work) admit(dirty []*mapping.Instance) error {
	for _, in := range dirty {
		if err := w.admitFrom(in); err != nil {
			return err
		}
	}
	for i := range len(w.unit.New) { // it grows
		if err := w.admitFrom(w.unit.New[i]); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) admitFrom(in *mapping.Instance) error {
	for _, c := range in.Changes() {
		r := c.Relationship
		for _, row := range newRows(r, in, c) {
			if row == nil {
				return &NilError{r}
			}
			if r.Cascade.Has(mapping.SaveUpdate) && !r.ViewOnly {
				if err := w.admitRow(in, r, row); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// admitRow lets the other end of a pair learn of a row that no session knew when it was put there.
func (w *work) admitRow(in *mapping.Instance, r *mapping.Relationship, row unsafe.Pointer) error {
	known := r.Related(row) != nil
	if err := w.port.Admit(r.Target, row); err != nil {
		return err
	}
	if !known {
		r.TellNew(in, row)
	}
	return nil
}

// newRows are the rows that a change put at the other end.
func newRows(r *mapping.Relationship, in *mapping.Instance, c *mapping.Change) []unsafe.Pointer {
	if r.Many {
		return c.Added
	}
	if row := r.One(in.Row); c.Set && row != nil {
		return []unsafe.Pointer{row}
	}
	return nil
}

// former finds out which rows a relationship had that was replaced without being loaded.
func (w *work) former(ctx context.Context, dirty []*mapping.Instance) error {
	for _, in := range dirty {
		for _, c := range in.Changes() {
			r := c.Relationship
			unknown := c.Replaced || c.Set && !c.OldKnown && r.IsOneToMany()
			if !unknown || r.ViewOnly {
				continue
			}
			members, err := w.port.Members(ctx, r, []*mapping.Instance{in})
			if err != nil {
				return err
			}
			c.Former(r, in, members[0])
		}
	}
	return nil
}
