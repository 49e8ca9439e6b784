package compile

import (
	"slices"

	"github.com/kin-go/kin/internal/query"
)

func (w *writer) updates(s *query.Update) {
	w.text("UPDATE ")
	w.name(s.Table.Name)
	if w.manyTables(s.Where) {
		w.text(", (SELECT 1)")
		w.alias("kin_one")
	}
	w.set(s.Set)
	w.where(s.Where)
}

func (w *writer) set(assigns []query.Assign) {
	w.text(" SET ")
	list(w, ", ", assigns, func(a query.Assign) {
		w.name(a.Column)
		w.text(" = ")
		w.expr(a.Expr)
	})
}

// manyTables says that a change is written over several tables, so that its condition is
// planned as that of a SELECT: MariaDB before 11.1 looks a list of keys through for each
// row of the table otherwise.
func (w *writer) manyTables(where []query.Expr) bool {
	return w.dialect.ManyTables && slices.ContainsFunc(where, readsMore)
}

// readsMore says that a condition reads a list of keys or another table.
func readsMore(e query.Expr) bool {
	switch e := e.(type) {
	case query.In, query.InSelect, query.Exists:
		return true
	case query.Logic:
		return slices.ContainsFunc(e.Terms, readsMore)
	case query.Not:
		return readsMore(e.Term)
	}
	return false
}
