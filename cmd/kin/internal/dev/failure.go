package dev

import (
	"net/http"
	"regexp"
	"strings"

	"github.com/kin-go/kin/html"
)

// failed is a stage without a program.
func failed(what, detail string) *stage {
	return &stage{serve: func(w http.ResponseWriter, _ *http.Request, name string) {
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Cache-Control", "no-store")
		h.Set("Content-Security-Policy", "default-src 'self'")
		w.WriteHeader(http.StatusServiceUnavailable)
		_ = failure(what, detail, name).Render(w) // the visitor is gone
	}}
}

func failure(what, detail, name string) html.Node {
	return html.Document(html.Lang("en"),
		html.Head(
			html.Meta(html.Charset("utf-8")),
			html.Meta(html.Name("viewport"), html.Content("width=device-width, initial-scale=1")),
			html.Title(html.Text(what)),
			html.Link(html.Rel("stylesheet"), html.Href(stylePath)),
			html.Script(scriptPath+"?page="+name, html.Async()),
		),
		html.Body(html.Main(
			html.H1(html.Text(what)),
			html.Pre(places(detail)),
			html.P(html.Text("This page goes away by itself when the source is changed and the program runs.")),
		)),
	)
}

// place is where the compiler, or a trace, points to.
var place = regexp.MustCompile(`^\s*\S+\.go:\d+(:\d+)?`)

// places is a text in which the places in files stand out.
func places(text string) html.Node {
	var nodes []html.Node
	for line := range strings.Lines(text) {
		at := place.FindString(line)
		nodes = append(nodes, html.Strong(html.Text(at)), html.Text(line[len(at):]))
	}
	return html.Group(nodes...)
}
