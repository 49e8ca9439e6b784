package mysql

import (
	"context"
	"strings"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
)

var tableNames = &compile.Compiled{
	SQL: `SELECT TABLE_NAME FROM information_schema.TABLES ` +
		`WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE' ORDER BY BINARY TABLE_NAME`,
}

// Tables is the names of the tables of the database, in the order of their bytes.
func (d *database) Tables(ctx context.Context) ([]string, error) {
	c, err := d.Acquire(ctx, seam.ReadOnly)
	if err != nil {
		return nil, err
	}
	defer c.Release()
	return seam.Texts(ctx, c, tableNames)
}

// Explain is the server's plan for a statement, a table a line in the order in which they
// are read: how it is found, by which key, and how many rows are expected.
func (c *conn) Explain(ctx context.Context, k *compile.Compiled, args []query.Value) ([]seam.Step, error) {
	answer, err := c.Query(ctx, &compile.Compiled{SQL: "EXPLAIN " + k.SQL, Params: k.Params}, args)
	if err != nil {
		return nil, err
	}
	defer answer.Close()
	var steps []seam.Step
	for answer.Next() {
		steps = append(steps, stepOf(answer))
	}
	return steps, answer.Err()
}

// stepOf is one line of a plan. Which of its columns there are differs between the servers.
func stepOf(r seam.Rows) seam.Step {
	var words []string
	var step seam.Step
	var kind, access string
	var function bool // JSON_TABLE, whose rows are made of an argument
	for i, column := range r.Columns() {
		if r.Null(i) {
			continue
		}
		text := r.Text(i)
		switch strings.ToLower(column) {
		case "select_type":
			kind = text
			words = append(words, text)
		case "table":
			step.Table = text
			words = append(words, text)
		case "type":
			access = text
			words = append(words, text)
		case "key":
			step.Index = text
			words = append(words, "by "+text)
		case "ref":
			words = append(words, "= "+text)
		case "rows":
			words = append(words, text+" rows")
		case "extra":
			function = strings.Contains(text, "Table function")
			if text != "" {
				words = append(words, "("+text+")")
			}
		}
	}
	if kind == "INSERT" || function || strings.HasPrefix(step.Table, "<") { // <derived2>: what the plan makes by itself
		step.Table = ""
	}
	step.Text, step.FullScan = strings.Join(words, " "), step.Table != "" && access == "ALL"
	return step
}
