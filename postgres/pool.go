package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/seam"
)

// A database is an open database: a server that may write, perhaps others that follow
// it.
type database struct {
	settings settings
	primary  *server
	replicas []*server
	turn     atomic.Uint32 // whose turn it is among the replicas
	violated *constraints
	running  atomic.Int64 // transactions not yet released
	closed   atomic.Bool
}

// A server is one address with its connections.
type server struct {
	pool    *pgxpool.Pool
	size    int          // the greatest number of connections
	address string       // host, port and database, for messages
	named   bool         // statements stay prepared on a connection
	took    atomic.Int64 // how long the last ROLLBACK took, in nanoseconds

	follower
	resting
}

func newServer(pool *pgxpool.Pool) *server {
	config := pool.Config()
	c := config.ConnConfig
	return &server{
		pool:    pool,
		size:    int(config.MaxConns),
		address: fmt.Sprintf("%s:%d/%s", c.Host, c.Port, c.Database),
		named:   keepsStatements(c.DefaultQueryExecMode),
	}
}

func (s *server) String() string { return s.address }

func (d *database) Name() string              { return dialect.Name }
func (d *database) Dialect() *compile.Dialect { return dialect }

// Acquire takes a connection. The transaction begins with its first statement.
func (d *database) Acquire(ctx context.Context, mode seam.Mode) (seam.Conn, error) {
	l, err := d.take(ctx, d.primary)
	if err != nil {
		return nil, err
	}
	return newConn(d, l, mode), nil
}

const begins = "begin a transaction"

// clean is take for a use that is not a transaction.
func (d *database) clean(ctx context.Context, s *server) (*link, error) {
	for {
		l, err := d.take(ctx, s)
		if err != nil || !l.open || l.rollback() == nil {
			return l, err
		}
		l.release()
	}
}

// take waits for a connection until ctx ends. It may rest with a transaction that is to be ended
// first.
func (d *database) take(ctx context.Context, s *server) (*link, error) {
	tried := begins + " on " + s.address
	if d.closed.Load() {
		return nil, &failure{tried, errClosed}
	}
	s.waiting.Add(1)
	defer s.waiting.Add(-1)
	if ctx.Err() == nil {
		if l := s.wake(); l != nil {
			return l, nil
		}
	}
	pooled, err := s.pool.Acquire(ctx)
	switch {
	case err == nil:
		return linkOf(s, pooled), nil
	case d.closed.Load():
		return nil, &failure{tried, errClosed}
	case ctx.Err() != nil && int(s.pool.Stat().AcquiredConns()) >= s.size:
		return nil, &failure{tried, fmt.Errorf("all %d connections are in use (postgres.Connections allows more), and the time to wait is over: %w", s.size, ctx.Err())}
	case ctx.Err() != nil:
		return nil, &failure{tried, fmt.Errorf("%w (%w)", ctx.Err(), err)}
	}
	if _, ok := errors.AsType[*pgconn.PgError](err); ok {
		return nil, explain(ctx, err, tried, "")
	}
	if hungUp(err) {
		return nil, &seam.RetryError{Cause: &failure{tried, err}}
	}
	return nil, &failure{tried, err}
}

// hungUp says of an error of connecting that a server was there and ended the connection before
// it was one: the next may be luckier.
func hungUp(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET)
}

// Close lets go of the connections, after the transactions that are still running.
func (d *database) Close() error {
	d.close()
	return nil
}

func (d *database) close() {
	if d.closed.Swap(true) {
		return
	}
	for _, s := range d.servers() {
		s.wakeAll()
		switch {
		case s.pool == d.settings.given:
		case d.running.Load() > 0:
			go s.pool.Close() // closes when all its connections are back
		default:
			s.pool.Close()
		}
	}
}

func (d *database) servers() []*server {
	if d.primary == nil {
		return d.replicas
	}
	return append([]*server{d.primary}, d.replicas...)
}
