package livedb

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/ui"
)

// panelPage shows the events, the newest first, and looks for new ones every second. Statements are shown of the events
// that are open: the one that its address names, and those that the reader has opened.
type panelPage struct {
	live.Page
	panel *Panel
	Open  []uint64
	moves uint64 // how often that has changed
}

// panelPace is how often the page looks.
const panelPace = time.Second

// Title is that of the document.
func (*panelPage) Title() string { return "Statements" }

// Layout is no frame: the page stands alone.
func (*panelPage) Layout(content html.Node) html.Node { return content }

// Load opens the event that the address names.
func (v *panelPage) Load(context.Context) error {
	if n, err := strconv.ParseUint(v.Query().Get("event"), 10, 64); err == nil && !v.isOpen(n) {
		v.toggle(n)
	}
	return nil
}

// look has the page shown again.
func (*panelPage) look(context.Context) error { return nil }

func (v *panelPage) clear(context.Context) error {
	v.panel.forget()
	v.Open = nil
	return nil
}

func (v *panelPage) isOpen(number uint64) bool { return slices.Contains(v.Open, number) }

// toggle opens an event, or closes it.
func (v *panelPage) toggle(number uint64) {
	v.moves++
	if i := slices.Index(v.Open, number); i >= 0 {
		v.Open = slices.Delete(v.Open, i, i+1)
		return
	}
	v.Open = append(v.Open, number)
	if len(v.Open) > mostEvents {
		v.Open = v.Open[1:]
	}
}

// stage is what the list of events depends on.
type stage struct{ changes, moves uint64 }

// View implements live.View.
func (v *panelPage) View() html.Node {
	return html.Div(ui.Theme{Appearance: ui.Auto}.Attributes(), live.Every(panelPace, v.look),
		ui.StyleSheet(),
		html.Memo("events", stage{v.panel.version(), v.moves}, func() html.Node { return v.shown(v.panel.Events()) }),
	)
}

func (v *panelPage) shown(events []Spent) html.Node {
	shell := ui.Shell{Brand: "Development", Icon: ui.IconDatabase, Home: v.Path(),
		Corner: ui.Button(ui.Soft, ui.Gray, html.Text("Clear"), live.OnClick(v.clear))}
	head := ui.Stack(ui.Gap(1), ui.Heading(1, ui.Size6, html.Text("Statements")),
		ui.Paragraph(ui.Muted, html.Text("What each event has asked of the database, the newest first.")))
	if len(events) == 0 {
		return shell.Around(ui.Container(ui.Size4, ui.Stack(ui.Gap(5), head, ui.Callout(ui.IconInfo, ui.Gray,
			html.Text("Nothing was asked of the database yet. Use a page of the app, and look here again.")))))
	}
	return shell.Around(ui.Container(ui.Size4, ui.Stack(ui.Gap(5), head,
		ui.Stack(ui.Gap(3), html.Each(events, func(s Spent) string { return strconv.FormatUint(s.Number, 10) }, v.eventCard)),
	)))
}

// eventCard is what is shown of an event.
func (v *panelPage) eventCard(s Spent) html.Node {
	open := v.isOpen(s.Number)
	number := strconv.FormatUint(s.Number, 10)
	return ui.Card(html.ID("event-"+number), ui.Stack(ui.Gap(3),
		ui.Row(ui.Between, ui.Wrap, ui.Gap(2),
			ui.Heading(2, ui.Size3, html.Textf("%s. %s", number, s.Doing)),
			ui.Text(ui.Size1, ui.Muted, html.Text(s.At.Format("15:04:05")))),
		ui.Row(ui.Wrap, ui.Gap(2), html.Group(figures(&s)...)),
		html.If(s.Err != nil, ui.Callout(ui.IconTriangleAlert, ui.Red, html.Textf("%v", s.Err))),
		html.Group(each(s.Repeats(), repeatCallout)...),
		html.Group(each(s.Notices, func(text string) html.Node { return ui.Callout(ui.IconInfo, html.Text(text)) })...),
		html.When(len(s.Statements) > 0, func() html.Node { return v.opener(&s, open) }),
		html.When(open && len(s.Statements) > 0, func() html.Node { return v.statementList(&s) }),
	))
}

