package main

import (
	"fmt"
	"strconv"
	"time"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/ui"
)

// viewStrategies compares the ways of loading: first the figures of all, then each with its statements and
// plan.
func viewStrategies(c comparison) html.Node {
	loading, passing := apart(c.trials)
	return ui.Container(ui.Size4, ui.Stack(ui.Gap(6),
		ui.Stack(ui.Gap(2),
			ui.Heading(1, html.Text("One feed, nine ways to load it")),
			ui.Paragraph(ui.Muted, ui.Size3, html.Text("The newest posts with their authors, their flags and who put them: the same query each time, in a session of its own, "+
				"with another strategy. What differs is when the rest comes, and with how many statements. The time is that of the fastest of "+strconv.Itoa(runs)+" runs.")),
		),
		viewFigures(c.trials),
		viewPart("Six that load", "They bring the same posts with the same surroundings, in the same order.",
			html.Each(loading, trialKey, viewTrial)),
		viewPart("Three that do not", "They keep a page from paying for what it does not need, and say so when it reads that all the same.",
			html.Class("small"), html.Each(passing, trialKey, viewTrial)),
		viewPart("Two that stand apart", "They answer questions of their own, so their figures are not to be compared with those above.",
			viewTrial(c.fromJoin), viewArchive(c.archive)),
	))
}

// viewPart is some strategies beside each other.
func viewPart(title, says string, content ...html.Node) html.Node {
	return ui.Stack(ui.Gap(4),
		ui.Stack(ui.Gap(1), ui.Heading(2, html.Text(title)), ui.Paragraph(ui.Muted, html.Text(says))),
		html.Div(html.Class("strategies"), html.Group(content...)),
	)
}

// apart are the trials that brought all there is, and the others.
func apart(trials []trial) (loading, passing []trial) {
	for _, t := range trials {
		if t.graph.whole() {
			loading = append(loading, t)
		} else {
			passing = append(passing, t)
		}
	}
	return loading, passing
}

// viewFigures is the figures of all strategies beside each other.
func viewFigures(trials []trial) html.Node {
	slowest := time.Duration(1)
	for _, t := range trials {
		slowest = max(slowest, t.took)
	}
	table := ui.Table[trial]{
		Caption: "All strategies", Rows: trials, Key: trialKey,
		Columns: []ui.Column[trial]{
			{Title: "Strategy", Head: true, Cell: func(t trial) html.Node { return ui.Link(html.Href("#"+t.name), html.Text(t.name)) }},
			{Title: "Statements", Number: true, Cell: func(t trial) html.Node { return html.Text(strconv.Itoa(total(t.sent).statements)) }},
			{Title: "Round trips", Number: true, Quiet: true, Cell: func(t trial) html.Node { return html.Text(strconv.Itoa(total(t.sent).trips)) }},
			{Title: "Rows", Number: true, Quiet: true, Cell: func(t trial) html.Node { return html.Text(strconv.Itoa(total(t.sent).rows)) }},
			{Title: "Time", Number: true, Quiet: true, Cell: func(t trial) html.Node { return html.Text(milliseconds(t.took)) }},
			{Title: "Beside the slowest", Quiet: true, Cell: func(t trial) html.Node { return viewShare(t.took, slowest) }},
			{Title: "Outcome", Cell: viewShort},
		},
	}
	return table.Node()
}

// viewShort is what came of a strategy, in a few words.
func viewShort(t trial) html.Node {
	switch {
	case t.graph.refused != nil:
		return ui.Badge(ui.Red, html.Text("An error"))
	case t.graph.unknown > 0:
		return ui.Badge(ui.Amber, html.Text("Posts alone"))
	case t.theSame:
		return ui.Badge(ui.Green, html.Text("The whole feed"))
	}
	return ui.Badge(ui.Red, html.Text("Another feed than the others"))
}

// viewTrial is one strategy: what it is good for, what it took, what it brought, and how.
func viewTrial(t trial) html.Node {
	return viewStrategy(t.strategy, total(t.sent), t.took,
		viewOutcome(t),
		viewSent(t.sent),
		viewPlan(t.plan),
	)
}

