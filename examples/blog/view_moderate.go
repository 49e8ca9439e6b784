package main

import (
	"context"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/ui"
)

// View shows the flags.
func (m *Moderate) View() html.Node {
	if !m.moderates() {
		return ui.Container(ui.Callout(ui.IconLock, ui.Amber, html.Text("You do not moderate any more.")))
	}
	return ui.Container(ui.Size4, ui.Stack(ui.Gap(5),
		ui.Stack(ui.Gap(2),
			ui.Heading(1, html.Text("Flags")),
			ui.Paragraph(ui.Muted, ui.Size3, html.Text("What readers have to say against posts. Dismiss what is settled: it is gone from the post at once, for everybody.")),
		),
		m.Table.Node(),
	))
}

// table is the table without its rows.
func (m *Moderate) table() ui.Table[*Flag] {
	return ui.Table[*Flag]{
		Caption: "Flags",
		Key:     func(f *Flag) string { return id(f.ID) },
		Move:    ui.ByLink(m.address()),
		Empty:   html.Text("No post has a flag."),
		Columns: []ui.Column[*Flag]{
			{Title: "Message", Sort: "message", Head: true, Cell: func(f *Flag) html.Node { return html.Text(f.Message) }},
			{Title: "Post", Sort: "post", Cell: func(f *Flag) html.Node {
				return ui.Link(html.Href("/posts/"+id(f.PostID)), html.Text(f.Post.Get().Title))
			}},
			{Title: "By", Quiet: true, Cell: func(f *Flag) html.Node { return viewUser(f.User.Get()) }},
			{Title: "Action", Cell: m.viewDismiss},
		},
	}
}

// viewDismiss is the button that takes a flag away.
func (m *Moderate) viewDismiss(f *Flag) html.Node {
	dismiss := func(ctx context.Context) error { return m.Dismiss(ctx, f.ID) }
	return ui.Button(ui.Soft, ui.Red, ui.Size1, html.ID("dismiss-"+id(f.ID)), live.OnClick(dismiss, live.Once()), html.Text("Dismiss"))
}
