package ui

import (
	"strings"

	"github.com/kin-go/kin/html"
)

// A field is a control with its label, its hint and what is wrong with its value. They are
// tied together by ids that follow from the control's own id, or from its name.
type field struct {
	given
	what string
	id   string
	said html.Fragment // what is filled in later: a message of whoever checks the form
}

// fieldOf takes a field's options from nodes; what is the component's name, for errors.
func fieldOf(what string, known takes, nodes []html.Node) field {
	f := field{given: sorted(known|labels, nodes), what: what}
	f.said, f.rest = holesApart(f.rest)
	f.id, _ = attribute(f.rest, "id")
	if name, ok := attribute(f.rest, "name"); ok && f.id == "" {
		f.id = "field-" + strings.Join(strings.Fields(name), "-")
	}
	return f
}

// holesApart is nodes in two: what is left open for a message, and the others in their places.
func holesApart(nodes []html.Node) (holes html.Fragment, others []html.Node) {
	others = make([]html.Node, len(nodes), len(nodes)+4)
	for i, n := range nodes {
		switch n := n.(type) {
		case html.Hole:
			holes = append(holes, n)
		case html.Fragment:
			inner, rest := holesApart(n)
			holes = append(holes, inner...)
			others[i] = html.Fragment(rest)
		default:
			others[i] = n
		}
	}
	return holes, others
}

// control is the attributes of the control: those that were given, and those that tie it to
// what stands around it.
func (f *field) control() html.Fragment {
	out := html.Fragment(f.rest)
	if _, ok := attribute(f.rest, "id"); !ok && f.id != "" {
		out = append(out, html.ID(f.id))
	}
	return append(out, f.described()...)
}

// described ties a control to its hint and its problem.
func (f *field) described() (out html.Fragment) {
	var by []string
	if f.problem != "" {
		out = append(out, html.Aria("invalid", "true"))
		by = append(by, f.id+"-problem")
	}
	if f.hint != "" {
		by = append(by, f.id+"-hint")
	}
	if len(by) > 0 {
		out = append(out, html.Aria("describedby", strings.Join(by, " ")))
	}
	return out
}

// mistake is what keeps the control from being named, or nil.
func (f *field) mistake() html.Node {
	_, labelled := attribute(f.rest, "aria-label")
	_, labelledBy := attribute(f.rest, "aria-labelledby")
	_, hasID := attribute(f.rest, "id")
	switch {
	case f.label == "" && !labelled && !labelledBy && !hasID:
		return fail("a %s: %w", f.what, errNoName)
	case f.id == "" && (f.label != "" || f.hint != "" || f.problem != ""):
		return fail("a %s has a Label, a Hint or a Problem, and neither html.Name nor html.ID, so nothing can tie them together", f.what)
	}
	return nil
}

// around is the control with what stands around it. A control without label, hint and
// problem stands alone.
func (f *field) around(control html.Node) html.Node {
	if wrong := f.mistake(); wrong != nil {
		return wrong
	}
	if f.label == "" && !f.talks() {
		return control
	}
	return html.Div(html.Class("kin-Field"), f.labelled(), control, f.messages())
}

// talks says whether something stands below the control, or may come to.
func (f *field) talks() bool { return f.hint != "" || f.problem != "" || f.said != nil }

func (f *field) labelled() html.Node {
	if f.label == "" {
		return nil
	}
	_, required := attribute(f.rest, "required")
	return html.Label(html.Class("kin-Field-label"), html.For(f.id), html.Text(string(f.label)), html.If(required, star()))
}

// star marks what must be filled in. The control says so itself to those who cannot see
// it.
func star() html.Node {
	return html.Span(html.Class("kin-Field-star"), html.Aria("hidden", "true"), html.Text("*"))
}

// messages are the problem, what is filled in later, and the hint.
func (f *field) messages() html.Fragment {
	return html.Group(
		html.When(f.problem != "", func() html.Node {
			return html.P(html.Class("kin-Field-problem"), html.ID(f.id+"-problem"), IconCircleAlert.node(), html.Text(string(f.problem)))
		}),
		f.said,
		html.When(f.hint != "", func() html.Node {
			return html.P(html.Class("kin-Field-hint"), html.ID(f.id+"-hint"), html.Text(string(f.hint)))
		}),
	)
}

// Field puts a Label, a Hint and a Problem around a control of your own, which must take the
// attributes that it is called with. html.Name or html.ID must be among the nodes.
func Field(control func(attributes html.Fragment) html.Node, nodes ...html.Node) html.Node {
	f := fieldOf("Field", 0, nodes)
	if wrong := f.mistake(); wrong != nil {
		return wrong
	}
	return f.around(control(f.control()))
}

const ofField = color | size | variant | radius

// TextField is a field of one line. An Icon among its arguments stands at its left end, a
// Suffix at its right one.
//
//	ui.TextField(ui.Label("E-mail"), ui.Problem(wrong["email"]), html.Name("email"), html.Type("email"))
func TextField(nodes ...html.Node) html.Node {
	f := fieldOf("TextField", ofField|suffix|icon, nodes)
	return f.around(html.Div(html.Class("rt-TextFieldRoot"), f.look(Size2, Surface),
		html.Input(html.Class("rt-reset", "rt-TextFieldInput"), f.control()),
		html.When(f.icon != (Icon{}), func() html.Node { return html.Div(html.Class("rt-TextFieldSlot"), f.icon.node()) }),
		html.When(f.suffix != "", func() html.Node {
			return html.Div(html.Class("rt-TextFieldSlot"), html.Data("side", "right"), html.Text(string(f.suffix)))
		}),
	))
}

// TextArea is a field of several lines. Its content is its value.
func TextArea(nodes ...html.Node) html.Node {
	f := fieldOf("TextArea", ofField, nodes)
	return f.around(html.Div(html.Class("rt-TextAreaRoot"), f.look(Size2, Surface),
		html.Textarea(html.Class("rt-reset", "rt-TextAreaInput"), f.control())))
}
