package kin

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/kin-go/kin/internal/identity"
	"github.com/kin-go/kin/internal/loading"
	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/internal/seam"
	"github.com/kin-go/kin/internal/unitofwork"
)

// A Session is one conversation with the database: an instance for each row it has met (the
// identity map), the changes that are not written yet (the unit of work), and a transaction,
// which begins with the first statement and lasts until Commit, Rollback or Close. What it
// reads in between is one state of the database.
//
// It belongs to one goroutine at a time; used by two it gives ErrConcurrentUse. Close it: rows
// stay readable afterwards.
type Session struct {
	db       *DB
	settings settings
	box      *mapping.Box
	ids      *identity.Map
	ownBox   mapping.Box
	ownIDs   identity.Map
	journal  identity.Journal
	unit     unitofwork.Unit

	conn     seam.Conn
	upgraded bool
	flushing flushing
	depth    int // of savepoints
	closed   bool

	busy    atomic.Bool
	faultMu sync.Mutex
	fault   error // of a call that could not return it: the next one does
}

// Session begins a conversation. Close it when it ends.
func (db *DB) Session(sets ...Setting) *Session {
	s := &Session{db: db, settings: db.settings.with(sets)}
	s.ownIDs.Init(len(db.registry.Mappings))
	s.ownBox.Session = (*bond)(s)
	s.box, s.ids = &s.ownBox, &s.ownIDs
	return s
}

// bond is what rows see of their session.
type bond Session

// Known is the instance of a row that the session has, or nil.
func (b *bond) Known(m *mapping.Mapping, k mapping.Key) *mapping.Instance { return b.ids.Get(m, k) }

// Remember keeps a row that is not this session's, before a change reaches it.
func (b *bond) Remember(m *mapping.Mapping, row unsafe.Pointer) {
	if !b.settings.readOnly {
		b.journal.Joins(m, row, m.InstanceAt(row))
	}
}

// LoadRelationship loads one relationship of one row by its strategy.
func (b *bond) LoadRelationship(ctx context.Context, in *mapping.Instance, r *mapping.Relationship) error {
	s := (*Session)(b)
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	return s.loadRelationship(ctx, in, r)
}

func (s *Session) loadRelationship(ctx context.Context, in *mapping.Instance, r *mapping.Relationship) error {
	run := loading.NewRun((*readPort)(s), nil)
	run.Lazy, run.Query = true, "Load of "+r.String()
	if in.Life == mapping.Pending {
		if err := s.flushPending(ctx, in, r); err != nil {
			return err
		}
	}
	if r.ByKey() || in.Mark(r) == mapping.ForbidSQL {
		done, err := loading.WithoutSQL(run, s.db.plans, in, r)
		if done || err != nil {
			return err
		}
	}
	if in.Mark(r) == mapping.ForbidSQL {
		return forbidden(in, r)
	}
	if err := s.autoflushFor(ctx, in, r); err != nil {
		return err
	}
	if err := loading.Read(ctx, run, s.db.plans, in, r); err != nil {
		return err
	}
	if !r.Loaded(in.Row) {
		return fmt.Errorf("loading %s: its row is %s", r, in.Life)
	}
	return nil
}

// flushPending makes a row persistent before what belongs to it is asked for.
func (s *Session) flushPending(ctx context.Context, in *mapping.Instance, r *mapping.Relationship) error {
	if s.settings.noAutoflush {
		return fmt.Errorf("loading %s: its row is not in the database yet, and the session has no autoflush: flush first", r)
	}
	if err := s.flush(ctx); err != nil {
		return err
	}
	if in.Life != mapping.Persistent {
		return fmt.Errorf("loading %s: its row is %s", r, in.Life)
	}
	return nil
}

// enter claims the session for a call. It costs some nanoseconds and finds two goroutines
// whose calls overlap.
func (s *Session) enter() error {
	if !s.busy.CompareAndSwap(false, true) {
		return ErrConcurrentUse
	}
	if s.closed {
		s.busy.Store(false)
		return ErrClosed
	}
	return nil
}

func (s *Session) leave() { s.busy.Store(false) }

// fail keeps the error of a call that returns none; the next flush or commit gives it.
func (s *Session) fail(err error) {
	s.faultMu.Lock()
	defer s.faultMu.Unlock()
	if s.fault == nil {
		s.fault = err
	}
}

// faulty gives the kept error, and forgets it.
func (s *Session) faulty() error {
	s.faultMu.Lock()
	defer s.faultMu.Unlock()
	err := s.fault
	s.fault = nil
	return err
}

// Close ends the session and gives its connection back. What was not committed is rolled back.
// Rows stay readable; loading more from them gives *DetachedError.
func (s *Session) Close() error {
	if err := s.enter(); err != nil {
		if errors.Is(err, ErrClosed) {
			return nil
		}
		return err
	}
	defer s.leave()
	s.abandon()
	s.closed = true
	s.box.Session = nil // rows that are kept keep the box, and this struct with it, but nothing that it knew
	s.ownIDs = identity.Map{}
	s.unit, s.journal = unitofwork.Unit{}, identity.Journal{}
	return nil
}

// rowOf is the mapping and address of a model.
func (s *Session) rowOf(row model) (*mapping.Mapping, unsafe.Pointer, error) {
	if row == nil {
		return nil, nil, errors.New("the row is nil")
	}
	p, t := mapping.RowOf(row)
	if p == nil {
		return nil, nil, fmt.Errorf("the *%s is nil", t.Name())
	}
	m := s.db.registry.ByType(t)
	if m == nil {
		return nil, nil, fmt.Errorf("%s is no model of this database: it was opened with other models", t)
	}
	return m, p, nil
}

// mappingOf is the mapping of a model's type.
func mappingOf[T any](db *DB) (*mapping.Mapping, error) {
	if m := db.registry.ByType(reflect.TypeFor[T]()); m != nil {
		return m, nil
	}
	return nil, fmt.Errorf("%s is no model of this database: it was opened with other models", reflect.TypeFor[T]())
}
