package live

import (
	"context"
	"reflect"
	"runtime"
	"strings"
	"time"

	"github.com/kin-go/kin/html"
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
	Handler string        // the function that was called: main.(*Feed).Write, a closure of it .func1; "" for what is no handler
	Took    time.Duration // all of it: handler, page, store
	Regions int           // how many were sent
	Bytes   int           // of their HTML
	Err     error         // of the handler or the view
}

// A Watch is told of all that happens to visits, before and after. Handlers get the context it gives. What the
// function that it returns gives, if neither is nil, stands in a corner of the page until it gives something else, in
// development (Config.Dev) alone: visitors are not shown it. It has no handlers.
type Watch func(ctx context.Context, h Happening) (context.Context, func(Outcome) (corner html.Node))

// Watches is several that watch, each told in its turn with the context that the one before has given; those that are
// nil are left out. What they give for the corner is shown together.
func Watches(all ...Watch) Watch {
	return func(ctx context.Context, h Happening) (context.Context, func(Outcome) html.Node) {
		var after []func(Outcome) html.Node
		for _, watch := range all {
			if watch == nil {
				continue
			}
			var tell func(Outcome) html.Node
			if ctx, tell = watch(ctx, h); tell != nil {
				after = append(after, tell)
			}
		}
		return ctx, func(o Outcome) html.Node { return said(after, o) }
	}
}

// said is what all say of an outcome, or nil.
func said(after []func(Outcome) html.Node, o Outcome) html.Node {
	var parts []html.Node
	for _, tell := range after {
		if says := tell(o); says != nil {
			parts = append(parts, says)
		}
	}
	if parts == nil {
		return nil
	}
	return html.Group(parts...)
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
		if corner := tell(o); corner != nil && v.app.config.Dev {
			v.showCorner(corner)
		}
	}
}

const cornerID = "live-watch"

// corner is where a page shows what Config.Watch says: a landmark of its own, beside the page, which the
// regions of the page do not know of.
func corner(says html.Node) html.Node {
	return html.Aside(html.ID(cornerID), html.Aria("label", "Development"), says)
}

// showCorner shows what Config.Watch says of the turn that has ended. It comes behind its answer, so that what the
// page waits for is not held up.
func (v *visit) showCorner(says html.Node) {
	var b strings.Builder
	if err := corner(says).Render(&b); err != nil {
		v.app.log.Error("what Config.Watch gives cannot be shown", "visit", v.id, "error", err)
		return
	}
	if b.String() == v.corner {
		return
	}
	v.corner = b.String()
	f := frame{Answers: v.done, Commands: []command{{"replace", "", v.corner, cornerID}}}
	if err := v.out.send(f, false); err != nil {
		v.app.log.Error("a browser cannot be told", "visit", v.id, "error", err)
	}
}

// cornerNow is the corner as the last turn has left it, for a document.
func (v *visit) cornerNow() html.Node {
	switch {
	case v.app.config.Watch == nil || !v.app.config.Dev:
		return nil
	case v.corner == "":
		return corner(nil)
	}
	return html.Unsafe(v.corner)
}

// codeOf is where the code of a function begins.
func codeOf(f any) uintptr { return reflect.ValueOf(f).Pointer() }

// noteHandler notes which function of the program the turn calls, if somebody wants to know.
func (v *visit) noteHandler(h *handler) {
	if v.app.config.Watch == nil || h.code == 0 {
		return
	}
	if f := runtime.FuncForPC(h.code); f != nil {
		v.sent.Handler = strings.TrimSuffix(f.Name(), "-fm") // a method that was bound to its receiver
	}
}

// note adds to what was sent.
func (o *Outcome) note(patches [][2]string) {
	o.Regions += len(patches)
	for _, p := range patches {
		o.Bytes += len(p[1])
	}
}
