package ui

import (
	"github.com/kin-go/kin/html"
)

const ofButton = color | size | variant | radius | contrast | wide | busy

// Button is a button. In a form it sends the form, unless html.Type says otherwise. With
// html.Href among its arguments it is a link that looks like a button.
//
//	ui.Button(ui.IconPlus, html.Text("New post"))
func Button(nodes ...html.Node) html.Element {
	g := sorted(ofButton, nodes)
	return g.button("rt-Button", Solid)
}

// IconButton is a button with an icon alone. The name is what those hear who cannot see
// it, and what shows up under the pointer.
func IconButton(name string, i Icon, nodes ...html.Node) html.Element {
	g := sorted(ofButton, nodes)
	g.rest = append(g.rest, html.Aria("label", name), i.node())
	if _, ok := attribute(g.rest, "title"); !ok {
		g.rest = append(g.rest, html.TitleAttr(name))
	}
	return g.button("rt-IconButton", Ghost)
}

// button is the element. Radix draws a ghost larger than its box by negative margins; ours
// keeps its place, as soft without its tint.
func (g *given) button(class string, usual Variant) html.Element {
	v := usual
	if g.variant != "" {
		v = g.variant
	}
	look := html.Group(html.Class("rt-reset", "rt-BaseButton", class), html.If(v == Ghost, html.Class("kin-ghost")))
	if v == Ghost {
		g.variant = Soft
	}
	look = append(look, g.look(Size2, v)...)
	if g.has(Busy) {
		look = append(look, html.Class("kin-busy"), html.Aria("busy", "true"), html.Aria("disabled", "true"))
		g.rest = append(g.rest, html.Span(html.Class("kin-busy-sign"), leaves()))
	}
	if _, link := attribute(g.rest, "href"); link {
		return html.A(look, html.Group(g.rest...))
	}
	return html.Button(look, html.Group(g.rest...))
}
