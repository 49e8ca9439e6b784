package compile

import "github.com/kin-go/kin/internal/query"

func (w *writer) deletes(s *query.Delete) {
	w.text("DELETE FROM ")
	w.name(s.Table.Name)
	if given, rest := w.given(s.Where); given != nil {
		w.text(" USING ")
		w.joinGiven(s.Table, given, rest)
		return
	}
	if w.manyTables(s.Where) {
		w.text(" USING ")
		w.name(s.Table.Name)
	}
	w.where(s.Where)
}
