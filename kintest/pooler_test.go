package kintest_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/load"
	"github.com/kin-go/kin/postgres"
)

// TestAPoolerLosesNoStatement reads and writes graphs through pgbouncer in transaction mode, by 16
// goroutines over 2 connections. KIN_CASES says how many.
func TestAPoolerLosesNoStatement(t *testing.T) {
	cases := int(setting("KIN_CASES", 800))
	t.Run("postgres", func(t *testing.T) {
		c := needCluster(t, "pooler", "KIN_POOLER_URL", "KIN_PRIMARY_URL")
		opened(t, postgres.URL(c["KIN_PRIMARY_URL"]), shipments, pieces, commits)
		db := opened(t, postgres.URL(c["KIN_POOLER_URL"]), shipments, pieces, commits)
		must(t, db.CreateTables(t.Context()))
		hand := handOn(t, "pgx", c["KIN_PRIMARY_URL"])
		t.Cleanup(func() {
			for _, table := range []string{"piece", "shipment", "kin_commit"} {
				runs(t, "pgx", c["KIN_PRIMARY_URL"], "DROP TABLE "+table)
			}
		})
		failed, why := throughPooler(t, db, cases, "pooled")
		torn := tornShipments(t, hand)
		prepared := opened(t, postgres.URL(c["KIN_POOLER_URL"], postgres.Prepared()), shipments, pieces, commits)
		unprotected, says := throughPooler(t, prepared, cases, "prepared")
		fmt.Printf("pooler errors %d of %d on postgres, torn %d; with statements that stay prepared %d\n", failed, cases, torn, unprotected)
		if failed+torn > 0 {
			t.Errorf("%d errors, such as %v", failed, why)
		}
		if unprotected == 0 {
			t.Fatal("with prepared statements there is none either: the test shows nothing")
		}
		if !strings.Contains(says.Error(), "postgres.Pooler()") {
			t.Errorf("the error does not say what to do: %v", says)
		}
	})
}

// throughPooler counts errors, and gives one of them.
func throughPooler(t *testing.T, db *kin.DB, cases int, name string) (failed int, sample error) {
	t.Helper()
	const workers = 16
	var mu sync.Mutex
	var all sync.WaitGroup
	for w := range workers {
		all.Go(func() {
			for i := range cases / workers {
				if err := pooled(t.Context(), db, i, fmt.Sprintf("%s %d %d", name, w, i)); err != nil {
					mu.Lock()
					failed, sample = failed+1, err
					mu.Unlock()
				}
			}
		})
	}
	all.Wait()
	return failed, sample
}

// pooled is a few statements: one in four writes a graph, the others read some.
func pooled(ctx context.Context, db *kin.DB, i int, token string) error {
	if i%4 == 0 {
		return send(ctx, db, token)
	}
	q := kin.Select(shipments).OrderBy(kin.Desc(&shipments.ID)).Limit(1 + i%7).Options(load.SelectIn(&shipments.Pieces))
	return db.Read(ctx, func(ctx context.Context, s *kin.Session) error {
		all, err := q.All(ctx, s)
		for _, sent := range all {
			if n := len(sent.Pieces.Get()); n != piecesOf && err == nil {
				err = fmt.Errorf("a shipment of %d pieces", n)
			}
		}
		return err
	})
}
