package ui

import (
	"fmt"

	"github.com/kin-go/kin/html"
)

// A Choice is one of those that a Select, a RadioGroup or Tabs offer.
type Choice struct {
	Value    string
	Text     string
	Hint     string // a line below, in a RadioGroup
	Disabled bool
}

// Choices are the options of a Select, of which one is chosen.
func Choices(chosen string, choices ...Choice) html.Node {
	return html.Each(choices, func(c Choice) string { return c.Value }, func(c Choice) html.Node {
		return html.Option(html.Value(c.Value), html.Text(c.Text), html.If(c.Value == chosen, html.Selected()), html.If(c.Disabled, html.Disabled()))
	})
}

// Select is a field to choose in. Its content is the options: Choices, or html.Option and
// html.Optgroup.
//
//	ui.Select(ui.Label("Role"), html.Name("role"), ui.Choices("reader", roles...))
func Select(nodes ...html.Node) html.Node {
	f := fieldOf("Select", ofField|wide, nodes)
	look := f.look(Size2, Surface)
	return f.around(html.Div(html.Class("kin-Select"), html.If(f.has(Wide), html.Class("kin-wide")),
		html.Select(html.Class("rt-reset", "rt-SelectTrigger"), look, f.control()),
		IconChevronDown.node(),
	))
}

// Checkbox is a box to tick, with its label. Attributes go to the input: html.Name,
// html.Checked.
func Checkbox(label string, nodes ...html.Node) html.Node {
	return tick("Checkbox", label, html.Class("kin-Checkbox"), nodes)
}

// Switch is a Checkbox for what is on or off at once.
func Switch(label string, nodes ...html.Node) html.Node {
	return tick("Switch", label, html.Group(html.Class("kin-Switch"), html.Role("switch")), nodes)
}

func tick(what, label string, kind html.Node, nodes []html.Node) html.Node {
	f := fieldOf(what, color|size, nodes)
	f.label = Label(label)
	if wrong := f.tickMistake(); wrong != nil {
		return wrong
	}
	look := f.look(Size2, "")
	return html.Div(html.Class("kin-Tick"),
		html.Label(html.Class("kin-Tick-label"), look,
			html.Input(html.Class("rt-reset"), kind, html.Type("checkbox"), html.Group(f.control()...)),
			html.Span(html.Text(label)),
		),
		html.When(f.talks(), func() html.Node {
			return html.Div(html.Class("kin-Tick-messages"), f.messages())
		}),
	)
}

func (f *field) tickMistake() html.Node {
	if f.label == "" {
		return fail("a %s has an empty label: %w", f.what, errNoName)
	}
	if f.id == "" && (f.hint != "" || f.problem != "") {
		return f.mistake()
	}
	return nil
}

// RadioGroup is choices of which one is taken, all of them to be seen. It has a Label; what
// else is among the nodes goes to the group, where events of its inputs arrive.
func RadioGroup(name, chosen string, choices []Choice, nodes ...html.Node) html.Node {
	f := fieldOf("RadioGroup", color|size, nodes)
	if f.id == "" {
		f.id = "field-" + name
	}
	if wrong := f.mistake(); wrong != nil {
		return wrong
	}
	_, required := attribute(f.rest, "required")
	f.rest = without(f.rest, "required")
	return html.Fieldset(html.Class("rt-reset", "kin-RadioGroup"), html.Role("radiogroup"), f.look(Size2, ""), f.described(), html.Group(f.rest...),
		html.When(f.label != "", func() html.Node {
			return html.Legend(html.Class("kin-Field-label"), html.Text(string(f.label)), html.If(required, star()))
		}),
		html.Div(html.Class("kin-RadioGroup-choices"), html.Each(choices, func(c Choice) string { return c.Value }, func(c Choice) html.Node {
			return f.radio(name, c, c.Value == chosen, required)
		})),
		f.messages(),
	)
}

func (f *field) radio(name string, c Choice, chosen, required bool) html.Node {
	hint := fmt.Sprintf("%s-%s-hint", f.id, c.Value)
	return html.Div(html.Class("kin-Tick"),
		html.Label(html.Class("kin-Tick-label"),
			html.Input(html.Class("rt-reset", "kin-Radio"), html.Type("radio"), html.Name(name), html.Value(c.Value),
				html.If(chosen, html.Checked()), html.If(c.Disabled, html.Disabled()), html.If(required, html.Required()),
				html.If(c.Hint != "", html.Aria("describedby", hint))),
			html.Span(html.Text(c.Text)),
		),
		html.When(c.Hint != "", func() html.Node {
			return html.Div(html.Class("kin-Tick-messages"), html.P(html.Class("kin-Field-hint"), html.ID(hint), html.Text(c.Hint)))
		}),
	)
}

// Slider is a field to choose a number in by eye: html.Min, html.Max, html.Step, html.Value.
func Slider(nodes ...html.Node) html.Node {
	f := fieldOf("Slider", color|size, nodes)
	return f.around(html.Input(html.Class("rt-reset", "kin-Slider"), f.look(Size2, ""), html.Type("range"), f.control()))
}
