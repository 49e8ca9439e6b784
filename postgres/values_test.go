package postgres_test

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
	"github.com/kin-go/kin/schema"
)

var (
	berlin = time.FixedZone("", 2*60*60)
	leap   = time.Date(2024, 2, 29, 1, 2, 3, 123456789, berlin)
	uuid   = []byte{0x12, 0x3e, 0x45, 0x67, 0xe8, 0x9b, 0x12, 0xd3, 0xa4, 0x56, 0x42, 0x66, 0x14, 0x17, 0x40, 0x00}
)

const uuidText = "123e4567-e89b-12d3-a456-426614174000"

// values go in as arguments of a type and come back by the reader that fits.
var values = []struct {
	says   string
	of     string // the type in the database
	in     query.Value
	stored string // as the server shows it
	read   func(seam.Rows) any
	out    any
}{
	{"an integer", "bigint", query.IntValue(-42), `-42`, asInt, int64(-42)},
	{"the greatest integer", "bigint", query.IntValue(math.MaxInt64), `9223372036854775807`, asInt, int64(math.MaxInt64)},
	{"the least integer", "bigint", query.IntValue(math.MinInt64), `-9223372036854775808`, asInt, int64(math.MinInt64)},
	{"an integer of 32 bits", "integer", query.IntValue(math.MinInt32), `-2147483648`, asInt, int64(math.MinInt32)},
	{"an integer of 16 bits", "smallint", query.IntValue(-3), `-3`, asInt, int64(-3)},
	{"an integer as a number", "numeric", query.IntValue(-3), `-3`, asInt, int64(-3)},
	{"a whole number with a fraction of zeros", "numeric(5,2)", query.IntValue(3), `3.00`, asInt, int64(3)},
	{"an unsigned integer", "bigint", query.UintValue(7), `7`, asUint, uint64(7)},
	{"the greatest unsigned integer", "numeric(20)", query.UintValue(math.MaxUint64), `18446744073709551615`, asUint, uint64(math.MaxUint64)},
	{"a float", "double precision", query.FloatValue(0.1), `0.1`, asFloat, 0.1},
	{"a float with all its digits", "double precision", query.FloatValue(math.Nextafter(1, 2)), `1.0000000000000002`, asFloat, math.Nextafter(1, 2)},
	{"a narrow float", "real", query.FloatValue(1.5), `1.5`, asFloat, 1.5},
	{"infinity", "double precision", query.FloatValue(math.Inf(-1)), `-Infinity`, asFloat, math.Inf(-1)},
	{"a float as a number", "numeric", query.FloatValue(0.1), `0.1`, asFloat, 0.1},
	{"an integer read as a float", "bigint", query.IntValue(3), `3`, asFloat, 3.0},
	{"a whole float read as an integer", "double precision", query.FloatValue(3), `3`, asInt, int64(3)},
	{"a decimal is exact", "numeric(30,10)", query.TextValue("12345678901234567890.0123456789"), `12345678901234567890.0123456789`, asText, "12345678901234567890.0123456789"},
	{"true", "boolean", query.BoolValue(true), `true`, asBool, true},
	{"false", "boolean", query.BoolValue(false), `false`, asBool, false},
	{"true as another engine has it", "boolean", query.IntValue(1), `true`, asBool, true},
	{"a bool in a column of integers", "integer", query.BoolValue(true), `1`, asBool, true},
	{"a text", "text", query.TextValue("it's ü"), `it's ü`, asText, "it's ü"},
	{"a text of limited size", "varchar(9)", query.TextValue("it's ü"), `it's ü`, asText, "it's ü"},
	{"an empty text", "text", query.TextValue(""), ``, asText, ""},
	{"a number in a column of text", "text", query.IntValue(5), `5`, asText, "5"},
	{"a time in a column of text", "text", query.TimeValue(leap), `2024-02-28 23:02:03.123456Z`, asText, "2024-02-28 23:02:03.123456Z"},
	{"bytes in a column of text", "text", query.BlobValue([]byte("abc")), `abc`, asText, "abc"},
	{"a number read as text", "integer", query.IntValue(5), `5`, asText, "5"},
	{"a float read as text", "double precision", query.FloatValue(0.5), `0.5`, asText, "0.5"},
	{"a bool read as text", "boolean", query.BoolValue(true), `true`, asText, "true"},
	{"a time read as text", "timestamptz", query.TimeValue(leap), `2024-02-28 23:02:03.123456+00`, asText, "2024-02-28 23:02:03.123456Z"},
	{"JSON", "jsonb", query.JSONValue(`{"a":1}`), `{"a": 1}`, asText, `{"a": 1}`},
	{"JSON as it was written", "json", query.JSONValue(`{"a":1}`), `{"a":1}`, asText, `{"a":1}`},
	{"bytes", "bytea", query.BlobValue([]byte{0, 255}), `\x00ff`, asBytes, "\x00\xff"},
	{"no bytes", "bytea", query.BlobValue(nil), `\x`, asBytes, ""},
	{"text as bytes", "bytea", query.TextValue(`\x00`), `\x5c783030`, asBytes, `\x00`},
	{"a UUID", "uuid", query.BlobValue(uuid), uuidText, asBytes, string(uuid)},
	{"a UUID as text", "uuid", query.TextValue(uuidText), uuidText, asText, uuidText},
	{"an enum", "mood", query.TextValue("happy"), `happy`, asText, "happy"},
	{"a type that is not known here", "inet", query.TextValue("127.0.0.1"), `127.0.0.1/32`, asText, "127.0.0.1"},
	{"NULL read as an integer", "bigint", query.Value{}, ``, asInt, int64(0)},
	{"NULL read as a float", "numeric", query.Value{}, ``, asFloat, 0.0},
	{"NULL read as text", "text", query.Value{}, ``, asText, ""},
	{"NULL read as a time", "timestamptz", query.Value{}, ``, asTime, time.Time{}},
	{"NULL read as it is", "text", query.Value{}, ``, asAny, nil},
	{"an integer read as it is", "integer", query.IntValue(1), `1`, asAny, int64(1)},
	{"a float read as it is", "real", query.FloatValue(1.5), `1.5`, asAny, 1.5},
	{"a bool read as it is", "boolean", query.BoolValue(true), `true`, asAny, true},
	{"a text read as it is", "text", query.TextValue("a"), `a`, asAny, "a"},
	{"a decimal read as it is", "numeric", query.TextValue("1.50"), `1.50`, asAny, "1.50"},
	{"a UUID read as it is", "uuid", query.BlobValue(uuid), uuidText, asAny, uuidText},
	{"a time read as it is", "timestamptz", query.TimeValue(leap), `2024-02-28 23:02:03.123456+00`, asAny, time.Date(2024, 2, 28, 23, 2, 3, 123456000, time.UTC)},
	{"a time is exact to the microsecond and in UTC", "timestamptz", query.TimeValue(leap), `2024-02-28 23:02:03.123456+00`, asTime, time.Date(2024, 2, 28, 23, 2, 3, 123456000, time.UTC)},
	{"a time without a zone", "timestamp", query.TimeValue(leap), `2024-02-28 23:02:03.123456`, asTime, time.Date(2024, 2, 28, 23, 2, 3, 123456000, time.UTC)},
	{"a time before the year 1970", "timestamptz", query.TimeValue(time.Date(1066, 10, 14, 0, 0, 0, 999, time.UTC)), `1066-10-14 00:00:00+00`, asTime, time.Date(1066, 10, 14, 0, 0, 0, 0, time.UTC)},
	{"the zero time", "timestamptz", query.TimeValue(time.Time{}), `0001-01-01 00:00:00+00`, asTime, time.Time{}},
	{"a day", "date", query.TimeValue(leap), `2024-02-29`, asTime, time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)},
}

