package mysql_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
	"github.com/kin-go/kin/mysql"
	"github.com/kin-go/kin/schema"
)

// seats makes a table that is small enough to be read as a whole, whose rows have a number, a pair and
// a text by which they can be named. What they point at may be the same for several.
const seats = `CREATE TABLE seat (id BIGINT PRIMARY KEY, hall BINARY(16) NOT NULL, place BIGINT UNSIGNED NOT NULL, name VARCHAR(20) COLLATE utf8mb4_nopad_bin NOT NULL,
	guest BIGINT NULL, version BIGINT NOT NULL, UNIQUE KEY (hall, place), UNIQUE KEY (name), KEY (guest));
	INSERT INTO seat SELECT n, UNHEX(LPAD(HEX(n), 32, '0')), n, CONCAT('seat ', n), n, 1 FROM
		(WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 30) SELECT n FROM r) AS thirty`

// bySeats is the ways to name rows of seat, and the key of row n in each.
var bySeats = map[string]struct {
	columns []string
	types   []schema.Type
	key     func(n int64) []query.Value
}{
	"a number": {[]string{"id"}, []schema.Type{{Kind: schema.Integer}}, func(n int64) []query.Value { return []query.Value{query.IntValue(n)} }},
	"a text":   {[]string{"name"}, []schema.Type{{Kind: schema.Text}}, func(n int64) []query.Value { return []query.Value{query.TextValue(fmt.Sprint("seat ", n))} }},
	"a pair": {[]string{"hall", "place"}, []schema.Type{{Kind: schema.UUID}, {Kind: schema.Integer, Unsigned: true}}, func(n int64) []query.Value {
		return []query.Value{query.BlobValue(append(make([]byte, 15), byte(n))), query.IntValue(n)}
	}},
	"what it points at": {[]string{"guest"}, []schema.Type{{Kind: schema.Integer}}, func(n int64) []query.Value { return []query.Value{query.IntValue(n)} }},
}

// TestChangesOfDifferentRowsDoNotWait changes rows of a small table by lists of keys in two
// transactions at once: each holds its own rows alone, and both commit.
func TestChangesOfDifferentRowsDoNotWait(t *testing.T) {
	table := &schema.Table{Name: "seat"}
	cases, waited, bare := 0, 0, 0
	for by, k := range bySeats {
		in := query.In{Keys: query.Keys{Types: k.types}}
		for _, c := range k.columns {
			in.Left = append(in.Left, query.Column{Name: c})
		}
		current := query.Binary{Op: "=", Left: query.Column{Name: "version"}, Right: query.Bind{Arg: 1}}
		for does, statement := range map[string]query.Statement{
			"delete":              &query.Delete{Table: table, Where: []query.Expr{in}},
			"delete of a version": &query.Delete{Table: table, Where: []query.Expr{in, current}},
			"update":              &query.Update{Table: table, Set: []query.Assign{{Column: "guest", Expr: query.Literal{Text: "NULL"}}}, Where: []query.Expr{in}},
		} {
			db := fresh(t, mysql.Wait(time.Second))
			write(t, db, seats)
			inTwo := func(d *compile.Dialect, a, b [2]int64) bool {
				c := compile.Compile(d, statement)
				keys := func(of [2]int64) []query.Value {
					list := &query.KeyList{Rows: [][]query.Value{k.key(of[0]), k.key(of[1])}}
					return []query.Value{query.KeysValue(list), query.IntValue(1)}
				}
				first, second := begin(t, db, seam.Writing), begin(t, db, seam.Writing)
				defer first.Release()
				defer second.Release()
				n, err := first.Exec(ctx, c, keys(a))
				must(t, err)
				m, err := second.Exec(ctx, c, keys(b))
				if _, waits := errors.AsType[*seam.RetryError](err); waits {
					return true
				}
				must(t, errors.Join(err, first.Commit(ctx), second.Commit(ctx)))
				if n != 2 || m != 2 {
					t.Errorf("%s by %s: %d and %d rows were changed, and not 2 each", does, by, n, m)
				}
				return false
			}
			cases++
			old := *db.Dialect()
			old.KeyTable = nil
			if inTwo(&old, [2]int64{11, 14}, [2]int64{25, 28}) {
				bare++
			}
			if inTwo(db.Dialect(), [2]int64{10, 13}, [2]int64{24, 27}) {
				waited++
				t.Errorf("%s by %s: the second waits for the first", does, by)
			}
			if left := now(t, db, `SELECT count(*) FROM seat WHERE id IN (10, 13, 24, 27) AND guest IS NOT NULL`); left != 0 {
				t.Errorf("%s by %s: %d rows are as before", does, by, left)
			}
		}
	}
	t.Logf("changes of different rows that waited: %d of %d; as IN by itself %d", waited, cases, bare)
	if bare == 0 {
		t.Error("as IN by itself none waits either: the test shows nothing")
	}
}
