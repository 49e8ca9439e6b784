package live

import (
	"context"
	"net/url"
	"strconv"

	"github.com/kin-go/kin/html"
)

// A View is a page: a pointer to a struct that embeds Page. Its exported fields are the state,
// which the server keeps; its method View shows it. What else it may have:
//
//	Load(ctx context.Context) error         // runs once, before the first HTML is written
//	Title() string                          // of the document
//	Layout(content html.Node) html.Node     // instead of that of Config
type View interface {
	View() html.Node
	page() *Page
}

// A loader is a page or component that brings what it shows.
type loader interface {
	Load(ctx context.Context) error
}

// A Host is a page or a component: what components stand in.
type Host interface {
	host() (*visit, string)
}

// Page is what each page embeds: where the visitor is, and what the server can have the
// browser do. Its methods are called by handlers, by Load and by View of the page, and by nobody else.
type Page struct {
	visit *visit
	place location
}

// A location is a page's address and what its pattern found in it.
type location struct {
	url    *url.URL
	values map[string]string
}

func (p *Page) page() *Page { return p }

func (p *Page) host() (*visit, string) { return p.visit, "" }

// Path is the path of the page's address: /posts/7.
func (p *Page) Path() string {
	if p.place.url == nil {
		return "/"
	}
	return p.place.url.Path
}

// Query is the query of the page's address. Changing it changes nothing: see SetQuery.
func (p *Page) Query() url.Values {
	if p.place.url == nil {
		return url.Values{}
	}
	return p.place.url.Query()
}

// PathValue is what the pattern of the page found for a name: the id of GET /posts/{id}.
func (p *Page) PathValue(name string) string { return p.place.values[name] }

// PathInt is PathValue as a number; what is no number is ErrNotFound.
func (p *Page) PathInt(name string) (int64, error) {
	n, err := strconv.ParseInt(p.PathValue(name), 10, 64)
	if err != nil {
		return 0, ErrNotFound
	}
	return n, nil
}

// User is who the visitor is, as Config.User says; empty for someone unknown.
func (p *Page) User() string {
	if p.visit == nil {
		return ""
	}
	return p.visit.user
}

// EventID names the event that is handled. It is the same when the event is handled once more because
// the process died before the event was acknowledged: stored with what the event did, in the same transaction and
// with a unique key, it makes sure that it was done once. It is empty outside of events.
func (p *Page) EventID() string {
	if p.visit == nil || p.visit.event == 0 {
		return ""
	}
	return p.visit.id + "/" + strconv.FormatUint(p.visit.event, 10)
}

// Redirect goes to another page, without a reload if it is one of this App. In Load it is what
// the visitor sees instead of this page.
func (p *Page) Redirect(address string) {
	if p.visit != nil {
		p.visit.redirect = address
	}
}

// SetQuery changes the query in the address bar, as a step in the browser's history. When the visitor steps
// back, the page is loaded with the query of that step.
func (p *Page) SetQuery(query url.Values) {
	if p.place.url == nil {
		return
	}
	changed := *p.place.url
	changed.RawQuery = query.Encode()
	p.place.url = &changed
	p.command("url", changed.RequestURI())
}

// Toast shows a message for a while. kind is for its look: info, success, error.
func (p *Page) Toast(kind, message string) { p.command("toast", kind, message) }

// Focus gives the keyboard to the element with this id.
func (p *Page) Focus(id string) { p.command("focus", id) }

// ScrollTo brings the element with this id into sight.
func (p *Page) ScrollTo(id string) { p.command("scroll", id) }

// SetValue changes what stands in a field, whatever the visitor has typed there.
func (p *Page) SetValue(id, value string) { p.command("value", id, value) }

// ResetForm empties the form with this id, or gives its fields the values of the page.
func (p *Page) ResetForm(id string) { p.command("reset", id) }

// Download has the browser save what an address of this server gives.
func (p *Page) Download(address, name string) { p.command("download", address, name) }

// ShowDialog opens the dialog with this id, above all else.
func (p *Page) ShowDialog(id string) { p.command("dialog", id) }

// CloseDialog closes it.
func (p *Page) CloseDialog(id string) { p.command("close", id) }

// Copy puts text into the visitor's clipboard.
func (p *Page) Copy(text string) { p.command("copy", text) }

// Tell hands data to the hook with this name, which a script of yours has registered with
// live.hook(name, f): see the documentation of data-hook.
func (p *Page) Tell(hook, data string) { p.command("tell", hook, data) }

func (p *Page) command(words ...string) {
	if p.visit != nil {
		p.visit.commands = append(p.visit.commands, words)
	}
}

// Flush shows the state as it is now, in the midst of a handler that goes on. If the handler
// fails, the state before it is shown again.
func (p *Page) Flush() error {
	if p.visit == nil || !p.visit.inTurn {
		return nil
	}
	return p.visit.show(false)
}

// Follow has the page loaded and shown again after each change of one of the topics. It is called
// in Load; what was followed before is not followed any more.
func (p *Page) Follow(topics ...Topic) {
	if p.visit != nil {
		p.visit.follow = topics
	}
}
