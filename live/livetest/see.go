package livetest

import (
	"strings"
	"time"
)

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
