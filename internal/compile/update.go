package compile

import "github.com/kin-go/kin/internal/query"

func (w *writer) updates(s *query.Update) {
	w.text("UPDATE ")
	if given, rest := w.given(s.Where); given != nil {
		w.joinGiven(s.Table, given, rest)
		w.set(s.Set)
		return
	}
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
		w.column(query.Column{Name: a.Column})
		w.text(" = ")
		w.expr(a.Expr)
	})
}
