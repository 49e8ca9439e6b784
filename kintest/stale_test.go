package kintest_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/mysql"
	"github.com/kin-go/kin/postgres"
)

// A whereabout says which server answers.
type whereabout struct {
	kin.Model
	Follows bool
}

var whereabouts = kin.Table[whereabout]()

// A following is what differs between engines with replicas.
type following struct {
	engine      string
	driver      string                // of database/sql
	where       kin.Query[whereabout] // which server answers
	stop, start string                // have a replica stand still, and go on
	position    string                // asks the primary how far it is
}

var followings = map[string]following{
	"postgres": {
		"postgres", "pgx", kin.Raw(whereabouts, `SELECT 1::bigint AS id, pg_is_in_recovery() AS follows`),
		`SELECT pg_wal_replay_pause()`, `SELECT pg_wal_replay_resume()`, `SELECT pg_current_wal_flush_lsn()::text`,
	},
	"mysql": {
		"mysql", "mysql", kin.Raw(whereabouts, `SELECT 1 AS id, @@read_only AS follows`),
		`STOP SLAVE SQL_THREAD`, `START SLAVE SQL_THREAD`, `SELECT @@GLOBAL.gtid_binlog_pos`,
	},
}

// A followed is a home that replicas follow.
type followed struct {
	following
	home     home
	replicas []string                     // their addresses without Kin
	through  func(host string) kin.Engine // the primary by way of a host, and the replicas
	bare     kin.Engine                   // a replica by itself
}

// eachFollowed runs a test on each engine that has replicas.
func eachFollowed(t *testing.T, test func(t *testing.T, f followed)) {
	t.Helper()
	t.Run("postgres", func(t *testing.T) {
		c := needCluster(t, "postgres", "KIN_PRIMARY_URL", "KIN_REPLICA_URLS")
		h := postgresHome(t, c["KIN_PRIMARY_URL"])
		replicas := strings.Fields(c["KIN_REPLICA_URLS"])
		var paths []string
		for _, r := range replicas {
			paths = append(paths, inSchema(r, h.tag))
		}
		through := func(host string) kin.Engine { return postgres.URL(h.at(host), postgres.Replicas(paths...)) }
		test(t, followed{followings["postgres"], h, replicas, through, postgres.URL(paths[0])})
	})
	t.Run("mysql", func(t *testing.T) {
		c := needCluster(t, "mariadb", "KIN_MARIADB_URL", "KIN_MARIADB_REPLICA_URL")
		h := mysqlHome(t, c["KIN_MARIADB_URL"])
		replica := mysqlConfig(t, c["KIN_MARIADB_REPLICA_URL"])
		path := h.at(replica.Addr)
		through := func(host string) kin.Engine { return mysql.URL(h.at(host), mysql.Replicas(path)) }
		eventually(t, "the database is not at the replica", func() bool {
			db := handOn(t, "mysql", path)
			return db.PingContext(t.Context()) == nil
		})
		test(t, followed{followings["mysql"], h, []string{replica.FormatDSN()}, through, mysql.URL(path)})
	})
}

// TestAReadAfterAWriteIsNeverStale writes and reads what was written, while replicas fall behind at
// random. Half of the readers are another process, which was told the position. KIN_CASES says
// how many pairs.
func TestAReadAfterAWriteIsNeverStale(t *testing.T) {
	cases := int(setting("KIN_CASES", 200))
	eachFollowed(t, func(t *testing.T, f followed) {
		newStaleRace(t, f, f.home.host).run(t, f.replicas, cases)
	})
}

// newStaleRace opens the databases of a race, the one that writes by way of a host, and makes its tables.
func newStaleRace(t *testing.T, f followed, host string) *staleRace {
	t.Helper()
	s := &staleRace{
		following: f.following,
		db:        opened(t, f.through(host), turnstiles, whereabouts),
		other:     opened(t, f.through(f.home.host), turnstiles, whereabouts),
		bare:      opened(t, f.bare, turnstiles, whereabouts),
	}
	must(t, s.db.CreateTables(t.Context()))
	return s
}

// inSchema is an address whose names mean a schema.
func inSchema(address, schema string) string {
	return address + "&search_path=" + schema
}

