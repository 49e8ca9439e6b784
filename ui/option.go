package ui

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/kin-go/kin/html"
)

// A Color is the accent of a component, or of a whole Theme.
type Color string

// The colors. White text can be read on each but Amber, which has dark text.
const (
	Gray    Color = "gray"
	Tomato  Color = "tomato"
	Red     Color = "red"
	Crimson Color = "crimson"
	Pink    Color = "pink"
	Purple  Color = "purple"
	Violet  Color = "violet"
	Indigo  Color = "indigo"
	Blue    Color = "blue"
	Cyan    Color = "cyan"
	Teal    Color = "teal"
	Green   Color = "green"
	Grass   Color = "grass"
	Orange  Color = "orange"
	Amber   Color = "amber"
)

// Colors are all colors.
func Colors() []Color {
	return []Color{Gray, Tomato, Red, Crimson, Pink, Purple, Violet, Indigo, Blue, Cyan, Teal, Green, Grass, Orange, Amber}
}

// A Size is how large a component is. Most have the sizes 1 to 3 and are of size 2; texts and
// headings have all nine.
type Size uint8

// The sizes.
const (
	Size1 Size = iota + 1
	Size2
	Size3
	Size4
	Size5
	Size6
	Size7
	Size8
	Size9
)

// A Variant is how much a component stands out.
type Variant string

// The variants, from the loudest to the most quiet.
const (
	Solid   Variant = "solid"   // filled with the color
	Soft    Variant = "soft"    // tinted
	Surface Variant = "surface" // tinted lightly, with a border
	Outline Variant = "outline" // a border alone
	Ghost   Variant = "ghost"   // nothing, until the pointer is over it
)

// A Radius is how round corners are.
type Radius string

// The radii.
const (
	Square      Radius = "none"
	RoundSmall  Radius = "small"
	RoundMedium Radius = "medium"
	RoundLarge  Radius = "large"
	RoundFull   Radius = "full"
)

// A Weight is how bold a text is.
type Weight string

// The weights.
const (
	Light   Weight = "light"
	Regular Weight = "regular"
	Medium  Weight = "medium"
	Bold    Weight = "bold"
)

// An Align is where things stand along the line that they do not fill.
type Align string

// The ways to align.
const (
	Start   Align = "start"
	Center  Align = "center"
	End     Align = "end"
	Between Align = "between"
)

// A Gap is the space between the parts of a Stack, a Row or a Grid: 0 to 9, of 0 to 64 pixels.
type Gap uint8

// A Mark is an option that is there or is not.
type Mark string

// The marks.
const (
	HighContrast Mark = "high contrast" // a text that is darker than its color asks for
	Muted        Mark = "muted"         // a text of second rank
	Busy         Mark = "busy"          // a button whose work is under way: it spins and cannot be pressed
	Wide         Mark = "wide"          // as wide as there is room
	Wrap         Mark = "wrap"          // what has no room in a Row goes to the next line
)

// Label is the name of a control, shown beside it.
type Label string

// Hint is what a reader should know before filling in a control.
type Hint string

// Problem is what is wrong with a control's value. The empty one is none, so that a
// validator's answer can stand as it is.
type Problem string

// Suffix is what stands at the right end of a TextField: a unit.
type Suffix string

// stray is an option where no component takes it.
func stray(what string) error {
	return fmt.Errorf("ui: %s is an option, and stands where no component of ui takes it: not all take all, and elements of html take none", what)
}

// Render gives an error: an option stands in a component.
func (c Color) Render(io.Writer) error { return stray("the color " + string(c)) }

// Render gives an error: an option stands in a component.
func (s Size) Render(io.Writer) error { return stray(fmt.Sprintf("Size%d", s)) }

// Render gives an error: an option stands in a component.
func (v Variant) Render(io.Writer) error { return stray("the variant " + string(v)) }

// Render gives an error: an option stands in a component.
func (r Radius) Render(io.Writer) error { return stray("the radius " + string(r)) }

// Render gives an error: an option stands in a component.
func (w Weight) Render(io.Writer) error { return stray("the weight " + string(w)) }

// Render gives an error: an option stands in a component.
func (a Align) Render(io.Writer) error { return stray("the alignment " + string(a)) }

// Render gives an error: an option stands in a component.
func (g Gap) Render(io.Writer) error { return stray(fmt.Sprintf("Gap(%d)", g)) }

// Render gives an error: an option stands in a component.
func (m Mark) Render(io.Writer) error { return stray("the mark " + string(m)) }

// Render gives an error: an option stands in a component.
func (l Label) Render(io.Writer) error { return stray(fmt.Sprintf("Label(%q)", string(l))) }

// Render gives an error: an option stands in a component.
func (h Hint) Render(io.Writer) error { return stray(fmt.Sprintf("Hint(%q)", string(h))) }

// Render gives an error: an option stands in a component.
func (p Problem) Render(io.Writer) error { return stray(fmt.Sprintf("Problem(%q)", string(p))) }

// Render gives an error: an option stands in a component.
func (s Suffix) Render(io.Writer) error { return stray(fmt.Sprintf("Suffix(%q)", string(s))) }

// A failure is a node that cannot be written.
type failure struct{ err error }

func (f failure) Render(io.Writer) error { return f.err }

func fail(format string, values ...any) html.Node {
	return failure{fmt.Errorf("ui: "+format, values...)}
}

var errNoName = errors.New("nothing names it for those who cannot see it: " +
	`give it ui.Label("…"), html.Aria("label", "…"), or an html.ID that an html.Label points at`)

// takes says which options a component has a use for.
type takes uint16

