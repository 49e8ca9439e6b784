package live

import (
	"context"
	"errors"
	"time"

	"github.com/kin-go/kin/html"
)

// A ticker is an Every that is on the page.
type ticker struct {
	timer *time.Timer
	every time.Duration
}

// keepTime starts the timers of the page and stops those that have left it. They go on only
// while a browser is there.
func (v *visit) keepTime() {
	v.stopTimers(v.table.bindings)
	for ref, b := range v.table.bindings {
		if b.handler.every > 0 && v.timers[ref] == nil {
			v.startTimer(ref, b.handler.every)
		}
	}
}

func (v *visit) startTimer(ref html.Place, every time.Duration) {
	if v.timers == nil {
		v.timers = map[html.Place]*ticker{}
	}
	t := &ticker{every: max(every, 10*time.Millisecond)}
	t.timer = time.AfterFunc(t.every, func() { v.tick(ref, t) })
	v.timers[ref] = t
}

// tick runs a timer's handler, if anybody sees what it does.
func (v *visit) tick(ref html.Place, t *ticker) {
	if !v.out.isConnected() {
		v.mu.Lock()
		ended := v.ended
		v.mu.Unlock()
		if !ended {
			t.timer.Reset(t.every)
		}
		return
	}
	err := v.enqueue(task{name: "every " + t.every.String(), do: func(ctx context.Context) error {
		if v.timers[ref] != t {
			return nil
		}
		defer t.timer.Reset(t.every)
		b, err := v.bound(ref)
		if err != nil || b == nil {
			return err
		}
		return b.handler.run(ctx, input{binding: b})
	}})
	if errors.Is(err, errBusy) {
		t.timer.Reset(t.every)
	}
}

// stopTimers stops the timers that are not among these.
func (v *visit) stopTimers(among map[html.Place]*binding) {
	for ref, t := range v.timers {
		if b := among[ref]; b == nil || b.handler.every == 0 {
			t.timer.Stop()
			delete(v.timers, ref)
		}
	}
}

// resubscribe follows the topics that the page has named last.
func (v *visit) resubscribe() {
	if sameTopics(v.follow, v.following) {
		return
	}
	if v.unfollow != nil {
		v.unfollow()
		v.unfollow = nil
	}
	v.following = v.follow
	if len(v.follow) > 0 {
		v.unfollow = v.app.changes.Subscribe(v.follow, v.refresh)
	}
}

func sameTopics(a, b []Topic) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
