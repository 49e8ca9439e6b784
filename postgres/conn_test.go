package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/kin-go/kin/internal/enginetest"
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
)

const numbers = `CREATE TABLE n (i bigint PRIMARY KEY, v bigint NOT NULL); INSERT INTO n VALUES (1, 10), (2, 20), (3, 30);`

func TestWhatIsCommittedStays(t *testing.T) {
	db := fresh(t)
	write(t, db, numbers)
	c := begin(t, db, seam.Writing)
	if n := exec(t, c, `UPDATE n SET v = v + 1 WHERE i > $1`, query.IntValue(1)); n != 2 {
		t.Errorf("%d lines were changed, want 2", n)
	}
	must(t, c.Commit(ctx))
	c.Release()
	if got := now(t, db, `SELECT sum(v) FROM n`); got != 62 {
		t.Errorf("the sum is %d, want 62", got)
	}
}

func TestWhatIsNotCommittedGoes(t *testing.T) {
	for says, end := range map[string]func(*testing.T, seam.Conn){
		"by rollback": func(t *testing.T, c seam.Conn) { must(t, c.Rollback(ctx)); c.Release() },
		"by release":  func(_ *testing.T, c seam.Conn) { c.Release() },
		"with rows still open": func(t *testing.T, c seam.Conn) {
			query1(t, c, `SELECT generate_series(1, 10)`).Next()
			c.Release()
		},
		"by a rollback whose context has ended": func(t *testing.T, c seam.Conn) {
			ended, cancel := context.WithCancel(ctx)
			cancel()
			if err := c.Commit(ended); !errors.Is(err, context.Canceled) {
				t.Errorf("commit with an ended context says %v", err)
			}
			must(t, c.Rollback(ended))
			c.Release()
		},
	} {
		t.Run(says, func(t *testing.T) {
			db := fresh(t)
			write(t, db, numbers)
			c := begin(t, db, seam.Writing)
			exec(t, c, `DELETE FROM n`)
			end(t, c)
			if got := now(t, db, `SELECT count(*) FROM n`); got != 3 {
				t.Errorf("%d lines are left, want 3", got)
			}
		})
	}
}

func TestSavepointsNest(t *testing.T) {
	db := fresh(t)
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
	if got := now(t, db, `SELECT count(*) FROM n`); got != 2 {
		t.Errorf("%d lines are left, want 2", got)
	}
}

func TestASavepointBringsBackATransactionThatFailed(t *testing.T) {
	db := fresh(t)
	write(t, db, numbers)
	for _, k := range []struct{ says, sql string }{
		{"by a violated constraint", `INSERT INTO n VALUES (1, 1)`},
		{"by a statement with a mistake", `SELECT nothing FROM nowhere`},
	} {
		t.Run(k.says, func(t *testing.T) {
			for _, begun := range []bool{false, true} {
				c := begin(t, db, seam.Writing)
				if begun {
					exec(t, c, `UPDATE n SET v = v`)
				}
				must(t, c.Savepoint(ctx, "a"))
				if _, err := c.Exec(ctx, text(k.sql, 0), nil); err == nil {
					t.Fatal("it did not fail")
				}
				must(t, c.RollbackTo(ctx, "a"))
				must(t, c.ReleaseSavepoint(ctx, "a"))
				if got := count(t, c, `SELECT count(*) FROM n`); got != 3 {
					t.Errorf("%d lines, want 3", got)
				}
				must(t, c.Commit(ctx))
				c.Release()
			}
		})
	}
}

func TestAFailedTransactionIsNotCommitted(t *testing.T) {
	db := fresh(t)
	write(t, db, numbers)
	c := begin(t, db, seam.Writing)
	exec(t, c, `DELETE FROM n WHERE i = 1`)
	if _, err := c.Exec(ctx, text(`INSERT INTO n VALUES (2, 0)`, 0), nil); err == nil {
		t.Fatal("a key was inserted twice")
	}
	if _, err := c.Exec(ctx, text(`SELECT 1`, 0), nil); err == nil || !strings.Contains(err.Error(), "an earlier statement has failed") {
		t.Errorf("a statement after it says %v", err)
	}
	if err := c.Commit(ctx); err == nil || !strings.Contains(err.Error(), "an earlier statement has failed") {
		t.Errorf("commit says %v", err)
	}
	c.Release()
	if got := now(t, db, `SELECT count(*) FROM n`); got != 3 {
		t.Errorf("%d lines are left, want 3", got)
	}
}

