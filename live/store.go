package live

import (
	"context"
	"errors"
	"sync"
	"time"
)

// A Store keeps the states of visits, so that a visit goes on after its process has ended, in
// another one too. There are one in memory, made by NewMemory, and one in files, in the package store/file;
// several servers share one of their own.
type Store interface {
	// Get gives a state and its revision, or ErrNoVisit.
	Get(ctx context.Context, id string) (state []byte, revision uint64, err error)
	// Put stores a state until it is put again, deleted, or as old as keep. previous is the revision that the
	// writer has seen, 0 for none; if there is another one now, Put stores nothing and gives ErrStale.
	Put(ctx context.Context, id string, state []byte, previous uint64, keep time.Duration) (revision uint64, err error)
	// Delete forgets a state. That there is none is no error.
	Delete(ctx context.Context, id string) error
}

// ErrNoVisit is given by a store that has no such state (any more).
var ErrNoVisit = errors.New("live: there is no such visit")

// ErrStale is given by a store that has a newer state than the writer has seen: the visit goes on
// at another server.
var ErrStale = errors.New("live: the visit has gone on elsewhere")

// Memory is a Store for one process, whose states end with it.
type Memory struct {
	mu    sync.Mutex
	kept  map[string]kept
	swept time.Time
}

type kept struct {
	state    []byte
	revision uint64
	until    time.Time
}

// NewMemory makes an empty store.
func NewMemory() *Memory { return &Memory{kept: map[string]kept{}, swept: time.Now()} }

// Get implements Store.
func (m *Memory) Get(_ context.Context, id string) ([]byte, uint64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k, ok := m.kept[id]
	if !ok || time.Now().After(k.until) {
		return nil, 0, ErrNoVisit
	}
	return k.state, k.revision, nil
}

// Put implements Store.
func (m *Memory) Put(_ context.Context, id string, state []byte, previous uint64, keep time.Duration) (uint64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	m.sweep(now)
	k := m.kept[id]
	if now.After(k.until) {
		k = kept{} // it is not there any more
	}
	if k.revision != previous {
		return 0, ErrStale
	}
	m.kept[id] = kept{state, previous + 1, now.Add(keep)}
	return previous + 1, nil
}

// Delete implements Store.
func (m *Memory) Delete(_ context.Context, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.kept, id)
	return nil
}

// Len is the number of states.
func (m *Memory) Len() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.kept)
}

// sweep forgets what is too old, now and then.
func (m *Memory) sweep(now time.Time) {
	if now.Sub(m.swept) < time.Minute {
		return
	}
	m.swept = now
	for id, k := range m.kept {
		if now.After(k.until) {
			delete(m.kept, id)
		}
	}
}
