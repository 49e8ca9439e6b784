package ui

import (
	"fmt"

	"github.com/kin-go/kin/html"
)

const ofText = color | size | weight | contrast | muted | align

// Text is text within a line.
func Text(nodes ...html.Node) html.Element {
	g := sorted(ofText, nodes)
	return html.Span(g.textLook("rt-Text", 0), html.Group(g.rest...))
}

// Paragraph is text with a line of its own.
func Paragraph(nodes ...html.Node) html.Element {
	g := sorted(ofText, nodes)
	return html.P(html.Class("rt-reset"), g.textLook("rt-Text", 0), html.Group(g.rest...))
}

// Heading is a heading of a level of 1 to 6. Its size follows from the level, unless it is
// given.
func Heading(level int, nodes ...html.Node) html.Node {
	if level < 1 || level > 6 {
		return fail("a Heading has a level of 1 to 6, and not %d", level)
	}
	g := sorted(ofText, nodes)
	return html.El(fmt.Sprintf("h%d", level), html.Class("rt-reset"), g.textLook("rt-Heading", headingSizes[level]), html.Group(g.rest...))
}

var headingSizes = [7]Size{0, Size7, Size5, Size4, Size3, Size2, Size2}

func (g *given) textLook(class string, s Size) html.Fragment {
	look := append(html.Fragment{html.Class(class)}, g.look(s, "")...)
	if g.weight != "" {
		look = append(look, html.Class("kin-weight-"+string(g.weight)))
	}
	for _, a := range g.align {
		look = append(look, html.Class("kin-text-"+string(a)))
	}
	if g.has(Muted) {
		look = append(look, html.Class("kin-muted"))
	}
	return look
}

// Link is a link in a text, with a line under it: color alone is not seen by all.
func Link(nodes ...html.Node) html.Element {
	g := sorted(ofText, nodes)
	return html.A(html.Class("rt-reset", "rt-Link", "rt-underline-always"), g.textLook("rt-Text", 0), html.Group(g.rest...))
}

// Code is a piece of a program in a text.
func Code(nodes ...html.Node) html.Element {
	g := sorted(color|size|variant|weight|contrast, nodes)
	return html.Code(html.Class("rt-reset"), g.look(0, Soft), g.textWeight("rt-Code"), html.Group(g.rest...))
}

func (g *given) textWeight(class string) html.Fragment {
	if g.weight == "" {
		return html.Fragment{html.Class(class)}
	}
	return html.Fragment{html.Class(class, "kin-weight-"+string(g.weight))}
}

// CodeBlock is a program of several lines. It can be scrolled by keyboard, so it has a
// name.
func CodeBlock(name, program string, nodes ...html.Node) html.Element {
	return html.Pre(html.Class("kin-CodeBlock"), html.TabIndex(0), html.Role("region"), html.Aria("label", name), html.Group(nodes...),
		html.Code(html.Text(program)))
}

// Kbd is a key of the keyboard.
func Kbd(nodes ...html.Node) html.Element {
	g := sorted(size, nodes)
	return html.Kbd(html.Class("rt-reset", "rt-Kbd"), g.look(0, ""), html.Group(g.rest...))
}

// Blockquote is what someone else has said.
func Blockquote(nodes ...html.Node) html.Element {
	g := sorted(ofText, nodes)
	return html.Blockquote(html.Class("rt-reset", "rt-Blockquote"), g.textLook("rt-Text", 0), html.Group(g.rest...))
}
