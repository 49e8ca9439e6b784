package kin

import (
	"context"
	"fmt"
	"iter"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/loading"
	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/internal/query"
)

// All gives the rows of the query, with all that is loaded with them.
func (q Query[T]) All(ctx context.Context, s *Session) ([]*T, error) {
	rows, err := q.run(ctx, s, q.a)
	if err != nil {
		return nil, err
	}
	return rowsOf[T](rows), nil
}

// First gives the first row of the query. Without a row the error is ErrNotFound.
func (q Query[T]) First(ctx context.Context, s *Session) (*T, error) {
	rows, err := q.run(ctx, s, q.atMost(1).a)
	if err == nil && len(rows) == 0 {
		err = fmt.Errorf("%s: %w", q.a.words(), ErrNotFound)
	}
	if err != nil {
		return nil, err
	}
	return (*T)(rows[0].Row), nil
}

// One gives the one row of the query. Without a row the error is ErrNotFound, with several
// ErrMultipleRows.
func (q Query[T]) One(ctx context.Context, s *Session) (*T, error) {
	rows, err := q.run(ctx, s, q.atMost(2).a)
	switch {
	case err != nil:
		return nil, err
	case len(rows) == 0:
		return nil, fmt.Errorf("%s: %w", q.a.words(), ErrNotFound)
	case len(rows) > 1:
		return nil, fmt.Errorf("%s: %w: One is for exactly one, First for the first of many", q.a.words(), ErrMultipleRows)
	}
	return (*T)(rows[0].Row), nil
}

// atMost limits the query further.
func (q Query[T]) atMost(n int) Query[T] {
	if q.a.limit != nil && *q.a.limit <= n || q.a.raw != nil {
		return q
	}
	return q.Limit(n)
}

func rowsOf[T any](ins []*mapping.Instance) []*T {
	out := make([]*T, len(ins))
	for i, in := range ins {
		out[i] = (*T)(in.Row)
	}
	return out
}

// run runs the query in a session.
func (q Query[T]) run(ctx context.Context, s *Session, a *asked) ([]*mapping.Instance, error) {
	p, run, err := s.begins(ctx, a)
	if err != nil {
		return nil, err
	}
	defer s.leave()
	rows, err := run.Root(ctx, p.fetch)
	return rows, explain(err, "")
}

// begins claims the session for a query, flushes, and gives what it needs to run. After an
// error the session is free again.
func (s *Session) begins(ctx context.Context, a *asked) (p *plan, run *loading.Run, err error) {
	if err := s.enter(); err != nil {
		return nil, nil, err
	}
	defer func() {
		if err != nil {
			s.leave()
		}
	}()
	if err := s.autoflush(ctx); err != nil {
		return nil, nil, err
	}
	if a.lock {
		if _, err := s.connect(ctx, true); err != nil {
			return nil, nil, err
		}
	}
	p, args, err := s.db.planFor(a, s.settings.defaults)
	if err != nil {
		return nil, nil, err
	}
	return p, s.running(p, a, args), nil
}

func (s *Session) running(p *plan, a *asked, args []query.Value) *loading.Run {
	run := loading.NewRun((*readPort)(s), args)
	run.Populate, run.Again, run.Query = a.populate, a.lock, p.words
	if a.limit != nil {
		run.Budget = min(*a.limit, 256)
	}
	return run
}

// chunkRows is how many rows Each reads at a time.
const chunkRows = 256

// Each gives the rows one by one while the answer is being read, so that the memory for lines and
// lists stays small; relationships are loaded chunk by chunk. The loop's body may use the
// session.
//
//	for post, err := range feed.Each(ctx, s) {
func (q Query[T]) Each(ctx context.Context, s *Session) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		p, run, err := s.begins(ctx, q.a)
		if err != nil {
			yield(nil, err)
			return
		}
		stopped, ours := false, true
		err = run.Chunks(ctx, p.fetch, chunkRows, func(rows []*mapping.Instance) bool {
			s.leave() // while the loop's body runs, which may use the session
			for _, in := range rows {
				if stopped = !yield((*T)(in.Row), nil); stopped {
					break
				}
			}
			ours = s.busy.CompareAndSwap(false, true)
			return ours && !stopped
		})
		switch {
		case !ours:
			err = ErrConcurrentUse
		default:
			s.leave()
		}
		if err != nil && !stopped {
			yield(nil, explain(err, ""))
		}
	}
}

