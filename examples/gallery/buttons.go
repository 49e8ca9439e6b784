package main

import (
	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/ui"
)

func buttons() html.Node {
	variants := []ui.Variant{ui.Solid, ui.Soft, ui.Surface, ui.Outline, ui.Ghost}
	var usual, disabled, colors html.Fragment
	for _, v := range variants {
		usual = append(usual, ui.Button(v, html.Text(name(v))))
		disabled = append(disabled, ui.Button(v, html.Disabled(), html.Text(name(v))))
	}
	for _, c := range ui.Colors() {
		colors = append(colors, ui.Row(ui.Wrap, ui.Gap(2),
			ui.Button(c, html.Text(string(c))), ui.Button(c, ui.Soft, html.Text(string(c))), ui.Button(c, ui.Outline, html.Text(string(c)))))
	}
	return parts(
		both(
			show("Variants", ui.Stack(ui.Row(ui.Wrap, usual), ui.Row(ui.Wrap, disabled))),
			show("Sizes", ui.Row(ui.Wrap, ui.Button(ui.Size1, html.Text("Small")), ui.Button(html.Text("Usual")), ui.Button(ui.Size3, html.Text("Large")), ui.Button(ui.Size4, html.Text("Huge")))),
			show("With icons", ui.Row(ui.Wrap, ui.Button(ui.IconPlus, html.Text("New post")), ui.Button(ui.Soft, ui.IconDownload, html.Text("Download")), ui.Button(ui.Red, ui.Soft, ui.IconTrash2, html.Text("Delete")),
				ui.Button(ui.Outline, ui.Gray, html.Text("More"), ui.IconChevronDown))),
			show("Icons alone", ui.Row(ui.Wrap, ui.IconButton("Search", ui.IconSearch), ui.IconButton("Edit", ui.IconPencil, ui.Soft), ui.IconButton("Share", ui.IconShare, ui.Surface),
				ui.IconButton("Like", ui.IconHeart, ui.Outline, ui.Crimson), ui.IconButton("Send", ui.IconSend, ui.Solid, ui.RoundFull), ui.IconButton("Settings", ui.IconSettings, ui.Gray, ui.Size3))),
			show("At work", ui.Row(ui.Wrap, ui.Button(ui.Busy, html.Text("Saving")), ui.Button(ui.Busy, ui.Soft, html.Text("Saving")), ui.Button(ui.Busy, ui.Outline, html.Text("Saving")))),
			show("Links", ui.Row(ui.Wrap, ui.Button(html.Href("/buttons/"), html.Text("A link as a button")), ui.Button(ui.Ghost, html.Href("/buttons/"), html.Text("A quiet one"), ui.IconArrowRight))),
			show("As wide as its place", ui.Button(ui.Wide, ui.Size3, html.Text("Continue"))),
			show("Cards", ui.Stack(
				ui.Card(html.Href("/buttons/"), ui.Stack(ui.Gap(1), ui.Text(ui.Medium, html.Text("A card that is a link")), ui.Text(ui.Muted, ui.Size1, html.Text("All of it can be pressed.")))),
				ui.Card(ui.Ghost, ui.Text(html.Text("A card without a border"))))),
		),
		show("Colors", ui.Grid(3, ui.Gap(3), colors)),
	)
}

func name(v ui.Variant) string {
	return map[ui.Variant]string{ui.Solid: "Solid", ui.Soft: "Soft", ui.Surface: "Surface", ui.Outline: "Outline", ui.Ghost: "Ghost"}[v]
}
