package live

import (
	"context"
	"strings"
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

// A Watch is told of all that happens to visits, before and after. Handlers get the context it gives. What the
// function that it returns says, if that is not nil and the text not empty, is handed to the hook "watch" of the page.
type Watch func(ctx context.Context, h Happening) (context.Context, func(Outcome) (says string))

// Watches is several that watch, each told in its turn with the context that the one before has given; those that are
// nil are left out. What they say is sent together, a line each.
func Watches(all ...Watch) Watch {
	return func(ctx context.Context, h Happening) (context.Context, func(Outcome) string) {
		var after []func(Outcome) string
		for _, watch := range all {
			if watch == nil {
				continue
			}
			var tell func(Outcome) string
			if ctx, tell = watch(ctx, h); tell != nil {
				after = append(after, tell)
			}
		}
		return ctx, func(o Outcome) string { return said(after, o) }
	}
}

// said is what all say of an outcome.
func said(after []func(Outcome) string, o Outcome) string {
	var lines []string
	for _, tell := range after {
		if says := tell(o); says != "" {
			lines = append(lines, says)
		}
	}
	return strings.Join(lines, "\n")
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