// Count is how many lines All would give: of rows, limits and joins included, before a joined
// collection multiplies them.
func (q Query[T]) Count(ctx context.Context, s *Session) (int64, error) {
	var n int64
	err := q.ask(ctx, s, func(p *plan) (any, error) { return p.counting(s.db) }, func(r loading.Rows) {
		n = r.Int(0)
	})
	return n, err
}

// Exists says whether there is any row.
func (q Query[T]) Exists(ctx context.Context, s *Session) (bool, error) {
	found := false
	err := q.ask(ctx, s, func(p *plan) (any, error) { return p.asking(s.db) }, func(loading.Rows) { found = true })
	return found, err
}

// ask runs a statement that is made of the query and reads its first line.
func (q Query[T]) ask(ctx context.Context, s *Session, statement func(*plan) (any, error), line func(loading.Rows)) error {
	p, _, err := s.begins(ctx, q.a)
	if err != nil {
		return err
	}
	defer s.leave()
	if q.a.raw != nil {
		return fmt.Errorf("%s: Count and Exists need a query: ask for them in the SQL", q.a.words())
	}
	_, args, err := s.db.planFor(q.a, s.settings.defaults)
	if err != nil {
		return err
	}
	prepared, err := statement(p)
	if err != nil {
		return err
	}
	rows, err := (*readPort)(s).Query(ctx, prepared, args, loading.Why{Path: p.mapping.Name, Strategy: "query"})
	if err != nil {
		return err
	}
	defer rows.Close()
	if rows.Next() {
		line(rows)
	}
	return rows.Err()
}

// counting is SELECT COUNT(*): over the query as a derived table where it limits, groups or
// leaves out doubles.
func (p *plan) counting(db *DB) (any, error) {
	p.prepare(db)
	return p.count, nil
}

func (p *plan) asking(db *DB) (any, error) {
	p.prepare(db)
	return p.existing, nil
}

func (p *plan) prepare(db *DB) {
	p.counted.Do(func() {
		count := query.Func{Name: "COUNT", Args: []query.Expr{query.Literal{Text: "*"}}}
		plain := *p.statement.Select
		plain.Lock = false
		if plain.Limit == nil && plain.Offset == nil {
			plain.OrderBy = nil
		}
		one := plain
		if one.Limit == nil || *one.Limit > 1 {
			n := 1
			one.Limit = &n
		}
		one.Columns = []query.Output{{Expr: query.Literal{Text: "1"}}}
		p.existing = compile.Compile(db.engine.Dialect(), &one)
		if plain.Limit == nil && plain.Offset == nil && !plain.Distinct && len(plain.GroupBy) == 0 {
			plain.Columns = []query.Output{{Expr: count}}
			p.count = compile.Compile(db.engine.Dialect(), &plain)
			return
		}
		plain.Columns = p.differing()
		names := &query.Names{}
		over := &query.Select{Columns: []query.Output{{Expr: count}}, From: names.Derived("counted", &plain)}
		p.count = compile.Compile(db.engine.Dialect(), over)
	})
}

// differing is the columns of the derived table: those that make lines differ.
func (p *plan) differing() []query.Output {
	if !p.statement.Select.Distinct {
		return []query.Output{{Expr: query.Literal{Text: "1"}, As: "one"}}
	}
	columns := p.statement.Only
	if columns == nil {
		columns = p.mapping.Columns
	}
	var out []query.Output
	for _, c := range columns {
		out = append(out, query.Output{Expr: query.Column{Source: p.statement.Source, Name: c.Name}})
	}
	return out
}

// SQL is the text of the query's own statement; Explain shows those of what is loaded with it.
func (q Query[T]) SQL(s *Session) (string, error) {
	p, _, err := s.db.planFor(q.a, s.settings.defaults)
	if err != nil {
		return "", err
	}
	return textOf(p.fetch.Prepared), nil
}
