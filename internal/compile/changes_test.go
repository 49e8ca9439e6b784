package compile_test

import (
	"slices"
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

// joining is a dialect that joins lists of keys.
var joining = &compile.Dialect{
	KeyList: other.KeyList,
	KeyTable: func(b *strings.Builder, placeholder string, types []schema.Type) (columns []string) {
		b.WriteString("list(" + placeholder + ") AS given")
		return []string{"given.k", "given.l"}[:len(types)]
	},
	ManyTables: true,
}

func TestAListOfKeysIsJoinedToAChange(t *testing.T) {
	table := &schema.Table{Name: "t"}
	a, v := query.Column{Name: "a"}, query.Column{Name: "v"}
	one := query.In{Left: []query.Expr{a}, Keys: query.Keys{Arg: 1, Types: make([]schema.Type, 1)}}
	pair := query.In{Left: []query.Expr{a, v}, Keys: query.Keys{Arg: 1, Types: make([]schema.Type, 2)}}
	not := one
	not.Negated = true
	version := equal(v, query.Bind{Arg: 2})
	set := []query.Assign{{Column: "b", Expr: query.Bind{}}, {Column: "v", Expr: query.Binary{Op: "+", Left: v, Right: query.Literal{Text: "1"}}}}
	for _, k := range []struct {
		statement query.Statement
		want      string
		args      []int // in the order of the placeholders
	}{
		{&query.Delete{Table: table, Where: []query.Expr{one}}, `DELETE FROM "t" USING list(?) AS given LEFT JOIN "t" ON "t"."a" = given.k`, []int{1}},
		{&query.Delete{Table: table, Where: []query.Expr{pair}}, `DELETE FROM "t" USING list(?) AS given LEFT JOIN "t" ON "t"."a" = given.k AND "t"."v" = given.l`, []int{1}},
		{&query.Delete{Table: table, Where: []query.Expr{version, one}}, `DELETE FROM "t" USING list(?) AS given LEFT JOIN "t" ON "t"."a" = given.k AND "t"."v" = ?`, []int{1, 2}},
		{&query.Delete{Table: table, Where: []query.Expr{one, not}}, `DELETE FROM "t" USING list(?) AS given LEFT JOIN "t" ON "t"."a" = given.k AND "t"."a" NOT IN (SELECT k FROM list(?))`, []int{1, 1}},
		{&query.Delete{Table: table, Where: []query.Expr{not}}, `DELETE FROM "t" USING "t" WHERE "a" NOT IN (SELECT k FROM list(?))`, []int{1}},
		{&query.Delete{Table: table, Where: []query.Expr{or(version, one)}}, `DELETE FROM "t" USING "t" WHERE "v" = ? OR "a" IN (SELECT k FROM list(?))`, []int{2, 1}},
		{&query.Update{Table: table, Set: set, Where: []query.Expr{one, version}}, `UPDATE list(?) AS given LEFT JOIN "t" ON "t"."a" = given.k AND "t"."v" = ? SET "t"."b" = ?, "t"."v" = "t"."v" + 1`, []int{1, 2, 0}},
	} {
		got := compile.Compile(joining, k.statement)
		if got.SQL != k.want {
			t.Errorf("got  %s\nwant %s", got.SQL, k.want)
		}
		var args []int
		for _, p := range got.Params {
			args = append(args, p.Arg)
		}
		if !slices.Equal(args, k.args) {
			t.Errorf("%s: the arguments are %v and not %v", k.want, args, k.args)
		}
	}
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
