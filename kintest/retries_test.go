package kintest_test

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

	"github.com/kin-go/kin"
)

// A turnstile counts who passes.
type turnstile struct {
	kin.Model
	N int64
}

var turnstiles = kin.Table[turnstile]()

// TestEachAcknowledgedIncrementIsKept reads a counter, adds one and writes it, by many at the
// same time. KIN_CASES says how often in all.
func TestEachAcknowledgedIncrementIsKept(t *testing.T) {
	eachHome(t, func(t *testing.T, h home) {
		db := h.open(t, turnstiles)
		countsAll(t, h.engine, h.byHand(t), db)
	})
}

// TestWritersOnSeveralNodesLoseNoIncrement increments one counter on two nodes of a cluster at the
// same time: there a conflict comes as late as the commit.
func TestWritersOnSeveralNodesLoseNoIncrement(t *testing.T) {
	t.Run("galera", func(t *testing.T) {
		nodes := strings.Fields(told(t, "KIN_GALERA_URLS"))
		h := mysqlHome(t, nodes[0])
		second := mysqlConfig(t, nodes[1]).Addr
		db := h.open(t, turnstiles)
		countsAll(t, "galera", h.byHand(t), db, h.openBy(t, second, turnstiles))
	})
}

// countsAll lets goroutines increment one counter through databases that are one, in turn, and by
// hand another.
func countsAll(t *testing.T, where string, hand *sql.DB, dbs ...*kin.DB) {
	t.Helper()
	const goroutines = 8
	each := int(setting("KIN_CASES", 400)) / goroutines
	counter, byHand := &turnstile{}, &turnstile{}
	must(t, dbs[0].Tx(t.Context(), func(_ context.Context, s *kin.Session) error {
		s.Add(counter, byHand)
		return nil
	}))
	var acknowledged, refused, runs atomic.Int64
	var all sync.WaitGroup
	for g := range goroutines {
		all.Go(func() {
			for range each {
				err := dbs[g%len(dbs)].Tx(t.Context(), func(ctx context.Context, s *kin.Session) error {
					runs.Add(1)
					c, err := kin.Get[turnstile](ctx, s, counter.ID)
					if err == nil {
						c.N++
					}
					return err
				})
				switch {
				case err == nil:
					acknowledged.Add(1)
				case mayRunAgain(err):
					refused.Add(1)
				default:
					t.Errorf("an increment: %v", err)
				}
			}
		})
	}
	all.Wait()
	start := make(chan struct{})
	for range goroutines {
		all.Go(func() {
			<-start
			for range each {
				incrementByHand(t, hand, byHand.ID)
			}
		})
	}
	close(start)
	all.Wait()
	final := int64(count(t, hand, fmt.Sprintf(`SELECT n FROM turnstile WHERE id = %d`, counter.ID)))
	lost := goroutines*each - count(t, hand, fmt.Sprintf(`SELECT n FROM turnstile WHERE id = %d`, byHand.ID))
	fmt.Printf("retries on %s: counter %d, acknowledged %d, refused %d, run again %d; by hand %d of %d lost\n",
		where, final, acknowledged.Load(), refused.Load(), runs.Load()-acknowledged.Load()-refused.Load(), lost, goroutines*each)
	if final != acknowledged.Load() {
		t.Errorf("%d increments were acknowledged, and the counter is %d", acknowledged.Load(), final)
	}
	if refused.Load() > int64(goroutines*each/100) {
		t.Errorf("%d increments were refused after ten runs", refused.Load())
	}
	if lost == 0 {
		t.Error("by hand none was lost either: the test shows nothing")
	}
}

// incrementByHand reads and writes at READ COMMITTED, as one does by hand.
func incrementByHand(t *testing.T, hand *sql.DB, id int64) {
	t.Helper()
	var n int64
	if err := hand.QueryRowContext(t.Context(), fmt.Sprintf(`SELECT n FROM turnstile WHERE id = %d`, id)).Scan(&n); err != nil {
		t.Errorf("by hand: %v", err)
	}
	runtime.Gosched() // one does something in between
	if _, err := hand.ExecContext(t.Context(), fmt.Sprintf(`UPDATE turnstile SET n = %d WHERE id = %d`, n+1, id)); err != nil && !mayConflict(err) {
		t.Errorf("by hand: %v", err)
	}
}

// TestWhoNeverComesThroughIsToldSo lets one read a counter that somebody else counts on before he does, each time.
func TestWhoNeverComesThroughIsToldSo(t *testing.T) {
	eachServer(t, func(t *testing.T, h home) {
		db := h.open(t, turnstiles)
		c := &turnstile{}
		must(t, db.Tx(t.Context(), func(_ context.Context, s *kin.Session) error { s.Add(c); return nil }))
		runs := 0
		count := func(ctx context.Context, s *kin.Session, meanwhile func() error) error {
			row, err := kin.Get[turnstile](ctx, s, c.ID)
			if err == nil {
				err = meanwhile()
			}
			if err == nil {
				row.N++
			}
			return err
		}
		err := db.Tx(t.Context(), func(ctx context.Context, s *kin.Session) error {
			runs++
			return count(ctx, s, func() error {
				return db.Tx(ctx, func(ctx context.Context, other *kin.Session) error {
					return count(ctx, other, func() error { return nil })
				})
			})
		})
		if !errors.Is(err, kin.ErrConflict) || runs != 10 {
			t.Errorf("after %d runs: %v", runs, err)
		}
		must(t, db.Read(t.Context(), func(ctx context.Context, s *kin.Session) error {
			row, err := kin.Get[turnstile](ctx, s, c.ID)
			if err == nil && row.N != 10 {
				t.Errorf("the counter is %d: others have counted 10 times", row.N)
			}
			return err
		}))
	})
}
