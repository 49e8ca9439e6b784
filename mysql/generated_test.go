package mysql_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
	"github.com/kin-go/kin/mysql"
	"github.com/kin-go/kin/schema"
)

var itemTable = &schema.Table{
	Name: "item",
	Columns: []*schema.Column{
		generated("id"), {Name: "name", Type: schema.Type{Kind: schema.Text}, Default: "'none'"}, {Name: "n", Type: schema.Type{Kind: schema.Integer}, Default: "7"},
	},
	PrimaryKey: []string{"id"},
}

// eachReturning runs a test where INSERT has RETURNING and where the engine has to do
// without, its keys in steps of 1 and of 3.
func eachReturning(t *testing.T, test func(t *testing.T, db seam.Database, step int64)) {
	with := func(t *testing.T, step string, options ...mysql.Option) seam.Database {
		config := place(t)
		config.Params = map[string]string{"auto_increment_increment": step}
		return open(t, mysql.URL(config.FormatDSN(), options...))
	}
	t.Run("as the server has it", func(t *testing.T) { test(t, with(t, "1"), 1) })
	t.Run("without", func(t *testing.T) { test(t, with(t, "1", mysql.WithoutReturning()), 1) })
	t.Run("without, in steps of 3", func(t *testing.T) { test(t, with(t, "3", mysql.WithoutReturning()), 3) })
}

func insert(t *testing.T, c seam.Conn, db seam.Database, i *query.Insert, args ...query.Value) (lines []string) {
	t.Helper()
	r, err := c.Query(ctx, compile.Compile(db.Dialect(), i), args)
	must(t, err)
	defer r.Close()
	if got := r.Columns(); fmt.Sprint(got) != fmt.Sprint(i.Returning) {
		t.Errorf("the columns are %v, want %v", got, i.Returning)
	}
	for r.Next() {
		var line []string
		for n := range i.Returning {
			line = append(line, r.Text(n))
		}
		lines = append(lines, strings.Join(line, " "))
	}
	must(t, r.Err())
	return lines
}

func TestAnInsertGivesTheKeysOfItsRowsInTheirOrder(t *testing.T) {
	eachReturning(t, func(t *testing.T, db seam.Database, step int64) {
		create(t, db, itemTable)
		c := begin(t, db, seam.Writing)
		names := []query.Value{query.TextValue("c"), query.TextValue("a"), query.TextValue("b")}
		for _, k := range []struct {
			says string
			in   *query.Insert
			args []query.Value
			want func(id int64) string
		}{
			{"one row", &query.Insert{Columns: []string{"name"}, Rows: 1, Returning: []string{"id"}}, names[:1], func(id int64) string { return fmt.Sprint([]int64{id}) }},
			{"three rows", &query.Insert{Columns: []string{"name"}, Rows: 3, Returning: []string{"id"}}, names, func(id int64) string { return fmt.Sprint([]int64{id, id + step, id + 2*step}) }},
			{"what the database gave", &query.Insert{Columns: []string{"name"}, Rows: 3, Returning: []string{"n", "id", "name"}}, names, func(id int64) string {
				return fmt.Sprintf("[7 %d c 7 %d a 7 %d b]", id, id+step, id+2*step)
			}},
			{"a row of defaults", &query.Insert{Returning: []string{"id"}}, nil, func(id int64) string { return fmt.Sprint([]int64{id}) }},
			{"a row of defaults, all of it", &query.Insert{Returning: []string{"name", "id"}}, nil, func(id int64) string { return fmt.Sprintf("[none %d]", id) }},
			{"keys that were given", &query.Insert{Columns: []string{"name", "id"}, Rows: 2, Returning: []string{"id", "n"}},
				[]query.Value{names[0], query.IntValue(900), names[1], query.IntValue(800)}, func(int64) string { return "[900 7 800 7]" }},
		} {
			t.Run(k.says, func(t *testing.T) {
				k.in.Table = itemTable
				before := count(t, c, `SELECT coalesce(max(id), 0) FROM item`)
				next := before + step - (before-1+step)%step // the next of 1, 1+step, …
				if before == 0 {
					next = 1
				}
				got := insert(t, c, db, k.in, k.args...)
				if want := k.want(next); fmt.Sprint(got) != want {
					t.Errorf("got %v, want %s", got, want)
				}
				if n := count(t, c, `SELECT count(*) FROM item WHERE id = ?`, query.IntValue(next)); n != 1 && k.says != "keys that were given" {
					t.Errorf("%d rows have the key %d", n, next)
				}
			})
		}
	})
}

func TestKeysOfManyWritersDoNotMix(t *testing.T) {
	eachReturning(t, func(t *testing.T, db seam.Database, _ int64) {
		create(t, db, itemTable)
		must(t, inEach(4, func(w int) error {
			for i := range 25 {
				c := begin(t, db, seam.Writing)
				in := &query.Insert{Table: itemTable, Columns: []string{"n"}, Returning: []string{"id"}}
				var args []query.Value
				for r := range 1 + i%7 {
					in.Rows++
					args = append(args, query.IntValue(int64(w*10000+i*100+r)))
				}
				for r, id := range insert(t, c, db, in, args...) {
					if n := count(t, c, `SELECT n FROM item WHERE id = ?`, query.TextValue(id)); n != args[r].Int64() {
						t.Errorf("row %s is %d, want %d", id, n, args[r].Int64())
					}
				}
				must(t, c.Commit(ctx))
				c.Release()
			}
			return nil
		}))
	})
}

func TestAKeyOfZeroIsZero(t *testing.T) {
	db := fresh(t)
	create(t, db, itemTable)
	write(t, db, `INSERT INTO item (id) VALUES (0)`)
	if now(t, db, `SELECT count(*) FROM item WHERE id = 0`) != 1 {
		t.Error("another key was generated")
	}
}

func TestWhatHasNoKeyCannotBeReadBack(t *testing.T) {
	db := fresh(t, mysql.WithoutReturning())
	table := &schema.Table{Name: "loose", Columns: []*schema.Column{col("n", schema.Integer)}}
	create(t, db, table)
	c := begin(t, db, seam.Writing)
	k := compile.Compile(db.Dialect(), &query.Insert{Table: table, Columns: []string{"n"}, Rows: 1, Returning: []string{"n"}})
	if _, err := c.Query(ctx, k, []query.Value{query.IntValue(1)}); err == nil || !strings.Contains(err.Error(), "give the key") {
		t.Errorf("it says %v", err)
	}
}
