package ui

import (
	"fmt"

	"github.com/kin-go/kin/html"
)

// A Tab is a page among Tabs.
type Tab struct {
	Title   string
	Content html.Node
}

// mostTabs is how many tabs the style sheet knows.
const mostTabs = 8

// Tabs are pages that lie on one another. They are radio buttons, so that they work without
// scripts and by the arrow keys; all pages are sent, and the first one is seen. The name tells
// them from other tabs of the page, and says what they are of. Attributes go to the group.
//
// Where a page should be made only when it is asked for, take TabLinks.
func Tabs(id, name string, tabs []Tab, nodes ...html.Node) html.Node {
	if len(tabs) == 0 || len(tabs) > mostTabs {
		return fail("Tabs %q are %d, and can be 1 to %d: more are hard to choose from, take a Select or TabLinks", id, len(tabs), mostTabs)
	}
	g := sorted(color|size, nodes)
	var heads, panels html.Fragment
	for i, t := range tabs {
		tab := fmt.Sprintf("%s-%d", id, i+1)
		heads = append(heads, html.Label(html.Class("rt-BaseTabListTrigger", "kin-Tab"),
			html.Input(html.Class("kin-hidden"), html.Type("radio"), html.Name(id), html.ID(tab), html.Value(t.Title),
				html.If(i == 0, html.Checked()), html.Aria("controls", tab+"-panel")),
			tabTitle(t.Title)))
		panels = append(panels, html.Div(html.Class("kin-Tab-panel"), html.ID(tab+"-panel"), html.Role("group"), html.Aria("labelledby", tab), t.Content))
	}
	return html.Div(html.Class("kin-Tabs"), html.If(g.color != "", html.Data("accent-color", string(g.color))), html.Group(g.rest...),
		html.Div(html.Class("rt-BaseTabList"), g.look(Size2, ""), html.Role("radiogroup"), html.Aria("label", name), heads),
		panels,
	)
}

// tabTitle is a title that takes the same room whether it is bold or not.
func tabTitle(title string) html.Fragment {
	return html.Group(
		html.Span(html.Class("rt-BaseTabListTriggerInner"), html.Text(title)),
		html.Span(html.Class("rt-BaseTabListTriggerInnerHidden"), html.Aria("hidden", "true"), html.Text(title)),
	)
}

// TabLinks are links that look like tabs: each leads to a page, or does what is bound to it. The
// name says what they are of. Their content is what TabLink makes.
func TabLinks(name string, nodes ...html.Node) html.Element {
	g := sorted(color|size, nodes)
	attributes, links := attributesApart(g.rest)
	return html.Nav(html.Class("rt-TabNavRoot"), html.Aria("label", name), attributes,
		html.Ul(html.Class("rt-reset", "rt-BaseTabList", "rt-TabNavList"), g.look(Size2, ""), links))
}

// TabLink is one of TabLinks: a link if it has html.Href, or else a button. Of all, one is the
// current one.
func TabLink(title string, current bool, nodes ...html.Node) html.Element {
	inside := html.Group(html.Class("rt-reset", "rt-BaseTabListTrigger", "rt-TabNavLink"),
		html.If(current, html.Group(html.Data("active", ""), html.Aria("current", "page"))), html.Group(nodes...), tabTitle(title))
	if _, link := attribute(nodes, "href"); link {
		return html.Li(html.Class("rt-TabNavItem"), html.A(inside))
	}
	return html.Li(html.Class("rt-TabNavItem"), html.Button(html.Type("button"), inside))
}
