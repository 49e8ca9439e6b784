package ui

import (
	"github.com/kin-go/kin/html"
)

// Card is a box around what belongs together, of a size of 1 to 5 and Surface, Soft or
// Ghost. With html.Href among its arguments all of it is a link.
func Card(nodes ...html.Node) html.Element {
	g := sorted(size|variant, nodes)
	look := html.Group(html.Class("rt-reset", "kin-Card"), g.look(Size2, Surface))
	if _, link := attribute(g.rest, "href"); link {
		return html.A(look, html.Group(g.rest...))
	}
	return html.Div(look, html.Group(g.rest...))
}

// Badge is a word about something: its state, its kind, a number.
func Badge(nodes ...html.Node) html.Element {
	g := sorted(color|size|variant|radius|contrast, nodes)
	return html.Span(html.Class("rt-reset", "rt-Badge"), g.look(Size1, Soft), html.Group(g.rest...))
}

// Callout is a message in the page. A red one is read out at once, others when it is their turn.
func Callout(i Icon, nodes ...html.Node) html.Element {
	g := sorted(color|size|variant|contrast, nodes)
	role := "status"
	if g.color == Red {
		role = "alert"
	}
	attributes, content := attributesApart(g.rest)
	return html.Div(html.Class("rt-reset", "rt-CalloutRoot"), g.look(Size2, Soft), html.Role(role), attributes,
		html.Div(html.Class("rt-CalloutIcon"), i.node()),
		html.Div(html.Class("rt-CalloutText", "rt-Text", "rt-r-size-2"), content),
	)
}