const (
	color takes = 1 << iota
	size
	variant
	radius
	weight
	align
	gap
	contrast
	muted
	busy
	wide
	wrap
	labels
	suffix
	icon
)

// given is what a component was given: its options, and the rest.
type given struct {
	color   Color
	size    Size
	variant Variant
	radius  Radius
	weight  Weight
	align   []Align
	gap     Gap
	gapSet  bool
	marks   []Mark
	label   Label
	hint    Hint
	problem Problem
	suffix  Suffix
	icon    Icon
	rest    []html.Node
}

// sorted takes the options from nodes. Of two of a type the last one counts. What a
// component has no use for stays, and makes the page fail.
func sorted(known takes, nodes []html.Node) given {
	var g given
	g.rest = g.sort(known, nodes)
	return g
}

// sort leaves nothing where an option stood, so that every other node keeps its place: a page
// is compared with what it was before by the places of its parts.
func (g *given) sort(known takes, nodes []html.Node) []html.Node {
	rest := make([]html.Node, len(nodes), len(nodes)+4)
	for i, n := range nodes {
		switch fragment, ok := n.(html.Fragment); {
		case ok:
			rest[i] = html.Fragment(g.sort(known, fragment))
		case g.option(known, n) || g.text(known, n):
		default:
			rest[i] = drawn(n)
		}
	}
	return rest
}

// drawn makes an element of an icon, which package html knows more of.
func drawn(n html.Node) html.Node {
	if i, ok := n.(Icon); ok {
		return i.node()
	}
	return n
}

// option takes an option of the look.
func (g *given) option(known takes, n html.Node) bool {
	is := func(t takes) bool { return known&t != 0 }
	switch n := n.(type) {
	case Color:
		return is(color) && put(&g.color, n)
	case Size:
		return is(size) && put(&g.size, n)
	case Variant:
		return is(variant) && put(&g.variant, n)
	case Radius:
		return is(radius) && put(&g.radius, n)
	case Weight:
		return is(weight) && put(&g.weight, n)
	case Align:
		return is(align) && put(&g.align, append(g.align, n))
	case Gap:
		return is(gap) && put(&g.gap, n) && put(&g.gapSet, true)
	case Mark:
		return is(markTakes[n]) && put(&g.marks, append(g.marks, n))
	}
	return false
}

// text takes an option that is read.
func (g *given) text(known takes, n html.Node) bool {
	is := func(t takes) bool { return known&t != 0 }
	switch n := n.(type) {
	case Label:
		return is(labels) && put(&g.label, n)
	case Hint:
		return is(labels) && put(&g.hint, n)
	case Problem:
		return is(labels) && put(&g.problem, n)
	case Suffix:
		return is(suffix) && put(&g.suffix, n)
	case Icon:
		return is(icon) && put(&g.icon, n)
	}
	return false
}

var markTakes = map[Mark]takes{HighContrast: contrast, Muted: muted, Busy: busy, Wide: wide, Wrap: wrap}

func put[T any](where *T, what T) bool {
	*where = what
	return true
}

func (g *given) has(m Mark) bool { return slices.Contains(g.marks, m) }

// look is the classes and attributes that all components spell in one way. The size
// and the variant are those that hold if none was given.
func (g *given) look(s Size, v Variant) html.Fragment {
	if g.size != 0 {
		s = g.size
	}
	if g.variant != "" {
		v = g.variant
	}
	var out html.Fragment
	if s != 0 {
		out = append(out, html.Class(fmt.Sprintf("rt-r-size-%d", s)))
	}
	if v != "" {
		out = append(out, html.Class("rt-variant-"+string(v)))
	}
	if g.has(HighContrast) {
		out = append(out, html.Class("rt-high-contrast"))
	}
	if g.has(Wide) {
		out = append(out, html.Class("kin-wide"))
	}
	if g.color != "" {
		out = append(out, html.Data("accent-color", string(g.color)))
	}
	if g.radius != "" {
		out = append(out, html.Data("radius", string(g.radius)))
	}
	return out
}

// attribute is the value of an attribute among nodes.
func attribute(nodes []html.Node, name string) (value string, ok bool) {
	for _, n := range nodes {
		switch n := n.(type) {
		case html.Attribute:
			if n.Name() == name {
				return n.Value(), true
			}
		case html.Fragment:
			if value, ok = attribute(n, name); ok {
				return value, true
			}
		}
	}
	return "", false
}

// attributesApart is nodes in two: the attributes and what is bound, and the content, in which
// each node keeps its place.
func attributesApart(nodes []html.Node) (attributes, content html.Fragment) {
	content = make(html.Fragment, len(nodes))
	for i, n := range nodes {
		switch n := n.(type) {
		case html.Attribute, html.Bound:
			attributes = append(attributes, n)
		case html.Fragment:
			inner, rest := attributesApart(n)
			attributes = append(attributes, inner...)
			content[i] = rest
		default:
			content[i] = n
		}
	}
	return attributes, content
}

// isNothing says that there is no node in a content.
func isNothing(content html.Fragment) bool {
	for _, n := range content {
		if inner, ok := n.(html.Fragment); n != nil && (!ok || !isNothing(inner)) {
			return false
		}
	}
	return true
}

// without is nodes with nothing where an attribute was.
func without(nodes []html.Node, name string) []html.Node {
	out := make([]html.Node, len(nodes))
	for i, n := range nodes {
		switch n := n.(type) {
		case html.Fragment:
			out[i] = html.Fragment(without(n, name))
		case html.Attribute:
			if n.Name() != name {
				out[i] = n
			}
		default:
			out[i] = n
		}
	}
	return out
}
