package livedb

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/kin-go/kin"
)

// A Panel shows, in development, what events have asked of the database: their statements, how long these took
// and how many rows they brought, and relationships that are loaded row by row.
//
//	panel := livedb.NewPanel()
//	app := live.New(live.Config{Values: panel.Values, …})
//	app.Page("GET /_panel", panel.Page)
//
// It keeps the last hundred events of the process. It shows texts of statements and no arguments.
type Panel struct {
	mu      sync.Mutex
	number  uint64   // of the last event
	changes uint64   // how often something was seen
	events  []*event // the newest last
}

// mostEvents is how many events a panel keeps.
const mostEvents = 100

// mostStatements is how many statements of one event it keeps; more are only counted.
const mostStatements = 500

// NewPanel makes a panel that has seen nothing.
func NewPanel() *Panel { return &Panel{} }

// A Spent is what an event has asked of the database.
type Spent struct {
	Number     uint64
	Doing      string
	At         time.Time
	Took       time.Duration // in the database, or of the event if it has ended by End
	Patch      int           // bytes that the browser was sent; 0 where that is not known
	Err        error
	Statements []kin.TracedStatement
	More       int // statements that were not kept
	Notices    []string
}

// Repeats are the relationships that were loaded row by row.
func (s *Spent) Repeats() []Repeat { return repeats(s.Statements) }

// Rows is how many rows the statements brought or changed.
func (s *Spent) Rows() (n int) {
	for _, statement := range s.Statements {
		n += statement.Rows
	}
	return n
}

// Events are what was seen, the newest first.
func (p *Panel) Events() []Spent {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := make([]Spent, 0, len(p.events))
	for _, e := range slices.Backward(p.events) {
		s := e.spent
		s.Statements, s.Notices = slices.Clone(s.Statements), slices.Clone(s.Notices)
		list = append(list, s)
	}
	return list
}

// version changes with everything that is seen.
func (p *Panel) version() uint64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.changes
}

// forget empties the panel.
func (p *Panel) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.events = nil
	p.changes++
}

// An event gathers the statements of one thing that is done. It is a kin.Tracer.
type event struct {
	panel *Panel
	spent Spent
	began time.Time
	kept  bool // it is among the panel's
}

// Begin lets the panel see what is done with a context: a job, a request. end says that it is over, with how many
// bytes the browser was sent for it.
func (p *Panel) Begin(ctx context.Context, doing string) (with context.Context, end func(patch int, err error)) {
	e := &event{panel: p, spent: Spent{Doing: doing}, began: time.Now()}
	return kin.WithTracer(ctx, e), func(patch int, err error) {
		p.mu.Lock()
		defer p.mu.Unlock()
		e.keep()
		e.spent.Took, e.spent.Patch, e.spent.Err = time.Since(e.began), patch, err
	}
}

// keep enters an event among the panel's.
func (e *event) keep() {
	p := e.panel
	p.changes++
	if e.kept {
		return
	}
	e.kept = true
	p.number++
	e.spent.Number, e.spent.At = p.number, time.Now()
	if len(p.events) == mostEvents {
		p.events = append(p.events[:0:0], p.events[1:]...)
	}
	p.events = append(p.events, e)
}

// Statement implements kin.Tracer.
func (e *event) Statement(_ context.Context, s kin.TracedStatement) {
	e.panel.mu.Lock()
	defer e.panel.mu.Unlock()
	e.keep()
	e.spent.Took += s.Time
	if len(e.spent.Statements) == mostStatements {
		e.spent.More++
		return
	}
	e.spent.Statements = append(e.spent.Statements, s)
}

// Notice implements kin.Tracer.
func (e *event) Notice(_ context.Context, text string) {
	e.panel.mu.Lock()
	defer e.panel.mu.Unlock()
	e.keep()
	e.spent.Notices = append(e.spent.Notices, text)
}

// Values has the panel see what the handlers and loads of pages do. It is for live.Config.Values. The panel's own
// page is left out.
//
// Each turn of a visit is an event: it has a deadline of its own, by which the turns of one connection are told
// apart.
func (p *Panel) Values(r *http.Request) context.Context {
	ctx := context.WithoutCancel(r.Context())
	doing := r.Method + " " + r.URL.Path
	if strings.HasPrefix(r.URL.Path, "/_live/") || r.Method == http.MethodPost {
		doing = "event"
	}
	return kin.WithTracer(ctx, &connection{panel: p, doing: doing})
}

// A connection tells the turns apart that have the values of one request. It is a kin.Tracer.
type connection struct {
	panel *Panel
	doing string

	mu       sync.Mutex
	deadline time.Time
	event    *event
}

// now is the event of a context.
func (c *connection) now(ctx context.Context) *event {
	c.mu.Lock()
	defer c.mu.Unlock()
	deadline, _ := ctx.Deadline()
	if c.event == nil || !deadline.Equal(c.deadline) {
		doing := c.doing
		if c.event != nil {
			doing = "event"
		}
		c.deadline, c.event = deadline, &event{panel: c.panel, spent: Spent{Doing: doing}}
	}
	return c.event
}

// Statement implements kin.Tracer.
func (c *connection) Statement(ctx context.Context, s kin.TracedStatement) {
	c.now(ctx).Statement(ctx, s)
}

// Notice implements kin.Tracer.
func (c *connection) Notice(ctx context.Context, text string) { c.now(ctx).Notice(ctx, text) }
