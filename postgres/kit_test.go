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

	"github.com/kin-go/kin/internal/enginetest"
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
	"github.com/kin-go/kin/postgres"
)

// The kit that the tests of all engines have.
var (
	must      = enginetest.Must
	open      = enginetest.Open
	begin     = enginetest.Begin
	write     = enginetest.Write
	create    = enginetest.Create
	text      = enginetest.Text
	exec      = enginetest.Exec
	query1    = enginetest.Query
	count     = enginetest.Count
	now       = enginetest.Now
	inEach    = enginetest.InEach
	addOne    = enginetest.AddOne
	asKeys    = enginetest.Keys
	col       = enginetest.Column
	maybe     = enginetest.Maybe
	generated = enginetest.Generated
	asInt     = enginetest.AsInt
	asUint    = enginetest.AsUint
	asFloat   = enginetest.AsFloat
	asBool    = enginetest.AsBool
	asText    = enginetest.AsText
	asBytes   = enginetest.AsBytes
	asTime    = enginetest.AsTime
	asAny     = enginetest.AsAny
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

func request(sql string, args ...query.Value) seam.Request {
	return seam.Request{Compiled: text(sql, len(args)), Args: args}
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
