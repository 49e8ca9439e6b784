package mysql_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	mysqldriver "github.com/go-sql-driver/mysql"

	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
	"github.com/kin-go/kin/mysql"
)

// connectorOf makes connections to the same database by the driver alone.
func connectorOf(t *testing.T, db seam.Database) driver.Connector {
	t.Helper()
	c := begin(t, db, seam.ReadOnly)
	defer c.Release()
	r := query1(t, c, `SELECT DATABASE()`)
	defer r.Close()
	r.Next()
	config := serverConfig(t)
	config.DBName = r.Text(0)
	connector, err := mysqldriver.NewConnector(config)
	must(t, err)
	return connector
}

func TestAnAddressHasTwoForms(t *testing.T) {
	for _, k := range []struct{ address, user, password, network, place, database, variable string }{
		{"mysql://root@127.0.0.1:3306/test", "root", "", "tcp", "127.0.0.1:3306", "test", ""},
		{"mariadb://u:p%40%2F:x@db.example/blog?timeout=3s&max_statement_time=7", "u", "p@/:x", "tcp", "db.example:3306", "blog", "7"},
		{"mysql://u@[::1]:99/b", "u", "", "tcp", "[::1]:99", "b", ""},
		{"mysql:///b", "", "", "tcp", "127.0.0.1:3306", "b", ""},
		{"mysql://u@localhost/b?socket=/run/my.sock", "u", "", "unix", "/run/my.sock", "b", ""},
		{"root@tcp(127.0.0.1:3306)/test", "root", "", "tcp", "127.0.0.1:3306", "test", ""},
		{"u:p@://x@tcp(h)/b?max_statement_time=7", "u", "p@://x", "tcp", "h:3306", "b", "7"},
		{"u:p@unix(/run/my.sock)/b?loc=Local&parseTime=false", "u", "p", "unix", "/run/my.sock", "b", ""},
	} {
		c, err := mysql.ParseAddress(k.address)
		if err != nil {
			t.Errorf("%s: %v", k.address, err)
			continue
		}
		if c.User != k.user || c.Passwd != k.password || c.Net != k.network || c.Addr != k.place || c.DBName != k.database || c.Params["max_statement_time"] != k.variable {
			t.Errorf("%s: got %s:%s@%s(%s)/%s %v", k.address, c.User, c.Passwd, c.Net, c.Addr, c.DBName, c.Params)
		}
		if !c.ParseTime || c.Loc != time.UTC || !c.ClientFoundRows || c.MultiStatements {
			t.Errorf("%s: what values mean is left to it", k.address)
		}
	}
}

func TestAnEngineThatCannotBeOpenedSaysWhy(t *testing.T) {
	for _, k := range []struct {
		says   string
		engine seam.Engine
		err    string
	}{
		{"no address", mysql.URL(""), "the address is empty: give mysql://"},
		{"no database", mysql.URL("mysql://root@127.0.0.1:3306/"), "names no database"},
		{"another scheme", mysql.URL("postgres://secret@h/x"), `has the scheme "postgres"`},
		{"no form at all", mysql.URL("secret"), "the address cannot be read"},
		{"a broken URL", mysql.URL("mysql://u:secret%zz@h/x"), "the address is no URL"},
		{"no connections", mysql.URL("mysql://u@h/x", mysql.Connections(0)), "at least one is needed"},
		{"a negative wait", mysql.URL("mysql://u@h/x", mysql.Wait(-1)), "cannot be negative"},
		{"no pool", mysql.DB(nil), "give a *sql.DB"},
		{"nobody there", mysql.URL("mysql://u:secret@127.0.0.1:1/x"), "mysql: open 127.0.0.1:1/x: "},
	} {
		t.Run(k.says, func(t *testing.T) {
			_, err := k.engine.Open(ctx)
			if err == nil || !strings.Contains(err.Error(), k.err) || !strings.HasPrefix(err.Error(), "mysql: ") || strings.Contains(err.Error(), "secret") {
				t.Errorf("the error is %v, want %s", err, k.err)
			}
		})
	}
}

