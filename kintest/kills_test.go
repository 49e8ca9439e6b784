package kintest_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/kin-go/kin"
)

const killed = 8 // connections, and as many goroutines that write

// TestKilledConnectionsLoseDoubleAndTearNothing ends connections on the server while graphs are
// written on them. KIN_CASES says how many.
func TestKilledConnectionsLoseDoubleAndTearNothing(t *testing.T) {
	kills := int(setting("KIN_CASES", 60))
	eachServer(t, func(t *testing.T, h home) {
		hand := h.byHand(t)
		must(t, hand.PingContext(t.Context())) // its own goroutines are there
		before := runtime.NumGoroutine()
		db := h.open(t, shipments, pieces, commits)
		w := &senders{t: t, db: db}
		struck := while(t, func() int { return killAtRandom(t, h, hand, kills) }, w.work)
		lost, doubled, torn := w.check(hand)
		fmt.Printf("kills %d on %s: %d graphs acknowledged, %d lost, %d doubled, %d torn; %d commits unknown, the token right %d; %d transactions given back, %d errors of no type; ",
			struck, h.engine, w.acknowledged, lost, doubled, torn, w.unknown, w.unknown-w.wrong, w.again, w.untyped)
		if lost+doubled+torn+w.wrong+w.untyped > 0 || struck < kills {
			t.Errorf("lost %d, doubled %d, torn %d, tokens wrong %d, errors of no type %d, kills %d of %d",
				lost, doubled, torn, w.wrong, w.untyped, struck, kills)
		}
		allFree(t, db, killed, func(ctx context.Context, s *kin.Session) error {
			_, err := kin.Select(shipments).Limit(1).All(ctx, s)
			return err
		})
		if n := connections(t, h, hand); n > killed+1 { // one may be on its way to end another
			t.Errorf("the server has %d connections of a pool of %d", n, killed)
		}
		must(t, db.Close())
		eventually(t, "connections are left", func() bool { return connections(t, h, hand) == 0 })
		noneLeft(t, before)
		killedByHand(t, h, hand, kills)
	})
}

// while runs what works until what strikes has ended.
func while(t *testing.T, strikes func() int, work func(ctx context.Context, worker int)) (struck int) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	var workers sync.WaitGroup
	for worker := range killed {
		workers.Go(func() { work(ctx, worker) })
	}
	func() {
		defer workers.Wait()
		defer stop()
		struck = strikes()
	}()
	return struck
}

// killAtRandom ends connections to a home, one after the other, until it has ended so many.
func killAtRandom(t *testing.T, h home, hand *sql.DB, kills int) (struck int) {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Minute); struck < kills && time.Now().Before(deadline); {
		var n int
		var err error
		switch h.engine {
		case "postgres":
			err = hand.QueryRowContext(t.Context(), `SELECT count(pg_terminate_backend(pid)) FROM
				(SELECT pid FROM pg_stat_activity WHERE application_name = $1 AND state <> 'idle' ORDER BY random() LIMIT 1) p`, h.tag).Scan(&n)
		case "mysql":
			n, err = killOne(t.Context(), hand, h.tag)
		}
		if err != nil {
			t.Errorf("killing: %v", err)
			return struck
		}
		struck += n
		time.Sleep(time.Duration(rand.IntN(4000)) * time.Microsecond)
	}
	return struck
}

// killOne ends one connection to a database that is not our own. That it has ended by itself is no error.
func killOne(ctx context.Context, hand *sql.DB, database string) (int, error) {
	var id int64
	err := hand.QueryRowContext(ctx, `SELECT id FROM information_schema.processlist WHERE db = ? AND id <> CONNECTION_ID() AND command <> 'Killed' AND user <> 'by_hand'
		ORDER BY RAND() LIMIT 1`, database).Scan(&id)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return 0, nil
	case err != nil:
		return 0, err
	}
	if _, err := hand.ExecContext(ctx, fmt.Sprintf(`KILL %d`, id)); err != nil {
		return 0, nil //nolint:nilerr // it has ended by itself
	}
	return 1, nil
}

// connections is how many the server has that are Kin's.
func connections(t *testing.T, h home, hand *sql.DB) int {
	t.Helper()
	if h.engine == "postgres" {
		return count(t, hand, `SELECT count(*) FROM pg_stat_activity WHERE application_name = '`+h.tag+`'`)
	}
	return count(t, hand, `SELECT count(*) FROM information_schema.processlist WHERE db = '`+h.tag+`' AND id <> CONNECTION_ID()`)
}

