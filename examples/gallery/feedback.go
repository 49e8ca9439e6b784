package main

import (
	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/ui"
)

func feedback() html.Node {
	return html.Group(parts(both(
		show("Messages in the page", ui.Stack(ui.Gap(3),
			ui.Callout(ui.IconInfo, ui.Blue, html.Text("A new version is out. "), ui.Link(html.Href("/feedback/"), html.Text("What is new"))),
			ui.Callout(ui.IconCircleCheck, ui.Green, html.Text("Your changes are saved.")),
			ui.Callout(ui.IconTriangleAlert, ui.Amber, html.Text("Your password ends in three days.")),
			ui.Callout(ui.IconCircleAlert, ui.Red, ui.Surface, html.Text("The payment was refused: the card has expired.")),
			ui.Callout(ui.IconSparkles, ui.Outline, ui.Size1, html.Text("A small one in the color of the theme.")))),
		show("How far", ui.Stack(ui.Gap(5),
			ui.Progress("Uploading", 35, 100), ui.Progress("Large", 70, 100, ui.Size3, ui.Green), ui.Progress("Small", 4, 5, ui.Size1, ui.Crimson),
			ui.Progress("Waiting for the server", 0, 0),
			ui.Row(ui.Gap(4), ui.Spinner("Loading", ui.Size1), ui.Spinner("Loading"), ui.Spinner("Loading", ui.Size3), ui.Text(ui.Muted, html.Text("Loading…"))),
			ui.Row(ui.Button(ui.Busy, html.Text("Saving")), ui.Button(ui.Soft, html.Disabled(), html.Text("Not now"))))),
	)), ui.Toasts(
		ui.Toast(ui.IconCircleCheck, "Saved", html.Href("/feedback/"), ui.Green, ui.Fading(), html.Text("The post is visible to all.")),
		ui.Toast(ui.IconCircleAlert, "Not sent", html.Href("/feedback/"), ui.Red, html.Text("There is no connection; it is tried again.")),
	))
}
