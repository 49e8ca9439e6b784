package main

import (
	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/ui"
)

func floating() html.Node {
	return parts(both(
		show("Dialogs",
			ui.Row(ui.Wrap, ui.Button(ui.Opens("edit"), html.Text("Edit profile")), ui.Button(ui.Red, ui.Soft, ui.Opens("delete"), html.Text("Delete…"))),
			ui.Dialog("edit", "Edit profile", html.Form(html.Method("dialog"), ui.Stack(
				ui.Paragraph(ui.Muted, html.Text("What others see of you.")),
				ui.TextField(ui.Label("Name"), html.ID("edit-name"), html.Value("Ann Lindqvist"), html.Autocomplete("off")),
				ui.TextField(ui.Label("City"), html.ID("edit-city"), html.Value("Oslo"), html.Autocomplete("off")),
				ui.DialogFoot(ui.Button(ui.Soft, ui.Gray, ui.Closes("edit"), html.Text("Cancel")), ui.Button(html.Text("Save"))),
			))),
			ui.Dialog("delete", "Delete this post?", ui.Size2, ui.Paragraph(html.Text("It is gone for good, with its answers.")),
				ui.DialogFoot(ui.Button(ui.Soft, ui.Gray, ui.Closes("delete"), html.Text("Keep it")), ui.Button(ui.Red, ui.Closes("delete"), html.Text("Delete")))),
		),
		show("Menus", ui.Row(ui.Wrap,
			ui.Button(ui.Soft, ui.Shows("actions"), html.Text("Actions"), ui.IconChevronDown),
			ui.Menu("actions", "Actions",
				ui.MenuItem(ui.IconPencil, html.Text("Edit"), html.Kbd(html.Text("E"))),
				ui.MenuItem(ui.IconCopy, html.Text("Duplicate")),
				ui.MenuItem(ui.IconExternalLink, html.Href("/floating/"), html.Text("Open")),
				ui.MenuItem(ui.IconArchive, html.Disabled(), html.Text("Archive")),
				ui.MenuLine(),
				ui.MenuItem(ui.Red, ui.IconTrash2, html.Text("Delete")),
			),
			ui.IconButton("More", ui.IconEllipsis, ui.Gray, ui.Shows("more")),
			ui.Menu("more", "More", ui.MenuLabel("Share"), ui.MenuItem(ui.IconLink, html.Text("Copy the link")), ui.MenuItem(ui.IconMail, html.Text("By e-mail"))),
		)),
		show("A popover", ui.Row(
			ui.Button(ui.Surface, ui.IconMessageCircle, ui.Shows("note"), html.Text("Note")),
			ui.Popover("note", "Note", ui.Stack(ui.Gap(3), ui.TextArea(ui.Label("Note"), html.ID("note-text"), html.Rows(3)), ui.Row(ui.End, ui.Button(ui.Size1, html.Type("button"), html.Text("Keep"))))),
		)),
		show("Tooltips", ui.Row(
			ui.Tooltip("tip-bold", "Makes the text bold", ui.Button(ui.Soft, html.Aria("describedby", "tip-bold"), html.Text("Bold"))),
			ui.Tooltip("tip-save", "Saved every minute", ui.Button(ui.Outline, html.Aria("describedby", "tip-save"), html.Text("Save"))),
		)),
	))
}
