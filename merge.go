package kin

import (
	"context"
	"errors"
	"fmt"
	"unsafe"

	"github.com/kin-go/kin/internal/mapping"
)

// Merge copies the state of a row onto the instance that the session has of it, which is read if
// the session does not have it and made if there is no such row, and gives that instance. The
// row itself stays outside. Relationships with the cascade merge are merged too: one that is not
// loaded is left alone, a loaded collection replaces. A version that is not the current one is a
// *StaleError.
func Merge[T any, P modelOf[T]](ctx context.Context, s *Session, row *T) (*T, error) {
	if err := s.enter(); err != nil {
		return nil, err
	}
	defer s.leave()
	if s.settings.readOnly {
		return nil, fmt.Errorf("Merge: %w", ErrReadOnly)
	}
	m, p, err := s.rowOf(P(row))
	if err != nil {
		return nil, fmt.Errorf("Merge: %w", err)
	}
	merged, err := (&merger{s: s, done: map[unsafe.Pointer]unsafe.Pointer{}}).row(ctx, m, p)
	if err != nil {
		return nil, fmt.Errorf("Merge: %w", explain(err, ""))
	}
	return (*T)(merged), nil
}

// A merger remembers which rows were merged: graphs have circles.
type merger struct {
	s    *Session
	done map[unsafe.Pointer]unsafe.Pointer
}

// row merges one row and what it leads to.
func (g *merger) row(ctx context.Context, m *mapping.Mapping, row unsafe.Pointer) (unsafe.Pointer, error) {
	if to, ok := g.done[row]; ok {
		return to, nil
	}
	if in := m.InstanceAt(row); in != nil && in.Box == g.s.box {
		return row, nil
	}
	to, fresh, err := g.target(ctx, m, row)
	if err != nil {
		return nil, err
	}
	g.done[row] = to
	if err := g.columns(m, to, row, fresh); err != nil {
		return nil, err
	}
	for _, r := range m.Relationships {
		if err := g.relationship(ctx, r, to, row); err != nil {
			return nil, err
		}
	}
	return to, nil
}

// target is the session's instance of a row: known, read, or new.
func (g *merger) target(ctx context.Context, m *mapping.Mapping, row unsafe.Pointer) (to unsafe.Pointer, fresh bool, err error) {
	if !m.Generated() || !m.Key.IsZero(row) {
		values, err := m.Key.Values(row)
		if err != nil {
			return nil, false, err
		}
		in, err := g.s.find(ctx, m, values, nil, false)
		if err == nil {
			return in.Row, false, nil
		}
		if !errors.Is(err, ErrNotFound) {
			return nil, false, err
		}
	}
	to = m.NewRow()
	m.CopyColumns(to, row)
	return to, true, g.s.add(m, to)
}

func (g *merger) columns(m *mapping.Mapping, to, from unsafe.Pointer, fresh bool) error {
	for _, c := range m.Columns {
		if c.Version && !fresh && !c.Equal(to, from) {
			return &StaleError{Row: m.Name, why: fmt.Sprintf("%s was changed by someone else: its version is %v, that of the row to be merged %v", m.Name, c.Get(to), c.Get(from))}
		}
		if !c.IsKey {
			c.Copy(to, from)
		}
	}
	return nil
}

// relationship merges what is loaded of a relationship.
func (g *merger) relationship(ctx context.Context, r *mapping.Relationship, to, from unsafe.Pointer) error {
	if r.ViewOnly || !r.Cascade.Has(mapping.MergeCascade) || !r.Loaded(from) {
		return nil
	}
	in := r.Owner.InstanceAt(to)
	if r.IsOneToMany() && in.Life == mapping.Persistent && !r.Loaded(to) {
		if err := g.s.loadRelationship(ctx, in, r); err != nil {
			return err
		}
	}
	var rows []unsafe.Pointer
	for _, row := range r.Rows(from) {
		merged, err := g.row(ctx, r.Target, row)
		if err != nil {
			return err
		}
		rows = append(rows, merged)
	}
	r.Assign(to, rows)
	return nil
}
