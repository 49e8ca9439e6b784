package sqlite_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
	"github.com/kin-go/kin/schema"
	"github.com/kin-go/kin/sqlite"
)

// eachPlace runs a test on a file and in memory, which must behave alike.
func eachPlace(t *testing.T, test func(t *testing.T, db seam.Database)) {
	t.Run("in a file", func(t *testing.T) { test(t, file(t)) })
	t.Run("in memory", func(t *testing.T) { test(t, open(t, sqlite.Memory())) })
}

func file(t testing.TB, options ...sqlite.Option) seam.Database {
	return open(t, sqlite.File(filepath.Join(t.TempDir(), "test.db"), options...))
}

func open(t testing.TB, e seam.Engine) seam.Database {
	t.Helper()
	db, err := e.Open(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// begin begins a transaction that ends with the test.
func begin(t testing.TB, db seam.Database, mode seam.Mode) seam.Conn {
	t.Helper()
	c, err := db.Acquire(context.Background(), mode)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Release)
	return c
}

// write runs a script in a transaction of its own.
func write(t testing.TB, db seam.Database, sql string) {
	t.Helper()
	c := begin(t, db, seam.Writing)
	defer c.Release()
	must(t, c.Script(context.Background(), sql))
	must(t, c.Commit(context.Background()))
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
	n, err := c.Exec(context.Background(), text(sql, len(args)), args)
	must(t, err)
	return n
}

func query1(t testing.TB, c seam.Conn, sql string, args ...query.Value) seam.Rows {
	t.Helper()
	r, err := c.Query(context.Background(), text(sql, len(args)), args)
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

// create makes the tables of a schema.
func create(t testing.TB, db seam.Database, tables ...*schema.Table) {
	t.Helper()
	c := begin(t, db, seam.Writing)
	defer c.Release()
	for _, sql := range db.CreateTables(tables) {
		must(t, c.Script(context.Background(), sql))
	}
	must(t, c.Commit(context.Background()))
}
