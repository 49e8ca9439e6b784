// Package livetest drives a live page as its visitor would, without a browser: it reads the page
// that the server sends, clicks, types and submits what stands there, and shows what comes back.
//
//	tab := livetest.Open(t, app, "/")
//	tab.Type("Message", "This is wrong")
//	tab.Click("Flag")
//	tab.See("This is wrong")
//
// It speaks with the App over the same protocol as the client in a browser does. What a browser alone has,
// such as the focus, is seen only there.
package livetest

import (
	"bytes"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// A Browser has cookies, and tabs that share them.
type Browser struct {
	t       testing.TB
	app     http.Handler
	mu      sync.Mutex
	cookies map[string]string
	header  http.Header
	local   map[string]string // its localStorage
}

// NewBrowser makes a browser without cookies.
func NewBrowser(t testing.TB, app http.Handler) *Browser {
	return &Browser{t: t, app: app, cookies: map[string]string{}, header: http.Header{}, local: map[string]string{}}
}

// Header is sent with every request of the browser.
func (b *Browser) Header() http.Header { return b.header }

// Cookies are the browser's cookies, which a test may change.
func (b *Browser) Cookies() map[string]string { return b.cookies }

// A Tab shows a page.
type Tab struct {
	t       testing.TB
	app     http.Handler
	browser *Browser
	page    *node
	scripts bool

	visit    string
	seen     uint64
	number   uint64
	answered uint64
	greeted  bool
	pending  []message
	line     *stream

	address *url.URL
	history []string // the addresses of the tab, the newest last
	title   string
	status  int
	toasts  []string
	did     [][]string // the commands of the server
	loads   int        // how often a page was loaded as a whole
	bytes   int        // of the patches of the last frame
	frames  int
	session map[string]string // its sessionStorage
}

// File is a file to upload.
type File struct {
	Name    string
	Content []byte
}

// Open opens a page in a browser of its own.
func Open(t testing.TB, app http.Handler, address string) *Tab {
	t.Helper()
	return NewBrowser(t, app).Open(address)
}

// OpenPlain opens a page in a browser whose scripts are switched off.
func OpenPlain(t testing.TB, app http.Handler, address string) *Tab {
	t.Helper()
	return NewBrowser(t, app).open(address, false)
}

// Open opens a page in a new tab.
func (b *Browser) Open(address string) *Tab {
	b.t.Helper()
	return b.open(address, true)
}

func (b *Browser) open(address string, scripts bool) *Tab {
	b.t.Helper()
	t := &Tab{t: b.t, app: b.app, browser: b, scripts: scripts, session: map[string]string{}}
	b.t.Cleanup(t.Close)
	t.load(address)
	return t
}

// Close closes the tab.
func (t *Tab) Close() { t.Cut() }

// load gets a page as a whole.
func (t *Tab) load(address string) {
	t.t.Helper()
	t.Cut()
	for range 10 {
		t.address = t.resolve(address)
		w := t.do(t.request(http.MethodGet, t.address.RequestURI(), nil))
		if w.Code/100 == 3 {
			address = w.Header().Get("Location")
			continue
		}
		t.read(w.Code, w.Body.String())
		return
	}
	t.t.Fatalf("%s redirects for ever", address)
}

func (t *Tab) resolve(address string) *url.URL {
	t.t.Helper()
	base := t.address
	if base == nil {
		base = &url.URL{Path: "/"}
	}
	u, err := base.Parse(address)
	if err != nil {
		t.t.Fatal(err)
	}
	return u
}

// read shows a page, and connects it.
func (t *Tab) read(status int, page string) {
	t.t.Helper()
	t.loads++
	t.status, t.page = status, parse(page)
	if n := t.page.first(func(n *node) bool { return n.tag == "title" }); n != nil {
		t.title = n.words()
	}
	for _, n := range t.page.all(func(n *node) bool { return n.attrs["class"] == "live-toast" }) {
		t.toasts = append(t.toasts, n.words())
	}
	if len(t.history) == 0 || t.history[len(t.history)-1] != t.address.RequestURI() {
		t.history = append(t.history, t.address.RequestURI())
	}
	t.greeted, t.pending, t.visit = false, nil, ""
	script := t.page.first(func(n *node) bool { return n.has("data-visit") })
	if script == nil {
		return
	}
	t.visit = script.attrs["data-visit"]
	t.seen, _ = strconv.ParseUint(script.attrs["data-seen"], 10, 64)
	t.number, _ = strconv.ParseUint(script.attrs["data-event"], 10, 64)
	t.answered = t.number
	if t.scripts {
		t.connect()
		t.tellStored()
	}
}

// show does what a frame says.
func (t *Tab) show(f frame) {
	t.frames++
	t.answered = max(t.answered, f.Answers)
	t.pending = slices.DeleteFunc(t.pending, func(m message) bool { return m.Number <= f.Answers })
	if f.Number > 0 {
		if f.Number <= t.seen {
			return
		}
		t.seen = f.Number
	}
	t.bytes = 0
	for _, p := range f.Patches {
		t.bytes += len(p[1])
		old := t.page.byID(p[0])
		if old == nil {
			t.t.Errorf("the server changes %q, which is not on the page", p[0])
			continue
		}
		old.replace(parse(p[1]).kids[0], t.page)
	}
	for _, c := range f.Commands {
		t.obey(c)
	}
}

func (t *Tab) obey(c []string) {
	if c[0] != "hello" {
		t.did = append(t.did, c)
	}
	switch c[0] {
	case "hello":
		t.greeted = true
	case "title":
		t.title = c[1]
	case "toast":
		t.toasts = append(t.toasts, c[2])
	case "page", "url":
		t.address = t.resolve(c[1])
		if len(c) < 3 || c[2] != "pop" {
			t.history = append(t.history, c[1])
		}
	case "value":
		if n := t.page.byID(c[1]); n != nil {
			n.value = &c[2]
		}
	case "reset":
		if n := t.page.byID(c[1]); n != nil {
			reset(n)
		}
	case "sent":
		form := t.page.first(func(n *node) bool { return n.tag == "form" && strings.Contains(n.attrs["data-on"], "submit:"+c[1]) })
		if form != nil && !slices.Contains(strings.Split(form.attrs["data-on"], ":"), "s") {
			reset(form)
		}
	case "append", "prepend", "replace":
		t.row(c[0], c[1], c[2], c[3])
	case "remove":
		if n := t.page.byID(c[1]); n != nil {
			n.remove()
		}
	case "clear":
		if n := t.page.byID(c[1]); n != nil {
			n.kids = nil
		}
	case "store":
		t.storage(c[1])[c[2]] = c[3]
	case "load":
		address := c[1]
		defer t.load(address)
	}
}

// row puts a row into a list, or shows it anew where it is.
func (t *Tab) row(how, list, page, id string) {
	fresh := parse(page).kids[0]
	if old := t.page.byID(id); old != nil {
		old.replace(fresh, t.page)
		return
	}
	around := t.page.byID(list)
	if around == nil {
		t.t.Errorf("the server changes the list %q, which is not on the page", list)
		return
	}
	switch how {
	case "append":
		around.add(fresh)
	case "prepend":
		fresh.up = around
		around.kids = append([]*node{fresh}, around.kids...)
	}
}

func (t *Tab) storage(where string) map[string]string {
	if where == "session" {
		return t.session
	}
	return t.browser.local
}

// tellStored tells the server what the browser keeps.
func (t *Tab) tellStored() {
	t.t.Helper()
	var d [][2]string
	for _, where := range []string{"local", "session"} {
		for _, name := range slices.Sorted(maps.Keys(t.storage(where))) {
			d = append(d, [2]string{where + ":" + name, t.storage(where)[name]})
		}
	}
	if d != nil {
		t.send(message{Kind: "keep", Data: d})
	}
}

func reset(form *node) {
	for _, n := range form.all(isField) {
		n.value, n.checked, n.file = nil, nil, nil
	}
}

// Cut cuts the connection. What is done meanwhile is sent by Reconnect.
func (t *Tab) Cut() {
	if t.line == nil {
		return
	}
	t.line.end()
	<-t.line.ended
	t.line, t.greeted = nil, false
}

// Reconnect opens the connection again, after Cut or when the server has closed it, and sends what was done
// meanwhile.
func (t *Tab) Reconnect() {
	t.t.Helper()
	t.Cut()
	t.connect()
	if len(t.pending) > 0 {
		t.flush()
		t.wait("the answers to what was done meanwhile", func() bool { return t.answered >= t.number })
	}
}

// Serve lets another server, or the same one after a restart, serve the browser of this tab.
func (t *Tab) Serve(app http.Handler) {
	t.app, t.browser.app = app, app
}

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
		if strings.HasPrefix(token, event+":"+ref) && strings.Contains(token, ":f") {
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

// See fails the test unless the page shows these texts, now or soon.
func (t *Tab) See(texts ...string) {
	t.t.Helper()
	for _, text := range texts {
		if !t.await(patience, func() bool { return strings.Contains(t.Text(), text) }) {
			t.t.Fatalf("%q is not to be seen; the page shows:\n%s", text, t.Text())
		}
	}
}

// NotSee fails the test unless these texts are gone, now or soon.
func (t *Tab) NotSee(texts ...string) {
	t.t.Helper()
	for _, text := range texts {
		if !t.await(patience, func() bool { return !strings.Contains(t.Text(), text) }) {
			t.t.Fatalf("%q is to be seen; the page shows:\n%s", text, t.Text())
		}
	}
}

// Never fails the test if a text appears within a time.
func (t *Tab) Never(text string, within time.Duration) {
	t.t.Helper()
	if t.await(within, func() bool { return strings.Contains(t.Text(), text) }) {
		t.t.Fatalf("%q is to be seen", text)
	}
}

// Text is what the page shows, as one reads it.
func (t *Tab) Text() string {
	if t.page == nil {
		return ""
	}
	return t.page.words()
}

// Value is what a field holds.
func (t *Tab) Value(field string) string {
	t.t.Helper()
	t.drain()
	return t.named(field, isField).valueOf()
}

// Attribute is an attribute of the element with this #id or text, and whether there is one.
func (t *Tab) Attribute(of, name string) (value string, found bool) {
	t.t.Helper()
	t.drain()
	n := t.page.first(func(n *node) bool { return n.tag != "" && n.answers(of) })
	if n == nil {
		t.t.Fatalf("there is no %q", of)
	}
	value, found = n.attrs[name]
	return value, found
}

// Count is how many elements have this name: li, article.
func (t *Tab) Count(tag string) int {
	t.drain()
	return len(t.page.all(func(n *node) bool { return n.tag == tag }))
}

// Location is the address of the page: path and query.
func (t *Tab) Location() string {
	t.drain()
	return t.address.RequestURI()
}

// Title is the title of the document.
func (t *Tab) Title() string {
	t.drain()
	return t.title
}

// Status is the HTTP status of the page that was loaded last as a whole.
func (t *Tab) Status() int { return t.status }

// Loads is how often a page was loaded as a whole: 1, if all went over the connection.
func (t *Tab) Loads() int { return t.loads }

// Toasts are the messages that have appeared.
func (t *Tab) Toasts() []string {
	t.drain()
	return t.toasts
}

// Did are the commands of the server: focus, download and so on, with their words.
func (t *Tab) Did() [][]string {
	t.drain()
	return t.did
}

// Patched is how many bytes of HTML the last frame has brought.
func (t *Tab) Patched() int {
	t.drain()
	return t.bytes
}

// Frames is how many frames have come.
func (t *Tab) Frames() int {
	t.drain()
	return t.frames
}

// Cookie is a cookie of the browser.
func (t *Tab) Cookie(name string) string {
	t.browser.mu.Lock()
	defer t.browser.mu.Unlock()
	return t.browser.cookies[name]
}

// Visit is the name of the tab's visit, for tests of what strangers may do with it.
func (t *Tab) Visit() string { return t.visit }

// Ref is the reference of the handler for an event in the element with this #id, text or name; empty, if there is
// none.
func (t *Tab) Ref(in, event string) string {
	for _, n := range t.page.all(func(n *node) bool { return n.tag != "" && (n.answers(in) || n.attrs["name"] == in) }) {
		if _, ref := boundAround(n, event); ref != "" {
			return ref
		}
	}
	return ""
}
