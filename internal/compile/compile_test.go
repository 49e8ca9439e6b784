package compile_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/schema"
)

// plain is the default spelling; numbered is as far from it as a dialect can be.
var (
	plain = &compile.Dialect{
		NoLimit:     "-1",
		SteadyBinds: true,
		KeyList: func(b *strings.Builder, placeholder string, types []schema.Type) {
			fmt.Fprintf(b, "(keys of %d at %s)", len(types), placeholder)
		},
	}
	numbered = &compile.Dialect{
		Locks:       true,
		Quote:       func(b *strings.Builder, name string) { b.WriteString("`" + name + "`") },
		Placeholder: func(b *strings.Builder, n int) { fmt.Fprintf(b, "$%d", n) },
		KeyList: func(b *strings.Builder, placeholder string, _ []schema.Type) {
			b.WriteString("(unnest(" + placeholder + "))")
		},
	}
)

var (
	users = &schema.Table{Name: "user"}
	posts = &schema.Table{Name: "post"}
	u     = &query.Source{Table: users, Alias: "user"}
	u2    = &query.Source{Table: users, Alias: "user_2"}
	p     = &query.Source{Table: posts, Alias: "post"}
	text  = schema.Type{Kind: schema.Text}
	ten   = 10
	zero  = 0
)

func column(s *query.Source, name string) query.Column { return query.Column{Source: s, Name: name} }

func outputs(exprs ...query.Expr) []query.Output {
	out := make([]query.Output, len(exprs))
	for i, e := range exprs {
		out[i].Expr = e
	}
	return out
}

func equal(l, r query.Expr) query.Expr { return query.Binary{Op: "=", Left: l, Right: r} }

func and(terms ...query.Expr) query.Expr { return query.Logic{Op: "AND", Terms: terms} }
func or(terms ...query.Expr) query.Expr  { return query.Logic{Op: "OR", Terms: terms} }

func keys(arg, columns int) query.Keys {
	return query.Keys{Arg: arg, Types: slices.Repeat([]schema.Type{text}, columns)}
}

// where is a select with one condition; its golden text is what stands after WHERE.
func where(e query.Expr) *query.Select {
	return &query.Select{From: u, Where: []query.Expr{e}}
}

var (
	id    = column(u, "id")
	name  = column(u, "name")
	bind0 = query.Bind{Arg: 0}
	bind1 = query.Bind{Arg: 1}
	is0   = equal(id, bind0)
	is1   = equal(name, bind1)
)

