package mysql_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
	"github.com/kin-go/kin/mysql"
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
			{Name: "made", Type: schema.Type{Kind: schema.Time}, Default: "CURRENT_TIMESTAMP"},
			{Name: "bio", Type: schema.Type{Kind: schema.Text, Size: 300}, Default: "'(none)'"},
			{Name: "nick", Type: schema.Type{Kind: schema.Text}, Default: "uuid()"},
			maybe(col("extra", schema.Any)),
			maybe(&schema.Column{Name: "code", Type: schema.Type{Kind: schema.Text, Spelled: "NCHAR(3)", Size: 9}}),
			maybe(&schema.Column{Name: "small", Type: schema.Type{Kind: schema.Integer, Bits: 16, Unsigned: true}}),
		},
		PrimaryKey: []string{"id"},
		Indexes:    []schema.Index{{Columns: []string{"email"}, Unique: true}, {Columns: []string{"score", "born"}}, {Columns: []string{"nick"}}},
	}
	flagTable = &schema.Table{
		Name: "flag",
		Columns: []*schema.Column{
			col("user_id", schema.Integer), col("post_id", schema.Integer), maybe(col("by_id", schema.Integer)),
			col("token", schema.UUID), col("on", schema.Bool), col("data", schema.JSON),
			{Name: "hash", Type: schema.Type{Kind: schema.Blob, Size: 2}},
			{Name: "long", Type: schema.Type{Kind: schema.Blob, Size: 1000}, Default: "''"},
		},
		PrimaryKey: []string{"user_id", "post_id"},
		ForeignKeys: []schema.ForeignKey{
			{Columns: []string{"user_id"}, Table: "user", References: []string{"id"}, OnDelete: schema.Cascade},
			{Columns: []string{"post_id"}, Table: "user", References: []string{"id"}, OnDelete: schema.Restrict},
			{Columns: []string{"by_id"}, Table: "user", References: []string{"id"}, OnDelete: schema.SetNull},
		},
	}
)

const schemaText = "SET FOREIGN_KEY_CHECKS = 0\n" +
	"CREATE TABLE IF NOT EXISTS `user` (\n" +
	"	`id` BIGINT NOT NULL AUTO_INCREMENT,\n" +
	"	`email` VARCHAR(20) NOT NULL,\n" +
	"	`born` DATETIME(6) NULL,\n" +
	"	`score` DOUBLE NOT NULL DEFAULT 0,\n" +
	"	`made` DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),\n" +
	"	`bio` LONGTEXT NOT NULL DEFAULT ('(none)'),\n" +
	"	`nick` VARCHAR(750) NOT NULL DEFAULT (uuid()),\n" +
	"	`extra` LONGTEXT NULL,\n" +
	"	`code` NCHAR(3) NULL,\n" +
	"	`small` SMALLINT UNSIGNED NULL,\n" +
	"	PRIMARY KEY (`id`),\n" +
	"	UNIQUE KEY `ux_user_email` (`email`),\n" +
	"	KEY `ix_user_score_born` (`score`, `born`),\n" +
	"	KEY `ix_user_nick` (`nick`),\n" +
	"	CONSTRAINT `user.bio` CHECK (CHAR_LENGTH(`bio`) <= 300)\n" +
	") ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_nopad_bin\n" +
	"CREATE TABLE IF NOT EXISTS `flag` (\n" +
	"	`user_id` BIGINT NOT NULL,\n" +
	"	`post_id` BIGINT NOT NULL,\n" +
	"	`by_id` BIGINT NULL,\n" +
	"	`token` BINARY(16) NOT NULL,\n" +
	"	`on` TINYINT(1) NOT NULL,\n" +
	"	`data` JSON NOT NULL,\n" +
	"	`hash` VARBINARY(2) NOT NULL,\n" +
	"	`long` LONGBLOB NOT NULL DEFAULT (''),\n" +
	"	PRIMARY KEY (`user_id`, `post_id`),\n" +
	"	KEY `ix_flag_post_id` (`post_id`),\n" +
	"	KEY `ix_flag_by_id` (`by_id`),\n" +
	"	CONSTRAINT `flag.long` CHECK (LENGTH(`long`) <= 1000),\n" +
	"	CONSTRAINT `fk_flag_user_id` FOREIGN KEY (`user_id`) REFERENCES `user` (`id`) ON DELETE CASCADE,\n" +
	"	CONSTRAINT `fk_flag_post_id` FOREIGN KEY (`post_id`) REFERENCES `user` (`id`) ON DELETE RESTRICT,\n" +
	"	CONSTRAINT `fk_flag_by_id` FOREIGN KEY (`by_id`) REFERENCES `user` (`id`) ON DELETE SET NULL\n" +
	") ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_nopad_bin\n" +
	"SET FOREIGN_KEY_CHECKS = 1"

