package postgres_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
)

func pipelined(c seam.Conn) seam.Pipeline { return c.(seam.Pipeline) }

func all(r seam.Rows) (got []int64) {
	for r.Next() {
		got = append(got, r.Int(0))
	}
	return got
}

func TestSiblingsTakeOneRoundTrip(t *testing.T) {
	for says, pooler := range map[string][]option{"prepared": nil, "pooled": {pooled}} {
		t.Run(says, func(t *testing.T) {
			wire := tap(t, place(t))
			db := open(t, at(wire.dsn, append(pooler, single)...))
			write(t, db, numbers)
			requests := []seam.Request{
				request(`SELECT v FROM n ORDER BY i`), request(`SELECT i FROM n WHERE v > $1 ORDER BY i`, query.IntValue(10)), request(`SELECT count(*) FROM n`),
			}
			for _, k := range []struct {
				says  string
				trips int64
			}{
				{"not known yet", 2}, {"known", 1},
			} {
				c := begin(t, db, seam.ReadOnly)
				before := wire.trips.Load()
				answers, err := pipelined(c).QueryAll(ctx, requests)
				must(t, err)
				var got [][]int64
				for _, r := range answers {
					got = append(got, all(r))
					must(t, r.Err())
				}
				if fmt.Sprint(got) != "[[10 20 30] [2 3] [3]]" {
					t.Errorf("%s: the answers are %v", k.says, got)
				}
				if trips := wire.trips.Load() - before; trips != k.trips {
					t.Errorf("%s: they take %d round trips, want %d", k.says, trips, k.trips)
				}
				must(t, c.Commit(ctx))
				if trips := wire.trips.Load() - before; trips != k.trips {
					t.Errorf("%s: with COMMIT they take %d round trips, want %d", k.says, trips, k.trips)
				}
				c.Release()
			}
		})
	}
}

func TestBeginAndSavepointsCostNoTrip(t *testing.T) {
	wire := tap(t, place(t))
	db := open(t, at(wire.dsn, single))
	write(t, db, numbers)
	work := func() int64 {
		before := wire.trips.Load()
		c := begin(t, db, seam.Writing)
		must(t, c.Savepoint(ctx, "unused"))
		must(t, c.ReleaseSavepoint(ctx, "unused"))
		must(t, c.Savepoint(ctx, "a"))
		exec(t, c, `UPDATE n SET v = v + 1 WHERE i = $1`, query.IntValue(1))
		must(t, c.ReleaseSavepoint(ctx, "a"))
		must(t, c.Commit(ctx))
		c.Release()
		return wire.trips.Load() - before
	}
	work()
	if got := work(); got != 2 {
		t.Errorf("a statement and its commit take %d round trips, want 2", got)
	}
	before := wire.trips.Load()
	c := begin(t, db, seam.Writing)
	must(t, c.Commit(ctx))
	c.Release()
	if got := wire.trips.Load() - before; got != 0 {
		t.Errorf("a transaction without statements takes %d round trips", got)
	}
	if got := now(t, db, `SELECT v FROM n WHERE i = 1`); got != 12 {
		t.Errorf("the value is %d, want 12", got)
	}
}

func TestAnswersMayBeReadInAnyOrder(t *testing.T) {
	db := fresh(t)
	write(t, db, numbers)
	c := begin(t, db, seam.ReadOnly)
	requests := []seam.Request{request(`SELECT v FROM n ORDER BY i`), request(`SELECT i FROM n ORDER BY i`), request(`SELECT i + v FROM n ORDER BY i`)}
	for _, order := range [][]int{{0, 1, 2}, {2, 1, 0}, {1, 0, 2}, {2}, {}} {
		answers, err := pipelined(c).QueryAll(ctx, requests)
		must(t, err)
		for _, i := range order {
			if got, want := all(answers[i]), [][]int64{{10, 20, 30}, {1, 2, 3}, {11, 22, 33}}[i]; !slices.Equal(got, want) {
				t.Errorf("in the order %v answer %d is %v", order, i, got)
			}
		}
		answers[0].Close()
	}
	answers, err := pipelined(c).QueryAll(ctx, requests)
	must(t, err)
	answers[1].Next()
	answers[0].Next()
	answers[2].Next()
	if a, b, c := answers[0].Int(0), answers[1].Int(0), answers[2].Int(0); a != 10 || b != 1 || c != 11 {
		t.Errorf("side by side they are at %d, %d and %d", a, b, c)
	}
	if got := all(answers[1]); !slices.Equal(got, []int64{2, 3}) {
		t.Errorf("the rest is %v", got)
	}
	if got := count(t, c, `SELECT 7`); got != 7 {
		t.Error("a statement between does not run")
	}
	if got := all(answers[2]); !slices.Equal(got, []int64{22, 33}) {
		t.Errorf("the rest of the last is %v", got)
	}
}

