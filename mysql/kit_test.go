package mysql_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"sync/atomic"
	"testing"
	"time"

	driver "github.com/go-sql-driver/mysql"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
	"github.com/kin-go/kin/mysql"
	"github.com/kin-go/kin/schema"
)

var ctx = context.Background()

// serverConfig is the server of KIN_MYSQL_URL. Without one the test does not run.
func serverConfig(t testing.TB) *driver.Config {
	t.Helper()
	const variable = "KIN_MYSQL_URL"
	address := os.Getenv(variable)
	if address == "" {
		t.Skipf("not run: %s names no server (mysql://root@127.0.0.1:3306/test)", variable)
	}
	config, err := mysql.ParseAddress(address)
	must(t, err)
	return config
}

var databases atomic.Int64

// place makes a database of the test's own, which is dropped after it.
func place(t testing.TB) *driver.Config {
	t.Helper()
	config := serverConfig(t)
	config.DBName = fmt.Sprintf("kin_mysql_%d_%d_%d", os.Getpid(), time.Now().UnixNano()%1e9, databases.Add(1))
	root := config.Clone()
	root.DBName = ""
	run := func(sql string) {
		if err := runText(root, sql); err != nil {
			t.Fatal(err)
		}
	}
	run("CREATE DATABASE " + config.DBName + " CHARACTER SET latin1") // not the one of our texts, as old databases are
	t.Cleanup(func() { run("DROP DATABASE " + config.DBName) })
	return config
}

func pool(config *driver.Config) *sql.DB {
	connector, err := driver.NewConnector(config)
	if err != nil {
		panic(err)
	}
	return sql.OpenDB(connector)
}

func runText(config *driver.Config, sql string) error {
	db := pool(config)
	defer db.Close()
	_, err := db.ExecContext(ctx, sql)
	return err
}

// fresh is a database without tables.
func fresh(t testing.TB, options ...mysql.Option) seam.Database {
	t.Helper()
	return open(t, urlOf(place(t), options...))
}

func open(t testing.TB, e seam.Engine) seam.Database {
	t.Helper()
	db, err := e.Open(ctx)
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	return db
}

// eachWay runs a test on connections of the engine's own and on those of a pool that is
// handed in, which must behave alike.
func eachWay(t *testing.T, test func(t *testing.T, db seam.Database)) {
	t.Run("by an address", func(t *testing.T) { test(t, fresh(t)) })
	t.Run("by a pool", func(t *testing.T) { test(t, handed(t)) })
}

// handed is a pool that is handed in. settings are variables of its sessions and their
// values by turns.
func handed(t testing.TB, settings ...string) seam.Database {
	t.Helper()
	config := place(t)
	config.Params = map[string]string{"time_zone": "'+00:00'"}
	for i := 0; i < len(settings); i += 2 {
		config.Params[settings[i]] = settings[i+1]
	}
	existing := pool(config)
	t.Cleanup(func() { must(t, existing.Close()) })
	return open(t, mysql.DB(existing))
}

// begin begins a transaction that ends with the test.
func begin(t testing.TB, db seam.Database, mode seam.Mode) seam.Conn {
	t.Helper()
	c, err := db.Acquire(ctx, mode)
	must(t, err)
	t.Cleanup(c.Release)
	return c
}

// write runs a script in a transaction of its own.
func write(t testing.TB, db seam.Database, sql string) {
	t.Helper()
	c := begin(t, db, seam.Writing)
	defer c.Release()
	must(t, c.Script(ctx, sql))
	must(t, c.Commit(ctx))
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// text is a statement as it stands, with a plain argument for each placeholder.
func text(sql string, args int) *compile.Compiled {
	c := &compile.Compiled{SQL: sql}
	for i := range args {
		c.Params = append(c.Params, compile.Param{Arg: i})
	}
	return c
}

func exec(t testing.TB, c seam.Conn, sql string, args ...query.Value) int64 {
	t.Helper()
	n, err := c.Exec(ctx, text(sql, len(args)), args)
	must(t, err)
	return n
}

func query1(t testing.TB, c seam.Conn, sql string, args ...query.Value) seam.Rows {
	t.Helper()
	r, err := c.Query(ctx, text(sql, len(args)), args)
	must(t, err)
	return r
}

// count is the one number that a statement answers.
func count(t testing.TB, c seam.Conn, sql string, args ...query.Value) int64 {
	t.Helper()
	r := query1(t, c, sql, args...)
	defer r.Close()
	if !r.Next() {
		t.Fatalf("%s: no line: %v", sql, r.Err())
	}
	n := r.Int(0)
	must(t, r.Err())
	return n
}

// now is count in a transaction of its own.
func now(t testing.TB, db seam.Database, sql string, args ...query.Value) int64 {
	t.Helper()
	c := begin(t, db, seam.ReadOnly)
	defer c.Release()
	return count(t, c, sql, args...)
}

// create makes the tables of a schema.
func create(t testing.TB, db seam.Database, tables ...*schema.Table) {
	t.Helper()
	c := begin(t, db, seam.Writing)
	defer c.Release()
	for _, sql := range db.CreateTables(tables) {
		must(t, c.Script(ctx, sql))
	}
	must(t, c.Commit(ctx))
}

// urlOf is the engine of a database of the test's own.
func urlOf(config *driver.Config, options ...mysql.Option) seam.Engine {
	return mysql.URL(config.FormatDSN(), options...)
}
