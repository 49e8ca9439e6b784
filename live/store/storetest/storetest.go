// Package storetest says what a live.Store must do, as a test that each one runs.
package storetest

import (
	"bytes"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kin-go/kin/live"
)

// Run tests a store. open gives one for each part of the test; they may hold the same states.
func Run(t *testing.T, open func(t *testing.T) live.Store) {
	t.Helper()
	for name, part := range map[string]func(t *testing.T, s live.Store){
		"what is put is got":                  putAndGet,
		"what was never put is no visit":      nothing,
		"an older writer is refused":          stale,
		"one of several writers is first":     race,
		"what is too old is gone":             expiry,
		"what was deleted is gone":            deleted,
		"what is got does not change by puts": apart,
	} {
		t.Run(name, func(t *testing.T) { part(t, open(t)) })
	}
}

func putAndGet(t *testing.T, s live.Store) {
	for _, state := range [][]byte{{}, []byte("a\x00b"), bytes.Repeat([]byte("x"), 1<<20)} {
		_, revision, err := s.Get(t.Context(), "put")
		if err != nil && !errors.Is(err, live.ErrNoVisit) {
			t.Fatal(err)
		}
		put, err := s.Put(t.Context(), "put", state, revision, time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		got, revision, err := s.Get(t.Context(), "put")
		if err != nil || !bytes.Equal(got, state) || revision != put {
			t.Errorf("%d bytes come back as %d, revision %d as %d, error %v", len(state), len(got), put, revision, err)
		}
	}
}

func nothing(t *testing.T, s live.Store) {
	if _, _, err := s.Get(t.Context(), "never"); !errors.Is(err, live.ErrNoVisit) {
		t.Errorf("the error is %v", err)
	}
	if err := s.Delete(t.Context(), "never"); err != nil {
		t.Error(err)
	}
}

func stale(t *testing.T, s live.Store) {
	first, err := s.Put(t.Context(), "stale", []byte("one"), 0, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Put(t.Context(), "stale", []byte("two"), first, time.Hour); err != nil {
		t.Fatal(err)
	}
	for _, previous := range []uint64{0, first, first + 100} {
		if _, err := s.Put(t.Context(), "stale", []byte("three"), previous, time.Hour); !errors.Is(err, live.ErrStale) {
			t.Errorf("after revision %d: the error is %v", previous, err)
		}
	}
	if got, _, err := s.Get(t.Context(), "stale"); err != nil || string(got) != "two" {
		t.Errorf("got %q, error %v", got, err)
	}
}

func race(t *testing.T, s live.Store) {
	const writers = 8
	var first atomic.Int32
	var all sync.WaitGroup
	for range writers {
		all.Go(func() {
			switch _, err := s.Put(t.Context(), "race", []byte("x"), 0, time.Hour); {
			case err == nil:
				first.Add(1)
			case !errors.Is(err, live.ErrStale):
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := first.Load(); n != 1 {
		t.Errorf("%d of %d were first", n, writers)
	}
}

func expiry(t *testing.T, s live.Store) {
	if _, err := s.Put(t.Context(), "old", []byte("x"), 0, time.Millisecond); err != nil {
		t.Fatal(err)
	}
	for range 300 {
		if _, _, err := s.Get(t.Context(), "old"); errors.Is(err, live.ErrNoVisit) {
			if _, err := s.Put(t.Context(), "old", []byte("again"), 0, time.Hour); err != nil {
				t.Errorf("it cannot be put anew: %v", err)
			}
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Error("it is still there")
}

func deleted(t *testing.T, s live.Store) {
	if _, err := s.Put(t.Context(), "deleted", []byte("x"), 0, time.Hour); err != nil {
		t.Fatal(err)
	}
	if err := s.Delete(t.Context(), "deleted"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Get(t.Context(), "deleted"); !errors.Is(err, live.ErrNoVisit) {
		t.Errorf("the error is %v", err)
	}
	if _, err := s.Put(t.Context(), "deleted", []byte("again"), 0, time.Hour); err != nil {
		t.Error(err)
	}
}

func apart(t *testing.T, s live.Store) {
	one, err := s.Put(t.Context(), "apart", []byte("one"), 0, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	got, _, err := s.Get(t.Context(), "apart")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Put(t.Context(), "apart", []byte("two"), one, time.Hour); err != nil || string(got) != "one" {
		t.Errorf("got %q, error %v", got, err)
	}
}
