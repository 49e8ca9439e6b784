package postgres_test

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	osexec "os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
	"github.com/kin-go/kin/postgres"
)

// throughPooler starts a pgbouncer in transaction mode with two connections to a database
// of its own, and gives the address by way of it. Without pgbouncer the test does not run.
func throughPooler(t *testing.T) string {
	t.Helper()
	dsn := address(t)
	program, err := osexec.LookPath("pgbouncer")
	if err != nil {
		t.Skip("not run: there is no pgbouncer (Debian: apt-get install pgbouncer)")
	}
	name := fmt.Sprintf("kin_postgres_test_%d_pooled", time.Now().UnixNano())
	admin(t, dsn, `CREATE DATABASE `+name)
	t.Cleanup(func() { admin(t, dsn, `DROP DATABASE `+name+` WITH (FORCE)`) })
	server, err := pgconn.ParseConfig(dsn)
	must(t, err)
	port := freePort(t)
	password := ""
	if server.Password != "" {
		password = " password='" + strings.ReplaceAll(server.Password, "'", "''") + "'"
	}
	dir := t.TempDir()
	ini := filepath.Join(dir, "pgbouncer.ini")
	must(t, os.WriteFile(ini, fmt.Appendf(nil, `[databases]
%s = host=%s port=%d user=%s%s
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = %d
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 2
max_client_conn = 200
`, name, server.Host, server.Port, server.User, password, port), 0o644))
	must(t, os.Chmod(dir, 0o755)) // pgbouncer may be another user
	must(t, os.Chmod(filepath.Dir(dir), 0o755))
	run := osexec.Command(program, ini)
	if os.Getuid() == 0 { // it refuses to be root
		nobody, err := user.Lookup("nobody")
		must(t, err)
		id, err := strconv.ParseUint(nobody.Uid, 10, 32)
		must(t, err)
		run.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(id), Gid: uint32(id)}}
	}
	var said bytes.Buffer
	run.Stdout, run.Stderr = &said, &said
	must(t, run.Start())
	t.Cleanup(func() {
		run.Process.Kill()
		run.Wait()
		if t.Failed() {
			t.Log(said.String())
		}
	})
	eventually(t, "pgbouncer does not answer", func() bool {
		c, err := net.DialTimeout("tcp", fmt.Sprintf("127.0.0.1:%d", port), time.Second)
		if err == nil {
			c.Close()
		}
		return err == nil
	})
	u, err := url.Parse(dsn)
	must(t, err)
	u.Host, u.Path = fmt.Sprintf("127.0.0.1:%d", port), "/"+name
	return u.String()
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func TestAPoolerIsSeenAndNoStatementIsLost(t *testing.T) {
	dsn := throughPooler(t)
	db := open(t, postgres.URL(dsn))
	if postgres.Keeps(db) {
		t.Fatal("the pooler is not seen")
	}
	write(t, db, numbers)
	const workers, each = 16, 200
	run := func(db seam.Database) (failed int64, sample error) {
		var failures atomic.Int64
		sample = inEach(workers, func(worker int) (last error) {
			for i := range each {
				if err := work(db, worker, i); err != nil {
					failures.Add(1)
					last = err
				}
			}
			return last
		})
		return failures.Load(), sample
	}
	failed, err := run(db)
	unprotected, why := run(open(t, postgres.URL(dsn, postgres.Prepared())))
	t.Logf("%d errors of %d by way of pgbouncer; with prepared statements %d", failed, workers*each, unprotected)
	if failed > 0 {
		t.Errorf("%d errors, such as %v", failed, err)
	}
	if unprotected == 0 {
		t.Fatal("with prepared statements there is no error either: the test shows nothing")
	}
	if !strings.Contains(why.Error(), "open with postgres.Pooler()") {
		t.Errorf("the error does not say what to do: %v", why)
	}
}

// work is one transaction of a few texts: alone, in one trip, and writing.
func work(db seam.Database, worker, i int) error {
	mode := seam.ReadOnly
	if i%5 == 0 {
		mode = seam.Writing
	}
	c, err := db.Acquire(ctx, mode)
	if err != nil {
		return err
	}
	defer c.Release()
	answers, err := pipelined(c).QueryAll(ctx, []seam.Request{
		request(fmt.Sprintf(`SELECT v + %d FROM n WHERE i = $1`, i%7), query.IntValue(2)), request(`SELECT count(*) FROM n WHERE i <= 3`),
	})
	if err != nil {
		return err
	}
	if got := all(answers[0]); len(got) != 1 || got[0] != int64(20+i%7) {
		return fmt.Errorf("got %v, %w", got, answers[0].Err())
	}
	if got := all(answers[1]); len(got) != 1 || got[0] != 3 {
		return fmt.Errorf("got %v, %w", got, answers[1].Err())
	}
	if mode == seam.Writing {
		_, err := c.Exec(ctx, text(`INSERT INTO n VALUES ($1, 0)`, 1), []query.Value{query.IntValue(time.Now().UnixNano() + int64(worker))})
		if err != nil {
			return err
		}
	}
	return errors.Join(c.Commit(ctx))
}
