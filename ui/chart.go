package ui

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/kin-go/kin/html"
)

// A Series is a row of values of a chart, one for each of the chart's labels. NaN is a value
// that is missing.
type Series struct {
	Name   string
	Values []float64
	Color  Color // another one for each series, if it is not given
}

// A Chart is values over labels, to be drawn as bars or as lines. What is drawn is heard by the Title and
// the Text, and can be read in a table that opens below it.
type Chart struct {
	Title  string
	Text   string // what there is to see, in a sentence
	Labels []string
	Series []Series
	Format func(float64) string // how a value is written; Number if it is not given
}

// palette is the colors of series that have none of their own. They do not depend on the theme,
// whose accent could be one of them.
var palette = []Color{Indigo, Teal, Orange, Crimson, Violet, Cyan, Amber, Grass}

// hue is the color of the i-th of several series or shares; a single one has the accent of its
// theme.
func hue(c Color, i, of int) html.Node {
	switch {
	case c != "":
		return html.Data("accent-color", string(c))
	case of < 2:
		return nil
	}
	return html.Data("accent-color", string(palette[i%len(palette)]))
}

// Number writes a value as a reader expects it: at most three digits after the point, and
// commas between thousands.
func Number(f float64) string {
	s := strings.TrimRight(strings.TrimRight(strconv.FormatFloat(f, 'f', 3, 64), "0"), ".")
	whole, rest, point := strings.Cut(s, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	switch {
	case whole == "0" && !point:
		return "0"
	case point:
		return sign + whole + "." + rest
	}
	return sign + whole
}

func (c Chart) write(f float64) string {
	switch {
	case math.IsNaN(f):
		return "–"
	case c.Format != nil:
		return c.Format(f)
	}
	return Number(f)
}

// largest and smallest are the values between which scales are: far from where the arithmetic of
// floats ends.
const (
	largest  = 1e100
	smallest = 1e-100
)

// mistake is what keeps a chart from being drawn, or nil.
func (c Chart) mistake() html.Node {
	for _, s := range c.Series {
		if len(s.Values) != len(c.Labels) {
			return fail("the chart %q has %d labels, and its series %q has %d values", c.Title, len(c.Labels), s.Name, len(s.Values))
		}
		for i, v := range s.Values {
			if math.Abs(v) > largest {
				return fail("the chart %q: the series %q is %v at %q, and nothing beyond ±%v can be drawn", c.Title, s.Name, v, c.Labels[i], largest)
			}
		}
	}
	if c.Title == "" {
		return fail("a chart has no Title: nothing names it for those who cannot see it")
	}
	return nil
}

// figure is a chart around its drawing.
func (c Chart) figure(kind string, drawing func(scale) html.Fragment, nodes []html.Node) html.Node {
	if wrong := c.mistake(); wrong != nil {
		return wrong
	}
	s := c.scale()
	return html.Figure(html.Class("rt-reset", "kin-Chart"), html.Group(nodes...),
		html.Figcaption(html.Class("kin-Chart-head"), html.Span(html.Class("kin-Chart-title"), html.Text(c.Title)), c.legend()),
		html.Div(html.Class("kin-Chart-plot"),
			html.Div(html.Class("kin-Chart-y"), html.Aria("hidden", "true"), c.marks(s)),
			html.El("svg", html.Class("kin-Chart-drawing"), html.Role("img"), html.Aria("label", c.summary(kind, s)), s.grid(), drawing(s)),
			html.Div(html.Class("kin-Chart-x"), html.Aria("hidden", "true"), c.names()),
		),
		c.data(),
	)
}

// summary is what is heard instead of the drawing.
func (c Chart) summary(kind string, s scale) string {
	text := fmt.Sprintf("%s: %s.", kind, c.Title)
	if c.Text != "" {
		text += " " + c.Text
	}
	if s.least <= s.most {
		text += fmt.Sprintf(" The values go from %s to %s.", c.write(s.least), c.write(s.most))
	}
	return text + " They are in the table below."
}

// legend names the series, if there is more than one.
func (c Chart) legend() html.Node {
	if len(c.Series) < 2 {
		return nil
	}
	var names html.Fragment
	for i, s := range c.Series {
		names = append(names, html.Li(hue(s.Color, i, len(c.Series)), swatch(i), html.Text(s.Name)))
	}
	return html.Ul(html.Class("rt-reset", "kin-Legend"), names)
}

func swatch(i int) html.Element {
	return html.Span(html.Class("kin-Swatch", dash(i)), html.Aria("hidden", "true"))
}

// dash tells series apart where colors do not.
func dash(i int) string { return fmt.Sprintf("kin-dash-%d", i%4) }

// marks are the values at the side, from the top.
func (c Chart) marks(s scale) (out html.Fragment) {
	for i := s.steps; i >= 0; i-- {
		out = append(out, html.Span(html.Text(c.write(s.at(i)))))
	}
	return out
}

// There is room for twelve labels below a chart, and for sixty characters with the space around each
// label.
const (
	mostNames      = 12
	mostCharacters = 60
)

// every says that each of so many labels has room.
func (c Chart) every() int {
	longest := 0
	for _, label := range c.Labels {
		longest = max(longest, utf8.RuneCountInString(label)+2)
	}
	return max(1, ceil(len(c.Labels), mostNames), ceil(len(c.Labels)*longest, mostCharacters))
}

func ceil(a, b int) int { return (a + b - 1) / b }

// names are the labels below, as many as have room; on a narrow chart, every second of them.
func (c Chart) names() (out html.Fragment) {
	every := c.every()
	shown := 0
	for i, label := range c.Labels {
		var name html.Node
		if i%every == 0 {
			name = html.Span(html.If(shown%2 == 1 && len(c.Labels)/every > mostNames/2, html.Class("kin-Chart-second")), html.Text(label))
			shown++
		}
		out = append(out, html.Div(name))
	}
	return out
}

// data is the values as a table.
func (c Chart) data() html.Node {
	heads := html.Fragment{html.Th(html.Scope("col"), html.Span(html.Class("kin-hidden"), html.Text("Label")))}
	for _, s := range c.Series {
		heads = append(heads, html.Th(html.Scope("col"), html.Class("kin-number"), html.Text(s.Name)))
	}
	var rows html.Fragment
	for i, label := range c.Labels {
		row := html.Fragment{html.Th(html.Scope("row"), html.Text(label))}
		for _, s := range c.Series {
			row = append(row, html.Td(html.Class("kin-number"), html.Text(c.write(s.Values[i]))))
		}
		rows = append(rows, html.Tr(row))
	}
	return dataTable(c.Title, heads, rows)
}

func dataTable(title string, heads, rows html.Fragment) html.Node {
	return html.Details(html.Class("kin-Chart-data"),
		html.Summary(html.Text("Show the data"), hidden(" of "+title)),
		html.Div(html.Class("kin-Chart-table"), html.TabIndex(0), html.Role("region"), html.Aria("label", "The data of "+title),
			html.Table(html.Thead(html.Tr(heads)), html.Tbody(rows))),
	)
}

// A scale is the values that a chart has room for: steps of one height, from a round number
// to a round number.
type scale struct {
	from, step  float64
	steps       int
	least, most float64 // of the values; the other way round if there is none
}

// scale holds all values and zero: a bar that begins elsewhere says what is not true.
func (c Chart) scale() scale {
	s := scale{least: math.Inf(1), most: math.Inf(-1)}
	for _, series := range c.Series {
		for _, v := range series.Values {
			if !math.IsNaN(v) {
				s.least, s.most = min(s.least, v), max(s.most, v)
			}
		}
	}
	low, high := min(s.least, 0), max(s.most, 0)
	if high-low < smallest {
		high = low + 1
	}
	s.step = roundStep(high/5 - low/5)
	s.from = math.Floor(low/s.step) * s.step
	s.steps = int(math.Ceil(high/s.step) - math.Floor(low/s.step))
	return s
}

// roundStep is 1, 2, 2.5 or 5 times a power of ten: the first that is at least f.
func roundStep(f float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(f)))
	for _, n := range []float64{1, 2, 2.5, 5} {
		if n*power >= f*(1-1e-9) {
			return n * power
		}
	}
	return 10 * power
}

