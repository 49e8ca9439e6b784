package mysql_test

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
	"github.com/kin-go/kin/mysql"
)

const numbers = `CREATE TABLE n (i INTEGER PRIMARY KEY, v INTEGER NOT NULL); INSERT INTO n VALUES (1, 10), (2, 20), (3, 30);`

func TestWhatIsCommittedStays(t *testing.T) {
	eachWay(t, func(t *testing.T, db seam.Database) {
		write(t, db, numbers)
		c := begin(t, db, seam.Writing)
		if n := exec(t, c, `UPDATE n SET v = v + 1 WHERE i > ?`, query.IntValue(1)); n != 2 {
			t.Errorf("%d lines were changed, want 2", n)
		}
		must(t, c.Commit(ctx))
		c.Release()
		if got := now(t, db, `SELECT sum(v) FROM n`); got != 62 {
			t.Errorf("the sum is %d, want 62", got)
		}
	})
}

func TestAnUpdateCountsTheRowsItFinds(t *testing.T) {
	eachWay(t, func(t *testing.T, db seam.Database) {
		write(t, db, numbers)
		c := begin(t, db, seam.Writing)
		if n := exec(t, c, `UPDATE n SET v = 10 WHERE i = 1`); n != 1 {
			t.Errorf("an update to the value that is there counts %d lines, want 1", n)
		}
	})
}

func TestWhatIsNotCommittedGoes(t *testing.T) {
	for says, end := range map[string]func(*testing.T, seam.Conn){
		"by rollback": func(t *testing.T, c seam.Conn) { must(t, c.Rollback(ctx)); c.Release() },
		"by release":  func(_ *testing.T, c seam.Conn) { c.Release() },
		"with rows still open": func(t *testing.T, c seam.Conn) {
			query1(t, c, `SELECT v FROM n UNION SELECT 1 UNION SELECT 2`).Next()
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
			eachWay(t, func(t *testing.T, db seam.Database) {
				write(t, db, numbers)
				c := begin(t, db, seam.Writing)
				exec(t, c, `DELETE FROM n`)
				end(t, c)
				if got := now(t, db, `SELECT count(*) FROM n`); got != 3 {
					t.Errorf("%d lines are left, want 3", got)
				}
			})
		})
	}
}

func TestSavepointsNest(t *testing.T) {
	eachWay(t, func(t *testing.T, db seam.Database) {
		write(t, db, numbers)
		c := begin(t, db, seam.Writing)
		must(t, c.Savepoint(ctx, "a `b`"))
		exec(t, c, `DELETE FROM n WHERE i = 1`)
		must(t, c.Savepoint(ctx, "inner"))
		exec(t, c, `DELETE FROM n`)
		must(t, c.RollbackTo(ctx, "inner"))
		must(t, c.ReleaseSavepoint(ctx, "inner"))
		must(t, c.ReleaseSavepoint(ctx, "a `b`"))
		must(t, c.Commit(ctx))
		if got := now(t, db, `SELECT count(*) FROM n`); got != 2 {
			t.Errorf("%d lines are left, want 2", got)
		}
	})
}

func TestAnswersMayBeReadSideBySide(t *testing.T) {
	eachWay(t, func(t *testing.T, db seam.Database) {
		write(t, db, numbers)
		c := begin(t, db, seam.ReadOnly)
		var got []string
		const sql = `SELECT v, concat('text ', i) FROM n ORDER BY i`
		outer := query1(t, c, sql)
		for outer.Next() {
			inner := query1(t, c, sql)
			for inner.Next() {
				got = append(got, fmt.Sprint(outer.Int(0)+inner.Int(0), outer.Text(1)[4:], inner.Text(1)[4:]))
			}
			must(t, inner.Err())
		}
		must(t, outer.Err())
		if s := fmt.Sprint(got); s != "[20 1 1 30 1 2 40 1 3 30 2 1 40 2 2 50 2 3 40 3 1 50 3 2 60 3 3]" {
			t.Error(s)
		}
	})
}

