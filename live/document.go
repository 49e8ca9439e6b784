package live

import (
	"context"
	"strconv"

	"github.com/kin-go/kin/html"
)

// A Document is what the HTML document of a page is made of. Config.Document puts it together in another way than
// Page does; all parts have to be in it.
type Document struct {
	Page   *Page
	Title  string
	Lang   string
	Head   html.Node // character set, viewport, Config.Head
	Body   html.Node // the page, where messages are shown, and what works without a script
	Script html.Node // the client; it may stand anywhere in the head or body

	// Context has the values of the request that the document answers: those that handlers find, see Config.Values.
	Context context.Context //nolint:containedctx // it is handed on at once
}

// Page is the document as it is made by default.
func (d Document) page() html.Node {
	return html.Document(html.Lang(d.Lang), html.Head(d.Head, html.Title(html.Text(d.Title)), d.Script), html.Body(d.Body))
}

// document is the page of a visit as a first answer.
func (v *visit) document(cloth html.Cloth, notices []command) html.Node {
	a := v.app
	d := Document{
		Page: v.view.page(), Title: v.title, Lang: a.lang(), Context: v.base(),
		Head: html.Group(
			html.Meta(html.Charset("utf-8")),
			html.Meta(html.Name("viewport"), html.Content("width=device-width, initial-scale=1")),
			html.Link(html.Rel("stylesheet"), html.Href(styleURL)),
			html.Group(a.config.Head...),
		),
		Body: html.Group(
			html.Unsafe(string(cloth.HTML)),
			html.Form(html.ID(plainForm), html.Method("post"), html.Action("?live="+v.id), html.Hidden()),
			html.Div(html.ID("live-offline"), html.Role("status"), html.Hidden(), html.Text("The connection is lost. What you do is kept and sent when it is back.")),
			html.Div(html.ID("live-toasts"), html.Role("status"), html.Aria("live", "polite"), toasts(notices)),
			v.cornerNow(),
		),
		Script: html.Script(scriptURL, html.Defer(), html.Data("visit", v.id),
			html.Data("seen", strconv.FormatUint(v.out.lastNumber(), 10)), html.Data("event", strconv.FormatUint(v.done, 10))),
	}
	if a.config.Document != nil {
		return a.config.Document(d)
	}
	return d.page()
}

// lang is the language of documents.
func (a *App) lang() string {
	if a.config.Lang == "" {
		return "en"
	}
	return a.config.Lang
}

// toasts are messages that a browser without a script can show.
func toasts(notices []command) html.Node {
	var list []html.Node
	for _, c := range notices {
		if c[0] == "toast" {
			list = append(list, html.Div(html.Class("live-toast"), html.Data("kind", c[1]), html.Text(c[2])))
		}
	}
	return html.Group(list...)
}

// lastNumber is that of the last frame.
func (o *outbox) lastNumber() uint64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.last
}

// drain takes the commands of frames that no browser has seen. The page is about to be sent as a
// whole.
func (o *outbox) drain() (commands []command) {
	o.mu.Lock()
	defer o.mu.Unlock()
	commands = o.carried
	for _, w := range o.waiting {
		commands = append(commands, w.commands...)
	}
	o.waiting, o.size, o.carried, o.behind, o.lost = nil, 0, nil, false, false
	return commands
}
