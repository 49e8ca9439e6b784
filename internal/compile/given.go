package compile

import (
	"slices"

	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/schema"
)

// given takes the list of keys that all rows of a change are in out of its conditions, where the
// dialect joins it (see Dialect.KeyTable). None is nil, with the conditions as they are.
func (w *writer) given(where []query.Expr) (keys *query.In, rest []query.Expr) {
	if w.dialect.KeyTable == nil {
		return nil, where
	}
	for i, e := range where {
		if in, is := single(e).(query.In); is && !in.Negated {
			return &in, slices.Concat(where[:i], where[i+1:])
		}
	}
	return nil, where
}

// joinGiven writes the keys, then the table that they are looked up in, and all conditions. From here on
// the columns of the table have its name before them: that of the keys has columns too.
//
// It is an outer join so that the keys come first, and each is looked up: for an inner one the
// server may read all of the table at once, and does so where that is small. A key that no row has
// changes none.
func (w *writer) joinGiven(table *schema.Table, in *query.In, rest []query.Expr) {
	w.own = table.Name
	key := w.dialect.KeyTable(&w.Builder, w.placeholder(Param{Arg: in.Keys.Arg, Keys: in.Keys.Types}), in.Keys.Types)
	w.text(" LEFT JOIN ")
	w.name(table.Name)
	w.text(" ON ")
	on := make([]query.Expr, 0, len(key)+len(rest))
	for i, part := range in.Left {
		on = append(on, query.Binary{Op: "=", Left: part, Right: query.Literal{Text: key[i]}})
	}
	w.all(append(on, rest...))
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
