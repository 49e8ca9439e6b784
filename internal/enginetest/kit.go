// Package enginetest is what the tests of the engines have in common.
package enginetest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
	"github.com/kin-go/kin/schema"
)

var ctx = context.Background()

// Must ends the test at an error.
func Must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Open opens a database that is closed with the test.
func Open(t testing.TB, e seam.Engine) seam.Database {
	t.Helper()
	db, err := e.Open(ctx)
	Must(t, err)
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// Begin begins a transaction that ends with the test.
func Begin(t testing.TB, db seam.Database, mode seam.Mode) seam.Conn {
	t.Helper()
	c, err := db.Acquire(ctx, mode)
	Must(t, err)
	t.Cleanup(c.Release)
	return c
}

// Write runs a script in a transaction of its own.
func Write(t testing.TB, db seam.Database, sql string) {
	t.Helper()
	c := Begin(t, db, seam.Writing)
	defer c.Release()
	Must(t, c.Script(ctx, sql))
	Must(t, c.Commit(ctx))
}

// Create makes the tables of a schema.
func Create(t testing.TB, db seam.Database, tables ...*schema.Table) {
	t.Helper()
	c := Begin(t, db, seam.Writing)
	defer c.Release()
	for _, sql := range db.CreateTables(tables) {
		Must(t, c.Script(ctx, sql))
	}
	Must(t, c.Commit(ctx))
}

// Text is a statement as it stands, with a plain argument for each placeholder.
func Text(sql string, args int) *compile.Compiled {
	c := &compile.Compiled{SQL: sql}
	for i := range args {
		c.Params = append(c.Params, compile.Param{Arg: i})
	}
	return c
}

// Exec runs a statement and gives how many lines it changed.
func Exec(t testing.TB, c seam.Conn, sql string, args ...query.Value) int64 {
	t.Helper()
	n, err := c.Exec(ctx, Text(sql, len(args)), args)
	Must(t, err)
	return n
}

// Query runs a statement that answers.
func Query(t testing.TB, c seam.Conn, sql string, args ...query.Value) seam.Rows {
	t.Helper()
	r, err := c.Query(ctx, Text(sql, len(args)), args)
	Must(t, err)
	return r
}

// Count is the one number that a statement answers.
func Count(t testing.TB, c seam.Conn, sql string, args ...query.Value) int64 {
	t.Helper()
	r := Query(t, c, sql, args...)
	defer r.Close()
	if !r.Next() {
		t.Fatalf("%s: no line: %v", sql, r.Err())
	}
	n := r.Int(0)
	Must(t, r.Err())
	return n
}

// Now is Count in a transaction of its own.
func Now(t testing.TB, db seam.Database, sql string, args ...query.Value) int64 {
	t.Helper()
	c := Begin(t, db, seam.ReadOnly)
	defer c.Release()
	return Count(t, c, sql, args...)
}

// InEach runs work in n goroutines at the same time.
func InEach(n int, work func(i int) error) error {
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { errs[i] = work(i) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

// ReleaseSoon ends a transaction from another goroutine, and the test after it.
func ReleaseSoon(t testing.TB, c seam.Conn) {
	done := make(chan struct{})
	t.Cleanup(func() { <-done })
	time.AfterFunc(10*time.Millisecond, func() {
		c.Release()
		close(done)
	})
}

// Keys is a list of keys of one column.
func Keys(values ...query.Value) *query.KeyList {
	k := &query.KeyList{}
	for _, v := range values {
		k.Rows = append(k.Rows, []query.Value{v})
	}
	return k
}

// Column is a column that must have a value.
func Column(name string, kind schema.Kind) *schema.Column {
	return &schema.Column{Name: name, Type: schema.Type{Kind: kind}}
}

// Maybe is the column, which may be NULL.
func Maybe(c *schema.Column) *schema.Column {
	c.Nullable = true
	return c
}

// Generated is a key that the database gives.
func Generated(name string) *schema.Column {
	return &schema.Column{Name: name, Type: schema.Type{Kind: schema.Integer, Bits: 64}, Generated: true}
}
