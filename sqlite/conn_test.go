package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kin-go/kin/internal/enginetest"
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
	"github.com/kin-go/kin/sqlite"
)

var ctx = context.Background()

const numbers = `CREATE TABLE n (i INTEGER PRIMARY KEY, v INTEGER NOT NULL); INSERT INTO n VALUES (1, 10), (2, 20), (3, 30);`

func TestWhatIsCommittedStays(t *testing.T) {
	eachPlace(t, func(t *testing.T, db seam.Database) {
		write(t, db, numbers)
		c := begin(t, db, seam.Writing)
		if n := exec(t, c, `UPDATE n SET v = v + 1 WHERE i > ?`, query.IntValue(1)); n != 2 {
			t.Errorf("%d lines were changed, want 2", n)
		}
		must(t, c.Commit(ctx))
		c.Release()
		if got := count(t, begin(t, db, seam.ReadOnly), `SELECT sum(v) FROM n`); got != 62 {
			t.Errorf("the sum is %d, want 62", got)
		}
	})
}

func TestWhatIsNotCommittedGoes(t *testing.T) {
	ends := map[string]func(seam.Conn){
		"by rollback": func(c seam.Conn) { must(t, c.Rollback(ctx)); c.Release() },
		"by release":  func(c seam.Conn) { c.Release() },
		"with rows still open": func(c seam.Conn) {
			query1(t, c, `SELECT v FROM n`).Next()
			c.Release()
		},
		"by a rollback whose context has ended": func(c seam.Conn) {
			ended, cancel := context.WithCancel(ctx)
			cancel()
			if err := c.Commit(ended); !errors.Is(err, context.Canceled) {
				t.Errorf("commit with an ended context says %v", err)
			}
			must(t, c.Rollback(ended))
			c.Release()
		},
	}
	for says, end := range ends {
		t.Run(says, func(t *testing.T) {
			eachPlace(t, func(t *testing.T, db seam.Database) {
				write(t, db, numbers)
				c := begin(t, db, seam.Writing)
				exec(t, c, `DELETE FROM n`)
				end(c)
				if got := count(t, begin(t, db, seam.ReadOnly), `SELECT count(*) FROM n`); got != 3 {
					t.Errorf("%d lines are left, want 3", got)
				}
			})
		})
	}
}

func TestSavepointsNest(t *testing.T) {
	eachPlace(t, func(t *testing.T, db seam.Database) {
		write(t, db, numbers)
		c := begin(t, db, seam.Writing)
		must(t, c.Savepoint(ctx, `a "b"`))
		exec(t, c, `DELETE FROM n WHERE i = 1`)
		must(t, c.Savepoint(ctx, "inner"))
		exec(t, c, `DELETE FROM n`)
		must(t, c.RollbackTo(ctx, "inner"))
		must(t, c.ReleaseSavepoint(ctx, "inner"))
		must(t, c.ReleaseSavepoint(ctx, `a "b"`))
		must(t, c.Commit(ctx))
		if got := count(t, begin(t, db, seam.ReadOnly), `SELECT count(*) FROM n`); got != 2 {
			t.Errorf("%d lines are left, want 2", got)
		}
	})
}

func TestOneTextMayBeOpenTwice(t *testing.T) {
	eachPlace(t, func(t *testing.T, db seam.Database) {
		write(t, db, numbers)
		c := begin(t, db, seam.ReadOnly)
		var got []int64
		outer := query1(t, c, `SELECT v FROM n ORDER BY i`)
		for outer.Next() {
			inner := query1(t, c, `SELECT v FROM n ORDER BY i`)
			for inner.Next() {
				got = append(got, outer.Int(0)+inner.Int(0))
			}
			must(t, inner.Err())
		}
		must(t, outer.Err())
		if s := fmt.Sprint(got); s != "[20 30 40 30 40 50 40 50 60]" {
			t.Error(s)
		}
	})
}

func TestManyTextsAreNotAllKept(t *testing.T) {
	db := file(t)
	c := begin(t, db, seam.ReadOnly)
	for i := range 1000 {
		if got := count(t, c, fmt.Sprintf("SELECT %d", i)); got != int64(i) {
			t.Fatalf("SELECT %d gives %d", i, got)
		}
	}
}

func TestAReadOnlyTransactionRefusesToWrite(t *testing.T) {
	eachPlace(t, func(t *testing.T, db seam.Database) {
		write(t, db, numbers)
		c := begin(t, db, seam.ReadOnly)
		_, exec := c.Exec(ctx, text(`DELETE FROM n`, 0), nil)
		_, query := c.Query(ctx, text(`INSERT INTO n VALUES (9, 9) RETURNING i`, 0), nil)
		for says, err := range map[string]error{
			"exec": exec, "query": query,
			"script":  c.Script(ctx, `SELECT 1; DROP TABLE n`),
			"upgrade": c.Upgrade(ctx),
		} {
			if err == nil || !strings.Contains(err.Error(), "read-only") {
				t.Errorf("%s says %v", says, err)
			}
		}
		if got := count(t, c, `SELECT count(*) FROM n`); got != 3 {
			t.Errorf("%d lines are left, want 3", got)
		}
	})
}

