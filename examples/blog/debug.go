package main

import (
	"context"
	"encoding/json"
	"errors"
	"expvar"
	"fmt"
	"net"
	"net/http"
	"net/http/pprof"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
)

// recent is how many times of a kind a meter keeps.
const recent = 4096

// A meter keeps how long what happens to visits takes in this process: handler, page and store. The zero value is ready.
type meter struct {
	mu    sync.Mutex
	kinds map[string]*times
}

// times is of one kind: how many there were, and how long the last ones took.
type times struct {
	count, failed int
	took          []time.Duration // at most recent; the oldest is at count % recent
}

// Watch is for live.Config.Watch.
func (m *meter) Watch(ctx context.Context, h live.Happening) (context.Context, func(live.Outcome) html.Node) {
	return ctx, func(o live.Outcome) html.Node {
		m.note(kindOf(h), o)
		return nil
	}
}

// kindOf keeps apart what costs differently.
func kindOf(h live.Happening) string {
	switch {
	case h.Event > 0 && strings.HasPrefix(h.What, "to "):
		return "link"
	case h.Event > 0:
		return "event"
	case h.What == "first page":
		return "page"
	}
	return "other" // changes of what pages follow, forms without a script
}

func (m *meter) note(kind string, o live.Outcome) {
	m.mu.Lock()
	defer m.mu.Unlock()
	t := m.kinds[kind]
	if t == nil {
		if m.kinds == nil {
			m.kinds = map[string]*times{}
		}
		t = &times{}
		m.kinds[kind] = t
	}
	if len(t.took) < recent {
		t.took = append(t.took, o.Took)
	} else {
		t.took[t.count%recent] = o.Took
	}
	t.count++
	if o.Err != nil {
		t.failed++
	}
}

// A summary is what a meter tells of a kind. Times are in milliseconds, of the last ones.
type summary struct {
	Count  int     `json:"count"`
	Failed int     `json:"failed"`
	P50    float64 `json:"p50_ms"`
	P99    float64 `json:"p99_ms"`
	Most   float64 `json:"max_ms"`
}

// read gives what the meter knows, by kind.
func (m *meter) read() map[string]summary {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := make(map[string]summary, len(m.kinds))
	for kind, t := range m.kinds {
		took := slices.Sorted(slices.Values(t.took))
		at := func(percent int) float64 { return took[(len(took)-1)*percent/100].Seconds() * 1000 }
		all[kind] = summary{t.count, t.failed, at(50), at(99), at(100)}
	}
	return all
}

// debugHandler tells an operator how the process does: the profiles of net/http/pprof, the variables of expvar,
// and how long events take.
func debugHandler(app *live.App, m *meter) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	mux.Handle("GET /debug/vars", expvar.Handler())
	mux.HandleFunc("GET /debug/live", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{"counts": app.Counts(), "took": m.read()}) // else nobody is there any more
	})
	return mux
}

// serveDebug listens at an address of this machine alone: what it tells is for nobody else.
func serveDebug(ctx context.Context, address string, h http.Handler) (listener net.Listener, end func(), err error) {
	host, _, err := net.SplitHostPort(address)
	if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, nil, fmt.Errorf("-debug %s is not an address of this machine alone, and profiles are not for everybody: give one such as 127.0.0.1:6060", address)
	}
	if listener, err = (&net.ListenConfig{}).Listen(ctx, "tcp", address); err != nil {
		return nil, nil, fmt.Errorf("-debug: %w", err)
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second} // a profile takes as long as was asked for
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	return listener, func() { _ = errors.Join(server.Close(), <-ended) }, nil
}
