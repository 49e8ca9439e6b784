package postgres

import (
	"context"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
)

// tableNames asks for the tables that a name without its schema may mean.
var tableNames = &compile.Compiled{SQL: `SELECT relname FROM pg_class
	WHERE relkind IN ('r', 'p') AND relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema') AND pg_table_is_visible(oid)
	ORDER BY relname`}

// Tables is the names of the tables of the database, in the order of the alphabet: those
// on the search path.
func (d *database) Tables(ctx context.Context) ([]string, error) {
	c, err := d.Acquire(ctx, seam.ReadOnly)
	if err != nil {
		return nil, err
	}
	defer c.Release()
	return seam.Texts(ctx, c, tableNames)
}

// Explain is PostgreSQL's plan for a statement, a line each. The statement is not run.
func (c *conn) Explain(ctx context.Context, k *compile.Compiled, args []query.Value) ([]string, error) {
	return seam.Texts(ctx, c, &compile.Compiled{SQL: "EXPLAIN " + k.SQL, Params: k.Params}, args...)
}
