package main

import (
	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/ui"
)

func fields() html.Node {
	return parts(
		show("A form", html.Form(html.Method("get"), html.NoValidate(), ui.Stack(ui.Gap(4),
			ui.Grid(2,
				ui.TextField(ui.Label("Name"), html.Name("name"), html.Required(), html.Value("Ann Lindqvist"), html.Autocomplete("off")),
				ui.TextField(ui.Label("E-mail"), ui.IconMail, ui.Problem("This is not an e-mail address: it has no @."), html.Name("email"), html.Type("email"), html.Value("ann.example.org"), html.Autocomplete("off")),
				ui.TextField(ui.Label("Password"), ui.IconLock, ui.Hint("At least twelve characters."), html.Name("password"), html.Type("password"), html.Autocomplete("off")),
				ui.Select(ui.Label("Role"), ui.Hint("It can be changed later."), html.Name("role"), ui.Choices("member", roles()...)),
			),
			ui.TextArea(ui.Label("About"), ui.Hint("What others see on your page."), html.Name("about"), html.Placeholder("A few words"), html.Rows(3)),
			ui.Checkbox("I have read the rules", html.Name("rules"), ui.Problem("Please read them first.")),
			ui.Row(ui.End, ui.Button(html.Type("button"), ui.Soft, ui.Gray, html.Text("Cancel")), ui.Button(html.Type("button"), html.Text("Save"))),
		))),
		both(
			show("Sizes", ui.Stack(
				ui.TextField(ui.Size1, html.Aria("label", "Small"), html.Placeholder("Small")),
				ui.TextField(html.Aria("label", "Usual"), html.Placeholder("Usual")),
				ui.TextField(ui.Size3, html.Aria("label", "Large"), html.Placeholder("Large")))),
			show("Ends", ui.Stack(
				ui.TextField(ui.IconSearch, html.Type("search"), html.Aria("label", "Search"), html.Placeholder("Search the posts…")),
				ui.TextField(ui.Suffix("kg"), html.Type("number"), html.Aria("label", "Weight"), html.Value("72")),
				ui.TextField(ui.IconCreditCard, ui.Suffix("EUR"), html.Aria("label", "Price"), html.Value("19.90")))),
			show("Kinds", ui.Stack(
				ui.TextField(ui.Label("Day"), html.Type("date"), html.Name("day"), html.Value("2026-05-01")),
				ui.TextField(ui.Label("Hour"), html.Type("time"), html.Name("hour"), html.Value("09:30")),
				ui.Field(func(attributes html.Fragment) html.Node { return html.Input(html.Type("file"), attributes) }, ui.Label("A control of your own"), html.Name("file")),
				ui.TextField(ui.Soft, html.Aria("label", "Soft"), html.Placeholder("Soft")))),
			show("Out of use", ui.Stack(
				ui.TextField(ui.Label("Disabled"), html.Name("off"), html.Value("Cannot be changed"), html.Disabled()),
				ui.TextField(ui.Label("Read only"), html.Name("fixed"), html.Value("Can be copied"), html.ReadOnly()),
				ui.Select(ui.Label("Select"), html.Name("none"), html.Disabled(), ui.Choices("reader", roles()...)))),
		),
	)
}

func choices() html.Node {
	plans := []ui.Choice{
		{Value: "free", Text: "Free", Hint: "For one person, with all that is needed to begin."},
		{Value: "team", Text: "Team", Hint: "Up to twenty people, and a shared calendar."},
		{Value: "firm", Text: "Company", Hint: "Any number, with sign-in of your own.", Disabled: true},
	}
	return parts(both(
		show("Checkboxes", ui.Stack(ui.Gap(3),
			ui.Checkbox("Not ticked"), ui.Checkbox("Ticked", html.Checked()), ui.Checkbox("Green", ui.Green, html.Checked()),
			ui.Checkbox("Disabled", html.Disabled()), ui.Checkbox("Ticked and disabled", html.Checked(), html.Disabled()),
			ui.Checkbox("With a hint", ui.Hint("Sent once a week, and never more."), html.Name("news"), html.Checked()))),
		show("Switches", ui.Stack(ui.Gap(3),
			ui.Switch("Off"), ui.Switch("On", html.Checked()), ui.Switch("Large", ui.Size3, html.Checked()), ui.Switch("Small", ui.Size1, html.Checked()),
			ui.Switch("Disabled", html.Disabled()), ui.Switch("Notify me", ui.Hint("About answers to my posts."), html.Name("notify"), html.Checked()))),
		show("Radio buttons", ui.RadioGroup("plan", "team", plans, ui.Label("Plan"))),
		show("With a problem", ui.RadioGroup("size", "", same("Small", "Medium", "Large"), ui.Label("Size"), html.Required(), ui.Problem("Choose a size."))),
		show("Selects", ui.Stack(
			ui.Select(ui.Label("Usual"), html.Name("usual"), ui.Choices("member", roles()...)),
			ui.Select(ui.Size1, html.Aria("label", "Small"), ui.Choices("reader", roles()...)),
			ui.Select(ui.Size3, ui.Soft, html.Aria("label", "Large"), ui.Choices("admin", roles()...)),
			ui.Select(ui.Label("With groups"), html.Name("city"),
				html.Optgroup(html.LabelAttr("North"), html.Option(html.Text("Oslo")), html.Option(html.Text("Turku"))),
				html.Optgroup(html.LabelAttr("South"), html.Option(html.Text("Porto")), html.Option(html.Text("Palermo")))))),
		show("Sliders", ui.Stack(ui.Gap(4),
			ui.Slider(ui.Label("Volume"), html.Name("volume"), html.Value("40")),
			ui.Slider(ui.Label("Price, at most"), ui.Hint("From 0 to 500, in steps of 50."), ui.Teal, html.Name("price"), html.Min("0"), html.Max("500"), html.Step("50"), html.Value("350")),
			ui.Slider(ui.Size1, html.Aria("label", "Small"), html.Value("70")), ui.Slider(ui.Size3, html.Aria("label", "Large"), html.Value("20")),
			ui.Slider(html.Aria("label", "Disabled"), html.Value("50"), html.Disabled()))),
	))
}
