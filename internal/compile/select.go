package compile

import (
	"strconv"

	"github.com/kin-go/kin/internal/query"
)

func (w *writer) selects(s *query.Select) {
	w.text("SELECT ")
	w.distinct(s.Distinct)
	w.outputs(s.Columns)
	w.from(s.From)
	w.joins(s.Joins)
	w.where(s.Where)
	w.groupBy(s.GroupBy)
	w.having(s.Having)
	w.orderBy(" ORDER BY ", s.OrderBy)
	w.limit(s.Limit, s.Offset)
	w.offset(s.Offset)
	w.lock(s)
}

func (w *writer) distinct(yes bool) {
	if yes {
		w.text("DISTINCT ")
	}
}

// outputs writes the columns of the answer; a select that is only asked whether it
// has rows may have none and answers 1.
func (w *writer) outputs(columns []query.Output) {
	if len(columns) == 0 {
		w.text("1")
		return
	}
	list(w, ", ", columns, func(o query.Output) {
		w.expr(o.Expr)
		w.alias(o.As)
	})
}

func (w *writer) alias(name string) {
	if name != "" {
		w.text(" AS ")
		w.name(name)
	}
}

func (w *writer) from(s *query.Source) {
	if s == nil {
		return
	}
	w.text(" FROM ")
	w.source(s)
}

func (w *writer) source(s *query.Source) {
	if s.Select != nil {
		w.group(func() { w.selects(s.Select) })
		w.alias(s.Alias)
		return
	}
	w.name(s.Table.Name)
	if s.Alias != s.Table.Name {
		w.alias(s.Alias)
	}
}

func (w *writer) joins(joins []query.Join) {
	for _, j := range joins {
		w.join(j)
	}
}

func (w *writer) join(j query.Join) {
	if j.Inner {
		w.text(" JOIN ")
	} else {
		w.text(" LEFT OUTER JOIN ")
	}
	w.joined(j)
	w.text(" ON ")
	w.all(j.On)
}

func (w *writer) joined(j query.Join) {
	if len(j.Nested) == 0 {
		w.source(j.Source)
		return
	}
	w.group(func() {
		w.source(j.Source)
		w.joins(j.Nested)
	})
}

func (w *writer) where(terms []query.Expr) {
	if len(terms) > 0 {
		w.text(" WHERE ")
		w.all(terms)
	}
}

func (w *writer) groupBy(terms []query.Expr) {
	if len(terms) > 0 {
		w.text(" GROUP BY ")
		list(w, ", ", terms, w.expr)
	}
}

func (w *writer) having(terms []query.Expr) {
	if len(terms) > 0 {
		w.text(" HAVING ")
		w.all(terms)
	}
}

func (w *writer) orderBy(intro string, terms []query.Order) {
	if len(terms) == 0 {
		return
	}
	w.text(intro)
	list(w, ", ", terms, func(o query.Order) {
		w.expr(o.Expr)
		if o.Desc {
			w.text(" DESC")
		}
		w.nulls(o)
	})
}

func (w *writer) limit(limit *int, offset query.Expr) {
	switch {
	case limit != nil:
		w.text(" LIMIT " + strconv.Itoa(*limit))
	case offset != nil && w.dialect.NoLimit != "":
		w.text(" LIMIT " + w.dialect.NoLimit)
	}
}

func (w *writer) offset(offset query.Expr) {
	if offset != nil {
		w.text(" OFFSET ")
		w.expr(offset)
	}
}

// nulls makes NULL the least of all, on every engine. An order that has no NULL is left as it is, so
// that an index gives it.
func (w *writer) nulls(o query.Order) {
	if !w.dialect.NullsLast || !mayBeNull(o.Expr) {
		return
	}
	if o.Desc {
		w.text(" NULLS LAST")
	} else {
		w.text(" NULLS FIRST")
	}
}

func mayBeNull(e query.Expr) bool {
	c, is := e.(query.Column)
	if !is || c.Source == nil || c.Source.Table == nil {
		return true
	}
	column := c.Source.Table.Column(c.Name)
	return column == nil || column.Nullable
}

func (w *writer) lock(s *query.Select) {
	if !s.Lock || !w.dialect.Locks {
		return
	}
	w.text(" FOR UPDATE")
	if w.dialect.LockOf && s.From.Table != nil {
		w.text(" OF ")
		w.name(s.From.Alias)
	}
}
