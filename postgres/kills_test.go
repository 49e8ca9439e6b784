package postgres_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
	"github.com/kin-go/kin/postgres"
)

// Server processes are killed while graphs of a parent and three children are written.
// What was acknowledged must be there, whole and once; what was not, not at all, but for
// commits whose answer was lost.
//
//	KIN_KILLS=1000 go test -run Killed ./postgres
func TestGraphsSurviveKilledServerProcesses(t *testing.T) {
	kills := times("KIN_KILLS", 60)
	app := fmt.Sprintf("kin-kills-%d", os.Getpid())
	db := open(t, at(with(t, place(t), "application_name", app)))
	write(t, db, `CREATE TABLE parent (id bigint PRIMARY KEY); CREATE TABLE child (id bigint GENERATED ALWAYS AS IDENTITY, parent_id bigint NOT NULL REFERENCES parent)`)
	var next, acknowledged, unknown, again atomic.Int64
	stop := make(chan struct{})
	done := make(chan error)
	graph := func(id int64) error {
		c, err := db.Acquire(ctx, seam.Writing)
		if err != nil {
			return err
		}
		defer c.Release()
		_, err = c.Exec(ctx, text(`INSERT INTO parent VALUES ($1)`, 1), []query.Value{query.IntValue(id)})
		for range 3 {
			if err == nil {
				_, err = c.Exec(ctx, text(`INSERT INTO child (parent_id) VALUES ($1)`, 1), []query.Value{query.IntValue(id)})
			}
		}
		if err != nil {
			return err
		}
		return c.Commit(ctx)
	}
	for range 4 {
		go func() {
			for {
				select {
				case <-stop:
					done <- nil
					return
				default:
				}
				err := graph(next.Add(1))
				var retry *seam.RetryError
				var lost *seam.CommitUnknownError
				switch {
				case err == nil:
					acknowledged.Add(1)
				case errors.As(err, &lost):
					unknown.Add(1)
				case errors.As(err, &retry):
					again.Add(1)
				default:
					done <- fmt.Errorf("an error of no type: %w", err)
					return
				}
			}
		}()
	}
	killer, err := pgx.Connect(ctx, address(t))
	must(t, err)
	defer killer.Close(ctx)
	killed := 0
	for deadline := time.Now().Add(time.Minute); killed < kills && time.Now().Before(deadline); {
		var n int
		must(t, killer.QueryRow(ctx, `SELECT count(pg_terminate_backend(pid)) FROM (SELECT pid FROM pg_stat_activity WHERE application_name = $1 ORDER BY random() LIMIT 1) p`, app).Scan(&n))
		killed += n
		time.Sleep(time.Duration(rand.IntN(6)) * time.Millisecond)
	}
	close(stop)
	for range 4 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	parents, whole := now(t, db, `SELECT count(*) FROM parent`), now(t, db, `SELECT count(*) FROM (SELECT parent_id FROM child GROUP BY parent_id HAVING count(*) = 3) c`)
	children := now(t, db, `SELECT count(*) FROM child`)
	t.Logf("%d kills: %d graphs acknowledged, %d are there, %d commits unknown, %d to be run again", killed, acknowledged.Load(), parents, unknown.Load(), again.Load())
	if killed < kills || again.Load() == 0 {
		t.Errorf("%d processes were killed of %d, and %d transactions failed by it", killed, kills, again.Load())
	}
	if whole != parents || children != 3*parents {
		t.Errorf("%d parents, %d of them whole, %d children: torn or doubled", parents, whole, children)
	}
	if n := acknowledged.Load(); parents < n || parents > n+unknown.Load() {
		t.Errorf("%d graphs were acknowledged and %d are unknown, %d are there", n, unknown.Load(), parents)
	}
	eventually(t, "connections are still in use", func() bool { return postgres.InUse(db) == 0 })
}
