package kin

import (
	"fmt"
	"reflect"
	"unsafe"

	"github.com/kin-go/kin/internal/mapping"
)

// A History is what is known of a row beside its fields: whether it was read, and what was changed since. A program that
// keeps rows elsewhere, as a stored page does, keeps it with them: see HistoryOf and DB.RestoreWith.
type History struct {
	// Read says that the row was read or saved: a flush would not insert it.
	Read bool
	// Attached says that an open session has the row. What is built again later is another row than the session's.
	Attached bool
	// Was is the row as it was read, without relationships, where a column differs: a *T that shares nothing with the row.
	Was any
	// Links are the changes of relationships that are not saved.
	Links []Link
	// Marks says how the row was read: which relationships must not be loaded, which ones hold only a part, whether columns
	// are missing. It has a meaning for the same model alone.
	Marks [3]uint64
}

// A Link is a change of a relationship that is not saved. Rows are pointers, as the relationship's holder gives them.
type Link struct {
	Field    string // of the holder
	Set      bool   // one row was set in place of another one, which is Old, or nil for nobody
	Old      any
	OldKnown bool // it was loaded when the other one was set
	Added    []any
	Removed  []any
	Replaced bool // all rows, which were not loaded, were replaced by Added
}

// HistoryOf is what is known of a row. A row that no session has known has none.
func HistoryOf(row model) (h History) {
	p, _ := mapping.RowOf(row)
	if p == nil {
		return h
	}
	in := mapping.AnchorOf(row).Instance(p)
	if in == nil || in.Life == mapping.Transient || in.Life == mapping.Prototype {
		return h
	}
	h.Attached = in.Attached()
	if in.Life == mapping.Pending || in.Life == mapping.Gone {
		return h
	}
	h.Read, h.Marks = true, in.Reading()
	if in.Dirty() {
		was := in.Mapping.NewRow()
		in.Mapping.CopyColumns(was, in.Was)
		h.Was = reflect.NewAt(in.Mapping.Type, was).Interface()
	}
	for _, c := range in.Changes() {
		h.Links = append(h.Links, linkOf(c))
	}
	return h
}

func linkOf(c *mapping.Change) Link {
	r := c.Relationship
	rowOf := func(p unsafe.Pointer) any { return reflect.NewAt(r.Target.Type, p).Interface() }
	l := Link{Field: r.Name, Set: c.Set, OldKnown: c.OldKnown, Replaced: c.Replaced}
	if c.Old != nil {
		l.Old = rowOf(c.Old)
	}
	for _, p := range c.Added {
		l.Added = append(l.Added, rowOf(p))
	}
	for _, p := range c.Removed {
		l.Removed = append(l.Removed, rowOf(p))
	}
	return l
}

// RestoreWith is Restore for one row whose history was kept: what was changed of it and not saved is changed again, so that
// a session that takes the row over saves that, and nothing else. A row that was not read stays new.
func (db *DB) RestoreWith(row model, h History) error {
	if !h.Read {
		return nil
	}
	if err := db.Restore(row); err != nil {
		return err
	}
	s := &Session{db: db}
	m, p, err := s.rowOf(row)
	if err != nil {
		return err
	}
	in := m.InstanceAt(p)
	in.SetReading(h.Marks)
	if was, ok := h.Was.(model); ok {
		of, old, err := s.rowOf(was)
		if err != nil || of != m {
			return fmt.Errorf("RestoreWith: the %s as it was is a %T: give the *T that HistoryOf gave", m.Name, h.Was)
		}
		m.CopyColumns(in.Was, old)
	}
	var changes []*mapping.Change
	for _, l := range h.Links {
		c, err := s.changeOf(m, l)
		if err != nil {
			return fmt.Errorf("RestoreWith: %w", err)
		}
		changes = append(changes, c)
	}
	in.PutChanges(changes)
	return nil
}

func (s *Session) changeOf(m *mapping.Mapping, l Link) (*mapping.Change, error) {
	for _, r := range m.Relationships {
		if r.Name != l.Field {
			continue
		}
		c := &mapping.Change{Relationship: r, Set: l.Set, OldKnown: l.OldKnown, Replaced: l.Replaced}
		var err error
		if l.Old != nil {
			if c.Old, err = s.endOf(r, l.Old); err != nil {
				return nil, err
			}
		}
		if c.Added, err = s.endsOf(r, l.Added); err != nil {
			return nil, err
		}
		c.Removed, err = s.endsOf(r, l.Removed)
		return c, err
	}
	return nil, fmt.Errorf("%s has no relationship %s any more", m.Name, l.Field)
}

// endsOf are rows of a changed relationship.
func (s *Session) endsOf(r *mapping.Relationship, rows []any) (out []unsafe.Pointer, err error) {
	for _, row := range rows {
		p, err := s.endOf(r, row)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

func (s *Session) endOf(r *mapping.Relationship, row any) (unsafe.Pointer, error) {
	of, ok := row.(model)
	if !ok {
		return nil, fmt.Errorf("%s leads to a %T, which is no row", r, row)
	}
	m, p, err := s.rowOf(of)
	if err == nil && m != r.Target {
		err = fmt.Errorf("%s leads to rows of %s, and not of %s", r, r.Target.Name, m.Name)
	}
	return p, err
}
