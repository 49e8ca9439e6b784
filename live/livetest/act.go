package livetest

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
)

// Reload loads the page again, as a new visit.
func (t *Tab) Reload() {
	t.t.Helper()
	t.load(t.address.RequestURI())
}

// Go loads an address, as if it was typed into the address bar.
func (t *Tab) Go(address string) {
	t.t.Helper()
	t.load(address)
}

// Back goes one step back in the tab's history.
func (t *Tab) Back() {
	t.t.Helper()
	if len(t.history) < 2 {
		t.t.Fatal("there is nothing to go back to")
	}
	t.history = t.history[:len(t.history)-1]
	address := t.history[len(t.history)-1]
	if !t.scripts {
		t.load(address)
		return
	}
	t.address = t.resolve(address)
	t.send(message{Kind: "nav", Data: [][2]string{{"url", address}, {"mode", "pop"}}})
}

// Click clicks what has this text, label or #id: a button, a link, or any element that a click is bound
// to. A button in a form sends the form.
func (t *Tab) Click(what string) {
	t.t.Helper()
	n := t.clickable(what)
	if bound, ref := boundAround(n, "click"); ref != "" {
		if t.scripts {
			t.send(message{Ref: ref, Data: bound.argument("click:" + ref)})
			return
		}
		t.press(bound)
		return
	}
	if form := n.around(func(m *node) bool { return m.tag == "form" }); form != nil && n.tag == "button" {
		t.submit(form, n)
		return
	}
	if n.tag == "a" {
		t.follow(n)
		return
	}
	t.t.Fatalf("a click on %q does nothing", what)
}

func (t *Tab) clickable(what string) *node {
	t.t.Helper()
	n := t.page.first(func(m *node) bool {
		able := m.tag == "button" || m.tag == "a" || strings.Contains(m.attrs["data-on"], "click:")
		return able && m.answers(what) && m.around(func(u *node) bool { return u.has("hidden") }) == nil
	})
	if n == nil {
		t.t.Fatalf("there is nothing to click that is called %q; the page shows:\n%s", what, t.Text())
	}
	return n
}

// answers says whether an element has a name.
func (n *node) answers(name string) bool {
	return n.attrs["id"] != "" && "#"+n.attrs["id"] == name || n.words() == name || n.attrs["aria-label"] == name && name != ""
}

// boundAround is the nearest handler for an event.
func boundAround(n *node, event string) (on *node, ref string) {
	for m := n; m != nil; m = m.up {
		for token := range strings.FieldsSeq(m.attrs["data-on"]) {
			if rest, ok := strings.CutPrefix(token, event+":"); ok {
				ref, _, _ := strings.Cut(rest, ":")
				return m, ref
			}
		}
	}
	return nil, ""
}

// argument is what a handler is told of the row that it was clicked in.
func (n *node) argument(token string) [][2]string {
	_, rest, _ := strings.Cut(n.attrs["data-on"], token+":a")
	rest, _, _ = strings.Cut(rest, " ")
	rest, _, _ = strings.Cut(rest, ":")
	if rest == "" {
		return nil
	}
	value, err := url.PathUnescape(rest)
	if err != nil {
		return nil
	}
	return [][2]string{{"arg", value}}
}

// press sends a button as a browser without scripts does.
func (t *Tab) press(button *node) {
	t.t.Helper()
	form := t.page.byID(button.attrs["form"])
	if form == nil {
		t.t.Fatal("without a script, the button does nothing")
	}
	t.post(form.attrs["action"], url.Values{button.attrs["name"]: {button.attrs["value"]}}, nil)
}