func TestAReaderKeepsWhatItSawWhileAnotherWrites(t *testing.T) {
	eachPlace(t, func(t *testing.T, db seam.Database) {
		write(t, db, numbers)
		c := begin(t, db, seam.Deferred)
		r := query1(t, c, `SELECT v FROM n ORDER BY i`)
		r.Next()
		write(t, db, `UPDATE n SET v = 0`)
		if r.Next(); r.Int(0) != 20 {
			t.Errorf("rows that were open see %d, want 20", r.Int(0))
		}
		if got := count(t, c, `SELECT sum(v) FROM n`); got != 60 {
			t.Errorf("the transaction sees %d, want 60", got)
		}
		if got := count(t, begin(t, db, seam.ReadOnly), `SELECT sum(v) FROM n`); got != 0 {
			t.Errorf("a new transaction sees %d, want 0", got)
		}
	})
}

func TestAReaderBecomesAWriter(t *testing.T) {
	eachPlace(t, func(t *testing.T, db seam.Database) {
		write(t, db, numbers)
		for says, upgrade := range map[string]func(seam.Conn) error{
			"when it asks":                func(c seam.Conn) error { return c.Upgrade(ctx) },
			"by a statement that writes":  func(seam.Conn) error { return nil },
			"when it asks a second time":  func(c seam.Conn) error { return errors.Join(c.Upgrade(ctx), c.Upgrade(ctx)) },
			"by a script that writes too": func(c seam.Conn) error { return c.Script(ctx, `UPDATE n SET v = 0`) },
		} {
			t.Run(says, func(t *testing.T) {
				c := begin(t, db, seam.Deferred)
				count(t, c, `SELECT count(*) FROM n`)
				must(t, upgrade(c))
				exec(t, c, `UPDATE n SET v = 7`)
				must(t, c.Commit(ctx))
				c.Release()
				if got := count(t, begin(t, db, seam.ReadOnly), `SELECT sum(v) FROM n`); got != 21 {
					t.Errorf("the sum is %d, want 21", got)
				}
			})
		}
	})
}

func TestAnUpgradeHoldsTheRightToWriteAtOnce(t *testing.T) {
	eachPlace(t, func(t *testing.T, db seam.Database) {
		write(t, db, numbers)
		c := begin(t, db, seam.Deferred)
		must(t, c.Upgrade(ctx))
		soon, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
		defer cancel()
		if _, err := db.Acquire(soon, seam.Writing); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a second writer begins: %v", err)
		}
		c.Release()
		begin(t, db, seam.Writing)
	})
}

func TestAnUpgradeOfWhatIsNoLongerCurrentMustBeRunAgain(t *testing.T) {
	eachPlace(t, func(t *testing.T, db seam.Database) {
		write(t, db, numbers)
		c := begin(t, db, seam.Deferred)
		count(t, c, `SELECT sum(v) FROM n`)
		write(t, db, `UPDATE n SET v = 0`)
		var retry *seam.RetryError
		if err := c.Upgrade(ctx); !errors.As(err, &retry) || !strings.Contains(err.Error(), "has changed the database since") {
			t.Errorf("upgrade says %v", err)
		}
		if _, err := c.Exec(ctx, text(`DELETE FROM n`, 0), nil); !errors.As(err, &retry) {
			t.Errorf("a statement that writes says %v", err)
		}
		if got := count(t, c, `SELECT sum(v) FROM n`); got != 60 {
			t.Errorf("afterwards it reads %d, want 60", got)
		}
		begin(t, db, seam.Writing) // the right to write was given back
	})
}

func TestAnotherProcessThatWritesIsWaitedFor(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	a := open(t, sqlite.File(path))
	b := open(t, sqlite.File(path, sqlite.Wait(50*time.Millisecond)))
	write(t, a, numbers)
	c := begin(t, a, seam.Writing)
	var retry *seam.RetryError
	if _, err := b.Acquire(ctx, seam.Writing); !errors.As(err, &retry) {
		t.Errorf("without an end in sight it says %v", err)
	}
	releaseSoon(t, c)
	begin(t, b, seam.Writing)
}

