package ui

import (
	"io"

	"github.com/kin-go/kin/html"
)

// An Icon is a small drawing in the color of the text around it. It says nothing to those who
// cannot see it: a button that has nothing else is an IconButton, which has a name. The zero value is
// no icon.
type Icon struct{ name, drawing string }

// Name is the icon's name in Lucide's list.
func (i Icon) Name() string { return i.name }

// Render writes the icon.
func (i Icon) Render(w io.Writer) error { return i.node().Render(w) }

func (i Icon) node() html.Element {
	return html.El("svg", html.Class("kin-Icon"), html.Attr("viewBox", "0 0 24 24"), html.Aria("hidden", "true"), html.Unsafe(i.drawing))
}

func (i Icon) orNothing() html.Node {
	if i == (Icon{}) {
		return nil
	}
	return i.node()
}
