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

	"github.com/kin-go/kin/internal/enginetest"
	"github.com/kin-go/kin/internal/seam"
	"github.com/kin-go/kin/mysql"
)

// The kit that the tests of all engines have.
var (
	must        = enginetest.Must
	open        = enginetest.Open
	begin       = enginetest.Begin
	write       = enginetest.Write
	create      = enginetest.Create
	text        = enginetest.Text
	exec        = enginetest.Exec
	query1      = enginetest.Query
	count       = enginetest.Count
	now         = enginetest.Now
	inEach      = enginetest.InEach
	releaseSoon = enginetest.ReleaseSoon
	addOne      = enginetest.AddOne
	asKeys      = enginetest.Keys
	col         = enginetest.Column
	maybe       = enginetest.Maybe
	generated   = enginetest.Generated
	asInt       = enginetest.AsInt
	asUint      = enginetest.AsUint
	asFloat     = enginetest.AsFloat
	asBool      = enginetest.AsBool
	asText      = enginetest.AsText
	asBytes     = enginetest.AsBytes
	asTime      = enginetest.AsTime
	asAny       = enginetest.AsAny
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

// urlOf is the engine of a database of the test's own.
func urlOf(config *driver.Config, options ...mysql.Option) seam.Engine {
	return mysql.URL(config.FormatDSN(), options...)
}
