package compile

import "github.com/kin-go/kin/internal/query"

func (w *writer) updates(s *query.Update) {
	w.text("UPDATE ")
	w.name(s.Table.Name)
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
