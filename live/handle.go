package live

import (
	"context"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/kin-go/kin/html"
)

// A handler is what is bound to an element: for which event, how the browser sends it, and what it
// does here.
type handler struct {
	event string
	flags []string     // for the browser
	form  reflect.Type // the struct that a form is decoded into, or nil
	every time.Duration
	file  bool    // it takes an upload
	whole bool    // it takes a form that is not finished
	row   bool    // it takes the key of a row
	code  uintptr // of the function that was bound, for its name
	run   func(ctx context.Context, in input) error
}

// An input is what came with an event.
type input struct {
	values  url.Values
	binding *binding
	form    *submission // what came with a form
	upload  *Upload
}

// A Modifier says more of how an event is handled.
type Modifier func(*handler)

// Debounce has the browser wait until nothing has happened for this long, and send the last event
// only.
func Debounce(d time.Duration) Modifier {
	return func(h *handler) { h.flag("d", strconv.FormatInt(d.Milliseconds(), 10)) }
}

// Throttle has the browser send an event at most once in this time; the last one is never lost.
func Throttle(d time.Duration) Modifier {
	return func(h *handler) { h.flag("t", strconv.FormatInt(d.Milliseconds(), 10)) }
}

// Once has the browser ignore further events until this one has been answered. Forms are so
// by themselves.
func Once() Modifier { return func(h *handler) { h.flag("o", "") } }

// Keep leaves in a form's fields what was typed. Else a form that was accepted is reset: its fields
// have the values that the page gives them.
func Keep() Modifier { return func(h *handler) { h.flag("s", "") } }

// Confirm asks the visitor first.
func Confirm(question string) Modifier { return func(h *handler) { h.flag("c", question) } }

// flag adds a letter and a word that cannot be mistaken for what stands around it.
func (h *handler) flag(letter, word string) {
	h.flags = append(h.flags, letter+strings.ReplaceAll(url.QueryEscape(word), "+", "%20"))
}

func (h *handler) bound(ms []Modifier) html.Node {
	for _, m := range ms {
		m(h)
	}
	return html.Bind(h)
}

// plainly makes a handler of a function that wants nothing of what came.
func plainly(event string, f func(context.Context) error, ms []Modifier) html.Node {
	h := &handler{event: event, code: codeOf(f), run: func(ctx context.Context, _ input) error { return f(ctx) }}
	return h.bound(ms)
}

// OnClick calls f when the element is clicked. A button calls it with scripts switched off too,
// unless it has a Type, Name or FormAttr of its own.
func OnClick(f func(context.Context) error, ms ...Modifier) html.Node {
	return plainly("click", f, ms)
}

// OnFocus calls f when the element gets the keyboard.
func OnFocus(f func(context.Context) error, ms ...Modifier) html.Node {
	return plainly("focusin", f, ms)
}

// OnBlur calls f when the element loses the keyboard.
func OnBlur(f func(context.Context) error, ms ...Modifier) html.Node {
	return plainly("focusout", f, ms)
}

// OnVisible calls f when the element comes into sight: the end of a list that goes on.
func OnVisible(f func(context.Context) error, ms ...Modifier) html.Node {
	return plainly("visible", f, append(ms, Once()))
}

// OnKey calls f when a key is pressed in the element: "Enter", "Escape", "a", "ctrl+s". Names are those of
// KeyboardEvent.key.
func OnKey(key string, f func(context.Context) error, ms ...Modifier) html.Node {
	return plainly("keydown", f, append(ms, func(h *handler) { h.flag("k", key) }))
}

// OnSubmit calls f with what a form has sent, decoded into F and validated by its tags:
//
//	type FlagForm struct {
//		Message string `form:"message" validate:"required,max=500"`
//	}
//
// What cannot be decoded or is not valid does not reach f: a message stands beside its field, and
// what was typed stays. f can say so too, by Invalid. The form works with scripts switched off.
func OnSubmit[F any](f func(context.Context, F) error, ms ...Modifier) html.Node {
	h := &handler{event: "submit", code: codeOf(f), form: formType(reflect.TypeFor[F]())}
	h.run = func(ctx context.Context, in input) error {
		var form F
		if err := in.form.into(&form, true); err != nil {
			return err
		}
		return f(ctx, form)
	}
	return h.bound(ms)
}

// OnChange calls f when a field has been changed and left. If V is a struct, f gets the whole form that the
// field stands in, decoded and not validated: it is not finished yet. Otherwise f gets the field's value.
func OnChange[V any](f func(context.Context, V) error, ms ...Modifier) html.Node {
	return changed("change", f, ms)
}

// OnInput calls f while a field is being changed; give it a Debounce. See OnChange.
func OnInput[V any](f func(context.Context, V) error, ms ...Modifier) html.Node {
	return changed("input", f, ms)
}

func changed[V any](event string, f func(context.Context, V) error, ms []Modifier) html.Node {
	h := &handler{event: event, code: codeOf(f)}
	whole := isForm(reflect.TypeFor[V]())
	if h.whole = whole; whole {
		h.flag("f", "")
	}
	h.run = func(ctx context.Context, in input) error {
		var v V
		var err error
		if whole {
			err = in.form.into(&v, false)
		} else {
			err = parseValue(in.values["value"], reflect.ValueOf(&v).Elem())
		}
		if err != nil {
			return err
		}
		return f(ctx, v)
	}
	return h.bound(ms)
}

// OnTold calls f with what a script of yours sends from the element, or one in it, by
// live.tell(element, name, data).
func OnTold(name string, f func(context.Context, string) error, ms ...Modifier) html.Node {
	h := &handler{event: "told-" + name, code: codeOf(f), run: func(ctx context.Context, in input) error { return f(ctx, in.values.Get("value")) }}
	return h.bound(ms)
}

// Every calls f again and again while the element is on the page and a browser shows it.
func Every(d time.Duration, f func(context.Context) error) html.Node {
	h := &handler{event: "every", every: d, run: func(ctx context.Context, _ input) error { return f(ctx) }}
	return h.bound(nil)
}

// Ignore leaves an element and all in it to the scripts that have changed it, once it is
// there.
func Ignore() html.Attribute { return html.Data("ignore", "") }

// Hook has the script that was registered for this name called with the element: see the
// documentation.
func Hook(name string) html.Attribute { return html.Data("hook", name) }

// Reload has a link load its page as if there was no script.
func Reload() html.Attribute { return html.Data("reload", "") }

// A binding is a handler where it stands in a visitor's page.
type binding struct {
	ref     html.Place
	handler *handler
	in      html.Place // the region it stands in
	form    html.Place // the form it stands in or is
	formID  string
	sealed  [2]sealed // what the form's hidden fields hold: now, and in the rendering before
}
