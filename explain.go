package kin

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/loading"
	"github.com/kin-go/kin/internal/query"
)

// An Explanation is what a query does: its own statement and what is loaded with it, as a
// tree. Explain makes it without running the query; Analyze runs it, and fills in what it took.
type Explanation struct {
	Path     string // Post, Post.Flags, Post.Flags.User
	Strategy string // query at the root; selectin, joined, …
	// Statement is the SQL that the node adds: "" where it adds none, as a join does.
	Statement string
	// Plan is the engine's own plan of the statement; Explain and Analyze fill it in where the
	// statement has no keys to be bound first.
	Plan Plan
	// AtMost is the greatest number of rows, for each parent where there is one; 0 is unknown.
	AtMost int
	// Ran says that Analyze ran it: what follows is what it took.
	Ran        bool
	Statements int
	Rows       int
	Bytes      int64 // of text and blobs
	Time       time.Duration
	Below      []*Explanation
}

// Explain is the plan of the query, which it does not run.
func (q Query[T]) Explain(ctx context.Context, s *Session) (*Explanation, error) {
	p, run, err := s.begins(ctx, q.a)
	if err != nil {
		return nil, err
	}
	defer s.leave()
	return s.explained(ctx, q.a, p, run)
}

// Analyze runs the query and explains what it did.
func (q Query[T]) Analyze(ctx context.Context, s *Session) ([]*T, *Explanation, error) {
	p, run, err := s.begins(ctx, q.a)
	if err != nil {
		return nil, nil, err
	}
	defer s.leave()
	run.Measure = &loading.Measures{ByNode: map[*loading.Node]*loading.Measure{}}
	rows, err := run.Root(ctx, p.fetch)
	if err != nil {
		return nil, nil, explain(err, "")
	}
	e, err := s.explained(ctx, q.a, p, run)
	return rowsOf[T](rows), e, err
}

func (s *Session) explained(ctx context.Context, a *asked, p *plan, run *loading.Run) (*Explanation, error) {
	below, err := p.node.Describe()
	if err != nil {
		return nil, err
	}
	root := loading.Description{Node: p.node, Path: p.mapping.Name, Strategy: "query", Prepared: p.fetch.Prepared, Below: below}
	if a.limit != nil {
		root.Limit = *a.limit
	}
	e := explanation(root, run.Measure)
	if compiled, is := p.fetch.Prepared.(*compile.Compiled); is {
		_, args, err := s.db.planFor(a, s.settings.defaults)
		if err != nil {
			return nil, err
		}
		if e.Plan, err = s.enginePlan(ctx, compiled, args); err != nil {
			return nil, err
		}
	}
	return e, nil
}

// enginePlan asks the engine how it would run a statement.
func (s *Session) enginePlan(ctx context.Context, c *compile.Compiled, args []query.Value) (Plan, error) {
	conn, err := s.connect(ctx, false)
	if err != nil {
		return nil, err
	}
	steps, err := conn.Explain(ctx, c, args)
	return planOf(steps), err
}

func explanation(d loading.Description, measures *loading.Measures) *Explanation {
	e := &Explanation{Path: d.Path, Strategy: d.Strategy, Statement: textOf(d.Prepared), AtMost: d.Limit}
	if measures != nil {
		e.Ran = true
		if m := measures.ByNode[d.Node]; m != nil {
			e.Statements, e.Rows, e.Bytes, e.Time = m.Statements, m.Rows, m.Bytes, m.Time
		}
	}
	for _, b := range d.Below {
		e.Below = append(e.Below, explanation(b, measures))
	}
	return e
}

func textOf(prepared any) string {
	switch p := prepared.(type) {
	case *compile.Compiled:
		return p.SQL
	case *byHand:
		return p.compiled.SQL
	}
	return ""
}

// Total adds up what the tree took.
func (e *Explanation) Total() (statements, rows int, took time.Duration) {
	statements, rows, took = e.Statements, e.Rows, e.Time
	for _, b := range e.Below {
		s, r, t := b.Total()
		statements, rows, took = statements+s, rows+r, took+t
	}
	return statements, rows, took
}

// String is the tree as text, a node a line with its statement below it.
func (e *Explanation) String() string {
	var b strings.Builder
	e.write(&b, "")
	return b.String()
}

func (e *Explanation) write(b *strings.Builder, indent string) {
	fmt.Fprintf(b, "%s%s  %s", indent, e.Path, e.Strategy)
	if e.AtMost > 0 {
		fmt.Fprintf(b, "  at most %d", e.AtMost)
	}
	if e.Ran {
		fmt.Fprintf(b, "  statements %d, rows %d, bytes %d, %s", e.Statements, e.Rows, e.Bytes, e.Time.Round(time.Microsecond))
	}
	b.WriteByte('\n')
	if e.Statement != "" {
		fmt.Fprintf(b, "%s    %s\n", indent, e.Statement)
	}
	for _, step := range e.Plan {
		fmt.Fprintf(b, "%s    . %s\n", indent, step)
	}
	for _, below := range e.Below {
		below.write(b, indent+"  ")
	}
}
