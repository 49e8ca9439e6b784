package compile

import (
	"strings"

	"github.com/kin-go/kin/internal/query"
)

// A writer is a text that grows, and the parameters it has so far. Text and
// parameters grow together, so that their orders agree.
type writer struct {
	strings.Builder
	dialect *Dialect
	params  []Param
	insert  *query.Insert // what has no RETURNING
	own     string        // the table whose name stands before its columns, "" where they stand alone
}

func (w *writer) text(s string) { w.WriteString(s) }

// name writes an identifier. All are quoted: then no list of reserved words is needed
// and the case of a name is kept.
func (w *writer) name(s string) { w.dialect.quote(&w.Builder, s) }

func (w *writer) names(names []string) { list(w, ", ", names, w.name) }

// group writes what is inside in parentheses.
func (w *writer) group(inside func()) {
	w.WriteByte('(')
	inside()
	w.WriteByte(')')
}

// list writes items with a separator between them.
func list[T any](w *writer, separator string, items []T, write func(T)) {
	for i, item := range items {
		if i > 0 {
			w.text(separator)
		}
		write(item)
	}
}

// bind writes the placeholder of a plain value.
func (w *writer) bind(b query.Bind) {
	if b.Steady && w.dialect.SteadyBinds {
		w.WriteByte('+')
	}
	w.text(w.placeholder(Param{Arg: b.Arg}))
}

// placeholder notes one more parameter and gives its mark. It must be written at once.
func (w *writer) placeholder(p Param) string {
	w.params = append(w.params, p)
	if w.dialect.Placeholder == nil {
		return "?"
	}
	var b strings.Builder
	w.dialect.Placeholder(&b, len(w.params))
	return b.String()
}
