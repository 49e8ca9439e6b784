package kin

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
)

// A Plan is how an engine would run a statement, step by step. The words are the engine's; what
// tables and indexes a step reads can be asked in the same way of each.
type Plan []Step

// A Step is one step of a Plan.
type Step struct {
	Depth    int    // how many steps it stands within
	Text     string // in the engine's words, without the values of arguments
	Table    string // that the step reads, as the statement calls it; "" where it reads none
	Index    string // that it goes by; "" where it goes by none
	FullScan bool   // the table is gone through row by row, without an index, to its end or to the LIMIT
}

// FullScans are the tables that the plan goes through row by row, each named once. That is the best
// way for a table of a few rows, and the worst for a large one of which few are wanted.
func (p Plan) FullScans() (tables []string) {
	for _, s := range p {
		if s.FullScan && !slices.Contains(tables, s.Table) {
			tables = append(tables, s.Table)
		}
	}
	return tables
}

// String is the plan as text: a step a line, each two spaces further in than the one it stands within.
func (p Plan) String() string {
	lines := make([]string, len(p))
	for i, s := range p {
		lines[i] = s.String()
	}
	return strings.Join(lines, "\n")
}

// String is the step as a line, as far in as it stands.
func (s Step) String() string { return strings.Repeat("  ", s.Depth) + s.Text }

func planOf(steps []seam.Step) Plan {
	p := make(Plan, len(steps))
	for i, s := range steps {
		p[i] = Step(s)
	}
	return p
}

// ErrNoPlan is a traced statement that cannot be explained. The error says why.
var ErrNoPlan = errors.New("there is no plan")

// mostKept is how many bytes of arguments a traced statement keeps for Explain.
const mostKept = 16 << 10

// sent is what a traced statement keeps for Explain: the statement with its arguments, which are read
// by nobody else.
type sent struct {
	db       *DB
	compiled *compile.Compiled
	args     []query.Value
	large    bool // the arguments are larger than mostKept, and not here
}

// Explain asks the engine how it would run the statement again, with the arguments it was sent
// with: EXPLAIN QUERY PLAN on SQLite, EXPLAIN on PostgreSQL, MariaDB and MySQL. Nothing is run and
// nothing changed, whatever the statement is: its transaction is rolled back.
//
// A statement keeps its arguments up to 16 KiB. The error is ErrNoPlan where they are larger or were
// forgotten, where no database has sent the statement, and for statements that engines have no plan for.
func (s TracedStatement) Explain(ctx context.Context) (Plan, error) {
	if s.sent == nil {
		return nil, fmt.Errorf("explaining %s: %w: its arguments are not kept (any more); explain a statement that a tracer was told of", s.words(), ErrNoPlan)
	}
	if s.sent.large {
		return nil, fmt.Errorf("explaining %s: %w: its arguments are %d bytes, and no more than %d are kept; explain it in the database's own shell", s.words(), ErrNoPlan, s.ArgBytes, mostKept)
	}
	if !explainable(s.Text) {
		return nil, fmt.Errorf("explaining %s: %w: an engine explains SELECT, INSERT, UPDATE and DELETE", s.words(), ErrNoPlan)
	}
	// A transaction that may write: MariaDB does not explain what writes in another. It never does.
	conn, err := s.sent.db.engine.Acquire(ctx, seam.Deferred)
	if err != nil {
		return nil, err
	}
	defer conn.Release()
	steps, err := conn.Explain(ctx, s.sent.compiled, s.sent.args)
	if err != nil {
		return nil, fmt.Errorf("explaining %s: %w", s.words(), err)
	}
	return planOf(steps), nil
}

// WithoutArguments is the statement for who keeps many of them: its arguments are let go, and it cannot be
// explained any more.
func (s TracedStatement) WithoutArguments() TracedStatement {
	s.sent = nil
	return s
}

// words are the beginning of a statement, for messages.
func (s TracedStatement) words() string {
	if r := []rune(s.Text); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return s.Text
}

// explainable says that EXPLAIN may stand before a text. Nothing else is tried: before "ANALYZE …", it
// would run what follows.
func explainable(sql string) bool {
	verb, _, _ := strings.Cut(strings.Join(strings.Fields(sql[:min(len(sql), 40)]), " "), " ")
	switch strings.ToUpper(verb) {
	case "SELECT", "WITH", "VALUES", "INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE":
		return true
	}
	return false
}

// traced fills in what is told of a statement before it is sent.
func (s *Session) traced(c *compile.Compiled, args []query.Value, told TracedStatement) TracedStatement {
	told.Text, told.Args, told.ArgBytes, told.Place = c.SQL, len(args), sizeOf(args), place()
	told.sent = &sent{db: s.db, compiled: c, large: told.ArgBytes > mostKept}
	if !told.sent.large {
		told.sent.args = copied(args)
	}
	return told
}

// sizeOf is the size of arguments: that of texts and blobs, and 8 bytes for whatever else.
func sizeOf(args []query.Value) (n int64) {
	for _, a := range args {
		switch a.Kind {
		case query.Text, query.Blob, query.JSON:
			n += int64(len(a.S))
		case query.ListKeys:
			n += 8 * int64(len(a.Keys.Ints))
			for _, row := range a.Keys.Rows {
				n += sizeOf(row)
			}
		default:
			n += 8
		}
	}
	return n
}

// copied are arguments that stay as they are: lists of keys are used again for the next statement.
func copied(args []query.Value) []query.Value {
	args = slices.Clone(args)
	for i, a := range args {
		if a.Kind != query.ListKeys {
			continue
		}
		keys := &query.KeyList{Ints: slices.Clone(a.Keys.Ints), Rows: slices.Clone(a.Keys.Rows)}
		for j, row := range keys.Rows {
			keys.Rows[j] = slices.Clone(row)
		}
		args[i].Keys = keys
	}
	return args
}
