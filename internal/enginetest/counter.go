package enginetest

import (
	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
	"github.com/kin-go/kin/schema"
)

// value is the number of the first row of the table n, whose columns are i and v.
func value(c seam.Conn) (int64, error) {
	r, err := c.Query(ctx, Text(`SELECT v FROM n WHERE i = 1`, 0), nil)
	if err != nil {
		return 0, err
	}
	defer r.Close()
	if !r.Next() {
		return 0, r.Err()
	}
	return r.Int(0), r.Err()
}

// set gives that row another number.
var set = &query.Update{
	Table: &schema.Table{Name: "n"},
	Set:   []query.Assign{{Column: "v", Expr: query.Bind{}}},
	Where: []query.Expr{query.Binary{Op: "=", Left: query.Column{Name: "i"}, Right: query.Literal{Text: "1"}}},
}

// AddOne reads and writes in one transaction, which must not mix with others.
func AddOne(db seam.Database, mode seam.Mode) error {
	c, err := db.Acquire(ctx, mode)
	if err != nil {
		return err
	}
	defer c.Release()
	v, err := value(c)
	if err != nil {
		return err
	}
	if _, err := c.Exec(ctx, compile.Compile(db.Dialect(), set), []query.Value{query.IntValue(v + 1)}); err != nil {
		return err
	}
	return c.Commit(ctx)
}
