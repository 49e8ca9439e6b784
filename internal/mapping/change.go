package mapping

import (
	"slices"
	"unsafe"
)

// changes are the changes of an instance's relationships since the last flush. Most
// rows never have any, so they are behind one pointer.
type changes []*Change

// A Change is what was done to one relationship of one row and is not flushed yet.
type Change struct {
	Relationship *Relationship
	// Set: a scalar was assigned. Old is its loaded value before, when known.
	Set      bool
	Old      unsafe.Pointer
	OldKnown bool
	// Added and Removed are rows of a collection, in order; add and remove of one row
	// cancel out.
	Added, Removed []unsafe.Pointer
	// Replaced: the collection was replaced while it was not loaded, so that what is
	// to be removed is known only when its old rows are read.
	Replaced bool
}

// Change is the pending change of a relationship, or nil.
func (in *Instance) Change(r *Relationship) *Change {
	if in.changes == nil {
		return nil
	}
	for _, c := range *in.changes {
		if c.Relationship == r {
			return c
		}
	}
	return nil
}

// Changes are all pending changes of the row's relationships.
func (in *Instance) Changes() []*Change {
	if in.changes == nil {
		return nil
	}
	return *in.changes
}

// TakeChanges forgets the pending changes and returns them, so that a failed flush can
// put them back.
func (in *Instance) TakeChanges() []*Change {
	cs := in.Changes()
	in.changes = nil
	return cs
}

// PutChanges puts taken changes back.
func (in *Instance) PutChanges(cs []*Change) {
	in.changes = nil
	if len(cs) > 0 {
		list := changes(cs)
		in.changes = &list
	}
}

// change is the pending change of a relationship, made if there is none.
func (in *Instance) change(r *Relationship) *Change {
	if c := in.Change(r); c != nil {
		return c
	}
	c := &Change{Relationship: r}
	if in.changes == nil {
		in.changes = &changes{}
	}
	*in.changes = append(*in.changes, c)
	return c
}

// add queues a row, or takes its removal back.
func (c *Change) add(row unsafe.Pointer) {
	if i := slices.Index(c.Removed, row); i >= 0 {
		c.Removed = slices.Delete(c.Removed, i, i+1)
		return
	}
	c.Added = append(c.Added, row)
}

// remove queues a removal, or takes an addition back.
func (c *Change) remove(row unsafe.Pointer) {
	if i := slices.Index(c.Added, row); i >= 0 {
		c.Added = slices.Delete(c.Added, i, i+1)
		return
	}
	if !slices.Contains(c.Removed, row) {
		c.Removed = append(c.Removed, row)
	}
}

// Former completes a change that was made without knowing what was there: of the rows that the
// database has, those that are not in the relationship any more are removed, and those that
// are were not added.
func (c *Change) Former(r *Relationship, in *Instance, were []*Instance) {
	now := r.Rows(in.Row)
	for _, x := range were {
		if slices.Contains(now, x.Row) {
			c.Added = slices.DeleteFunc(c.Added, func(p unsafe.Pointer) bool { return p == x.Row })
		} else if !slices.Contains(c.Removed, x.Row) {
			c.Removed = append(c.Removed, x.Row)
		}
	}
	c.Replaced, c.OldKnown = false, true
}

