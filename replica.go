package kin

import (
	"context"
	"sync"

	"github.com/kin-go/kin/internal/seam"
)

// history is how far the database has come by what this program committed, where replicas follow
// it: a transaction that reads must not fall back behind that.
type history struct {
	mu       sync.Mutex
	position string
}

type positionKey struct{}

// Position is the place in the history of the database of all that was committed through db:
// a token that another process gives to After. It is "" where no replicas follow.
func (db *DB) Position() string {
	db.history.mu.Lock()
	defer db.history.mu.Unlock()
	return db.history.position
}

// After lets DB.Read see what was committed up to a position that another process has told
// (DB.Position), besides what this one has committed.
func After(ctx context.Context, position string) context.Context {
	return context.WithValue(ctx, positionKey{}, position)
}

// committed notes where a commit was.
func (db *DB) committed(conn seam.Conn) {
	follower, follows := db.engine.(seam.Follower)
	positioned, has := conn.(seam.Positioned)
	if !follows || !has {
		return
	}
	db.history.mu.Lock()
	defer db.history.mu.Unlock()
	db.history.position = follower.Later(db.history.position, positioned.Position())
}

// acquireReader begins a transaction that reads: on a replica, where there are some.
func (db *DB) acquireReader(ctx context.Context) (seam.Conn, error) {
	follower, follows := db.engine.(seam.Follower)
	if !follows {
		return db.engine.Acquire(ctx, seam.ReadOnly)
	}
	position := db.Position()
	if told, is := ctx.Value(positionKey{}).(string); is {
		position = follower.Later(position, told)
	}
	return follower.AcquireAfter(ctx, position)
}
