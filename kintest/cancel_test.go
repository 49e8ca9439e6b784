package kintest_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/load"
)

// slowly is a query that takes long.
var slowly = map[string]kin.Query[turnstile]{
	"sqlite":   kin.Raw(turnstiles, `WITH RECURSIVE up(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < 500000) SELECT count(*) AS id, 0 AS n FROM up`),
	"postgres": kin.Raw(turnstiles, `SELECT 1::bigint AS id, 0::bigint AS n FROM pg_sleep(0.5)`),
	"mysql":    kin.Raw(turnstiles, `SELECT 1 AS id, SLEEP(0.5) AS n`),
}

// A deadlineTest is a database with one row that is waited for.
type deadlineTest struct {
	db     *kin.DB
	engine string
	row    *turnstile

	pulse *pulse
	worst time.Duration
	calls int
	cut   int // that their deadline has ended
}

// A pulse finds out for how long the machine has let nobody run: that is no fault of a call.
type pulse struct{ longest atomic.Int64 }

const beat = time.Millisecond

func (p *pulse) run(ctx context.Context) {
	for ctx.Err() == nil {
		begun := time.Now()
		time.Sleep(beat)
		if late := int64(time.Since(begun) - beat); late > p.longest.Load() {
			p.longest.Store(late)
		}
	}
}

// TestACallReturnsWithItsDeadline ends calls at random points. KIN_CASES says how many.
func TestACallReturnsWithItsDeadline(t *testing.T) {
	cases := int(setting("KIN_CASES", 200))
	eachHome(t, func(t *testing.T, h home) {
		before := runtime.NumGoroutine()
		db := h.open(t, turnstiles, shipments, pieces)
		d := &deadlineTest{db: db, engine: h.engine, row: &turnstile{}, pulse: &pulse{}}
		beating, still := context.WithCancel(t.Context())
		go d.pulse.run(beating)
		must(t, db.Tx(t.Context(), func(_ context.Context, s *kin.Session) error {
			s.Add(d.row)
			return nil
		}))
		begun := time.Now()
		must(t, d.slow(t.Context()))
		without := time.Since(begun)
		for range cases / 20 {
			d.call(t, 20*time.Millisecond, d.slow)
		}
		d.held(t, func() {
			for range cases / 20 {
				d.call(t, 20*time.Millisecond, d.increment)
			}
		})
		must(t, d.graph(t.Context())) // its statements are known
		begun = time.Now()
		must(t, d.graph(t.Context()))
		usual := int64(time.Since(begun))
		for range cases {
			d.call(t, time.Duration(rand.Int64N(2*usual)), d.graph)
		}
		still()
		fmt.Printf("deadlines on %s: the worst of %d calls returns %.1f ms late, pauses of the machine aside (%d were cut off); without a deadline %d ms\n",
			h.engine, d.calls, float64(d.worst)/1e6, d.cut, without.Milliseconds())
		if d.worst > 50*time.Millisecond {
			t.Errorf("a call returned %s after its deadline", d.worst)
		}
		if without < 50*time.Millisecond || d.cut < cases/10 {
			t.Errorf("the slow query took %s, and %d calls were cut off: the test shows nothing", without, d.cut)
		}
		allFree(t, db, killed, func(ctx context.Context, s *kin.Session) error {
			_, err := kin.Get[turnstile](ctx, s, d.row.ID)
			return err
		})
		must(t, d.increment(t.Context()))
		must(t, db.Close())
		noneLeft(t, before)
		if n, want := count(t, h.byHand(t), `SELECT count(*) FROM piece`), piecesOf*count(t, h.byHand(t), `SELECT count(*) FROM shipment`); n != want {
			t.Errorf("%d pieces are stored, %d belong to shipments", n, want)
		}
	})
}

// call makes a call with a deadline, and measures how late it returns.
func (d *deadlineTest) call(t *testing.T, after time.Duration, do func(context.Context) error) {
	t.Helper()
	ends := time.Now().Add(after)
	ctx, cancel := context.WithDeadline(t.Context(), ends)
	defer cancel()
	d.pulse.longest.Store(0)
	err := do(ctx)
	late := time.Since(ends)
	if late > beat {
		time.Sleep(2 * beat) // so that a pause that still lasted is known
	}
	d.calls++
	d.worst = max(d.worst, late-time.Duration(d.pulse.longest.Load()))
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		d.cut++
	case err != nil:
		t.Errorf("a call with a deadline: %v", err)
	}
}

// slow reads what takes long.
func (d *deadlineTest) slow(ctx context.Context) error {
	return d.db.Read(ctx, func(ctx context.Context, s *kin.Session) error {
		_, err := slowly[d.engine].All(ctx, s)
		return err
	})
}

// increment writes the row.
func (d *deadlineTest) increment(ctx context.Context) error {
	return d.db.Tx(ctx, func(ctx context.Context, s *kin.Session) error {
		c, err := kin.Get[turnstile](ctx, s, d.row.ID)
		if err == nil {
			c.N++
		}
		return err
	})
}

// held holds the row in a transaction while others want it.
func (d *deadlineTest) held(t *testing.T, meanwhile func()) {
	t.Helper()
	must(t, d.db.Tx(t.Context(), func(ctx context.Context, s *kin.Session) error {
		c, err := kin.Get[turnstile](ctx, s, d.row.ID)
		if err != nil {
			return err
		}
		c.N++
		if err := s.Flush(ctx); err != nil {
			return err
		}
		var all sync.WaitGroup
		all.Go(meanwhile)
		all.Wait()
		return nil
	}))
}

// graph writes a graph and reads some.
func (d *deadlineTest) graph(ctx context.Context) error {
	return d.db.Tx(ctx, func(ctx context.Context, s *kin.Session) error {
		sent := &shipment{Token: "cut off"}
		for n := range piecesOf {
			sent.Pieces.Add(&piece{N: int64(n)})
		}
		s.Add(sent)
		if err := s.Flush(ctx); err != nil {
			return err
		}
		_, err := kin.Select(shipments).Limit(20).Options(load.SelectIn(&shipments.Pieces)).All(ctx, s)
		return err
	})
}
