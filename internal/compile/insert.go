package compile

import "github.com/kin-go/kin/internal/query"

func (w *writer) inserts(s *query.Insert) {
	w.text("INSERT INTO ")
	w.name(s.Table.Name)
	w.values(s)
	w.returning(s)
	if w.dialect.GivenKeys {
		w.insert = s
	}
}

// values writes columns and rows. An insert without columns is one row of defaults.
func (w *writer) values(s *query.Insert) {
	if len(s.Columns) == 0 {
		w.text(w.dialect.emptyInsert())
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

// binds writes n placeholders, of the arguments first, first+1, ….
func (w *writer) binds(first, n int) {
	for i := range n {
		if i > 0 {
			w.text(", ")
		}
		w.bind(query.Bind{Arg: first + i})
	}
}

func (d *Dialect) emptyInsert() string {
	if d.EmptyInsert == "" {
		return " DEFAULT VALUES"
	}
	return d.EmptyInsert
}

func (w *writer) returning(s *query.Insert) {
	switch {
	case len(s.Returning) == 0:
	case w.dialect.NoReturning:
		w.insert = s
	default:
		w.text(" RETURNING ")
		w.names(s.Returning)
	}
}
