package page

import (
	"fmt"
	"io"
	"strconv"

	"github.com/kin-go/kin/html"
)

func byKin(w io.Writer, posts []Post) error {
	return html.Document(html.Lang("en"),
		html.Head(html.Meta(html.Charset("utf-8")), html.Title(html.Text("Posts")), html.Link(html.Rel("stylesheet"), html.Href("/style.css"))),
		html.Body(html.Main(
			html.H1(html.Text("Posts")),
			html.Each(posts, func(p Post) int64 { return p.ID }, article),
		)),
	).Render(w)
}

func article(p Post) html.Node {
	return html.Article(html.ID(fmt.Sprintf("post-%d", p.ID)), html.Class("post"),
		html.H2(html.A(html.Href(fmt.Sprintf("/posts/%d", p.ID)), html.Text(p.Title))),
		html.P(html.Class("by"), html.Textf("by %s", p.Author)),
		html.P(html.Text(p.Body)),
		html.Ul(html.Class("flags"), html.Each(p.Flags, func(f Flag) int64 { return f.ID }, func(f Flag) html.Node {
			return html.Li(html.Text(f.Message), html.Small(html.Text(f.Who)))
		})),
		html.Form(html.Method("post"), html.Action("/flags"),
			html.Input(html.Type("hidden"), html.Name("post_id"), html.Value(strconv.FormatInt(p.ID, 10))),
			html.Input(html.Name("message"), html.Required(), html.MaxLength(500)),
			html.Button(html.Text("Flag")),
		),
	)
}
