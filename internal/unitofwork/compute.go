package unitofwork

import (
	"fmt"
	"slices"
	"unsafe"

	"github.com/kin-go/kin/internal/mapping"
)

// compute decides what is written of each row. It changes only columns, which a failed flush
// puts back.
func (w *work) compute() error {
	for _, c := range slices.Concat(w.inserts, w.updates) {
		if w.dead[c.in] {
			continue
		}
		if err := w.related(c.in); err != nil {
			return err
		}
	}
	if err := w.distinct(); err != nil {
		return err
	}
	w.updates = slices.DeleteFunc(w.updates, func(c *change) bool { return w.dead[c.in] || !w.changes(c) })
	return nil
}

// related turns the changes of a row's relationships into keys and links.
func (w *work) related(in *mapping.Instance) error {
	for _, c := range in.Changes() {
		r := c.Relationship
		if r.ViewOnly {
			continue
		}
		var err error
		switch {
		case r.IsManyToMany():
			err = w.linked(r, in, c)
		case r.IsManyToOne():
			err = w.pointed(r, in, c)
		default:
			err = w.owned(r, in, c)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// pointed is a many-to-one that was set.
func (w *work) pointed(r *mapping.Relationship, in *mapping.Instance, c *mapping.Change) error {
	if !c.Set {
		return nil
	}
	row := r.One(in.Row)
	if row == nil {
		return w.release(r, in, r.Local)
	}
	target, err := w.target(r, in, row)
	if err != nil {
		return err
	}
	if err := w.agrees(r, in, target); err != nil {
		return err
	}
	w.takeKey(in, take{r.Local, r.Remote, target})
	return nil
}

// agrees checks that the key column was not changed to another row than the relationship was
// set to. A new row's relationship goes before its key column.
func (w *work) agrees(r *mapping.Relationship, in, target *mapping.Instance) error {
	if in.Was == nil || in.Life != mapping.Persistent {
		return nil
	}
	changed := false
	for _, c := range r.Local {
		changed = changed || !c.Equal(in.Row, in.Was)
	}
	if !changed {
		return nil
	}
	here, ok := r.Local.Of(in.Row)
	there, known := r.Remote.Of(target.Row)
	if ok && known && target.Life != mapping.Pending && here == there {
		return nil
	}
	return fmt.Errorf("flush: %s of %s was set to %s, and its key column %s was changed to another row: change one of them",
		r, describe(in), describe(target), r.Local[0].GoName)
}

// target is the instance of a row that a relationship was set to.
func (w *work) target(r *mapping.Relationship, in *mapping.Instance, row unsafe.Pointer) (*mapping.Instance, error) {
	t := r.Related(row)
	switch {
	case t == nil || t.Box != w.port.Box():
		return nil, fmt.Errorf("flush: %s of %s leads to a %s that is not in this session: add it, or let the relationship have cascade=save-update", r, describe(in), r.Target.Name)
	case w.dead[t]:
		return nil, fmt.Errorf("flush: %s of %s leads to %s, which is being deleted: set it to another row, or to nil", r, describe(in), describe(t))
	}
	return t, nil
}

// takeKey copies a key at once, or when the row that has it is inserted.
func (w *work) takeKey(in *mapping.Instance, t take) {
	c := w.change(in)
	if t.from.Life == mapping.Pending {
		c.takes = append(c.takes, t)
		return
	}
	t.copy(in)
}

func (t take) copy(in *mapping.Instance) {
	for i, c := range t.columns {
		c.CopyFrom(in.Row, t.key[i], t.from.Row)
	}
}

// release is a row that has lost its owner by a relationship: its key becomes NULL.
func (w *work) release(r *mapping.Relationship, in *mapping.Instance, key mapping.Columns) error {
	for _, k := range key {
		if !k.Nullable {
			return fmt.Errorf("flush: %s of %s was set to nothing, and its column %q is NOT NULL: give it another row, delete it, or let the owner have cascade=all,delete-orphan", r, describe(in), k.Name)
		}
	}
	w.change(in)
	for _, k := range key {
		k.SetNull(in.Row)
	}
	return nil
}

// orphan says that a row without its owner is to be deleted: the owner's end says so, and the row
// had an owner.
func (w *work) orphan(r *mapping.Relationship, in *mapping.Instance, key mapping.Columns, c *mapping.Change) bool {
	owning := r
	if r.IsManyToOne() {
		owning = r.Inverse
	}
	if owning == nil || !owning.Cascade.Has(mapping.DeleteOrphan) {
		return false
	}
	if in.Life == mapping.Pending {
		return !r.IsManyToOne() || c.OldKnown && c.Old != nil
	}
	if in.Was == nil {
		return true
	}
	_, had := key.Of(in.Was)
	return had
}

// owned is a collection, or a one-to-one, of rows that hold the key. Where the rows have a
// relationship back, that was changed too and says it all.
func (w *work) owned(r *mapping.Relationship, in *mapping.Instance, c *mapping.Change) error {
	for _, x := range w.released(r, in, c) {
		if err := w.release(r, x, r.Remote); err != nil {
			return err
		}
	}
	if r.Inverse != nil && !r.Inverse.ViewOnly {
		return nil
	}
	for _, row := range newRows(r, in, c) {
		x, err := w.target(r, in, row)
		if err != nil {
			return err
		}
		w.takeKey(x, take{r.Remote, r.Local, in})
	}
	return nil
}

// released are the rows that a change took out of a collection, or a one-to-one, and that nothing
// else speaks for: not deleted, not moved to another owner.
func (w *work) released(r *mapping.Relationship, in *mapping.Instance, c *mapping.Change) []*mapping.Instance {
	removed := c.Removed
	if !r.Many && c.Set && c.Old != nil && c.Old != r.One(in.Row) {
		removed = append(slices.Clip(removed), c.Old)
	}
	var out []*mapping.Instance
	for _, row := range removed {
		x := r.Related(row)
		if x != nil && !w.dead[x] && x.Box == w.port.Box() && !w.told(r, x) && !w.moved(r, x) {
			out = append(out, x)
		}
	}
	return out
}

// told says that the way back of a row was changed, and speaks for itself.
func (w *work) told(r *mapping.Relationship, x *mapping.Instance) bool {
	if r.Inverse == nil || r.Inverse.ViewOnly {
		return false
	}
	c := x.Change(r.Inverse)
	return c != nil && c.Set
}

// moved says that a row was given to another owner by the same relationship.
func (w *work) moved(r *mapping.Relationship, x *mapping.Instance) bool {
	for _, c := range slices.Concat(w.inserts, w.updates) {
		if c.in.Mapping != r.Owner {
			continue
		}
		if ch := c.in.Change(r); ch != nil && slices.Contains(newRows(r, c.in, ch), x.Row) {
			return true
		}
	}
	return false
}

// changes says whether anything is to be written of a row, and notes which columns.
func (w *work) changes(c *change) bool {
	c.columns = c.in.Changed(nil)
	for _, t := range c.takes {
		for _, k := range t.columns {
			if !slices.Contains(c.columns, k) {
				c.columns = append(c.columns, k)
			}
		}
	}
	return len(c.columns) > 0
}

// distinct checks that no new row has the key of one that the session has.
func (w *work) distinct() error {
	for _, c := range w.inserts {
		if c.in.Partial {
			return partial(c.in)
		}
		key, ok := c.in.Mapping.KeyOf(c.in.Row)
		if !ok || c.in.Mapping.Generated() && c.in.Mapping.Key.IsZero(c.in.Row) {
			continue
		}
		if other := w.port.Identity().Get(c.in.Mapping, key); other != nil && other != c.in && !w.dead[other] {
			return Another(c.in)
		}
	}
	return nil
}

// Another is the error of a second instance of a row.
func Another(in *mapping.Instance) error {
	return fmt.Errorf("%s: the session has another instance of this row: change that one, or use kin.Merge", describe(in))
}

func partial(in *mapping.Instance) error {
	return fmt.Errorf("%s was read with Columns and lacks some of them: read the whole row to write it", describe(in))
}
