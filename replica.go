package kin

import (
	"context"
	"slices"
	"sync"

	"github.com/kin-go/kin/internal/seam"
)

// history is how far the database has come by what this program committed, where replicas follow
// it: a transaction that reads must not fall back behind that.
type history struct {
	mu       sync.Mutex
	position string     // of all whose place is known
	doubts   []doubt    // of all others
	settling sync.Mutex // one reader at a time asks for them
}

// A doubt is a commit whose place is not known.
type doubt struct {
	seam.Doubt
	position string // no replica comes to it
}

type positionKey struct{}

// Position is the place in the history of the database of all that was committed through db:
// a token that another process gives to After. It is "" where no replicas follow. After an
// ErrCommitUnknown it is one that no replica comes to, until Read has found out that the commit
// has ended.
func (db *DB) Position() string {
	h := &db.history
	h.mu.Lock()
	defer h.mu.Unlock()
	position := h.position
	if len(h.doubts) > 0 {
		position = db.engine.(seam.Follower).Later(position, h.doubts[0].position)
	}
	return position
}

// After lets DB.Read see what was committed up to a position that another process has told
// (DB.Position), besides what this one has committed.
func After(ctx context.Context, position string) context.Context {
	return context.WithValue(ctx, positionKey{}, position)
}

// committed notes where a commit was, or that this is not known.
func (db *DB) committed(conn seam.Conn) {
	follower, follows := db.engine.(seam.Follower)
	positioned, has := conn.(seam.Positioned)
	if !follows || !has {
		return
	}
	h := &db.history
	h.mu.Lock()
	defer h.mu.Unlock()
	if unknown := positioned.Doubt(); unknown != nil {
		h.doubts = append(h.doubts, doubt{unknown, positioned.Position()})
		return
	}
	h.position = follower.Later(h.position, positioned.Position())
}

// settle asks for the places of commits that are in doubt, and says whether none is left. While
// another reader asks, there is one.
func (db *DB) settle(ctx context.Context, follower seam.Follower) bool {
	h := &db.history
	doubts := h.inDoubt()
	if len(doubts) == 0 {
		return true
	}
	if !h.settling.TryLock() {
		return false
	}
	defer h.settling.Unlock()
	for _, d := range doubts {
		position, err := d.Settle(ctx)
		if err != nil {
			return false // who reads there next sees why
		}
		if position != "" {
			h.settled(follower, d, position)
		}
	}
	return len(h.inDoubt()) == 0
}

func (h *history) inDoubt() []doubt {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.doubts)
}

// settled notes a place that is not before a commit that was in doubt.
func (h *history) settled(follower seam.Follower, d doubt, position string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.position = follower.Later(h.position, position)
	h.doubts = slices.DeleteFunc(h.doubts, func(other doubt) bool { return other == d })
}

// acquireReader begins a transaction that reads: on a replica, where there are some, and on the primary
// while a commit is in doubt.
func (db *DB) acquireReader(ctx context.Context) (seam.Conn, error) {
	follower, follows := db.engine.(seam.Follower)
	if !follows {
		return db.engine.Acquire(ctx, seam.ReadOnly)
	}
	if !db.settle(ctx, follower) {
		return db.engine.Acquire(ctx, seam.ReadOnly)
	}
	position := db.Position()
	if told, is := ctx.Value(positionKey{}).(string); is {
		position = follower.Later(position, told)
	}
	return follower.AcquireAfter(ctx, position)
}
