package ui

import (
	"math"
	"strconv"
	"strings"

	"github.com/kin-go/kin/html"
)

// BarChart is a chart of bars: how much of each. Attributes go to its figure.
func BarChart(c Chart, nodes ...html.Node) html.Node {
	return c.figure("Bar chart", c.bars, nodes)
}

func (c Chart) bars(s scale) (out html.Fragment) {
	band := 100 / float64(len(c.Labels))
	wide := band * 0.64 / float64(len(c.Series))
	for i, series := range c.Series {
		var bars html.Fragment
		for at, v := range series.Values {
			if !math.IsNaN(v) {
				bars = append(bars, html.El("rect", html.Class("kin-Chart-bar"), c.hover(series, at),
					html.Attr("x", percent(band*float64(at)+band*0.18+wide*float64(i)+wide*0.04)), html.Attr("width", percent(wide*0.92)),
					html.Attr("y", percent(min(s.y(v), s.y(0)))), html.Attr("height", percent(math.Abs(s.y(v)-s.y(0)))), html.Attr("rx", "3")))
			}
		}
		out = append(out, html.El("g", hue(series.Color, i, len(c.Series)), bars))
	}
	return out
}

// LineChart is a chart of lines: how something goes on. Attributes go to its figure. A value that
// is missing is a gap.
func LineChart(c Chart, nodes ...html.Node) html.Node {
	return c.figure("Line chart", c.lines, nodes)
}

func (c Chart) lines(s scale) (out html.Fragment) {
	for i, series := range c.Series {
		var shapes, points html.Fragment
		for _, run := range runs(series.Values) {
			if len(c.Series) == 1 {
				shapes = append(shapes, html.El("path", html.Class("kin-Chart-area"), html.Attr("d", c.area(s, series, run))))
			}
			shapes = append(shapes, html.El("path", html.Class("kin-Chart-path", dash(i)), html.Attr("d", c.path(s, series, run))))
		}
		for at, v := range series.Values {
			if !math.IsNaN(v) {
				points = append(points, html.El("circle", html.Class("kin-Chart-point"), c.hover(series, at),
					html.Attr("cx", percent(c.x(at))), html.Attr("cy", percent(s.y(v))), html.Attr("r", "3.5")))
			}
		}
		out = append(out, html.El("g", hue(series.Color, i, len(c.Series)),
			html.El("svg", html.Class("kin-Chart-stretch"), html.Attr("viewBox", "0 0 100 100"), html.Attr("preserveAspectRatio", "none"), shapes), points))
	}
	return out
}

// x is how far to the right a label stands, of 0 to 100: in the middle of its band, where its
// name is.
func (c Chart) x(at int) float64 { return 100 * (float64(at) + 0.5) / float64(len(c.Labels)) }

// runs are the stretches of values between those that are missing: the first and the last
// index of each.
func runs(values []float64) (out [][2]int) {
	start := -1
	for i, v := range values {
		switch {
		case math.IsNaN(v):
			start = -1
		case start < 0:
			start = i
			out = append(out, [2]int{i, i})
		default:
			out[len(out)-1][1] = i
		}
	}
	return out
}

func (c Chart) path(s scale, series Series, run [2]int) string {
	var b strings.Builder
	for at := run[0]; at <= run[1]; at++ {
		b.WriteString(move(at == run[0]))
		b.WriteString(coordinate(c.x(at)) + " " + coordinate(s.y(series.Values[at])))
	}
	return b.String()
}

func move(begins bool) string {
	if begins {
		return "M"
	}
	return "L"
}

// area is the path, closed along the line of zero.
func (c Chart) area(s scale, series Series, run [2]int) string {
	zero := coordinate(s.y(0))
	return c.path(s, series, run) + "L" + coordinate(c.x(run[1])) + " " + zero + "L" + coordinate(c.x(run[0])) + " " + zero + "Z"
}

