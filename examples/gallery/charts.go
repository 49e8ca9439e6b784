package main

import (
	"fmt"
	"math"
	"strings"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/ui"
)

func charts() html.Node {
	months := strings.Fields("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec")
	money := func(f float64) string { return "$" + ui.Number(f) + "k" }
	chart := func(n html.Node) html.Node { return ui.Card(ui.Size3, n) }
	return parts(
		chart(ui.LineChart(ui.Chart{
			Title: "Revenue by month", Text: "Both years rise; this one stays above the last.", Labels: months, Format: money,
			Series: []ui.Series{
				{Name: "This year", Values: []float64{31, 35, 34, 42, 47, 51, 49, 58, 63, 61, 72, 84}},
				{Name: "Last year", Values: []float64{22, 24, 29, 28, 34, 33, 38, 41, 40, 46, 52, 60}},
			},
		})),
		both(
			chart(ui.BarChart(ui.Chart{
				Title: "Visits by day", Labels: strings.Fields("Mon Tue Wed Thu Fri Sat Sun"),
				Series: []ui.Series{{Name: "Visits", Values: []float64{1204, 1380, 1295, 1610, 1904, 2210, 2065}}},
			})),
			chart(ui.BarChart(ui.Chart{
				Title: "Won and lost", Text: "More was lost than won in the second quarter.", Labels: []string{"Q1", "Q2", "Q3", "Q4"},
				Series: []ui.Series{{Name: "Won", Values: []float64{12, 8, 19, 24}, Color: ui.Green}, {Name: "Lost", Values: []float64{-5, -11, -7, -4}, Color: ui.Red}},
			})),
			chart(ui.LineChart(ui.Chart{
				Title: "Temperature of the room", Text: "Three hours were not measured.", Labels: hours(24),
				Format: func(f float64) string { return ui.Number(f) + " °C" },
				Series: []ui.Series{{Name: "Room", Values: temperatures(), Color: ui.Orange}},
			})),
			chart(ui.PieChart("Storage", []ui.Share{{Name: "Pictures", Value: 48.2}, {Name: "Films", Value: 31.5}, {Name: "Letters", Value: 12.1}, {Name: "Free", Value: 36.2, Color: ui.Gray}},
				func(f float64) string { return ui.Number(f) + " GB" })),
		),
	)
}

func hours(n int) (out []string) {
	for i := range n {
		out = append(out, fmt.Sprintf("%02d:00", i))
	}
	return out
}

func temperatures() (out []float64) {
	for i := range 24 {
		v := 19 + 3*math.Sin(float64(i-8)*math.Pi/12)
		if i >= 12 && i <= 14 {
			v = math.NaN()
		}
		out = append(out, math.Round(v*10)/10)
	}
	return out
}
