package livedb

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"sync"
	"time"

	"github.com/kin-go/kin"
)

// A Session is a row of what the server keeps of a browser: who has signed in there. A program opts in by
// declaring its table:
//
//	var sessions = kin.Table[livedb.Session]()
type Session struct {
	kin.Entity[string] `kin:"table=kin_session"`
	Token              string `kin:"pk; size=64"` // a hash: the table opens no door
	Data               []byte
	Expires            time.Time `kin:"index"`
}

// A Store keeps the sessions of scs in the table of Session. It is a scs.CtxStore.
type Store struct {
	db    *kin.DB
	table *Session

	mu    sync.Mutex
	swept time.Time
}

// NewStore makes a store; table is what kin.Table has given.
func NewStore(db *kin.DB, table *Session) *Store {
	return &Store{db: db, table: table, swept: time.Now()}
}

// A secretKind keeps secrets apart that stand for different things: a ticket is never taken for a session.
type secretKind string

const (
	sessionToken  secretKind = "session"
	ticketNumber  secretKind = "ticket"
	browserSecret secretKind = "browser"
)

// keyOf is what is kept of a secret.
func keyOf(kind secretKind, secret string) string {
	sum := sha256.Sum256([]byte("kin " + string(kind) + " " + secret))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// FindCtx implements scs.CtxStore.
func (k *Store) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	err = k.db.Read(ctx, func(ctx context.Context, s *kin.Session) error {
		row, err := kin.GetBy[Session](ctx, s, keyOf(sessionToken, token))
		if err == nil && time.Now().Before(row.Expires) {
			data, found = row.Data, true
		}
		return notFoundIsNone(err)
	})
	return data, found, err
}

// CommitCtx implements scs.CtxStore.
func (k *Store) CommitCtx(ctx context.Context, token string, data []byte, expires time.Time) error {
	return k.put(ctx, keyOf(sessionToken, token), data, expires)
}

func (k *Store) put(ctx context.Context, key string, data []byte, expires time.Time) error {
	err := k.db.Tx(ctx, func(ctx context.Context, s *kin.Session) error {
		_, err := kin.Merge(ctx, s, &Session{Token: key, Data: data, Expires: expires.UTC()})
		return err
	})
	if err == nil {
		err = k.sweep(ctx)
	}
	return err
}

// DeleteCtx implements scs.CtxStore.
func (k *Store) DeleteCtx(ctx context.Context, token string) error {
	_, _, err := k.take(ctx, keyOf(sessionToken, token))
	return err
}

// take finds a row and deletes it: of several who take one, one finds it.
func (k *Store) take(ctx context.Context, key string) (data []byte, found bool, err error) {
	err = k.db.Tx(ctx, func(ctx context.Context, s *kin.Session) error {
		data, found = nil, false // of an attempt that was given up
		row, err := kin.GetBy[Session](ctx, s, key)
		if err != nil {
			return notFoundIsNone(err)
		}
		s.Delete(row)
		data, found = row.Data, time.Now().Before(row.Expires)
		return nil
	})
	if _, stale := errors.AsType[*kin.StaleError](err); stale { // somebody else was quicker
		return nil, false, nil
	}
	if err != nil || !found {
		return nil, false, err
	}
	return data, true, nil
}

// Find implements scs.Store.
func (k *Store) Find(token string) ([]byte, bool, error) {
	return k.FindCtx(context.Background(), token)
}

// Commit implements scs.Store.
func (k *Store) Commit(token string, data []byte, expires time.Time) error {
	return k.CommitCtx(context.Background(), token, data, expires)
}

// Delete implements scs.Store.
func (k *Store) Delete(token string) error { return k.DeleteCtx(context.Background(), token) }

const (
	sweepEvery = 10 * time.Minute
	sweepMost  = 500
)

// sweep deletes what has expired, now and then.
func (k *Store) sweep(ctx context.Context) error {
	k.mu.Lock()
	due := time.Since(k.swept) > sweepEvery
	if due {
		k.swept = time.Now()
	}
	k.mu.Unlock()
	if !due {
		return nil
	}
	_, err := k.Sweep(ctx)
	return err
}

// Sweep deletes sessions that have expired, 500 at most, and says how many. A store does it by itself every ten
// minutes in which something is stored.
func (k *Store) Sweep(ctx context.Context) (n int, err error) {
	err = k.db.Tx(ctx, func(ctx context.Context, s *kin.Session) error {
		rows, err := kin.Select(k.table).Where(kin.Le(&k.table.Expires, time.Now().UTC())).Limit(sweepMost).All(ctx, s)
		n = len(rows)
		for _, row := range rows {
			s.Delete(row)
		}
		return err
	})
	if _, stale := errors.AsType[*kin.StaleError](err); stale { // another server sweeps
		return 0, nil
	}
	return n, err
}

func notFoundIsNone(err error) error {
	if errors.Is(err, kin.ErrNotFound) {
		return nil
	}
	return err
}