// A Share is a part of a whole.
type Share struct {
	Name  string
	Value float64
	Color Color // another one for each share, if it is not given
}

// PieChart is a ring of the parts of a whole, with their names beside it. Up to eight parts can
// be told apart: put the small ones together. Attributes go to its figure.
func PieChart(title string, shares []Share, format func(float64) string, nodes ...html.Node) html.Node {
	if format == nil {
		format = Number
	}
	whole := 0.0
	for _, s := range shares {
		if !(s.Value >= 0 && s.Value <= largest) {
			return fail("the chart %q: the share %q is %v, and can be 0 to %v", title, s.Name, s.Value, largest)
		}
		whole += s.Value
	}
	if title == "" {
		return fail("a chart has no Title: nothing names it for those who cannot see it")
	}
	return ring{title, shares, whole, format}.node(nodes)
}

// A ring is what a PieChart draws.
type ring struct {
	title  string
	shares []Share
	whole  float64
	format func(float64) string
}

func (r ring) node(nodes []html.Node) html.Node {
	var arcs, names, rows html.Fragment
	from := 0.0
	for i, s := range r.shares {
		part := 0.0
		if r.whole > 0 {
			part = s.Value / r.whole
		}
		color := hue(s.Color, i, len(r.shares))
		share := strconv.FormatFloat(100*part, 'f', 1, 64) + " %"
		if part > 0 {
			arcs = append(arcs, html.El("path", html.Class("kin-Chart-arc"), color, hover(s.Name+": "+r.format(s.Value)+" ("+share+")"), html.Attr("d", arc(from, from+part))))
		}
		from += part
		names = append(names, html.Li(color, swatch(0), html.Span(html.Text(s.Name)), html.Span(html.Class("kin-Pie-value"), html.Text(r.format(s.Value))),
			html.Span(html.Class("kin-Pie-share", "kin-muted"), html.Text(share))))
		rows = append(rows, html.Tr(html.Th(html.Scope("row"), html.Text(s.Name)), html.Td(html.Class("kin-number"), html.Text(r.format(s.Value))), html.Td(html.Class("kin-number"), html.Text(share))))
	}
	heads := html.Fragment{html.Th(html.Scope("col"), hidden("Name")), html.Th(html.Scope("col"), html.Class("kin-number"), html.Text("Value")), html.Th(html.Scope("col"), html.Class("kin-number"), html.Text("Share"))}
	return html.Figure(html.Class("rt-reset", "kin-Chart"), html.Group(nodes...),
		html.Figcaption(html.Class("kin-Chart-head"), html.Span(html.Class("kin-Chart-title"), html.Text(r.title))),
		html.Div(html.Class("kin-Pie"),
			html.El("svg", html.Class("kin-Pie-drawing"), html.Attr("viewBox", "-50 -50 100 100"), html.Role("img"),
				html.Aria("label", "Pie chart: "+r.title+". The shares are listed beside it."), arcs),
			html.Ul(html.Class("rt-reset", "kin-Pie-names"), names),
		),
		dataTable(r.title, heads, rows),
	)
}

// arc is a piece of the ring between two shares of a turn, from the top clockwise. A full turn has no
// ends that an arc could be drawn between, so it ends just before.
func arc(from, to float64) string {
	const outer, inner = 49.0, 31.0
	to = min(to, from+0.99999)
	large := "0"
	if to-from > 0.5 {
		large = "1"
	}
	at := func(radius, turn float64) string {
		sin, cos := math.Sincos(2 * math.Pi * turn)
		return fine(radius*sin) + " " + fine(-radius*cos)
	}
	return "M" + at(outer, from) + "A49 49 0 " + large + " 1 " + at(outer, to) +
		"L" + at(inner, to) + "A31 31 0 " + large + " 0 " + at(inner, from) + "Z"
}

// fine is a coordinate with four digits: the ends of a full turn must not be the same.
func fine(f float64) string { return number(math.Round(f*1e4)/1e4 + 0) } // -0 + 0 is 0
