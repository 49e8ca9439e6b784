package kin

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"unsafe"

	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/internal/seam"
)

// connect gives the session's connection, and begins a transaction if there is none. One that
// has only read becomes a writing one before it writes.
func (s *Session) connect(ctx context.Context, write bool) (seam.Conn, error) {
	if s.conn == nil {
		if err := s.acquire(ctx, write || s.settings.writing); err != nil {
			return nil, err
		}
	}
	if write && !s.upgraded {
		if err := s.conn.Upgrade(ctx); err != nil {
			return nil, err
		}
		s.upgraded = true
	}
	return s.conn, nil
}

// acquire begins a transaction for what the session is.
func (s *Session) acquire(ctx context.Context, write bool) (err error) {
	switch {
	case s.settings.readOnly:
		s.conn, err = s.db.acquireReader(ctx)
	case write:
		s.conn, err = s.db.engine.Acquire(ctx, seam.Writing)
	default:
		s.conn, err = s.db.engine.Acquire(ctx, seam.Deferred)
	}
	if err != nil {
		s.conn = nil
	}
	s.upgraded = write && !s.settings.readOnly
	return err
}

// flushing is how a flush can be undone in the database: by a savepoint where the transaction
// was there before it, else by giving the transaction up.
type flushing struct{ began, savepoint bool }

const flushPoint = "kin_flush"

// beginWriting is called before each statement of a flush.
func (s *Session) beginWriting(ctx context.Context) error {
	if s.flushing.began {
		return nil
	}
	before := s.conn != nil
	conn, err := s.connect(ctx, true)
	if err != nil {
		return err
	}
	if before {
		if err := conn.Savepoint(ctx, flushPoint); err != nil {
			return err
		}
	}
	s.flushing = flushing{began: true, savepoint: before}
	return nil
}

// endFlush keeps what a flush has written, or undoes it.
func (s *Session) endFlush(ctx context.Context, err error) error {
	f := s.flushing
	s.flushing = flushing{}
	switch {
	case !f.began || s.conn == nil:
		return err
	case err == nil && f.savepoint:
		return s.conn.ReleaseSavepoint(ctx, flushPoint)
	case err == nil:
		return nil
	case f.savepoint:
		still := context.WithoutCancel(ctx)
		undone := s.conn.RollbackTo(still, flushPoint)
		if undone == nil {
			undone = s.conn.ReleaseSavepoint(still, flushPoint)
		}
		if undone != nil {
			return errors.Join(err, fmt.Errorf("undoing the flush: %w", undone))
		}
		return err
	}
	s.release()
	return err
}

// release gives the connection back; what was not committed is rolled back.
func (s *Session) release() {
	if s.conn != nil {
		s.conn.Release()
		s.conn, s.upgraded = nil, false
	}
}

// Commit flushes and commits. The session goes on with a new transaction at its next statement,
// and what is loaded stays as it is. After an error of the flush nothing was written, and the
// transaction is still open: mend it and commit again, or roll back.
func (s *Session) Commit(ctx context.Context) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	if err := s.flush(ctx); err != nil {
		return err
	}
	return s.commit(ctx)
}

func (s *Session) commit(ctx context.Context) error {
	if s.conn != nil {
		err := s.conn.Commit(ctx)
		s.db.committed(s.conn)
		s.release()
		if err != nil {
			return s.failedCommit(err)
		}
	}
	s.journal.Forget()
	touched := s.unit.Touched
	s.unit.Touched = nil
	defer s.db.listeners.tell(touched)
	if s.settings.expires {
		for in := range s.ids.All() {
			s.expireInstance(in)
		}
	}
	return nil
}

// failedCommit puts memory back as the database is. Where that is not known, it is left.
func (s *Session) failedCommit(err error) error {
	if unknown, is := errors.AsType[*seam.CommitUnknownError](err); is {
		s.journal.Forget()
		return fmt.Errorf("%w: %w", ErrCommitUnknown, unknown)
	}
	s.undo(0)
	return explain(err, "")
}

