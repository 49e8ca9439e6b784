package kintest

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/kin-go/kin"
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

// A server is an engine that is somewhere else: its address comes from the environment.
// place makes a new database there and drops it after the test.
type server struct {
	name     string
	variable string
	place    func(t testing.TB, url string) place // nil: there is no such engine yet
}

var servers = []server{
	{name: "postgres", variable: "KIN_POSTGRES_URL"},
	{name: "mysql", variable: "KIN_MYSQL_URL"},
}
