package kintest_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/postgres"
)

// withoutSnapshot is a connection on which the statement that begins a snapshot says nothing: the
// same statements run on it, each in a state of its own.
type withoutSnapshot struct{ net.Conn }

var (
	beginsSnapshot = []byte("BEGIN READ ONLY ISOLATION LEVEL REPEATABLE READ")
	beginsNothing  = bytes.Repeat([]byte{' '}, len(beginsSnapshot))
)

func (c withoutSnapshot) Write(sent []byte) (int, error) {
	return c.Conn.Write(bytes.ReplaceAll(sent, beginsSnapshot, beginsNothing))
}

// unprotectedPostgres opens a home by Kin, on connections without snapshots.
func unprotectedPostgres(t *testing.T, h home, models ...any) *kin.DB {
	t.Helper()
	config, err := pgxpool.ParseConfig(h.at(h.host))
	must(t, err)
	dial := config.ConnConfig.DialFunc
	config.ConnConfig.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := dial(ctx, network, address)
		return withoutSnapshot{c}, err
	}
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	must(t, err)
	t.Cleanup(pool.Close)
	return opened(t, postgres.Pool(pool), models...)
}

// TestASnapshotCostsNoTime loads graphs with and without one, in turn. That one takes at most 1.1 times as long
// is held against a machine with nothing else to do, by KIN_ROUNDS; elsewhere the figure is printed.
func TestASnapshotCostsNoTime(t *testing.T) {
	rounds := int(setting("KIN_ROUNDS", 30))
	t.Run("postgres", func(t *testing.T) {
		h := postgresHome(t, told(t, "KIN_POSTGRES_URL"))
		db := h.open(t, bulletins, bulletinFlags, bulletinTallies)
		bare := unprotectedPostgres(t, h, bulletins, bulletinFlags, bulletinTallies)
		ids := publish(t, db)
		var ratios []string
		for i, q := range tornWays {
			ratio := medianRatio(rounds, func() { loadedTorn(t, db, q) }, func() { loadedTorn(t, bare, q) })
			ratios = append(ratios, fmt.Sprintf("%s %.2f", []string{"selectin", "subquery"}[i], ratio))
			if os.Getenv("KIN_ROUNDS") != "" && ratio > 1.1 {
				t.Errorf("a graph in one snapshot takes %.2f times as long", ratio)
			}
		}
		torn := 0
		revised(t, db, ids, func() {
			for i := range 400 {
				if loadedTorn(t, bare, tornWays[i%len(tornWays)]) {
					torn++
				}
			}
		})
		fmt.Printf("snapshot on postgres: time to that of the same statements without it: %s; without it %d of 400 are torn\n", strings.Join(ratios, ", "), torn)
		if torn == 0 {
			t.Error("without a snapshot none is torn either: the test shows nothing")
		}
	})
}

// medianRatio is how much longer one thing takes than another: the middle of rounds that do each
// many times in turn.
func medianRatio(rounds int, one, other func()) float64 {
	const each = 30
	ratios := make([]float64, rounds)
	for i := range ratios {
		var first, second time.Duration
		for range each {
			begun := time.Now()
			one()
			between := time.Now()
			other()
			first, second = first+between.Sub(begun), second+time.Since(between)
		}
		ratios[i] = float64(first) / float64(second)
	}
	slices.Sort(ratios)
	return ratios[rounds/2]
}
