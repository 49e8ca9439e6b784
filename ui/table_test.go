package ui_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/ui"
)

type city struct {
	name   string
	people int
}

func cities() ui.SliceSource[city] {
	return ui.SliceSource[city]{
		All:    []city{{"Oslo", 700}, {"Porto", 230}, {"Dakar", 1100}, {"Izmir", 2900}, {"Turku", 230}},
		Orders: map[string]func(a, b city) int{"people": func(a, b city) int { return cmp.Compare(a.people, b.people) }},
	}
}

func cityTable() *ui.Table[city] {
	return &ui.Table[city]{
		Caption: "Cities", Key: func(c city) string { return c.name },
		Move: ui.ByLink(&url.URL{Path: "/cities", RawQuery: "q=o&page=7"}),
		Columns: []ui.Column[city]{
			{Title: "Name", Head: true, Cell: func(c city) html.Node { return html.Text(c.name) }},
			{Title: "People", Sort: "people", Number: true, Cell: func(c city) html.Node { return html.Textf("%d", c.people) }},
		},
	}
}

func TestASliceIsSortedAndCutIntoPages(t *testing.T) {
	for _, c := range []struct {
		at   ui.Position
		want string
	}{
		{ui.Position{}, "Oslo Porto Dakar Izmir Turku"},
		{ui.Position{Sort: "people"}, "Porto Turku Oslo Dakar Izmir"},
		{ui.Position{Sort: "people", Descending: true}, "Izmir Dakar Oslo Porto Turku"}, // equal rows keep their order
		{ui.Position{Sort: "name; DROP TABLE"}, "Oslo Porto Dakar Izmir Turku"},
		{ui.Position{Size: 2}, "Oslo Porto"},
		{ui.Position{Size: 2, Page: 2, Sort: "people"}, "Izmir"},
		{ui.Position{Size: 2, Page: 9}, ""},
		{ui.Position{Size: -1, Page: -3}, "Oslo Porto Dakar Izmir Turku"},
	} {
		rows, total, err := cities().Rows(t.Context(), c.at)
		var names []string
		for _, r := range rows {
			names = append(names, r.name)
		}
		if got := strings.Join(names, " "); got != c.want || total != 5 || err != nil {
			t.Errorf("%+v: %q of %d, %v; want %q", c.at, got, total, err, c.want)
		}
	}
	if cities().All[0].name != "Oslo" {
		t.Error("the slice itself was sorted")
	}
}

func TestAPositionTravelsInAnAddress(t *testing.T) {
	for _, at := range []ui.Position{{}, {Page: 3}, {Sort: "people"}, {Page: 1, Sort: "name", Descending: true}} {
		link, ok := ui.ByLink(&url.URL{Path: "/a", RawQuery: "q=x&sort=old&page=9"})(at).(html.Attribute)
		if !ok {
			t.Fatal("it is no attribute")
		}
		address, err := url.Parse(link.Value())
		if err != nil || address.Query().Get("q") != "x" || address.Path != "/a" {
			t.Errorf("%+v became %s, %v", at, link.Value(), err)
		}
		if got := ui.PositionOf(address.Query()); got != at {
			t.Errorf("%+v became %+v by %s", at, got, link.Value())
		}
	}
	for path, want := range map[string]string{"//evil.org/x": "/evil.org/x?", "/a%2Fb c": "/a%2Fb%20c?", "": "?"} {
		if got := written(t, html.A(ui.ByLink(&url.URL{Path: strings.ReplaceAll(path, "%2F", "/"), RawPath: strings.ReplaceAll(path, " ", "%20")})(ui.Position{}))); got != `<a href="`+want+`"></a>` {
			t.Errorf("%s became %s", path, got)
		}
	}
	for query, want := range map[string]ui.Position{
		"page=0": {}, "page=-4": {}, "page=x": {}, "page=99999999999999999999": {}, "page=2": {Page: 1}, "sort=-": {Descending: true}, "sort=": {},
	} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		if got := ui.PositionOf(values); got != want {
			t.Errorf("%s is %+v, want %+v", query, got, want)
		}
	}
}

func TestATableSaysHowItIsSorted(t *testing.T) {
	table := cityTable()
	if err := table.Load(t.Context(), cities(), ui.Position{Sort: "people"}); err != nil {
		t.Fatal(err)
	}
	has(t, table.Node(), `scope="col"`, `aria-sort="ascending"`, `href="/cities?q=o&amp;sort=-people"`, `<th class="rt-TableCell rt-TableRowHeaderCell" scope="row">Porto`, "<caption", `aria-label="Cities"`)
	table.At.Descending = true
	has(t, table.Node(), `aria-sort="descending"`, `href="/cities?q=o&amp;sort=people"`)
	table.At.Sort = ""
	has(t, table.Node(), "!aria-sort")
	table.Move = nil
	has(t, table.Node(), "!<a ", "!<button", "People")
}