func TestManyTextsAreNotAllKept(t *testing.T) {
	db := fresh(t)
	c := begin(t, db, seam.ReadOnly)
	held := func() int64 {
		r := query1(t, c, `SELECT VARIABLE_VALUE FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME IN ('COM_STMT_PREPARE', 'COM_STMT_CLOSE') ORDER BY VARIABLE_NAME DESC`)
		defer r.Close()
		r.Next()
		prepared := r.Text(0)
		r.Next()
		var p, k int64
		fmt.Sscan(prepared, &p)
		fmt.Sscan(r.Text(0), &k)
		return p - k
	}
	for i := range 3 * mysql.StatementsKept {
		if got := count(t, c, fmt.Sprintf("SELECT %d", i)); got != int64(i) {
			t.Fatalf("SELECT %d gives %d", i, got)
		}
	}
	if n := held(); n > mysql.StatementsKept {
		t.Errorf("the server holds %d statements of the connection, want at most %d", n, mysql.StatementsKept)
	}
	before := held()
	for range 100 {
		count(t, c, "SELECT 1")
	}
	if n := held(); n != before {
		t.Errorf("one text run 100 times makes %d statements of %d", n, before)
	}
}

func TestAStatementThatTheServerHasForgottenIsPreparedAnew(t *testing.T) {
	db := fresh(t)
	write(t, db, numbers)
	c := begin(t, db, seam.Writing)
	count(t, c, `SELECT sum(v) FROM n`)
	must(t, c.Script(ctx, `ALTER TABLE n ADD COLUMN w INTEGER NOT NULL DEFAULT 5`))
	r := query1(t, c, `SELECT * FROM n WHERE i = 1`)
	r.Next()
	if r.Int(2) != 5 {
		t.Errorf("the new column is %d, want 5", r.Int(2))
	}
	r.Close()
	must(t, c.Script(ctx, `ALTER TABLE n DROP COLUMN w`))
	count(t, c, `SELECT * FROM n WHERE i = 1`)
}

func TestAStatementThatCannotBePreparedRuns(t *testing.T) {
	c := begin(t, fresh(t), seam.Writing)
	exec(t, c, `PREPARE s FROM 'SELECT 42'`)
	if got := count(t, c, `EXECUTE s`); got != 42 {
		t.Errorf("it gives %d, want 42", got)
	}
}

func TestAReadOnlyTransactionRefusesToWrite(t *testing.T) {
	eachWay(t, func(t *testing.T, db seam.Database) {
		write(t, db, numbers)
		write(t, db, `CREATE FUNCTION wipe() RETURNS INT MODIFIES SQL DATA BEGIN DELETE FROM n; RETURN 1; END`)
		c := begin(t, db, seam.ReadOnly)
		_, exec := c.Exec(ctx, text(`DELETE FROM n`, 0), nil)
		_, query := c.Query(ctx, text(`INSERT INTO n VALUES (9, 9) RETURNING i`, 0), nil)
		_, hidden := c.Exec(ctx, text(`SELECT wipe()`, 0), nil)
		for says, err := range map[string]error{
			"exec": exec, "query": query, "a function": hidden,
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
	eachWay(t, func(t *testing.T, db seam.Database) {
		write(t, db, numbers)
		for _, mode := range []seam.Mode{seam.ReadOnly, seam.Deferred} {
			write(t, db, `UPDATE n SET v = i * 10`)
			c := begin(t, db, mode)
			write(t, db, `UPDATE n SET v = 0`) // before its first read
			if got := count(t, c, `SELECT sum(v) FROM n`); got != 60 {
				t.Errorf("the transaction sees %d, want 60", got)
			}
			if got := now(t, db, `SELECT sum(v) FROM n`); got != 0 {
				t.Errorf("a new transaction sees %d, want 0", got)
			}
		}
	})
}

func TestAReaderBecomesAWriter(t *testing.T) {
	eachWay(t, func(t *testing.T, db seam.Database) {
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
				if got := now(t, db, `SELECT sum(v) FROM n`); got != 21 {
					t.Errorf("the sum is %d, want 21", got)
				}
			})
		}
	})
}

