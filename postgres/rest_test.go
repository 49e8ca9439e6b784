package postgres_test

import (
	"context"
	"testing"
	"time"

	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
	"github.com/kin-go/kin/postgres"
)

// number reads the value of the first line in a transaction of its own, on the one connection there is.
func number(t *testing.T, db seam.Database, mode seam.Mode) int64 {
	t.Helper()
	c, err := db.Acquire(ctx, mode)
	must(t, err)
	defer c.Release()
	answers, err := pipelined(c).QueryAll(ctx, []seam.Request{request(`SELECT v FROM n WHERE i = $1`, query.IntValue(1))})
	must(t, err)
	got := all(answers[0])
	must(t, answers[0].Err())
	if len(got) != 1 {
		t.Fatalf("got %v", got)
	}
	return got[0]
}

func TestAConnectionThatRestedSeesWhatIsNew(t *testing.T) {
	dsn := place(t)
	db := open(t, postgres.URL(dsn, postgres.Connections(1)))
	other := open(t, postgres.URL(dsn))
	write(t, db, numbers)
	modes := []seam.Mode{seam.ReadOnly, seam.Deferred, seam.Writing}
	for i := range int64(60) {
		number(t, db, modes[i%2]) // rests
		write(t, other, `UPDATE n SET v = v + 1 WHERE i = 1`)
		if got := number(t, db, modes[i%3]); got != 11+i {
			t.Fatalf("it reads %d, after %d were written", got, 11+i)
		}
	}
}

func TestAConnectionThatRestsIsThereForWhoWaits(t *testing.T) {
	db := fresh(t, postgres.Connections(1))
	write(t, db, numbers)
	held := begin(t, db, seam.ReadOnly)
	count(t, held, `SELECT 1`)
	got := make(chan error)
	go func() {
		soon, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		c, err := db.Acquire(soon, seam.Writing)
		if err == nil {
			_, err = c.Exec(soon, text(`UPDATE n SET v = 0`, 0), nil)
			c.Release()
		}
		got <- err
	}()
	time.Sleep(20 * time.Millisecond)
	held.Release()
	must(t, <-got)
}

func TestATransactionThatRestsIsEndedSoon(t *testing.T) {
	db := fresh(t)
	write(t, db, numbers)
	number(t, db, seam.ReadOnly)
	if postgres.InUse(db) == 0 {
		t.Fatal("it does not rest: the test shows nothing")
	}
	write(t, db, `DROP TABLE n`) // would wait for it
	eventually(t, "it still rests", func() bool { return postgres.InUse(db) == 0 })
}

func TestARestingConnectionThatWasKilledIsReplaced(t *testing.T) {
	dsn := place(t)
	db, other := open(t, postgres.URL(dsn)), open(t, postgres.URL(dsn))
	write(t, db, numbers)
	for range 20 {
		c, err := db.Acquire(ctx, seam.ReadOnly)
		must(t, err)
		pid := count(t, c, `SELECT pg_backend_pid()`)
		c.Release()
		k := begin(t, other, seam.Writing)
		query1(t, k, `SELECT pg_terminate_backend($1)::int`, query.IntValue(pid)).Close()
		k.Release()
		if got := number(t, db, seam.Deferred); got != 10 {
			t.Fatalf("it reads %d", got)
		}
	}
}
