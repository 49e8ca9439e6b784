package main

import (
	"net/http"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/ui"
)

// A page is a group of components.
type page struct {
	path, title, about string
	icon               ui.Icon
	content            func(*http.Request) (html.Node, error)
}

// still makes a page's content of what does not depend on the request.
func still(f func() html.Node) func(*http.Request) (html.Node, error) {
	return func(*http.Request) (html.Node, error) { return f(), nil }
}

func pages() []page {
	return []page{
		{"/", "Overview", "A page as an application would have it, and the options of a theme.", ui.IconLayoutDashboard, overview},
		{"/text/", "Text", "Headings, texts, links, code, and words about something.", ui.IconType, still(texts)},
		{"/buttons/", "Buttons", "What is pressed, and what is said by a color.", ui.IconMousePointerClick, still(buttons)},
		{"/fields/", "Fields", "What is filled in, with its label, its hint and what is wrong with it.", ui.IconTextCursorInput, still(fields)},
		{"/choices/", "Choices", "What is ticked, switched, chosen and slid.", ui.IconToggleRight, still(choices)},
		{"/tables/", "Tables", "Rows in columns, sorted and a page at a time by links.", ui.IconTable, tables},
		{"/navigation/", "Navigation", "Tabs, links that look like tabs, and pages by number.", ui.IconPanelLeft, navigation},
		{"/floating/", "Dialogs and menus", "What lies above the page, opened by buttons alone.", ui.IconMessageSquare, still(floating)},
		{"/feedback/", "Feedback", "How far something is, and how it went.", ui.IconBell, still(feedback)},
		{"/charts/", "Charts", "Bars, lines and shares as drawings that can be read as tables too.", ui.IconChartColumn, still(charts)},
		{"/icons/", "Icons", "The drawings that come with the package.", ui.IconStar, still(icons)},
	}
}

// links are the links at the side.
func links(now page) []ui.Links {
	var all []ui.ShellLink
	for _, p := range pages() {
		all = append(all, ui.ShellLink{Text: p.title, Href: p.path, Icon: p.icon, Current: p.path == now.path})
	}
	return []ui.Links{{Links: all[:1]}, {Title: "Components", Links: all[1:]}}
}

// show is an example with its title.
func show(title string, nodes ...html.Node) html.Node {
	return html.Section(ui.Stack(ui.Gap(3), ui.Heading(2, ui.Size3, html.Text(title)), ui.Card(ui.Size3, html.Group(nodes...))))
}

// both is two examples beside each other, where there is room.
func both(examples ...html.Node) html.Node { return ui.Grid(2, ui.Gap(5), html.Group(examples...)) }

// page parts stand below one another.
func parts(examples ...html.Node) html.Node { return ui.Stack(ui.Gap(6), html.Group(examples...)) }