func TestAValueComesBackAsItWent(t *testing.T) {
	for says, db := range eachWay(t) {
		write(t, db, `DROP TYPE IF EXISTS mood; CREATE TYPE mood AS ENUM ('happy', 'sad'); CREATE TABLE IF NOT EXISTS z ()`)
		c := begin(t, db, seam.ReadOnly)
		exec(t, c, `SET LOCAL timezone TO 'UTC'`)
		for _, v := range values {
			t.Run(says+"/"+v.says, func(t *testing.T) {
				r := query1(t, c, `SELECT $1::`+v.of+`, $1::`+v.of+`::text`, v.in)
				defer r.Close()
				if !r.Next() {
					t.Fatal(r.Err())
				}
				if got := v.read(r); got != v.out {
					t.Errorf("read %#v, want %#v", got, v.out)
				}
				if got := r.Text(1); got != v.stored {
					t.Errorf("stored %s, want %s", got, v.stored)
				}
				must(t, r.Err())
			})
		}
	}
}

func TestNothingIsSilentlyZero(t *testing.T) {
	db := fresh(t)
	c := begin(t, db, seam.ReadOnly)
	for _, k := range []struct {
		says, sql string
		read      func(seam.Rows) any
		err       string
	}{
		{"text read as an integer", `SELECT 'abc' AS n`, asInt, "column 1 (n) of SELECT 'abc' AS n: found text, wanted an integer"},
		{"text that is a number read as an integer", `SELECT '1'`, asInt, "found text, wanted an integer"},
		{"a text on a later line", `SELECT NULL UNION ALL SELECT 'abc'`, asInt, "found text, wanted an integer"},
		{"a broken number read as an integer", `SELECT 1.5`, asInt, "found numeric 1.5, wanted an integer"},
		{"a broken float read as an integer", `SELECT 1.5::float8`, asInt, "found double precision 1.5, wanted an integer"},
		{"a number that is too great", `SELECT 9223372036854775808`, asInt, "found numeric 9223372036854775808, wanted an integer"},
		{"bytes read as an integer", `SELECT '\x00'::bytea`, asInt, "found bytes, wanted an integer"},
		{"text read as a float", `SELECT 'abc'`, asFloat, "found text, wanted a number"},
		{"a bool read as a float", `SELECT true`, asFloat, "found bool true, wanted a number"},
		{"text read as a bool", `SELECT 'true'`, asBool, "found text, wanted a bool"},
		{"a negative number read as unsigned", `SELECT -1`, asUint, "found integer -1, wanted an unsigned integer"},
		{"a negative decimal read as unsigned", `SELECT -1::numeric`, asUint, "found numeric -1, wanted an unsigned integer"},
		{"a number read as a time", `SELECT 1700000000`, asTime, "found integer 1700000000, wanted a time"},
		{"text read as a time", `SELECT '2024-02-29'`, asTime, "found text, wanted a time"},
		{"infinity read as a time", `SELECT 'infinity'::timestamptz`, asTime, "found timestamptz infinity, wanted a time"},
		{"a type that is not known here", `SELECT '127.0.0.1'::inet`, asInt, "found a value of type number 869, wanted an integer"},
	} {
		t.Run(k.says, func(t *testing.T) {
			r := query1(t, c, k.sql)
			for r.Next() {
				k.read(r)
			}
			if err := r.Err(); err == nil || !strings.Contains(err.Error(), k.err) {
				t.Errorf("the error is %v, want %s", err, k.err)
			}
		})
	}
}

