package sqlite_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
	"github.com/kin-go/kin/schema"
)

var (
	userTable = &schema.Table{
		Name: "user",
		Columns: []*schema.Column{
			generated("id"),
			{Name: "email", Type: schema.Type{Kind: schema.Text, Size: 20}},
			maybe(col("born", schema.Time)),
			{Name: "score", Type: schema.Type{Kind: schema.Float}, Default: "0"},
			{Name: "made", Type: schema.Type{Kind: schema.Time}, Default: "datetime('now')"},
			maybe(col("extra", schema.Any)),
			maybe(&schema.Column{Name: "code", Type: schema.Type{Kind: schema.Text, Spelled: "NCHAR(3)", Size: 9}}),
		},
		PrimaryKey: []string{"id"},
		Indexes:    []schema.Index{{Columns: []string{"email"}, Unique: true}, {Columns: []string{"score", "born"}}},
	}
	flagTable = &schema.Table{
		Name: "flag",
		Columns: []*schema.Column{
			col("user_id", schema.Integer), col("post_id", schema.Integer), maybe(col("by_id", schema.Integer)),
			col("token", schema.UUID), col("on", schema.Bool), col("data", schema.JSON),
			{Name: "hash", Type: schema.Type{Kind: schema.Blob, Size: 2}},
		},
		PrimaryKey: []string{"user_id", "post_id"},
		ForeignKeys: []schema.ForeignKey{
			{Columns: []string{"user_id"}, Table: "user", References: []string{"id"}, OnDelete: schema.Cascade},
			{Columns: []string{"post_id"}, Table: "user", References: []string{"id"}, OnDelete: schema.Restrict},
			{Columns: []string{"by_id"}, Table: "user", References: []string{"id"}, OnDelete: schema.SetNull},
			{Columns: []string{"post_id", "user_id"}, Table: "flag", References: []string{"user_id", "post_id"}},
		},
	}
)

const schemaText = `CREATE TABLE IF NOT EXISTS "user" (
	"id" INTEGER PRIMARY KEY,
	"email" TEXT NOT NULL CONSTRAINT "user.email" CHECK (length("email") <= 20),
	"born" TEXT,
	"score" REAL NOT NULL DEFAULT 0,
	"made" TEXT NOT NULL DEFAULT (datetime('now')),
	"extra",
	"code" NCHAR(3)
)
CREATE UNIQUE INDEX IF NOT EXISTS "ux_user_email" ON "user" ("email")
CREATE INDEX IF NOT EXISTS "ix_user_score_born" ON "user" ("score", "born")
CREATE TABLE IF NOT EXISTS "flag" (
	"user_id" INTEGER NOT NULL,
	"post_id" INTEGER NOT NULL,
	"by_id" INTEGER,
	"token" BLOB NOT NULL,
	"on" INTEGER NOT NULL,
	"data" TEXT NOT NULL,
	"hash" BLOB NOT NULL CONSTRAINT "flag.hash" CHECK (length("hash") <= 2),
	PRIMARY KEY ("user_id", "post_id"),
	FOREIGN KEY ("user_id") REFERENCES "user" ("id") ON DELETE CASCADE,
	FOREIGN KEY ("post_id") REFERENCES "user" ("id") ON DELETE RESTRICT,
	FOREIGN KEY ("by_id") REFERENCES "user" ("id") ON DELETE SET NULL,
	FOREIGN KEY ("post_id", "user_id") REFERENCES "flag" ("user_id", "post_id")
)
CREATE INDEX IF NOT EXISTS "ix_flag_post_id" ON "flag" ("post_id")
CREATE INDEX IF NOT EXISTS "ix_flag_by_id" ON "flag" ("by_id")`

func TestTablesAreMadeAsTheSchemaSays(t *testing.T) {
	db := file(t)
	got := strings.Join(db.CreateTables([]*schema.Table{userTable, flagTable}), "\n")
	if got != schemaText {
		t.Errorf("got\n%s\nwant\n%s", got, schemaText)
	}
}

func TestTablesMayBeMadeTwiceAndInAnyOrder(t *testing.T) {
	eachPlace(t, func(t *testing.T, db seam.Database) {
		create(t, db, flagTable, userTable)
		create(t, db, userTable, flagTable)
		tables, err := db.Tables(ctx)
		must(t, err)
		if !slices.Equal(tables, []string{"flag", "user"}) {
			t.Errorf("the tables are %v", tables)
		}
	})
}

func TestAnIntegerKeyIsTheRowsOwnNumber(t *testing.T) {
	db := file(t)
	for says, k := range map[string]struct {
		column *schema.Column
		key    string
	}{
		"an integer, given or not": {col("id", schema.Integer), `"id" INTEGER PRIMARY KEY`},
		"a text":                   {col("id", schema.Text), `PRIMARY KEY ("id")`},
		"a type of one's own": {
			&schema.Column{Name: "id", Type: schema.Type{Kind: schema.Integer, Spelled: "BIGINT"}},
			`"id" BIGINT NOT NULL`,
		},
	} {
		got := db.CreateTables([]*schema.Table{{Name: "t", Columns: []*schema.Column{k.column}, PrimaryKey: []string{"id"}}})
		if !strings.Contains(got[0], k.key) {
			t.Errorf("%s: no %s in %s", says, k.key, got[0])
		}
	}
}

