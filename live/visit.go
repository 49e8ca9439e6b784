package live

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"github.com/kin-go/kin/html"
)

// A visit is a page in one tab of one browser: its state, what the browser shows of it, and the
// queue of what is to happen to it. What happens, happens one at a time, in order; different visits do not
// wait for each other.
type visit struct {
	app   *App
	id    string
	owner string // the hash of the browser's cookie
	user  string
	root  html.Place // where the places of its pages begin
	out   outbox
	ctx   context.Context //nolint:containedctx // it lasts as long as the visit
	end   context.CancelFunc

	mu         sync.Mutex
	queue      []task
	working    bool
	ended      bool
	accepted   uint64          // the last event that was let in
	catching   bool            // the whole page is due
	changed    bool            // what it follows has changed
	jobs       int             // work in the background
	values     context.Context //nolint:containedctx // the values of the newest request
	met        time.Time       // when a browser was there last
	secure     bool            // over TLS
	complaints uint8           // of its scripts
	pace       *rate.Limiter   // of messages by POST

	turning sync.Mutex // held by what happens to the visit, and guards all below

	view      View
	parts     map[string]*part  // its components
	frozen    map[string][]byte // components that have not been shown since the state was read
	problems  map[html.Place]*problem
	table     table
	title     string
	commands  []command
	redirect  string
	browser   map[string]string // what it keeps of fields, of all pages
	untold    map[string]string // what the other fields of the page were, when it was loaded
	event     uint64            // that is handled
	done      uint64            // the last event that is done
	inTurn    bool
	opening   bool          // the page is written as a document
	lists     bool          // it has a List, whose rows are not here
	secret    []byte        // seals the keys of rows
	stale     bool          // memos may hold what is not the state any more
	revision  atomic.Uint64 // of what is stored
	stored    uint64        // its hash
	storedAt  time.Time
	sent      Outcome     // in this turn, for Config.Watch
	corner    string      // what that has said, as HTML
	kept      []byte      // the state as it was stored, if the store does not have it
	last      []byte      // the state as it is, all of it, since the last turn; nil if it was not written
	resting   *resting    // what is left while the visit rests
	rests     atomic.Bool // whether it does
	restless  bool        // it cannot rest as it is
	turned    time.Time   // when something has happened last
	follow    []Topic
	following []Topic // is what unfollow ends
	unfollow  func()
	timers    map[html.Place]*ticker
	running   map[string]*Job

	turnContext context.Context //nolint:containedctx // for what cannot be given one: View
}

// A task is something that happens to a visit.
type task struct {
	name   string // for the log
	event  uint64 // its number, or 0
	do     func(ctx context.Context) error
	silent bool // nothing changes
	done   chan error
}

// ErrEnded is the error of what comes too late.
var ErrEnded = errors.New("live: the visit has ended")

var errBusy = errors.New("live: too much waits for this visit")

// enqueue lets something happen when its turn comes.
func (v *visit) enqueue(t task) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.push(t)
}

func (v *visit) push(t task) error {
	if v.ended {
		return ErrEnded
	}
	if len(v.queue) >= v.app.limits.Queue {
		return errBusy
	}
	v.queue = append(v.queue, t)
	if !v.working {
		v.working = true
		go v.work()
	}
	return nil
}

// work does what waits, in a goroutine that lives as long as something does.
func (v *visit) work() {
	for {
		v.mu.Lock()
		if len(v.queue) == 0 {
			v.queue, v.working = nil, false
			v.mu.Unlock()
			return
		}
		t := v.queue[0]
		v.queue[0] = task{}
		v.queue = v.queue[1:]
		v.mu.Unlock()
		err := v.turn(t)
		if t.done != nil {
			t.done <- err
		}
	}
}

// wait lets something happen and waits for it.
func (v *visit) wait(ctx context.Context, t task) error {
	t.done = make(chan error, 1)
	if err := v.enqueue(t); err != nil {
		return err
	}
	select {
	case err := <-t.done:
		return err
	case <-v.ctx.Done():
		return ErrEnded
	case <-ctx.Done():
		return ctx.Err()
	}
}

// idle says whether nothing happens and nothing waits. Work in the background may go on.
func (v *visit) idle() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return !v.working
}

// catchUp has the whole page sent, once.
func (v *visit) catchUp() {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.catching {
		return
	}
	v.catching = v.push(task{name: "the whole page", do: func(context.Context) error {
		v.mu.Lock()
		v.catching = false
		v.mu.Unlock()
		return nil
	}}) == nil
}

// refresh loads the page again because what it follows has changed.
func (v *visit) refresh() {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.changed {
		return
	}
	v.changed = v.push(task{name: "what the page follows has changed", do: func(ctx context.Context) error {
		v.mu.Lock()
		v.changed = false
		v.mu.Unlock()
		return v.load(ctx)
	}}) == nil
}

// load brings what the page shows.
func (v *visit) load(ctx context.Context) error {
	if l, ok := v.view.(loader); ok {
		return l.Load(ctx)
	}
	return nil
}

// stop ends the visit in this process; its state stays stored.
func (v *visit) stop(code int, reason string) {
	v.mu.Lock()
	already := v.ended
	v.ended = true
	v.queue = nil
	v.mu.Unlock()
	if already {
		return
	}
	v.end()
	v.out.shut(code, reason)
	v.app.forget(v)
	go func() { // when the last turn is over
		v.turning.Lock()
		defer v.turning.Unlock()
		v.stopTimers(nil)
		if v.unfollow != nil {
			v.unfollow()
		}
	}()
}

// paced is the limiter of messages that come by POST.
func (v *visit) paced(a *App) *rate.Limiter {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.pace == nil {
		v.pace = a.limiter()
	}
	return v.pace
}
