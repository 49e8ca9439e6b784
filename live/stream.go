package live

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// streamLine is server-sent events, for browsers that a proxy keeps from a WebSocket. What they
// send comes by POST, in their order.
type streamLine struct {
	mu    sync.Mutex
	w     http.ResponseWriter
	done  chan struct{}
	ended bool
}

func (s *streamLine) write(ctx context.Context, frame []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return io.ErrClosedPipe
	}
	flow := http.NewResponseController(s.w)
	if deadline, ok := ctx.Deadline(); ok {
		_ = flow.SetWriteDeadline(deadline) // not every server has deadlines
	}
	if _, err := fmt.Fprintf(s.w, "data: %s\n\n", frame); err != nil {
		return err
	}
	return flow.Flush()
}

// close does not wait for a write that goes on.
func (s *streamLine) close(code int, _ string) { go s.finish(code) }

// finish says how the stream ends, and lets its request end.
func (s *streamLine) finish(code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return
	}
	s.ended = true
	_, _ = fmt.Fprintf(s.w, "event: end\ndata: %d\n\n", code) //nolint:gosec // a number
	_ = http.NewResponseController(s.w).Flush()               // it is over
	close(s.done)
}

// stream sends a browser its frames.
func (a *App) stream(w http.ResponseWriter, r *http.Request) {
	if !a.fromHere(r) {
		a.refuse("a stream of another site", nil)
		http.Error(w, "not from there", http.StatusForbidden)
		return
	}
	seen, err := strconv.ParseUint(r.URL.Query().Get("s"), 10, 64)
	if err != nil {
		http.Error(w, "which frame?", http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Accel-Buffering", "no")
	l := &streamLine{w: w, done: make(chan struct{})}
	v, code, _ := a.visitOf(r, message{Visit: r.URL.Query().Get("v")}, a.newest)
	if v == nil {
		l.finish(code)
		return
	}
	v.meet(r)
	v.out.connect(l, seen, r.URL.Query().Has("w"))
	select {
	case <-l.done:
	case <-r.Context().Done():
		l.mu.Lock()
		l.ended = true // nothing is written any more
		l.mu.Unlock()
	}
	if v.out.disconnect(l) {
		v.mu.Lock()
		v.met = time.Now()
		v.mu.Unlock()
	}
}

// send takes what a browser sends beside a stream: which visit it is, and messages.
func (a *App) send(w http.ResponseWriter, r *http.Request) {
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, int64(a.limits.Message)))
	var raw []json.RawMessage
	if err == nil {
		err = json.NewDecoder(bytes.NewReader(data)).Decode(&raw)
	}
	if err != nil || len(raw) == 0 || len(raw) > 100 {
		a.refuse("messages that no page sends", nil)
		http.Error(w, "what is this?", http.StatusBadRequest)
		return
	}
	hello, err := parseMessage(raw[0])
	if err != nil || hello.Visit == "" || hello.Number != 0 {
		a.refuse("messages without a visit", nil)
		http.Error(w, "which visit?", http.StatusBadRequest)
		return
	}
	v, code, reason := a.visitOf(r, hello, a.find)
	if v == nil {
		http.Error(w, reason, statusOfCode(code))
		return
	}
	v.meet(r)
	for _, one := range raw[1:] {
		m, err := parseMessage(one)
		if err != nil {
			a.refuse("a message that no page sends", v)
			http.Error(w, "what is this?", http.StatusBadRequest)
			return
		}
		if err := v.paced(a).Wait(r.Context()); err != nil {
			return
		}
		if code, reason := a.take(v, m); code != 0 {
			http.Error(w, reason, statusOfCode(code))
			return
		}
	}
	w.WriteHeader(http.StatusNoContent)
}

// statusOfCode is what a code is in HTTP.
func statusOfCode(code int) int {
	switch code {
	case codeReload:
		return http.StatusGone
	case codeWrong:
		return http.StatusBadRequest
	}
	return http.StatusServiceUnavailable
}
