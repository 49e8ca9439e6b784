package compile

import "github.com/kin-go/kin/internal/query"

func (w *writer) deletes(s *query.Delete) {
	w.text("DELETE FROM ")
	w.name(s.Table.Name)
	if w.manyTables(s.Where) {
		w.text(" USING ")
		w.name(s.Table.Name)
	}
	w.where(s.Where)
}
