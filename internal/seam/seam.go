// Package seam says what an engine must be: connect, prepare, run, read rows,
// classify errors. It is the type of kin.Open's argument; engines satisfy it, the
// root package uses it, and neither knows the other.
package seam

import (
	"context"
	"errors"
	"strings"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/schema"
)

// An Engine is a database that can be opened: sqlite.File("blog.db").
type Engine interface {
	// Open connects. It changes nothing in the database.
	Open(ctx context.Context) (Database, error)
}

// A Database is an open engine with its connections. It is safe for all goroutines.
type Database interface {
	// Name is the engine's name: sqlite, postgres, mysql.
	Name() string
	// Dialect says how the engine spells statements.
	Dialect() *compile.Dialect
	// Acquire gives a connection for one transaction, with the transaction begun.
	// It waits for a free one until ctx ends.
	Acquire(ctx context.Context, mode Mode) (Conn, error)
	// CreateTables gives the statements that make the tables, in order, each doing
	// nothing where the table exists.
	CreateTables(tables []*schema.Table) []string
	// Tables inspects the database: the names of the tables that exist.
	Tables(ctx context.Context) ([]string, error)
	Close() error
}

// Mode is what a transaction is for.
type Mode uint8

// The modes. A Deferred transaction reads first and may become a writing one by
// Conn.Upgrade.
const (
	ReadOnly Mode = iota
	Deferred
	Writing
)

// A Conn is one connection inside one transaction, used by one goroutine at a time.
// Release ends its use, rolling back what was not committed.
type Conn interface {
	// Upgrade turns a Deferred transaction into a writing one, before its first write.
	// It fails with a RetryError when what was read is no longer current. On a writing one it does
	// nothing.
	Upgrade(ctx context.Context) error
	Query(ctx context.Context, c *compile.Compiled, args []query.Value) (Rows, error)
	Exec(ctx context.Context, c *compile.Compiled, args []query.Value) (affected int64, err error)
	// Script runs a text without arguments, for DDL.
	Script(ctx context.Context, sql string) error
	Savepoint(ctx context.Context, name string) error
	RollbackTo(ctx context.Context, name string) error
	ReleaseSavepoint(ctx context.Context, name string) error
	// Explain gives the engine's own plan of a statement, which it does not run: one that would write
	// takes no lock that keeps writers out. The steps show none of the arguments.
	Explain(ctx context.Context, c *compile.Compiled, args []query.Value) ([]Step, error)
	Commit(ctx context.Context) error
	Rollback(ctx context.Context) error
	// Release gives the connection back; called exactly once, after Commit or Rollback,
	// or without either (then it rolls back).
	Release()
}

// A Step is one step of an engine's plan. The public one is kin.Step.
type Step struct {
	Depth    int    // how many steps it stands within
	Text     string // the engine's words
	Table    string // that the step reads, as the statement calls it; "" where it reads none
	Index    string // that it goes by; "" where it goes by none
	FullScan bool   // the table is gone through row by row, without an index
}

// String is the step as a line, as far in as it stands.
func (s Step) String() string { return strings.Repeat("  ", s.Depth) + s.Text }

// Rows is an answer being read. After Next is false, Err says why it ended; Close
// may be called at any time and more than once.
type Rows interface {
	query.Row
	Next() bool
	Err() error
	// Columns is the names of the columns of the answer.
	Columns() []string
	// Size is the number of bytes of text and blobs read so far.
	Size() int64
	Close() error
}

// A ConstraintError is a violated constraint, as the engine names it.
type ConstraintError struct {
	Kind    string // unique, foreign key, not null, check
	Table   string
	Columns []string
	Cause   error
}

func (e *ConstraintError) Error() string { return e.Kind + " constraint: " + e.Cause.Error() }
func (e *ConstraintError) Unwrap() error { return e.Cause }

// A RetryError is a serialization failure, a deadlock or a busy database: the whole
// transaction may be run again.
type RetryError struct{ Cause error }

func (e *RetryError) Error() string { return "transaction must be run again: " + e.Cause.Error() }
func (e *RetryError) Unwrap() error { return e.Cause }

// Is makes each of them an ErrConflict.
func (e *RetryError) Is(target error) bool { return target == ErrConflict }

// ErrConflict is what programs compare with.
var ErrConflict = errors.New("another transaction was in the way")