func TestAViolatedConstraintIsNamed(t *testing.T) {
	eachPlace(t, func(t *testing.T, db seam.Database) {
		create(t, db, userTable, flagTable)
		write(t, db, `INSERT INTO user (id, email) VALUES (1, 'a'), (2, 'b');
			INSERT INTO flag VALUES (1, 1, NULL, x'', 1, '', x'');
			CREATE TABLE other (n INTEGER CHECK (n > 0));
			CREATE TRIGGER never BEFORE INSERT ON other WHEN NEW.n = 99 BEGIN SELECT RAISE(ABORT, 'never 99'); END`)
		for _, k := range []struct {
			says, sql, kind, table string
			columns                []string
		}{
			{"unique", `INSERT INTO user (email) VALUES ('a')`, "unique", "user", []string{"email"}},
			{"a key of one column", `INSERT INTO user (id, email) VALUES (1, 'x')`, "unique", "user", []string{"id"}},
			{"a key of two columns", `INSERT INTO flag VALUES (1, 1, NULL, x'', 1, '', x'')`, "unique", "flag", []string{"user_id", "post_id"}},
			{"not null", `UPDATE user SET email = NULL`, "not null", "user", []string{"email"}},
			{"the size of a text", `UPDATE user SET email = printf('%030d', id)`, "check", "user", []string{"email"}},
			{"the size of bytes", `UPDATE flag SET hash = x'010203'`, "check", "flag", []string{"hash"}},
			{"a check without a name", `INSERT INTO other VALUES (0)`, "check", "", nil},
			{"a foreign key to nothing", `UPDATE flag SET by_id = 77`, "foreign key", "", nil},
			{"a trigger", `INSERT INTO other VALUES (99)`, "trigger", "", nil},
		} {
			t.Run(k.says, func(t *testing.T) {
				c := begin(t, db, seam.Writing)
				defer c.Release()
				_, err := c.Exec(ctx, text(k.sql, 0), nil)
				if err == nil {
					err = c.Commit(ctx) // when a foreign key is looked at
				}
				var v *seam.ConstraintError
				if !errors.As(err, &v) {
					t.Fatalf("the error is %v", err)
				}
				if v.Kind != k.kind || v.Table != k.table || !slices.Equal(v.Columns, k.columns) {
					t.Errorf("got %s of %s %v, want %s of %s %v", v.Kind, v.Table, v.Columns, k.kind, k.table, k.columns)
				}
			})
		}
	})
}

func TestForeignKeysAct(t *testing.T) {
	eachPlace(t, func(t *testing.T, db seam.Database) {
		create(t, db, userTable, flagTable)
		write(t, db, `INSERT INTO user (id, email) VALUES (1, 'a'), (2, 'b'), (3, 'c');
			INSERT INTO flag VALUES (1, 1, 2, x'', 1, '', x'')`)
		write(t, db, `DELETE FROM user WHERE id = 2`)
		c := begin(t, db, seam.Writing)
		if got := count(t, c, `SELECT by_id IS NULL FROM flag`); got != 1 {
			t.Error("by_id was not set to NULL")
		}
		if _, err := c.Exec(ctx, text(`DELETE FROM user WHERE id = 1`, 0), nil); err == nil {
			t.Error("a row that others need was deleted")
		}
		if n := exec(t, c, `DELETE FROM user WHERE id = ?`, query.IntValue(3)); n != 1 {
			t.Errorf("%d lines were deleted, want 1", n)
		}
	})
}

func TestAMistakeInAStatementIsToldWithIt(t *testing.T) {
	c := begin(t, file(t), seam.ReadOnly)
	for _, k := range []struct{ says, sql, err string }{
		{"a table that does not exist", `SELECT * FROM nowhere`, "run SELECT * FROM nowhere: sqlite3: SQL logic error: no such table: nowhere"},
		{"a column that does not exist, in quotes", `SELECT "nothing"`, "no such column"},
		{"nothing", ` -- nothing`, "the text has no statement"},
		{"two statements", `SELECT 1; SELECT 2`, `goes on after its first statement, at " SELECT 2"`},
		{"a long one is cut", `SELECT ` + strings.Repeat("1,", 300), "1…: sqlite3: SQL logic error"},
	} {
		_, err := c.Query(ctx, text(k.sql, 0), nil)
		if err == nil || !strings.Contains(err.Error(), k.err) {
			t.Errorf("%s: the error is %v, want %s", k.says, err, k.err)
		}
	}
	if got := fmt.Sprint(c.Script(ctx, `SELECT 1; SELECT * FROM nowhere;`)); !strings.Contains(got, "run  SELECT * FROM nowhere") {
		t.Errorf("a script says %s", got)
	}
}
