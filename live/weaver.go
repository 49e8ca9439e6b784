package live

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/kin-go/kin/html"
)

// A weaver is the Loom of a visit: it binds handlers, and keeps account of forms.
type weaver struct {
	visit    *visit
	before   table
	after    table
	memo     bool // what has not changed may be kept
	plain    bool // for a browser that may run no scripts: what was typed is written again
	strict   bool // all fields are noted, and not only those that are sealed
	form     *scope
	stack    []field
	refs     map[html.Place][]html.Place
	controls []control
	parts    map[html.Place][]string
	opening  bool                // the page is written for a browser that shows nothing yet
	lists    map[html.Place]bool // the regions that are lists
	list     html.Place          // the element around the row that is written
	done     []command           // what has become of lists
}

// A scope is a form that is being written.
type scope struct {
	place   html.Place
	id      string
	problem *problem
	told    map[string]bool // messages that have their place
}

// A field is a control that is being written.
type field struct{ name string }

// A problem is a form that was not accepted.
type problem struct {
	Messages map[string]string
	Typed    url.Values // what was typed, where the browser does not know it any more
}

// Message is the place for the message of a field, inside of its form. Without one, the message stands after
// the field. The empty name is the place for what is said of the whole form.
func Message(name string) html.Node { return html.Leave(messageFor(name)) }

type messageFor string

// Fill implements html.Loom.
func (w *weaver) Fill(value any, _, in html.Place) (html.Node, error) {
	if name, ok := value.(mounted); ok {
		w.parts[in] = append(w.parts[in], string(name))
		return nil, nil
	}
	if l, ok := value.(*listing); ok {
		return w.fillList(l, in)
	}
	name, ok := value.(messageFor)
	if !ok {
		return nil, fmt.Errorf("live: nobody knows what to write for a %T", value)
	}
	if w.form == nil || w.form.problem == nil {
		return nil, nil
	}
	return w.form.message(string(name)), nil
}

// message is what is said of a field, once.
func (s *scope) message(name string) html.Node {
	text := s.problem.Messages[name]
	if text == "" {
		return nil
	}
	s.told[name] = true
	return html.Small(html.Class("live-message"), html.ID(messageID(s.place, name)), html.Role("alert"), html.Text(text))
}

func messageID(form html.Place, name string) string { return "m" + form.Key(name).String() }

// Kept implements html.Loom.
func (w *weaver) Kept(at html.Place, value any) (html.Region, bool) {
	r := w.before.records[at].more
	if !w.memo || r == nil || r.memo == nil || r.memo != value {
		return html.Region{}, false
	}
	return html.Region{Place: at, ID: r.id, Tag: r.tag, Memo: r.memo}, true
}

// Bind implements html.Loom.
func (w *weaver) Bind(values []any, on html.Element, at, in html.Place) (more []html.Attribute, err error) {
	var tokens, steps []string
	for _, value := range values {
		switch value := value.(type) {
		case *listing:
			more = append(more, Ignore(), html.Data("list", ""))
		case rowCall:
			token, err := w.callRow(value)
			if err != nil {
				return nil, err
			}
			tokens = append(tokens, token)
		case *handler:
			if w.list != 0 {
				return nil, errors.New("live: a row of a List has no handlers of its own: bind OnRow to the element around, and CallRow in the row")
			}
			b := w.bind(value, at, in)
			if value.every == 0 && !value.row {
				tokens = append(tokens, token(b))
			}
			attributes, err := w.plainly(b, on)
			if err != nil {
				return nil, err
			}
			more = append(more, attributes...)
		case mounted:
			w.parts[in] = append(w.parts[in], string(value))
		case doing:
			steps = append(steps, value.text())
		default:
			return nil, fmt.Errorf("live: nobody knows how to bind a %T", value)
		}
	}
	if tokens != nil {
		more = append(more, html.Data("on", strings.Join(tokens, " ")))
	}
	if steps != nil {
		more = append(more, html.Data("do", strings.Join(steps, "|")))
	}
	return more, nil
}

func (w *weaver) bind(h *handler, at, in html.Place) *binding {
	ref := at.Key(h.event)
	for w.after.bindings[ref] != nil {
		ref = ref.Step(0)
	}
	b := &binding{ref: ref, handler: h, in: in}
	if w.form != nil {
		b.form, b.formID = w.form.place, w.form.id
	}
	w.after.bindings[ref] = b
	w.refs[in] = append(w.refs[in], ref)
	return b
}

// token is what the browser knows of a binding: event:reference:flag:flag.
func token(b *binding) string {
	return strings.Join(append([]string{b.handler.event, b.ref.String()}, b.handler.flags...), ":")
}

// plainly is the attributes by which a form or a button works without a script.
func (w *weaver) plainly(b *binding, on html.Element) ([]html.Attribute, error) {
	switch {
	case b.handler.event == "submit":
		if on.Name() != "form" {
			return nil, fmt.Errorf("live: OnSubmit stands on a %s; it belongs on a form", on.Name())
		}
		if has(on, "action", "method", "enctype") {
			return nil, errors.New("live: a form with OnSubmit is sent to its handler: leave out action, method and enctype")
		}
		form := []html.Attribute{html.Method("post"), html.Action("?live=" + w.visit.id + "." + b.ref.String())}
		if hasFiles(b.handler.form) {
			form = append(form, html.Enctype("multipart/form-data"))
		}
		return form, nil
	case b.handler.event == "click" && on.Name() == "button" && !has(on, "type", "name", "form", "formaction"):
		return []html.Attribute{html.FormAttr(plainForm), html.Name("live"), html.Value(b.ref.String())}, nil
	}
	return nil, nil
}