func (s scale) at(i int) float64 { return s.from + float64(i)*s.step }

// y is how far down a value stands, of 0 to 100.
func (s scale) y(value float64) float64 {
	return 100 - 100*((value-s.from)/s.step)/float64(s.steps)
}

// grid is the lines across; that of zero stands out.
func (s scale) grid() (out html.Fragment) {
	for i := range s.steps + 1 {
		y := percent(s.y(s.at(i)))
		class := "kin-Chart-line"
		if math.Abs(s.at(i)) < s.step/2 {
			class = "kin-Chart-zero"
		}
		out = append(out, html.El("line", html.Class(class), html.Attr("x1", "0"), html.Attr("x2", "100%"), html.Attr("y1", y), html.Attr("y2", y)))
	}
	return out
}

// percent writes a share of the drawing, which is as wide as there is room.
func percent(f float64) string { return coordinate(f) + "%" }

// coordinate writes a number with two digits after the point at most.
func coordinate(f float64) string {
	s := strconv.FormatFloat(f, 'f', 2, 64)
	s = strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}

// hover is what shows up when the pointer is over a mark.
func hover(text string) html.Element { return html.El("title", html.Text(text)) }

func (c Chart) hover(s Series, i int) html.Element {
	text := c.Labels[i] + ": " + c.write(s.Values[i])
	if len(c.Series) > 1 {
		text = s.Name + ", " + text
	}
	return hover(text)
}
