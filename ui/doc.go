// Package ui is components with a good look, made of package html: buttons and fields, tables and
// dialogs, charts, and a frame for whole pages. They are plain functions that give a node:
//
//	ui.Card(
//		ui.Heading(2, html.Text("Sign in")),
//		html.Form(html.Method("post"), html.Action("/sign-in"),
//			ui.TextField(ui.Label("E-mail"), html.Name("email"), html.Type("email"), html.Required()),
//			ui.Button(html.Text("Continue")),
//		),
//	)
//
// The look is that of Radix Themes, of whose style sheet a part is embedded; the icons are some of
// Lucide. doc/ui.md shows each component, examples/gallery all of them in a browser.
//
// # A page
//
// The style sheet and what is in it are served by Assets. The attributes of a Theme stand among
// the arguments of html.Document, the StyleSheet in its head:
//
//	mux.Handle(ui.AssetsPath, ui.Assets())
//
//	html.Document(html.Lang("en"), ui.Theme{Accent: ui.Violet}.Attributes(),
//		html.Head(html.Title(html.Text("Posts")), ui.StyleSheet()),
//		html.Body(…),
//	)
//
// # Options
//
// What a component can be told stands among its other arguments, and has a type of its own:
//
//	ui.Button(ui.Red, ui.Soft, ui.Size3, html.Text("Delete"))
//
// An option that a component has no use for, or that stands in an element of package html,
// makes the page fail and says so. Attributes go to the element that acts: the button, or the
// input within a field. So an event is bound where any attribute would stand, and this
// package knows nothing of events.
//
// # What holds for each component
//
//   - It works without scripts as far as HTML goes: menus are popovers, tabs are radio
//     buttons, a sorted table is a link.
//   - It can be used by keyboard and by screen reader. A control that nothing names makes the
//     page fail.
//   - It has no style attribute and no script, so that the strictest Content-Security-Policy
//     can stay.
//   - It is light or dark as its Theme says, or as the reader's system does.
package ui
