package main

import (
	"fmt"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/ui"
)

func texts() html.Node {
	var headings, sizes html.Fragment
	for level := 2; level <= 6; level++ {
		headings = append(headings, ui.Heading(level, html.Textf("A heading of level %d", level)))
	}
	for size := ui.Size1; size <= ui.Size9; size++ {
		sizes = append(sizes, ui.Row(ui.Text(ui.Size1, ui.Muted, html.Textf("%d", size)), ui.Text(size, html.Text("Quick fox"))))
	}
	return parts(
		both(
			show("Headings", ui.Stack(headings)),
			show("Sizes", ui.Stack(ui.Gap(2), sizes)),
		),
		show("In a text", ui.Stack(
			ui.Paragraph(ui.Size3, html.Text("A text may hold a "), ui.Link(html.Href("/text/"), html.Text("link")), html.Text(", a piece of "), ui.Code(html.Text("code")),
				html.Text(", a key such as "), ui.Kbd(html.Text("Ctrl")), html.Text(" "), ui.Kbd(html.Text("K")), html.Text(", what is "), html.Strong(html.Text("strong")),
				html.Text(" and what is "), html.Em(html.Text("said with stress")), html.Text(".")),
			ui.Row(ui.Wrap, ui.Gap(4), ui.Text(ui.Light, html.Text("Light")), ui.Text(html.Text("Regular")), ui.Text(ui.Medium, html.Text("Medium")), ui.Text(ui.Bold, html.Text("Bold")),
				ui.Text(ui.Muted, html.Text("Muted")), ui.Text(ui.Red, html.Text("Red")), ui.Text(ui.Green, html.Text("Green"))),
			ui.Blockquote(html.Text("The best pages are those whose parts one does not see.")),
		)),
		show("A program", ui.CodeBlock("Example of a form", program)),
		both(
			show("Badges", ui.Stack(badges(ui.Solid), badges(ui.Soft), badges(ui.Surface), badges(ui.Outline))),
			show("Avatars", ui.Stack(
				ui.Row(ui.Wrap, ui.Avatar("Ann Lindqvist"), ui.Avatar("Bruno Okafor"), ui.Avatar("Chen Wei"), ui.Avatar("Dara"), ui.Avatar("Emil Öz", ui.RoundMedium), ui.Avatar("", ui.Gray)),
				ui.Row(ui.Wrap, ui.Avatar("Small", ui.Size1), ui.Avatar("Usual Size", ui.Size2), ui.Avatar("Large Size", ui.Size4), ui.Avatar("Solid One", ui.Size4, ui.Solid), ui.Avatar("A picture", ui.Size4, html.Src(portrait))),
			)),
		),
	)
}

const program = `form := html.Form(html.Method("post"), html.Action("/sign-in"),
	ui.TextField(ui.Label("E-mail"), html.Name("email"), html.Type("email")),
	ui.Button(html.Text("Continue")),
)`

// portrait is a picture without a file.
const portrait = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 40'%3E%3Crect width='40' height='40' fill='%23c7d2fe'/%3E%3Ccircle cx='20' cy='16' r='7' fill='%234f46e5'/%3E%3Cpath d='M6 40a14 13 0 0 1 28 0z' fill='%234f46e5'/%3E%3C/svg%3E"

func badges(v ui.Variant) html.Node {
	row := html.Fragment{ui.Wrap, ui.Gap(2)}
	for i, c := range []ui.Color{ui.Gray, ui.Indigo, ui.Green, ui.Amber, ui.Red, ui.Violet} {
		row = append(row, ui.Badge(c, v, html.Text([]string{"Draft", "New", "Active", "Waiting", "Failed", "Beta"}[i])))
	}
	return ui.Row(row)
}

func icons() html.Node {
	var all html.Fragment
	for _, i := range ui.Icons() {
		all = append(all, ui.Stack(ui.Center, ui.Gap(2), ui.Text(ui.Size6, i), ui.Text(ui.Size1, ui.Muted, html.Text(i.Name()))))
	}
	return show(fmt.Sprintf("%d icons", len(all)), ui.Grid(6, ui.Gap(5), all))
}
