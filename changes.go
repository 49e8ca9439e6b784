package kin

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"unsafe"

	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/internal/unitofwork"
)

// Add brings rows into the session, and what they are linked with (the cascade save-update): new
// rows are inserted by the next flush, rows of a closed session are taken over, with what was
// changed of them since they were read. An error, such as ErrAttached, comes from the next
// Flush, Commit or query.
func (s *Session) Add(rows ...model) {
	s.each("Add", rows, s.add)
}

// Delete marks rows: the next flush deletes them, and what their relationships with
// cascade=delete lead to. A row that was only added leaves the session.
func (s *Session) Delete(rows ...model) {
	s.each("Delete", rows, s.delete)
}

// Detach takes rows out of the session, with what cascade=detach leads to. Changes that were
// not flushed stay in the rows and are not written.
func (s *Session) Detach(rows ...model) {
	s.each("Detach", rows, func(m *mapping.Mapping, row unsafe.Pointer) error {
		s.detach(m, row)
		return nil
	})
}

// Expire forgets what is loaded of rows: relationships are loaded again when they are read, columns
// keep their values until a query meets the row. What was changed and not flushed is lost.
func (s *Session) Expire(rows ...model) {
	s.each("Expire", rows, s.expire)
}

// each does something to rows. These calls return no error: it is kept for the next one that
// does.
func (s *Session) each(name string, rows []model, do func(*mapping.Mapping, unsafe.Pointer) error) {
	if err := s.enter(); err != nil {
		s.fail(fmt.Errorf("%s: %w", name, err))
		return
	}
	defer s.leave()
	for _, row := range rows {
		m, p, err := s.rowOf(row)
		if err == nil {
			err = do(m, p)
		}
		if err != nil {
			s.fail(fmt.Errorf("%s: %w", name, err))
			return
		}
	}
}

// reached is a row to be added.
type reached struct {
	mapping *mapping.Mapping
	row     unsafe.Pointer
}

// add brings a row and all that it reaches into the session. All of them are kept as they are
// before the first one is taken, since taking it tells others of it.
func (s *Session) add(m *mapping.Mapping, row unsafe.Pointer) error {
	if s.settings.readOnly {
		return ErrReadOnly
	}
	if in := m.InstanceAt(row); in != nil && in.Box == s.box { // as most of what a change reaches
		return s.take(m, row)
	}
	all := s.reach(reached{m, row})
	for _, x := range all {
		s.journal.Joins(x.mapping, x.row, x.mapping.InstanceAt(x.row))
	}
	for _, x := range all {
		if err := s.take(x.mapping, x.row); err != nil {
			return err
		}
	}
	return nil
}

// reach is a row and all that it leads to which the session does not have. It goes along a list
// and not by calling itself: a chain of any length costs no stack.
func (s *Session) reach(first reached) []reached {
	all, seen := []reached{first}, map[reached]bool{first: true}
	for i := 0; i < len(all); i++ {
		for _, x := range reachedFrom(all[i]) {
			in := x.mapping.InstanceAt(x.row)
			if !seen[x] && (in == nil || in.Box != s.box) {
				seen[x] = true
				all = append(all, x)
			}
		}
	}
	return all
}

// reachedFrom is what a row leads to by the cascade save-update.
func reachedFrom(x reached) (out []reached) {
	for _, r := range x.mapping.Relationships {
		if r.ViewOnly || !r.Cascade.Has(mapping.SaveUpdate) {
			continue
		}
		for _, row := range r.Rows(x.row) {
			if row != nil {
				out = append(out, reached{r.Target, row})
			}
		}
	}
	return out
}