// senders send graphs, each until it is known that it was kept.
type senders struct {
	t  *testing.T
	db *kin.DB

	mu           sync.Mutex
	tokens       []string // of graphs that were acknowledged
	acknowledged int
	unknown      int
	wrong        int // answers of tokens
	again        int
	untyped      int
}

func (w *senders) work(ctx context.Context, worker int) {
	for n := 0; ctx.Err() == nil; n++ {
		w.send(context.WithoutCancel(ctx), fmt.Sprintf("%d of %d", n, worker))
	}
}

// send sends a graph until it is there.
func (w *senders) send(ctx context.Context, token string) {
	for range 1000 {
		err := send(ctx, w.db, token)
		switch {
		case err == nil:
			w.acknowledge(token)
			return
		case errors.Is(err, kin.ErrCommitUnknown):
			landed := w.ask(ctx, token)
			if landed {
				w.acknowledge(token)
				return
			}
		case errors.Is(err, kin.ErrRepeated):
			w.note(&w.wrong) // it was said that it had not landed
			w.acknowledge(token)
			return
		case mayRunAgain(err):
			w.note(&w.again)
		default:
			w.note(&w.untyped)
			w.t.Logf("an error of no type: %v", err)
		}
	}
	w.t.Errorf("%s never came through", token)
}

// ask asks until there is an answer: the connection of a question may be killed too.
func (w *senders) ask(ctx context.Context, token string) bool {
	w.note(&w.unknown)
	for {
		landed, err := w.db.Landed(ctx, token)
		if err == nil {
			return landed
		}
		if !typed(err) {
			w.note(&w.untyped)
			w.t.Logf("an error of no type: %v", err)
		}
	}
}

func (w *senders) note(n *int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	*n++
}

func (w *senders) acknowledge(token string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.acknowledged++
	w.tokens = append(w.tokens, token)
}

// check compares what was acknowledged with what is stored.
func (w *senders) check(hand *sql.DB) (lost, doubled, torn int) {
	w.t.Helper()
	times := map[string]int{}
	rows, err := hand.QueryContext(w.t.Context(), `SELECT token FROM shipment`)
	must(w.t, err)
	defer rows.Close()
	for rows.Next() {
		var token string
		must(w.t, rows.Scan(&token))
		times[token]++
	}
	must(w.t, rows.Err())
	for _, token := range w.tokens {
		if times[token] == 0 {
			lost++
		}
		doubled += max(times[token]-1, 0)
	}
	return lost, doubled, tornShipments(w.t, hand)
}

// tornShipments counts shipments without all their pieces, and pieces without a shipment.
func tornShipments(t *testing.T, hand *sql.DB) int {
	t.Helper()
	return count(t, hand, fmt.Sprintf(`SELECT (SELECT count(*) FROM shipment WHERE (SELECT count(*) FROM piece WHERE shipment_id = shipment.id) <> %d)
		+ (SELECT count(*) FROM piece WHERE shipment_id NOT IN (SELECT id FROM shipment))`, piecesOf))
}

// killedByHand writes the same graphs without a transaction, once more when that has failed.
func killedByHand(t *testing.T, h home, hand *sql.DB, kills int) {
	t.Helper()
	bare := handOn(t, h.driver, h.at(h.host))
	bare.SetMaxOpenConns(killed)
	write := func(ctx context.Context, token string) error {
		c, err := bare.Conn(ctx)
		if err != nil {
			return err
		}
		defer c.Close()
		if _, err := c.ExecContext(ctx, `INSERT INTO shipment (token) VALUES ('`+token+`')`); err != nil {
			return err
		}
		for n := range piecesOf {
			if _, err := c.ExecContext(ctx, fmt.Sprintf(`INSERT INTO piece (shipment_id, n) SELECT max(id), %d FROM shipment WHERE token = '%s'`, n, token)); err != nil {
				return err
			}
		}
		return nil
	}
	before := tornShipments(t, hand)
	while(t, func() int { return killAtRandom(t, h, hand, kills) }, func(ctx context.Context, worker int) {
		for n := 0; ctx.Err() == nil; n++ {
			token := fmt.Sprintf("by hand %d of %d", n, worker)
			for write(context.WithoutCancel(ctx), token) != nil { // until it says that it was kept
			}
		}
	})
	torn := tornShipments(t, hand) - before
	doubled := count(t, hand, `SELECT count(*) FROM (SELECT token FROM shipment WHERE token LIKE 'by hand%' GROUP BY token HAVING count(*) > 1) doubled`)
	fmt.Printf("by hand %d torn, %d doubled\n", torn, doubled)
	if torn == 0 || doubled == 0 {
		t.Error("by hand nothing came of it either: the test shows nothing")
	}
}
