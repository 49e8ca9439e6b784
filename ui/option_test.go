package ui_test

import (
	"testing"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/ui"
)

func TestOptionsStandAmongTheArgumentsInAnyOrder(t *testing.T) {
	want := written(t, ui.Button(ui.Red, ui.Soft, ui.Size3, html.ID("x"), html.Text("Go")))
	got := written(t, ui.Button(html.ID("x"), ui.Size3, html.Text("Go"), ui.Soft, ui.Red))
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	has(t, ui.Button(ui.Red, ui.Soft, ui.Size3, html.Text("Go")), `data-accent-color="red"`, "rt-variant-soft", "rt-r-size-3", "!rt-variant-solid", "!rt-r-size-2")
}

func TestAnOptionCanDependOnACondition(t *testing.T) {
	for _, c := range []struct {
		danger bool
		want   string
	}{{true, `data-accent-color="red"`}, {false, "!data-accent-color"}} {
		has(t, ui.Button(html.If(c.danger, ui.Red), html.Text("Go")), c.want)
		has(t, ui.Button(html.Group(html.Group(html.If(c.danger, ui.Red)), html.Text("Go"))), c.want)
	}
}

func TestTheLastOfTwoOptionsCounts(t *testing.T) {
	has(t, ui.Button(ui.Red, ui.Green, html.Text("Go")), `data-accent-color="green"`, "!red")
}

func TestAnOptionThatNobodyTakesMakesThePageFail(t *testing.T) {
	for name, n := range map[string]html.Node{
		"the color red":         html.Div(ui.Red),
		"Size3":                 html.P(ui.Size3),
		"the variant soft":      ui.Text(ui.Soft, html.Text("x")),
		"the radius full":       ui.Card(ui.RoundFull),
		"the weight bold":       ui.Button(ui.Bold),
		"the alignment end":     ui.Badge(ui.End),
		"Gap(2)":                ui.Card(ui.Gap(2)),
		"the mark busy":         ui.Text(ui.Busy),
		`Label("E-mail")`:       ui.Button(ui.Label("E-mail")),
		`Hint("Long")`:          ui.Card(ui.Hint("Long")),
		`Problem("Wrong")`:      ui.Badge(ui.Problem("Wrong")),
		`Suffix("kg")`:          ui.Button(ui.Suffix("kg")),
		"the mark wide":         ui.Badge(ui.Wide),
		"the mark muted":        ui.Button(ui.Muted),
		"the mark wrap":         ui.Stack(ui.Wrap),
		"the mark high contras": ui.Stack(ui.HighContrast),
	} {
		refuses(t, n, name, "option")
	}
}
