package ui

import (
	"github.com/kin-go/kin/html"
)

// A Shell is the frame of a page: a bar with the name and what stands in its corner, links at
// the side, the page in the middle. Where there is little room the links are behind a button.
//
//	ui.Shell{Brand: "Elm Lane", Groups: links, Corner: ui.ThemeSwitch(ui.AppearanceOf(r))}.Around(
//		ui.Heading(1, html.Text("Posts")),
//		…
//	)
type Shell struct {
	Brand  string
	Home   string    // where the brand leads; "/" if it is not given
	Icon   Icon      // before the brand
	Groups []Links   // at the side; without any there is no side
	Corner html.Node // at the right end of the bar
	Foot   html.Node // below the page
}

// Links are links that belong together.
type Links struct {
	Title string // may be empty
	Links []ShellLink
}

// A ShellLink is a link at the side.
type ShellLink struct {
	Text    string
	Href    string
	Icon    Icon
	Current bool // it leads to this page
}

// Around is a whole body with the page in it: what html.Body contains.
func (s Shell) Around(page ...html.Node) html.Node {
	home := s.Home
	if home == "" {
		home = "/"
	}
	return html.Group(
		html.A(html.Class("kin-Skip"), html.Href("#content"), html.Text("Skip to the content")),
		html.Header(html.Class("kin-Bar"),
			html.When(len(s.Groups) > 0, func() html.Node {
				return html.Div(html.Class("kin-Bar-menu"), IconButton("Menu", IconMenu, Gray, Shows("kin-menu")))
			}),
			html.A(html.Class("rt-reset", "kin-Brand"), html.Href(home), s.Icon.orNothing(), html.Text(s.Brand)),
			html.Div(html.Class("kin-Bar-corner"), s.Corner),
		),
		html.When(len(s.Groups) > 0, func() html.Node {
			return html.Nav(html.Class("kin-Drawer"), html.ID("kin-menu"), html.Popover("auto"), html.Aria("label", "Menu"), s.links())
		}),
		html.Div(html.Class("kin-Shell"),
			html.When(len(s.Groups) > 0, func() html.Node {
				return html.Nav(html.Class("kin-Side"), html.Aria("label", "Main"), s.links())
			}),
			html.Div(html.Class("kin-Shell-page"),
				html.Main(html.ID("content"), html.Class("kin-Main"), html.Group(page...)),
				html.When(s.Foot != nil, func() html.Node { return html.Footer(html.Class("kin-Foot"), s.Foot) }),
			),
		),
	)
}

func (s Shell) links() (out html.Fragment) {
	for _, g := range s.Groups {
		var list html.Fragment
		for _, l := range g.Links {
			list = append(list, html.Li(html.A(html.Class("rt-reset", "kin-Side-link"), html.Href(l.Href), html.If(l.Current, html.Aria("current", "page")),
				l.Icon.orNothing(), html.Text(l.Text))))
		}
		out = append(out, html.Div(html.Class("kin-Side-group"),
			html.When(g.Title != "", func() html.Node { return html.P(html.Class("kin-Side-title"), html.Text(g.Title)) }),
			html.Ul(html.Class("rt-reset"), list)))
	}
	return out
}
