package ui

import (
	"context"
	"fmt"
	"strconv"

	"github.com/kin-go/kin/html"
)

// A Column is a column of a Table.
type Column[T any] struct {
	Title  string
	Cell   func(T) html.Node
	Sort   string // the name by which the Source sorts it, if it can be sorted
	Number bool   // numbers stand under one another, at the right
	Head   bool   // it names the row: one column of a table does
	Quiet  bool   // it is left out where there is little room
}

// A Table shows rows in columns, sorted and a page at a time where that is wanted:
//
//	people := ui.Table[Person]{Caption: "People", Columns: columns, Key: personKey, Move: ui.ByLink(r.URL)}
//	err := people.Load(ctx, source, ui.PositionOf(r.URL.Query()))
//
// Then Node is the table. Load can be left out, and Rows set instead.
type Table[T any] struct {
	Caption     string // names the table for those who cannot see it
	ShowCaption bool
	Columns     []Column[T]
	Key         func(T) string // tells a row from the others; without it, its place does

	// Move gives what a column's head or a page's number does: html.Href, or a bound event.
	// Without it nothing can be sorted or turned.
	Move func(Position) html.Node

	Rows  []T
	Total int // rows on all pages; less than len(Rows) is as many
	At    Position

	Size    Size    // 1 to 3; 2 if it is not given
	Variant Variant // Surface if it is not given, or Ghost
	Empty   html.Node
}

// Load takes the rows of a page from a source. A page beyond the last one is the last one:
// rows may have gone since its link was made.
func (t *Table[T]) Load(ctx context.Context, from Source[T], at Position) (err error) {
	t.At = at
	if t.Rows, t.Total, err = from.Rows(ctx, at); err != nil {
		return fmt.Errorf("the rows of the table %q: %w", t.Caption, err)
	}
	if last := t.pages() - 1; len(t.Rows) == 0 && at.Page > last && last >= 0 {
		at.Page = last
		return t.Load(ctx, from, at)
	}
	return nil
}

func (t *Table[T]) total() int { return max(t.Total, len(t.Rows)) }

func (t *Table[T]) pages() int { return (t.total() + t.At.Limit() - 1) / t.At.Limit() }

// Node is the table, and below it the way to its other pages.
func (t *Table[T]) Node() html.Node {
	g := given{size: t.Size, variant: t.Variant}
	return html.Div(html.Class("kin-Table"),
		html.Div(html.Class("rt-TableRoot"), g.look(Size2, Surface),
			html.Div(html.Class("kin-Table-scroll"), html.Role("region"), html.Aria("label", t.Caption), html.TabIndex(0),
				html.Table(html.Class("rt-TableRootTable"),
					html.Caption(html.Class(t.captionClass()), html.Text(t.Caption)),
					t.head(), t.body(),
				),
			),
		),
		t.foot(),
	)
}

func (t *Table[T]) captionClass() string {
	if t.ShowCaption {
		return "kin-Table-caption"
	}
	return "kin-hidden"
}

func (t *Table[T]) head() html.Element {
	cells := make(html.Fragment, len(t.Columns))
	for i, c := range t.Columns {
		cells[i] = html.Th(html.Class("rt-TableCell", "rt-TableColumnHeaderCell"), html.Scope("col"), c.look(), t.order(c), t.title(c))
	}
	return html.Thead(html.Class("rt-TableHeader"), html.Tr(html.Class("rt-TableRow"), cells))
}

func (c Column[T]) look() html.Fragment {
	return html.Group(html.If(c.Number, html.Class("kin-number")), html.If(c.Quiet, html.Class("kin-quiet")))
}

// order says to those who cannot see the arrow how a column is sorted.
func (t *Table[T]) order(c Column[T]) html.Node {
	switch {
	case c.Sort == "" || c.Sort != t.At.Sort:
		return nil
	case t.At.Descending:
		return html.Aria("sort", "descending")
	}
	return html.Aria("sort", "ascending")
}

// title is a column's title, and what sorts by it.
func (t *Table[T]) title(c Column[T]) html.Node {
	if c.Sort == "" || t.Move == nil {
		return html.Text(c.Title)
	}
	arrow := IconChevronsUpDown
	switch {
	case c.Sort == t.At.Sort && t.At.Descending:
		arrow = IconArrowDown
	case c.Sort == t.At.Sort:
		arrow = IconArrowUp
	}
	return linkOrButton(t.Move(t.At.by(c.Sort)), html.Class("rt-reset", "kin-Sort"), html.Text(c.Title), arrow.node())
}

