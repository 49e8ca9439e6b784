package postgres_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
	"github.com/kin-go/kin/postgres"
	"github.com/kin-go/kin/schema"
)

var ctx = context.Background()

// address is where the tests find a server. Without it they do not run.
func address(t testing.TB) string {
	t.Helper()
	dsn := os.Getenv("KIN_POSTGRES_URL")
	if dsn == "" {
		t.Skip("not run: KIN_POSTGRES_URL has no address of a PostgreSQL")
	}
	return dsn
}

var places atomic.Int64

// place is a new schema, dropped after the test, as an address whose names mean it.
func place(t testing.TB) string {
	t.Helper()
	dsn := address(t)
	name := fmt.Sprintf("kin_postgres_test_%d_%d", os.Getpid(), places.Add(1))
	admin(t, dsn, `CREATE SCHEMA `+name)
	t.Cleanup(func() { admin(t, dsn, `DROP SCHEMA IF EXISTS `+name+` CASCADE`) })
	return with(t, dsn, "search_path", name)
}

// with is an address with one more parameter.
func with(t testing.TB, dsn, key, value string) string {
	t.Helper()
	u, err := url.Parse(dsn)
	must(t, err)
	q := u.Query()
	q.Set(key, value)
	u.RawQuery = q.Encode()
	return u.String()
}

// admin runs a script on a connection that is not the engine's.
func admin(t testing.TB, dsn, sql string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	c, err := pgx.Connect(ctx, dsn)
	must(t, err)
	defer c.Close(ctx)
	_, err = c.PgConn().Exec(ctx, sql).ReadAll()
	must(t, err)
}

// fresh is a database of its own.
func fresh(t testing.TB, options ...postgres.Option) seam.Database {
	t.Helper()
	return open(t, postgres.URL(place(t), options...))
}

func open(t testing.TB, e seam.Engine) seam.Database {
	t.Helper()
	db, err := e.Open(ctx)
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	return db
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
	c, err := db.Acquire(ctx, seam.Writing)
	must(t, err)
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

func request(sql string, args ...query.Value) seam.Request {
	return seam.Request{Compiled: text(sql, len(args)), Args: args}
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
func count(t testing.TB, c seam.Conn, sql string) int64 {
	t.Helper()
	r := query1(t, c, sql)
	defer r.Close()
	if !r.Next() {
		t.Fatalf("%s: no line: %v", sql, r.Err())
	}
	n := r.Int(0)
	must(t, r.Err())
	return n
}

// now is the one number that a statement answers in a transaction of its own.
func now(t testing.TB, db seam.Database, sql string) int64 {
	t.Helper()
	c, err := db.Acquire(ctx, seam.ReadOnly)
	must(t, err)
	defer c.Release()
	return count(t, c, sql)
}

// create makes the tables of a schema.
func create(t testing.TB, db seam.Database, tables ...*schema.Table) {
	t.Helper()
	for _, sql := range db.CreateTables(tables) {
		write(t, db, sql)
	}
}

// times is how often a test does what it does: more when the environment says so.
func times(variable string, n int) int {
	if said, err := strconv.Atoi(os.Getenv(variable)); err == nil {
		return said
	}
	return n
}

// eachWay is a database with prepared statements and one as behind a pooler, which must
// behave alike.
func eachWay(t testing.TB) map[string]seam.Database {
	return map[string]seam.Database{
		"prepared": fresh(t),
		"pooled":   fresh(t, postgres.Pooler()),
	}
}