func TestATableCanBeMovedByWhateverIsBound(t *testing.T) {
	table := cityTable()
	table.Move = func(to ui.Position) html.Node {
		return html.Data("to", fmt.Sprintf("%s %v %d", to.Sort, to.Descending, to.Page))
	}
	if err := table.Load(t.Context(), cities(), ui.Position{Size: 2, Page: 1, Sort: "people"}); err != nil {
		t.Fatal(err)
	}
	has(t, table.Node(), `<button type="button" data-to="people true 0"`, `<button type="button" data-to="people false 2"`, "3–4 of 5", `aria-current="page"`, "!<a ")
}

func TestAPageBeyondTheLastIsTheLast(t *testing.T) {
	table := cityTable()
	if err := table.Load(t.Context(), cities(), ui.Position{Size: 2, Page: 40}); err != nil {
		t.Fatal(err)
	}
	if table.At.Page != 2 || len(table.Rows) != 1 {
		t.Errorf("it is page %d with %d rows", table.At.Page, len(table.Rows))
	}
}

func TestATableWithoutRowsSaysSo(t *testing.T) {
	table := cityTable()
	has(t, table.Node(), "There is nothing here yet.", `colspan="2"`, "!kin-Table-foot")
	table.Empty = html.Text("No cities")
	has(t, table.Node(), "No cities", "!nothing here")
}

// shrinking is a source whose rows go between its count and its rows.
type shrinking struct{}

func (shrinking) Rows(context.Context, ui.Position) ([]city, int, error) { return nil, 21, nil }

func TestALastPageWhoseRowsHaveGoneIsEmpty(t *testing.T) {
	table := cityTable()
	if err := table.Load(t.Context(), shrinking{}, ui.Position{Page: 9}); err != nil {
		t.Fatal(err)
	}
	if table.At.Page != 2 || len(table.Rows) != 0 {
		t.Errorf("it is page %d with %d rows", table.At.Page, len(table.Rows))
	}
}

// broken is a source that cannot be read.
type broken struct{}

var errBroken = errors.New("the wire is cut")

func (broken) Rows(context.Context, ui.Position) ([]city, int, error) { return nil, 0, errBroken }

func TestAnErrorOfASourceNamesTheTable(t *testing.T) {
	err := cityTable().Load(t.Context(), broken{}, ui.Position{})
	if !errors.Is(err, errBroken) || !strings.Contains(err.Error(), `"Cities"`) {
		t.Errorf("the error is %v", err)
	}
}

func TestPaginationShowsTheEndsAndWhereOneIs(t *testing.T) {
	for _, c := range []struct {
		page, pages int
		want        string
	}{
		{0, 1, "[1]"}, {0, 2, "[1] 2"}, {1, 3, "1 [2] 3"}, {0, 9, "[1] 2 … 9"}, {2, 9, "1 2 [3] 4 … 9"}, {3, 9, "1 2 3 [4] 5 … 9"}, {4, 9, "1 … 4 [5] 6 … 9"},
		{5, 9, "1 … 5 [6] 7 8 9"}, {8, 9, "1 … 8 [9]"}, {500, 1000, "1 … 500 [501] 502 … 1000"}, {99, 3, "1 2 [3]"}, {-5, 3, "[1] 2 3"},
	} {
		got := written(t, ui.Pagination("Pages", c.page, c.pages, func(p int) html.Node { return html.Href(fmt.Sprintf("/%d", p)) }))
		var shown []string
		for _, item := range strings.Split(got, "<li")[1:] {
			item, _, _ = strings.Cut(item, "</")
			text := item[strings.LastIndexByte(item, '>')+1:]
			if strings.Contains(item, "aria-current") {
				text = "[" + text + "]"
			}
			if text != "" {
				shown = append(shown, text)
			}
		}
		if got := strings.Join(shown, " "); got != c.want {
			t.Errorf("page %d of %d: %s, want %s", c.page, c.pages, got, c.want)
		}
	}
	has(t, ui.Pagination("Pages", 0, 2, func(int) html.Node { return nil }), `disabled class="rt-reset kin-Page" aria-label="Previous page"`)
}