func TestOneTextMayBeOpenTwice(t *testing.T) {
	db := fresh(t)
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
}

func TestAReadOnlyTransactionRefusesToWrite(t *testing.T) {
	db := fresh(t)
	write(t, db, numbers)
	for says, try := range map[string]func(seam.Conn) error{
		"exec": func(c seam.Conn) error { _, err := c.Exec(ctx, text(`DELETE FROM n`, 0), nil); return err },
		"query": func(c seam.Conn) error {
			_, err := c.Query(ctx, text(`INSERT INTO n VALUES (9, 9) RETURNING i`, 0), nil)
			return err
		},
		"script":  func(c seam.Conn) error { return c.Script(ctx, `SELECT 1; DROP TABLE n`) },
		"upgrade": func(c seam.Conn) error { return c.Upgrade(ctx) },
	} {
		c := begin(t, db, seam.ReadOnly)
		var retry *seam.RetryError
		if err := try(c); err == nil || !strings.Contains(err.Error(), "the transaction is read-only") || errors.As(err, &retry) {
			t.Errorf("%s says %v", says, err)
		}
		c.Release()
	}
	if got := now(t, db, `SELECT count(*) FROM n`); got != 3 {
		t.Errorf("%d lines are left, want 3", got)
	}
}

func TestAReaderKeepsWhatItSawWhileAnotherWrites(t *testing.T) {
	db := fresh(t)
	write(t, db, numbers)
	for _, mode := range []seam.Mode{seam.ReadOnly, seam.Deferred, seam.Writing} {
		write(t, db, `UPDATE n SET v = i * 10`)
		c := begin(t, db, mode)
		r := query1(t, c, `SELECT v FROM n ORDER BY i`)
		r.Next()
		write(t, db, `UPDATE n SET v = 0`)
		if r.Next(); r.Int(0) != 20 {
			t.Errorf("mode %d: rows that were open see %d, want 20", mode, r.Int(0))
		}
		if got := count(t, c, `SELECT sum(v) FROM n`); got != 60 {
			t.Errorf("mode %d: the transaction sees %d, want 60", mode, got)
		}
		if got := now(t, db, `SELECT sum(v) FROM n`); got != 0 {
			t.Errorf("mode %d: a new transaction sees %d, want 0", mode, got)
		}
		c.Release()
	}
}

func TestAReaderBecomesAWriter(t *testing.T) {
	db := fresh(t)
	write(t, db, numbers)
	c := begin(t, db, seam.Deferred)
	count(t, c, `SELECT count(*) FROM n`)
	must(t, errors.Join(c.Upgrade(ctx), c.Upgrade(ctx)))
	exec(t, c, `UPDATE n SET v = 7`)
	must(t, c.Commit(ctx))
	c.Release()
	if got := now(t, db, `SELECT sum(v) FROM n`); got != 21 {
		t.Errorf("the sum is %d, want 21", got)
	}
}

func TestWhatWasChangedSinceItWasReadMustBeRunAgain(t *testing.T) {
	db := fresh(t)
	write(t, db, numbers)
	c := begin(t, db, seam.Deferred)
	count(t, c, `SELECT sum(v) FROM n`)
	write(t, db, `UPDATE n SET v = 0`)
	must(t, c.Upgrade(ctx))
	var retry *seam.RetryError
	if _, err := c.Exec(ctx, text(`UPDATE n SET v = 1`, 0), nil); !errors.As(err, &retry) || !strings.Contains(err.Error(), "40001") {
		t.Errorf("the error is %v", err)
	}
}

