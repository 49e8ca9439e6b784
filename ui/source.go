package ui

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/kin-go/kin/html"
)

// A Source gives the rows of a table a page at a time, in the order that its reader has chosen. It
// is the seam between a table and what holds the rows: a slice here, a query elsewhere.
type Source[T any] interface {
	// Rows gives the rows of one page, and how many there are on all.
	Rows(ctx context.Context, at Position) (rows []T, total int, err error)
}

// A Position is where a reader is in a table: which page, and in which order. The zero value is the
// first page, in the source's own order.
type Position struct {
	Page       int    // from 0
	Size       int    // rows on a page; 0 is PageSize
	Sort       string // the column, or "" for the source's own order
	Descending bool
}

// PageSize is how many rows a page has, where a Position does not say.
const PageSize = 10

// mostRows is how many rows a Position may ask for: it often comes from an address.
const mostRows = 1000

// Limit is how many rows a page has.
func (p Position) Limit() int {
	if p.Size <= 0 {
		return PageSize
	}
	return min(p.Size, mostRows)
}

// Offset is how many rows come before the page.
func (p Position) Offset() int { return max(p.Page, 0) * p.Limit() }

// by is the position after a click on a column's head: sorted by it, or the other way round. The
// page is the first one again, since another order has other pages.
func (p Position) by(column string) Position {
	p.Page, p.Descending, p.Sort = 0, p.Sort == column && !p.Descending, column
	return p
}

// PositionOf reads a position from an address, as ByLink writes it. What cannot be read is
// as if it were not there.
func PositionOf(query url.Values) Position {
	column := query.Get("sort")
	descending := column != "" && column[0] == '-'
	if descending {
		column = column[1:]
	}
	page, err := strconv.Atoi(query.Get("page"))
	if err != nil || page < 1 || page > 1<<30 {
		page = 1
	}
	return Position{Page: page - 1, Sort: column, Descending: descending}
}

// ByLink moves through a table by links to this address, with the position in its query. What
// else is in the query stays.
func ByLink(address *url.URL) func(Position) html.Node {
	return func(to Position) html.Node {
		query := address.Query()
		set := func(name, value string, on bool) {
			query.Del(name)
			if on {
				query.Set(name, value)
			}
		}
		column := to.Sort
		if to.Descending {
			column = "-" + column
		}
		set("sort", column, to.Sort != "")
		set("page", strconv.Itoa(to.Page+1), to.Page > 0)
		path := address.EscapedPath()
		if strings.HasPrefix(path, "//") { // what a browser takes for a host
			path = "/" + strings.TrimLeft(path, "/")
		}
		return html.Href(path + "?" + query.Encode())
	}
}

// A SliceSource is a Source of rows that are in memory. Orders says how two rows compare by
// each column that can be sorted.
type SliceSource[T any] struct {
	All    []T
	Orders map[string]func(a, b T) int
}

// Rows gives a page of the slice. Rows that are equal in the order keep their own; a column that
// has none leaves all rows in theirs.
func (s SliceSource[T]) Rows(_ context.Context, at Position) (rows []T, total int, err error) {
	all := s.All
	if order := s.Orders[at.Sort]; order != nil {
		all = slices.Clone(all)
		slices.SortStableFunc(all, func(a, b T) int {
			if at.Descending {
				return order(b, a)
			}
			return order(a, b)
		})
	}
	from := min(at.Offset(), len(all))
	return all[from:min(from+at.Limit(), len(all))], len(all), nil
}
