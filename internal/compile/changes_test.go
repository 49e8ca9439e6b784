package compile_test

import (
	"strings"
	"testing"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/schema"
)

// other is a dialect that differs in INSERT, UPDATE and DELETE.
var other = &compile.Dialect{
	KeyList: func(b *strings.Builder, placeholder string, _ []schema.Type) {
		b.WriteString("(SELECT k FROM list(" + placeholder + "))")
	},
	EmptyInsert: " () VALUES ()",
	NoReturning: true,
	ManyTables:  true,
}

func TestADialectAnswersForItsOwnChanges(t *testing.T) {
	table := &schema.Table{Name: "t"}
	a := query.Column{Name: "a"}
	listed := query.In{Left: []query.Expr{a}, Keys: query.Keys{Types: make([]schema.Type, 1)}}
	plain := equal(a, query.Bind{})
	set := []query.Assign{{Column: "b", Expr: query.Bind{Arg: 1}}}
	for _, k := range []struct {
		statement query.Statement
		want      string
	}{
		{&query.Insert{Table: table, Returning: []string{"id"}}, `INSERT INTO "t" () VALUES ()`},
		{&query.Insert{Table: table, Columns: []string{"a"}, Rows: 1, Returning: []string{"id"}}, `INSERT INTO "t" ("a") VALUES (?)`},
		{&query.Update{Table: table, Set: set, Where: []query.Expr{plain}}, `UPDATE "t" SET "b" = ? WHERE "a" = ?`},
		{&query.Update{Table: table, Set: set, Where: []query.Expr{plain, listed}}, `UPDATE "t", (SELECT 1) AS "kin_one" SET "b" = ? WHERE "a" = ? AND "a" IN (SELECT k FROM list(?))`},
		{&query.Delete{Table: table, Where: []query.Expr{plain}}, `DELETE FROM "t" WHERE "a" = ?`},
		{&query.Delete{Table: table, Where: []query.Expr{listed}}, `DELETE FROM "t" USING "t" WHERE "a" IN (SELECT k FROM list(?))`},
		{&query.Delete{Table: table, Where: []query.Expr{query.Not{Term: or(plain, listed)}}}, `DELETE FROM "t" USING "t" WHERE NOT ("a" = ? OR "a" IN (SELECT k FROM list(?)))`},
		{&query.Delete{Table: table, Where: []query.Expr{query.Exists{Select: &query.Select{}}}}, `DELETE FROM "t" USING "t" WHERE EXISTS (SELECT 1)`},
	} {
		got := compile.Compile(other, k.statement)
		if got.SQL != k.want {
			t.Errorf("got  %s\nwant %s", got.SQL, k.want)
		}
		insert, _ := k.statement.(*query.Insert)
		if got.Insert != insert {
			t.Errorf("%s: what is to be returned is kept: %v", k.want, got.Insert)
		}
	}
	if got := compile.Compile(other, &query.Insert{Table: table}); got.Insert != nil {
		t.Error("nothing is to be returned, and something is kept")
	}
}