func TestTablesAreMadeAsTheSchemaSays(t *testing.T) {
	db := fresh(t)
	got := strings.Join(db.CreateTables([]*schema.Table{userTable, flagTable}), "\n")
	if want := schemaText; strings.ReplaceAll(got, "utf8mb4_0900_bin", "utf8mb4_nopad_bin") != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestTablesMayBeMadeTwiceAndInAnyOrder(t *testing.T) {
	eachWay(t, func(t *testing.T, db seam.Database) {
		create(t, db, flagTable, userTable)
		create(t, db, userTable, flagTable)
		tables, err := db.Tables(ctx)
		must(t, err)
		if !slices.Equal(tables, []string{"flag", "user"}) {
			t.Errorf("the tables are %v", tables)
		}
		if _, err := begin(t, db, seam.Writing).Exec(ctx, text(`INSERT INTO flag (user_id, post_id, token, `+"`on`"+`, data, hash) VALUES (1, 1, '', 1, '1', '')`, 0), nil); err == nil {
			t.Error("foreign keys are not looked at afterwards")
		}
	})
}

func TestTablesMayNameEachOther(t *testing.T) {
	db := fresh(t)
	names := func(name, other string) *schema.Table {
		return &schema.Table{
			Name: name, Columns: []*schema.Column{generated("id"), maybe(col("other_id", schema.Integer)), maybe(col("self_id", schema.Integer))},
			PrimaryKey: []string{"id"},
			ForeignKeys: []schema.ForeignKey{
				{Columns: []string{"other_id"}, Table: other, References: []string{"id"}},
				{Columns: []string{"self_id"}, Table: name, References: []string{"id"}},
			},
		}
	}
	a, b := names("a", "b"), names("b", "a")
	create(t, db, a, b)
	create(t, db, b, a)
	write(t, db, `INSERT INTO a (id) VALUES (1); INSERT INTO b (id, other_id) VALUES (1, 1); UPDATE a SET other_id = 1, self_id = 1`)
	for _, sql := range []string{`UPDATE a SET other_id = 2`, `UPDATE b SET other_id = 2`, `DELETE FROM a WHERE id = 1`, `UPDATE b SET self_id = 3`} {
		c := begin(t, db, seam.Writing)
		var v *seam.ConstraintError
		if _, err := c.Exec(ctx, text(sql, 0), nil); !errors.As(err, &v) || v.Kind != "foreign key" {
			t.Errorf("%s says %v", sql, err)
		}
		c.Release()
	}
}

func TestTextsInAKeyShareItsLength(t *testing.T) {
	db := fresh(t)
	table := &schema.Table{
		Name:       "t",
		Columns:    []*schema.Column{col("a", schema.Text), col("b", schema.Text), col("c", schema.Integer), col("d", schema.Blob), col("e", schema.Text), {Name: "f", Type: schema.Type{Kind: schema.Text, Size: 300}}},
		PrimaryKey: []string{"a", "b", "c"},
		Indexes:    []schema.Index{{Columns: []string{"d", "c"}}, {Columns: []string{"b"}}, {Columns: []string{"f", "c"}}},
	}
	create(t, db, table)
	sql := db.CreateTables([]*schema.Table{table})[1]
	for _, want := range []string{"`a` VARCHAR(375)", "`b` VARCHAR(375)", "`d` VARBINARY(750)", "`e` LONGTEXT", "`f` VARCHAR(300)"} {
		if !strings.Contains(sql, want) {
			t.Errorf("no %s in %s", want, sql)
		}
	}
}

func TestLongNamesStayApart(t *testing.T) {
	db := fresh(t)
	long := strings.Repeat("x", 50)
	table := &schema.Table{
		Name: "t" + long, Columns: []*schema.Column{generated("id"), col("a"+long, schema.Integer), col("b"+long, schema.Integer)},
		PrimaryKey: []string{"id"}, Indexes: []schema.Index{{Columns: []string{"a" + long}}, {Columns: []string{"b" + long}, Unique: true}},
		ForeignKeys: []schema.ForeignKey{{Columns: []string{"a" + long}, Table: "t" + long, References: []string{"id"}}, {Columns: []string{"b" + long}, Table: "t" + long, References: []string{"id"}}},
	}
	create(t, db, table)
	create(t, db, table)
}

func TestAViolatedConstraintIsNamed(t *testing.T) {
	eachWay(t, func(t *testing.T, db seam.Database) {
		create(t, db, userTable, flagTable)
		write(t, db, "INSERT INTO user (id, email) VALUES (1, 'a'), (2, 'b'), (3, 'for key ''c''');"+
			"INSERT INTO flag (user_id, post_id, token, `on`, data, hash) VALUES (1, 1, '', 1, '1', '');"+
			"CREATE TABLE other (n INTEGER CHECK (n > 0), m INTEGER, CONSTRAINT less CHECK (m < n), UNIQUE KEY `o``n` (m, n));"+
			"INSERT INTO other VALUES (9, 8)")
		write(t, db, `CREATE TRIGGER never BEFORE INSERT ON other FOR EACH ROW IF NEW.n = 99 THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'never 99'; END IF`)
		const flag = "INSERT INTO flag (user_id, post_id, by_id, token, `on`, data, hash) VALUES "
		for _, k := range []struct {
			says, sql, kind, table string
			columns                []string
		}{
			{"unique", `INSERT INTO user (email) VALUES ('a')`, "unique", "user", []string{"email"}},
			{"unique, known from before", `INSERT INTO user (email) VALUES ('b')`, "unique", "user", []string{"email"}},
			{"unique, a value like the message", `INSERT INTO user (email) VALUES ('for key ''c''')`, "unique", "user", []string{"email"}},
			{"unique by an update", "UPDATE `user` SET email = 'a' WHERE id = 2", "unique", "user", []string{"email"}},
			{"a key of one column", `INSERT INTO user (id, email) VALUES (1, 'x')`, "unique", "user", []string{"id"}},
			{"a key of two columns", flag + `(1, 1, NULL, '', 1, '1', '')`, "unique", "flag", []string{"user_id", "post_id"}},
			{"a unique key of an odd name", `INSERT INTO other VALUES (9, 8)`, "unique", "other", []string{"m", "n"}},
			{"not null", `UPDATE user SET email = NULL`, "not null", "user", []string{"email"}},
			{"a value that was not given", `INSERT INTO user (score) VALUES (1)`, "not null", "user", []string{"email"}},
			{"the size of a text", `UPDATE user SET email = repeat('x', 21)`, "check", "user", []string{"email"}},
			{"the size of a long text", `UPDATE user SET bio = repeat('x', 301)`, "check", "user", []string{"bio"}},
			{"the size of bytes", `UPDATE flag SET hash = x'010203'`, "check", "flag", []string{"hash"}},
			{"text that is not JSON", `UPDATE flag SET data = 'x'`, "check", "flag", []string{"data"}},
			{"a check of a column", `INSERT INTO other (n) VALUES (0)`, "check", "other", []string{"n"}},
			{"a check of a table", `INSERT INTO other VALUES (1, 2)`, "check", "other", nil},
			{"a foreign key to nothing", `UPDATE flag SET by_id = 77`, "foreign key", "flag", []string{"by_id"}},
			{"a row that another needs", `DELETE FROM user WHERE id = 1`, "foreign key", "flag", []string{"post_id"}},
			{"a trigger", `INSERT INTO other VALUES (99, 1)`, "trigger", "", nil},
		} {
			t.Run(k.says, func(t *testing.T) {
				c := begin(t, db, seam.Writing)
				defer c.Release()
				_, err := c.Exec(ctx, text(k.sql, 0), nil)
				var v *seam.ConstraintError
				if !errors.As(err, &v) {
					t.Fatalf("the error is %v", err)
				}
				if v.Kind != k.kind || v.Table != k.table || !slices.Equal(v.Columns, k.columns) {
					t.Errorf("got %s of %s %v, want %s of %s %v (%v)", v.Kind, v.Table, v.Columns, k.kind, k.table, k.columns, err)
				}
				count(t, c, `SELECT 1`) // the transaction goes on
			})
		}
	})
}

func TestTheTableOfAStatementIsFound(t *testing.T) {
	for sql, want := range map[string]string{
		"INSERT INTO `a``b` (`c`) VALUES (?)":                "a`b",
		"INSERT IGNORE INTO x.y(c) VALUES (1)":               "y",
		`UPDATE "user", other SET a = 1`:                     "user",
		"insert into `x`.`y` values (1)":                     "y",
		"UPDATE `user` SET `a` = ?":                          "user",
		"UPDATE `user`, (SELECT 1) AS `kin_one` SET `a` = ?": "user",
		"DELETE FROM `user` USING `user` WHERE 1":            "user",
		"DELETE FROM user WHERE 1":                           "user",
		"DELETE FROM `user` USING JSON_TABLE(?, '$[*]' COLUMNS (k0 BIGINT PATH '$')) AS kin_given LEFT JOIN `user` ON 1":     "user",
		"UPDATE JSON_TABLE(?, '$[*]' COLUMNS (k0 BIGINT PATH '$')) AS kin_given LEFT JOIN `user` ON 1 SET `user`.`a` = NULL": "user",
		"REPLACE INTO t VALUES (1)": "t",
		"SELECT 1":                  "",
	} {
		if got := mysql.TableOf(sql); got != want {
			t.Errorf("%s: got %q, want %q", sql, got, want)
		}
	}
}

func TestForeignKeysAct(t *testing.T) {
	eachWay(t, func(t *testing.T, db seam.Database) {
		create(t, db, userTable, flagTable)
		write(t, db, "INSERT INTO user (id, email) VALUES (1, 'a'), (2, 'b'), (3, 'c');"+
			"INSERT INTO flag (user_id, post_id, by_id, token, `on`, data, hash) VALUES (1, 1, 2, '', 1, '1', '')")
		write(t, db, `DELETE FROM user WHERE id = 2`)
		c := begin(t, db, seam.Writing)
		if got := count(t, c, `SELECT by_id IS NULL FROM flag`); got != 1 {
			t.Error("by_id was not set to NULL")
		}
		if n := exec(t, c, `DELETE FROM user WHERE id = ?`, query.IntValue(3)); n != 1 {
			t.Errorf("%d lines were deleted, want 1", n)
		}
	})
}

func TestAMistakeInAStatementIsToldWithIt(t *testing.T) {
	c := begin(t, fresh(t), seam.ReadOnly)
	for _, k := range []struct{ says, sql, err string }{
		{"a table that does not exist", `SELECT * FROM nowhere`, "mysql: run SELECT * FROM nowhere: Error 1146"},
		{"a column that does not exist", "SELECT `nothing`", "Unknown column"},
		{"nothing", ` `, "the text has no statement"},
		{"two statements", `SELECT 1; SELECT 2`, "Error 1064"},
		{"a long one is cut", `SELECT ` + strings.Repeat("1,", 300), "1…: Error 1064"},
	} {
		_, err := c.Query(ctx, text(k.sql, 0), nil)
		if err == nil || !strings.Contains(err.Error(), k.err) {
			t.Errorf("%s: the error is %v, want %s", k.says, err, k.err)
		}
	}
	if got := fmt.Sprint(c.Script(ctx, `SELECT 1; SELECT * FROM nowhere;`)); !strings.Contains(got, "run SELECT * FROM nowhere") {
		t.Errorf("a script says %s", got)
	}
}
