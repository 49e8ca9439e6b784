package live

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"net/url"

	"github.com/kin-go/kin/html"
)

// receive lets in what a browser has sent. An event that was let in before is the same one, sent
// again because the answer was lost.
func (v *visit) receive(m message) error {
	v.out.seen(m.Seen)
	if m.Number == 0 {
		return v.aside(m)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	switch {
	case m.Number <= v.accepted:
		return nil
	case m.Number != v.accepted+1:
		return errMessage
	}
	do, name, err := v.doing(m)
	if err != nil {
		return err
	}
	if err := v.push(task{name: name, event: m.Number, do: do}); err != nil {
		return err
	}
	v.accepted = m.Number
	return nil
}

// aside takes a message that is no event.
func (v *visit) aside(m message) error {
	switch {
	case m.Ref != "":
		return errMessage
	case m.Kind == "ping":
		v.out.pong()
	case m.Kind == "error" && len(m.Data) == 1:
		v.app.complain(v, m.Data[0][1])
	case m.Kind != "":
		return errMessage
	}
	return nil
}

// complain puts an error of a script into the log; some a minute, whatever browsers send, and some of each visit, so that one
// leaves room for others.
func (a *App) complain(v *visit, text string) {
	const (
		most    = 500 // bytes
		ofVisit = 10
	)
	v.mu.Lock()
	heard := v.complaints < ofVisit
	if heard {
		v.complaints++
	}
	v.mu.Unlock()
	if heard && a.complaints.Allow() {
		a.log.Warn("a script failed in a browser", "visit", v.id, "error", text[:min(len(text), most)])
	}
}

// doing is what a message asks for.
func (v *visit) doing(m message) (do func(context.Context) error, name string, err error) {
	values := url.Values{}
	for _, pair := range m.Data {
		values.Add(pair[0], pair[1])
	}
	switch m.Kind {
	case "":
		ref, err := parseRef(m.Ref)
		if err != nil {
			return nil, "", err
		}
		return func(ctx context.Context) error { return v.handle(ctx, ref, values, nil, false) }, "event " + m.Ref, nil
	case "nav":
		address, mode := values.Get("url"), values.Get("mode")
		return func(ctx context.Context) error { return v.goTo(ctx, address, mode) }, "to " + address, nil
	case "keep":
		return func(context.Context) error { v.browserHas(values); return nil }, "storage", nil
	}
	return nil, "", errMessage
}

func parseRef(text string) (html.Place, error) {
	var b [9]byte
	if len(text) != 11 {
		return 0, errMessage
	}
	if n, err := base64.RawURLEncoding.Strict().Decode(b[:], []byte(text)); err != nil || n != 8 {
		return 0, errMessage
	}
	return html.Place(binary.BigEndian.Uint64(b[:8])), nil
}

// handle runs what is bound on the page to a reference. Whatever was not written for this visitor
// runs nothing.
func (v *visit) handle(ctx context.Context, ref html.Place, values url.Values, form *submission, plain bool) error {
	b, err := v.bound(ref)
	if err != nil {
		return err
	}
	if b == nil || b.handler.every > 0 || b.handler.file {
		v.app.refuse("a reference that is not on the page", v)
		return nil
	}
	if b.handler.row {
		key, ok := v.unsealed(ref, values.Get("arg"))
		if !ok {
			v.app.refuse("the key of a row that was changed", v)
			return nil
		}
		values = url.Values{"key": {key}}
	}
	if form == nil {
		form = &submission{values: values}
	}
	form.app = v.app
	if b.form != 0 && !b.sealed[0].holds(form.values) && !b.sealed[1].holds(form.values) && b.takesForm() {
		v.app.refuse("a hidden field that was changed", v)
		v.commands = append(v.commands, command{"toast", "error", "This form has changed meanwhile. Look at it, and send it again."})
		return nil
	}
	v.app.handled.Add(1)
	v.noteHandler(b.handler)
	err = b.handler.run(ctx, input{values: values, binding: b, form: form})
	if problems, ok := errors.AsType[*Problems](err); ok && b.form != 0 {
		wrong := &formError{Problems: problems, form: b.form}
		if plain {
			wrong.typed = form.values
		}
		return wrong
	}
	if err == nil && b.handler.event == "submit" {
		delete(v.problems, b.form)
		v.commands = append(v.commands, command{"sent", ref.String()})
	}
	return err
}

// takesForm says whether a handler is given a whole form.
func (b *binding) takesForm() bool {
	return b.handler.event == "submit" || b.handler.whole
}
