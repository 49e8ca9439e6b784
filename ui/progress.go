package ui

import (
	"strconv"

	"github.com/kin-go/kin/html"
)

// Progress is a bar that shows how far something is: done of all. The name says what. Of
// an unknown all, 0, the bar runs to and fro.
func Progress(name string, done, all float64, nodes ...html.Node) html.Element {
	g := sorted(color|size|radius, nodes)
	bar := html.Group(html.Class("kin-Progress"), g.look(Size2, ""), html.Aria("label", name), html.Group(g.rest...))
	if all <= 0 {
		return html.Progress(bar)
	}
	return html.Progress(bar, html.Value(number(min(max(done, 0), all))), html.Max(number(all)))
}

// number writes a number as HTML reads it.
func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// Spinner turns while one waits. The name says for what: it is read out, and not seen.
func Spinner(name string, nodes ...html.Node) html.Element {
	g := sorted(size, nodes)
	return html.Span(html.Class("kin-Spinner"), html.Role("status"), html.Group(g.rest...), g.leaves(), hidden(name))
}

// hidden is a text that is heard and not seen.
func hidden(text string) html.Element {
	return html.Span(html.Class("kin-hidden"), html.Text(text))
}

// leaves are the parts of a spinner.
func leaves() html.Element { return (&given{}).leaves() }

func (g *given) leaves() html.Element {
	var eight html.Fragment
	for range 8 {
		eight = append(eight, html.Span(html.Class("rt-SpinnerLeaf")))
	}
	return html.Span(html.Class("rt-Spinner"), g.look(Size2, ""), html.Aria("hidden", "true"), eight)
}
