// Package kintest is for the tests of programs that use Kin: run a test on every engine,
// count the statements that a piece of code sends, look at their text.
//
//	func TestFeed(t *testing.T) {
//		kintest.Run(t, func(t *testing.T, e kintest.Engine) {
//			db := e.Open(t, kin.Models(users, posts, flags))
//			kintest.Statements(t, db, 3, func(ctx context.Context) {
//				…
//			})
//		})
//	}
//
// It also holds the suite that every engine of Kin must pass (Conformance) and the rows
// it works on (OpenFixture). None of that declares a table before it is called, so that
// importing this package adds nothing to the mapping of your program.
package kintest

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/kin-go/kin"
)

// An Engine is a database engine to test on: it makes new, empty databases.
type Engine struct {
	Name string

	place func(t testing.TB) place
	// pipelines says that it sends several statements in one round trip.
	pipelines bool
	tally     *tally // while it runs the conformance suite
}

// A place is where one database is.
type place struct {
	open func(ctx context.Context, settings ...kin.Setting) (*kin.DB, error)
	// once says that the database is gone when it is closed.
	once bool
}

// Run runs a test on each engine, as a subtest with the engine's name. SQLite is always
// there; other engines are when their address is in the environment.
func Run(t *testing.T, test func(t *testing.T, e Engine)) {
	t.Helper()
	var names []string
	for _, e := range Engines(t) {
		names = append(names, e.Name)
		t.Run(e.Name, func(t *testing.T) { test(t, e) })
	}
	t.Logf("engines: %s", strings.Join(names, ", "))
}

// Engines are the engines to test on. An engine whose address is in the environment and
// that cannot be reached fails the test: it is never left out in silence.
func Engines(t testing.TB) []Engine {
	t.Helper()
	out := []Engine{sqliteFile, sqliteMemory}
	for _, s := range servers {
		url := os.Getenv(s.variable)
		if url == "" {
			t.Logf("%s is not set: the test does not run on %s", s.variable, s.name)
			continue
		}
		out = append(out, Engine{Name: s.name, pipelines: s.pipelines, place: func(t testing.TB) place { return s.place(t, url) }})
	}
	return out
}

// A Database is one database, new and empty when it is made. It may be opened more than
// once, with other models each time, unless it is in memory.
type Database struct {
	place  place
	name   string
	opened *bool
}

// New makes a new, empty database, which is gone after the test.
func (e Engine) New(t testing.TB) Database {
	t.Helper()
	return Database{e.place(t), e.Name, new(bool)}
}

// Open opens the database, and closes it when the test ends. It makes no tables.
func (d Database) Open(t testing.TB, settings ...kin.Setting) *kin.DB {
	t.Helper()
	if d.place.once && *d.opened {
		t.Fatalf("a database of %s is gone when it is closed, and is another one when it is opened again: open it once", d.name)
	}
	*d.opened = true
	db, err := d.place.open(t.Context(), settings...)
	if err != nil {
		t.Fatalf("opening a database of %s: %v", d.name, err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// Open opens a new database that has the tables of its models, and closes it when the
// test ends.
func (e Engine) Open(t testing.TB, settings ...kin.Setting) *kin.DB {
	t.Helper()
	db := e.New(t).Open(t, settings...)
	if err := db.CreateTables(t.Context()); err != nil {
		t.Fatalf("making the tables on %s: %v", e.Name, err)
	}
	return db
}