// A staleRace writes through db, and reads what it wrote there, by another process, and on a
// replica by itself.
type staleRace struct {
	following
	db, other, bare *kin.DB

	stale, unprotected, onReplicas atomic.Int64
}

func (s *staleRace) run(t *testing.T, replicas []string, cases int) {
	t.Helper()
	const writers = 4
	counters := make([]*turnstile, writers)
	must(t, s.db.Tx(t.Context(), func(_ context.Context, s *kin.Session) error {
		for i := range counters {
			counters[i] = &turnstile{}
			s.Add(counters[i])
		}
		return nil
	}))
	s.read(kin.After(t.Context(), s.db.Position()), t, s.other, counters[0].ID, 0) // the tables are there
	eventually(t, "the replica does not come", func() bool {
		_, _, err := s.passed(t.Context(), s.bare, counters[writers-1].ID)
		return err == nil
	})
	ctx, stop := context.WithCancel(t.Context())
	var lagging, all sync.WaitGroup
	for _, r := range replicas {
		lagging.Go(func() { s.lag(ctx, t, handOn(t, s.driver, r)) })
	}
	for i, c := range counters {
		all.Go(func() {
			for n := range int64(cases / writers) {
				s.pair(t, c.ID, n+1, i%2 == 1)
			}
		})
	}
	all.Wait()
	stop()
	lagging.Wait()
	fmt.Printf("stale %d of %d on %s, %d of them read from a replica; from a replica by itself %d of %d\n",
		s.stale.Load(), cases, s.engine, s.onReplicas.Load(), s.unprotected.Load(), cases)
	if n := s.stale.Load(); n > 0 {
		t.Errorf("%d reads are stale", n)
	}
	if s.unprotected.Load() == 0 {
		t.Error("from a replica by itself none is stale either: the test shows nothing")
	}
	if n := s.onReplicas.Load(); n < int64(cases/2) {
		t.Errorf("%d of %d were read from a replica", n, cases)
	}
}

// lag lets a replica stop and go on at random.
func (s *staleRace) lag(ctx context.Context, t *testing.T, replica *sql.DB) {
	t.Helper()
	say := func(statement string) {
		if _, err := replica.ExecContext(context.WithoutCancel(ctx), statement); err != nil {
			t.Errorf("%s: %v", statement, err)
		}
	}
	for ctx.Err() == nil {
		say(s.stop)
		time.Sleep(time.Duration(rand.IntN(15)) * time.Millisecond)
		say(s.start)
		time.Sleep(time.Duration(rand.IntN(15)) * time.Millisecond)
	}
}

// pair writes once and reads what was written.
func (s *staleRace) pair(t *testing.T, id, n int64, elsewhere bool) {
	t.Helper()
	must(t, s.write(t.Context(), id, n))
	position := s.db.Position()
	if got, _, err := s.passed(t.Context(), s.bare, id); err != nil || got != n {
		s.unprotected.Add(1)
	}
	reader, ctx := s.db, t.Context()
	if elsewhere {
		reader, ctx = s.other, kin.After(ctx, position)
	}
	s.read(ctx, t, reader, id, n)
}

// write sets a counter.
func (s *staleRace) write(ctx context.Context, id, n int64) error {
	return s.db.Tx(ctx, func(ctx context.Context, s *kin.Session) error {
		c, err := kin.Get[turnstile](ctx, s, id)
		if err == nil {
			c.N = n
		}
		return err
	})
}

// read reads what must be the newest.
func (s *staleRace) read(ctx context.Context, t *testing.T, db *kin.DB, id, newest int64) {
	t.Helper()
	got, follows, err := s.passed(ctx, db, id)
	if err != nil {
		t.Errorf("reading: %v", err)
	}
	if got != newest {
		s.stale.Add(1)
	}
	if follows && newest > 0 {
		s.onReplicas.Add(1)
	}
}

// passed reads a counter, and says from where it came.
func (r *staleRace) passed(ctx context.Context, db *kin.DB, id int64) (n int64, follows bool, err error) {
	err = db.Read(ctx, func(ctx context.Context, s *kin.Session) error {
		c, err := kin.Get[turnstile](ctx, s, id)
		if err != nil {
			return err
		}
		w, err := r.where.One(ctx, s)
		if err != nil {
			return err
		}
		n, follows = c.N, w.Follows
		return nil
	})
	return n, follows, err
}