// linkOrButton is a link if what it does is an address, or else a button.
func linkOrButton(does html.Node, nodes ...html.Node) html.Element {
	if _, link := attribute([]html.Node{does}, "href"); link {
		return html.A(does, html.Group(nodes...))
	}
	return html.Button(html.Type("button"), does, html.Group(nodes...))
}

func (t *Table[T]) body() html.Element {
	if len(t.Rows) == 0 {
		return html.Tbody(html.Class("rt-TableBody"), t.empty())
	}
	at := 0
	key := func(row T) string {
		at++
		if t.Key == nil {
			return strconv.Itoa(at)
		}
		return t.Key(row)
	}
	return html.Tbody(html.Class("rt-TableBody"), html.Each(t.Rows, key, func(row T) html.Node {
		cells := make(html.Fragment, len(t.Columns))
		for i, c := range t.Columns {
			cells[i] = c.cell(row)
		}
		return html.Tr(html.Class("rt-TableRow"), cells)
	}))
}

// empty is what stands in a table without rows.
func (t *Table[T]) empty() html.Element {
	says := t.Empty
	if says == nil {
		says = html.Text("There is nothing here yet.")
	}
	return html.Tr(html.Td(html.Class("kin-Table-empty"), html.Colspan(max(1, len(t.Columns))), says))
}

func (c Column[T]) cell(row T) html.Element {
	if c.Head {
		return html.Th(html.Class("rt-TableCell", "rt-TableRowHeaderCell"), html.Scope("row"), c.look(), c.Cell(row))
	}
	return html.Td(html.Class("rt-TableCell"), c.look(), c.Cell(row))
}

// foot says which rows are seen, and leads to the others.
func (t *Table[T]) foot() html.Node {
	if t.Move == nil || t.pages() < 2 {
		return nil
	}
	first := t.At.Offset() + 1
	return html.Div(html.Class("kin-Table-foot"),
		html.P(html.Class("kin-muted"), html.Textf("%d–%d of %d", first, first+len(t.Rows)-1, t.total())),
		Pagination(t.Caption+": pages", t.At.Page, t.pages(), func(page int) html.Node {
			to := t.At
			to.Page = page
			return t.Move(to)
		}),
	)
}

// Pagination leads to the pages of something; page is the current one, from 0. What a page's number
// does is what move gives: html.Href, or a bound event. The name tells it from others.
func Pagination(name string, page, pages int, move func(page int) html.Node) html.Node {
	page = max(0, min(page, pages-1))
	var numbers html.Fragment
	last := -1
	for _, p := range shownPages(page, pages) {
		if p > last+1 {
			numbers = append(numbers, html.Li(html.Class("kin-Page-gap"), html.Aria("hidden", "true"), html.Text("…")))
		}
		last = p
		numbers = append(numbers, html.Li(pageNumber(p, p == page, move(p))))
	}
	return html.Nav(html.Class("kin-Pagination"), html.Aria("label", name),
		html.Ul(html.Class("rt-reset"),
			html.Li(pageStep("Previous page", IconChevronLeft, page > 0, page-1, move)),
			numbers,
			html.Li(pageStep("Next page", IconChevronRight, page < pages-1, page+1, move)),
		),
	)
}

// shownPages are the first page, the last one, the current one, those beside it, and each that
// would be alone in a gap.
func shownPages(page, pages int) (shown []int) {
	next := 0 // the first that is not done
	for _, p := range []int{0, page - 1, page, page + 1, pages - 1} {
		if p < next || p >= pages {
			continue
		}
		if p == next+1 {
			shown = append(shown, next)
		}
		shown, next = append(shown, p), p+1
	}
	return shown
}

func pageNumber(page int, current bool, does html.Node) html.Element {
	inside := html.Group(html.Class("rt-reset", "kin-Page"), html.Aria("label", fmt.Sprintf("Page %d", page+1)),
		html.If(current, html.Aria("current", "page")), html.Text(strconv.Itoa(page+1)))
	return linkOrButton(does, inside)
}

func pageStep(name string, i Icon, possible bool, to int, move func(int) html.Node) html.Element {
	inside := html.Group(html.Class("rt-reset", "kin-Page"), html.Aria("label", name), i.node())
	if !possible {
		return html.Button(html.Type("button"), html.Disabled(), inside)
	}
	return linkOrButton(move(to), inside)
}