func TestAContextInterruptsAStatement(t *testing.T) {
	eachWay(t, func(t *testing.T, db seam.Database) {
		write(t, db, numbers)
		for says, sql := range map[string]string{
			"that sleeps":  `SELECT sleep(30)`,
			"that reckons": `SELECT count(*) FROM seq_1_to_100000 a, seq_1_to_100000 b`,
		} {
			t.Run(says, func(t *testing.T) {
				c := begin(t, db, seam.Writing)
				defer c.Release()
				exec(t, c, `UPDATE n SET v = 99 WHERE i = 1`)
				id := mysql.ServerID(c)
				soon, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
				defer cancel()
				start := time.Now()
				r, err := c.Query(soon, text(sql, 0), nil)
				if err == nil {
					r.Next()
					err = r.Err()
				}
				if late := time.Since(start) - 50*time.Millisecond; late > 50*time.Millisecond {
					t.Errorf("it returns %s after its deadline", late)
				}
				if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), sql[:15]) {
					t.Errorf("the error is %v", err)
				}
				for says, err := range map[string]error{"commit": c.Commit(ctx), "script": c.Script(ctx, `SELECT 1`)} {
					if err == nil || !strings.Contains(err.Error(), "has ended with an earlier error") {
						t.Errorf("%s afterwards says %v", says, err)
					}
				}
				c.Release()
				mysql.AwaitKills(db)
				left := int64(1)
				for deadline := time.Now().Add(2 * time.Second); left > 0 && time.Now().Before(deadline); time.Sleep(time.Millisecond) {
					left = now(t, db, `SELECT count(*) FROM information_schema.PROCESSLIST WHERE ID = `+id)
				}
				if left != 0 {
					t.Errorf("connection %s still runs on the server", id)
				}
				write(t, db, `UPDATE n SET v = v + 1 WHERE i = 1`) // the row is not held
			})
		}
		if got := now(t, db, `SELECT v FROM n WHERE i = 1`); got != 12 {
			t.Errorf("the value is %d, want 12: what was interrupted is undone", got)
		}
	})
}

func TestAContextThatHasEndedLeavesTheConnectionAsItIs(t *testing.T) {
	eachWay(t, func(t *testing.T, db seam.Database) {
		write(t, db, numbers)
		ended, cancel := context.WithCancel(ctx)
		cancel()
		c := begin(t, db, seam.Writing)
		if _, err := c.Exec(ended, text(`DELETE FROM n`, 0), nil); !errors.Is(err, context.Canceled) {
			t.Errorf("a statement says %v", err)
		}
		exec(t, c, `UPDATE n SET v = 1`)
		must(t, c.Commit(ctx))
	})
}

func TestAnEndedTransactionRunsNothing(t *testing.T) {
	enginetest.AnEndedTransactionRunsNothing(t, fresh(t))
}

func TestAFailedStatementLeavesTheTransactionUsable(t *testing.T) {
	eachWay(t, func(t *testing.T, db seam.Database) {
		write(t, db, numbers)
		c := begin(t, db, seam.Writing)
		exec(t, c, `INSERT INTO n VALUES (4, 40)`)
		if _, err := c.Exec(ctx, text(`INSERT INTO n VALUES (5, 50), (1, 1)`, 0), nil); err == nil {
			t.Fatal("a key was inserted twice")
		}
		must(t, c.Commit(ctx))
		if got := now(t, db, `SELECT count(*) FROM n`); got != 4 {
			t.Errorf("%d lines, want 4: the failed statement does nothing, the others stay", got)
		}
	})
}

func TestWhatFollowsDDLIsATransactionAgain(t *testing.T) {
	eachWay(t, func(t *testing.T, db seam.Database) {
		write(t, db, numbers)
		for says, ddl := range map[string]func(seam.Conn) error{
			"in a script":     func(c seam.Conn) error { return c.Script(ctx, `CREATE TABLE other (i INT); DROP TABLE other`) },
			"as a statement":  func(c seam.Conn) error { _, err := c.Exec(ctx, text(`ALTER TABLE n COMMENT 'x'`, 0), nil); return err },
			"that is no such": func(c seam.Conn) error { return c.Script(ctx, `CREATE TEMPORARY TABLE temporary (i INT)`) },
		} {
			t.Run(says, func(t *testing.T) {
				c := begin(t, db, seam.Writing)
				must(t, ddl(c))
				exec(t, c, `DELETE FROM n`)
				c.Release()
				if got := now(t, db, `SELECT count(*) FROM n`); got != 3 {
					t.Errorf("%d lines are left after a rollback, want 3", got)
				}
			})
		}
	})
}

