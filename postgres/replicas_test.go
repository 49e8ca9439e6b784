package postgres_test

import (
	"context"
	"fmt"
	"os"
	osexec "os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
	"github.com/kin-go/kin/postgres"
)

// A cluster is a primary and a replica of one's own, made of the programs of an installed
// PostgreSQL.
type cluster struct {
	t    *testing.T
	bin  string
	dir  string
	user *user.User // nil for the one who runs the test
}

// newCluster starts a primary and a replica that replays with a delay, and gives their
// addresses. Where the programs are not installed the test does not run.
func newCluster(t *testing.T, delay time.Duration) (primary, replica string) {
	t.Helper()
	if testing.Short() {
		t.Skip("not run: it takes seconds to make a cluster")
	}
	address(t)
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/pg_basebackup")
	must(t, err)
	if len(found) == 0 {
		t.Skip("not run: the programs of a PostgreSQL server are not in /usr/lib/postgresql")
	}
	c := &cluster{t: t, bin: filepath.Dir(found[len(found)-1]), dir: t.TempDir()}
	must(t, os.Chmod(filepath.Dir(c.dir), 0o755))
	must(t, os.Chmod(c.dir, 0o777))
	if os.Getuid() == 0 { // a server refuses to be root
		c.user, err = user.Lookup("postgres")
		must(t, err)
	}
	a, b := freePort(t), freePort(t)
	c.run("initdb", "-D", c.dir+"/a", "-A", "trust", "-U", "kin", "-N", "-E", "UTF8")
	c.start("a", a, "fsync = off")
	c.run("pg_basebackup", "-h", "127.0.0.1", "-p", strconv.Itoa(a), "-U", "kin", "-D", c.dir+"/b", "-R", "-X", "stream", "-c", "fast", "-N")
	c.start("b", b, fmt.Sprintf("recovery_min_apply_delay = '%dms'", delay.Milliseconds()))
	dsn := "postgres://kin@127.0.0.1:%d/postgres?sslmode=disable"
	return fmt.Sprintf(dsn, a), fmt.Sprintf(dsn, b)
}

func (c *cluster) start(name string, port int, more string) {
	c.t.Helper()
	conf, err := os.OpenFile(filepath.Join(c.dir, name, "postgresql.auto.conf"), os.O_APPEND|os.O_WRONLY, 0)
	must(c.t, err)
	_, err = fmt.Fprintf(conf, "\nport = %d\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\nshared_buffers = '16MB'\n%s\n", port, more)
	must(c.t, err)
	must(c.t, conf.Close())
	c.t.Cleanup(func() { c.run("pg_ctl", "-D", c.dir+"/"+name, "-m", "immediate", "stop") })
	c.run("pg_ctl", "-D", c.dir+"/"+name, "-w", "-l", c.dir+"/"+name+".log", "start")
}

func (c *cluster) run(program string, args ...string) {
	c.t.Helper()
	cmd := osexec.Command(filepath.Join(c.bin, program), args...)
	cmd.Dir = c.dir
	if c.user != nil {
		id, err := strconv.ParseUint(c.user.Uid, 10, 32)
		must(c.t, err)
		group, err := strconv.ParseUint(c.user.Gid, 10, 32)
		must(c.t, err)
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(id), Gid: uint32(group)}}
	}
	if program == "pg_ctl" {
		must(c.t, cmd.Run()) // the server keeps what it writes to
		return
	}
	if said, err := cmd.CombinedOutput(); err != nil {
		c.t.Fatalf("%s: %v: %s", program, err, said)
	}
}

func TestAReaderNeverFallsBehindWhatItsSessionHasCommitted(t *testing.T) {
	primary, replica := newCluster(t, 5*time.Millisecond)
	db := open(t, postgres.URL(primary, postgres.Replicas(replica)))
	follower := db.(seam.Follower)
	write(t, db, numbers)
	eventually(t, "the replica does not come", func() bool {
		c, err := follower.AcquireAfter(ctx, "")
		must(t, err)
		defer c.Release()
		_, err = c.Exec(ctx, text(`SELECT * FROM n`, 0), nil)
		return err == nil
	})
	const pairs = 150
	stale, unprotected, replicas := 0, 0, 0
	for i := range int64(pairs) {
		c := begin(t, db, seam.Writing)
		exec(t, c, `UPDATE n SET v = $1 WHERE i = 1`, query.IntValue(1000+i))
		must(t, c.Commit(ctx))
		position := c.(seam.Positioned).Position()
		c.Release()
		for _, after := range []string{"", position} {
			r, err := follower.AcquireAfter(ctx, after)
			must(t, err)
			old := count(t, r, `SELECT v FROM n WHERE i = 1`) != 1000+i
			switch {
			case after == "" && old:
				unprotected++
			case after != "" && old:
				stale++
			}
			if after != "" {
				replicas += int(count(t, r, `SELECT pg_is_in_recovery()::int`))
			}
			r.Release()
		}
	}
	t.Logf("stale %d of %d on postgres, %d read from the replica; without a position %d of %d", stale, pairs, replicas, unprotected, pairs)
	if stale > 0 {
		t.Errorf("%d reads are stale", stale)
	}
	if unprotected == 0 {
		t.Error("without a position none is stale either: the test shows nothing")
	}
	if replicas < pairs*9/10 {
		t.Errorf("%d of %d were read from the replica", replicas, pairs)
	}
}

func TestAReplicaThatIsLateOrGoneIsDoneWithout(t *testing.T) {
	primary, replica := newCluster(t, time.Hour)
	for says, replica := range map[string]string{"late": replica, "gone": "postgres://127.0.0.1:1/x"} {
		t.Run(says, func(t *testing.T) {
			db := open(t, postgres.URL(primary, postgres.Replicas(replica)))
			write(t, db, `DROP TABLE IF EXISTS n; `+numbers)
			c := begin(t, db, seam.Writing)
			exec(t, c, `UPDATE n SET v = 77`)
			must(t, c.Commit(ctx))
			start := time.Now()
			r, err := db.(seam.Follower).AcquireAfter(ctx, c.(seam.Positioned).Position())
			must(t, err)
			defer r.Release()
			if got := count(t, r, `SELECT v FROM n WHERE i = 1`); got != 77 {
				t.Errorf("it reads %d", got)
			}
			took := time.Since(start)
			t.Logf("it took %s to go to the primary", took)
			if took > time.Second {
				t.Errorf("it took %s", took)
			}
		})
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	db := open(t, postgres.URL(primary, postgres.Replicas(replica)))
	if _, err := db.(seam.Follower).AcquireAfter(ended, "0/1"); err == nil {
		t.Error("a transaction begins under a context that has ended")
	}
}
