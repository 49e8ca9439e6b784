package page

import (
	"fmt"
	"io"
	"strconv"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"
)

func byGomponents(w io.Writer, posts []Post) error {
	return h.Doctype(h.HTML(h.Lang("en"),
		h.Head(h.Meta(h.Charset("utf-8")), h.TitleEl(g.Text("Posts")), h.Link(h.Rel("stylesheet"), h.Href("/style.css"))),
		h.Body(h.Main(
			h.H1(g.Text("Posts")),
			g.Map(posts, gomponent),
		)),
	)).Render(w)
}

func gomponent(p Post) g.Node {
	return h.Article(h.ID(fmt.Sprintf("post-%d", p.ID)), h.Class("post"),
		h.H2(h.A(h.Href(fmt.Sprintf("/posts/%d", p.ID)), g.Text(p.Title))),
		h.P(h.Class("by"), g.Textf("by %s", p.Author)),
		h.P(g.Text(p.Body)),
		h.Ul(h.Class("flags"), g.Map(p.Flags, func(f Flag) g.Node {
			return h.Li(g.Text(f.Message), h.Small(g.Text(f.Who)))
		})),
		h.Form(h.Method("post"), h.Action("/flags"),
			h.Input(h.Type("hidden"), h.Name("post_id"), h.Value(strconv.FormatInt(p.ID, 10))),
			h.Input(h.Name("message"), h.Required(), h.MaxLength("500")),
			h.Button(g.Text("Flag")),
		),
	)
}
