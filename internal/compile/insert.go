package compile

import "github.com/kin-go/kin/internal/query"

func (w *writer) inserts(s *query.Insert) {
	w.text("INSERT INTO ")
	w.name(s.Table.Name)
	w.values(s)
	w.returning(s.Returning)
}

// values writes columns and rows. An insert without columns is one row of defaults.
func (w *writer) values(s *query.Insert) {
	if len(s.Columns) == 0 {
		w.text(" DEFAULT VALUES")
		return
	}
	w.text(" ")
	w.group(func() { w.names(s.Columns) })
	w.text(" VALUES ")
	for r := range s.Rows {
		if r > 0 {
			w.text(", ")
		}
		w.group(func() { w.binds(r*len(s.Columns), len(s.Columns)) })
	}
}

// binds writes n placeholders, of the arguments first, first+1, …
func (w *writer) binds(first, n int) {
	for i := range n {
		if i > 0 {
			w.text(", ")
		}
		w.bind(query.Bind{Arg: first + i})
	}
}

func (w *writer) returning(columns []string) {
	if len(columns) > 0 {
		w.text(" RETURNING ")
		w.names(columns)
	}
}
