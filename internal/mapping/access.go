package mapping

import (
	"slices"
	"unsafe"
)

// An Absence says why a relationship cannot be read: what stands where the value
// would be. The root package turns it into the error the user sees.
type Absence struct {
	Relationship *Relationship // nil for a holder of no known row
	Reason       Reason
	Query        string // the query that brought the row, in words
	Strategy     string // what forbids it
	Session      bool   // the row's session is open
}

// Reason is why a value is not there.
type Reason uint8

// The reasons.
const (
	Present   Reason = iota
	NotLoaded        // load it, or ask for it with the query
	Forbidden        // raise, raise_on_sql
	Unreadable
	Copied // a copy of a row: it is read as the original was, and cannot load
)

// absence explains an unloaded holder.
func absence(in *Instance, r *Relationship) Absence {
	if in == nil || in == fresh || in.Life == Prototype {
		return Absence{Reason: NotLoaded}
	}
	a := Absence{Relationship: r, Reason: NotLoaded, Session: in.Attached()}
	if in.Origin != nil {
		a.Query = in.Origin.Words()
	}
	switch {
	case r == nil:
		a.Reason = Copied
	case r.WriteOnly():
		a.Reason = Unreadable
	case in.Mark(r) == Forbid || in.Mark(r) == ForbidSQL:
		a.Reason, a.Strategy = Forbidden, in.Mark(r).Strategy()
	case in.Mark(r) == LeftEmpty:
		a.Reason = Present
	}
	return a
}

// Absence says why the scalar cannot be read; Reason is Present when it can.
func (s *Scalar) Absence() Absence {
	if s.value != nil {
		return Absence{}
	}
	return absence(s.instance, s.relationship())
}

// Loaded says whether there is a loaded value, perhaps nil.
func (s *Scalar) Loaded() bool { return s.value != nil }

// Value is the loaded row, or nil.
func (s *Scalar) Value() unsafe.Pointer {
	if s.value == none {
		return nil
	}
	return s.value
}

// Place is the instance and relationship a holder belongs to; r is nil for a copy, both are nil for a
// holder no session knows.
func (s *Scalar) Place() (*Instance, *Relationship) {
	if s.instance == fresh {
		return nil, nil
	}
	return s.instance, s.relationship()
}

// Set assigns the related row, in memory, and tells the other end.
func (s *Scalar) Set(row unsafe.Pointer) {
	r := s.relationship()
	if r == nil {
		s.value, s.instance = row, fresh
		if row == nil {
			s.value = none
		}
		return
	}
	in := s.instance
	old := s.Value()
	if s.value == nil {
		old = knownTarget(in, r)
	}
	if old == row && s.value != nil {
		return
	}
	r.assign(in, row)
	if old != nil && old != row {
		r.tellOld(in, old)
	}
	r.tellNew(in, row)
}

// knownTarget is the row an unloaded many-to-one leads to, if the session has it.
func knownTarget(in *Instance, r *Relationship) unsafe.Pointer {
	session := in.Session()
	if session == nil || !r.ByKey() {
		return nil
	}
	key, ok := r.Local.Of(in.Row)
	if !ok {
		return nil
	}
	if known := session.Known(r.Target, key); known != nil {
		return known.Row
	}
	return nil
}

// OwnRow is the row that the holder stands in, or that it was copied from; nil where none is
// known.
func (s *Scalar) OwnRow() unsafe.Pointer { return ownRow(s.instance) }

// OwnRow is the row that the holder stands in; see Scalar.OwnRow.
func (c *Collection) OwnRow() unsafe.Pointer { return ownRow(c.instance) }

func ownRow(in *Instance) unsafe.Pointer {
	if in == nil || in == fresh {
		return nil
	}
	return in.Row
}

// LeadsBack says that the holder holds its own row.
func (s *Scalar) LeadsBack() bool { return s.value != nil && s.value == s.OwnRow() }

// LeadsBack says that the holder holds its own row, perhaps beside others.
func (c *Collection) LeadsBack() bool {
	own := c.OwnRow()
	return own != nil && slices.Contains(c.rows, own)
}

// Absence says why the collection cannot be read; Reason is Present when it can.
func (c *Collection) Absence() Absence {
	if c.rows != nil {
		return Absence{}
	}
	return absence(c.instance, c.relationship())
}

// Loaded says whether there are loaded rows, perhaps none.
func (c *Collection) Loaded() bool { return c.rows != nil }

// Values are the loaded rows.
func (c *Collection) Values() []unsafe.Pointer { return c.rows }

// Place is the instance and relationship the holder belongs to; see Scalar.Place.
func (c *Collection) Place() (*Instance, *Relationship) {
	if c.instance == fresh {
		return nil, nil
	}
	return c.instance, c.relationship()
}

// Add appends rows, in memory, and tells their other ends.
func (c *Collection) Add(rows []unsafe.Pointer) {
	r := c.relationship()
	if r == nil {
		c.rows = append(slices.Clip(c.rows), rows...)
		if c.rows == nil {
			c.rows = empty
		}
		c.instance = fresh
		return
	}
	for _, row := range rows {
		if c.rows != nil {
			c.rows = append(slices.Clip(c.rows), row)
		}
		c.instance.change(r).add(row)
		r.tellNew(c.instance, row)
	}
}

// Remove takes rows out, in memory, each once, and tells their other ends.
func (c *Collection) Remove(rows []unsafe.Pointer) {
	r := c.relationship()
	for _, row := range rows {
		i := slices.Index(c.rows, row)
		if i >= 0 {
			c.rows = without(c.rows, i)
		} else if c.rows != nil || r == nil {
			continue
		}
		if r == nil {
			c.instance = fresh
			continue
		}
		c.instance.change(r).remove(row)
		if !slices.Contains(c.rows, row) {
			r.tellOld(c.instance, row)
		}
	}
}

// Replace makes these the rows of the collection. Only rows that are new tell their
// other end, and rows that are gone.
func (c *Collection) Replace(rows []unsafe.Pointer) {
	r := c.relationship()
	if r == nil {
		c.rows, c.instance = kept(rows), fresh
		return
	}
	was := c.rows
	if was == nil {
		c.instance.change(r).Replaced = true
		if q := c.instance.Change(r); len(q.Added) > 0 || len(q.Removed) > 0 {
			was, q.Added, q.Removed = q.Added, nil, nil
		}
	}
	c.rows = kept(rows)
	for _, row := range was {
		if !slices.Contains(rows, row) {
			c.instance.change(r).remove(row)
			r.tellOld(c.instance, row)
		}
	}
	for _, row := range rows {
		if !slices.Contains(was, row) {
			c.instance.change(r).add(row)
			r.tellNew(c.instance, row)
		}
	}
}

// kept is a list of its own, never nil: a loaded collection.
func kept(rows []unsafe.Pointer) []unsafe.Pointer {
	out := make([]unsafe.Pointer, len(rows))
	copy(out, rows)
	return out
}