func viewStrategy(st strategy, spent cost, took time.Duration, content ...html.Node) html.Node {
	return html.Section(html.ID(st.name), html.Class("strategy"), html.Aria("labelledby", "name-"+st.name), ui.Card(ui.Size3, ui.Stack(ui.Gap(4),
		html.Header(
			ui.Heading(3, html.ID("name-"+st.name), html.Text(st.name)),
			html.P(html.Class("spelt"),
				html.When(st.written != "", func() html.Node { return ui.Code(html.Text(st.written)) }),
				html.When(st.tag != "", func() html.Node { return ui.Code(ui.Gray, html.Text("lazy="+st.tag)) }),
			),
		),
		html.P(html.Class("good"), html.Text(st.goodFor)),
		html.Dl(
			viewFigure("Statements", strconv.Itoa(spent.statements)),
			viewFigure("Round trips", strconv.Itoa(spent.trips)),
			viewFigure("Rows", strconv.Itoa(spent.rows)),
			viewFigure("Time", milliseconds(took)),
		),
		html.Group(content...),
	)))
}

func viewFigure(name, value string) html.Node {
	return html.Div(html.Dt(html.Text(name)), html.Dd(html.Text(value)))
}

// viewOutcome is what a strategy brought, or why not.
func viewOutcome(t trial) html.Node {
	g := t.graph
	switch {
	case g.refused != nil:
		return html.Div(html.Class("outcome"), html.Data("accent-color", "red"),
			html.P(html.Text(viewBefore(g))),
			html.Pre(html.Code(html.Text(g.refused.Error()))),
		)
	case g.unknown > 0:
		return html.Div(html.Class("outcome"), html.Data("accent-color", "amber"),
			html.P(html.Textf("%s, and %s of which nothing is known:", several(g.posts, "post"), several(g.unknown, "relationship"))),
			html.Pre(html.Code(html.Text(g.first.String()))),
		)
	}
	says := "All there is: "
	if t.name == asking.name {
		says = "What the condition left: "
	}
	return html.Div(html.Class("outcome"),
		html.P(html.Textf("%s%s by %s, with %s.", says, several(g.posts, "post"), several(g.authors, "user"), several(g.flags, "flag"))))
}

// String is a glance as a program would print it.
func (g glance) String() string {
	return fmt.Sprintf("post.User.Get()      %v\npost.User.Loaded()   %t\npost.Flags.Get()     %v\npost.Flags.Loaded()  %t",
		g.user, g.userLoaded, g.flags, g.flagsLoaded)
}

// viewBefore is what was read before something was forbidden.
func viewBefore(g graph) string {
	if g.authors == 0 {
		return several(g.posts, "post") + ", and at the first author:"
	}
	return several(g.posts, "post") + ", an author that the session knew already, and at the first flags:"
}

// viewArchive is the strategy that has no option: a collection that is never loaded.
func viewArchive(a archived) html.Node {
	st := strategy{
		name: "write_only", tag: "write_only",
		goodFor: "Collections that are too big to load: rows are added and removed, counted and turned over page by page.",
	}
	return viewStrategy(st, total(a.sent), a.took,
		html.Div(html.Class("outcome"),
			html.P(html.Textf("%s has written %s. The latest:", a.writer.Username, several(int(a.count), "post"))),
			html.Ul(html.Each(a.latest, func(w *Writing) int64 { return w.ID }, func(w *Writing) html.Node {
				return html.Li(ui.Link(html.Href("/posts/"+id(w.ID)), html.Text(w.Title)))
			})),
		),
		html.Div(html.Class("outcome"), html.Data("accent-color", "red"),
			html.P(html.Text("Loading all of it:")),
			html.Pre(html.Code(html.Text(a.refused.Error()))),
		),
		viewSent(a.sent),
		viewPlan(a.plan),
	)
}

// milliseconds writes a time as figures that can stand below each other, and keeps it on one line.
func milliseconds(d time.Duration) string {
	return strconv.FormatFloat(float64(d)/float64(time.Millisecond), 'f', 2, 64) + "\u00a0ms"
}

// viewShare is a bar as long as a time, beside the longest. Its figure stands beside it.
func viewShare(took, longest time.Duration) html.Node {
	share := strconv.FormatFloat(100*float64(took)/float64(longest), 'f', 1, 64) + "%"
	return html.El("svg", html.Class("share"), html.Aria("hidden", "true"),
		html.El("rect", html.Attr("width", "100%"), html.Attr("height", "100%"), html.Attr("rx", "4")),
		html.El("rect", html.Attr("width", share), html.Attr("height", "100%"), html.Attr("rx", "4")),
	)
}

// several is a number of things: 1 flag, 2 flags.
func several(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return strconv.Itoa(n) + " " + thing
}

func trialKey(t trial) string { return t.name }
