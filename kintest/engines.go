package kintest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	driver "github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/mysql"
	"github.com/kin-go/kin/postgres"
	"github.com/kin-go/kin/sqlite"
)

// sqliteFile makes each database in a file of its own.
var sqliteFile = Engine{Name: "sqlite", place: func(t testing.TB) place {
	path := filepath.Join(t.TempDir(), "test.db")
	return place{open: func(ctx context.Context, settings ...kin.Setting) (*kin.DB, error) {
		return kin.Open(ctx, sqlite.File(path), settings...)
	}}
}}

// sqliteMemory makes each database in memory. Only the connection that made it sees it.
var sqliteMemory = Engine{Name: "sqlite_memory", place: func(testing.TB) place {
	return place{once: true, open: func(ctx context.Context, settings ...kin.Setting) (*kin.DB, error) {
		return kin.Open(ctx, sqlite.Memory(), settings...)
	}}
}}

// counter numbers the databases that are made on servers.
var counter atomic.Int64

func nextName() string { return fmt.Sprintf("kin_test_%d_%d", os.Getpid(), counter.Add(1)) }

// postgresPlace makes a schema of its own for each database.
func postgresPlace(t testing.TB, address string) place {
	t.Helper()
	name := nextName()
	run := func(sql string) {
		ctx := context.WithoutCancel(t.Context())
		c, err := pgx.Connect(ctx, address)
		if err != nil {
			t.Fatalf("connecting to the PostgreSQL of KIN_POSTGRES_URL: %v", err)
		}
		defer c.Close(ctx)
		if _, err := c.Exec(ctx, sql); err != nil {
			t.Errorf("%s: %v", sql, err)
		}
	}
	run("CREATE SCHEMA " + name)
	t.Cleanup(func() { run("DROP SCHEMA " + name + " CASCADE") })
	own := address + separator(address) + "search_path=" + name + "&pool_max_conns=8"
	return place{open: func(ctx context.Context, settings ...kin.Setting) (*kin.DB, error) {
		return kin.Open(ctx, postgres.URL(own), settings...)
	}}
}

func separator(address string) string {
	if strings.Contains(address, "?") {
		return "&"
	}
	return "?"
}

// mysqlPlace makes a database of its own each time.
func mysqlPlace(t testing.TB, address string) place {
	t.Helper()
	config, err := mysqlConfig(address)
	if err != nil {
		t.Fatalf("the address of KIN_MYSQL_URL: %v", err)
	}
	name := nextName()
	run := func(sqlText string) {
		connector, err := driver.NewConnector(config)
		if err != nil {
			t.Fatal(err)
		}
		db := sql.OpenDB(connector)
		defer db.Close()
		if _, err := db.ExecContext(context.WithoutCancel(t.Context()), sqlText); err != nil {
			t.Errorf("%s: %v", sqlText, err)
		}
	}
	run("CREATE DATABASE " + name + " CHARACTER SET latin1") // not the one of our texts, as old databases are
	t.Cleanup(func() { run("DROP DATABASE " + name) })
	own := config.Clone()
	own.DBName = name
	return place{open: func(ctx context.Context, settings ...kin.Setting) (*kin.DB, error) {
		return kin.Open(ctx, mysql.URL(own.FormatDSN()), settings...)
	}}
}

// mysqlConfig reads an address in either form.
func mysqlConfig(address string) (*driver.Config, error) {
	if !strings.Contains(address, "://") {
		return driver.ParseDSN(address)
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	config := driver.NewConfig()
	config.Net, config.Addr, config.User = "tcp", u.Host, u.User.Username()
	config.Passwd, _ = u.User.Password()
	return config, nil
}

// A server is an engine that is somewhere else: its address comes from the environment.
// place makes a new database there and drops it after the test.
type server struct {
	name      string
	variable  string
	place     func(t testing.TB, url string) place
	pipelines bool
}

var servers = []server{
	{name: "postgres", variable: "KIN_POSTGRES_URL", place: postgresPlace, pipelines: true},
	{name: "mysql", variable: "KIN_MYSQL_URL", place: mysqlPlace},
}
