// Package sqlite is the SQLite engine: a file, or a database in memory, in the
// process itself and in pure Go. Give it to kin.Open:
//
//	db, err := kin.Open(ctx, sqlite.File("blog.db"), …)
//
// # What is stored
//
//   - A time.Time is TEXT of one fixed form in UTC, exact to the nanosecond:
//     2006-01-02 15:04:05.000000000Z. Text order is the order of time, SQLite's own date
//     functions read it, and it sorts right among values of CURRENT_TIMESTAMP. The zone
//     is not kept: times come back in UTC. Years from 0 to 9999.
//   - A bool is 0 or 1; a uint64 above the greatest int64 is refused.
//   - []byte and [n]byte (a UUID) are BLOB, JSON is TEXT.
//
// # Who waits for whom
//
// Readers never wait and never make a writer wait: each transaction sees the database
// as it was at its first read. There is one writer at a time; within the process
// writers queue in the order they came, and between processes SQLite waits (see Wait). A
// transaction that reads for hours keeps the journal from being emptied: it grows.
package sqlite

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/ncruces/go-sqlite3"

	"github.com/kin-go/kin/internal/seam"
)

// File is the database in the file of that path, which is made when it is opened and
// not there. Its journal is set to WAL, a lasting property of the file: beside it stand
// path-wal and path-shm while it is in use.
//
// path may be a URI (file:blog.db?mode=ro) with SQLite's own parameters.
func File(path string, options ...Option) seam.Engine {
	s := settings{name: path, flags: sqlite3.OPEN_READWRITE | sqlite3.OPEN_CREATE, journal: "wal"}
	if strings.HasPrefix(path, "file:") {
		s.flags |= sqlite3.OPEN_URI
	}
	return s.with(options)
}

// Memory is a database of its own in memory, new and empty at each Open and gone at
// Close. It behaves as a file does, transactions that run side by side included.
func Memory(options ...Option) seam.Engine {
	return settings{memory: true}.with(options)
}

// An Option changes how a database is opened.
type Option func(*settings)

// Durable makes each commit wait until the disk has it. Without it a power failure may
// lose the last commits, but never tears the database: SQLite's synchronous=NORMAL.
func Durable() Option { return func(s *settings) { s.synchronous = "FULL" } }

// Wait is how long a writer waits for another process that writes, 5 seconds without
// this option. After it the transaction fails and may be run again.
func Wait(d time.Duration) Option { return func(s *settings) { s.wait = d } }

// Connections is the greatest number of transactions that read at the same time, 16
// without this option; those that write from the start have one more connection. A
// connection is opened when it is first needed, and costs about 0.5 MB and its cache.
func Connections(n int) Option { return func(s *settings) { s.connections = n } }

// Cache is how many bytes of the database a connection may keep at hand, 16 MB without
// this option.
func Cache(bytes int) Option { return func(s *settings) { s.cache = bytes } }

// settings is an engine: all that is known before Open.
type settings struct {
	name        string
	memory      bool
	flags       sqlite3.OpenFlag
	journal     string // the journal mode to set, "" to leave it
	synchronous string
	wait        time.Duration
	connections int
	cache       int
}

func (s settings) with(options []Option) settings {
	s.synchronous, s.wait, s.connections, s.cache = "NORMAL", 5*time.Second, 16, 16<<20
	for _, o := range options {
		o(&s)
	}
	return s
}

// Open connects. The first connection is the one that writes.
func (s settings) Open(ctx context.Context) (seam.Database, error) {
	if err := s.check(); err != nil {
		return nil, fmt.Errorf("sqlite: open %q: %w", s.name, err)
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("sqlite: open %q: %w", s.name, err)
	}
	if s.memory {
		s = s.inMemory()
	}
	writer, err := s.connect()
	if err != nil {
		return nil, err
	}
	if err := writer.setJournal(s); err != nil {
		writer.close()
		return nil, err
	}
	return newDatabase(s, writer), nil
}

func (s settings) check() error {
	switch {
	case s.memory && s.name != "":
		return errors.New("a database in memory has no path")
	case !s.memory && s.name == "":
		return errors.New("the path is empty: give the path of a file, or use sqlite.Memory()")
	case strings.Contains(s.name, ":memory:") || strings.Contains(s.name, "mode=memory"):
		return errors.New("each connection would have a database of its own: use sqlite.Memory()")
	case s.connections < 1:
		return fmt.Errorf("sqlite.Connections(%d): at least one is needed", s.connections)
	case s.cache < 0:
		return fmt.Errorf("sqlite.Cache(%d): a number of bytes cannot be negative", s.cache)
	case s.wait < 0:
		return fmt.Errorf("sqlite.Wait(%s): a time to wait cannot be negative", s.wait)
	}
	return nil
}

// pragmas prepares a new connection. Foreign keys are off in SQLite unless each
// connection asks for them.
func (s settings) pragmas() string {
	return fmt.Sprintf(`PRAGMA busy_timeout=%d; PRAGMA foreign_keys=ON; PRAGMA case_sensitive_like=ON; PRAGMA synchronous=%s; PRAGMA cache_size=%d`,
		s.wait.Milliseconds(), s.synchronous, -s.cache>>10)
}
