package mysql_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
	"github.com/kin-go/kin/mysql"
)

// addMany has 4 goroutines add one 25 times each, again after errors that allow it, and
// gives how many of these are lost and how many transactions were run again.
func addMany(t *testing.T, db seam.Database, mode seam.Mode) (lost, again int64) {
	t.Helper()
	const workers, times = 4, 25
	before := now(t, db, `SELECT v FROM n WHERE i = 1`)
	var retries atomic.Int64
	must(t, inEach(workers, func(int) error {
		for done := 0; done < times; {
			err := addOne(db, mode)
			var retry *seam.RetryError
			switch {
			case err == nil:
				done++
			case !errors.As(err, &retry):
				return err
			default:
				retries.Add(1)
			}
		}
		return nil
	}))
	return before + workers*times - now(t, db, `SELECT v FROM n WHERE i = 1`), retries.Load()
}

func TestWritersLoseNothingWhenRunAgain(t *testing.T) {
	bare := fresh(t, mysql.WithoutSnapshotIsolation())
	write(t, bare, numbers)
	unprotected, _ := addMany(t, bare, seam.Deferred)
	if unprotected == 0 {
		t.Error("without snapshot isolation nothing is lost either: the test shows nothing")
	}
	lost, again := addMany(t, bare, seam.Writing)
	t.Logf("lost %d of 100 by serializable writers (%d run again); %d by readers that write, without snapshot isolation", lost, again, unprotected)
	if lost != 0 {
		t.Errorf("%d of 100 are lost", lost)
	}
	for says, db := range map[string]seam.Database{
		"by an address":                     fresh(t),
		"by a pool":                         handed(t), // without the setting, which is its owner's
		"by a pool with snapshot isolation": handed(t, "innodb_snapshot_isolation", "1"),
	} {
		t.Run(says, func(t *testing.T) {
			write(t, db, numbers)
			modes := map[string]seam.Mode{"writers": seam.Writing}
			if says != "by a pool" {
				modes["readers that write"] = seam.Deferred
			}
			for says, mode := range modes {
				lost, again := addMany(t, db, mode)
				t.Logf("lost %d of 100 by %s (%d run again)", lost, says, again)
				if lost != 0 {
					t.Errorf("%d of 100 are lost by %s", lost, says)
				}
			}
		})
	}
}

func TestReadersSeeWholeTransactionsWhileWritersWrite(t *testing.T) {
	eachWay(t, func(t *testing.T, db seam.Database) {
		write(t, db, `CREATE TABLE n (i INTEGER PRIMARY KEY, v INTEGER); INSERT INTO n VALUES (1, 0), (2, 0)`)
		existing := sql.OpenDB(connectorOf(t, db))
		defer existing.Close()
		var stop atomic.Bool
		var writers sync.WaitGroup
		for range 2 {
			writers.Go(func() {
				for !stop.Load() {
					c := begin(t, db, seam.Writing)
					c.Exec(ctx, text(`UPDATE n SET v = v + 1 WHERE i = 1`, 0), nil)
					c.Exec(ctx, text(`UPDATE n SET v = v + 1 WHERE i = 2`, 0), nil)
					c.Commit(ctx)
					c.Release()
				}
			})
		}
		const loads = 500
		torn, unprotected := 0, 0
		for range loads {
			c := begin(t, db, seam.ReadOnly)
			if count(t, c, `SELECT v FROM n WHERE i = 1`) != count(t, c, `SELECT v FROM n WHERE i = 2`) {
				torn++
			}
			must(t, c.Commit(ctx))
			c.Release()
			var a, b int64
			must(t, existing.QueryRowContext(ctx, `SELECT v FROM n WHERE i = 1`).Scan(&a))
			must(t, existing.QueryRowContext(ctx, `SELECT v FROM n WHERE i = 2`).Scan(&b))
			if a != b {
				unprotected++
			}
		}
		stop.Store(true)
		writers.Wait()
		t.Logf("torn %d of %d; %d without a transaction", torn, loads, unprotected)
		if torn != 0 {
			t.Errorf("%d of %d reads see half a transaction", torn, loads)
		}
		if unprotected == 0 {
			t.Error("without a transaction nothing is torn either: the test shows nothing")
		}
	})
}

func TestTransactionsWaitForAConnectionUntilTheirContextEnds(t *testing.T) {
	db := fresh(t, mysql.Connections(2))
	a := begin(t, db, seam.ReadOnly)
	begin(t, db, seam.Deferred)
	soon, cancel := context.WithTimeout(ctx, 10*time.Millisecond)
	defer cancel()
	_, err := db.Acquire(soon, seam.Writing)
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "all 2 connections are in use") {
		t.Errorf("the error is %v", err)
	}
	releaseSoon(t, a)
	begin(t, db, seam.ReadOnly)
}

