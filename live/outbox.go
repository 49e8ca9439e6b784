package live

import (
	"context"
	"sync"
	"time"
)

// A line is a connection to a browser.
type line interface {
	write(ctx context.Context, frame []byte) error
	// close ends the connection; the browser knows from the code what to do.
	close(code int, reason string)
}

// What a browser does after a connection has ended.
const (
	codeRestart = 1012 // comes back: the server ends, another one goes on
	codeReload  = 4404 // loads the page again: the visit is not there any more, or not his
	codeTaken   = 4409 // nothing: the visit goes on over a newer connection
	codeWrong   = 4400 // loads the page again: it has sent what no page sends
)

// writeTime is how long a frame may take to be taken by the connection.
const writeTime = 15 * time.Second

// An outbox holds the frames of a visit until the browser has shown them. It is bounded: when
// too much has gathered, the frames are dropped, and the whole page is sent when the browser can take it.
type outbox struct {
	mu      sync.Mutex
	most    int // bytes
	last    uint64
	answers uint64
	waiting []waiting // frames that the browser may not have seen
	size    int
	behind  bool      // frames were dropped: the whole page comes next
	carried []command // their commands
	lost    bool      // there were too many
	line    line
	written uint64 // the last frame that went over this line
	writing bool
	catchUp func() // has the whole page sent
	heard   time.Time
}

type waiting struct {
	number   uint64
	data     []byte
	commands []command
}

// maxCarried is how many commands of dropped frames are kept.
const maxCarried = 100

// isBehind says whether the next frame has to be the whole page.
func (o *outbox) isBehind() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.behind
}

// isConnected says whether a browser is there.
func (o *outbox) isConnected() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.line != nil
}

// send numbers a frame and sends it when the line is free. whole says that it is the whole page.
func (o *outbox) send(f frame, whole bool) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if f.Answers > o.answers {
		o.answers = f.Answers
	}
	if o.behind && !whole {
		o.carry(f.Commands)
		o.flush()
		return nil
	}
	if whole {
		f.Commands = append(o.carried, f.Commands...)
		if o.lost {
			f.Commands = []command{{"load", ""}} // some commands are lost: the page is loaded again
		}
		o.carried, o.behind, o.lost = nil, false, false
	}
	o.last++
	f.Number, f.Answers = o.last, o.answers
	data, err := f.bytes()
	if err != nil {
		return err
	}
	if o.size+len(data) > o.most && len(o.waiting) > 0 && !whole {
		o.drop()
		o.carry(f.Commands)
		o.flush()
		return nil
	}
	o.waiting = append(o.waiting, waiting{f.Number, data, f.Commands})
	o.size += len(data)
	o.flush()
	return nil
}

// drop gives up the frames that wait.
func (o *outbox) drop() {
	for _, w := range o.waiting {
		if w.number > o.written || o.line == nil {
			o.carry(w.commands)
		}
	}
	o.waiting, o.size, o.behind = nil, 0, true
}

func (o *outbox) carry(commands []command) {
	o.carried = append(o.carried, commands...)
	if extra := len(o.carried) - maxCarried; extra > 0 {
		o.carried, o.lost = o.carried[extra:], true
	}
}

// seen forgets what the browser has shown.
func (o *outbox) seen(number uint64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.heard = time.Now()
	o.forget(number)
}

func (o *outbox) forget(number uint64) {
	i := 0
	for i < len(o.waiting) && o.waiting[i].number <= number {
		o.size -= len(o.waiting[i].data)
		i++
	}
	if i == len(o.waiting) {
		o.waiting = nil // its memory too
		return
	}
	o.waiting = o.waiting[i:]
}

// connect makes a line the visit's own. seen is the last frame that the browser has shown; what came
// after it is sent again. The line before, if there is one, is closed.
// whole says that the browser needs the whole page.
func (o *outbox) connect(l line, seen uint64, whole bool) {
	o.mu.Lock()
	before := o.line
	o.last = max(o.last, seen) // after a restart, the numbers go on where the browser is
	o.line, o.written, o.heard = l, seen, time.Now()
	o.forget(seen)
	missing := seen < o.last && (len(o.waiting) == 0 || o.waiting[0].number > seen+1)
	if missing || whole {
		o.drop()
	}
	o.first(frame{Answers: o.answers, Commands: []command{{"hello"}}})
	o.flush()
	o.mu.Unlock()
	if before != nil {
		before.close(codeTaken, "the visit goes on over another connection")
	}
}

// pong answers a browser that asks whether somebody is there.
func (o *outbox) pong() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.first(frame{Answers: o.answers})
	o.flush()
}

// first puts a frame without a number before all others. It tells the browser which events are done, so that it can
// send the others again.
func (o *outbox) first(f frame) {
	data, err := f.bytes()
	if err != nil {
		return // a frame of constants
	}
	o.waiting = append([]waiting{{0, data, nil}}, o.waiting...)
	o.size += len(data)
}

// disconnect forgets a line that has ended. It reports whether it was the visit's own.
func (o *outbox) disconnect(l line) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.line != l {
		return false
	}
	o.line = nil
	return true
}

// shut closes the line, if there is one.
func (o *outbox) shut(code int, reason string) {
	o.mu.Lock()
	l := o.line
	o.line = nil
	o.mu.Unlock()
	if l != nil {
		l.close(code, reason)
	}
}

// flush has what waits written, in a goroutine that lives as long as there is something.
func (o *outbox) flush() {
	if o.line == nil || o.writing {
		return
	}
	if o.next() != nil || o.behind {
		o.writing = true
		go o.work()
	}
}

// next is the first frame that has not been written.
func (o *outbox) next() *waiting {
	for i := range o.waiting {
		if w := &o.waiting[i]; w.number > o.written || w.number == 0 {
			return w
		}
	}
	return nil
}

func (o *outbox) work() {
	for {
		l, data, catchUp := o.take()
		if l == nil {
			if catchUp {
				o.catchUp()
			}
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), writeTime)
		err := l.write(ctx, data)
		cancel()
		if err != nil && o.disconnect(l) {
			l.close(codeRestart, "too slow")
		}
	}
}

// take gives what is to be written next. No line means that there is nothing, or nobody; then the whole page
// may be due.
func (o *outbox) take() (l line, data []byte, catchUp bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	w := o.next()
	if o.line == nil || w == nil {
		o.writing = false
		return nil, nil, o.behind && o.line != nil
	}
	data = w.data
	if w.number == 0 {
		o.size -= len(data)
		o.waiting = o.waiting[1:]
	} else {
		o.written = w.number
	}
	return o.line, data, false
}
