package livedb

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
)

// A Panel shows, in development, what events have asked of the database: their statements, how long these took,
// how many rows they brought, their plans, and relationships that are loaded row by row. Each page says in a
// corner what its last event has taken, and leads from there to the panel.
//
//	panel := livedb.NewPanel()
//	app := live.New(live.Config{Watch: panel.Watch, Dev: true, …})
//	panel.Mount(app, "/_panel")
//
// It keeps the last hundred events of the process. It shows texts of statements and no arguments; it has these for
// the plans alone, as long as their events and up to 8 MB of them, those of the newest events.
type Panel struct {
	mu      sync.Mutex
	path    string   // of its own page
	number  uint64   // of the last event
	changes uint64   // how often something was seen
	events  []*event // the newest last
	kept    int64    // bytes of arguments
}

// mostEvents is how many events a panel keeps.
const mostEvents = 100

// mostStatements is how many statements of one event it keeps; more are only counted.
const mostStatements = 500

// mostArguments is how many bytes of arguments a panel keeps for plans.
const mostArguments = 8 << 20

// mostOfOne is how many of them a statement keeps at most, see kin.TracedStatement.Explain.
const mostOfOne = 16 << 10

// NewPanel makes a panel that has seen nothing.
func NewPanel() *Panel { return &Panel{} }

// Mount makes the panel a page of an App. It is made of ui, so ui.Assets has to be served. Whoever can open it
// sees the statements of everybody: mount it in development alone.
func (p *Panel) Mount(app *live.App, path string, rules ...live.Rule) {
	p.mu.Lock()
	p.path = path
	p.mu.Unlock()
	app.Page("GET "+path, func() live.View { return &panelPage{panel: p} }, rules...)
}

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

	plans map[string]explained // by the texts of statements
}

// Repeats are the relationships that were loaded row by row.
func (s *Spent) Repeats() []Repeat { return repeats(s.Statements) }

// All is how many statements there were, those included that were not kept.
func (s *Spent) All() int { return len(s.Statements) + s.More }

// Rows is how many rows the statements brought or changed.
func (s *Spent) Rows() (n int) {
	for _, statement := range s.Statements {
		n += statement.Rows
	}
	return n
}

// bytes is how much of texts and blobs the answers had.
func (s *Spent) bytes() (n int64) {
	for _, statement := range s.Statements {
		n += statement.Bytes
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
		s.Statements, s.Notices, s.plans = slices.Clone(s.Statements), slices.Clone(s.Notices), maps.Clone(s.plans)
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
	p.events, p.kept = nil, 0
	p.changes++
}

// An event gathers the statements of one thing that is done. It is a kin.Tracer.
type event struct {
	panel *Panel
	spent Spent
	began time.Time
	kept  bool  // it is among the panel's
	bytes int64 // of the arguments that it keeps
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
		p.events[0].letGo()
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
	e.spent.Statements = append(e.spent.Statements, e.lightened(s))
}

// lightened is a statement with its arguments, if its event has none of its text yet: they have one plan. For the
// newest arguments the oldest are let go.
func (e *event) lightened(s kin.TracedStatement) kin.TracedStatement {
	for _, before := range e.spent.Statements {
		if before.Text == s.Text {
			return s.WithoutArguments()
		}
	}
	bytes := min(s.ArgBytes, mostOfOne)
	e.bytes += bytes
	e.panel.kept += bytes
	for _, old := range e.panel.events {
		if e.panel.kept <= mostArguments {
			break
		}
		old.letGo()
	}
	return s
}

// letGo gives up the arguments of an event's statements.
func (e *event) letGo() {
	for i, s := range e.spent.Statements {
		e.spent.Statements[i] = s.WithoutArguments()
	}
	e.panel.kept -= e.bytes
	e.bytes = 0
}

// Notice implements kin.Tracer.
func (e *event) Notice(_ context.Context, text string) {
	e.panel.mu.Lock()
	defer e.panel.mu.Unlock()
	e.keep()
	e.spent.Notices = append(e.spent.Notices, text)
}

// Watch has the panel see what happens to visits: events of visitors, first pages, changes of what a page
// follows. It is for live.Config.Watch, and gives for the corner of the page what the event has taken. What asks
// nothing of the database is kept if a visitor has done it, or if it fails. The panel's own page is left out.
func (p *Panel) Watch(ctx context.Context, h live.Happening) (context.Context, func(live.Outcome) html.Node) {
	if p.isOwn(h.Path) {
		return ctx, nil
	}
	e := &event{panel: p, spent: Spent{Doing: h.What + " of " + h.Path}}
	return kin.WithTracer(ctx, e), func(o live.Outcome) html.Node {
		p.mu.Lock()
		defer p.mu.Unlock()
		if !e.kept && h.Event == 0 && o.Err == nil {
			return nil
		}
		e.keep()
		e.spent.Took, e.spent.Patch, e.spent.Err = o.Took, o.Bytes, o.Err
		if o.Handler != "" {
			e.spent.Doing = shortName(o.Handler) + " of " + h.Path
		}
		return corner(&e.spent, p.path)
	}
}

// shortName is a function's name as it stands in its package: Feed.Write for blog/pages.(*Feed).Write.
func shortName(function string) string {
	function = function[strings.LastIndexByte(function, '/')+1:]
	_, name, _ := strings.Cut(function, ".")
	return strings.NewReplacer("(*", "", ")", "", "[...]", "").Replace(name)
}

// isOwn says that a page is the panel's.
func (p *Panel) isOwn(path string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.path != "" && p.path == path
}

// An explained is the plan of a statement, or why there is none.
type explained struct {
	plan kin.Plan
	err  error
}

// patience is how long a plan may take.
const patience = 5 * time.Second

// explain asks for the plan of an event's statement, once, and keeps it with the event.
func (p *Panel) explain(ctx context.Context, number uint64, text string) {
	s, asked := p.statement(number, text)
	if asked {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	plan, err := s.Explain(ctx)
	p.mu.Lock()
	defer p.mu.Unlock()
	if e := p.event(number); e != nil {
		if e.spent.plans == nil {
			e.spent.plans = map[string]explained{}
		}
		e.spent.plans[text] = explained{plan, err}
		p.changes++
	}
}

// statement finds the statement of an event that has its text and arguments. asked says that its plan is known.
func (p *Panel) statement(number uint64, text string) (found kin.TracedStatement, asked bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	e := p.event(number)
	if e == nil {
		return kin.TracedStatement{Text: text}, true
	}
	_, asked = e.spent.plans[text]
	for _, s := range e.spent.Statements {
		if s.Text == text {
			return s, asked
		}
	}
	return kin.TracedStatement{Text: text}, asked
}

// event is the event of a number, if it is still kept.
func (p *Panel) event(number uint64) *event {
	for _, e := range p.events {
		if e.spent.Number == number {
			return e
		}
	}
	return nil
}
