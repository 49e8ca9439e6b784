package live

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"runtime/debug"
	"slices"
	"time"

	"github.com/kin-go/kin/html"
)

// A turn is a transaction over the state of a visit: the handler runs, the page is written, the state
// is stored, the browser is told. If anything of this fails, the state is what it was.
func (v *visit) turn(t task) error {
	v.turning.Lock()
	defer v.turning.Unlock()
	if v.ctx.Err() != nil {
		return ErrEnded
	}
	if err := v.wake(); err != nil {
		v.lose(err)
		return ErrEnded
	}
	defer func() { v.turned, v.restless = time.Now(), false }()
	if t.silent {
		return v.call(t)
	}
	before := v.remember()
	v.event = t.event
	ctx, done := v.watch(t)
	err := v.callIn(ctx, t)
	if err == nil {
		err = v.obey()
	}
	if t.event > 0 {
		v.done = t.event
	}
	if err == nil {
		err = v.present()
	}
	if err != nil {
		v.back(before)
		v.report(t, err)
		v.excuse()
	}
	v.event = 0
	done(err)
	return err
}

// lose ends a visit that cannot go on. Its browser loads the page again.
func (v *visit) lose(err error) {
	v.app.failed.Add(1)
	v.app.log.Error("a visit cannot go on after it has rested", "visit", v.id, "error", err)
	v.stop(codeReload, "the visit is lost")
}

// excuse shows the state before, and what is said of the failure. If even that cannot be shown, the browser is told
// the latter alone.
func (v *visit) excuse() {
	err := v.present()
	if err == nil || errors.Is(err, ErrStale) {
		return
	}
	v.app.log.Error("a live page cannot be shown as it was", "visit", v.id, "error", err)
	f := frame{Answers: v.done, Commands: v.commands}
	v.commands = nil
	if err := v.out.send(f, false); err != nil {
		v.app.log.Error("a browser cannot be told", "visit", v.id, "error", err)
	}
}

// call runs what is to happen, with a deadline, and makes an error of a panic.
func (v *visit) call(t task) error { return v.callIn(v.base(), t) }

func (v *visit) callIn(ctx context.Context, t task) (err error) {
	ctx, cancel := context.WithTimeout(ctx, v.app.limits.Handler)
	defer cancel()
	v.inTurn, v.turnContext = true, ctx
	defer func() {
		v.inTurn, v.turnContext = false, nil
		if p := recover(); p != nil {
			err = panicked(p)
		}
	}()
	return t.do(ctx)
}

// A panicError is a panic of the program.
type panicError struct {
	value any
	stack []byte
}

func panicked(value any) error { return &panicError{value, debug.Stack()} }

func (p *panicError) Error() string { return fmt.Sprintf("panic: %v", p.value) }

func (p *panicError) Unwrap() error {
	err, _ := p.value.(error)
	return err
}

// obey goes where the handler has said.
func (v *visit) obey() error {
	address := v.redirect
	v.redirect = ""
	if address == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(v.base(), v.app.limits.Handler)
	defer cancel()
	return v.goTo(ctx, address, "push")
}

// A memory is a state to come back to.
type memory struct {
	view     View
	page     reflect.Value
	parts    map[string]reflect.Value
	widgets  map[string]*part
	problems map[html.Place]*problem
	commands int
	follow   []Topic
}

func (v *visit) remember() memory {
	return memory{v.view, copied(structOf(v.view)), v.copyParts(), maps.Clone(v.parts), maps.Clone(v.problems), len(v.commands), v.follow}
}

// back makes the state what it was: the fields as they were, and what they lead to as it was
// stored.
func (v *visit) back(m memory) {
	v.last = nil
	v.view, v.parts, v.problems, v.follow, v.redirect = m.view, m.widgets, m.problems, m.follow, ""
	v.commands = v.commands[:min(m.commands, len(v.commands))]
	structOf(v.view).Set(m.page)
	for name, p := range v.parts {
		structOf(p.widget).Set(m.parts[name])
	}
	v.stale = true
	if err := v.thaw(); err != nil {
		v.app.log.Error("a state cannot be restored whole", "visit", v.id, "error", err)
	}
}

