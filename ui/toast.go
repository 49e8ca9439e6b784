package ui

import (
	"github.com/kin-go/kin/html"
)

// Toasts is the corner of the page where Toast messages stand. It is on every page, also
// when it is empty: what comes into it later is read out.
func Toasts(toasts ...html.Node) html.Element {
	return html.Section(html.Class("kin-Toasts"), html.Aria("label", "Notifications"), html.Aria("live", "polite"), html.Group(toasts...))
}

// Toast is a message that has come just now. What is bound to its cross, such as an event or
// html.Href, is dismiss; without it there is no cross. Fading among the nodes lets it go by itself.
func Toast(i Icon, title string, dismiss html.Node, nodes ...html.Node) html.Element {
	g := sorted(color, nodes)
	attributes, content := attributesApart(g.rest)
	return html.Div(html.Class("kin-Toast"), g.look(0, ""), attributes,
		html.Div(html.Class("kin-Toast-icon"), i.node()),
		html.Div(html.Class("kin-Toast-text"),
			html.P(html.Class("kin-Toast-title"), html.Text(title)),
			html.When(!isNothing(content), func() html.Node { return html.Div(html.Class("kin-Toast-body"), content) }),
		),
		html.When(dismiss != nil, func() html.Node {
			return IconButton("Dismiss", IconX, Gray, Size1, dismiss)
		}),
	)
}

// Fading lets a Toast go after eight seconds, unless the pointer is over it or the keyboard
// in it.
func Fading() html.Node { return html.Class("kin-fading") }