func TestAValueThatCannotBeStoredIsRefusedBeforeItFailsTheTransaction(t *testing.T) {
	db := fresh(t)
	c := begin(t, db, seam.ReadOnly)
	for _, k := range []struct {
		says, of string
		v        query.Value
		err      string
	}{
		{"a number too great for its column", "integer", query.IntValue(1 << 31), "argument 1: the number 2147483648 does not fit integer"},
		{"a number too great for a small one", "smallint", query.IntValue(-1<<15 - 1), "does not fit smallint"},
		{"a number that is no truth", "boolean", query.IntValue(2), "does not fit boolean"},
		{"a float too great for its column", "real", query.FloatValue(1e300), "does not fit real"},
		{"a zero byte in a text", "text", query.TextValue("a\x00b"), "zero byte"},
		{"a zero byte in JSON", "jsonb", query.JSONValue("\"\x00\""), "zero byte"},
		{"a text that is not UTF-8", "text", query.TextValue("a\xff"), "not UTF-8"},
		{"bytes that are no text", "text", query.BlobValue([]byte{0xff}), "it is bytes and its column is not"},
		{"a time after all years", "timestamptz", query.TimeValue(time.Date(300000, 1, 1, 0, 0, 0, 0, time.UTC)), "the year 300000 cannot be stored"},
		{"a time before all years", "timestamptz", query.TimeValue(time.Date(-4713, 1, 1, 0, 0, 0, 0, time.UTC)), "the year -4713 cannot be stored"},
	} {
		t.Run(k.says, func(t *testing.T) {
			_, err := c.Query(ctx, text(`SELECT $1::`+k.of, 1), []query.Value{k.v})
			if err == nil || !strings.Contains(err.Error(), k.err) {
				t.Errorf("the error is %v, want %s", err, k.err)
			}
			if got := count(t, c, `SELECT 1`); got != 1 {
				t.Error("the transaction has failed")
			}
		})
	}
}