// merge applies the queued change to rows just loaded.
func (c *Change) merge(rows []unsafe.Pointer) []unsafe.Pointer {
	if c == nil || len(c.Added) == 0 && len(c.Removed) == 0 {
		return rows
	}
	out := make([]unsafe.Pointer, 0, len(rows)+len(c.Added))
	for _, p := range rows {
		if !slices.Contains(c.Removed, p) {
			out = append(out, p)
		}
	}
	for _, p := range c.Added {
		if !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// Assign makes these the rows at the other end of a known row, as the user would: Set, or Replace.
func (r *Relationship) Assign(row unsafe.Pointer, rows []unsafe.Pointer) {
	if r.Many {
		r.collection(row).Replace(rows)
		return
	}
	var one unsafe.Pointer
	if len(rows) > 0 {
		one = rows[0]
	}
	r.scalar(row).Set(one)
}

// Fill gives a collection its loaded rows, with queued changes merged in. rows is kept.
func (r *Relationship) Fill(in *Instance, rows []unsafe.Pointer) {
	if rows == nil {
		rows = empty
	}
	if in.changes != nil {
		rows = in.Change(r).merge(rows)
	}
	r.collection(in.Row).rows = slices.Clip(rows)
}

// FillOne gives a scalar its loaded row, or nil, unless the user has set it.
func (r *Relationship) FillOne(in *Instance, row unsafe.Pointer) {
	if in.changes != nil {
		if c := in.Change(r); c != nil && c.Set {
			return
		}
	}
	if row == nil {
		row = none
	}
	r.scalar(in.Row).value = row
}

// FillInverse tells a row of a loaded collection, or of a one-to-one, who its owner is,
// if it does not know better.
func (r *Relationship) FillInverse(target *Instance, owner unsafe.Pointer) {
	if inv := r.Inverse; inv != nil && !inv.Many && !r.IsManyToOne() && inv.scalar(target.Row).value == nil {
		inv.FillOne(target, owner)
	}
}

// Fresh are the rows that a literal's holder carries, and whether it carries any.
func (r *Relationship) Fresh(row unsafe.Pointer) (rows []unsafe.Pointer, filled bool) {
	if r.Many {
		c := r.collection(row)
		return c.rows, c.instance == fresh
	}
	s := r.scalar(row)
	if s.instance != fresh {
		return nil, false
	}
	if s.value == none {
		return nil, true
	}
	return []unsafe.Pointer{s.value}, true
}

// Adopt makes what a literal's holders carry the pending changes of a row that a session
// begins to know, and tells the other ends. The holders are bound first.
func (in *Instance) Adopt() {
	type filled struct {
		r    *Relationship
		rows []unsafe.Pointer
	}
	var all []filled
	for _, r := range in.Mapping.Relationships {
		rows, ok := r.Fresh(in.Row)
		if ok {
			all = append(all, filled{r, rows})
		} else if copied(r, in.Row) {
			r.Unload(in.Row)
		}
	}
	in.Bind()
	for _, f := range all {
		c := in.change(f.r)
		if !f.r.Many {
			c.Set = true
			if len(f.rows) == 1 {
				f.r.tellNew(in, f.rows[0])
			}
			continue
		}
		for _, row := range f.rows {
			c.add(row)
			f.r.tellNew(in, row)
		}
	}
}

// copied says that a holder came with a copy of another row: it shows that row's
// relationships, which are not this one's to write.
func copied(r *Relationship, row unsafe.Pointer) bool {
	var in *Instance
	if r.Many {
		in = r.collection(row).instance
	} else {
		in = r.scalar(row).instance
	}
	return in != nil && in != fresh && in.Row != row
}

// tellNew tells the other end that owner now has row.
func (r *Relationship) tellNew(owner *Instance, row unsafe.Pointer) {
	inv := r.Inverse
	if inv == nil || row == nil {
		return
	}
	other := r.Target.InstanceAt(row)
	if other == nil && !inv.Many || other != nil && !other.Attached() {
		owner.remember(r.Target, row)
	}
	if inv.Many {
		if other != nil {
			inv.join(other, owner.Row)
		}
		return
	}
	if other == nil {
		s := inv.scalar(row) // a row no session knows yet: as if its literal had said so
		s.value, s.instance = owner.Row, fresh
		return
	}
	if old := inv.One(other.Row); old != nil && old != owner.Row {
		inv.leaveOld(other, old)
	}
	inv.assign(other, owner.Row)
}

// tellOld tells the other end that owner no longer has row.
func (r *Relationship) tellOld(owner *Instance, row unsafe.Pointer) {
	inv := r.Inverse
	if inv == nil || row == nil {
		return
	}
	other := r.Target.InstanceAt(row)
	if other == nil || !other.Attached() {
		owner.remember(r.Target, row)
	}
	if other == nil {
		if !inv.Many {
			if s := inv.scalar(row); s.value == owner.Row {
				s.value, s.instance = none, fresh
			}
		}
		return
	}
	if inv.Many {
		inv.leave(other, owner.Row)
		return
	}
	if inv.One(other.Row) == owner.Row || inv.scalar(other.Row).value == nil && r.keysAgree(owner, other) {
		inv.assign(other, nil)
	}
}

// remember lets the session of a row keep another row as it is.
func (in *Instance) remember(m *Mapping, row unsafe.Pointer) {
	if s := in.Session(); s != nil {
		s.Remember(m, row)
	}
}

// TellNew tells the other end of a relationship again that owner has row: a row that no session
// knew when it was put there.
func (r *Relationship) TellNew(owner *Instance, row unsafe.Pointer) { r.tellNew(owner, row) }

// keysAgree says that the target's key columns lead to the owner, where its holder does
// not say.
func (r *Relationship) keysAgree(owner, target *Instance) bool {
	there, ok := r.Remote.Of(target.Row)
	here, known := r.Local.Of(owner.Row)
	return ok && known && here == there
}

// leaveOld takes a row out of the collection of its former owner.
func (inv *Relationship) leaveOld(in *Instance, old unsafe.Pointer) {
	back := inv.Inverse
	former := inv.Target.InstanceAt(old)
	if back == nil || former == nil {
		return
	}
	if back.Many {
		back.leave(former, in.Row)
	} else if back.One(former.Row) == in.Row {
		back.assign(former, nil)
	}
}

// assign sets a scalar of a known row and records it.
func (r *Relationship) assign(in *Instance, row unsafe.Pointer) {
	c := in.change(r)
	s := r.scalar(in.Row)
	if !c.Set {
		c.Set, c.OldKnown = true, s.value != nil
		if s.value != none {
			c.Old = s.value
		}
	} else if in.Life == Pending && s.value != nil && s.value != none {
		c.Old, c.OldKnown = s.value, true
	}
	if row == nil {
		row = none
	}
	s.value = row
}

// join adds a row to a collection of a known row, loaded or not, and records it.
func (r *Relationship) join(in *Instance, row unsafe.Pointer) {
	col := r.collection(in.Row)
	if col.rows != nil {
		if slices.Contains(col.rows, row) {
			return
		}
		col.rows = append(slices.Clip(col.rows), row)
	} else if c := in.Change(r); c != nil && slices.Contains(c.Added, row) {
		return
	}
	in.change(r).add(row)
}

// leave takes a row out of a collection of a known row and records it.
func (r *Relationship) leave(in *Instance, row unsafe.Pointer) {
	col := r.collection(in.Row)
	if col.rows != nil {
		i := slices.Index(col.rows, row)
		if i < 0 {
			return
		}
		col.rows = without(col.rows, i)
	}
	in.change(r).remove(row)
}

// without is a new slice: the user may hold the old one.
func without(rows []unsafe.Pointer, i int) []unsafe.Pointer {
	out := make([]unsafe.Pointer, 0, len(rows)-1)
	return append(append(out, rows[:i]...), rows[i+1:]...)
}
