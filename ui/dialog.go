package ui

import (
	"github.com/kin-go/kin/html"
)

// Dialog is a box above the page. A button with Opens of its id opens it, without a script; the
// escape key, a click beside it and the cross close it, and a form with html.Method("dialog")
// within it, or a button with Closes. Sizes are 1 to 4.
//
// With html.Open it is open when the page is shown; the page behind it can then still be used,
// since only the browser can make it modal.
func Dialog(id, title string, nodes ...html.Node) html.Element {
	g := sorted(size, nodes)
	attributes, content := attributesApart(g.rest)
	return html.Dialog(html.Class("kin-Dialog"), g.look(Size3, ""), html.ID(id), html.Aria("labelledby", id+"-title"), html.Attr("closedby", "any"), attributes,
		html.Div(html.Class("kin-Dialog-head"),
			Heading(2, Size4, html.ID(id+"-title"), html.Text(title)),
			html.Form(html.Method("dialog"), IconButton("Close", IconX, Gray, Size1)),
		),
		html.Div(html.Class("kin-Dialog-body"), content),
	)
}

// DialogFoot is the row of buttons at the end of a Dialog, the one that goes on last.
func DialogFoot(buttons ...html.Node) html.Element {
	return html.Div(html.Class("kin-Dialog-foot"), html.Group(buttons...))
}

// Opens makes a button one that opens the Dialog with this id.
func Opens(dialog string) html.Node {
	return html.Group(html.Type("button"), html.Attr("commandfor", dialog), html.Attr("command", "show-modal"), html.Aria("haspopup", "dialog"))
}

// Closes makes a button one that closes the Dialog with this id.
func Closes(dialog string) html.Node {
	return html.Group(html.Type("button"), html.Attr("commandfor", dialog), html.Attr("command", "close"))
}

// Menu is a list of what can be done, above the page. A button with Shows of its id shows it
// below itself; the escape key and a click elsewhere hide it. Its content is what MenuItem,
// MenuLabel and MenuLine make. The name says what the menu is of.
func Menu(id, name string, nodes ...html.Node) html.Element {
	g := sorted(size|color, nodes)
	return html.Div(html.Class("kin-Menu"), g.look(Size2, ""), html.ID(id), html.Popover("auto"), html.Role("group"), html.Aria("label", name), html.Group(g.rest...))
}

// Shows makes a button one that shows and hides the Menu or Popover with this id.
func Shows(menu string) html.Node {
	return html.Group(html.Type("button"), html.PopoverTarget(menu))
}

// MenuItem is a line of a Menu: a link if it has html.Href, or else a button.
func MenuItem(nodes ...html.Node) html.Element {
	g := sorted(color, nodes)
	inside := html.Group(html.Class("rt-reset", "kin-Menu-item"), g.look(0, ""), html.Group(g.rest...))
	if _, link := attribute(g.rest, "href"); link {
		return html.A(inside)
	}
	return html.Button(inside)
}

// MenuLabel is a heading in a Menu.
func MenuLabel(text string) html.Element {
	return html.Div(html.Class("kin-Menu-label"), html.Text(text))
}

// MenuLine is a line between the parts of a Menu.
func MenuLine() html.Element { return html.Hr(html.Class("kin-Menu-line")) }

// Popover is a small box above the page with whatever is in it. A button with Shows of its id
// shows it.
func Popover(id, name string, nodes ...html.Node) html.Element {
	return html.Div(html.Class("kin-Popover"), html.ID(id), html.Popover("auto"), html.Role("group"), html.Aria("label", name), html.Group(nodes...))
}

// Tooltip says what its control is for, when the pointer is over it or the keyboard has come to
// it. The id ties the two together: it is the control that must say
// html.Aria("describedby", id).
func Tooltip(id, text string, control html.Node) html.Element {
	return html.Span(html.Class("kin-Tooltip"), control,
		html.Span(html.Class("kin-Tooltip-text"), html.ID(id), html.Role("tooltip"), html.Text(text)))
}
