package livedb

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/kin-go/kin"
)

// Health answers whoever watches over a program: 200 while all its checks pass, and 503 with the names of those that do not. Why they do
// not is in the log, once for each time that it begins, and not in the answer: everybody can ask.
//
//	app.Handle("GET /_health/live", livedb.NewHealth(nil))                                             // the program runs
//	app.Handle("GET /_health/ready", livedb.NewHealth(nil, livedb.Answers(db, kin.Select(posts))))     // and can serve
//
// Checks run once for all who ask meanwhile, so that asking often costs a database no more than asking.
type Health struct {
	Within time.Duration // how long an answer may take: 2 s

	log    *slog.Logger
	checks []Check

	mu    sync.Mutex
	round *round // that runs
	ill   bool   // as it was logged last
}

// A Check asks for something that a program needs.
type Check struct {
	Name string // for the answer: database
	Ask  func(ctx context.Context) error
}

// Answers is a check that asks a database whether a query has rows. Which is all the same: that there is an answer counts.
func Answers[T any](db *kin.DB, query kin.Query[T]) Check {
	return Check{"database", func(ctx context.Context) error {
		return db.Read(ctx, func(ctx context.Context, s *kin.Session) error {
			_, err := query.Exists(ctx, s)
			return err
		})
	}}
}

// healthWithin is how long an answer may take where nothing is said.
const healthWithin = 2 * time.Second

// NewHealth makes a Health; nil is the default log.
func NewHealth(log *slog.Logger, checks ...Check) *Health {
	if log == nil {
		log = slog.Default()
	}
	return &Health{Within: healthWithin, log: log, checks: checks}
}

// ServeHTTP implements http.Handler.
func (h *Health) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if err := h.outcome(r.Context()); err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = fmt.Fprintln(w, err)
		return
	}
	_, _ = fmt.Fprintln(w, "ok")
}

// A round asks all checks once.
type round struct {
	done chan struct{}
	said error // what everybody may know
}

var errSlow = errors.New("no answer in time")

// outcome waits for a round, not longer than is allowed: a check may not heed its context.
func (h *Health) outcome(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, h.Within)
	defer cancel()
	r := h.join()
	select {
	case <-r.done:
		return r.said
	case <-ctx.Done():
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			h.note(errSlow)
		}
		return errSlow
	}
}

// join is the round that runs, or a new one.
func (h *Health) join() *round {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.round == nil {
		h.round = &round{done: make(chan struct{})}
		go h.ask(h.round)
	}
	return h.round
}

func (h *Health) ask(r *round) {
	ctx, cancel := context.WithTimeout(context.Background(), h.Within)
	defer cancel()
	var said, why []error
	for _, c := range h.checks {
		if err := c.Ask(ctx); err != nil {
			said = append(said, errors.New(c.Name+" does not answer"))
			why = append(why, fmt.Errorf("%s: %w", c.Name, err))
		}
	}
	r.said = errors.Join(said...)
	h.note(errors.Join(why...))
	h.mu.Lock()
	h.round = nil
	h.mu.Unlock()
	close(r.done)
}

// note logs when health is lost, and when it is back.
func (h *Health) note(why error) {
	h.mu.Lock()
	was := h.ill
	h.ill = why != nil
	h.mu.Unlock()
	switch {
	case why != nil && !was:
		h.log.Error("the program cannot serve", "error", why)
	case why == nil && was:
		h.log.Info("the program can serve again")
	}
}