var statements = []struct {
	says      string
	statement query.Statement
	sql       string
	args      []int
}{
	{
		"a select names its columns by their source", &query.Select{Columns: outputs(id, name), From: u},
		`SELECT "user"."id", "user"."name" FROM "user"`, nil,
	},
	{
		"a select without columns answers 1", &query.Select{From: u},
		`SELECT 1 FROM "user"`, nil,
	},
	{
		"a select needs no table",
		&query.Select{Columns: outputs(query.Exists{Select: where(is0)})},
		`SELECT EXISTS (SELECT 1 FROM "user" WHERE "user"."id" = ?)`,
		[]int{0},
	},
	{
		"a table that occurs twice has an alias",
		&query.Select{Columns: outputs(id, column(u2, "id")), From: u, Joins: []query.Join{
			{Inner: true, Source: u2, On: []query.Expr{equal(column(u2, "boss"), id)}},
		}},
		`SELECT "user"."id", "user_2"."id" FROM "user" JOIN "user" AS "user_2" ON "user_2"."boss" = "user"."id"`, nil,
	},
	{
		"quotes in a name are doubled",
		&query.Select{Columns: outputs(query.Column{Name: `a"b`}), From: &query.Source{Table: &schema.Table{Name: `x"`}, Alias: `x"`}},
		`SELECT "a""b" FROM "x"""`, nil,
	},
	{
		"a column without source is its name alone",
		&query.Select{Columns: outputs(query.Column{Name: "id"}), From: u, OrderBy: []query.Order{{Expr: query.Column{Name: "id"}}}},
		`SELECT "id" FROM "user" ORDER BY "id"`, nil,
	},
	{
		"a nested join stands in parentheses",
		&query.Select{Columns: outputs(id), From: u, Joins: []query.Join{{
			Source: p,
			Nested: []query.Join{{Inner: true, Source: u2, On: []query.Expr{equal(column(u2, "id"), column(p, "editor"))}}},
			On:     []query.Expr{equal(column(p, "author"), id), equal(column(p, "kind"), bind0)},
		}}},
		`SELECT "user"."id" FROM "user" LEFT OUTER JOIN ("post" JOIN "user" AS "user_2" ON "user_2"."id" = "post"."editor") ON "post"."author" = "user"."id" AND "post"."kind" = ?`,
		[]int{0},
	},
	{
		"a join on nothing always holds",
		&query.Select{From: u, Joins: []query.Join{{Source: p}}},
		`SELECT 1 FROM "user" LEFT OUTER JOIN "post" ON 1 = 1`, nil,
	},
	{
		"a derived table stands in parentheses and has an alias",
		&query.Select{
			Columns: outputs(query.Column{Source: &query.Source{Alias: "latest"}, Name: "n"}),
			From: &query.Source{Alias: "latest", Select: &query.Select{
				Columns: []query.Output{{Expr: id, As: "n"}}, From: u, Where: []query.Expr{is0},
			}},
			Where: []query.Expr{equal(query.Column{Name: "n"}, bind0)},
		},
		`SELECT "latest"."n" FROM (SELECT "user"."id" AS "n" FROM "user" WHERE "user"."id" = ?) AS "latest" WHERE "n" = ?`,
		[]int{0, 0},
	},
	{
		"the clauses of a select come in their order",
		&query.Select{
			Distinct: true, Columns: outputs(name), From: u,
			Where:   []query.Expr{is1, is0},
			GroupBy: []query.Expr{name, id},
			Having:  []query.Expr{query.Binary{Op: ">", Left: query.Func{Name: "count", Args: []query.Expr{query.Literal{Text: "*"}}}, Right: query.Bind{Arg: 2}}},
			OrderBy: []query.Order{{Expr: name, Desc: true}, {Expr: id}},
			Limit:   &ten, Offset: query.Bind{Arg: 3}, Lock: true,
		},
		`SELECT DISTINCT "user"."name" FROM "user" WHERE "user"."name" = ? AND "user"."id" = ? GROUP BY "user"."name", "user"."id" HAVING count(*) > ? ORDER BY "user"."name" DESC, "user"."id" LIMIT 10 OFFSET ?`,
		[]int{1, 0, 2, 3},
	},
	{
		"an offset alone has the limit the dialect asks for",
		&query.Select{From: u, Offset: bind0},
		`SELECT 1 FROM "user" LIMIT -1 OFFSET ?`,
		[]int{0},
	},
	{
		"a limit of zero is a limit",
		&query.Select{From: u, Limit: &zero},
		`SELECT 1 FROM "user" LIMIT 0`, nil,
	},
	{
		"a row number has its partition and order",
		&query.Select{Columns: []query.Output{{As: "n", Expr: query.RowNumber{
			Partition: []query.Expr{name}, OrderBy: []query.Order{{Expr: id, Desc: true}},
		}}}, From: u},
		`SELECT ROW_NUMBER() OVER (PARTITION BY "user"."name" ORDER BY "user"."id" DESC) AS "n" FROM "user"`, nil,
	},
	{
		"a row number may have an order alone",
		&query.Select{Columns: outputs(query.RowNumber{OrderBy: []query.Order{{Expr: id}}}), From: u},
		`SELECT ROW_NUMBER() OVER (ORDER BY "user"."id") FROM "user"`, nil,
	},
	{
		"a function may count distinct values and be compared with a select",
		&query.Select{Columns: outputs(
			query.Func{Name: "count", Distinct: true, Args: []query.Expr{name}},
			&query.Select{Columns: outputs(query.Func{Name: "max", Args: []query.Expr{column(u2, "id")}}), From: u2},
		), From: u},
		`SELECT count(DISTINCT "user"."name"), (SELECT max("user_2"."id") FROM "user" AS "user_2") FROM "user"`, nil,
	},
	{
		"an insert numbers its arguments row by row",
		&query.Insert{Table: users, Columns: []string{"name", "age"}, Rows: 2},
		`INSERT INTO "user" ("name", "age") VALUES (?, ?), (?, ?)`,
		[]int{0, 1, 2, 3},
	},
	{
		"an insert may return columns",
		&query.Insert{Table: users, Columns: []string{"name"}, Rows: 1, Returning: []string{"id", "made"}},
		`INSERT INTO "user" ("name") VALUES (?) RETURNING "id", "made"`,
		[]int{0},
	},
	{
		"an insert without columns is a row of defaults",
		&query.Insert{Table: users, Rows: 1, Returning: []string{"id"}},
		`INSERT INTO "user" DEFAULT VALUES RETURNING "id"`, nil,
	},
	{
		"an update sets columns of its own table",
		&query.Update{
			Table: users,
			Set: []query.Assign{
				{Column: "name", Expr: bind1},
				{Column: "visits", Expr: query.Binary{Op: "+", Left: query.Column{Name: "visits"}, Right: query.Literal{Text: "1"}}},
			},
			Where: []query.Expr{equal(query.Column{Name: "id"}, bind0)},
		},
		`UPDATE "user" SET "name" = ?, "visits" = "visits" + 1 WHERE "id" = ?`,
		[]int{1, 0},
	},
	{
		"a delete names the rows of its table",
		&query.Delete{Table: users, Where: []query.Expr{query.In{Left: []query.Expr{query.Column{Name: "id"}}, Keys: keys(0, 1)}}},
		`DELETE FROM "user" WHERE "id" IN (keys of 1 at ?)`,
		[]int{0},
	},
	{
		"a delete without conditions empties the table", &query.Delete{Table: users},
		`DELETE FROM "user"`, nil,
	},
}