func TestAContextInterruptsAStatement(t *testing.T) {
	const endless = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n`
	eachPlace(t, func(t *testing.T, db seam.Database) {
		soon, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
		defer cancel()
		c := begin(t, db, seam.Writing)
		r, err := c.Query(soon, text(endless, 0), nil)
		must(t, err)
		if r.Next() {
			t.Fatal("it came to an end")
		}
		if err := r.Err(); !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "RECURSIVE") {
			t.Errorf("the error is %v", err)
		}
		if _, err := c.Exec(soon, text(`CREATE TABLE x (y)`, 0), nil); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a statement begun afterwards says %v", err)
		}
		exec(t, c, `CREATE TABLE x (y)`)
		must(t, c.Commit(ctx))
	})
}

func TestAnEndedTransactionRunsNothing(t *testing.T) {
	enginetest.AnEndedTransactionRunsNothing(t, file(t))
}

func TestAFailedStatementLeavesTheTransactionUsable(t *testing.T) {
	eachPlace(t, func(t *testing.T, db seam.Database) {
		write(t, db, numbers)
		c := begin(t, db, seam.Writing)
		exec(t, c, `INSERT INTO n VALUES (4, 40)`)
		if _, err := c.Exec(ctx, text(`INSERT INTO n VALUES (5, 50), (1, 1)`, 0), nil); err == nil {
			t.Fatal("a key was inserted twice")
		}
		must(t, c.Commit(ctx))
		if got := count(t, begin(t, db, seam.ReadOnly), `SELECT count(*) FROM n`); got != 4 {
			t.Errorf("%d lines, want 4: the failed statement does nothing, the others stay", got)
		}
	})
}

func TestOnlyStatementsThatChangeCountTheirLines(t *testing.T) {
	db := file(t)
	write(t, db, numbers)
	c := begin(t, db, seam.Writing)
	exec(t, c, `UPDATE n SET v = 0`)
	for _, sql := range []string{`CREATE TABLE other (x)`, `SELECT * FROM n`, `UPDATE n SET v = 1 WHERE i = 99`} {
		if n := exec(t, c, sql); n != 0 {
			t.Errorf("%s changes %d lines", sql, n)
		}
	}
}

func TestAPlanTellsTablesFromWhatItMakesItself(t *testing.T) {
	db := file(t)
	write(t, db, numbers)
	write(t, db, `CREATE TABLE far (w int); CREATE TABLE "odd name" (i int); CREATE INDEX ix_n_v ON n (v)`)
	c := begin(t, db, seam.ReadOnly)
	for _, k := range []struct{ sql, want string }{
		{`SELECT * FROM "odd name"`, `[{odd name  true}]`},
		{`SELECT i FROM n WHERE v = 1`, `[{n ix_n_v false}]`},
		{`SELECT v FROM n ORDER BY v`, `[{n ix_n_v false}]`},
		{`SELECT * FROM far JOIN (SELECT DISTINCT w FROM far LIMIT 1) AS made ON made.w = far.w`, `[{far  true} {far  true}]`},
		{`SELECT * FROM far AS a LEFT JOIN far AS b ON a.w = b.w`, `[{a  true} {b  true}]`},
		{`SELECT * FROM n WHERE i IN (SELECT value FROM json_each('[1]'))`, `[{n PRIMARY KEY false}]`},
		{`SELECT 1`, `[]`},
		{`UPDATE n SET v = 1 WHERE i = 2`, `[{n PRIMARY KEY false}]`},
		{`DELETE FROM far WHERE w = 1`, `[{far  true}]`},
		{`INSERT INTO n VALUES (99, 1)`, `[]`},
	} {
		steps, err := c.Explain(ctx, text(k.sql, 0), nil)
		must(t, err)
		got := []string{}
		for _, s := range steps {
			if s.Table != "" || s.FullScan || s.Index != "" {
				got = append(got, fmt.Sprintf("{%s %s %t}", s.Table, s.Index, s.FullScan))
			}
		}
		if fmt.Sprint(got) != k.want {
			t.Errorf("%s: got %s, want %s of\n%v", k.sql, got, k.want, steps)
		}
	}
}

func TestExplainingWhatWritesWaitsForNoWriter(t *testing.T) {
	db := file(t)
	write(t, db, numbers)
	w := begin(t, db, seam.Writing)
	exec(t, w, `UPDATE n SET v = 0`)
	c := begin(t, db, seam.Deferred)
	steps, err := c.Explain(ctx, text(`DELETE FROM n WHERE i = ?`, 1), []query.Value{query.IntValue(1)})
	must(t, err)
	if len(steps) != 1 || steps[0].Index != "PRIMARY KEY" {
		t.Errorf("%+v", steps)
	}
}

func TestAStatementIsExplained(t *testing.T) {
	db := file(t)
	write(t, db, numbers)
	c := begin(t, db, seam.ReadOnly)
	got, err := c.Explain(ctx, text(`SELECT * FROM n AS a JOIN n AS b ON a.v = b.i WHERE a.i = ?`, 1), []query.Value{query.IntValue(1)})
	must(t, err)
	want := []string{"SEARCH a USING INTEGER PRIMARY KEY (rowid=?)", "SEARCH b USING INTEGER PRIMARY KEY (rowid=?)"}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
