package kintest_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/postgres"
)

// TestAPromotionLosesNothingThatWasAcknowledged writes graphs while the primary dies and its
// replica takes its place: where commits wait for the replica, and where they do not.
func TestAPromotionLosesNothingThatWasAcknowledged(t *testing.T) {
	t.Run("postgres", func(t *testing.T) {
		waits := promoted(t, true)
		bare := promoted(t, false)
		fmt.Printf("promotion on postgres: %d of %d acknowledged graphs lost, %d torn, %d commits unknown; the gap was %d ms, from the death of the primary to the promotion %d; without waiting for the replica %d of %d lost\n",
			waits.lost, waits.acknowledged, waits.torn, waits.unknown, waits.gap.Milliseconds(), waits.dead.Milliseconds(), bare.lost, bare.acknowledged)
		if waits.lost+waits.torn > 0 {
			t.Errorf("%d lost, %d torn", waits.lost, waits.torn)
		}
		if waits.after == 0 {
			t.Error("nothing was written after the promotion")
		}
		if bare.lost == 0 {
			t.Error("without waiting for the replica none is lost either: the test shows nothing")
		}
	})
}

// A promotion is what came of one.
type promotion struct {
	acknowledged, unknown, after, lost, torn int

	gap  time.Duration // between two acknowledged graphs
	dead time.Duration // from the end of the primary to the answer of the new one

	mu     sync.Mutex
	tokens []string
	last   time.Time
}

// promoted makes a cluster, writes, lets the primary die and promotes the first replica.
func promoted(t *testing.T, waits bool) *promotion {
	t.Helper()
	c := startCluster(t, "postgres")
	primary, replica := c["KIN_PRIMARY_URL"], strings.Fields(c["KIN_REPLICA_URLS"])[0]
	old, next := handOn(t, "pgx", primary), handOn(t, "pgx", replica)
	db := opened(t, postgres.URL(bothHosts(t, primary, replica)), shipments, pieces, commits)
	must(t, db.CreateTables(t.Context()))
	if waits {
		tell(t, old, `ALTER SYSTEM SET synchronous_standby_names = 'replica1'`)
		tell(t, old, `SELECT pg_reload_conf()`)
		eventually(t, "commits do not wait for the replica", func() bool {
			return count(t, old, `SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'`) == 1
		})
	}
	p := &promotion{}
	ctx, stop := context.WithCancel(t.Context())
	var writers sync.WaitGroup
	for w := range 4 {
		writers.Go(func() { p.write(ctx, db, w) })
	}
	time.Sleep(300 * time.Millisecond)
	died := failOver(t, old, next)
	p.dead = time.Since(died)
	time.Sleep(700 * time.Millisecond)
	stop()
	writers.Wait()
	p.check(t, next, died)
	return p
}

// bothHosts is an address with the hosts of two, of which the one that writes is meant.
func bothHosts(t *testing.T, first, second string) string {
	t.Helper()
	a, err := url.Parse(first)
	must(t, err)
	b, err := url.Parse(second)
	must(t, err)
	a.Host += "," + b.Host
	a.RawQuery += "&target_session_attrs=read-write&connect_timeout=2"
	return a.String()
}

// failOver lets a replica hear nothing more of its primary, which then dies, and promotes it. It
// says when the primary died.
func failOver(t *testing.T, primary, replica *sql.DB) time.Time {
	t.Helper()
	master := process(t, primary, `SELECT split_part(pg_read_file('postmaster.pid'), E'\n', 1)`)
	receiver := process(t, replica, `SELECT pid FROM pg_stat_wal_receiver`)
	must(t, syscall.Kill(receiver, syscall.SIGSTOP))
	time.Sleep(200 * time.Millisecond)
	must(t, syscall.Kill(master, syscall.SIGQUIT))
	died := time.Now()
	must(t, syscall.Kill(receiver, syscall.SIGTERM))
	must(t, syscall.Kill(receiver, syscall.SIGCONT))
	tell(t, replica, `SELECT pg_promote()`)
	return died
}

func process(t *testing.T, db *sql.DB, statement string) int {
	t.Helper()
	var text string
	must(t, db.QueryRowContext(t.Context(), statement).Scan(&text))
	pid, err := strconv.Atoi(text)
	must(t, err)
	return pid
}

func tell(t *testing.T, db *sql.DB, statement string) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// write writes graphs until it is stopped, each once: what has failed is not sent again.
func (p *promotion) write(ctx context.Context, db *kin.DB, worker int) {
	for n := 0; ctx.Err() == nil; n++ {
		token := fmt.Sprintf("%d %d", worker, n)
		one, cancel := context.WithTimeout(ctx, 5*time.Second)
		err := send(one, db, token)
		cancel()
		switch {
		case err == nil:
			p.acknowledge(token)
		case errors.Is(err, kin.ErrCommitUnknown):
			p.mu.Lock()
			p.unknown++
			p.mu.Unlock()
		default:
			time.Sleep(time.Millisecond) // there is no primary
		}
	}
}

func (p *promotion) acknowledge(token string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if p.acknowledged > 0 {
		p.gap = max(p.gap, now.Sub(p.last))
	}
	p.acknowledged, p.last = p.acknowledged+1, now
	p.tokens = append(p.tokens, token)
}

// check looks for what was acknowledged on the new primary.
func (p *promotion) check(t *testing.T, primary *sql.DB, died time.Time) {
	t.Helper()
	rows, err := primary.QueryContext(t.Context(), `SELECT token FROM shipment`)
	must(t, err)
	defer rows.Close()
	var there []string
	for rows.Next() {
		var token string
		must(t, rows.Scan(&token))
		there = append(there, token)
	}
	must(t, rows.Err())
	slices.Sort(there)
	for _, token := range p.tokens {
		if _, found := slices.BinarySearch(there, token); !found {
			p.lost++
		}
	}
	p.torn = tornShipments(t, primary)
	if p.last.After(died.Add(p.dead)) {
		p.after++
	}
}
