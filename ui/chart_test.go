package ui_test

import (
	"math"
	"strings"
	"testing"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/ui"
)

func visits(values ...float64) ui.Chart {
	return ui.Chart{Title: "Visits", Labels: strings.Split("abcdefghij", "")[:len(values)], Series: []ui.Series{{Name: "Visits", Values: values}}}
}

func TestBarsStandOnTheLineOfZero(t *testing.T) {
	has(t, ui.BarChart(visits(10, -5)),
		`x="10.28%" width="29.44%" y="0%" height="66.67%" rx="3"`, `y="66.67%" height="33.33%"`, // of -5 to 10
		`class="kin-Chart-zero" x1="0" x2="100%" y1="66.67%"`, "<title>a: 10</title>", "<title>b: -5</title>")
}

func TestALineHasAGapWhereAValueIsMissing(t *testing.T) {
	got := ui.LineChart(visits(1, math.NaN(), 3, 4))
	has(t, got, `d="M12.5 75"`, `d="M62.5 25L87.5 0"`, "<td class=\"kin-number\">–</td>", "!NaN")
	if n := strings.Count(written(t, got), "<circle"); n != 3 {
		t.Errorf("%d points are drawn for three values", n)
	}
}

func TestAChartIsHeardAndCanBeReadAsATable(t *testing.T) {
	c := visits(1204, 1380)
	c.Text = "They rise."
	has(t, ui.BarChart(c), `role="img" aria-label="Bar chart: Visits. They rise. The values go from 1,204 to 1,380. They are in the table below."`,
		"<figcaption", "Show the data", `<th scope="row">a</th><td class="kin-number">1,204</td>`)
	c.Series = append(c.Series, ui.Series{Name: "Last year", Values: []float64{1, 2}, Color: ui.Red})
	has(t, ui.LineChart(c), "kin-Legend", `data-accent-color="red"`, "kin-dash-1", "Last year, b: 2")
}

func TestTheScaleOfAChartIsRound(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   string
	}{
		{[]float64{84, 22}, "100 80 60 40 20 0"},
		{[]float64{1, 2, 3}, "3 2 1 0"},
		{[]float64{0.3, 0.1}, "0.3 0.2 0.1 0"},
		{[]float64{0, 0}, "1 0.8 0.6 0.4 0.2 0"},
		{[]float64{-3, -11}, "0 -2.5 -5 -7.5 -10 -12.5"},
		{[]float64{math.NaN()}, "1 0.8 0.6 0.4 0.2 0"},
		{[]float64{2.5e9}, "2,500,000,000 2,000,000,000 1,500,000,000 1,000,000,000 500,000,000 0"},
	} {
		got := written(t, ui.BarChart(visits(c.values...)))
		_, got, _ = strings.Cut(got, `kin-Chart-y" aria-hidden="true">`)
		got, _, _ = strings.Cut(got, "</div>")
		got = strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(got, "<span>", ""), "</span>", " "))
		if got != c.want {
			t.Errorf("%v: %s, want %s", c.values, got, c.want)
		}
	}
}

func TestTheLargestAndSmallestNumbersCanBeDrawn(t *testing.T) {
	for _, v := range []float64{1e100, -1e100, 1e-99, math.SmallestNonzeroFloat64} {
		has(t, ui.LineChart(visits(v, 0, -v)), "<svg", "!NaN", "!Inf")
	}
}

func TestWhatCannotBeDrawnMakesThePageFail(t *testing.T) {
	short := visits(1, 2)
	short.Labels = short.Labels[:1]
	nameless := visits(1)
	nameless.Title = ""
	for name, c := range map[string]struct {
		n     html.Node
		parts []string
	}{
		"lengths":   {ui.BarChart(short), []string{`"Visits" has 1 labels`, "has 2 values"}},
		"infinity":  {ui.LineChart(visits(1, math.Inf(1))), []string{"+Inf", `"b"`, "1e+100"}},
		"too large": {ui.LineChart(visits(1, -math.MaxFloat64)), []string{"-1.79", "1e+100"}},
		"no title":  {ui.BarChart(nameless), []string{"no Title"}},
		"negative":  {ui.PieChart("Storage", []ui.Share{{Name: "Free", Value: -1}}, nil), []string{`"Free" is -1`, "0 to 1e+100"}},
		"not one":   {ui.PieChart("Storage", []ui.Share{{Name: "Free", Value: math.NaN()}}, nil), []string{"NaN"}},
		"pie":       {ui.PieChart("", nil, nil), []string{"no Title"}},
	} {
		t.Run(name, func(t *testing.T) { refuses(t, c.n, c.parts...) })
	}
}

func TestSharesAreArcsOfARing(t *testing.T) {
	n := ui.PieChart("Storage", []ui.Share{{Name: "Used", Value: 3}, {Name: "Free", Value: 1, Color: ui.Gray}, {Name: "Lost"}}, nil)
	has(t, n, `d="M0 -49A49 49 0 1 1 -49 0L-31 0A31 31 0 1 0 0 -31Z"`, `d="M-49 0A49 49 0 0 1 0 -49L0 -31A31 31 0 0 0 -31 0Z"`,
		"75.0 %", "25.0 %", "0.0 %", `role="img" aria-label="Pie chart: Storage.`, `data-accent-color="gray"`)
	if got := strings.Count(written(t, n), "<path class=\"kin-Chart-arc\""); got != 2 {
		t.Errorf("%d arcs are drawn for two shares that are not nothing", got)
	}
	has(t, ui.PieChart("All", []ui.Share{{Name: "All", Value: 5}}, nil), "100.0 %", "0 1 1 -0.0031 -49") // the whole ring
	has(t, ui.PieChart("None", []ui.Share{{Name: "None"}}, nil), "0.0 %", "!kin-Chart-arc\"")
}

func TestLabelsThatHaveNoRoomAreLeftOut(t *testing.T) {
	c := ui.Chart{Title: "Hours"}
	values := make([]float64, 100)
	for i := range values {
		c.Labels = append(c.Labels, "label "+ui.Number(float64(i)))
	}
	c.Series = []ui.Series{{Name: "x", Values: values}}
	got := written(t, ui.LineChart(c))
	_, got, _ = strings.Cut(got, `kin-Chart-x" aria-hidden="true">`)
	got, _, _ = strings.Cut(got, "<details")
	if n := strings.Count(got, "label "); n > 12 || n < 4 {
		t.Errorf("%d labels are shown", n)
	}
}

func TestNumbersAreWrittenForReaders(t *testing.T) {
	for f, want := range map[float64]string{
		0: "0", 12: "12", -12: "-12", 999: "999", 1000: "1,000", -1234567.5: "-1,234,567.5", 0.1 + 0.2: "0.3", 0.0001: "0", -0.0001: "0", 100: "100", 1e6: "1,000,000", 19.125: "19.125",
	} {
		if got := ui.Number(f); got != want {
			t.Errorf("%v is written %s, want %s", f, got, want)
		}
	}
}

func TestSeriesHaveColorsThatDoNotDependOnTheTheme(t *testing.T) {
	c := visits(1, 2)
	has(t, ui.BarChart(c), "!data-accent-color") // one series has the theme's
	c.Series = append(c.Series, ui.Series{Name: "b", Values: []float64{1, 2}}, ui.Series{Name: "c", Values: []float64{1, 2}, Color: ui.Red})
	has(t, ui.BarChart(c), `<g data-accent-color="indigo">`, `<g data-accent-color="teal">`, `<g data-accent-color="red">`)
}
