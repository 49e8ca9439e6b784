package compile

import "github.com/kin-go/kin/internal/query"

func (w *writer) deletes(s *query.Delete) {
	w.text("DELETE ")
	if w.manyTables(s.Where) {
		w.name(s.Table.Name)
		w.text(" ")
	}
	w.text("FROM ")
	w.name(s.Table.Name)
	w.where(s.Where)
}