func TestAClosedDatabaseBeginsNothing(t *testing.T) {
	eachWay(t, func(t *testing.T, db seam.Database) {
		write(t, db, numbers)
		running, reading := begin(t, db, seam.Writing), begin(t, db, seam.ReadOnly)
		must(t, db.Close())
		must(t, db.Close())
		for _, mode := range []seam.Mode{seam.Writing, seam.Deferred, seam.ReadOnly} {
			if c, err := db.Acquire(ctx, mode); err == nil || !strings.Contains(err.Error(), "was closed") {
				t.Errorf("mode %d: %v %v", mode, c, err)
			}
		}
		count(t, reading, `SELECT count(*) FROM n`)
		exec(t, running, `UPDATE n SET v = 0`)
		must(t, running.Commit(ctx))
	})
}

func TestAPoolThatIsHandedInStaysItsOwners(t *testing.T) {
	config := place(t)
	config.Params = map[string]string{"time_zone": "'+00:00'"}
	existing := pool(config)
	defer existing.Close()
	existing.SetMaxOpenConns(1)
	db := open(t, mysql.DB(existing))
	write(t, db, numbers)
	for range 5 { // one connection serves both by turns, and is known again
		var n int
		must(t, existing.QueryRowContext(ctx, `SELECT count(*) FROM n`).Scan(&n))
		if n != 3 || now(t, db, `SELECT count(*) FROM n`) != 3 {
			t.Errorf("its owner sees %d lines, want 3", n)
		}
	}
	must(t, db.Close())
	must(t, existing.PingContext(ctx))
	if s := existing.Stats(); s.OpenConnections != 1 || s.InUse != 0 {
		t.Errorf("%d connections, %d in use", s.OpenConnections, s.InUse)
	}
}

func TestAConnectionThatTheServerEndedIsReplaced(t *testing.T) {
	eachWay(t, func(t *testing.T, db seam.Database) {
		write(t, db, numbers)
		c := begin(t, db, seam.ReadOnly)
		id := mysql.ServerID(c)
		c.Release()
		write(t, fresh(t), `KILL `+id)
		time.Sleep(10 * time.Millisecond)
		if got := now(t, db, `SELECT count(*) FROM n`); got != 3 {
			t.Errorf("%d lines, want 3", got)
		}
	})
}

func TestATransactionWhoseConnectionIsLostMustBeRunAgain(t *testing.T) {
	eachWay(t, func(t *testing.T, db seam.Database) {
		write(t, db, numbers)
		other := fresh(t)
		for says, next := range map[string]func(seam.Conn) error{
			"at a statement":             func(c seam.Conn) error { _, err := c.Exec(ctx, text(`UPDATE n SET v = 2`, 0), nil); return err },
			"at a query":                 func(c seam.Conn) error { _, err := c.Query(ctx, text(`SELECT 1`, 0), nil); return err },
			"at a savepoint":             func(c seam.Conn) error { return c.Savepoint(ctx, "a") },
			"at its end, before it asks": func(c seam.Conn) error { return c.Commit(ctx) },
		} {
			t.Run(says, func(t *testing.T) {
				c := begin(t, db, seam.Writing)
				defer c.Release()
				exec(t, c, `UPDATE n SET v = 1`)
				write(t, other, `KILL `+mysql.ServerID(c))
				time.Sleep(10 * time.Millisecond)
				var retry *seam.RetryError
				if err := next(c); !errors.As(err, &retry) || !strings.Contains(err.Error(), "the connection was lost") {
					t.Errorf("it says %v", err)
				}
				if err := c.Commit(ctx); !errors.As(err, &retry) {
					t.Errorf("commit says %v", err)
				}
			})
		}
		if got := now(t, db, `SELECT sum(v) FROM n`); got != 60 {
			t.Errorf("the sum is %d, want 60", got)
		}
	})
}

func TestADeadlockMustBeRunAgain(t *testing.T) {
	eachWay(t, func(t *testing.T, db seam.Database) {
		write(t, db, numbers)
		a, b := begin(t, db, seam.Writing), begin(t, db, seam.Writing)
		exec(t, a, `UPDATE n SET v = 1 WHERE i = 1`)
		exec(t, b, `UPDATE n SET v = 2 WHERE i = 2`)
		errs := make(chan error, 1)
		go func() {
			_, err := a.Exec(ctx, text(`UPDATE n SET v = 1 WHERE i = 2`, 0), nil)
			if err == nil {
				err = a.Commit(ctx)
			}
			a.Release()
			errs <- err
		}()
		time.Sleep(20 * time.Millisecond)
		_, err := b.Exec(ctx, text(`UPDATE n SET v = 2 WHERE i = 1`, 0), nil)
		if err == nil {
			err = b.Commit(ctx)
		}
		b.Release()
		one, other := err, <-errs
		if one == nil {
			one, other = other, one
		}
		var retry *seam.RetryError
		if !errors.As(one, &retry) || other != nil || !strings.Contains(one.Error(), "1213") {
			t.Errorf("one says %v, the other %v", one, other)
		}
	})
}

