package livedb

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/live"
)

// A Panel shows, in development, what events have asked of the database: their statements, how long these took
// and how many rows they brought, and relationships that are loaded row by row.
//
//	panel := livedb.NewPanel()
//	app := live.New(live.Config{Watch: panel.Watch, …})
//	app.Page("GET /_panel", panel.Page)
//
// It keeps the last hundred events of the process. It shows texts of statements and no arguments.
type Panel struct {
	mu      sync.Mutex
	path    string   // of its own page
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
	Took       time.Duration // all of it; in the database, as long as it goes on
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

// Watch has the panel see what happens to visits: events of visitors, first pages, changes of what a page
// follows. It is for live.Config.Watch. What asks nothing of the database is kept if a visitor has done it, or
// if it fails. The panel's own page is left out.
func (p *Panel) Watch(ctx context.Context, h live.Happening) (context.Context, func(live.Outcome) (says string)) {
	if p.isOwn(h.Path) {
		return ctx, nil
	}
	e := &event{panel: p, spent: Spent{Doing: h.What + " of " + h.Path}}
	return kin.WithTracer(ctx, e), func(o live.Outcome) string {
		p.mu.Lock()
		defer p.mu.Unlock()
		if e.kept || h.Event > 0 || o.Err != nil {
			e.keep()
			e.spent.Took, e.spent.Patch, e.spent.Err = o.Took, o.Bytes, o.Err
		}
		return ""
	}
}

// isOwn says that a page is the panel's.
func (p *Panel) isOwn(path string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.path != "" && p.path == path
}

// at tells the panel where its own page is.
func (p *Panel) at(path string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.path = path
}