// take brings one row into the session.
func (s *Session) take(m *mapping.Mapping, row unsafe.Pointer) error {
	in := m.InstanceAt(row)
	switch {
	case in == nil || in.Mapping != m:
		s.begin(m, row)
		return nil
	case in.Partial:
		return fmt.Errorf("%s was read with Columns and lacks some of them: read the whole row to write it", unitofwork.Describe(in))
	case in.Box == s.box && in.Life == mapping.Gone:
		return fmt.Errorf("%s was deleted: add a copy of it to insert it again", unitofwork.Describe(in))
	case in.Box == s.box:
		s.undelete(in)
		return nil
	case in.Attached():
		return fmt.Errorf("%s: %w; close that session first, or link it by its key", unitofwork.Describe(in), ErrAttached)
	case in.Life == mapping.Transient || in.Life == mapping.Pending || in.Life == mapping.Gone:
		s.begin(m, row)
		return nil
	}
	return s.reattach(in)
}

// begin makes a row one to insert.
func (s *Session) begin(m *mapping.Mapping, row unsafe.Pointer) {
	in := mapping.NewInstance(m, row)
	in.Life, in.Box = mapping.Pending, s.box
	in.Adopt()
	s.unit.New = append(s.unit.New, in)
}

// reattach takes over a row of a closed session.
func (s *Session) reattach(in *mapping.Instance) error {
	key, ok := in.Mapping.KeyOf(in.Row)
	if !ok {
		return fmt.Errorf("a %s without a key cannot be taken over", in.Mapping.Name)
	}
	if other := s.ids.Get(in.Mapping, key); other != nil && other != in {
		return unitofwork.Another(in)
	}
	in.Life, in.Box = mapping.Persistent, s.box
	if in.Was == nil { // it was read in a session that writes nothing
		in.Keep()
	}
	s.ids.Put(in, key)
	return nil
}

// undelete takes back that a row is to be deleted.
func (s *Session) undelete(in *mapping.Instance) {
	if in.Life == mapping.Deleted {
		in.Life = mapping.Persistent
		s.unit.Gone = slices.DeleteFunc(s.unit.Gone, func(x *mapping.Instance) bool { return x == in })
	}
}

func (s *Session) delete(m *mapping.Mapping, row unsafe.Pointer) error {
	if s.settings.readOnly {
		return ErrReadOnly
	}
	in := m.InstanceAt(row)
	switch {
	case in == nil || in.Mapping != m || in.Life == mapping.Transient:
		return fmt.Errorf("a %s that no session knows cannot be deleted: get it from the session first", m.Name)
	case in.Partial:
		return fmt.Errorf("%s was read with Columns: read the whole row to delete it", unitofwork.Describe(in))
	case in.Box == s.box && in.Life == mapping.Pending:
		s.unit.New = slices.DeleteFunc(s.unit.New, func(x *mapping.Instance) bool { return x == in })
		in.Life, in.Box = mapping.Transient, nil
		in.Unbind()
		return nil
	case in.Box != s.box:
		if err := s.add(m, row); err != nil {
			return err
		}
	}
	if in.Life == mapping.Persistent {
		in.Life = mapping.Deleted
		s.unit.Gone = append(s.unit.Gone, in)
	}
	return nil
}

func (s *Session) detach(m *mapping.Mapping, row unsafe.Pointer) {
	for next := []reached{{m, row}}; len(next) > 0; {
		x := next[0]
		next = next[1:]
		in := x.mapping.InstanceAt(x.row)
		if in == nil || in.Box != s.box {
			continue
		}
		s.forget(in)
		for _, r := range in.Mapping.Relationships {
			if !r.Cascade.Has(mapping.DetachCascade) {
				continue
			}
			for _, row := range r.Rows(in.Row) {
				next = append(next, reached{r.Target, row})
			}
		}
	}
}

// forget takes an instance out of everything that the session knows.
func (s *Session) forget(in *mapping.Instance) {
	other := func(x *mapping.Instance) bool { return x == in }
	s.unit.New = slices.DeleteFunc(s.unit.New, other)
	s.unit.Gone = slices.DeleteFunc(s.unit.Gone, other)
	if key, ok := in.Mapping.KeyOf(in.Row); ok && s.ids.Get(in.Mapping, key) == in {
		s.ids.Delete(in.Mapping, key)
	}
	in.Box = nil
	if in.Life == mapping.Pending {
		in.Life = mapping.Transient
		in.Unbind()
		return
	}
	in.Life = mapping.Detached
}