func TestAfterADeadlockNothingIsWritten(t *testing.T) {
	db := fresh(t)
	write(t, db, numbers)
	c := begin(t, db, seam.Deferred)
	count(t, c, `SELECT v FROM n WHERE i = 1`)
	exec(t, c, `UPDATE n SET v = 77 WHERE i = 3`)
	write(t, db, `UPDATE n SET v = 0 WHERE i = 1`)
	var retry *seam.RetryError
	if _, err := c.Exec(ctx, text(`UPDATE n SET v = 5 WHERE i = 1`, 0), nil); !errors.As(err, &retry) || !strings.Contains(err.Error(), "1020") {
		t.Fatalf("a change of a row that was changed says %v", err)
	}
	for says, err := range map[string]error{
		"a statement": func() error { _, err := c.Exec(ctx, text(`UPDATE n SET v = 6 WHERE i = 2`, 0), nil); return err }(),
		"a savepoint": c.Savepoint(ctx, "a"), "commit": c.Commit(ctx),
	} {
		if !errors.As(err, &retry) {
			t.Errorf("%s afterwards says %v", says, err)
		}
	}
	c.Release()
	if got := now(t, db, `SELECT sum(v) FROM n`); got != 50 {
		t.Errorf("the sum is %d, want 50", got)
	}
}

func TestARowThatIsHeldIsWaitedFor(t *testing.T) {
	db := fresh(t, mysql.Wait(time.Millisecond))
	write(t, db, numbers)
	a, b := begin(t, db, seam.Writing), begin(t, db, seam.Writing)
	exec(t, a, `UPDATE n SET v = 1 WHERE i = 1`)
	start := time.Now()
	var retry *seam.RetryError
	if _, err := b.Exec(ctx, text(`UPDATE n SET v = 2 WHERE i = 1`, 0), nil); !errors.As(err, &retry) || !strings.Contains(err.Error(), "1205") {
		t.Errorf("it says %v", err)
	}
	if took := time.Since(start); took < 500*time.Millisecond || took > 3*time.Second {
		t.Errorf("it waited %s, want about a second", took)
	}
}

// TestNothingLeaks gives up half of many statements and looks what is left of them.
func TestNothingLeaks(t *testing.T) {
	config := place(t)
	db := open(t, mysql.URL(config.FormatDSN(), mysql.Connections(4)))
	write(t, db, numbers)
	before := runtime.NumGoroutine()
	const calls = 100
	var late atomic.Int64
	must(t, inEach(8, func(w int) error {
		for i := range calls / 8 {
			if err := giveUp(db, w, i, &late); err != nil {
				return err
			}
		}
		return nil
	}))
	mysql.AwaitKills(db)
	t.Logf("the latest of %d calls returned %s after its deadline", calls, time.Duration(late.Load()))
	if d := time.Duration(late.Load()); d > 50*time.Millisecond {
		t.Errorf("it returned %s late, want 50ms at most", d)
	}
	for range 4 { // all connections are free
		begin(t, db, seam.ReadOnly)
	}
	if n := mysql.Idle(db); n != 0 {
		t.Errorf("%d connections are idle beside those in use", n)
	}
	held := int64(0)
	observer := fresh(t)
	for range 100 {
		if held = now(t, observer, `SELECT count(*) FROM information_schema.PROCESSLIST WHERE DB = ?`, query.TextValue(config.DBName)); held <= 4 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if held > 4 {
		t.Errorf("the server has %d connections of a pool of 4", held)
	}
	after := runtime.NumGoroutine() - 4 - mysql.Idle(observer) // each has one of the driver's
	if after > before+2 {
		t.Errorf("%d goroutines have become %d", before, after)
	}
}

// giveUp runs a statement that may take longer than its context allows, and keeps in late
// the longest time that an answer came after the deadline.
func giveUp(db seam.Database, w, i int, late *atomic.Int64) error {
	soon, cancel := context.WithTimeout(ctx, time.Duration(1+(w*7+i*3)%20)*time.Millisecond)
	defer cancel()
	deadline, _ := soon.Deadline()
	c, err := db.Acquire(soon, seam.Mode(i%3))
	if err == nil {
		defer c.Release()
		err = sleepALittle(soon, c, i)
	}
	for d := int64(time.Since(deadline)); ; {
		if old := late.Load(); d <= old || late.CompareAndSwap(old, d) {
			break
		}
	}
	var retry *seam.RetryError
	if err != nil && !errors.Is(err, context.DeadlineExceeded) && !errors.As(err, &retry) {
		return fmt.Errorf("call %d of %d: %w", i, w, err)
	}
	return nil
}

func sleepALittle(soon context.Context, c seam.Conn, i int) error {
	r, err := c.Query(soon, text(`SELECT i, sleep(?) FROM n`, 1), []query.Value{query.FloatValue(float64(i%2) / 100)})
	if err != nil {
		return err
	}
	defer r.Close()
	for r.Next() {
		r.Int(0)
	}
	return r.Err()
}
