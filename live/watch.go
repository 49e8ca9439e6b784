package live

import (
	"context"
	"time"
)

// A Happening is something that happens to a visit: an event of its visitor, a first page, a change of what it follows.
type Happening struct {
	Visit string
	Path  string // of the page
	What  string // for the log
	Event uint64 // its number; 0 for what the visitor has not done
}

// An Outcome is what has become of it.
type Outcome struct {
	Took    time.Duration // all of it: handler, page, store
	Regions int           // how many were sent
	Bytes   int           // of their HTML
	Err     error         // of the handler or the view
}

// watch tells Config.Watch of what happens, and gives the context for it.
func (v *visit) watch(t task) (ctx context.Context, done func(error)) {
	ctx = v.base()
	if v.app.config.Watch == nil {
		return ctx, func(error) {}
	}
	began := time.Now()
	v.sent = Outcome{}
	ctx, tell := v.app.config.Watch(ctx, Happening{v.id, v.view.page().Path(), t.name, t.event})
	return ctx, func(err error) {
		if tell == nil {
			return
		}
		o := v.sent
		o.Took, o.Err = time.Since(began), err
		if says := tell(o); says != "" {
			f := frame{Answers: v.done, Commands: []command{{"tell", "watch", says}}}
			if err := v.out.send(f, false); err != nil {
				v.app.log.Error("a browser cannot be told", "visit", v.id, "error", err)
			}
		}
	}
}

// note adds to what was sent.
func (o *Outcome) note(patches [][2]string) {
	o.Regions += len(patches)
	for _, p := range patches {
		o.Bytes += len(p[1])
	}
}