// post sends a form and shows the answer.
func (t *Tab) post(action string, values url.Values, files map[string]*File) {
	t.t.Helper()
	address := t.resolve(action).RequestURI()
	r := t.request(http.MethodPost, address, []byte(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if files != nil {
		body, kind := multipartOf(values, files)
		r = t.request(http.MethodPost, address, body)
		r.Header.Set("Content-Type", kind)
	}
	if t.scripts {
		r.Header.Set("Live", "1")
	}
	w := t.do(r)
	switch {
	case w.Code/100 == 3:
		t.load(w.Header().Get("Location"))
	case w.Code != http.StatusNoContent:
		t.read(w.Code, w.Body.String())
	}
}

func multipartOf(values url.Values, files map[string]*File) (body []byte, kind string) {
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for name, list := range values {
		for _, value := range list {
			_ = m.WriteField(name, value) // into memory
		}
	}
	for name, f := range files {
		if w, err := m.CreateFormFile(name, f.Name); err == nil {
			_, _ = w.Write(f.Content) // into memory
		}
	}
	_ = m.Close() // into memory
	return b.Bytes(), m.FormDataContentType()
}

// follow follows a link.
func (t *Tab) follow(a *node) {
	t.t.Helper()
	address := a.attrs["href"]
	if !t.scripts || a.has("data-reload") || a.has("target") || t.line == nil {
		t.load(address)
		return
	}
	t.send(message{Kind: "nav", Data: [][2]string{{"url", t.resolve(address).RequestURI()}, {"mode", "push"}}})
}

// Submit sends the form that has this #id, or a field or button with this name.
func (t *Tab) Submit(what string) {
	t.t.Helper()
	form := t.page.first(func(n *node) bool { return n.tag == "form" && n.answers(what) })
	if form == nil {
		n := t.named(what, func(n *node) bool { return isField(n) || n.tag == "button" })
		form = n.around(func(m *node) bool { return m.tag == "form" })
	}
	if form == nil {
		t.t.Fatalf("%q stands in no form", what)
	}
	t.submit(form, nil)
}

func (t *Tab) submit(form, button *node) {
	t.t.Helper()
	values, files := contentOf(form)
	list := pairs(form)
	if button != nil && button.attrs["name"] != "" {
		values.Add(button.attrs["name"], button.attrs["value"])
		list = append(list, [2]string{button.attrs["name"], button.attrs["value"]})
	}
	_, ref := boundAround(form, "submit")
	switch {
	case form.attrs["method"] != "post":
		t.load(form.attrs["action"] + "?" + values.Encode())
	case t.scripts && ref != "" && files == nil:
		t.send(message{Ref: ref, Data: list})
	default:
		t.post(form.attrs["action"], values, files)
	}
}

// pairs is what a form sends, in the order of its fields.
func pairs(form *node) (list [][2]string) {
	for _, n := range form.all(isField) {
		name := n.attrs["name"]
		if name == "" || n.has("disabled") || n.ticks() && !n.isChecked() || n.attrs["type"] == "file" {
			continue
		}
		list = append(list, [2]string{name, n.valueOf()})
	}
	return list
}

func contentOf(form *node) (url.Values, map[string]*File) {
	values := url.Values{}
	for _, pair := range pairs(form) {
		values.Add(pair[0], pair[1])
	}
	var files map[string]*File
	for _, n := range form.all(isField) {
		if n.file != nil {
			if files == nil {
				files = map[string]*File{}
			}
			files[n.attrs["name"]] = n.file
		}
	}
	return values, files
}

// named is the element of a kind that has a name: #id, the text of its label, its aria-label, name, placeholder or
// text.
func (t *Tab) named(what string, kind func(*node) bool) *node {
	t.t.Helper()
	for _, matches := range []func(*node) bool{
		func(n *node) bool { return n.answers(what) },
		func(n *node) bool { return t.labelOf(n) == what },
		func(n *node) bool { return n.attrs["name"] == what || n.attrs["placeholder"] == what },
	} {
		if n := t.page.first(func(n *node) bool { return n.tag != "" && kind(n) && matches(n) }); n != nil {
			return n
		}
	}
	t.t.Fatalf("there is no field called %q; the page shows:\n%s", what, t.Text())
	return nil
}

func (t *Tab) labelOf(n *node) string {
	if label := n.around(func(m *node) bool { return m.tag == "label" }); label != nil {
		return label.caption()
	}
	if id := n.attrs["id"]; id != "" {
		if label := t.page.first(func(m *node) bool { return m.tag == "label" && m.attrs["for"] == id }); label != nil {
			return label.caption()
		}
	}
	return ""
}

// caption is the text of a label, without what its field holds and what is said of it.
func (n *node) caption() string {
	var b strings.Builder
	for _, kid := range n.kids {
		if !isField(kid) && kid.attrs["class"] != "live-message" {
			kid.write(&b)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// Type replaces what stands in a field, found by its #id, label, name or placeholder, and leaves it.
func (t *Tab) Type(field, text string) {
	t.t.Helper()
	n := t.named(field, isField)
	n.value = &text
	t.tell(n, "input")
	t.tell(n, "change")
}

// Choose chooses an option of a select, by its text or value.
func (t *Tab) Choose(field, option string) {
	t.t.Helper()
	n := t.named(field, func(n *node) bool { return n.tag == "select" })
	o := n.first(func(m *node) bool { return m.tag == "option" && (m.words() == option || m.attrs["value"] == option) })
	if o == nil {
		t.t.Fatalf("%q has no option %q", field, option)
	}
	value := o.optionValue()
	n.value = &value
	t.tell(n, "input")
	t.tell(n, "change")
}

// Check checks a checkbox or radio button, or takes the tick away.
func (t *Tab) Check(field string, checked bool) {
	t.t.Helper()
	n := t.named(field, func(n *node) bool { return n.ticks() })
	n.checked = &checked
	t.tell(n, "change")
}

// tell sends an event of a field, if something is bound to it.
func (t *Tab) tell(n *node, event string) {
	t.t.Helper()
	on, ref := boundAround(n, event)
	if ref == "" || !t.scripts {
		return
	}
	value := n.valueOf()
	if n.ticks() && !n.isChecked() {
		value = ""
	}
	d := [][2]string{{"value", value}}
	for token := range strings.FieldsSeq(on.attrs["data-on"]) {
		if flags, ok := strings.CutPrefix(token, event+":"+ref); ok && strings.Contains(flags, ":f") {
			if form := n.around(func(m *node) bool { return m.tag == "form" }); form != nil {
				d = pairs(form)
			}
		}
	}
	t.send(message{Ref: ref, Data: d})
}

// Press presses a key in an element, found as by Type.
func (t *Tab) Press(in, key string) {
	t.t.Helper()
	n := t.named(in, func(n *node) bool { return true })
	for m := n; m != nil; m = m.up {
		for token := range strings.FieldsSeq(m.attrs["data-on"]) {
			if strings.HasPrefix(token, "keydown:") && strings.HasSuffix(token, ":k"+url.QueryEscape(key)) {
				t.send(message{Ref: strings.Split(token, ":")[1]})
				return
			}
		}
	}
	t.t.Fatalf("the key %q does nothing in %q", key, in)
}

// Event sends any other event of an element: focusin, focusout, visible, told-name with its data.
func (t *Tab) Event(in, event, data string) {
	t.t.Helper()
	ref := t.Ref(in, event)
	if ref == "" {
		t.t.Fatalf("%s does nothing in %q", event, in)
	}
	t.send(message{Ref: ref, Data: [][2]string{{"value", data}}})
}

// Upload chooses a file in a field. If an upload is bound to the field, it is sent at once; otherwise with its form.
func (t *Tab) Upload(field string, f File) {
	t.t.Helper()
	n := t.named(field, func(n *node) bool { return n.attrs["type"] == "file" })
	_, ref := boundAround(n, "upload")
	if ref == "" {
		n.file = &f
		return
	}
	r := t.request(http.MethodPost, "/_live/upload?live="+t.visit+"."+ref, f.Content)
	r.Header.Set("Live-Name", url.PathEscape(f.Name))
	r.Header.Set("Content-Type", "application/octet-stream")
	t.do(r)
}
