package main

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/ui"
)

func navigation(r *http.Request) (html.Node, error) {
	at := r.URL.Query().Get("tab")
	link := func(title, tab string) html.Node {
		return ui.TabLink(title, tab == at, html.Href("/navigation/?tab="+tab))
	}
	turn := func(page int) html.Node { return html.Href(fmt.Sprintf("/navigation/?page=%d", page)) }
	page, err := strconv.Atoi(r.URL.Query().Get("page"))
	if err != nil {
		page = 5
	}
	return parts(
		show("Tabs", ui.Tabs("account", "Account", []ui.Tab{
			{Title: "Profile", Content: ui.Stack(
				ui.TextField(ui.Label("Shown name"), html.Name("shown"), html.Value("Ann")),
				ui.Row(ui.Button(html.Type("button"), html.Text("Save"))))},
			{Title: "Documents", Content: ui.Paragraph(html.Text("Nothing has been uploaded yet."))},
			{Title: "Notifications", Content: ui.Stack(ui.Switch("Answers to my posts", html.Checked()), ui.Switch("New members"))},
		})),
		show("Links as tabs", ui.Stack(
			ui.TabLinks("Report", link("Overview", ""), link("Visitors", "visitors"), link("Sales", "sales")),
			ui.Paragraph(ui.Muted, html.Textf("Each of them is an address: this one is %q.", r.URL.RequestURI())))),
		show("Pages", ui.Stack(ui.Pagination("Pages of the example", page, 12, turn), ui.Pagination("A short example", 0, 3, turn))),
		show("A line between", ui.Stack(ui.Text(html.Text("Above")), ui.Separator(), ui.Text(html.Text("Below")))),
	), nil
}
