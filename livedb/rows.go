package livedb

import (
	"context"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/ui"
)

// Rows is the rows of a query as the source of a ui.Table, a page at a time. orders are the
// columns by which a reader may sort; a Position that names another one leaves the rows in the
// order of the query.
//
//	source := livedb.Rows(db, kin.Select(posts).Options(load.SelectIn(&posts.User)),
//		livedb.By("title", &posts.Title), livedb.By("id", &posts.ID))
//	err := table.Load(ctx, source, ui.PositionOf(f.Query()))
//
// Each call is one session that sees one state of the database: the statement of the query, those
// of its options, and one that counts, which is not sent where the rows of the page tell how many there
// are.
func Rows[T any](db *kin.DB, query kin.Query[T], orders ...Order) ui.Source[*T] {
	byName := make(map[string]Order, len(orders))
	for _, order := range orders {
		byName[order.name] = order
	}
	return &source[T]{db, query, byName}
}

// An Order is a column by which a reader may sort. By and ByExpr make it.
type Order struct {
	name     string
	up, down kin.Ordering
}

// By sorts by a column when the reader chooses name, which is ui.Column.Sort.
func By[V any](name string, column *V) Order {
	return Order{name, kin.Asc(column), kin.Desc(column)}
}

// ByExpr sorts by what the database computes.
func ByExpr[V any](name string, x kin.Expr[V]) Order {
	return Order{name, x.Asc(), x.Desc()}
}

// A source is a query as a ui.Source.
type source[T any] struct {
	db     *kin.DB
	query  kin.Query[T]
	orders map[string]Order
}

// Rows implements ui.Source.
func (f *source[T]) Rows(ctx context.Context, at ui.Position) (rows []*T, total int, err error) {
	err = f.db.Read(ctx, func(ctx context.Context, s *kin.Session) error {
		if rows, err = f.ordered(at).Limit(at.Limit()).Offset(at.Offset()).All(ctx, s); err != nil {
			return err
		}
		if n := len(rows); n < at.Limit() && (n > 0 || at.Offset() == 0) { // the last page
			total = at.Offset() + n
			return nil
		}
		count, err := f.query.Count(ctx, s)
		total = int(count)
		return err
	})
	return rows, total, err
}

func (f *source[T]) ordered(at ui.Position) kin.Query[T] {
	order, known := f.orders[at.Sort]
	switch {
	case !known:
		return f.query
	case at.Descending:
		return f.query.OrderBy(order.down)
	}
	return f.query.OrderBy(order.up)
}
