package unitofwork

import (
	"strings"
	"sync"

	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/schema"
)

// Statements makes and keeps the statements of one database that write, and knows in which
// order tables are written. It is safe for all goroutines.
type Statements struct {
	spell      func(query.Statement) any
	batchRows  int
	parameters int
	ranks      ranks

	mu   sync.Mutex
	kept map[string]any
}

// NewStatements makes them. spell compiles a statement; batchRows is the best number of rows of one
// INSERT, parameters the greatest number of values of a statement.
func NewStatements(reg *mapping.Registry, spell func(query.Statement) any, batchRows, parameters int) *Statements {
	return &Statements{spell: spell, batchRows: max(1, batchRows), parameters: max(1, parameters), ranks: rank(reg), kept: map[string]any{}}
}

// batch is how many rows of so many columns one statement takes.
func (s *Statements) batch(columns int) int {
	return max(1, min(s.batchRows, s.parameters/max(1, columns)))
}

// keep gives the statement of a name, made at its first use.
func (s *Statements) keep(name string, build func() query.Statement) any {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p, ok := s.kept[name]; ok {
		return p
	}
	p := s.spell(build())
	s.kept[name] = p
	return p
}

func name(step string, t *schema.Table, lists ...[]string) string {
	parts := []string{step, t.Name}
	for _, l := range lists {
		parts = append(parts, strings.Join(l, "\x00"))
	}
	return strings.Join(parts, "\x01")
}

// insert is an INSERT of rows. Those of one row and of a whole batch are kept; the text of others
// depends on their number.
func (s *Statements) insert(t *schema.Table, columns, returning []string, rows int) any {
	build := func() query.Statement {
		return &query.Insert{Table: t, Columns: columns, Rows: rows, Returning: returning}
	}
	switch rows {
	case 1:
		return s.keep(name("insert one", t, columns, returning), build)
	case s.batch(len(columns)):
		return s.keep(name("insert many", t, columns, returning), build)
	}
	return s.spell(build())
}

// update is an UPDATE of one row: the arguments are the new values, then those of where.
func (s *Statements) update(t *schema.Table, set, where []string) any {
	return s.keep(name("update", t, set, where), func() query.Statement {
		u := &query.Update{Table: t}
		for i, c := range set {
			u.Set = append(u.Set, query.Assign{Column: c, Expr: query.Bind{Arg: i}})
		}
		for i, c := range where {
			u.Where = append(u.Where, query.Binary{Op: "=", Left: query.Column{Name: c}, Right: query.Bind{Arg: len(set) + i}})
		}
		return u
	})
}

// empty is an UPDATE that makes columns NULL in all rows that hold one of a list of keys there.
func (s *Statements) empty(t *schema.Table, columns []string, types []schema.Type) any {
	return s.keep(name("empty", t, columns), func() query.Statement {
		u := &query.Update{Table: t, Where: []query.Expr{inKeys(nil, columns, types, 0, false)}}
		for _, c := range columns {
			u.Set = append(u.Set, query.Assign{Column: c, Expr: query.Literal{Text: "NULL"}})
		}
		return u
	})
}

// deleteBy is a DELETE of the rows that hold one of a list of keys in these columns.
func (s *Statements) deleteBy(t *schema.Table, columns []string, types []schema.Type) any {
	return s.keep(name("delete by", t, columns), func() query.Statement {
		return &query.Delete{Table: t, Where: []query.Expr{inKeys(nil, columns, types, 0, false)}}
	})
}

// deleteOne is a DELETE of one row by its key and version.
func (s *Statements) deleteOne(t *schema.Table, where []string) any {
	return s.keep(name("delete one", t, where), func() query.Statement {
		d := &query.Delete{Table: t}
		for i, c := range where {
			d.Where = append(d.Where, query.Binary{Op: "=", Left: query.Column{Name: c}, Right: query.Bind{Arg: i}})
		}
		return d
	})
}

// left asks for a row that points at one of a list of keys and is none of another list.
func (s *Statements) left(r *mapping.Relationship) any {
	m := r.Target
	return s.keep(name("left", m.Table, r.Remote.Names(), []string{r.String()}), func() query.Statement {
		one := 1
		source := &query.Source{Table: m.Table, Alias: m.Table.Name}
		sel := &query.Select{From: source, Limit: &one, Where: []query.Expr{
			inKeys(source, r.Remote.Names(), r.Remote.Types(), 0, false),
			inKeys(source, m.Key.Names(), m.Key.Types(), 1, true),
		}}
		for _, c := range r.Remote {
			sel.Columns = append(sel.Columns, query.Output{Expr: query.Column{Source: source, Name: c.Name}})
		}
		return sel
	})
}

func inKeys(source *query.Source, columns []string, types []schema.Type, arg int, negated bool) query.Expr {
	left := make([]query.Expr, len(columns))
	for i, c := range columns {
		left[i] = query.Column{Source: source, Name: c}
	}
	return query.In{Left: left, Keys: query.Keys{Arg: arg, Types: types}, Negated: negated}
}
