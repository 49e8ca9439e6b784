package kintest_test

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
	"time"

	mysqldriver "github.com/go-sql-driver/mysql"
	_ "github.com/jackc/pgx/v5/stdlib"
	_ "github.com/ncruces/go-sqlite3/driver"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/engine"
)

// A home is one new database whose address is known: it can be reached without Kin as well, and
// by way of something else.
type home struct {
	engine string
	host   string                   // of its server, "" where there is none
	at     func(host string) string // its address on a host, as engine.FromURL takes it
	driver string                   // of database/sql
	dsn    string                   // the address as that takes it
	tag    string                   // by which its connections are known on the server
}

// eachHome runs a test on each engine, in a new database that is gone afterwards.
func eachHome(t *testing.T, test func(t *testing.T, h home)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, fileHome(t)) })
	eachServer(t, test)
}

// eachServer is eachHome without the engine that has no server.
func eachServer(t *testing.T, test func(t *testing.T, h home)) {
	t.Helper()
	t.Run("postgres", func(t *testing.T) { test(t, postgresHome(t, told(t, "KIN_POSTGRES_URL"))) })
	t.Run("mysql", func(t *testing.T) { test(t, mysqlHome(t, told(t, "KIN_MYSQL_URL"))) })
}

// told is an address from the environment. Without it the test does not run.
func told(t *testing.T, variable string) string {
	t.Helper()
	address := os.Getenv(variable)
	if address == "" {
		t.Skipf("not run: %s has no address", variable)
	}
	return address
}

var homes atomic.Int64

func nameOfHome() string { return fmt.Sprintf("kin_home_%d_%d", os.Getpid(), homes.Add(1)) }

func fileHome(t *testing.T) home {
	t.Helper()
	path := filepath.Join(t.TempDir(), "home.db")
	return home{
		engine: "sqlite", at: func(string) string { return path },
		driver: "sqlite3", dsn: "file:" + path + "?_pragma=busy_timeout(5000)",
	}
}

// postgresHome is a schema of its own.
func postgresHome(t *testing.T, address string) home {
	t.Helper()
	u, err := url.Parse(address)
	must(t, err)
	name := nameOfHome()
	runs(t, "pgx", address, "CREATE SCHEMA "+name)
	t.Cleanup(func() { runs(t, "pgx", address, "DROP SCHEMA IF EXISTS "+name+" CASCADE") })
	at := func(host string) string {
		own := *u
		own.Host = host
		q := own.Query()
		q.Set("search_path", name)
		q.Set("application_name", name)
		own.RawQuery = q.Encode()
		return own.String()
	}
	hand := strings.Replace(at(u.Host), "application_name="+name, "application_name=by_hand", 1)
	return home{engine: "postgres", host: u.Host, at: at, driver: "pgx", dsn: hand, tag: name}
}

// mysqlHome is a database of its own.
func mysqlHome(t *testing.T, address string) home {
	t.Helper()
	config := mysqlConfig(t, address)
	name := nameOfHome()
	runs(t, "mysql", config.FormatDSN(), "CREATE DATABASE "+name)
	t.Cleanup(func() { runs(t, "mysql", config.FormatDSN(), "DROP DATABASE IF EXISTS "+name) })
	at := func(host string) string {
		own := config.Clone()
		own.Addr, own.DBName = host, name
		return own.FormatDSN()
	}
	return home{engine: "mysql", host: config.Addr, at: at, driver: "mysql", dsn: at(config.Addr), tag: name}
}

// mysqlConfig reads an address in either form.
func mysqlConfig(t *testing.T, address string) *mysqldriver.Config {
	t.Helper()
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		config := mysqldriver.NewConfig()
		config.Net, config.Addr, config.User = "tcp", u.Host, u.User.Username()
		config.Passwd, _ = u.User.Password()
		config.DBName = strings.TrimPrefix(u.Path, "/")
		return config
	}
	config, err := mysqldriver.ParseDSN(address)
	must(t, err)
	return config
}

// runs runs one statement without Kin.
func runs(t testing.TB, driver, dsn, statement string) {
	t.Helper()
	db, err := sql.Open(driver, dsn)
	must(t, err)
	defer db.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if _, err := db.ExecContext(ctx, statement); err != nil {
		t.Errorf("%s: %v", statement, err)
	}
}

// open opens the home by Kin and makes the tables of its models.
func (h home) open(t testing.TB, models ...any) *kin.DB {
	t.Helper()
	return h.openBy(t, h.host, models...)
}

// openBy is open by way of another host.
func (h home) openBy(t testing.TB, host string, models ...any) *kin.DB {
	t.Helper()
	e, err := engine.FromURL(h.at(host))
	must(t, err)
	db := opened(t, e, models...)
	must(t, db.CreateTables(t.Context()))
	return db
}

// opened opens a database, and closes it when the test ends.
func opened(t testing.TB, e kin.Engine, models ...any) *kin.DB {
	t.Helper()
	db, err := kin.Open(t.Context(), e, kin.Models(models...))
	must(t, err)
	t.Cleanup(func() { db.Close() })
	return db
}

// byHand opens the home without Kin, by the driver's own pool.
func (h home) byHand(t testing.TB) *sql.DB { return handOn(t, h.driver, h.dsn) }

func handOn(t testing.TB, driver, dsn string) *sql.DB {
	t.Helper()
	db, err := poolOf(driver, dsn)
	must(t, err)
	t.Cleanup(func() { db.Close() })
	return db
}

func poolOf(driver, dsn string) (*sql.DB, error) {
	if driver != "mysql" {
		return sql.Open(driver, dsn)
	}
	config, err := mysqldriver.ParseDSN(dsn)
	if err != nil {
		return nil, err
	}
	config.Logger = &mysqldriver.NopLogger{} // connections are cut on purpose
	connector, err := mysqldriver.NewConnector(config)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(connector), nil
}

// count is the one number that a statement answers.
func count(t testing.TB, db *sql.DB, statement string) int {
	t.Helper()
	var n int
	if err := db.QueryRowContext(context.Background(), statement).Scan(&n); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	return n
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// eventually waits until something is so, 10 seconds at most.
func eventually(t testing.TB, otherwise string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Errorf("after 10 seconds %s", otherwise)
			return
		}
	}
}
