package livetest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"time"
)

// frame is what the server tells a browser.
type frame struct {
	Number   uint64      `json:"n"`
	Answers  uint64      `json:"a"`
	Patches  [][2]string `json:"p"`
	Commands [][]string  `json:"c"`
}

// message is what a browser tells the server.
type message struct {
	Visit  string      `json:"v,omitempty"`
	Seen   uint64      `json:"s,omitempty"`
	Number uint64      `json:"n,omitempty"`
	Ref    string      `json:"r,omitempty"`
	Kind   string      `json:"t,omitempty"`
	Data   [][2]string `json:"d,omitempty"`
}

// A stream is the connection of a tab: server-sent events, and what the tab sends beside them.
type stream struct {
	came  chan struct{} // a frame has come
	end   context.CancelFunc
	ended chan struct{}
	code  int

	mu     sync.Mutex
	frames []frame // that were not shown
	rest   string
	header http.Header
}

// next is the next frame, if there is one.
func (s *stream) next() (f frame, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.frames) == 0 {
		return frame{}, false
	}
	f, s.frames = s.frames[0], s.frames[1:]
	return f, true
}

func (s *stream) Header() http.Header { return s.header }
func (s *stream) WriteHeader(int)     {}
func (s *stream) Flush()              {}

// Write takes what the server sends, and hands on what is whole.
func (s *stream) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rest += string(p)
	for {
		event, rest, whole := strings.Cut(s.rest, "\n\n")
		if !whole {
			return len(p), nil
		}
		s.rest = rest
		if data, ok := strings.CutPrefix(event, "data: "); ok {
			var f frame
			if err := json.Unmarshal([]byte(data), &f); err != nil {
				return 0, fmt.Errorf("the server has sent %q: %w", data, err)
			}
			s.frames = append(s.frames, f)
			select {
			case s.came <- struct{}{}:
			default: // it is known
			}
		} else if data, ok := strings.CutPrefix(event, "event: end\ndata: "); ok {
			fmt.Sscan(data, &s.code) //nolint:errcheck // a number
		}
	}
}

// connect opens the connection of a tab.
func (t *Tab) connect() {
	ctx, cancel := context.WithCancel(context.Background())
	s := &stream{came: make(chan struct{}, 1), end: cancel, ended: make(chan struct{}), header: http.Header{}}
	r := t.request(http.MethodGet, fmt.Sprintf("/_live/stream?v=%s&s=%d", t.visit, t.seen), nil).WithContext(ctx)
	go func() {
		defer close(s.ended)
		t.app.ServeHTTP(s, r)
	}()
	t.line = s
	t.wait("the server to say hello", func() bool { return t.greeted })
}

// request is a request of the tab's browser.
func (t *Tab) request(method, address string, body []byte) *http.Request {
	r := httptest.NewRequestWithContext(context.Background(), method, address, bytes.NewReader(body))
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	t.browser.mu.Lock()
	defer t.browser.mu.Unlock()
	for name, value := range t.browser.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value}) //nolint:gosec // it is sent to the server of a test
	}
	maps.Copy(r.Header, t.browser.header)
	return r
}

// do sends a request and keeps the cookies of the answer.
func (t *Tab) do(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	t.app.ServeHTTP(w, r)
	t.browser.mu.Lock()
	defer t.browser.mu.Unlock()
	for _, c := range w.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(t.browser.cookies, c.Name)
		} else {
			t.browser.cookies[c.Name] = c.Value
		}
	}
	return w
}

// send sends an event and waits for its answer.
func (t *Tab) send(m message) {
	t.t.Helper()
	t.number++
	m.Number, m.Seen = t.number, t.seen
	t.pending = append(t.pending, m)
	if t.line == nil {
		return // it is sent when the connection is back
	}
	t.flush()
	number, loads := t.number, t.loads
	t.wait("the answer to an event", func() bool { return t.answered >= number || t.loads > loads })
}

// flush sends what has no answer yet.
func (t *Tab) flush() {
	t.t.Helper()
	const most = 50
	for some := range slices.Chunk(slices.Clone(t.pending), most) {
		body, err := json.Marshal(append([]message{{Visit: t.visit, Seen: t.seen}}, some...))
		if err != nil {
			t.t.Fatal(err)
		}
		w := t.do(t.request(http.MethodPost, "/_live/send", body))
		if w.Code == http.StatusGone { // the visit is not his any more
			t.load(t.address.RequestURI())
			return
		}
		if w.Code != http.StatusNoContent {
			t.t.Fatalf("the server answers an event with %d: %s", w.Code, w.Body)
		}
	}
}

// patience is how long a tab waits for what should happen.
const patience = 3 * time.Second

// wait shows frames until something has happened.
func (t *Tab) wait(what string, happened func() bool) {
	t.t.Helper()
	if !t.await(patience, happened) {
		t.t.Fatalf("waiting for %s; the page shows:\n%s", what, t.Text())
	}
}

func (t *Tab) await(patience time.Duration, happened func() bool) bool {
	deadline := time.After(patience)
	for {
		t.drain()
		if happened() {
			return true
		}
		if t.line == nil {
			return false
		}
		select {
		case <-t.line.came:
		case <-t.line.ended:
			t.drain()
			return happened()
		case <-deadline:
			return false
		}
	}
}

// drain shows the frames that are there.
func (t *Tab) drain() {
	for t.line != nil {
		f, ok := t.line.next()
		if !ok {
			return
		}
		t.show(f)
	}
}