func TestAContextThatHasEndedOpensNothing(t *testing.T) {
	config := serverConfig(t)
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := mysql.URL(config.FormatDSN()).Open(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
}

func TestAServerThatIsNotSafeIsRefused(t *testing.T) {
	config := place(t)
	with := func(parameter, value string) string {
		c := config.Clone()
		c.Params = map[string]string{parameter: value}
		return c.FormatDSN()
	}
	refuses := func(says string, e seam.Engine, want ...string) {
		t.Helper()
		db, err := e.Open(ctx)
		if err == nil {
			db.Close()
		}
		for _, w := range want {
			if err == nil || !strings.Contains(err.Error(), w) {
				t.Errorf("%s: the error is %v, want %s", says, err, w)
			}
		}
	}
	refuses("a default engine without transactions", mysql.URL(with("default_storage_engine", "MyISAM")),
		"the default storage engine of the server is MyISAM, which has no transactions")
	must(t, runText(config, `CREATE TABLE log (a INT) ENGINE = MyISAM`))
	must(t, runText(config, `CREATE TABLE safe (a INT) ENGINE = InnoDB`))
	refuses("a table without transactions", mysql.URL(config.FormatDSN()), "log (MyISAM)", "mysql.Unprotected")
	open(t, mysql.URL(config.FormatDSN(), mysql.Unprotected("log")))
}

func TestAPoolThatLacksWhatIsNeededIsRefused(t *testing.T) {
	config := place(t)
	config.ParseTime, config.ClientFoundRows = false, false
	config.Params = map[string]string{"time_zone": "'+02:00'", "sql_mode": "''", "character_set_client": "latin1", "foreign_key_checks": "0"}
	bad := pool(config)
	defer bad.Close()
	_, err := mysql.DB(bad).Open(ctx)
	for _, want := range []string{"parseTime=true", "clientFoundRows=true", "time_zone=", "sql_mode=", "charset=utf8mb4", "foreign_key_checks=1", "mysql: open the pool that was handed in"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error is %v, want %s", err, want)
		}
	}
	local := place(t)
	local.Loc = berlin
	local.Params = map[string]string{"time_zone": "'+00:00'"}
	elsewhere := pool(local)
	defer elsewhere.Close()
	if _, err := mysql.DB(elsewhere).Open(ctx); err == nil || !strings.HasSuffix(err.Error(), "its address lacks: loc=UTC") {
		t.Errorf("the error is %v", err)
	}
}

func TestASessionHasTheSameRulesWhateverTheServerHas(t *testing.T) {
	config := place(t)
	config.Params = map[string]string{"sql_mode": "''", "time_zone": "'+02:00'", "foreign_key_checks": "0", "tx_isolation": "'READ-COMMITTED'"}
	db := open(t, mysql.URL(config.FormatDSN()))
	write(t, db, `CREATE TABLE n (i TINYINT, t VARCHAR(2))`)
	c := begin(t, db, seam.Writing)
	for _, sql := range []string{`INSERT INTO n (i) VALUES (300)`, `INSERT INTO n (t) VALUES ('abc')`} {
		if _, err := c.Exec(ctx, text(sql, 0), nil); err == nil {
			t.Errorf("%s: the value is cut off", sql)
		}
	}
	if count(t, c, `SELECT "n"."i" FROM "n" UNION SELECT 5`) != 5 {
		t.Error("double quotes are not those of names")
	}
	if count(t, c, `SELECT NOW() = UTC_TIMESTAMP()`) != 1 {
		t.Error("now is not UTC")
	}
	if count(t, c, `SELECT @@SESSION.tx_isolation = 'REPEATABLE-READ'`) != 1 {
		t.Error("transactions are not repeatable")
	}
}

// A cutter stands before the server and can stop passing its answers on.
type cutter struct {
	listener net.Listener
	server   string
	cut      atomic.Bool
}

