package sqlite

import (
	"context"
	"strings"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
)

// sqlite's own tables have names that begin so, and no others may.
var tableNames = &compile.Compiled{
	SQL: `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY name`,
}

// Tables is the names of the tables of the database, in the order of the alphabet.
func (d *database) Tables(ctx context.Context) ([]string, error) {
	c, err := d.Acquire(ctx, seam.ReadOnly)
	if err != nil {
		return nil, err
	}
	defer c.Release()
	return seam.Texts(ctx, c, tableNames)
}

// Explain is SQLite's plan for a statement. A transaction that has only read stays one: the
// statement is not run.
func (c *conn) Explain(ctx context.Context, k *compile.Compiled, args []query.Value) ([]seam.Step, error) {
	const tried = "ask for the plan of"
	if c.ended {
		return nil, explain(ctx, errEnded, tried, k.SQL)
	}
	c.link.interrupt(ctx)
	s, err := c.link.statements.take("EXPLAIN QUERY PLAN " + k.SQL)
	if err != nil {
		return nil, explain(ctx, err, tried, k.SQL)
	}
	defer c.link.statements.give(s)
	if err := c.link.bind(s, k.Params, args); err != nil {
		return nil, explain(ctx, err, tried, k.SQL)
	}
	var steps []seam.Step
	depth, made := map[int]int{}, map[string]bool{}
	for s.Step() {
		at := depth[s.ColumnInt(1)]
		depth[s.ColumnInt(0)] = at + 1
		steps = append(steps, stepOf(at, s.ColumnText(3), made))
	}
	return steps, explain(ctx, s.Err(), tried, k.SQL)
}

// stepOf reads a step: SCAN post, SEARCH post USING INDEX ix_post_user_id (user_id=?). made has the names of
// what the plan makes by itself, which are no tables.
func stepOf(depth int, text string, made map[string]bool) seam.Step {
	step := seam.Step{Depth: depth, Text: text}
	verb, rest, _ := strings.Cut(text, " ")
	switch verb {
	case "CO-ROUTINE", "MATERIALIZE":
		made[rest] = true
	case "SCAN", "SEARCH":
		name, by, _ := strings.Cut(strings.TrimSuffix(rest, " LEFT-JOIN"), " USING ")
		if made[name] || noTable(name) {
			return step
		}
		step.Table, step.Index = name, indexOf(by)
		// An automatic index is made for this one statement, of all rows.
		step.FullScan = by == "" && verb == "SCAN" || strings.HasPrefix(by, "AUTOMATIC ")
	}
	return step
}

// noTable tells what else can be scanned: constants, subqueries, functions such as json_each.
func noTable(name string) bool {
	return strings.HasPrefix(name, "(") || strings.HasPrefix(name, "CONSTANT ROW") || strings.HasSuffix(name, "CONSTANT ROWS") ||
		strings.HasPrefix(name, "SUBQUERY ") || strings.Contains(name, " VIRTUAL TABLE ")
}

// indexOf is the index in what stands behind USING: "COVERING INDEX ix (a=?)".
func indexOf(by string) string {
	if strings.Contains(by, "PRIMARY KEY") {
		return "PRIMARY KEY"
	}
	_, index, _ := strings.Cut(by, "INDEX ")
	name, _, _ := strings.Cut(index, " (")
	if strings.HasPrefix(name, "(") {
		return "" // an automatic one has no name
	}
	return name
}
