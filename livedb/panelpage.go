package livedb

import (
	"context"
	"strconv"
	"time"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/ui"
)

// Page is the page of the panel, for live.App.Page. It is made of ui, whose style sheet it loads itself: ui.Assets
// has to be served. Whoever can open it sees the statements of everybody: mount it in development alone.
func (p *Panel) Page() live.View { return &panelPage{panel: p} }

// panelPage shows the events, the newest first, and looks for new ones every second.
type panelPage struct {
	live.Page
	panel *Panel
}

// panelPace is how often the page looks.
const panelPace = time.Second

// Title is that of the document.
func (*panelPage) Title() string { return "Statements" }

// Layout is no frame: the page stands alone.
func (*panelPage) Layout(content html.Node) html.Node { return content }

// look has the page shown again.
func (*panelPage) look(context.Context) error { return nil }

func (v *panelPage) clear(context.Context) error {
	v.panel.forget()
	return nil
}

// Load tells the panel which page is its own.
func (v *panelPage) Load(context.Context) error {
	v.panel.at(v.Path())
	return nil
}

// View implements live.View.
func (v *panelPage) View() html.Node {
	return html.Main(ui.Theme{Appearance: ui.Auto}.Attributes(), live.Every(panelPace, v.look),
		ui.StyleSheet(),
		html.Memo("events", v.panel.version(), func() html.Node { return v.shown(v.panel.Events()) }),
	)
}

func (v *panelPage) shown(events []Spent) html.Node {
	if len(events) == 0 {
		return ui.Container(ui.Heading(1, html.Text("Statements")), ui.Text(html.Text("Nothing was asked of the database yet.")))
	}
	return ui.Container(ui.Stack(
		ui.Row(ui.Between, ui.Heading(1, html.Text("Statements")), ui.Button(html.Text("Clear"), live.OnClick(v.clear))),
		ui.Stack(html.Each(events, func(s Spent) string { return strconv.FormatUint(s.Number, 10) }, eventCard)),
	))
}

// eventCard is what is shown of an event.
func eventCard(s Spent) html.Node {
	return ui.Card(ui.Stack(ui.Gap(2),
		ui.Heading(2, ui.Size4, html.Textf("%d. %s", s.Number, s.Doing)),
		html.If(len(s.Statements) > 0, ui.Text(ui.Size2, ui.Gray, html.Text("at "+placeOf(s)))),
		ui.Row(ui.Wrap, ui.Badge(html.Text(counted(len(s.Statements)+s.More, "statement"))),
			ui.Badge(html.Text(counted(s.Rows(), "row"))), ui.Badge(html.Text(s.Took.Round(time.Microsecond).String())),
			html.If(s.Patch > 0, ui.Badge(html.Textf("patch of %s", counted(s.Patch, "byte"))))),
		html.If(s.Err != nil, ui.Callout(ui.IconTriangleAlert, ui.Red, html.Textf("%v", s.Err))),
		html.Group(each(s.Repeats(), repeatCallout)...),
		html.Group(each(s.Notices, func(text string) html.Node { return ui.Callout(ui.IconInfo, html.Text(text)) })...),
		html.Details(html.Summary(html.Text("Statements")), ui.Stack(each(s.Statements, statementItem)...)),
		html.If(s.More > 0, ui.Text(html.Textf("and %s more", counted(s.More, "statement")))),
	))
}

// placeOf is where in the program the event has begun to ask.
func placeOf(s Spent) string {
	if len(s.Statements) == 0 {
		return ""
	}
	return s.Statements[0].Place
}

func repeatCallout(r Repeat) html.Node {
	return ui.Callout(ui.IconTriangleAlert, ui.Amber,
		html.Textf("N+1: %s is loaded row by row, %d times, at %s. Add to the query ", r.Relationship, r.Times, r.Place), ui.Code(html.Text(r.Option)))
}

func statementItem(s kin.TracedStatement) html.Node {
	return ui.Stack(ui.Gap(1),
		ui.Text(ui.Size2, html.Textf("%s by %s, %s, %s", s.Path, s.Strategy, counted(s.Rows, "row"), s.Time.Round(time.Microsecond))),
		ui.CodeBlock("Statement", s.Text),
		html.If(s.Err != nil, ui.Callout(ui.IconTriangleAlert, ui.Red, html.Textf("%v", s.Err))),
	)
}

func each[T any](list []T, show func(T) html.Node) (nodes []html.Node) {
	for _, x := range list {
		nodes = append(nodes, show(x))
	}
	return nodes
}

// counted is a number of things.
func counted(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return strconv.Itoa(n) + " " + thing
}
