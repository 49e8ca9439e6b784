package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
	"github.com/kin-go/kin/postgres"
)

func TestWhatIsReadAndWrittenIsNeverLostWhenRunAgain(t *testing.T) {
	for says, mode := range map[string]seam.Mode{"deferred": seam.Deferred, "writing": seam.Writing} {
		t.Run(says, func(t *testing.T) {
			db := fresh(t)
			write(t, db, numbers)
			var mu sync.Mutex
			again := 0
			must(t, inEach(6, func(int) error {
				for done := 0; done < 20; {
					err := addOne(db, mode)
					var retry *seam.RetryError
					switch {
					case err == nil:
						done++
					case !errors.As(err, &retry):
						return err
					default:
						mu.Lock()
						again++
						mu.Unlock()
					}
				}
				return nil
			}))
			t.Logf("120 of 120 increments, %d runs again", again)
			if got := now(t, db, `SELECT v FROM n WHERE i = 1`); got != 10+6*20 {
				t.Errorf("the count is %d, want %d", got, 10+6*20)
			}
			if again == 0 {
				t.Error("none had to be run again: the test shows nothing")
			}
		})
	}
}

func TestTransactionsWaitForAConnectionUntilTheirContextEnds(t *testing.T) {
	db := fresh(t, postgres.Connections(2))
	a := begin(t, db, seam.ReadOnly)
	begin(t, db, seam.Writing)
	soon, cancel := context.WithTimeout(ctx, 10*time.Millisecond)
	defer cancel()
	_, err := db.Acquire(soon, seam.ReadOnly)
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "all 2 connections are in use") {
		t.Errorf("the error is %v", err)
	}
	time.AfterFunc(10*time.Millisecond, a.Release)
	begin(t, db, seam.ReadOnly)
}

func TestAClosedDatabaseBeginsNothing(t *testing.T) {
	db := fresh(t)
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
}