func (s *Session) expire(m *mapping.Mapping, row unsafe.Pointer) error {
	in := m.InstanceAt(row)
	if in == nil || in.Box != s.box {
		return fmt.Errorf("a %s that this session does not know cannot be expired", m.Name)
	}
	s.expireInstance(in)
	return nil
}

func (s *Session) expireInstance(in *mapping.Instance) {
	if in.Life != mapping.Persistent {
		return
	}
	in.TakeChanges()
	in.Revert()
	in.Expired = true
	for _, r := range in.Mapping.Relationships {
		r.Unload(in.Row)
	}
}

// Flush writes all changes, in the order in which they depend on each other, or none of them:
// after an error rows and database are as before. It commits nothing.
func (s *Session) Flush(ctx context.Context) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	return s.flush(ctx)
}

func (s *Session) flush(ctx context.Context) error {
	if err := s.faulty(); err != nil {
		return err
	}
	if s.settings.readOnly {
		return nil
	}
	err := s.unit.Flush(ctx, (*writePort)(s), s.db.statements)
	return explain(s.endFlush(ctx, err), "")
}

// autoflush flushes before a query, unless the session is not to.
func (s *Session) autoflush(ctx context.Context) error {
	if s.settings.readOnly || s.settings.noAutoflush {
		return s.faulty()
	}
	return s.flush(ctx)
}

// autoflushFor flushes before a relationship is loaded if a change may concern it: something
// new or deleted, a change of the row's own relationships, or of rows at the other end.
func (s *Session) autoflushFor(ctx context.Context, in *mapping.Instance, r *mapping.Relationship) error {
	if s.settings.readOnly || s.settings.noAutoflush {
		return s.faulty()
	}
	if s.unit.Empty() && len(in.Changes()) == 0 && !s.changed(r.Target) {
		return s.faulty()
	}
	return s.flush(ctx)
}

// changed says whether any row of a table was changed.
func (s *Session) changed(m *mapping.Mapping) bool {
	for in := range s.ids.Of(m) {
		if len(in.Changes()) > 0 || in.Dirty() {
			return true
		}
	}
	return false
}

// WithoutAutoflush runs a function in which queries and loads of the session do not flush first.
func (s *Session) WithoutAutoflush(f func() error) error {
	was := s.settings.noAutoflush
	s.settings.noAutoflush = true
	defer func() { s.settings.noAutoflush = was }()
	return f()
}

// Refresh reads rows again: columns and relationships. What was changed and not flushed is lost.
// A row that is gone is ErrNotFound.
func (s *Session) Refresh(ctx context.Context, rows ...model) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	for _, row := range rows {
		m, p, err := s.rowOf(row)
		if err != nil {
			return fmt.Errorf("Refresh: %w", err)
		}
		in := m.InstanceAt(p)
		if in == nil || in.Box != s.box || in.Life != mapping.Persistent {
			return fmt.Errorf("Refresh: a %s that this session has not read cannot be read again", m.Name)
		}
		if err := s.refresh(ctx, in); err != nil {
			return err
		}
	}
	return nil
}

func (s *Session) refresh(ctx context.Context, in *mapping.Instance) error {
	by := in.Row
	if in.Was != nil {
		by = in.Was
	}
	values, err := in.Mapping.Key.Values(by)
	if err != nil {
		return err
	}
	found, err := s.find(ctx, in.Mapping, values, nil, true)
	if errors.Is(err, ErrNotFound) {
		s.forget(in)
	}
	if err == nil && found != in {
		return fmt.Errorf("Refresh: %s is another instance in this session", unitofwork.Describe(in))
	}
	return err
}
