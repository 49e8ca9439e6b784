package postgres

import (
	"context"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/kin-go/kin/internal/seam"
)

// Replicas is the addresses of servers that follow the one that writes. Transactions
// that only read go to them in turn, but never back behind what their session has
// committed (see AcquireAfter).
func Replicas(dsns ...string) Option {
	return func(s *settings) { s.replicas = append(s.replicas, dsns...) }
}

const (
	// followsWithin is how long a reader waits for a replica. Mostly one is there after
	// a millisecond or two, and nearly always after ten.
	followsWithin = 100 * time.Millisecond
	// avoidedFor is how long a replica that cannot be reached is left alone.
	avoidedFor = time.Second
)

// written is the place in the history of the database up to which all is on disk. What is
// beyond it comes to replicas only when somebody else commits; where commits do not wait for
// the disk, one's own is there.
const written = `SELECT CASE current_setting('synchronous_commit') WHEN 'off' THEN pg_current_wal_insert_lsn() ELSE pg_current_wal_flush_lsn() END::text`

// nowhere is a place that no replica gets to: it stands for one that is not known.
const nowhere = "FFFFFFFF/FFFFFFFF"

// commits is COMMIT, and where there are replicas, in the same round trip, the question
// where that was.
func (d *database) commits() []string {
	if len(d.replicas) == 0 {
		return []string{"COMMIT"}
	}
	return []string{"COMMIT", written}
}

// noted reads the answer to written, which may be missing.
func (c *conn) noted(answers []*pgconn.Result) {
	switch {
	case len(c.database.replicas) == 0:
	case len(answers) == 0 || len(answers[0].Rows) == 0:
		c.position, c.doubt = nowhere, &doubt{database: c.database}
	default:
		c.position = string(answers[0].Rows[0][0])
	}
}

// Later is the later of two places in the history.
func (d *database) Later(a, b string) string {
	if b == "" || a != "" && numberOf(a) >= numberOf(b) {
		return a
	}
	return b
}

// Position is the place in the history of the database of what was committed.
func (c *conn) Position() string { return c.position }

// A follower is what is known of a replica.
type follower struct {
	replayed   atomic.Uint64 // the furthest place it was seen at
	avoidUntil atomic.Int64  // in nanoseconds of Unix
}

// AcquireAfter begins a transaction that reads, on a replica that has replayed what was
// committed up to a position, or does so in a bounded time; else on the primary.
func (d *database) AcquireAfter(ctx context.Context, position string) (seam.Conn, error) {
	for range d.replicas {
		if numberOf(position) == numberOf(nowhere) {
			break
		}
		s := d.replicas[int(d.turn.Add(1))%len(d.replicas)]
		if time.Now().UnixNano() < s.avoidUntil.Load() {
			continue
		}
		l, err := d.follow(ctx, s, position)
		switch {
		case l != nil:
			return newConn(d, l, seam.ReadOnly), nil
		case err != nil && ctx.Err() == nil:
			s.avoidUntil.Store(time.Now().Add(avoidedFor).UnixNano())
			continue
		}
		break
	}
	return d.Acquire(ctx, seam.ReadOnly)
}

// follow gives a connection to a replica when that has come to a position. None and no
// error: it has not within the time.
func (d *database) follow(ctx context.Context, s *server, position string) (*link, error) {
	ctx, cancel := context.WithTimeout(ctx, followsWithin+time.Second)
	defer cancel()
	l, err := d.take(ctx, s)
	if err != nil {
		return nil, err
	}
	wanted := numberOf(position)
	deadline := time.Now().Add(followsWithin)
	for pause := 500 * time.Microsecond; s.replayed.Load() < wanted; pause = min(2*pause, 5*time.Millisecond) {
		if err := s.look(ctx, l); err != nil {
			l.end()
			return nil, err
		}
		if s.replayed.Load() >= wanted {
			break
		}
		if time.Now().Add(pause).After(deadline) {
			l.end()
			return nil, nil
		}
		time.Sleep(pause)
	}
	return l, nil
}

// look asks a replica where it is. One that has been made the primary is where it writes.
func (s *server) look(ctx context.Context, l *link) error {
	found, err := ask(ctx, l.wire, []string{
		`SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_flush_lsn() END::text`,
	})
	if err != nil {
		return err
	}
	at := numberOf(found[0])
	for seen := s.replayed.Load(); seen < at && !s.replayed.CompareAndSwap(seen, at); seen = s.replayed.Load() {
	}
	return nil
}

// numberOf reads a position, two numbers of 32 bits in hexadecimal: 16/B374D848. None is
// before all others, and what is none is after them.
func numberOf(position string) uint64 {
	if position == "" {
		return 0
	}
	high, low, _ := strings.Cut(position, "/")
	h, err := strconv.ParseUint(high, 16, 32)
	if err != nil {
		return 1<<64 - 1
	}
	n, err := strconv.ParseUint(low, 16, 32)
	if err != nil {
		return 1<<64 - 1
	}
	return h<<32 | n
}
