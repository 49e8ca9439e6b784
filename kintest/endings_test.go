package kintest_test

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"testing"
	"time"

	mysqldriver "github.com/go-sql-driver/mysql"

	"github.com/kin-go/kin"
)

// mayRunAgain says that an error is of the kind that Tx runs again: it comes out when that did
// not help.
func mayRunAgain(err error) bool {
	return errors.Is(err, kin.ErrConflict)
}

// mayConflict says that a statement by hand met another: on a cluster of writers even one that
// is its own transaction does.
func mayConflict(err error) bool {
	told, is := errors.AsType[*mysqldriver.MySQLError](err)
	return is && (told.Number == 1213 || told.Number == 1020)
}

// typed says that a program can tell what an error means.
func typed(err error) bool {
	if _, is := errors.AsType[*kin.ConstraintError](err); is {
		return true
	}
	return mayRunAgain(err) || errors.Is(err, kin.ErrCommitUnknown) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// allFree says that none of a database's connections is lost: so many transactions can be open at the
// same time.
func allFree(t *testing.T, db *kin.DB, connections int, ask func(ctx context.Context, s *kin.Session) error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	var here, all sync.WaitGroup
	here.Add(connections)
	for range connections {
		all.Go(func() {
			err := db.Read(ctx, func(ctx context.Context, s *kin.Session) error {
				err := ask(ctx, s)
				here.Done()
				here.Wait()
				return err
			})
			if err != nil {
				t.Errorf("not all of %d connections are free: %v", connections, err)
			}
		})
	}
	all.Wait()
}

// noneLeft says that what was begun has ended: no goroutine is left but those of before.
func noneLeft(t *testing.T, before int) {
	t.Helper()
	eventually(t, "goroutines are left", func() bool { return runtime.NumGoroutine() <= before })
	if now := runtime.NumGoroutine(); now > before {
		stacks := make([]byte, 1<<20)
		t.Logf("%d goroutines, before there were %d:\n%s", now, before, stacks[:runtime.Stack(stacks, true)])
	}
}
