package ui

import (
	"slices"
	"strconv"

	"github.com/kin-go/kin/html"
)

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
	out := make(html.Fragment, 0, 4)
	if s != 0 {
		out = append(out, html.Class("rt-r-size-"+strconv.Itoa(int(s))))
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
