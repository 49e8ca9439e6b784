package main

import (
	"net/http"
	"strconv"

	"github.com/kin-go/kin/html"
)

// blogName is the name on every page.
const blogName = "Elm Lane"

// layout is a whole page around its content. corner stands at the right end of its
// bar.
func layout(title string, at place, corner html.Node, content ...html.Node) html.Node {
	return html.Document(html.Lang("en"),
		html.Head(
			html.Meta(html.Charset("utf-8")),
			html.Meta(html.Name("viewport"), html.Content("width=device-width, initial-scale=1")),
			html.Meta(html.Name("color-scheme"), html.Content("light dark")),
			html.Title(html.Text(title+" · "+blogName)),
			html.Link(html.Rel("icon"), html.Type("image/svg+xml"), html.Href(iconURL)),
			html.Link(html.Rel("stylesheet"), html.Href(styleURL)),
		),
		html.Body(
			html.A(html.Class("skip"), html.Href("#content"), html.Text("Skip to the content")),
			html.Header(html.Class("bar"), html.Div(html.Class("bar-inner"), viewNav(at), corner)),
			html.Main(html.ID("content"), html.Group(content...)),
			viewFoot(),
		),
	)
}

func viewNav(at place) html.Node {
	return html.Nav(html.Aria("label", "Main"),
		html.A(html.Class("brand"), html.Href("/"), html.Text(blogName)),
		html.A(html.Href("/"), html.If(at == feedPage, html.Aria("current", "page")), html.Text("Posts")),
		html.A(html.Href("/strategies"), html.If(at.strategies, html.Aria("current", "page")), html.Text("Strategies")),
	)
}

func viewFoot() html.Node {
	return html.Footer(html.Class("foot"),
		html.P(html.Text("An example of Kin: models, queries and pages in Go. There is no script on these pages.")))
}

// viewMe is who one is, or the form to choose it.
func viewMe(v visit) html.Node {
	if v.me != nil {
		return html.Form(html.Class("me"), html.Method("post"), html.Action("/sign-out"),
			viewFrom(v.at),
			html.Span(html.Class("who"), html.Span(html.Class("aside"), html.Text("You are ")), viewUser(v.me)),
			html.Button(html.Class("quiet"), html.Text("Sign out")),
		)
	}
	return html.Form(html.Class("me"), html.Method("post"), html.Action("/me"),
		viewFrom(v.at),
		html.Label(html.For("me"), html.Text("Who are you?")),
		html.Select(html.ID("me"), html.Name("user_id"), html.Required(),
			html.Option(html.Value(""), html.Text("Choose…")),
			html.Each(v.people, userKey, func(u *User) html.Node {
				return html.Option(html.Value(id(u.ID)), html.Text(u.Username))
			}),
		),
		html.Button(html.Text("Continue")),
	)
}

// viewFrom tells a form where it stands.
func viewFrom(at place) html.Node {
	return html.Input(html.Type("hidden"), html.Name("from"), html.Value(at.String()))
}

// viewUser is a user's name, with a sign that is the same everywhere.
func viewUser(u *User) html.Node {
	return html.Span(html.Class("user"),
		html.Span(html.Class("avatar", "hue-"+id(u.ID%8)), html.Aria("hidden", "true"), html.Text(initial(u.Username))),
		html.Strong(html.Text(u.Username)),
	)
}

// initial is the first character of a name.
func initial(name string) string {
	for _, r := range name {
		return string(r)
	}
	return "?"
}

// viewFailure is the page of an error.
func viewFailure(status int) html.Node {
	title, says := "Something went wrong", "It is not your fault, and it has been noted. Try again in a while."
	switch status {
	case http.StatusNotFound:
		title, says = "Not here", "What you were looking for is not here, or not any more."
	case http.StatusForbidden:
		title, says = "Not from there", "This form was sent by another site, so it was not accepted."
	case http.StatusRequestEntityTooLarge:
		title, says = "Too much", "What you have sent is larger than anything this blog takes."
	case http.StatusBadRequest:
		title, says = "Unreadable", "What your browser has sent cannot be read."
	}
	return layout(title, place{post: -1}, nil,
		html.Section(html.Class("failure"),
			html.P(html.Class("status"), html.Text(strconv.Itoa(status))),
			html.H1(html.Text(title)),
			html.P(html.Text(says)),
			html.P(html.A(html.Class("button"), html.Href("/"), html.Text("To the posts"))),
		))
}

// id writes an id.
func id(n int64) string { return strconv.FormatInt(n, 10) }

func userKey(u *User) int64 { return u.ID }
