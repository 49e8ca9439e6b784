package kin

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/loading"
	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/load"
)

// An Output is where one value of a line goes: Into and IntoRow make them.
type Output struct {
	to       unsafe.Pointer
	typ      reflect.Type // of a value
	expr     query.Expr
	base     unsafe.Pointer // of a row: the table or alias
	declared *mapping.Declared
	steps    []*loading.Step
}

// Into puts what the database computes into a field of the line.
func Into[V any](to *V, value Expr[V]) Output {
	return Output{to: unsafe.Pointer(to), typ: reflect.TypeFor[V](), expr: value.e}
}

// IntoRow puts a row of the query's table, or of one that it joins, into a field of the line: the
// instance that the session has, with what the options load. A LeftJoin that found nothing
// gives nil.
func IntoRow[T any](to **T, table *T, options ...load.Option[T]) Output {
	o := Output{to: unsafe.Pointer(to), base: unsafe.Pointer(table), declared: mapping.DeclaredOf[T]()}
	for _, option := range options {
		o.steps = append(o.steps, loading.StepOf[T](option))
	}
	return o
}

// Rows gives lines that are not models: columns, counts and sums, and rows beside them. shape says
// for a line which field takes what; the compiler checks that the types agree.
//
//	type line struct {
//		Title string
//		Flags int64
//	}
//	lines, err := kin.Rows(ctx, s,
//		kin.Select(posts).LeftJoin(kin.On(&posts.Flags)).GroupBy(&posts.ID),
//		func(l *line) []kin.Output {
//			return []kin.Output{kin.Into(&l.Title, kin.Col(&posts.Title)), kin.Into(&l.Flags, kin.Count(&flags.ID))}
//		})
func Rows[R, T any](ctx context.Context, s *Session, q Query[T], shape func(line *R) []Output) ([]R, error) {
	w, err := writerOf(q, shape)
	if err != nil {
		return nil, fmt.Errorf("kin.Rows: %w", err)
	}
	p, run, err := s.begins(ctx, w.asked)
	if err != nil {
		return nil, err
	}
	defer s.leave()
	if w.asked.flat() {
		err = w.flat(ctx, s, p)
	} else {
		err = run.Lines(ctx, p.fetch, func(r query.Row, rows []*mapping.Instance) error {
			return w.line(r, p.fetch.Extra, rows)
		})
	}
	if err != nil {
		return nil, explain(err, "")
	}
	return w.lines, nil
}

// A lineWriter writes lines of the user's type.
type lineWriter[R any] struct {
	asked *asked
	lines []R
	cells []cell
	rows  []rowCell
}

// A cell is where a value goes in a line, and how it is read.
type cell struct {
	offset uintptr
	read   func(r query.Row, i int, p unsafe.Pointer) error
}

// A rowCell is where a row goes, and which of the line's rows it is.
type rowCell struct {
	offset uintptr
	index  int
}

// writerOf looks at one line to learn where everything goes.
func writerOf[R, T any](q Query[T], shape func(*R) []Output) (*lineWriter[R], error) {
	if q.a.raw != nil {
		return nil, errors.New("SQL by hand gives models, not lines")
	}
	probe := new(R)
	w := &lineWriter[R]{}
	w.asked = q.with(func(a *asked) { a.lines = true }).a
	for i, o := range shape(probe) {
		offset, inside := mapping.Offset(unsafe.Pointer(probe), o.to, unsafe.Sizeof(*probe))
		if !inside {
			return nil, fmt.Errorf("output %d goes to no field of the line: give the address of a field of %s", i+1, reflect.TypeFor[R]())
		}
		if err := w.add(o, offset); err != nil {
			return nil, fmt.Errorf("output %d: %w", i+1, err)
		}
	}
	if len(w.cells)+len(w.rows) == 0 {
		return nil, errors.New("the line has no outputs")
	}
	return w, nil
}

func (w *lineWriter[R]) add(o Output, offset uintptr) error {
	a := w.asked
	if o.declared == nil {
		read, err := mapping.Reader(o.typ)
		w.cells = append(w.cells, cell{offset, read})
		a.extra = append(a.extra, o.expr)
		return err
	}
	a.rooted = true
	if o.base == a.base {
		a.options = append(slices.Clip(a.options), o.steps...)
		w.rows = append(w.rows, rowCell{offset, 0})
		return nil
	}
	a.more = append(a.more, moreRows{o.base, o.declared, o.steps})
	w.rows = append(w.rows, rowCell{offset, len(a.more)})
	return nil
}

// line writes the values and rows of one line.
func (w *lineWriter[R]) line(r query.Row, first int, rows []*mapping.Instance) error {
	var zero R
	w.lines = append(w.lines, zero)
	base := unsafe.Pointer(&w.lines[len(w.lines)-1])
	for i, c := range w.cells {
		if err := c.read(r, first+i, mapping.FieldOf(base, c.offset)); err != nil {
			return fmt.Errorf("kin.Rows: value %d of the line: %w; for one that may be NULL give a pointer and kin.OrNil", i+1, err)
		}
	}
	for _, c := range w.rows {
		if in := rows[c.index]; in != nil {
			mapping.Put(base, c.offset, in.Row)
		}
	}
	return nil
}

// flat runs a query whose lines have values alone.
func (w *lineWriter[R]) flat(ctx context.Context, s *Session, p *plan) error {
	_, args, err := s.db.planFor(w.asked, s.settings.defaults)
	if err != nil {
		return err
	}
	rows, err := (*readPort)(s).Query(ctx, p.flat, args, loading.Why{Path: p.mapping.Name, Strategy: "query"})
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := w.line(rows, 0, nil); err != nil {
			return err
		}
	}
	return rows.Err()
}

// moreRows is another table whose rows stand in each line.
type moreRows struct {
	base     unsafe.Pointer
	declared *mapping.Declared
	steps    []*loading.Step
}

// flat says that lines have values alone: no models are read.
func (a *asked) flat() bool { return a.lines && !a.rooted }

// shapeOutputs writes what Rows asks for.
func (a *asked) shapeOutputs(sh *mapping.Shape) {
	sh.Byte(flags(a.lines, a.rooted))
	for _, m := range a.more {
		sh.Type(m.declared.Type)
		sh.Address(m.base)
		loading.Shape(sh, m.steps)
	}
	sh.Int(len(a.extra))
	for _, e := range a.extra {
		sh.Expr(e)
	}
}

// outputs adds to a statement what Rows asks for.
func (b *planner) outputs(s *loading.Statement, defaults loading.Strategy) error {
	for _, m := range b.a.more {
		source, mp, ok := b.scope.Source(m.base)
		if !ok {
			return fmt.Errorf("IntoRow names %s, which the query does not have: join it first, or name it by its alias", m.declared.Type.Name())
		}
		node, err := b.db.plans.Root(mp, m.base, m.steps, defaults, b.binder)
		if err != nil {
			return err
		}
		s.More = append(s.More, loading.More{Node: node, Source: source})
	}
	for _, e := range b.a.extra {
		bound, err := b.binder.Expr(e)
		if err != nil {
			return err
		}
		resolved, err := b.scope.Expr(bound)
		if err != nil {
			return err
		}
		s.Extra = append(s.Extra, resolved)
	}
	for _, m := range s.More {
		m.Node.Seal(b.binder)
	}
	return nil
}

// flatten makes the statement of lines that have values alone.
func (p *plan) flatten(db *DB) {
	sel := *p.statement.Select
	for _, e := range p.statement.Extra {
		sel.Columns = append(sel.Columns, query.Output{Expr: e})
	}
	p.flat = compile.Compile(db.engine.Dialect(), &sel)
}
