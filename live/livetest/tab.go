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
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
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
		t.store(c[1], c[2], c[3])
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

// store keeps a field of the page.
func (t *Tab) store(where, name, value string) {
	if where != "cookie" {
		t.storage(where)[name] = value
		return
	}
	c, err := http.ParseSetCookie(value)
	if err != nil {
		t.t.Errorf("the server sets the cookie %q: %v", value, err)
		return
	}
	t.browser.mu.Lock()
	defer t.browser.mu.Unlock()
	t.browser.cookies[c.Name] = c.Value
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
