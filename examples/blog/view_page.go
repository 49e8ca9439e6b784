package main

import (
	"strconv"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/ui"
)

// blogName is the name on every page.
const blogName = "Elm Lane"

// titled is the title of a document.
func titled(page string) string { return page + " · " + blogName }

// head is what each document has in its head.
func head() []html.Node {
	return []html.Node{
		html.Link(html.Rel("icon"), html.Type("image/svg+xml"), html.Href(iconURL)),
		ui.StyleSheet(),
		html.Link(html.Rel("stylesheet"), html.Href(styleURL)),
	}
}

// document is a page as HTML, in the colors of the blog.
func document(d live.Document) html.Node {
	theme := ui.Theme{Accent: ui.Green, Tone: ui.Sand, Radius: ui.RoundLarge, Appearance: lookIn(d.Context)}
	return html.Document(html.Lang(d.Lang), theme.Attributes(),
		html.Head(d.Head, html.Title(html.Text(d.Title)), d.Script),
		html.Body(d.Body),
	)
}

// frame is what stands around each page.
func (b *blog) frame(p *live.Page, v Visitor, content html.Node) html.Node {
	return ui.Shell{
		Brand: blogName, Icon: ui.IconHouse,
		Groups: b.links(p.Path(), v.Me),
		Corner: b.viewCorner(p, v.Me),
		Foot: ui.Row(ui.Between, ui.Wrap,
			html.P(html.Text("An example of Kin: models, queries and pages in Go.")),
			ui.ThemeSwitch(v.Look),
		),
	}.Around(content)
}

// links are the links at the side.
func (b *blog) links(path string, me *User) []ui.Links {
	link := func(text, href string, icon ui.Icon) ui.ShellLink {
		return ui.ShellLink{Text: text, Href: href, Icon: icon, Current: path == href}
	}
	all := []ui.Links{{Links: []ui.ShellLink{link("Posts", "/", ui.IconFileText), link("Strategies", "/strategies", ui.IconGauge)}}}
	if me != nil && me.Admin {
		all = append(all, ui.Links{Title: "Moderation", Links: []ui.ShellLink{link("Flags", "/moderate", ui.IconFlag)}})
	}
	if b.dev {
		all = append(all, ui.Links{Title: "Development", Links: []ui.ShellLink{link("Statements", panelPath, ui.IconDatabase)}})
	}
	return all
}

// viewCorner is who one is, or the ways to be somebody.
func (b *blog) viewCorner(p *live.Page, me *User) html.Node {
	if me == nil {
		return html.Group(
			ui.Button(ui.Ghost, html.Href(signInFrom(p)), html.Text("Sign in")),
			ui.Button(ui.Soft, html.Href(registerFrom(p)), html.Text("Register")),
		)
	}
	return html.Group(
		html.Span(html.Class("who"), html.Span(html.Class("kin-hidden"), html.Text("You are ")), viewUser(me)),
		ui.Button(ui.Soft, ui.Gray, live.OnClick(b.signOut(p)), html.Text("Sign out")),
	)
}

// viewUser is a user's name, with a sign that is the same everywhere.
func viewUser(u *User) html.Node {
	return html.Span(html.Class("user"),
		ui.Avatar(u.Username, ui.Size1, html.Aria("hidden", "true")),
		html.Strong(html.Text(u.Username)),
	)
}

// viewFailure is the page of an error. What is the program's fault is in the log, and not on the page.
func viewFailure(_ *live.Page, status int, _ error) html.Node {
	title, says := live.FailureText(status)
	return ui.Shell{Brand: blogName, Icon: ui.IconHouse}.Around(
		html.Section(html.Class("failure"), ui.Stack(ui.Center,
			ui.Badge(ui.Orange, ui.Size2, html.Text(strconv.Itoa(status))),
			ui.Heading(1, html.Text(title)),
			ui.Paragraph(ui.Muted, ui.Size3, html.Text(says)),
			ui.Button(html.Href("/"), html.Text("To the posts")),
		)),
	)
}

// id writes an id.
func id(n int64) string { return strconv.FormatInt(n, 10) }