func TestNothingFollowsDDLThatFails(t *testing.T) {
	eachWay(t, func(t *testing.T, db seam.Database) {
		write(t, db, numbers)
		for says, ddl := range map[string]func(seam.Conn) error{
			"in a script":    func(c seam.Conn) error { return c.Script(ctx, `CREATE TABLE n (i INT)`) },
			"as a statement": func(c seam.Conn) error { _, err := c.Exec(ctx, text(`CREATE TABLE n (i INT)`, 0), nil); return err },
			"to be read":     func(c seam.Conn) error { return c.Script(ctx, `CREATE TABEL m (i INT)`) },
		} {
			t.Run(says, func(t *testing.T) {
				c := begin(t, db, seam.Writing)
				if err := ddl(c); err == nil {
					t.Fatal("it does not fail")
				}
				_, err := c.Exec(ctx, text(`DELETE FROM n`, 0), nil)
				if err == nil || !strings.Contains(err.Error(), "has ended with an earlier error") {
					t.Errorf("a statement behind it says %v", err)
				}
				c.Release()
				if got := now(t, db, `SELECT count(*) FROM n`); got != 3 {
					t.Errorf("%d lines are left, want 3", got)
				}
			})
		}
	})
}

func TestWhatAStatementChangesOfTheSessionEndsWithTheTransaction(t *testing.T) {
	eachWay(t, func(t *testing.T, db seam.Database) {
		c := begin(t, db, seam.Writing)
		must(t, c.Script(ctx, `SET FOREIGN_KEY_CHECKS = 0`))
		c.Release()
		for range 3 {
			if got := now(t, db, `SELECT @@SESSION.foreign_key_checks`); got != 1 {
				t.Error("foreign keys are off in a later transaction")
			}
		}
	})
}

func TestAStatementIsExplained(t *testing.T) {
	db := fresh(t)
	write(t, db, numbers)
	c := begin(t, db, seam.ReadOnly)
	got, err := c.Explain(ctx, text(`SELECT * FROM n AS a STRAIGHT_JOIN n AS b ON a.v = b.v WHERE a.i = ?`, 1), []query.Value{query.IntValue(1)})
	must(t, err)
	want := []string{"SIMPLE a const by PRIMARY = const 1 rows", "SIMPLE b ALL 3 rows (Using where)"}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestAStatementIsKnownByItsWords(t *testing.T) {
	for _, k := range []struct {
		sql            string
		reads, commits bool
	}{
		{"SELECT 1", true, false},
		{" ( select 1) UNION SELECT 2", true, false},
		{"-- a comment\n/* another */ # and one\nDELETE FROM n", false, false},
		{"WITH a AS (SELECT 1) SELECT * FROM a", true, false},
		{"INSERT INTO n VALUES (1)", false, false},
		{"create table a (b int)", false, true},
		{"CREATE TEMPORARY TABLE a (b int)", false, false},
		{"TRUNCATE n", false, true},
		{"ROLLBACK TO SAVEPOINT a", true, false},
		{"ROLLBACK", false, true},
		{"SAVEPOINT a", true, false},
		{"", true, false},
	} {
		if mysql.Reads(k.sql) != k.reads || mysql.Commits(k.sql) != k.commits {
			t.Errorf("%q reads %t and commits %t", k.sql, mysql.Reads(k.sql), mysql.Commits(k.sql))
		}
	}
}

func TestAScriptIsSplitBetweenItsStatements(t *testing.T) {
	for _, k := range []struct {
		sql  string
		want []string
	}{
		{"", nil},
		{" ; ;; -- nothing;\n", nil},
		{"SELECT 1; SELECT 2;", []string{"SELECT 1", "SELECT 2"}},
		{`SELECT ';', "a;''", 'it''s;', 'a\';', ` + "`;`; SELECT 2", []string{`SELECT ';', "a;''", 'it''s;', 'a\';', ` + "`;`", "SELECT 2"}},
		{"SELECT 1 -- a;\n, 2 /* ; */ # ;\n; SELECT 5--1", []string{"SELECT 1 -- a;\n, 2 /* ; */ # ;", "SELECT 5--1"}},
		{"CREATE OR REPLACE DEFINER=`a`@`b` TRIGGER x BEFORE INSERT ON n FOR EACH ROW BEGIN SELECT 1; END", []string{"CREATE OR REPLACE DEFINER=`a`@`b` TRIGGER x BEFORE INSERT ON n FOR EACH ROW BEGIN SELECT 1; END"}},
		{"CREATE TABLE a (i INT); CREATE TABLE b (i INT)", []string{"CREATE TABLE a (i INT)", "CREATE TABLE b (i INT)"}},
		{"SELECT 'no end;", []string{"SELECT 'no end;"}},
	} {
		if got := mysql.Split(k.sql); fmt.Sprintf("%q", got) != fmt.Sprintf("%q", k.want) {
			t.Errorf("%q\ngot  %q\nwant %q", k.sql, got, k.want)
		}
	}
}
