package main

import (
	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/ui"
)

// titleField is the id of the field for a title.
const titleField = "new-title"

// viewEdit leads the author of a post to the form for its title.
func (p *PostPage) viewEdit() html.Node {
	return html.When(p.mine() && !p.Editing, func() html.Node {
		return ui.Button(ui.IconPencil, ui.Soft, ui.Size1, html.ID("edit"), live.OnClick(p.Edit), html.Text("Edit the title"))
	})
}

// viewTitleForm is that form.
func (p *PostPage) viewTitleForm() html.Node {
	return html.When(p.mine() && p.Editing, func() html.Node {
		return html.Form(html.ID("rename"), live.OnSubmit(p.Rename), ui.Card(ui.Stack(ui.Gap(3),
			ui.TextField(ui.Label("Title"), html.ID(titleField), live.Field(&titleForm.Title), html.Value(p.Post.Title), html.Autocomplete("off"), live.MessageOf(&titleForm.Title)),
			ui.Row(
				ui.Button(html.Text("Save")),
				ui.Button(ui.Soft, ui.Gray, html.ID("leave"), live.OnClick(p.Leave), html.Text("Cancel")),
			),
		)))
	})
}
