package main

import (
	"net/http"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/ui"
)

func overview(r *http.Request) (html.Node, error) {
	return parts(
		ui.Grid(4, ui.Gap(4),
			figure("Revenue", "$48,290", "12.4 %", true, ui.IconCreditCard),
			figure("New members", "1,204", "8.1 %", true, ui.IconUsers),
			figure("Open orders", "86", "3.2 %", false, ui.IconPackage),
			figure("Answered in", "2.2 h", "18 %", true, ui.IconClock),
		),
		html.Div(ui.Grid(2, ui.Gap(4),
			ui.Card(ui.Size3, ui.LineChart(ui.Chart{
				Title: "Orders a day", Text: "They rise towards the weekend.",
				Labels: []string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"},
				Series: []ui.Series{{Name: "Orders", Values: []float64{124, 138, 131, 160, 192, 231, 208}}},
			})),
			ui.Card(ui.Size3, ui.PieChart("Orders by way", []ui.Share{{Name: "Shop", Value: 512}, {Name: "Phone", Value: 208}, {Name: "Partner", Value: 164}, {Name: "Other", Value: 62}}, nil)),
		)),
		html.Div(ui.Grid(2, ui.Gap(4),
			ui.Card(ui.Size3, ui.Stack(
				ui.Row(ui.Between, ui.Heading(2, ui.Size3, html.Text("Newest members")), ui.Button(ui.Soft, ui.Size1, html.Href("/tables/"), html.Text("All members"))),
				member("Ann Lindqvist", "ann@example.org", ui.Badge(ui.Green, html.Text("Active"))),
				member("Bruno Okafor", "bruno@example.org", ui.Badge(ui.Amber, html.Text("Invited"))),
				member("Chen Wei", "chen@example.org", ui.Badge(ui.Green, html.Text("Active"))),
				member("Dara Novak", "dara@example.org", ui.Badge(ui.Gray, html.Text("Away"))),
			)),
			ui.Card(ui.Size3, html.Form(ui.Stack(
				ui.Heading(2, ui.Size3, html.Text("Invite someone")),
				ui.TextField(ui.Label("E-mail"), ui.IconMail, html.Name("email"), html.Type("email"), html.Placeholder("name@example.org"), html.Autocomplete("off")),
				ui.Select(ui.Label("Role"), html.Name("role"), ui.Choices("member", roles()...)),
				ui.Checkbox("Send a welcome message", html.Name("welcome"), html.Checked()),
				ui.Row(ui.End, ui.Button(html.Type("button"), ui.Soft, ui.Gray, html.Text("Cancel")), ui.Button(html.Type("button"), html.Text("Invite"))),
			))),
		)),
		show("This theme", themeForm(r)),
	), nil
}

func roles() []ui.Choice {
	return []ui.Choice{{Value: "reader", Text: "Reader"}, {Value: "member", Text: "Member"}, {Value: "admin", Text: "Administrator"}}
}

// figure is a number that is watched.
func figure(name, value, change string, better bool, i ui.Icon) html.Node {
	badge := ui.Badge(ui.Red, ui.IconTrendingDown, html.Text(change))
	if better {
		badge = ui.Badge(ui.Green, ui.IconTrendingUp, html.Text(change))
	}
	return ui.Card(ui.Stack(ui.Gap(2),
		ui.Row(ui.Between, ui.Text(ui.Muted, ui.Size2, html.Text(name)), ui.Text(ui.Muted, i)),
		ui.Row(ui.Between, ui.Text(ui.Size6, ui.Bold, html.Text(value)), badge),
	))
}

func member(name, mail string, badge html.Node) html.Node {
	return ui.Row(ui.Between,
		ui.Row(ui.Avatar(name, ui.Size2, html.Aria("hidden", "true")),
			ui.Stack(ui.Gap(0), ui.Text(ui.Size2, ui.Medium, html.Text(name)), ui.Text(ui.Size1, ui.Muted, html.Text(mail)))),
		badge)
}

// themeForm shows the page in another look.
func themeForm(r *http.Request) html.Node {
	query := r.URL.Query()
	var accents []ui.Choice
	for _, c := range ui.Colors() {
		accents = append(accents, ui.Choice{Value: string(c), Text: string(c)})
	}
	field := func(label, name, usual string, choices ...ui.Choice) html.Node {
		if query.Has(name) {
			usual = query.Get(name)
		}
		return ui.Select(ui.Label(label), html.Name(name), ui.Choices(usual, choices...))
	}
	return html.Form(html.Method("get"), html.Action("/"), ui.Stack(ui.Grid(4,
		field("Accent", "accent", "indigo", accents...),
		field("Grays", "tone", "slate", ui.Choice{Value: "gray", Text: "neutral"}, ui.Choice{Value: "slate", Text: "slate"}, ui.Choice{Value: "sand", Text: "sand"}),
		field("Radius", "radius", "medium", same("none", "small", "medium", "large", "full")...),
		field("Scaling", "scaling", "100%", same("90%", "95%", "100%", "105%", "110%")...),
	), ui.Row(ui.Button(ui.Soft, html.Text("Show")))))
}

// same is choices that are called what they are.
func same(values ...string) (out []ui.Choice) {
	for _, v := range values {
		out = append(out, ui.Choice{Value: v, Text: v})
	}
	return out
}