// thaw reads the stored state into the page and the components that are there.
func (v *visit) thaw() error {
	data := v.kept
	if data == nil {
		var err error
		if data, _, err = v.app.store.Get(v.base(), v.id); err != nil {
			if errors.Is(err, ErrNoVisit) {
				return nil // it was not stored yet
			}
			return err
		}
	}
	s, err := unpack(data)
	if err != nil {
		return err
	}
	if _, err := v.app.decode(s.State, structOf(v.view)); err != nil {
		return err
	}
	for name, p := range v.parts {
		if state, ok := s.Parts[name]; ok {
			if _, err := v.app.decode(state, structOf(p.widget)); err != nil {
				return err
			}
		}
	}
	if len(shapeOf(structOf(v.view).Type()).reload) > 0 {
		return v.call(task{do: v.load})
	}
	return nil
}

// report tells who has to know that something has failed.
func (v *visit) report(t task, err error) {
	if errors.Is(err, ErrEnded) || errors.Is(err, ErrStale) {
		return
	}
	if problems, ok := errors.AsType[*formError](err); ok {
		v.problems[problems.form] = &problem{problems.Messages, problems.typed}
		return
	}
	if problems, ok := errors.AsType[*Problems](err); ok {
		for _, message := range problems.Messages {
			v.commands = append(v.commands, command{"toast", "error", message})
		}
		return
	}
	v.app.failed.Add(1)
	stack := []byte(nil)
	if p, ok := errors.AsType[*panicError](err); ok {
		stack = p.stack
	}
	v.app.log.Error("a live page failed", "doing", t.name, "path", v.view.page().Path(), "visit", v.id, "error", err, "stack", string(stack))
	v.commands = append(v.commands, command{"toast", "error", v.app.notice(err)})
	if v.app.config.Dev {
		v.commands = append(v.commands, command{"failure", devText(err, stack)})
	}
}

// present writes the page, stores the state, and tells the browser.
func (v *visit) present() error {
	whole := v.out.isBehind() && v.out.isConnected()
	w, err := v.weave(whole)
	if err != nil {
		return err
	}
	if err := v.store(); err != nil {
		return err
	}
	return v.publish(w, whole)
}

// show writes the page and tells the browser, in the midst of a handler.
func (v *visit) show(whole bool) error {
	w, err := v.weave(whole)
	if err != nil {
		return err
	}
	return v.publish(w, whole)
}

// weave writes the page as it is now.
func (v *visit) weave(whole bool) (w *weave, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = panicked(p)
		}
	}()
	before := v.table
	if whole {
		before = table{}
	}
	loom := &weaver{visit: v, before: before, after: newTable(v.table), memo: !whole && !v.stale, plain: whole, opening: v.opening, strict: v.app.config.Dev, refs: map[html.Place][]html.Place{}, parts: map[html.Place][]string{}}
	ctx := v.turnContext
	if ctx == nil {
		v.turnContext = v.base()
		defer func() { v.turnContext = nil }()
	}
	page := v.content()
	cloth, err := html.Weave(page, loom, v.root, cloths.Get().(*html.Cloth))
	if err != nil {
		return nil, err
	}
	w = &weave{cloth: cloth, kids: children(cloth.Regions), after: loom.after, title: v.titleNow(), lists: loom.lists != nil, done: loom.done}
	if err := w.record(before, loom); err != nil {
		return nil, err
	}
	return w, w.seal(v.table, v.app.config.Dev)
}

// content is the page in its layout.
func (v *visit) content() html.Node {
	content := v.view.View()
	if l, ok := v.view.(interface{ Layout(html.Node) html.Node }); ok {
		content = l.Layout(content)
	} else if v.app.config.Layout != nil {
		content = v.app.config.Layout(v.view.page(), content)
	}
	return html.Div(html.ID("live"), content)
}

func (v *visit) titleNow() string {
	if t, ok := v.view.(interface{ Title() string }); ok {
		return t.Title()
	}
	return v.app.config.Title
}

// publish makes what was written what the browser has, or will have.
func (v *visit) publish(w *weave, whole bool) error {
	before := v.table
	if whole {
		before = table{}
	}
	f := frame{Answers: v.done, Patches: w.patches(before)}
	v.sent.note(f.Patches)
	v.tellBrowser()
	if w.title != v.title {
		v.title = w.title
		v.commands = append(v.commands, command{"title", w.title})
	}
	f.Commands = slices.Concat(w.done, v.commands)
	v.adopt(w)
	w.release()
	if f.Patches == nil && f.Commands == nil && v.event == 0 {
		return nil
	}
	return v.out.send(f, whole)
}

// adopt makes what was written what is known of the page.
func (v *visit) adopt(w *weave) {
	v.table, v.stale, v.commands = w.after, false, nil
	v.unmount()
	v.heed()
}

// heed follows what the page has said, and keeps its timers going.
func (v *visit) heed() {
	v.keepTime()
	v.resubscribe()
}
