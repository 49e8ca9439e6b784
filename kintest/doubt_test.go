package kintest_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/kin-go/kin"
)

// TestAReadAfterALostCommitIsNeverStale loses commits, or their answers, while the replicas stand
// still, and reads. A read that knows only what was known before the commit is the counter-proof.
// KIN_CASES/4 says how often.
func TestAReadAfterALostCommitIsNeverStale(t *testing.T) {
	cases := max(int(setting("KIN_CASES", 200))/4, 8)
	eachFollowed(t, func(t *testing.T, f followed) {
		cuts := []cut{afterAnswer, beforeSent}
		if f.engine == "mysql" {
			cuts = append(cuts, beforeAsked) // PostgreSQL answers it with the COMMIT
		}
		p := between(t, f.home.host)
		d := newDoubts(t, f, p.address)
		for i := range int64(cases) {
			before := d.db.Position()
			d.tell(t, f.stop)
			next := cuts[int(i)%len(cuts)]
			p.next.Store(int32(next))
			if err := d.write(t.Context(), d.id, i+1); errors.Is(err, kin.ErrCommitUnknown) != (next != beforeAsked) {
				t.Fatalf("cut %s: the error is %v", next, err)
			}
			d.compare(t, before)
			d.tell(t, f.start)
			d.heals(t)
		}
		fmt.Printf("stale %d of %d on %s after commits whose answer was lost, %d of them kept, from a replica again %d; as if there had been none %d of %d\n",
			d.stale.Load(), cases, f.engine, d.kept, d.healed, d.unprotected.Load(), cases)
		d.judge(t)
	})
}

// TestAReadAfterACommitThatIsUnderWayIsNeverStale loses the connection while the server is held at the
// COMMIT, which is kept later. A position that is asked for in between is the counter-proof: it is
// too early.
func TestAReadAfterACommitThatIsUnderWayIsNeverStale(t *testing.T) {
	cases := max(int(setting("KIN_CASES", 200))/20, 3)
	eachFollowed(t, func(t *testing.T, f followed) {
		d := newDoubts(t, f, f.home.host)
		hold := d.holder(t)
		for i := range int64(cases) {
			release := hold()
			soon, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			if err := d.write(soon, d.id, i+1); !errors.Is(err, kin.ErrCommitUnknown) {
				t.Errorf("the server was held at the commit: the error is %v", err)
			}
			cancel()
			var early string
			must(t, d.hand.QueryRowContext(t.Context(), f.position).Scan(&early))
			if n, follows, err := d.passed(t.Context(), d.db, d.id); err != nil || n != i || follows {
				t.Errorf("while it is under way, %d is read and not %d (from a replica: %t, error %v)", n, i, follows, err)
			}
			d.tell(t, f.stop)
			release()
			eventually(t, "the commit has not ended", func() bool { return d.stored(t) == i+1 })
			d.compare(t, early)
			d.tell(t, f.start)
			d.heals(t)
		}
		fmt.Printf("stale %d of %d on %s after commits that were under way, from a replica again %d; by a position that was asked for too early %d of %d\n",
			d.stale.Load(), cases, f.engine, d.healed, d.unprotected.Load(), cases)
		d.judge(t)
	})
}

// doubts is a counter whose commits are lost.
type doubts struct {
	*staleRace
	id       int64
	hand     *sql.DB // the primary without Kin
	replicas []*sql.DB

	kept, healed, cases int
	last                int64
}

func newDoubts(t *testing.T, f followed, host string) *doubts {
	t.Helper()
	d := &doubts{staleRace: newStaleRace(t, f, host), hand: f.home.byHand(t)}
	for _, r := range f.replicas {
		d.replicas = append(d.replicas, handOn(t, f.driver, r))
	}
	c := &turnstile{}
	must(t, d.db.Tx(t.Context(), func(_ context.Context, s *kin.Session) error {
		s.Add(c)
		return nil
	}))
	d.id = c.ID
	d.heals(t)
	d.healed = 0
	return d
}

// tell tells each replica something.
func (d *doubts) tell(t *testing.T, statement string) {
	t.Helper()
	for _, r := range d.replicas {
		_, err := r.ExecContext(t.Context(), statement)
		must(t, err)
	}
}

// stored is the counter on the primary.
func (d *doubts) stored(t *testing.T) int64 {
	t.Helper()
	return int64(count(t, d.hand, fmt.Sprintf(`SELECT n FROM turnstile WHERE id = %d`, d.id)))
}

// compare reads the counter: it must not be behind what the primary had before. The counter-proof
// reads after a position.
func (d *doubts) compare(t *testing.T, position string) {
	t.Helper()
	d.cases++
	newest := d.stored(t)
	if newest != d.last {
		d.kept, d.last = d.kept+1, newest
	}
	n, _, err := d.passed(t.Context(), d.db, d.id)
	must(t, err)
	if n < newest {
		d.stale.Add(1)
	}
	n, _, err = d.passed(kin.After(t.Context(), position), d.other, d.id)
	must(t, err)
	if n < newest {
		d.unprotected.Add(1)
	}
}

// heals waits until a read comes from a replica again.
func (d *doubts) heals(t *testing.T) {
	t.Helper()
	newest := d.stored(t)
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		n, follows, err := d.passed(t.Context(), d.db, d.id)
		must(t, err)
		if n < newest {
			d.stale.Add(1)
		}
		if follows {
			d.healed++
			return
		}
	}
	t.Error("reads stay with the primary")
}

func (d *doubts) judge(t *testing.T) {
	t.Helper()
	if n := d.stale.Load(); n > 0 {
		t.Errorf("%d reads are stale", n)
	}
	if d.unprotected.Load() == 0 || d.kept == 0 {
		t.Error("without protection none is stale either: the test shows nothing")
	}
	if d.healed != d.cases {
		t.Errorf("after %d of %d commits reads come from a replica again", d.healed, d.cases)
	}
}

// holder gives a function that holds the server at commits, until what it gives is called.
//
// PostgreSQL is held by a trigger that runs at the COMMIT, and waits for a lock of ours. It goes on
// waiting when it is cancelled, as the driver asks for when it gives up.
func (d *doubts) holder(t *testing.T) (hold func() (release func())) {
	t.Helper()
	before, after := []string{`SELECT pg_advisory_lock(77)`}, []string{`SELECT pg_advisory_unlock(77)`}
	if d.engine == "postgres" {
		_, err := d.hand.ExecContext(t.Context(), `CREATE FUNCTION held() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
				LOOP BEGIN PERFORM pg_advisory_xact_lock_shared(77); RETURN NULL; EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP; END $$;
			CREATE CONSTRAINT TRIGGER held AFTER UPDATE ON turnstile DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION held()`)
		must(t, err)
	} else {
		before = []string{`BACKUP STAGE START`, `BACKUP STAGE FLUSH`, `BACKUP STAGE BLOCK_DDL`, `BACKUP STAGE BLOCK_COMMIT`}
		after = []string{`BACKUP STAGE END`}
	}
	return func() func() {
		c, err := d.hand.Conn(t.Context())
		must(t, err)
		say := func(all []string) {
			for _, one := range all {
				_, err := c.ExecContext(t.Context(), one)
				must(t, err)
			}
		}
		say(before)
		return func() {
			defer c.Close()
			say(after)
		}
	}
}
