// Package postgres is the PostgreSQL engine. Give it to kin.Open:
//
//	db, err := kin.Open(ctx, postgres.URL("postgres://localhost/blog"), …)
//
// It speaks through pgx itself, and values go between the wire and the fields of a
// struct in PostgreSQL's binary form.
//
// # What is stored
//
//   - A time.Time is timestamptz: exact to the microsecond, what is finer is cut off. The
//     zone is not kept: times come back in UTC.
//   - Integers are smallint, integer and bigint, by their width; unsigned ones the next
//     wider, and a uint64 is numeric(20).
//   - A text of a limited size is text with a CHECK, so that a value too long is a
//     violated constraint with table and column; varchar would not say which.
//   - [16]byte is uuid, other bytes are bytea, JSON is jsonb (which orders the keys of an
//     object in its own way, and drops spaces).
//   - A generated key is an identity column. After rows with keys of their own were
//     inserted, its sequence is set to go on behind them, in the same round trip.
//   - A text cannot hold the byte zero nor what is not UTF-8: both are refused.
//   - A type that is its own sql.Scanner is text, unless its tag says type=.
//
// # Who sees what
//
// Each transaction sees the database as it was at its first statement, as on SQLite:
// REPEATABLE READ, which takes no lock to read. So a graph that is loaded by several
// statements is never of two states. A transaction that writes what another one has
// changed since fails with an error of the kind that kin.DB.Tx runs again; none is lost
// by being written over. READ COMMITTED, PostgreSQL's own default, promises neither. What
// REPEATABLE READ lets pass is that two transactions each decide by reading rows that the other
// writes; Serializable refuses that as well.
//
// BEGIN travels with the first statement and SAVEPOINT with the next one: neither costs
// a round trip. Nor does the end of a transaction that has only read: it travels with the
// next beginning on its connection, and where none comes within ten milliseconds, it is
// sent in the background.
//
// # Poolers
//
// Behind a pooler such as pgbouncer a transaction may get another server connection than the
// one before, where the statements prepared earlier are not. The engine sees by itself
// that something stands between it and the server, and then prepares nothing
// (see Pooler and Prepared).
package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/kin-go/kin/internal/seam"
)

// URL is the database at an address, as a URL or in the keyword form of libpq:
//
//	postgres://user:secret@localhost:5432/blog?sslmode=disable
//	host=localhost user=me dbname=blog
//
// The address may name several hosts, which are tried in turn, and
// target_session_attrs=read-write to pass by those that cannot write; the parameters of
// libpq and of pgxpool (pool_max_conns=20) are understood. What it leaves out
// comes from the environment: PGHOST, PGPASSWORD, ….
func URL(dsn string, options ...Option) seam.Engine {
	return settings{dsn: dsn}.with(options)
}

// Pool is the database of a pool of pgx that the program has already. Closing the
// database leaves it open.
func Pool(pool *pgxpool.Pool, options ...Option) seam.Engine {
	return settings{given: pool, handed: true}.with(options)
}

// An Option changes how a database is used.
type Option func(*settings)

// Connections is the greatest number of connections and so of transactions at the same
// time: 16 without this option. pool_max_conns in the address says the same, and a pool
// that was handed in has its own.
func Connections(n int) Option { return func(s *settings) { s.connections = n } }

// Pooler says that a pooler in transaction mode stands between program and server. It is
// needed only where that cannot be seen, because the pooler passes the server's own
// process numbers on. Then statements are not kept prepared: each is parsed and planned each
// time it runs.
func Pooler() Option { return func(s *settings) { s.pooler = true } }

// Prepared says that statements may stay prepared although a pooler is seen: one that has a
// connection for each client, or carries prepared statements along, as pgbouncer does
// from version 1.21 on when its max_prepared_statements is set.
func Prepared() Option { return func(s *settings) { s.prepared = true } }

// Serializable makes transactions that may write behave as if they ran one after the
// other. More of them must be run again.
func Serializable() Option { return func(s *settings) { s.isolation = "SERIALIZABLE" } }

// settings is an engine: all that is known before Open.
type settings struct {
	dsn         string
	given       *pgxpool.Pool
	handed      bool
	connections int
	pooler      bool
	prepared    bool
	isolation   string
	replicas    []string
}

// String names the engine and not its address, which may hold a password.
func (s settings) String() string { return "the PostgreSQL of an address" }

func (s settings) with(options []Option) settings {
	s.isolation = "REPEATABLE READ"
	for _, o := range options {
		o(&s)
	}
	return s
}

// Open connects and asks the server what it can. It changes nothing.
func (s settings) Open(ctx context.Context) (seam.Database, error) {
	if err := s.check(); err != nil {
		return nil, fmt.Errorf("postgres: open: %w", err)
	}
	d, err := s.connect(ctx)
	if err != nil {
		return nil, fmt.Errorf("postgres: open: %w", err)
	}
	if err := d.open(ctx); err != nil {
		d.close()
		if retry, ok := errors.AsType[*seam.RetryError](err); ok {
			err = retry.Cause // there is no transaction yet
		}
		return nil, fmt.Errorf("postgres: open %s: %w", d.primary, err)
	}
	return d, nil
}

func (s settings) check() error {
	switch {
	case s.handed && s.given == nil:
		return errors.New("postgres.Pool(nil): there is no pool")
	case !s.handed && strings.TrimSpace(s.dsn) == "":
		return errors.New("the address is empty: give postgres://user@host:5432/database")
	case slices.ContainsFunc(s.replicas, func(dsn string) bool { return strings.TrimSpace(dsn) == "" }):
		return errors.New("postgres.Replicas: the address of a replica is empty")
	case s.pooler && s.prepared:
		return errors.New("postgres.Pooler says that statements cannot stay prepared, and postgres.Prepared that they can: give one of them")
	case s.connections < 0:
		return fmt.Errorf("postgres.Connections(%d): at least one is needed", s.connections)
	}
	return nil
}

// connect makes the pools. A pool connects when a connection is first needed.
func (s settings) connect(ctx context.Context) (*database, error) {
	d := &database{settings: s, violated: newConstraints()}
	if s.handed {
		d.primary = newServer(s.given)
	} else {
		primary, err := s.pool(ctx, s.dsn)
		if err != nil {
			return nil, err
		}
		d.primary = primary
	}
	for _, dsn := range s.replicas {
		replica, err := s.pool(ctx, dsn)
		if err != nil {
			d.close()
			return nil, err
		}
		d.replicas = append(d.replicas, replica)
	}
	return d, nil
}

func (s settings) pool(ctx context.Context, dsn string) (*server, error) {
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, err // says what is wrong, and hides the password
	}
	switch {
	case s.connections > 0:
		config.MaxConns = int32(s.connections)
	case !strings.Contains(dsn, "pool_max_conns"):
		config.MaxConns = 16
	}
	// A connection that died while nobody used it is found by the first statement of a
	// transaction, and replaced: to ask before costs a round trip.
	config.ShouldPing = func(context.Context, pgxpool.ShouldPingParams) bool { return false }
	config.MinConns = min(config.MinConns, config.MaxConns)
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	return newServer(pool), nil
}

// keepsStatements says whether a mode of pgx has prepared statements stay on the
// connection. Who has chosen another mode for a pool or in the address (as
// default_query_exec_mode=exec) has done so for a pooler.
func keepsStatements(mode pgx.QueryExecMode) bool { return mode == pgx.QueryExecModeCacheStatement }
