package main

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/ui"
)

// viewSent is statements in the order in which they were first sent.
func viewSent(sent []statement) html.Node {
	var list html.Fragment
	for _, s := range sent {
		list = append(list, html.Li(
			html.P(
				html.Strong(html.Text(s.path)),
				html.Text(" "),
				html.When(s.statements > 1, func() html.Node {
					return ui.Badge(ui.Orange, html.Textf("sent %d times", s.statements))
				}),
				html.Span(html.Class("took"), html.Textf("%s, %s", several(s.rows, "row"), milliseconds(s.took))),
			),
			viewSQL(s.text),
		))
	}
	return html.Ol(html.Class("sent"), list)
}

// clause is where a line of SQL begins for a reader.
var clause = regexp.MustCompile(`\b(SELECT|FROM|(?:LEFT |INNER )?(?:OUTER )?JOIN|WHERE|GROUP BY|ORDER BY|LIMIT)\b`)

// viewSQL is a statement as it was sent. The text stays the same: that each clause has a line of its own, and
// how far it is set in, is for the style sheet to say.
func viewSQL(text string) html.Node {
	var lines html.Fragment
	depth := 0
	for _, c := range clauses(text) {
		lines = append(lines, html.Span(html.Class("clause", "in-"+strconv.Itoa(min(max(depth, 0), 3))),
			html.B(html.Text(c.word)), html.Text(c.rest)))
		depth += strings.Count(c.rest, "(") - strings.Count(c.rest, ")")
	}
	return html.Pre(html.Class("sql"), html.Code(lines))
}

// A part is a clause of a statement: its word, and what follows.
type part struct{ word, rest string }

// clauses takes a statement apart. Put together again, the parts are the statement.
func clauses(text string) (parts []part) {
	at := clause.FindAllStringIndex(text, -1)
	if len(at) == 0 || at[0][0] > 0 {
		at = append([][]int{{0, 0}}, at...)
	}
	for i, word := range at {
		end := len(text)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		parts = append(parts, part{text[word[0]:word[1]], text[word[1]:end]})
	}
	return parts
}

// viewPlan is a plan, to be opened.
func viewPlan(e *kin.Explanation) html.Node {
	return html.Details(
		html.Summary(html.Text("The plan")),
		html.Ul(html.Class("plan"), viewStep(e)),
	)
}

// viewStep is a step of a plan, with those below it.
func viewStep(e *kin.Explanation) html.Node {
	var below html.Fragment
	for _, b := range e.Below {
		below = append(below, viewStep(b))
	}
	return html.Li(
		html.P(
			html.Strong(html.Text(e.Path)),
			html.Text(" "+e.Strategy),
			html.When(e.AtMost > 0, func() html.Node {
				return html.Span(html.Class("took"), html.Textf(" at most %d%s", e.AtMost, atMostOf(e)))
			}),
		),
		html.When(len(e.Plan) > 0, func() html.Node {
			return html.Pre(html.Code(html.Text(e.Plan.String())))
		}),
		html.When(e.Plan == nil && e.Statement != "", func() html.Node { return viewSQL(e.Statement) }),
		html.When(len(below) > 0, func() html.Node { return html.Ul(below) }),
	)
}

// atMostOf says what a limit is for: that of a query is for all, any other for each row above it.
func atMostOf(e *kin.Explanation) string {
	if e.Strategy == "query" {
		return " rows"
	}
	return " for each"
}
