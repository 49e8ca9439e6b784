package kin

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/kin-go/kin/internal/seam"
)

// attempts is how often Tx runs a function that the engine asks to be run again.
const attempts = 10

// Tx runs a function in a session of its own and commits, unless it returns an error. Where
// the engine reports a serialization failure or a deadlock, at a statement or at the commit,
// the function is run again, up to 10 times, with a new session and a wait in between: it
// must have no effect but on the session and what it can set again. What an attempt that was
// given up has attached or linked is as before.
func (db *DB) Tx(ctx context.Context, f func(ctx context.Context, s *Session) error, sets ...Setting) error {
	for n := 1; ; n++ {
		err := db.attempt(ctx, f, sets)
		retry, again := errors.AsType[*seam.RetryError](err)
		if !again {
			return err
		}
		if n == attempts {
			return fmt.Errorf("the transaction was run %d times and never came through: %w", attempts, retry)
		}
		if err := backOff(ctx, n); err != nil {
			return fmt.Errorf("waiting to run a transaction again: %w (%w)", err, retry)
		}
	}
}

func (db *DB) attempt(ctx context.Context, f func(context.Context, *Session) error, sets []Setting) error {
	s := db.Session(append(slices.Clip(sets), writing)...)
	defer s.Close()
	if err := f(ctx, s); err != nil {
		return err
	}
	if err := s.leaveToken(); err != nil {
		return err
	}
	return repeated(s.Commit(ctx))
}

// backOff waits longer each time, and never as long as another who waits.
func backOff(ctx context.Context, n int) error {
	wait := time.Millisecond << min(n, 7)
	timer := time.NewTimer(wait/2 + rand.N(wait))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// Read runs a function in a session that only reads: it keeps no snapshots of rows, and what it
// sees is one state of the database. Its rows stay readable, and another session may take
// them over.
func (db *DB) Read(ctx context.Context, f func(ctx context.Context, s *Session) error, sets ...Setting) error {
	s := db.Session(append(slices.Clip(sets), reading)...)
	defer s.Close()
	if err := f(ctx, s); err != nil {
		return err
	}
	return s.faulty()
}
