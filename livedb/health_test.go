package livedb_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/kintest"
	"github.com/kin-go/kin/livedb"
)

// asked is the status and text of a health's answer.
func asked(h http.Handler) (int, string) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	return w.Code, w.Body.String()
}

func TestHealthIsThatOfTheDatabase(t *testing.T) {
	kintest.Run(t, func(t *testing.T, e kintest.Engine) {
		var log bytes.Buffer
		db := e.Open(t, kin.Models(users, posts, flags))
		alive, ready := livedb.NewHealth(nil), livedb.NewHealth(slog.New(slog.NewTextHandler(&log, nil)), livedb.Answers(db, kin.Select(users)))
		if code, says := asked(ready); code != http.StatusOK || says != "ok\n" || log.Len() > 0 {
			t.Errorf("a database that answers is %d %q; the log is %s", code, says, &log)
		}
		check(t, db.Close())
		for range 3 {
			if code, says := asked(ready); code != http.StatusServiceUnavailable || says != "database does not answer\n" {
				t.Errorf("a database that is gone is %d %q", code, says)
			}
		}
		if n := strings.Count(log.String(), "cannot serve"); n != 1 {
			t.Errorf("it was logged %d times: %s", n, &log)
		}
		if code, says := asked(alive); code != http.StatusOK {
			t.Errorf("a program that runs is %d %q", code, says)
		}
	})
}

func TestHealthComesInTimeAndIsAskedForOnce(t *testing.T) {
	var times atomic.Int32
	var ill atomic.Bool
	release := make(chan struct{})
	var log bytes.Buffer
	h := livedb.NewHealth(slog.New(slog.NewTextHandler(&log, nil)),
		livedb.Check{Name: "engine", Ask: func(context.Context) error { // it does not heed its context
			times.Add(1)
			<-release
			return nil
		}},
		livedb.Check{Name: "store", Ask: func(context.Context) error {
			if ill.Load() {
				return errors.New("the password of root is wrong")
			}
			return nil
		}})
	h.Within = 50 * time.Millisecond
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if code, says := asked(h); code != http.StatusServiceUnavailable || says != "no answer in time\n" {
				t.Errorf("a check that hangs is %d %q", code, says)
			}
		})
	}
	all.Wait()
	if n := times.Load(); n != 1 {
		t.Errorf("for 20 who asked at once, the check ran %d times", n)
	}
	close(release)
	for code := 0; code != http.StatusOK; code, _ = asked(h) {
		if times.Load() > 1000 {
			t.Fatal("health does not come back")
		}
	}
	ill.Store(true)
	if code, says := asked(h); code != http.StatusServiceUnavailable || says != "store does not answer\n" {
		t.Errorf("one of two checks that fails is %d %q", code, says)
	}
	for what, want := range map[string]int{"no answer in time": 1, "can serve again": 1, "password of root": 1} {
		if n := strings.Count(log.String(), what); n != want {
			t.Errorf("the log has %q %d times, want %d: %s", what, n, want, &log)
		}
	}
}