// plainForm is the id of the form that buttons send if there is no script.
const plainForm = "live-plain"

func has(e html.Element, names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		_, found := e.Attribute(name)
		return found
	})
}

// Enter implements html.Loom.
func (w *weaver) Enter(e html.Element, at, in html.Place) (html.Element, error) {
	switch e.Name() {
	case "form":
		w.enterForm(e, at)
		return e, nil
	case "option":
		return w.option(e), nil
	}
	name, _ := e.Attribute("name")
	w.stack = append(w.stack, field{name})
	if name == "" || e.Name() == "button" {
		return e, nil
	}
	w.note(e, name, in)
	if w.form == nil || w.form.problem == nil {
		return e, nil
	}
	return w.marked(w.typed(e, name), name), nil
}

func (w *weaver) enterForm(e html.Element, at html.Place) {
	w.form = &scope{place: at}
	w.form.id, _ = e.Attribute("id")
	if p := w.visit.problems[at]; p != nil {
		w.form.problem = p
		w.form.told = map[string]bool{}
		placed(e.Content(), w.form.told)
	}
}

// placed finds the messages that have a place of their own.
func placed(content []html.Node, found map[string]bool) {
	for _, n := range content {
		switch n := n.(type) {
		case html.Hole:
			if name, ok := n.Value().(messageFor); ok {
				found[string(name)] = true
			}
		case html.Element:
			placed(n.Content(), found)
		case html.Fragment:
			placed(n, found)
		case html.Items:
			for i := range n.Len() {
				_, item := n.At(i)
				placed([]html.Node{item}, found)
			}
		}
	}
}

// note enters a field into the account of its form.
func (w *weaver) note(e html.Element, name string, in html.Place) {
	c := control{in: in, name: name}
	c.formID, _ = e.Attribute("form")
	if c.formID == "" {
		if w.form == nil {
			return
		}
		c.form = w.form.place
	}
	kind, _ := e.Attribute("type")
	_, open := e.Attribute("data-open")
	c.hidden = e.Name() == "input" && strings.EqualFold(kind, "hidden") && !open
	if c.hidden {
		c.value, _ = e.Attribute("value")
	}
	if c.hidden || w.strict {
		w.controls = append(w.controls, c)
	}
}

// Unsealed lets scripts of yours change a hidden field.
func Unsealed() html.Attribute { return html.Data("open", "") }

// marked tells those who cannot see the page which field is wrong.
func (w *weaver) marked(e html.Element, name string) html.Element {
	if w.form.problem.Messages[name] == "" {
		return e
	}
	return e.Without("aria-invalid", "aria-describedby").
		With(html.Aria("invalid", "true"), html.Aria("describedby", messageID(w.form.place, name)))
}

// typed gives a field what was typed into it.
func (w *weaver) typed(e html.Element, name string) html.Element {
	if !w.plain || w.form.problem.Typed == nil {
		return e
	}
	values := w.form.problem.Typed[name]
	kind, _ := e.Attribute("type")
	switch {
	case e.Name() == "textarea" && values != nil:
		return e.Emptied().With(html.Text(values[0]))
	case e.Name() != "input":
		return e
	}
	switch strings.ToLower(kind) {
	case "checkbox", "radio":
		value, given := e.Attribute("value")
		if !given {
			value = "on"
		}
		return e.Without("checked").With(html.If(slices.Contains(values, value), html.Checked()))
	case "hidden", "password", "file", "submit", "button", "image", "reset":
		return e
	}
	if values == nil {
		return e
	}
	return e.Without("value").With(html.Value(values[0]))
}

// option chooses what was chosen.
func (w *weaver) option(e html.Element) html.Element {
	w.stack = append(w.stack, field{})
	if !w.plain || w.form == nil || w.form.problem == nil || w.form.problem.Typed == nil || len(w.stack) < 2 {
		return e
	}
	values := w.form.problem.Typed[w.stack[len(w.stack)-2].name]
	value, given := e.Attribute("value")
	if !given || values == nil {
		return e
	}
	return e.Without("selected").With(html.If(slices.Contains(values, value), html.Selected()))
}

// Leave implements html.Loom.
func (w *weaver) Leave(e html.Element) (html.Node, error) {
	if e.Name() == "form" {
		return w.leaveForm(), nil
	}
	f := w.stack[len(w.stack)-1]
	w.stack = w.stack[:len(w.stack)-1]
	if f.name == "" || e.Name() == "button" || w.form == nil || w.form.problem == nil || w.form.told[f.name] {
		return nil, nil
	}
	return w.form.message(f.name), nil
}

// leaveForm says what found no place in the form.
func (w *weaver) leaveForm() html.Node {
	s := w.form
	w.form = nil
	if s.problem == nil {
		return nil
	}
	var left []html.Node
	for name := range s.problem.Messages {
		if !s.told[name] {
			left = append(left, s.message(name))
		}
	}
	if left == nil {
		return nil
	}
	return html.Group(left...)
}