var conditions = []struct {
	says string
	expr query.Expr
	sql  string
}{
	{"a comparison stands alone", is0, `"user"."id" = ?`},
	{"a steady bind asks for one plan", equal(id, query.Bind{Steady: true}), `"user"."id" = +?`},
	{"AND of nothing holds", and(), `1 = 1`},
	{"OR of nothing does not hold", or(), `1 = 0`},
	{"a logic of one term is the term", and(or(is0)), `"user"."id" = ?`},
	{"terms at the top have no parentheses", or(is0, is1), `"user"."id" = ? OR "user"."name" = ?`},
	{"OR within AND has parentheses", and(is0, or(is0, is1)), `"user"."id" = ? AND ("user"."id" = ? OR "user"."name" = ?)`},
	{"AND within OR has parentheses", or(and(is0, is1), is0), `("user"."id" = ? AND "user"."name" = ?) OR "user"."id" = ?`},
	{"a logic of one logic keeps its parentheses", and(is0, and(or(is0, is1))), `"user"."id" = ? AND ("user"."id" = ? OR "user"."name" = ?)`},
	{"nothing within a logic is a comparison", and(is0, or()), `"user"."id" = ? AND 1 = 0`},
	{"NOT is around what it denies", query.Not{Term: or(is0, is1)}, `NOT ("user"."id" = ? OR "user"."name" = ?)`},
	{"NOT of NOT has both parentheses", query.Not{Term: query.Not{Term: is0}}, `NOT (NOT ("user"."id" = ?))`},
	{"NOT of EXISTS needs none", query.Not{Term: and(query.Exists{Select: where(is0)})}, `NOT EXISTS (SELECT 1 FROM "user" WHERE "user"."id" = ?)`},
	{"NOT within AND needs none around it", and(query.Not{Term: is0}, is1), `NOT ("user"."id" = ?) AND "user"."name" = ?`},
	{"arithmetic keeps its shape to the right", query.Binary{Op: "-", Left: id, Right: query.Binary{Op: "-", Left: id, Right: bind0}}, `"user"."id" - ("user"."id" - ?)`},
	{"arithmetic keeps its shape to the left", query.Binary{Op: "*", Left: query.Binary{Op: "+", Left: id, Right: bind0}, Right: bind1}, `("user"."id" + ?) * ?`},
	{"a truth compared has parentheses", equal(query.IsNull{Term: id}, and(is0, is1)), `("user"."id" IS NULL) = ("user"."id" = ? AND "user"."name" = ?)`},
	{"LIKE is an operator", query.Binary{Op: "LIKE", Left: name, Right: bind0}, `"user"."name" LIKE ?`},
	{"IS NULL", query.IsNull{Term: id}, `"user"."id" IS NULL`},
	{"IS NOT NULL of a comparison", query.IsNull{Term: is0, Negated: true}, `("user"."id" = ?) IS NOT NULL`},
	{"IN a list of keys of one column", query.In{Left: []query.Expr{id}, Keys: keys(0, 1)}, `"user"."id" IN (keys of 1 at ?)`},
	{"NOT IN a list of keys of two columns", query.In{Left: []query.Expr{id, name}, Keys: keys(0, 2), Negated: true}, `("user"."id", "user"."name") NOT IN (keys of 2 at ?)`},
	{"IN a select", query.InSelect{Left: []query.Expr{id}, Select: where(is0)}, `"user"."id" IN (SELECT 1 FROM "user" WHERE "user"."id" = ?)`},
	{"a row value IN a select", query.InSelect{Left: []query.Expr{id, name}, Select: &query.Select{Columns: outputs(id, name), From: u}}, `("user"."id", "user"."name") IN (SELECT "user"."id", "user"."name" FROM "user")`},
}

