package kin

import (
	"fmt"
	"reflect"
	"slices"
	"sync/atomic"
	"unsafe"

	"github.com/kin-go/kin/internal/loading"
	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/load"
)

// A Query is a question about rows of T. It is a value: each call gives a changed copy, so that
// it may be a package variable and be used by all goroutines. It is compiled once for each
// database. It does nothing until it ends with All, First, One, Count, Exists or Each.
type Query[T any] struct{ a *asked }

// asked is what a query says. It is never changed once it is in a Query.
type asked struct {
	declared *mapping.Declared
	base     unsafe.Pointer // the prototype or alias that is selected from
	joins    []Joining
	where    []query.Condition
	options  []*loading.Step
	order    []query.Ordering
	group    []any
	having   []query.Condition
	columns  []any
	after    unsafe.Pointer // a copy of the last row of the page before
	limit    *int
	offset   int
	distinct bool
	lock     bool
	populate bool
	raw      *rawText
	related  *mapping.Path
	extra    []query.Expr // of Rows: what each line has beside rows
	more     []moreRows   // of Rows: other tables of each line
	lines    bool         // it is asked by Rows
	rooted   bool         // a line has the row of the query's own table, or of another
	ready    *atomic.Pointer[ready]
}

// ready is a query as one database has it: its plan and its arguments.
type ready struct {
	db       *DB
	defaults loading.Strategy
	plan     *plan
	args     []query.Value
}

// Select begins a query: all rows of a table, or of an alias.
func Select[T any, _ modelOf[T]](table *T) Query[T] { return selecting(table) }

func selecting[T any](table *T) Query[T] {
	return Query[T]{&asked{declared: mapping.DeclaredOf[T](), base: unsafe.Pointer(table), ready: &atomic.Pointer[ready]{}}}
}

// with is a copy of the query with a change.
func (q Query[T]) with(change func(a *asked)) Query[T] {
	if q.a == nil {
		panic("kin: a Query that was not made by kin.Select, kin.Raw or kin.Related")
	}
	a := *q.a
	a.ready = &atomic.Pointer[ready]{}
	change(&a)
	return Query[T]{&a}
}

// Where keeps the rows that meet all conditions, those of earlier calls included.
func (q Query[T]) Where(conditions ...Condition) Query[T] {
	return q.with(func(a *asked) { a.where = append(slices.Clip(a.where), conditions...) })
}

// Options says how relationships are loaded with the rows.
func (q Query[T]) Options(options ...load.Option[T]) Query[T] {
	return q.with(func(a *asked) {
		a.options = slices.Clip(a.options)
		for _, o := range options {
			a.options = append(a.options, loading.StepOf[T](o))
		}
	})
}

// A Joining is a join along a relationship: On makes it.
type Joining struct {
	path  mapping.Path
	where []query.Condition
	outer bool
}

// On is a join along a relationship, by its key, and by the conditions if there are any.
func On[O, R any](rel load.Relationship[O, R], conditions ...Condition) Joining {
	return Joining{path: mapping.PathOf[O, R](rel), where: conditions}
}

// Join joins a table, so that conditions and orders can speak of it: a line for each pair. It
// loads nothing (see load.FromJoin).
func (q Query[T]) Join(joins ...Joining) Query[T] {
	return q.with(func(a *asked) { a.joins = append(slices.Clip(a.joins), joins...) })
}

// LeftJoin joins a table and keeps lines that find nothing there.
func (q Query[T]) LeftJoin(joins ...Joining) Query[T] {
	return q.with(func(a *asked) {
		a.joins = slices.Clip(a.joins)
		for _, j := range joins {
			j.outer = true
			a.joins = append(a.joins, j)
		}
	})
}

// OrderBy orders the rows: by these terms in place of those of an earlier call.
func (q Query[T]) OrderBy(terms ...Ordering) Query[T] {
	return q.with(func(a *asked) { a.order = terms })
}

// Limit keeps the first n rows. Where the order does not tell all rows apart, the primary key
// stands behind it.
func (q Query[T]) Limit(n int) Query[T] {
	return q.with(func(a *asked) { a.limit = &n })
}

// Offset leaves out the first n rows. After is faster for pages.
func (q Query[T]) Offset(n int) Query[T] {
	return q.with(func(a *asked) { a.offset = n })
}

// After begins behind a row in the order of the query, by the values of that row: the last of
// the page before. However far it is, the rows before are not counted.
func (q Query[T]) After(last *T) Query[T] {
	return q.with(func(a *asked) {
		if last != nil {
			c := *last
			a.after = unsafe.Pointer(&c)
		}
	})
}

// Distinct gives each line once.
func (q Query[T]) Distinct() Query[T] { return q.with(func(a *asked) { a.distinct = true }) }

// ForUpdate locks the rows until the transaction ends, and reads those again that the session
// has and that were not changed. On SQLite the transaction takes the right to write.
func (q Query[T]) ForUpdate() Query[T] { return q.with(func(a *asked) { a.lock = true }) }

// PopulateExisting reads rows again that the session has: columns and relationships. What was
// changed of them and not flushed is lost.
func (q Query[T]) PopulateExisting() Query[T] { return q.with(func(a *asked) { a.populate = true }) }

// GroupBy makes a line of each group of rows: of columns (&posts.UserID) and expressions.
func (q Query[T]) GroupBy(terms ...any) Query[T] {
	return q.with(func(a *asked) { a.group = append(slices.Clip(a.group), terms...) })
}

// Having keeps the groups that meet all conditions.
func (q Query[T]) Having(conditions ...Condition) Query[T] {
	return q.with(func(a *asked) { a.having = append(slices.Clip(a.having), conditions...) })
}

// Columns loads only these columns (&posts.Title), and keys. Such rows are for reading: the session
// does not know them as its own, and does not write them.
func (q Query[T]) Columns(columns ...any) Query[T] {
	return q.with(func(a *asked) { a.columns = append(slices.Clip(a.columns), columns...) })
}

// words are the query for messages.
func (a *asked) words() string {
	switch {
	case a.raw != nil:
		return "kin.Raw for " + a.declared.Type.Name()
	case a.related != nil:
		return "kin.Related of " + a.related.Owner.Type.Name()
	}
	return "kin.Select of " + a.declared.Type.Name()
}

// term is a term of GroupBy or a column of Columns as an expression.
func term(call string, t any) (query.Expr, error) {
	if x, ok := t.(expression); ok {
		return x.expression(), nil
	}
	if v := reflect.ValueOf(t); v.Kind() == reflect.Pointer && !v.IsNil() {
		return query.Ref{Field: t}, nil
	}
	return nil, fmt.Errorf("%s takes addresses of columns, as &posts.UserID, and expressions; got %T", call, t)
}