// figures are the numbers of an event.
func figures(s *Spent) (badges []html.Node) {
	badge := func(text string) { badges = append(badges, ui.Badge(ui.Gray, html.Text(text))) }
	badge(counted(s.All(), "statement"))
	badge(counted(s.Rows(), "row"))
	if bytes := s.bytes(); bytes > 0 {
		badge(sized(bytes) + " read")
	}
	badge(rounded(s.Took))
	if s.Patch > 0 {
		badge("patch of " + sized(int64(s.Patch)))
	}
	if len(s.Repeats()) > 0 {
		badges = append(badges, ui.Badge(ui.Amber, html.Text("N+1")))
	}
	return badges
}

// opener is the button that shows the statements of an event, beside where it has begun to ask.
func (v *panelPage) opener(s *Spent, open bool) html.Node {
	number, says, icon := s.Number, "Show statements", ui.IconChevronRight
	if open {
		says, icon = "Hide statements", ui.IconChevronDown
	}
	return ui.Row(ui.Wrap, ui.Between, ui.Gap(2),
		ui.Button(ui.Soft, ui.Size1, icon, html.Text(says), html.Aria("expanded", strconv.FormatBool(open)),
			live.OnClick(func(context.Context) error { v.toggle(number); return nil })),
		ui.Text(ui.Size1, ui.Muted, html.Text(shownPlace(s.Statements[0].Place))))
}

func repeatCallout(r Repeat) html.Node {
	return ui.Callout(ui.IconTriangleAlert, ui.Amber,
		html.Textf("N+1: %s is loaded row by row, %d times, at %s. Add to the query ", r.Relationship, r.Times, shownPlace(r.Place)), ui.Code(html.Text(r.Option)))
}

// statementList are the statements of an event, those that are the same together.
func (v *panelPage) statementList(s *Spent) html.Node {
	return ui.Stack(ui.Gap(4),
		html.Group(each(together(s.Statements), func(t times) html.Node { return v.statementItem(s, t) })...),
		html.When(s.More > 0, func() html.Node {
			return ui.Paragraph(ui.Muted, html.Textf("and %s more, of which the texts are not kept", counted(s.More, "statement")))
		}),
	)
}

func (v *panelPage) statementItem(s *Spent, t times) html.Node {
	facts := []string{counted(t.Rows, "row")}
	if t.Place != "" {
		facts = []string{shownPlace(t.Place), facts[0]}
	}
	if t.Bytes > 0 {
		facts = append(facts, sized(t.Bytes))
	}
	facts = append(facts, rounded(t.Time))
	return ui.Stack(ui.Gap(2),
		ui.Separator(),
		ui.Row(ui.Between, ui.Wrap, ui.Gap(2),
			ui.Row(ui.Wrap, ui.Gap(2), ui.Text(ui.Size2, ui.Medium, html.Text(t.Path)), ui.Badge(html.Text(t.Strategy)),
				html.If(t.Lazy, ui.Badge(ui.Gray, html.Text("when it was read"))),
				html.If(t.Together, ui.Badge(ui.Gray, html.Text("same round trip"))),
				html.If(t.n > 1, ui.Badge(ui.Amber, html.Textf("%d times", t.n)))),
			ui.Text(ui.Size1, ui.Muted, html.Text(strings.Join(facts, " · ")))),
		ui.CodeBlock("Text of "+t.name(s.Number), lined(t.Text)),
		html.If(t.Err != nil, ui.Callout(ui.IconTriangleAlert, ui.Red, html.Textf("%v", t.Err))),
		v.planOf(s, t),
	)
}

// planOf is the plan of a statement, or the button that asks for it.
func (v *panelPage) planOf(s *Spent, t times) html.Node {
	number, text := s.Number, t.Text
	known, asked := s.plans[text]
	switch {
	case !asked:
		return html.Div(ui.Button(ui.Soft, ui.Gray, ui.Size1, html.Text("Plan"), live.OnClick(func(ctx context.Context) error {
			v.panel.explain(ctx, number, text)
			return nil
		}, live.Once())))
	case known.err != nil:
		return ui.Callout(ui.IconInfo, ui.Gray, ui.Size1, html.Textf("%v", known.err))
	}
	return ui.Stack(ui.Gap(2),
		ui.Row(ui.Wrap, ui.Gap(2), html.Group(each(reads(known.plan), readBadge)...)),
		ui.CodeBlock("Plan of "+t.name(number), known.plan.String()),
		html.When(known.plan.FullScans() != nil, func() html.Node {
			return ui.Paragraph(ui.Size1, ui.Muted, html.Text("A full scan goes through its table row by row, to its end or to the limit. That is as it should be for a small table, "+
				"and for a query that wants most of the rows; for others, an index on the columns of the condition helps."))
		}),
	)
}
