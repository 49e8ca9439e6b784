package sqlite_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kin-go/kin/internal/seam"
	"github.com/kin-go/kin/sqlite"
)

func TestWritersTakeTurnsAndLoseNothing(t *testing.T) {
	eachPlace(t, func(t *testing.T, db seam.Database) {
		write(t, db, numbers)
		must(t, inEach(8, func(int) error {
			for range 50 {
				if err := addOne(db, seam.Writing); err != nil {
					return err
				}
			}
			return nil
		}))
		if got := count(t, begin(t, db, seam.ReadOnly), `SELECT v FROM n WHERE i = 1`); got != 10+8*50 {
			t.Errorf("the count is %d, want %d", got, 10+8*50)
		}
	})
}

func TestReadersThatBecomeWritersLoseNothingWhenRunAgain(t *testing.T) {
	eachPlace(t, func(t *testing.T, db seam.Database) {
		write(t, db, numbers)
		must(t, inEach(8, func(int) error {
			for done := 0; done < 20; {
				err := addOne(db, seam.Deferred)
				var retry *seam.RetryError
				switch {
				case err == nil:
					done++
				case !errors.As(err, &retry):
					return err
				}
			}
			return nil
		}))
		if got := count(t, begin(t, db, seam.ReadOnly), `SELECT v FROM n WHERE i = 1`); got != 10+8*20 {
			t.Errorf("the count is %d, want %d", got, 10+8*20)
		}
	})
}

func TestReadersSeeWholeTransactionsWhileWritersWrite(t *testing.T) {
	eachPlace(t, func(t *testing.T, db seam.Database) {
		write(t, db, `CREATE TABLE n (i INTEGER PRIMARY KEY, v INTEGER); INSERT INTO n VALUES (1, 100), (2, -100)`)
		const both = `UPDATE n SET v = v + CASE i WHEN 1 THEN 1 ELSE -1 END`
		must(t, inEach(6, func(i int) error {
			for range 50 {
				if i < 2 {
					write(t, db, both)
					continue
				}
				c, err := db.Acquire(ctx, seam.ReadOnly)
				if err != nil {
					return err
				}
				if got := count(t, c, `SELECT sum(v) FROM n`); got != 0 {
					t.Errorf("a reader sees half a transaction: %d", got)
				}
				c.Release()
			}
			return nil
		}))
	})
}

func TestReadersWaitForAConnectionUntilTheirContextEnds(t *testing.T) {
	db := file(t, sqlite.Connections(2))
	a := begin(t, db, seam.ReadOnly)
	begin(t, db, seam.Deferred)
	soon, cancel := context.WithTimeout(ctx, 10*time.Millisecond)
	defer cancel()
	_, err := db.Acquire(soon, seam.ReadOnly)
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "all 2 connections are in use") {
		t.Errorf("the error is %v", err)
	}
	begin(t, db, seam.Writing) // has a connection of its own
	releaseSoon(t, a)
	begin(t, db, seam.ReadOnly)
}

func TestAClosedDatabaseBeginsNothing(t *testing.T) {
	eachPlace(t, func(t *testing.T, db seam.Database) {
		write(t, db, numbers)
		running, reading := begin(t, db, seam.Writing), begin(t, db, seam.ReadOnly)
		must(t, db.Close())
		must(t, db.Close())
		for _, mode := range []seam.Mode{seam.Writing, seam.Deferred, seam.ReadOnly} {
			if c, err := db.Acquire(ctx, mode); err == nil || !strings.Contains(err.Error(), "was closed") {
				t.Errorf("mode %d: %v %v", mode, c, err)
			}
		}
		exec(t, running, `UPDATE n SET v = 0`)
		must(t, running.Commit(ctx))
		count(t, reading, `SELECT count(*) FROM n`)
	})
}

func TestEachDatabaseInMemoryIsItsOwn(t *testing.T) {
	engine := sqlite.Memory()
	a, b := open(t, engine), open(t, engine)
	write(t, a, numbers)
	tables, err := b.Tables(ctx)
	must(t, err)
	if len(tables) != 0 {
		t.Errorf("the second has the tables %v of the first", tables)
	}
	create(t, b, userTable)
	count(t, begin(t, a, seam.ReadOnly), `SELECT count(*) FROM n`)
}

func TestAFileKeepsWhatWasCommitted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "it's a ?file#.db")
	db := open(t, sqlite.File(path, sqlite.Durable(), sqlite.Cache(1<<20)))
	write(t, db, numbers)
	must(t, db.Close())
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
	again := open(t, sqlite.File(path))
	if got := count(t, begin(t, again, seam.ReadOnly), `SELECT count(*) FROM n`); got != 3 {
		t.Errorf("%d lines, want 3", got)
	}
}

func TestAnEngineThatCannotBeOpenedSaysWhy(t *testing.T) {
	ended, cancel := context.WithCancel(ctx)
	cancel()
	missing := filepath.Join(t.TempDir(), "missing", "a.db")
	text := filepath.Join(t.TempDir(), "text.db")
	must(t, os.WriteFile(text, []byte(strings.Repeat("this is no database\n", 100)), 0o600))
	for _, k := range []struct {
		says   string
		ctx    context.Context
		engine seam.Engine
		err    string
	}{
		{"no path", ctx, sqlite.File(""), "the path is empty"},
		{"the name of memory", ctx, sqlite.File(":memory:"), "use sqlite.Memory()"},
		{"a URI of memory", ctx, sqlite.File("file:x?mode=memory&cache=shared"), "use sqlite.Memory()"},
		{"no connections", ctx, sqlite.Memory(sqlite.Connections(0)), "at least one is needed"},
		{"a negative cache", ctx, sqlite.Memory(sqlite.Cache(-1)), "cannot be negative"},
		{"a negative wait", ctx, sqlite.Memory(sqlite.Wait(-1)), "cannot be negative"},
		{"an ended context", ended, sqlite.Memory(), "context canceled"},
		{"a folder that does not exist", ctx, sqlite.File(missing), "unable to open database file"},
		{"a file that is no database", ctx, sqlite.File(text), "file is not a database"},
	} {
		t.Run(k.says, func(t *testing.T) {
			_, err := k.engine.Open(k.ctx)
			if err == nil || !strings.Contains(err.Error(), k.err) || !strings.HasPrefix(err.Error(), "sqlite: ") {
				t.Errorf("the error is %v, want %s", err, k.err)
			}
		})
	}
}
