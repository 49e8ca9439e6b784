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

// Explain is SQLite's plan for a statement, a step a line, each step within another set
// in below it.
func (c *conn) Explain(ctx context.Context, k *compile.Compiled, args []query.Value) ([]string, error) {
	r, err := c.Query(ctx, &compile.Compiled{SQL: "EXPLAIN QUERY PLAN " + k.SQL, Params: k.Params}, args)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var steps []string
	depth := map[int64]int{0: 0}
	for r.Next() {
		at := depth[r.Int(1)]
		depth[r.Int(0)] = at + 1
		steps = append(steps, strings.Repeat("  ", at)+r.Text(3))
	}
	return steps, r.Err()
}