func newCutter(t *testing.T, server string) *cutter {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { listener.Close() })
	c := &cutter{listener: listener, server: server}
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go c.pass(client)
		}
	}()
	return c
}

// pass carries bytes both ways. When it is to cut, what the client sends still reaches the
// server, and the next answer ends the connection instead.
func (c *cutter) pass(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", c.server)
	if err != nil {
		return
	}
	defer server.Close()
	go io.Copy(server, client)
	buffer := make([]byte, 64<<10)
	for {
		n, err := server.Read(buffer)
		if err != nil || c.cut.Load() {
			return
		}
		client.Write(buffer[:n])
	}
}

func TestACommitWhoseAnswerIsLostIsUnknown(t *testing.T) {
	config := place(t)
	direct := open(t, mysql.URL(config.FormatDSN()))
	write(t, direct, `CREATE TABLE n (i INTEGER PRIMARY KEY)`)
	through := config.Clone()
	between := newCutter(t, config.Addr)
	through.Addr = between.listener.Addr().String()
	db := open(t, mysql.URL(through.FormatDSN()))
	const times = 30
	unknown, kept := 0, 0
	for i := range times {
		c := begin(t, db, seam.Writing)
		exec(t, c, `INSERT INTO n VALUES (?)`, query.IntValue(int64(i)))
		between.cut.Store(true)
		err := c.Commit(ctx)
		between.cut.Store(false)
		var lost *seam.CommitUnknownError
		var retry *seam.RetryError
		if errors.As(err, &lost) && !errors.As(err, &retry) {
			unknown++
		}
		if again := c.Commit(ctx); !errors.As(again, &lost) {
			t.Errorf("a second commit says %v", again)
		}
		c.Release()
		kept += int(now(t, direct, `SELECT count(*) FROM n WHERE i = ?`, query.IntValue(int64(i))))
	}
	t.Logf("unknown %d of %d; the server kept %d", unknown, times, kept)
	if unknown != times || kept == 0 {
		t.Errorf("%d of %d are unknown, %d are kept", unknown, times, kept)
	}
	c := begin(t, db, seam.ReadOnly)
	count(t, c, `SELECT count(*) FROM n`)
	between.cut.Store(true)
	err := c.Commit(ctx)
	between.cut.Store(false)
	var lost *seam.CommitUnknownError
	if errors.As(err, &lost) || err == nil {
		t.Errorf("that of a transaction that only read says %v", err)
	}
}

func TestACommitIsGivenUpInTime(t *testing.T) {
	config := place(t)
	through := config.Clone()
	silent := make(chan struct{})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer listener.Close()
	go func() { // passes on until silent, and then keeps both ends open without a word
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", config.Addr)
			if err != nil {
				return
			}
			go io.Copy(client, server)
			go func() {
				defer server.Close()
				buffer := make([]byte, 64<<10)
				for {
					n, err := client.Read(buffer)
					if err != nil {
						return
					}
					select {
					case <-silent:
					default:
						server.Write(buffer[:n])
					}
				}
			}()
		}
	}()
	through.Addr = listener.Addr().String()
	db := open(t, mysql.URL(through.FormatDSN()))
	write(t, db, `CREATE TABLE n (i INTEGER)`)
	c := begin(t, db, seam.Writing)
	exec(t, c, `INSERT INTO n VALUES (1)`)
	close(silent)
	soon, cancel := context.WithTimeout(ctx, 30*time.Millisecond)
	defer cancel()
	start := time.Now()
	err = c.Commit(soon)
	if took := time.Since(start); took > 80*time.Millisecond {
		t.Errorf("it took %s", took)
	}
	var lost *seam.CommitUnknownError
	if !errors.As(err, &lost) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("it says %v", err)
	}
	start = time.Now()
	c.Release()
	if took := time.Since(start); took > 50*time.Millisecond {
		t.Errorf("to release the connection took %s", took)
	}
	if fmt.Sprint(err) == "" {
		t.Error("it says nothing")
	}
}
