package ui

import (
	"fmt"

	"github.com/kin-go/kin/html"
)

// Stack is its parts one below the other. The Gap between them is 4, unless another is given; the
// Align is across.
func Stack(nodes ...html.Node) html.Element {
	g := sorted(gap|align|wide, nodes)
	return html.Div(html.Class("kin-Stack"), g.boxLook(4), html.Group(g.rest...))
}

// Row is its parts beside each other, centered on the line. The Gap between them is 3, unless
// another is given; the Align is along the line, and Between gives them all the room there
// is. Wrap sends what has no room to the next line.
func Row(nodes ...html.Node) html.Element {
	g := sorted(gap|align|wrap|wide, nodes)
	return html.Div(html.Class("kin-Row"), html.If(g.has(Wrap), html.Class("kin-wrap")), g.boxLook(3), html.Group(g.rest...))
}

// Grid is its parts in columns of one width: up to this many of 2 to 6, and fewer where there is
// no room.
func Grid(columns int, nodes ...html.Node) html.Node {
	if columns < 2 || columns > 6 {
		return fail("a Grid has 2 to 6 columns, and not %d: one column is a Stack", columns)
	}
	g := sorted(gap, nodes)
	return html.Div(html.Class("kin-Grid", fmt.Sprintf("kin-columns-%d", columns)), g.boxLook(4), html.Group(g.rest...))
}

func (g *given) boxLook(space Gap) html.Fragment {
	if g.gapSet {
		space = g.gap
	}
	look := html.Fragment{html.Class(fmt.Sprintf("kin-gap-%d", space))}
	for _, a := range g.align {
		look = append(look, html.Class("kin-align-"+string(a)))
	}
	if g.has(Wide) {
		look = append(look, html.Class("kin-wide"))
	}
	return look
}

// Container keeps what is in it in the middle of the page and at a width that can be read:
// Size1 is for text, Size3, which holds if none is given, for pages, Size4 for tables.
func Container(nodes ...html.Node) html.Element {
	g := sorted(size, nodes)
	if g.size == 0 {
		g.size = Size3
	}
	return html.Div(html.Class("kin-Container", fmt.Sprintf("kin-width-%d", g.size)), html.Group(g.rest...))
}

// Separator is a line between what does not belong together.
func Separator(nodes ...html.Node) html.Element {
	return html.Hr(html.Class("kin-Separator"), html.Group(nodes...))
}