func TestArgumentsAndPlaceholdersAgree(t *testing.T) {
	db := fresh(t)
	c := begin(t, db, seam.ReadOnly)
	for says, k := range map[string]*compile.Compiled{
		"too few":                 text(`SELECT $1::int, $2::int`, 1),
		"too many":                text(`SELECT $1::int`, 2),
		"one that does not exist": {SQL: `SELECT $1::int`, Params: []compile.Param{{Arg: 3}}},
	} {
		if _, err := c.Query(ctx, k, make([]query.Value, 2)); err == nil || !strings.Contains(err.Error(), "placeholder") {
			t.Errorf("%s: %v", says, err)
		}
	}
	r, err := c.Query(ctx, &compile.Compiled{SQL: `SELECT $1::int -$2::int`, Params: []compile.Param{{Arg: 1}, {Arg: 0}}},
		[]query.Value{query.IntValue(-1), query.IntValue(10)})
	must(t, err)
	if r.Next(); r.Int(0) != 11 {
		t.Errorf("arguments go to other placeholders: %d", r.Int(0))
	}
}

func TestAnEmptyTextIsNotNullAsTheFirstArgumentOfAConnection(t *testing.T) {
	for _, v := range []query.Value{query.TextValue(""), query.BlobValue(nil)} {
		db := fresh(t)
		c := begin(t, db, seam.ReadOnly)
		r := query1(t, c, `SELECT $1::text IS NULL, $1::text`, v)
		if !r.Next() || r.Bool(0) || r.Null(1) {
			t.Errorf("%v is NULL", v)
		}
		r.Close()
	}
}

func TestTextAndBytesAreOnesOwnAndCounted(t *testing.T) {
	db := fresh(t)
	c := begin(t, db, seam.ReadOnly)
	r := query1(t, c, `SELECT 'one' AS a, '\x0102'::bytea AS "b c" UNION ALL SELECT 'two', '\x0304'::bytea`)
	r.Next()
	if got := r.Columns(); !slices.Equal(got, []string{"a", "b c"}) {
		t.Errorf("the columns are %v", got)
	}
	s, b := r.Text(0), r.Bytes(1)
	r.Next()
	r.Text(0)
	r.Close()
	if s != "one" || !bytes.Equal(b, []byte{1, 2}) {
		t.Errorf("after the next line they are %q and %v", s, b)
	}
	if r.Size() != 8 {
		t.Errorf("the size is %d, want 8", r.Size())
	}
}