func TestAMistakeBelongsToItsStatement(t *testing.T) {
	db := fresh(t)
	write(t, db, numbers)
	c := begin(t, db, seam.Writing)
	answers, err := pipelined(c).QueryAll(ctx, []seam.Request{
		request(`SELECT v FROM n ORDER BY i`), request(`SELECT 1 / (i - 2) FROM n ORDER BY i`), request(`SELECT 3`),
	})
	must(t, err)
	if got := all(answers[2]); got != nil || answers[2].Err() == nil || !strings.Contains(answers[2].Err().Error(), "not run") {
		t.Errorf("the one after it answers %v, %v", got, answers[2].Err())
	}
	if got := all(answers[0]); !slices.Equal(got, []int64{10, 20, 30}) || answers[0].Err() != nil {
		t.Errorf("the one before it answers %v, %v", got, answers[0].Err())
	}
	if err := answers[1].Err(); err == nil || !strings.Contains(err.Error(), "division by zero") {
		t.Errorf("it answers %v", err)
	}
}

func TestManyChangesTakeOneRoundTrip(t *testing.T) {
	wire := tap(t, place(t))
	db := open(t, at(wire.dsn))
	write(t, db, numbers)
	var requests []seam.Request
	for i := range 4 {
		requests = append(requests, request(`UPDATE n SET v = v + $1 WHERE i = $2`, query.IntValue(int64(i)), query.IntValue(int64(i))))
	}
	c := begin(t, db, seam.Writing)
	exec(t, c, requests[0].Compiled.SQL, query.IntValue(0), query.IntValue(0))
	before := wire.trips.Load()
	affected, err := pipelined(c).ExecAll(ctx, requests)
	must(t, err)
	if !slices.Equal(affected, []int64{0, 1, 1, 1}) {
		t.Errorf("they change %v lines", affected)
	}
	if trips := wire.trips.Load() - before; trips != 1 {
		t.Errorf("they take %d round trips", trips)
	}
	requests[2] = request(`INSERT INTO n VALUES (1, 1)`)
	affected, err = pipelined(c).ExecAll(ctx, requests)
	var v *seam.ConstraintError
	if !errors.As(err, &v) || len(affected) != 2 {
		t.Errorf("with a mistake in the third: %v, %v", affected, err)
	}
}

// A graph of two statements is torn when a writer comes between them. Each writer moves
// one from one row to the other, so that their sum stays 0.
//
//	KIN_TORN=10000 go test -run States ./postgres
func TestAGraphIsNeverOfTwoStates(t *testing.T) {
	db := fresh(t)
	write(t, db, `CREATE TABLE n (i int PRIMARY KEY, v int); INSERT INTO n VALUES (1, 0), (2, 0)`)
	loads := times("KIN_TORN", 1000)
	const writers = 4
	stop, done := make(chan struct{}), make(chan error)
	for range writers {
		go func() { done <- moveUntil(db, stop) }()
	}
	halves := []seam.Request{request(`SELECT v FROM n WHERE i = 1`), request(`SELECT v FROM n WHERE i = 2`)}
	var torn, unprotected atomic.Int64
	for range loads {
		c, err := db.Acquire(ctx, seam.ReadOnly)
		must(t, err)
		answers, err := pipelined(c).QueryAll(ctx, halves)
		must(t, err)
		if all(answers[0])[0]+all(answers[1])[0] != 0 {
			torn.Add(1)
		}
		c.Release()
		var sum int64
		for _, half := range halves { // two transactions, as without a snapshot
			sum += now(t, db, half.Compiled.SQL)
		}
		if sum != 0 {
			unprotected.Add(1)
		}
	}
	close(stop)
	for range writers {
		must(t, <-done)
	}
	t.Logf("torn %d of %d on postgres; without a snapshot %d of %d", torn.Load(), loads, unprotected.Load(), loads)
	if torn.Load() > 0 {
		t.Errorf("%d graphs are torn", torn.Load())
	}
	if unprotected.Load() == 0 {
		t.Error("without a snapshot none is torn either: the test shows nothing")
	}
}

func moveUntil(db seam.Database, stop chan struct{}) error {
	for {
		select {
		case <-stop:
			return nil
		default:
		}
		c, err := db.Acquire(ctx, seam.Writing)
		if err != nil {
			return err
		}
		_, err = c.Exec(ctx, text(`UPDATE n SET v = v + CASE i WHEN 1 THEN 1 ELSE -1 END`, 0), nil)
		if err == nil {
			err = c.Commit(ctx)
		}
		c.Release()
		var retry *seam.RetryError
		if err != nil && !errors.As(err, &retry) {
			return err
		}
	}
}