func TestSerializableRefusesDecisionsThatCrossAtCommit(t *testing.T) {
	place := place(t)
	for _, k := range []struct {
		says   string
		option []option
		fails  bool
	}{{"repeatable read", nil, false}, {"serializable", []option{serializable}, true}} {
		t.Run(k.says, func(t *testing.T) {
			db := open(t, at(place, k.option...))
			write(t, db, `DROP TABLE IF EXISTS n;`+numbers)
			a, b := begin(t, db, seam.Writing), begin(t, db, seam.Writing)
			count(t, a, `SELECT sum(v) FROM n`)
			count(t, b, `SELECT sum(v) FROM n`)
			exec(t, a, `INSERT INTO n VALUES (4, 0)`)
			exec(t, b, `INSERT INTO n VALUES (5, 0)`)
			must(t, a.Commit(ctx))
			err := b.Commit(ctx)
			var retry *seam.RetryError
			if k.fails != errors.As(err, &retry) || k.fails == (err == nil) {
				t.Errorf("the second commit says %v", err)
			}
		})
	}
}

func TestADeadlockMustBeRunAgain(t *testing.T) {
	db := fresh(t)
	write(t, db, numbers)
	a, b := begin(t, db, seam.Writing), begin(t, db, seam.Writing)
	exec(t, a, `UPDATE n SET v = 0 WHERE i = 1`)
	exec(t, b, `UPDATE n SET v = 0 WHERE i = 2`)
	errs := make(chan error, 2)
	cross := func(c seam.Conn, sql string) {
		_, err := c.Exec(ctx, text(sql, 0), nil)
		c.Release()
		errs <- err
	}
	go cross(a, `UPDATE n SET v = 1 WHERE i = 2`)
	go cross(b, `UPDATE n SET v = 1 WHERE i = 1`)
	err := errors.Join(<-errs, <-errs)
	var retry *seam.RetryError
	if !errors.As(err, &retry) || !strings.Contains(err.Error(), "40P01") {
		t.Errorf("the error is %v", err)
	}
}

func TestAContextInterruptsAStatementPromptly(t *testing.T) {
	db := fresh(t)
	const wait = 100 * time.Millisecond
	soon, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	c := begin(t, db, seam.Writing)
	start := time.Now()
	_, err := c.Exec(soon, text(`SELECT pg_sleep(10)`, 0), nil)
	late := time.Since(start) - wait
	t.Logf("it returned %s after the deadline", late)
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "pg_sleep") {
		t.Errorf("the error is %v", err)
	}
	if late > 50*time.Millisecond {
		t.Errorf("it returned %s after the deadline", late)
	}
	var retry *seam.RetryError
	if _, err := c.Exec(ctx, text(`SELECT 1`, 0), nil); err == nil || errors.As(err, &retry) {
		t.Errorf("a statement afterwards says %v", err)
	}
	if err := c.Commit(ctx); err == nil {
		t.Error("the transaction was committed")
	}
	c.Release()
	if got := now(t, db, `SELECT 1`); got != 1 {
		t.Error("the pool gives no other connection")
	}
	eventually(t, "the server goes on with it", func() bool {
		return now(t, db, `SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'SELECT pg_sleep(10)%'`) == 0
	})
}

func TestAnEndedTransactionRunsNothing(t *testing.T) {
	enginetest.AnEndedTransactionRunsNothing(t, fresh(t))
}

func TestOnlyStatementsThatChangeCountTheirLines(t *testing.T) {
	db := fresh(t)
	write(t, db, numbers)
	c := begin(t, db, seam.Writing)
	exec(t, c, `UPDATE n SET v = 0`)
	for _, sql := range []string{`CREATE TABLE other (x int)`, `SELECT * FROM n`, `UPDATE n SET v = 1 WHERE i = 99`} {
		if n := exec(t, c, sql); n != 0 {
			t.Errorf("%s changes %d lines", sql, n)
		}
	}
}

func TestAStatementIsExplained(t *testing.T) {
	db := fresh(t)
	write(t, db, numbers)
	c := begin(t, db, seam.ReadOnly)
	got, err := c.Explain(ctx, text(`SELECT * FROM n WHERE i = $1`, 1), []query.Value{query.IntValue(1)})
	must(t, err)
	if len(got) < 2 || !strings.Contains(got[0].Text, "n_pkey") || !strings.Contains(got[0].Text, "rows=") {
		t.Errorf("got %q", got)
	}
}