func TestEachStatementHasItsText(t *testing.T) {
	for _, c := range statements {
		t.Run(c.says, func(t *testing.T) {
			got := compile.Compile(plain, c.statement)
			if got.SQL != c.sql {
				t.Errorf("got  %s\nwant %s", got.SQL, c.sql)
			}
			if args := argsOf(got); !slices.Equal(args, c.args) {
				t.Errorf("placeholders take arguments %v, want %v", args, c.args)
			}
		})
	}
}

func TestEachConditionHasItsText(t *testing.T) {
	const before = `SELECT 1 FROM "user" WHERE `
	for _, c := range conditions {
		t.Run(c.says, func(t *testing.T) {
			if got := compile.Compile(plain, where(c.expr)).SQL; got != before+c.sql {
				t.Errorf("got  %s\nwant %s", got, before+c.sql)
			}
		})
	}
}

func argsOf(c *compile.Compiled) (args []int) {
	for _, p := range c.Params {
		args = append(args, p.Arg)
	}
	return args
}

func TestADialectAnswersForItsOwnSpelling(t *testing.T) {
	s := &query.Select{
		Columns: outputs(id), From: u, Lock: true, Offset: query.Bind{Arg: 2},
		Where: []query.Expr{
			query.In{Left: []query.Expr{id}, Keys: keys(1, 1)},
			equal(name, query.Bind{Arg: 1, Steady: true}),
		},
	}
	got := compile.Compile(numbered, s)
	want := "SELECT `user`.`id` FROM `user` WHERE `user`.`id` IN (unnest($1)) AND `user`.`name` = $2 OFFSET $3 FOR UPDATE"
	if got.SQL != want {
		t.Errorf("got  %s\nwant %s", got.SQL, want)
	}
	if args := argsOf(got); !slices.Equal(args, []int{1, 1, 2}) {
		t.Errorf("placeholders take arguments %v", args)
	}
	if got.Params[0].Keys == nil || got.Params[1].Keys != nil {
		t.Errorf("the first placeholder takes keys and the second does not, got %+v", got.Params)
	}
}

func TestADialectMayWriteListsOfKeysInItsOwnWay(t *testing.T) {
	split := &compile.Dialect{
		Placeholder: numbered.Placeholder,
		In: func(in compile.In) {
			in.Text(fmt.Sprintf("found(%v, ", !in.Negated()))
			in.Left()
			for i := range in.Types() {
				in.Text(", ")
				in.Column(i)
			}
			in.Text(")")
		},
	}
	got := compile.Compile(split, where(and(
		query.In{Left: []query.Expr{id, name}, Keys: keys(3, 2), Negated: true},
		query.Not{Term: query.In{Left: []query.Expr{id}, Keys: keys(1, 1)}},
	)))
	want := `SELECT 1 FROM "user" WHERE found(false, ("user"."id", "user"."name"), $1, $2) AND NOT (found(true, "user"."id", $3))`
	if got.SQL != want {
		t.Errorf("got  %s\nwant %s", got.SQL, want)
	}
	var takes []string
	for _, p := range got.Params {
		takes = append(takes, fmt.Sprintf("%d.%d of %d", p.Arg, p.Column, len(p.Keys)))
	}
	if !slices.Equal(takes, []string{"3.0 of 2", "3.1 of 2", "1.0 of 1"}) {
		t.Errorf("the placeholders take %v", takes)
	}
}

func TestAnExpressionThatWasNotResolvedPanics(t *testing.T) {
	for _, e := range []query.Expr{query.Ref{}, query.Val{}, query.ValIn{}, query.Related{}, nil} {
		t.Run(fmt.Sprintf("%T", e), func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("it was compiled")
				}
			}()
			compile.Compile(plain, where(e))
		})
	}
}