// Rollback ends the transaction and undoes what it wrote. Rows in memory are as the database has
// them again: changes are gone, new rows are in no session, deleted ones are back.
func (s *Session) Rollback(ctx context.Context) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	var err error
	if s.conn != nil {
		err = s.conn.Rollback(context.WithoutCancel(ctx))
	}
	s.abandon()
	return err
}

// abandon gives up the transaction, in the database and in memory.
func (s *Session) abandon() {
	s.release()
	s.faulty() //nolint:errcheck // it goes with what caused it
	if !s.settings.readOnly {
		s.undo(0)
	}
}

// undo puts rows back as they were at a place of the journal.
func (s *Session) undo(mark int) {
	if mark == 0 {
		s.unit.Touched = nil
	}
	for _, saved := range s.journal.Since(mark) {
		in := saved.Instance()
		if saved.Whole() {
			s.drop(saved.Row(), in)
			saved.Leave()
			continue
		}
		if saved.Life() == mapping.Pending {
			s.drop(in.Row, in)
		}
		saved.Revert()
		if in.Life == mapping.Persistent {
			s.back(in)
		}
	}
	s.revert()
}

// drop takes a row off the identity map that is not this session's any more.
func (s *Session) drop(row unsafe.Pointer, in *mapping.Instance) {
	if in == nil {
		return
	}
	if key, ok := in.Mapping.KeyOf(row); ok && s.ids.Get(in.Mapping, key) == in {
		s.ids.Delete(in.Mapping, key)
	}
}

// back makes a row that was deleted, or got another key, one that the session knows again.
func (s *Session) back(in *mapping.Instance) {
	if key, ok := in.Mapping.KeyOf(in.Row); ok {
		s.ids.Put(in, key)
	}
}

// revert drops all that was changed and not flushed.
func (s *Session) revert() {
	for _, in := range s.unit.Gone {
		if in.Life == mapping.Deleted {
			in.Life = mapping.Persistent
		}
	}
	s.unit.New, s.unit.Gone = nil, nil
	for in := range s.ids.All() {
		for _, c := range in.TakeChanges() {
			c.Relationship.Unload(in.Row)
		}
		in.Revert()
	}
}

// Savepoint runs a function within the transaction and keeps what it did if it returns nil, or
// undoes that alone, in the database and in memory. It flushes before and after.
func (s *Session) Savepoint(ctx context.Context, f func(ctx context.Context) error) error {
	name, mark, err := s.beginSavepoint(ctx)
	if err != nil {
		return err
	}
	kept := false
	defer func() {
		if !kept { // an error, or a panic on its way
			s.undoSavepoint(context.WithoutCancel(ctx), name, mark)
		}
	}()
	if err := f(ctx); err != nil {
		return err
	}
	if err := s.keepSavepoint(ctx, name); err != nil {
		return err
	}
	kept = true
	return nil
}

func (s *Session) beginSavepoint(ctx context.Context) (name string, mark int, err error) {
	if err := s.enter(); err != nil {
		return "", 0, err
	}
	defer s.leave()
	if err := s.flush(ctx); err != nil {
		return "", 0, err
	}
	conn, err := s.connect(ctx, !s.settings.readOnly)
	if err != nil {
		return "", 0, err
	}
	s.depth++
	name = "kin_" + strconv.Itoa(s.depth)
	return name, s.journal.Mark(), conn.Savepoint(ctx, name)
}

func (s *Session) keepSavepoint(ctx context.Context, name string) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	if err := s.flush(ctx); err != nil {
		return err
	}
	if s.conn == nil {
		return errors.New("Savepoint: the transaction was ended inside of it")
	}
	s.depth--
	return s.conn.ReleaseSavepoint(ctx, name)
}

func (s *Session) undoSavepoint(ctx context.Context, name string, mark int) {
	if err := s.enter(); err != nil {
		return
	}
	defer s.leave()
	s.depth--
	s.faulty() //nolint:errcheck // it goes with what is undone
	if s.conn != nil && s.conn.RollbackTo(ctx, name) == nil {
		s.conn.ReleaseSavepoint(ctx, name) //nolint:errcheck // a savepoint too many does no harm
	}
	s.undo(mark)
}
