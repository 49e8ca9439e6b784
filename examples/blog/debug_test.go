package main

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/live/livetest"
)

// debugged is a blog with a meter, and what that tells an operator.
func debugged(t *testing.T, dev bool) (*blog, http.Handler) {
	t.Helper()
	var m meter
	b := newTestBlog(t, func(c *config) { c.watch, c.dev = m.Watch, dev })
	return b, debugHandler(b.app, &m)
}

// tells is what a debug handler answers.
func tells(t *testing.T, h http.Handler, path string) string {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, http.NoBody))
	if w.Code != http.StatusOK {
		t.Errorf("%s is answered with %d", path, w.Code)
	}
	return w.Body.String()
}

func TestTheMeterTellsEventsLinksAndPagesApart(t *testing.T) {
	for _, dev := range []bool{false, true} { // the panel watches too
		b, h := debugged(t, dev)
		tab := signedIn(t, b, "benno", "/posts/43")
		tab.Click("#edit")
		tab.Click("#leave")
		tab.Click("Posts")
		tab.See("Posts")
		var got struct {
			Counts live.Counts        `json:"counts"`
			Took   map[string]summary `json:"took"`
		}
		told := func() bool { // the watch is told after the visitor
			if err := json.Unmarshal([]byte(tells(t, h, "/debug/live")), &got); err != nil {
				t.Fatal(err)
			}
			return got.Took["link"].Count == 1
		}
		for end := time.Now().Add(5 * time.Second); !told() && time.Now().Before(end); {
			time.Sleep(time.Millisecond)
		}
		for kind, want := range map[string]int{"page": 2, "event": 3, "link": 1} { // the form to sign in is a page and an event
			s := got.Took[kind]
			if s.Count != want || s.Failed != 0 || s.P50 <= 0 || s.P99 < s.P50 || s.Most < s.P99 {
				t.Errorf("%s, dev %t: %+v, want %d", kind, dev, s, want)
			}
		}
		if got.Counts.Visits == 0 || got.Counts.Handled != 3 {
			t.Errorf("the counts are %+v", got.Counts)
		}
		if dev {
			panel := livetest.Open(t, b.handler, panelPath)
			panel.See("of /posts/43")
		}
	}
}

func TestAMeterForgetsTheOldest(t *testing.T) {
	var m meter
	after := func(took time.Duration, err error) {
		_, tell := m.Watch(t.Context(), live.Happening{Event: 1, What: "event x"})
		tell(live.Outcome{Took: took, Err: err})
	}
	after(time.Hour, errors.New("no"))
	for range recent {
		after(time.Millisecond, nil)
	}
	after(2*time.Millisecond, nil)
	if got, want := m.read()["event"], (summary{recent + 2, 1, 1, 1, 2}); got != want {
		t.Errorf("it tells %+v, want %+v", got, want)
	}
}

func TestProfilesAreAtTheDebugAddressAlone(t *testing.T) {
	b, h := debugged(t, true)
	if heap := tells(t, h, "/debug/pprof/heap?gc=1&debug=1"); !strings.Contains(heap, "heap profile") {
		t.Errorf("the heap is %.100s", heap)
	}
	if vars := tells(t, h, "/debug/vars"); !strings.Contains(vars, `"HeapAlloc"`) {
		t.Errorf("the variables are %.100s", vars)
	}
	for _, path := range []string{"/debug/pprof/", "/debug/pprof/heap", "/debug/vars", "/debug/live"} {
		newVisitor(t, b).get(path).must(t, http.StatusNotFound)
	}
}

func TestTheDebugAddressIsOfThisMachineAlone(t *testing.T) {
	for _, address := range []string{":6060", "0.0.0.0:6060", "[::]:6060", "192.0.2.1:6060", "example.com:6060", "127.0.0.1", "nonsense"} {
		if _, _, err := serveDebug(t.Context(), address, http.NotFoundHandler()); err == nil || !strings.Contains(err.Error(), "127.0.0.1:6060") {
			t.Errorf("%s: the error is %v", address, err)
		}
	}
	err := run(t.Context(), options{address: "127.0.0.1:0", database: filepath.Join(t.TempDir(), "blog.db"), debug: "0.0.0.0:0"})
	if err == nil || !strings.Contains(err.Error(), "-debug 0.0.0.0:0") {
		t.Errorf("the blog is started: %v", err)
	}
	_, h := debugged(t, false)
	listener, end, err := serveDebug(t.Context(), "localhost:0", h)
	if err != nil {
		t.Fatal(err)
	}
	got, err := http.Get("http://" + listener.Addr().String() + "/debug/live")
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(got.Body)
	got.Body.Close()
	if err != nil || !strings.Contains(string(body), `"counts"`) {
		t.Errorf("it tells %q (%v)", body, err)
	}
	end()
	if again, err := http.Get("http://" + listener.Addr().String() + "/debug/live"); err == nil {
		again.Body.Close()
		t.Error("it listens still")
	}
}
