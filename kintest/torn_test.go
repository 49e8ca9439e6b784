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

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/load"
)

// A bulletin, its flags and its tally say the same edition and the same number of flags, in each
// state that a transaction leaves behind. A graph in which they do not is torn: it was put
// together from two states.
type (
	bulletin struct {
		kin.Model
		Edition int64
		Size    int64

		Flags   kin.Many[bulletin, bulletinFlag]  `kin:"back_populates=Bulletin; cascade=all,delete-orphan"`
		Tallies kin.Many[bulletin, bulletinTally] `kin:"back_populates=Bulletin"`
	}
	bulletinFlag struct {
		kin.Model
		BulletinID int64 `kin:"foreign_key=bulletin.id; index"`
		Edition    int64

		Bulletin kin.One[bulletinFlag, bulletin] `kin:"back_populates=Flags"`
	}
	bulletinTally struct {
		kin.Model
		BulletinID int64 `kin:"foreign_key=bulletin.id; index"`
		Edition    int64
		Flags      int64

		Bulletin kin.One[bulletinTally, bulletin] `kin:"back_populates=Tallies"`
	}
)

var (
	bulletins       = kin.Table[bulletin]()
	bulletinFlags   = kin.Table[bulletinFlag]()
	bulletinTallies = kin.Table[bulletinTally]()
)

const (
	tornWriters  = 4
	bulletinsOf  = 2 // of each writer: writers do not wait for each other
	mostFlags    = 6
	allBulletins = tornWriters * bulletinsOf
)

// TestAGraphIsOfOneState loads graphs while others change them. KIN_CASES says how many.
func TestAGraphIsOfOneState(t *testing.T) {
	cases := int(setting("KIN_CASES", 400))
	eachHome(t, func(t *testing.T, h home) {
		db, hand := h.open(t, bulletins, bulletinFlags, bulletinTallies), h.byHand(t)
		ids := publish(t, db)
		torn, tornByHand := 0, 0
		rounds := revised(t, db, ids, func() {
			for i := range cases {
				if loadedTorn(t, db, tornWays[i%len(tornWays)]) {
					torn++
				}
				if readTorn(t, hand) {
					tornByHand++
				}
			}
		})
		fmt.Printf("torn %d of %d on %s, while %d transactions wrote; by hand in two statements %d of %d\n", torn, cases, h.engine, rounds, tornByHand, cases)
		if torn > 0 {
			t.Errorf("%d graphs are of two states", torn)
		}
		if tornByHand == 0 {
			t.Error("by hand none was torn either: the test shows nothing")
		}
	})
}

// publish writes the bulletins, and gives their numbers.
func publish(t *testing.T, db *kin.DB) (ids []int64) {
	t.Helper()
	all := make([]*bulletin, allBulletins)
	must(t, db.Tx(t.Context(), func(_ context.Context, s *kin.Session) error {
		for i := range all {
			b := &bulletin{Size: mostFlags}
			for range mostFlags {
				b.Flags.Add(&bulletinFlag{})
			}
			b.Tallies.Add(&bulletinTally{Flags: mostFlags})
			all[i] = b
			s.Add(b)
		}
		return nil
	}))
	for _, b := range all {
		ids = append(ids, b.ID)
	}
	return ids
}

// revised lets writers revise the bulletins while something is done, and counts what they did.
func revised(t *testing.T, db *kin.DB, ids []int64, meanwhile func()) (rounds int) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	var writers sync.WaitGroup
	written := make([]int, tornWriters)
	for w := range tornWriters {
		writers.Go(func() {
			r := rand.New(rand.NewPCG(uint64(w), 0))
			for ctx.Err() == nil {
				err := db.Tx(ctx, func(ctx context.Context, s *kin.Session) error {
					return revise(ctx, s, ids[w*bulletinsOf+r.IntN(bulletinsOf)], 1+r.IntN(mostFlags))
				})
				switch {
				case err == nil:
					written[w]++
				case ctx.Err() == nil && !mayRunAgain(err):
					t.Errorf("revising: %v", err)
					return
				}
			}
		})
	}
	func() {
		defer writers.Wait()
		defer stop()
		meanwhile()
	}()
	for _, n := range written {
		rounds += n
	}
	return rounds
}

// revise brings out the next edition of a bulletin, with so many flags.
func revise(ctx context.Context, s *kin.Session, id int64, size int) error {
	b, err := kin.Get(ctx, s, id, load.SelectIn(&bulletins.Flags), load.SelectIn(&bulletins.Tallies))
	if err != nil {
		return err
	}
	b.Edition++
	b.Size = int64(size)
	flags := b.Flags.Get()
	for _, f := range flags[min(len(flags), size):] {
		b.Flags.Remove(f)
	}
	for range size - len(flags) {
		b.Flags.Add(&bulletinFlag{})
	}
	for _, f := range b.Flags.Get() {
		f.Edition = b.Edition
	}
	tally := b.Tallies.Get()[0]
	tally.Edition, tally.Flags = b.Edition, b.Size
	return nil
}

// tornWays is how the graph is loaded: outside of a transaction of the user's.
var tornWays = []kin.Query[bulletin]{
	kin.Select(bulletins).Options(load.SelectIn(&bulletins.Flags), load.SelectIn(&bulletins.Tallies)),
	kin.Select(bulletins).Options(load.Subquery(&bulletins.Flags), load.Subquery(&bulletins.Tallies)),
}

func loadedTorn(t *testing.T, db *kin.DB, q kin.Query[bulletin]) (torn bool) {
	t.Helper()
	err := db.Read(t.Context(), func(ctx context.Context, s *kin.Session) error {
		all, err := q.All(ctx, s)
		if err == nil && len(all) != allBulletins {
			err = fmt.Errorf("%d bulletins of %d", len(all), allBulletins)
		}
		for _, b := range all {
			torn = torn || b.torn()
		}
		return err
	})
	must(t, err)
	return torn
}

func (b *bulletin) torn() bool {
	flags, tallies := b.Flags.Get(), b.Tallies.Get()
	if len(flags) != int(b.Size) || len(tallies) != 1 || tallies[0].Edition != b.Edition || tallies[0].Flags != b.Size {
		return true
	}
	for _, f := range flags {
		if f.Edition != b.Edition {
			return true
		}
	}
	return false
}

// readTorn reads the bulletins and then the flags, as one does by hand.
func readTorn(t *testing.T, hand *sql.DB) bool {
	t.Helper()
	want := pairs(t, hand, `SELECT id, edition * 100 + size FROM bulletin`)
	runtime.Gosched() // one does something in between
	got := pairs(t, hand, `SELECT bulletin_id, max(edition) * 100 + count(*) FROM bulletin_flag GROUP BY bulletin_id`)
	for id, n := range want {
		if got[id] != n {
			return true
		}
	}
	return false
}

func pairs(t *testing.T, hand *sql.DB, statement string) map[int64]int64 {
	t.Helper()
	rows, err := hand.QueryContext(t.Context(), statement)
	must(t, err)
	defer rows.Close()
	found := map[int64]int64{}
	for rows.Next() {
		var id, n int64
		must(t, rows.Scan(&id, &n))
		found[id] = n
	}
	must(t, errors.Join(rows.Err(), rows.Close()))
	return found
}