// eventually waits until a condition holds: ends of transactions are not waited for.
func eventually(t *testing.T, says string, holds func() bool) {
	t.Helper()
	for range 200 {
		if holds() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Error(says)
}

func TestConnectionsAndGoroutinesDoNotLeak(t *testing.T) {
	before := runtime.NumGoroutine()
	place := place(t)
	db, err := at(place).Open(ctx)
	must(t, err)
	write(t, db, numbers)
	must(t, inEach(8, func(i int) error {
		for j := range 20 {
			soon, cancel := context.WithTimeout(ctx, time.Duration(j)*time.Millisecond)
			c, err := db.Acquire(soon, seam.Mode(i%3))
			if err == nil {
				c.Exec(soon, text([]string{`SELECT pg_sleep(0.01)`, `SELECT mistake`, `UPDATE n SET v = v`, `SELECT 1`}[j%4], 0), nil)
				if r, err := c.Query(soon, text(`SELECT generate_series(1, 100000)`, 0), nil); err == nil {
					r.Next()
				}
				if j%2 == 0 {
					c.Commit(soon)
				}
				c.Release()
			}
			cancel()
		}
		return nil
	}))
	eventually(t, "connections are still in use", func() bool { return postgres.InUse(db) == 0 })
	if got := now(t, db, `SELECT count(*) FROM n`); got != 3 {
		t.Errorf("%d lines", got)
	}
	must(t, db.Close())
	eventually(t, "goroutines are left", func() bool { return runtime.NumGoroutine() <= before })
}

func TestFewStatementsStayPrepared(t *testing.T) {
	db := fresh(t, postgres.Connections(1))
	c := begin(t, db, seam.ReadOnly)
	const texts = 600
	for i := range texts {
		if got := count(t, c, fmt.Sprintf("SELECT %d", i)); got != int64(i) {
			t.Fatalf("SELECT %d gives %d", i, got)
		}
	}
	kept := count(t, c, `SELECT count(*) FROM pg_prepared_statements`)
	t.Logf("%d statements are kept of %d", kept, texts)
	if kept > postgres.StatementsKept || kept < 2 {
		t.Errorf("%d statements are kept", kept)
	}
	var requests []seam.Request
	for i := range texts {
		requests = append(requests, request(fmt.Sprintf("SELECT -%d", i)))
	}
	answers, err := pipelined(c).QueryAll(ctx, requests)
	must(t, err)
	for i, r := range answers {
		if got := all(r); !slices.Equal(got, []int64{int64(-i)}) {
			t.Fatalf("SELECT -%d gives %v", i, got)
		}
	}
	count(t, c, `SELECT 1000`)
	if kept := count(t, c, `SELECT count(*) FROM pg_prepared_statements`); kept > postgres.StatementsKept {
		t.Errorf("after many at once %d are kept", kept)
	}
}

func TestATableThatChangesIsReadAnewWhenRunAgain(t *testing.T) {
	for says, options := range map[string][]option{"prepared": {single}, "pooled": {single, pooled}} {
		t.Run(says, func(t *testing.T) {
			place := place(t)
			db := open(t, at(place, options...))
			write(t, db, numbers)
			read := func() (string, error) {
				c := begin(t, db, seam.ReadOnly)
				defer c.Release()
				r, err := c.Query(ctx, text(`SELECT * FROM n WHERE i = $1`, 1), []query.Value{query.IntValue(1)})
				if err != nil {
					return "", err
				}
				defer r.Close()
				r.Next()
				return r.Text(1), r.Err()
			}
			if _, err := read(); err != nil {
				t.Fatal(err)
			}
			for _, change := range []string{`ALTER TABLE n ALTER COLUMN v TYPE text USING v || '!'`, `ALTER TABLE n ADD COLUMN w int`} {
				admin(t, place, change)
				got, err := read()
				var retry *seam.RetryError
				if err != nil && !errors.As(err, &retry) {
					t.Fatalf("%s: the first time it says %v", change, err)
				}
				if err != nil {
					got, err = read()
				}
				if err != nil || got != "10!" {
					t.Errorf("%s: run again it says %q, %v", change, got, err)
				}
			}
		})
	}
}

func TestADeadConnectionIsReplacedBeforeATransactionHasBegun(t *testing.T) {
	place := with(t, place(t), "application_name", "kin-dead-connections")
	db := open(t, at(place))
	write(t, db, numbers)
	must(t, inEach(5, func(int) error { // several connections
		c, err := db.Acquire(ctx, seam.ReadOnly)
		if err == nil {
			_, err = c.Exec(ctx, text(`SELECT pg_sleep(0.05)`, 0), nil)
			c.Release()
		}
		return err
	}))
	eventually(t, "connections are still in use", func() bool { return postgres.InUse(db) == 0 })
	const kill = `SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity WHERE application_name = 'kin-dead-connections'`
	admin(t, address(t), kill)
	for _, mode := range []seam.Mode{seam.ReadOnly, seam.Deferred, seam.Writing} {
		c := begin(t, db, mode)
		must(t, c.Savepoint(ctx, "a"))
		if got := count(t, c, `SELECT count(*) FROM n`); got != 3 {
			t.Errorf("mode %d: %d lines", mode, got)
		}
		if _, err := c.Exec(ctx, text(`SELECT mistake`, 0), nil); err == nil {
			t.Error("a mistake runs")
		}
		must(t, c.RollbackTo(ctx, "a"))
		admin(t, address(t), kill)
		var retry *seam.RetryError
		if _, err := c.Query(ctx, text(`SELECT 1`, 0), nil); !errors.As(err, &retry) {
			t.Errorf("mode %d: a transaction that has begun says %v", mode, err)
		}
		if err := c.Commit(ctx); err == nil {
			t.Errorf("mode %d: it was committed", mode)
		}
		c.Release()
	}
}

func TestAPoolThatWasHandedInIsUsedAndLeftOpen(t *testing.T) {
	for says, mode := range map[string]pgx.QueryExecMode{"prepared": pgx.QueryExecModeCacheStatement, "for a pooler": pgx.QueryExecModeExec} {
		t.Run(says, func(t *testing.T) {
			config, err := pgxpool.ParseConfig(place(t))
			must(t, err)
			config.ConnConfig.DefaultQueryExecMode = mode
			pool, err := pgxpool.NewWithConfig(ctx, config)
			must(t, err)
			defer pool.Close()
			db, err := postgres.Pool(pool).Open(ctx)
			must(t, err)
			if postgres.Keeps(db) != (mode == pgx.QueryExecModeCacheStatement) {
				t.Error("the mode of the pool is not followed")
			}
			write(t, db, numbers)
			var n int64
			must(t, pool.QueryRow(ctx, `SELECT count(*) FROM n WHERE i > $1`, 1).Scan(&n))
			if n != 2 || now(t, db, `SELECT count(*) FROM n`) != 3 {
				t.Errorf("the pool sees %d lines", n)
			}
			must(t, db.Close())
			must(t, pool.Ping(ctx))
		})
	}
}

func TestAnEngineThatCannotBeOpenedSaysWhy(t *testing.T) {
	ended, cancel := context.WithCancel(ctx)
	cancel()
	for _, k := range []struct {
		says   string
		ctx    context.Context
		engine seam.Engine
		err    string
	}{
		{"no address", ctx, postgres.URL(" "), "the address is empty"},
		{"no pool", ctx, postgres.Pool(nil), "there is no pool"},
		{"a negative number of connections", ctx, postgres.URL("postgres://x", postgres.Connections(-1)), "at least one is needed"},
		{"options that contradict each other", ctx, postgres.URL("postgres://x", postgres.Pooler(), postgres.Prepared()), "give one of them"},
		{"a replica without address", ctx, postgres.URL("postgres://x", postgres.Replicas("")), "the address of a replica is empty"},
		{"a parameter that is none", ctx, postgres.URL("postgres://me:secret@127.0.0.1:1/x?sslmode=perhaps"), "sslmode is invalid"},
		{"an ended context", ended, postgres.URL(address(t)), "context canceled"},
		{"a server that does not answer", ctx, postgres.URL("postgres://me:secret@127.0.0.1:1/x"), "refused"},
		{"a database that does not exist", ctx, postgres.URL("host=127.0.0.1 user=root dbname=kin_nowhere sslmode=disable"), `database "kin_nowhere" does not exist`},
	} {
		t.Run(k.says, func(t *testing.T) {
			_, err := k.engine.Open(k.ctx)
			if err == nil || !strings.Contains(err.Error(), k.err) || !strings.HasPrefix(err.Error(), "postgres: ") || strings.Contains(err.Error(), "secret") {
				t.Errorf("the error is %v, want %s", err, k.err)
			}
		})
	}
}

func TestADatabaseOfAnotherEncodingIsRefused(t *testing.T) {
	dsn := address(t)
	name := fmt.Sprintf("kin_postgres_test_%d_ascii", time.Now().UnixNano())
	admin(t, dsn, `CREATE DATABASE `+name+` ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0`)
	t.Cleanup(func() { admin(t, dsn, `DROP DATABASE `+name+` WITH (FORCE)`) })
	config, err := pgxpool.ParseConfig(dsn)
	must(t, err)
	config.ConnConfig.Database = name
	pool, err := pgxpool.NewWithConfig(ctx, config)
	must(t, err)
	defer pool.Close()
	if _, err := postgres.Pool(pool).Open(ctx); err == nil || !strings.Contains(err.Error(), "encoded in LATIN1") {
		t.Errorf("the error is %v", err)
	}
}

func TestAServerThatDoesNotKeepItsPromisesIsRefused(t *testing.T) {
	good := []string{"", "4711", "150020", "UTF8", "repeatable read", "before", "", "after", "", "before", "", ""}
	must(t, postgres.Judge(good))
	for _, k := range []struct {
		says string
		at   int
		is   string
		err  string
	}{
		{"an old one", 2, "110022", "at least 12 is needed"},
		{"one of another encoding", 3, "SQL_ASCII", "encoded in SQL_ASCII"},
		{"one without the isolation", 4, "serializable", `gives "serializable"`},
		{"one without savepoints", 9, "after", "does not undo what follows a savepoint"},
		{"one without rollback", 11, "before", "does not undo what is rolled back"},
	} {
		found := slices.Clone(good)
		found[k.at] = k.is
		if err := postgres.Judge(found); err == nil || !strings.Contains(err.Error(), k.err) {
			t.Errorf("%s: %v", k.says, err)
		}
	}
}

func TestTheFirstHostThatMayWriteIsTaken(t *testing.T) {
	u, err := url.Parse(place(t))
	must(t, err)
	u.Host = "127.0.0.1:1," + u.Host
	db := open(t, at(with(t, u.String(), "target_session_attrs", "read-write")))
	if got := now(t, db, `SELECT 1`); got != 1 {
		t.Error("it does not answer")
	}
}

// The end of a reader travels with the next beginning; on a pool that was handed in, somebody
// else waits for it as soon as it is known that the server is far.
func TestNobodyWaitsForTheEndOfAReaderOfAFarServer(t *testing.T) {
	wire := tap(t, place(t))
	pool, err := pgxpool.New(ctx, wire.dsn)
	must(t, err)
	defer pool.Close()
	own, handed := open(t, at(wire.dsn)), open(t, postgres.Pool(pool))
	const trip = 20 * time.Millisecond
	read := func(db seam.Database) time.Duration {
		c := begin(t, db, seam.ReadOnly)
		count(t, c, `SELECT 1`)
		start := time.Now()
		must(t, c.Commit(ctx))
		c.Release()
		return time.Since(start)
	}
	read(own)
	read(handed)
	wire.delay.Store(int64(trip))
	unprotected := read(handed) // it does not know yet how far the server is
	for says, db := range map[string]seam.Database{"our own": own, "one that was handed in": handed} {
		if took := read(db); took > trip/2 {
			t.Errorf("the end takes %s on %s", took, says)
		} else {
			t.Logf("the end takes %s on %s at a round trip of more than %s; waited for, %s", took, says, trip, unprotected)
		}
		eventually(t, "connections are still in use", func() bool { return postgres.InUse(db) == 0 })
	}
	if unprotected < trip {
		t.Errorf("it never takes longer than %s: the test shows nothing", unprotected)
	}
}

func TestCancellingAtAnyTimeReturnsPromptlyAndMixesNothingUp(t *testing.T) {
	db := fresh(t, postgres.Connections(4))
	write(t, db, numbers)
	var mu sync.Mutex
	var worst time.Duration
	interrupted := 0
	must(t, inEach(4, func(worker int) error {
		for i := range 75 {
			wait := time.Duration(rand.IntN(3000)) * time.Microsecond
			soon, cancel := context.WithTimeout(ctx, wait)
			start := time.Now()
			err := cancelled(soon, db, int64(worker*1000+i))
			late := time.Since(start) - wait
			cancel()
			if _, wrong := errors.AsType[*mixedUp](err); wrong {
				return err
			}
			mu.Lock()
			if err != nil {
				worst, interrupted = max(worst, late), interrupted+1
			}
			mu.Unlock()
		}
		return nil
	}))
	t.Logf("%d of 300 interrupted, the latest %s after its deadline", interrupted, worst)
	if interrupted == 0 || worst > 50*time.Millisecond {
		t.Errorf("%d of 300 interrupted, the latest %s after its deadline", interrupted, worst)
	}
}

// mixedUp is an answer to another question.
type mixedUp struct{ got, want int64 }

func (e *mixedUp) Error() string { return fmt.Sprintf("got %d, want %d", e.got, e.want) }

// cancelled asks several questions that are told apart by n.
func cancelled(ctx context.Context, db seam.Database, n int64) error {
	c, err := db.Acquire(ctx, seam.ReadOnly)
	if err != nil {
		return err
	}
	defer c.Release()
	for range 5 {
		answers, err := pipelined(c).QueryAll(ctx, []seam.Request{
			request(`SELECT $1::bigint FROM generate_series(1, 100)`, query.IntValue(n)), request(`SELECT -$1::bigint`, query.IntValue(n)),
		})
		if err != nil {
			return err
		}
		for i, want := range []int64{n, -n} {
			for answers[i].Next() {
				if got := answers[i].Int(0); got != want {
					return &mixedUp{got, want}
				}
			}
			if err := answers[i].Err(); err != nil {
				return err
			}
		}
	}
	return nil
}