func TestReadingALineAllocatesItsTextsAlone(t *testing.T) {
	db := fresh(t)
	write(t, db, `CREATE TABLE p (id bigint, small int, score float8, made timestamptz, ok bool, price numeric, title text);
		INSERT INTO p SELECT i, i % 9, i, now(), true, i * 2, 'title ' || i FROM generate_series(1, 20000) i`)
	c := begin(t, db, seam.ReadOnly)
	const lines = 10000
	r := query1(t, c, `SELECT id, small, score, made, ok, price, title FROM p`)
	defer r.Close()
	r.Next()
	allocated := testing.AllocsPerRun(lines, func() {
		r.Next()
		r.Int(0)
		r.Int(1)
		r.Float(2)
		r.Time(3)
		r.Bool(4)
		r.Float(5)
		r.Text(6)
	})
	must(t, r.Err())
	if allocated > 1 {
		t.Errorf("a line with one text takes %v allocations", allocated)
	}
}

var (
	integer = schema.Type{Kind: schema.Integer}
	textual = schema.Type{Kind: schema.Text}
	blob    = schema.Type{Kind: schema.Blob}
)

func spelled(s string) schema.Type { return schema.Type{Kind: schema.Any, Spelled: s} }

var keyValues = []struct {
	says string
	v    query.Value
	of   schema.Type
}{
	{"an integer", query.IntValue(-1), integer},
	{"the greatest integer", query.IntValue(math.MaxInt64), integer},
	{"the least integer", query.IntValue(math.MinInt64), integer},
	{"an integer of 32 bits", query.IntValue(7), schema.Type{Kind: schema.Integer, Bits: 32}},
	{"an integer of 8 bits", query.IntValue(7), schema.Type{Kind: schema.Integer, Bits: 8}},
	{"an unsigned integer", query.UintValue(math.MaxUint64), schema.Type{Kind: schema.Integer, Unsigned: true}},
	{"an unsigned integer of 32 bits", query.UintValue(math.MaxUint32), schema.Type{Kind: schema.Integer, Bits: 32, Unsigned: true}},
	{"a float", query.FloatValue(0.1), schema.Type{Kind: schema.Float}},
	{"a great float", query.FloatValue(math.MaxFloat64), schema.Type{Kind: schema.Float}},
	{"infinity", query.FloatValue(math.Inf(1)), schema.Type{Kind: schema.Float}},
	{"a narrow float", query.FloatValue(1.5), schema.Type{Kind: schema.Float, Bits: 32}},
	{"a bool", query.BoolValue(true), schema.Type{Kind: schema.Bool}},
	{"a text", query.TextValue("a"), textual},
	{"an empty text", query.TextValue(""), textual},
	{"a text like NULL", query.TextValue("NULL"), textual},
	{"a text like a list", query.TextValue(`{"a",b}`), textual},
	{"a text with quotes", query.TextValue(`a"b\c'd$1`), textual},
	{"a text with control characters", query.TextValue("a\n\t\x01\x1f\x7f"), textual},
	{"bytes", query.BlobValue([]byte{0, 1, 254, 255}), blob},
	{"a UUID", query.BlobValue(uuid), schema.Type{Kind: schema.UUID}},
	{"a UUID as text", query.TextValue(uuidText), schema.Type{Kind: schema.UUID}},
	{"a time", query.TimeValue(leap), schema.Type{Kind: schema.Time}},
	{"a value of any type", query.IntValue(12), schema.Type{}},
	{"JSON", query.JSONValue(`{"a": ["\"", {}]}`), schema.Type{Kind: schema.JSON}},
	{"a decimal", query.TextValue("1.50"), spelled("numeric(10, 2)")},
	{"a short text", query.TextValue("abc"), spelled("char(3)")},
	{"a limited text", query.TextValue("abc"), spelled("varchar(3)")},
	{"an enum", query.TextValue(`sad "so\`), spelled("mood")},
	{"an address", query.TextValue("10.0.0.1"), spelled("inet")},
	{"a time of limited precision", query.TimeValue(leap.Truncate(time.Second)), spelled("timestamp(3) with time zone")},
}

func TestAKeyIsFoundInItsList(t *testing.T) {
	for says, db := range eachWay(t) {
		write(t, db, `CREATE TYPE mood AS ENUM ('happy', 'sad "so\')`)
		for i, k := range keyValues {
			t.Run(says+"/"+k.says, func(t *testing.T) {
				table := &schema.Table{
					Name:    "t" + string(rune('a'+i%26)) + string(rune('a'+i/26)),
					Columns: []*schema.Column{{Name: "a", Type: integer}, {Name: "b", Type: k.of, Nullable: true}},
				}
				create(t, db, table)
				c := begin(t, db, seam.Writing)
				defer c.Release()
				exec(t, c, `INSERT INTO `+table.Name+` VALUES (1, $1)`, k.v)
				pair := &query.KeyList{Rows: [][]query.Value{{query.IntValue(2), k.v}, {query.IntValue(1), k.v}, {query.IntValue(1), {}}}}
				for _, q := range []struct {
					says    string
					negated bool
					columns []string
					keys    *query.KeyList
					found   int64
				}{
					{"in a list", false, []string{"b"}, asKeys(query.Value{}, k.v), 1},
					{"not in a list", true, []string{"b"}, asKeys(k.v), 0},
					{"in an empty list", false, []string{"b"}, &query.KeyList{}, 0},
					{"not in an empty list", true, []string{"b"}, &query.KeyList{}, 1},
					{"as a part of a key", false, []string{"a", "b"}, pair, 1},
					{"as a part of no key", true, []string{"a", "b"}, &query.KeyList{Rows: pair.Rows[:1]}, 1},
					{"in an empty list of pairs", false, []string{"a", "b"}, &query.KeyList{}, 0},
				} {
					if k.of.Kind == schema.JSON && len(q.columns) == 1 && q.keys.Len() == 0 {
						continue
					}
					got, err := lookup(c, db, table, q.negated, q.columns, q.keys)
					must(t, err)
					if got != q.found {
						t.Errorf("%s it is found %d times, want %d", q.says, got, q.found)
					}
				}
			})
		}
	}
}

// lookup counts the rows whose columns are in a list of keys.
func lookup(c seam.Conn, db seam.Database, t *schema.Table, negated bool, columns []string, keys *query.KeyList) (int64, error) {
	s := &query.Source{Table: t, Alias: t.Name}
	in := query.In{Negated: negated}
	for _, name := range columns {
		in.Left = append(in.Left, query.Column{Source: s, Name: name})
		in.Keys.Types = append(in.Keys.Types, t.Column(name).Type)
	}
	k := compile.Compile(db.Dialect(), &query.Select{
		Columns: []query.Output{{Expr: query.Func{Name: "count", Args: []query.Expr{query.Literal{Text: "*"}}}}}, From: s, Where: []query.Expr{in},
	})
	r, err := c.Query(ctx, k, []query.Value{query.KeysValue(keys)})
	if err != nil {
		return 0, err
	}
	defer r.Close()
	r.Next()
	return r.Int(0), r.Err()
}

func TestAListOfKeysIsFoundByTheKeyOfATable(t *testing.T) {
	db := fresh(t)
	write(t, db, numbers+`CREATE TABLE pair (a bigint, b text, PRIMARY KEY (a, b)); INSERT INTO pair SELECT i, i FROM generate_series(1, 5000) AS i;
		INSERT INTO n SELECT i, i FROM generate_series(4, 5000) i; ANALYZE n; ANALYZE pair`)
	c := begin(t, db, seam.ReadOnly)
	n := &query.Source{Table: &schema.Table{Name: "n"}, Alias: "n"}
	one := compile.Compile(db.Dialect(), &query.Select{
		Columns: []query.Output{{Expr: query.Column{Source: n, Name: "v"}}}, From: n,
		Where: []query.Expr{query.In{Left: []query.Expr{query.Column{Source: n, Name: "i"}}, Keys: query.Keys{Types: []schema.Type{integer}}}},
	})
	if want := `SELECT "n"."v" FROM "n" WHERE "n"."i" = ANY ($1)`; one.SQL != want {
		t.Errorf("got  %s\nwant %s", one.SQL, want)
	}
	keys := []query.Value{query.KeysValue(&query.KeyList{Ints: []int64{3, 1, 99999, 3}})}
	r, err := c.Query(ctx, one, keys)
	must(t, err)
	var sum int64
	for r.Next() {
		sum += r.Int(0)
	}
	if sum != 40 {
		t.Errorf("the lines found have %d, want 40", sum)
	}
	plan, err := c.Explain(ctx, one, keys)
	must(t, err)
	if !strings.Contains(fmt.Sprint(plan), "n_pkey") {
		t.Errorf("the key is not used: %q", plan)
	}
	p := &query.Source{Table: &schema.Table{Name: "pair"}, Alias: "pair"}
	two := compile.Compile(db.Dialect(), &query.Select{From: p, Where: []query.Expr{query.In{
		Left: []query.Expr{query.Column{Source: p, Name: "a"}, query.Column{Source: p, Name: "b"}},
		Keys: query.Keys{Types: []schema.Type{integer, textual}},
	}}})
	if want := `SELECT 1 FROM "pair" WHERE ("pair"."a", "pair"."b") IN (SELECT * FROM unnest($1::bigint[], $2::text[]))`; two.SQL != want {
		t.Errorf("got  %s\nwant %s", two.SQL, want)
	}
	plan, err = c.Explain(ctx, two, []query.Value{query.KeysValue(&query.KeyList{Rows: [][]query.Value{{query.IntValue(1), query.TextValue("1")}}})})
	must(t, err)
	if !strings.Contains(fmt.Sprint(plan), "pair_pkey") {
		t.Errorf("the key of two columns is not used: %q", plan)
	}
}

func TestAKeyThatDoesNotFitItsColumnIsRefused(t *testing.T) {
	db := fresh(t)
	table := &schema.Table{Name: "k", Columns: []*schema.Column{
		{Name: "i", Type: schema.Type{Kind: schema.Integer, Bits: 32}}, {Name: "s", Type: textual},
	}}
	create(t, db, table)
	c := begin(t, db, seam.ReadOnly)
	for _, k := range []struct {
		says, column string
		keys         *query.KeyList
		err          string
	}{
		{"a great number", "i", asKeys(query.IntValue(1), query.IntValue(1<<40)), "key 2 of 2: the number 1099511627776 does not fit integer"},
		{"a great number of a list of integers", "i", &query.KeyList{Ints: []int64{1 << 40}}, "key 1 of 1: the number"},
		{"a zero byte", "s", asKeys(query.TextValue("\x00")), "key 1 of 1: it has a zero byte"},
		{"bytes that are no text", "s", asKeys(query.BlobValue([]byte{255})), "key 1 of 1: it is bytes"},
		{"two values for one column", "s", &query.KeyList{Rows: [][]query.Value{{{}, {}}}}, "2 values for 1 columns"},
	} {
		t.Run(k.says, func(t *testing.T) {
			_, err := lookup(c, db, table, false, []string{k.column}, k.keys)
			if err == nil || !strings.Contains(err.Error(), k.err) {
				t.Errorf("the error is %v, want %s", err, k.err)
			}
		})
	}
}
