package mysql_test

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
	"github.com/kin-go/kin/schema"
)

var berlin = time.FixedZone("", 2*60*60)

func kind(k schema.Kind) schema.Type { return schema.Type{Kind: k} }

// values go into a column of their type and come back by the reader that fits.
var values = []struct {
	says string
	kind schema.Type
	in   query.Value
	read func(seam.Rows) any
	out  any
}{
	{"an integer", kind(schema.Integer), query.IntValue(-42), asInt, int64(-42)},
	{"zero", kind(schema.Integer), query.IntValue(0), asInt, int64(0)},
	{"the greatest integer", kind(schema.Integer), query.IntValue(math.MaxInt64), asInt, int64(math.MaxInt64)},
	{"the least integer", kind(schema.Integer), query.IntValue(math.MinInt64), asInt, int64(math.MinInt64)},
	{"the least of 8 bits", schema.Type{Kind: schema.Integer, Bits: 8}, query.IntValue(-128), asInt, int64(-128)},
	{"the greatest of 16 bits unsigned", schema.Type{Kind: schema.Integer, Bits: 16, Unsigned: true}, query.UintValue(math.MaxUint16), asUint, uint64(math.MaxUint16)},
	{"the greatest of 32 bits unsigned", schema.Type{Kind: schema.Integer, Bits: 32, Unsigned: true}, query.UintValue(math.MaxUint32), asUint, uint64(math.MaxUint32)},
	{"a small unsigned integer", unsigned, query.UintValue(7), asUint, uint64(7)},
	{"the greatest unsigned integer", unsigned, query.UintValue(math.MaxUint64), asUint, uint64(math.MaxUint64)},
	{"the greatest unsigned integer as it is", unsigned, query.UintValue(math.MaxUint64), asAny, "18446744073709551615"},
	{"the first above the signed", unsigned, query.UintValue(1 << 63), asUint, uint64(1 << 63)},
	{"a float", kind(schema.Float), query.FloatValue(0.1), asFloat, 0.1},
	{"a float with all its digits", kind(schema.Float), query.FloatValue(math.Nextafter(1, 2)), asFloat, math.Nextafter(1, 2)},
	{"the greatest float", kind(schema.Float), query.FloatValue(math.MaxFloat64), asFloat, math.MaxFloat64},
	{"the least float", kind(schema.Float), query.FloatValue(math.SmallestNonzeroFloat64), asFloat, math.SmallestNonzeroFloat64},
	{"a float of 32 bits", schema.Type{Kind: schema.Float, Bits: 32}, query.FloatValue(float64(float32(0.1))), asFloat, float64(float32(0.1))},
	{"an integer read as a float", kind(schema.Integer), query.IntValue(3), asFloat, 3.0},
	{"a whole float read as an integer", kind(schema.Float), query.FloatValue(3), asInt, int64(3)},
	{"true", kind(schema.Bool), query.BoolValue(true), asBool, true},
	{"false", kind(schema.Bool), query.BoolValue(false), asBool, false},
	{"a text", textual, query.TextValue("it's ü 😀"), asText, "it's ü 😀"},
	{"an empty text", textual, query.TextValue(""), asText, ""},
	{"a text with spaces at its end", textual, query.TextValue("a  "), asText, "a  "},
	{"a text with backslashes, quotes and a zero byte", textual, query.TextValue("a\\'\"\x00%_\n"), asText, "a\\'\"\x00%_\n"},
	{"a long text", textual, query.TextValue(strings.Repeat("lang", 50000)), asText, strings.Repeat("lang", 50000)},
	{"a text of a size", schema.Type{Kind: schema.Text, Size: 3}, query.TextValue("üüü"), asText, "üüü"},
	{"a number read as text", kind(schema.Integer), query.IntValue(5), asText, "5"},
	{"a time read as text", kind(schema.Time), query.TimeValue(time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)), asText, "2024-01-02 03:04:05.000000"},
	{"JSON", kind(schema.JSON), query.JSONValue(`{"a": 1}`), asText, `{"a": 1}`},
	{"bytes", blob, query.BlobValue([]byte{0, 255, '\'', '\\'}), asBytes, "\x00\xff'\\"},
	{"no bytes", blob, query.BlobValue(nil), asBytes, ""},
	{"bytes of a size", schema.Type{Kind: schema.Blob, Size: 4}, query.BlobValue([]byte{1, 0, 0}), asBytes, "\x01\x00\x00"},
	{"a UUID", kind(schema.UUID), query.BlobValue(bytes.Repeat([]byte{0xf0}, 16)), asBytes, strings.Repeat("\xf0", 16)},
	{"NULL read as an integer", kind(schema.Integer), query.Value{}, asInt, int64(0)},
	{"NULL read as an unsigned integer", unsigned, query.Value{}, asUint, uint64(0)},
	{"NULL read as a float", kind(schema.Float), query.Value{}, asFloat, 0.0},
	{"NULL read as text", textual, query.Value{}, asText, ""},
	{"NULL read as a time", kind(schema.Time), query.Value{}, asTime, time.Time{}},
	{"NULL read as it is", textual, query.Value{}, asAny, nil},
	{"an integer read as it is", kind(schema.Integer), query.IntValue(1), asAny, int64(1)},
	{"a float read as it is", kind(schema.Float), query.FloatValue(1.5), asAny, 1.5},
	{"a text read as it is", textual, query.TextValue("a"), asAny, "a"},
	{"a text in a column of any type", anyType, query.TextValue("ü"), asAny, "ü"},
	{"a number in a column of any type", anyType, query.IntValue(12), asAny, "12"},
	{"bytes in a column of bytes as they are", blob, query.BlobValue([]byte{255}), func(r seam.Rows) any { return string(r.Any(0).([]byte)) }, "\xff"},
	{"a decimal", schema.Type{Kind: schema.Any, Spelled: "DECIMAL(30, 10)"}, query.TextValue("12345678901234567890.0123456789"), asAny, "12345678901234567890.0123456789"},
	{"an enum", schema.Type{Kind: schema.Text, Spelled: "ENUM('new', 'old')"}, query.TextValue("old"), asText, "old"},
	{"bits", schema.Type{Kind: schema.Integer, Spelled: "BIT(12)"}, query.IntValue(0xabc), asInt, int64(0xabc)},
	{"a day", schema.Type{Kind: schema.Time, Spelled: "DATE"}, query.TimeValue(time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)), asTime, time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)},
	{"a timestamp", schema.Type{Kind: schema.Time, Spelled: "TIMESTAMP(6)"}, query.TimeValue(time.Date(2024, 7, 1, 12, 0, 0, 5000, berlin)), asTime, time.Date(2024, 7, 1, 10, 0, 0, 5000, time.UTC)},
	{
		"a time is exact to the microsecond, and in UTC", kind(schema.Time), query.TimeValue(time.Date(2024, 2, 29, 1, 2, 3, 123456789, berlin)),
		asTime, time.Date(2024, 2, 28, 23, 2, 3, 123456000, time.UTC),
	},
	{"a time is not rounded up", kind(schema.Time), query.TimeValue(time.Date(2024, 12, 31, 23, 59, 59, 999999999, time.UTC)), asTime, time.Date(2024, 12, 31, 23, 59, 59, 999999000, time.UTC)},
	{"the zero time", kind(schema.Time), query.TimeValue(time.Time{}), asTime, time.Time{}},
	{"the last time", kind(schema.Time), query.TimeValue(time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)), asTime, time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)},
	{"the first year", kind(schema.Time), query.TimeValue(time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)), asTime, time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)},
}

// columnsOf is a table with the columns c0, c1, … of these types.
func columnsOf(name string, types ...schema.Type) *schema.Table {
	t := &schema.Table{Name: name, PrimaryKey: []string{"id"}, Columns: []*schema.Column{generated("id")}}
	for i, k := range types {
		t.Columns = append(t.Columns, &schema.Column{Name: fmt.Sprintf("c%d", i), Type: k, Nullable: true})
	}
	return t
}

func TestAValueComesBackAsItWent(t *testing.T) {
	eachWay(t, func(t *testing.T, db seam.Database) {
		var types []schema.Type
		for _, v := range values {
			types = append(types, v.kind)
		}
		create(t, db, columnsOf("v", types...))
		c := begin(t, db, seam.Writing)
		for i, v := range values {
			t.Run(v.says, func(t *testing.T) {
				exec(t, c, fmt.Sprintf(`INSERT INTO v (id, c%d) VALUES (?, ?)`, i), query.IntValue(int64(i+1)), v.in)
				r := query1(t, c, fmt.Sprintf(`SELECT c%d FROM v WHERE id = ?`, i), query.IntValue(int64(i+1)))
				defer r.Close()
				if !r.Next() {
					t.Fatal(r.Err())
				}
				if got := v.read(r); got != v.out {
					t.Errorf("read %#v, want %#v", got, v.out)
				}
				if r.Null(0) != (v.in.Kind == query.Null) {
					t.Errorf("it is NULL: %t", r.Null(0))
				}
				must(t, r.Err())
				r.Close()
				if v.in.Kind != query.Null && v.kind.Kind != schema.JSON {
					if n := count(t, c, fmt.Sprintf(`SELECT count(*) FROM v WHERE c%d = ?`, i), v.in); n != 1 {
						t.Errorf("%d rows have the value, want 1", n)
					}
				}
			})
		}
	})
}

func TestNothingIsSilentlyZero(t *testing.T) {
	c := begin(t, fresh(t), seam.ReadOnly)
	for _, k := range []struct {
		says, sql string
		read      func(seam.Rows) any
		err       string
	}{
		{"text read as an integer", `SELECT 'abc' AS n`, asInt, "column 1 (n) of SELECT 'abc' AS n: found text, wanted an integer"},
		{"text that is a number read as an integer", `SELECT '12'`, asInt, "found text, wanted an integer"},
		{"a text on a later line", `SELECT 1 UNION ALL SELECT 'abc'`, asInt, "wanted an integer"},
		{"a broken number read as an integer", `SELECT 1.5`, asInt, "found a decimal, wanted an integer"},
		{"a broken float read as an integer", `SELECT 1.5e0`, asInt, "found a float, wanted an integer"},
		{"a great float read as an integer", `SELECT 1e30`, asInt, "found a float, wanted an integer"},
		{"a great unsigned number read as an integer", `SELECT 18446744073709551615`, asInt, "found a great unsigned integer, wanted an integer"},
		{"bytes read as an integer", `SELECT CAST('0' AS BINARY)`, asInt, "found bytes, wanted an integer"},
		{"text read as a float", `SELECT 'abc'`, asFloat, "found text, wanted a number"},
		{"text read as a bool", `SELECT 'true'`, asBool, "found text, wanted an integer"},
		{"a time read as an integer", `SELECT CAST('2024-01-01' AS DATETIME)`, asInt, "found a time, wanted an integer"},
		{"a negative number read as unsigned", `SELECT -1`, asUint, "found -1, wanted an unsigned integer"},
		{"a negative decimal read as unsigned", `SELECT CAST(-1 AS DECIMAL)`, asUint, "found -1, wanted an unsigned integer"},
		{"a number read as a time", `SELECT 1700000000`, asTime, "found an integer, wanted a time"},
		{"text that is no time", `SELECT 'tomorrow'`, asTime, "found text that is no time"},
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

func TestSumsAreReadAsNumbers(t *testing.T) {
	db := fresh(t)
	write(t, db, numbers)
	c := begin(t, db, seam.ReadOnly)
	r := query1(t, c, `SELECT sum(v), avg(v), sum(v) / 60, max(v) FROM n`)
	defer r.Close()
	r.Next()
	if r.Int(0) != 60 || r.Uint(0) != 60 || r.Float(1) != 20 || r.Int(2) != 1 || r.Float(0) != 60 || r.Int(3) != 30 {
		t.Errorf("got %d, %v, %d, %d", r.Int(0), r.Float(1), r.Int(2), r.Int(3))
	}
	must(t, r.Err())
}

func TestAValueThatCannotBeStoredIsRefused(t *testing.T) {
	c := begin(t, fresh(t), seam.ReadOnly)
	for _, k := range []struct {
		says string
		v    query.Value
		err  string
	}{
		{"NaN", query.FloatValue(math.NaN()), "argument 1: the float NaN has no form"},
		{"infinity", query.FloatValue(math.Inf(1)), "an infinite float has no form"},
		{"infinity below", query.FloatValue(math.Inf(-1)), "an infinite float has no form"},
		{"text that is not UTF-8", query.TextValue("a\xff"), "the text is not UTF-8"},
		{"a time after the year 9999", query.TimeValue(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)), "the year 10000 cannot be stored"},
		{"a time before our era", query.TimeValue(time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC)), "the year -1 cannot be stored"},
	} {
		t.Run(k.says, func(t *testing.T) {
			_, err := c.Query(ctx, text(`SELECT ?`, 1), []query.Value{k.v})
			if err == nil || !strings.Contains(err.Error(), k.err) {
				t.Errorf("the error is %v, want %s", err, k.err)
			}
		})
	}
	if got := count(t, c, `SELECT ?`, query.IntValue(7)); got != 7 {
		t.Error("the transaction does not go on")
	}
}

func TestArgumentsAndPlaceholdersAgree(t *testing.T) {
	c := begin(t, fresh(t), seam.ReadOnly)
	for says, k := range map[string]*compile.Compiled{
		"too few":                 text(`SELECT ?, ?`, 1),
		"too many":                text(`SELECT ?`, 2),
		"one that does not exist": {SQL: `SELECT ?`, Params: []compile.Param{{Arg: 3}}},
	} {
		if _, err := c.Query(ctx, k, make([]query.Value, 2)); err == nil || !strings.Contains(err.Error(), "placeholder") {
			t.Errorf("%s: %v", says, err)
		}
	}
	r, err := c.Query(ctx, &compile.Compiled{SQL: `SELECT ? - ?`, Params: []compile.Param{{Arg: 1}, {Arg: 0}}},
		[]query.Value{query.IntValue(1), query.IntValue(10)})
	must(t, err)
	if r.Next(); r.Int(0) != 9 {
		t.Errorf("arguments go to other placeholders: %d", r.Int(0))
	}
}

func TestTextAndBytesAreOnesOwnAndCounted(t *testing.T) {
	c := begin(t, fresh(t), seam.ReadOnly)
	r := query1(t, c, `SELECT 'one', x'0102' UNION ALL SELECT 'two', x'0304'`)
	r.Next()
	s, b := r.Text(0), r.Bytes(1)
	r.Next()
	r.Text(0)
	r.Close()
	if s != "one" || !bytes.Equal(b, []byte{1, 2}) {
		t.Errorf("after the next line they are %q and %v", s, b)
	}
	if got := fmt.Sprint(r.Columns()); got != "[one x'0102']" {
		t.Errorf("the columns are %s", got)
	}
	if r.Size() != 8 {
		t.Errorf("the size is %d, want 8", r.Size())
	}
}

// hostile is texts that something between might read otherwise, each to be told from all
// others.
var hostile = []string{
	"", " ", "a", "a ", "A", "ä", "a\u0308", "á", "ß", "ss", "0", "00", "1e1", "null", "NULL", "true", `{"x":"00"}`, `["a"]`, `"`, `\`, `\\`, `\u0061`, "'", "''", `'; DROP TABLE w; --`,
	"`", "a\x00", "a\x00b", "\x01\x1f\x7f", "\n", "\t", "%", "_", "a%", "?", "😀", "\U0010ffff", "\ufeff", "\u00a0", "\u2028", strings.Repeat("x", 255), strings.Repeat("ü", 255), "/*", "-- ", "$", "$[0]",
}

func TestTextsAreEqualAsInGo(t *testing.T) {
	db := fresh(t)
	table := columnsOf("w", textual)
	table.Indexes = []schema.Index{{Columns: []string{"c0"}, Unique: true}}
	create(t, db, table)
	c := begin(t, db, seam.Writing)
	for _, s := range hostile {
		exec(t, c, `INSERT INTO w (c0) VALUES (?)`, query.TextValue(s))
	}
	for i, s := range hostile {
		if n := count(t, c, `SELECT count(*) FROM w WHERE c0 = ?`, query.TextValue(s)); n != 1 {
			t.Errorf("%q equals %d texts", s, n)
		}
		var less int64
		for _, other := range hostile {
			if other < s {
				less++
			}
		}
		if n := count(t, c, `SELECT count(*) FROM w WHERE c0 < ?`, query.TextValue(s)); n != less {
			t.Errorf("%d texts are less than %q, want %d", n, s, less)
		}
		_ = i
	}
	if n := count(t, c, `SELECT count(*) FROM w WHERE c0 LIKE ?`, query.TextValue("A%")); n != 1 {
		t.Errorf("%d texts begin with A, want 1", n)
	}
}

var (
	integer  = kind(schema.Integer)
	unsigned = schema.Type{Kind: schema.Integer, Bits: 64, Unsigned: true}
	textual  = kind(schema.Text)
	blob     = kind(schema.Blob)
	anyType  = kind(schema.Any)
)

// byKeys selects the ids of the rows of a table whose columns are in a list.
func byKeys(db seam.Database, table *schema.Table, negated bool, columns ...string) *compile.Compiled {
	s := &query.Source{Table: table, Alias: table.Name}
	in := query.In{Negated: negated}
	for _, name := range columns {
		in.Left = append(in.Left, query.Column{Source: s, Name: name})
		in.Keys.Types = append(in.Keys.Types, table.Column(name).Type)
	}
	id := query.Column{Source: s, Name: "id"}
	return compile.Compile(db.Dialect(), &query.Select{
		From: s, Columns: []query.Output{{Expr: id}}, Where: []query.Expr{in}, OrderBy: []query.Order{{Expr: id}},
	})
}

func found(t *testing.T, c seam.Conn, k *compile.Compiled, keys *query.KeyList) (ids []int64) {
	t.Helper()
	r, err := c.Query(ctx, k, []query.Value{query.KeysValue(keys)})
	must(t, err)
	defer r.Close()
	for r.Next() {
		ids = append(ids, r.Int(0))
	}
	must(t, r.Err())
	return ids
}

var keyValues = []struct {
	says string
	kind schema.Type
	all  []query.Value
}{
	{"integers", integer, []query.Value{query.IntValue(-1), query.IntValue(0), query.IntValue(1), query.IntValue(math.MaxInt64), query.IntValue(math.MaxInt64 - 1), query.IntValue(math.MinInt64), query.IntValue(1<<53 + 1), query.IntValue(1 << 53)}},
	{"unsigned integers", unsigned, []query.Value{query.UintValue(0), query.UintValue(1), query.UintValue(math.MaxUint64), query.UintValue(math.MaxUint64 - 1), query.UintValue(1 << 63)}},
	{"small integers", schema.Type{Kind: schema.Integer, Bits: 8}, []query.Value{query.IntValue(-128), query.IntValue(127)}},
	{"floats", kind(schema.Float), []query.Value{query.FloatValue(0.1), query.FloatValue(math.Nextafter(0.1, 1)), query.FloatValue(math.MaxFloat64), query.FloatValue(1e20), query.FloatValue(-5e-324), query.FloatValue(3)}},
	{"floats of 32 bits", schema.Type{Kind: schema.Float, Bits: 32}, []query.Value{query.FloatValue(float64(float32(0.1))), query.FloatValue(float64(float32(0.2)))}},
	{"bools", kind(schema.Bool), []query.Value{query.BoolValue(true), query.BoolValue(false)}},
	{"texts", textual, hostileValues(query.TextValue)},
	{"texts of a size", schema.Type{Kind: schema.Text, Size: 300}, append(hostileValues(query.TextValue), query.TextValue(strings.Repeat("x", 300)))},
	{"bytes", blob, []query.Value{query.BlobValue([]byte{0}), query.BlobValue([]byte{0, 0}), query.BlobValue([]byte{255, 254}), query.BlobValue(nil), query.BlobValue([]byte("a "))}},
	{"UUIDs", kind(schema.UUID), []query.Value{query.BlobValue(bytes.Repeat([]byte{7}, 16)), query.BlobValue(make([]byte, 16)), query.BlobValue(append(bytes.Repeat([]byte{7}, 15), 32))}},
	{"values of any type", anyType, []query.Value{query.TextValue("a"), query.TextValue(`{"x":"00"}`), query.BlobValue([]byte("bytes")), query.IntValue(12), query.FloatValue(1.5), query.UintValue(math.MaxUint64), query.TimeValue(time.Date(2024, 1, 2, 3, 4, 5, 6000, berlin))}},
	{"times", kind(schema.Time), []query.Value{query.TimeValue(time.Date(2024, 1, 2, 3, 4, 5, 6000, berlin)), query.TimeValue(time.Date(2024, 1, 2, 3, 4, 5, 7000, berlin)), query.TimeValue(time.Time{})}},
}

func hostileValues(of func(string) query.Value) (all []query.Value) {
	for _, s := range hostile {
		all = append(all, of(s))
	}
	return all
}

func TestAKeyIsFoundInItsListAndNoOtherIs(t *testing.T) {
	eachWay(t, func(t *testing.T, db seam.Database) {
		for i, k := range keyValues {
			t.Run(k.says, func(t *testing.T) {
				table := columnsOf(fmt.Sprintf("k%d", i), k.kind, integer)
				table.Indexes = []schema.Index{{Columns: []string{"c0"}, Unique: true}, {Columns: []string{"c1", "c0"}}}
				create(t, db, table)
				c := begin(t, db, seam.Writing)
				for n, v := range k.all {
					exec(t, c, fmt.Sprintf(`INSERT INTO k%d (id, c0, c1) VALUES (?, ?, ?)`, i), query.IntValue(int64(n+1)), v, query.IntValue(int64(n%3)))
				}
				one, not := byKeys(db, table, false, "c0"), byKeys(db, table, true, "c0")
				pair := byKeys(db, table, false, "c1", "c0")
				for n, v := range k.all {
					id := []int64{int64(n + 1)}
					if got := found(t, c, one, asKeys(query.Value{}, v, v)); fmt.Sprint(got) != fmt.Sprint(id) {
						t.Errorf("%v: found %v, want %v", v, got, id)
					}
					if got := found(t, c, not, asKeys(v)); len(got) != len(k.all)-1 {
						t.Errorf("%v: %d are not in its list, want %d", v, len(got), len(k.all)-1)
					}
					keys := &query.KeyList{Rows: [][]query.Value{{query.IntValue(77), v}, {query.IntValue(int64(n % 3)), v}}}
					if got := found(t, c, pair, keys); fmt.Sprint(got) != fmt.Sprint(id) {
						t.Errorf("%v: as a part of a key found %v, want %v", v, got, id)
					}
				}
				if got := found(t, c, one, asKeys(k.all...)); len(got) != len(k.all) {
					t.Errorf("all together find %d, want %d", len(got), len(k.all))
				}
				if got := found(t, c, not, &query.KeyList{}); len(got) != len(k.all) {
					t.Errorf("%d are not in an empty list, want %d", len(got), len(k.all))
				}
			})
		}
	})
}

func TestListsOfIntegersAreFoundWhateverTheirLength(t *testing.T) {
	db := fresh(t)
	table := columnsOf("u", unsigned)
	create(t, db, table)
	write(t, db, `INSERT INTO u (c0) SELECT seq FROM seq_1_to_5000; INSERT INTO u (id, c0) VALUES (9999, 18446744073709551615)`)
	c := begin(t, db, seam.ReadOnly)
	k := byKeys(db, table, false, "id")
	for _, n := range []int{0, 1, 10, 1000, 20000} {
		keys := &query.KeyList{}
		for i := range n {
			keys.Ints = append(keys.Ints, int64(i+1))
		}
		if got := len(found(t, c, k, keys)); got != min(n, 5000)+n/20000 {
			t.Errorf("%d keys find %d rows", n, got)
		}
	}
	if got := found(t, c, byKeys(db, table, false, "c0"), &query.KeyList{Ints: []int64{-1}}); fmt.Sprint(got) != "[9999]" {
		t.Errorf("the bits of an unsigned key find %v, want 9999", got)
	}
}

// TestListsOfKeysUseTheIndex has tables large enough that a planner has a choice.
func TestListsOfKeysUseTheIndex(t *testing.T) {
	db := fresh(t)
	uuid := kind(schema.UUID)
	table := columnsOf("k", integer, unsigned, textual, uuid, blob, kind(schema.Time), kind(schema.Float), anyType)
	for i := range 8 {
		table.Indexes = append(table.Indexes, schema.Index{Columns: []string{fmt.Sprintf("c%d", i)}})
	}
	table.Indexes = append(table.Indexes, schema.Index{Columns: []string{"c0", "c2"}})
	create(t, db, table)
	write(t, db, `INSERT INTO k (c0, c1, c2, c3, c4, c5, c6, c7) SELECT seq, seq + 0, concat('n', seq), unhex(md5(seq)), concat('b', seq), `+
		`'2024-01-01' + INTERVAL seq SECOND, seq / 3, 0 + seq FROM seq_1_to_5000`)
	write(t, db, `ANALYZE TABLE k`)
	c := begin(t, db, seam.Writing)
	at := time.Date(2024, 1, 1, 0, 0, 5, 0, time.UTC)
	for _, k := range []struct {
		columns []string
		keys    *query.KeyList
		by      string
	}{
		{[]string{"id"}, &query.KeyList{Ints: []int64{5, 7}}, "PRIMARY"},
		{[]string{"c0"}, &query.KeyList{Ints: []int64{5, 7}}, "ix_k_c0"},
		{[]string{"c1"}, asKeys(query.UintValue(5)), "ix_k_c1"},
		{[]string{"c2"}, asKeys(query.TextValue("n5")), "ix_k_c2"},
		{[]string{"c3"}, asKeys(query.BlobValue(bytes.Repeat([]byte{1}, 16))), "ix_k_c3"},
		{[]string{"c4"}, asKeys(query.BlobValue([]byte("b5"))), "ix_k_c4"},
		{[]string{"c5"}, asKeys(query.TimeValue(at)), "ix_k_c5"},
		{[]string{"c6"}, asKeys(query.FloatValue(1)), "ix_k_c6"},
		{[]string{"c7"}, asKeys(query.IntValue(5)), "ix_k_c7"},
		{[]string{"c0", "c2"}, &query.KeyList{Rows: [][]query.Value{{query.IntValue(5), query.TextValue("n5")}}}, "ix_k_c0_c2"},
	} {
		t.Run(strings.Join(k.columns, " and "), func(t *testing.T) {
			in := byKeys(db, table, false, k.columns...)
			plan, err := c.Explain(ctx, in, []query.Value{query.KeysValue(k.keys)})
			must(t, err)
			if s := fmt.Sprint(plan); !strings.Contains(s, " by "+k.by+" = ") && !strings.Contains(s, " by ix_k_c0 = ") {
				t.Errorf("the index is not used by %s:\n%s", in.SQL, s)
			}
		})
	}
	in := query.In{Left: []query.Expr{query.Column{Name: "c0"}}, Keys: query.Keys{Types: []schema.Type{integer}}}
	for says, s := range map[string]query.Statement{
		"a delete":  &query.Delete{Table: table, Where: []query.Expr{in}},
		"an update": &query.Update{Table: table, Set: []query.Assign{{Column: "c6", Expr: query.Literal{Text: "1"}}}, Where: []query.Expr{in}},
	} {
		k := compile.Compile(db.Dialect(), s)
		keys := []query.Value{query.KeysValue(&query.KeyList{Ints: []int64{5, 7}})}
		plan, err := c.Explain(ctx, k, keys)
		must(t, err)
		if s := fmt.Sprint(plan); !strings.Contains(s, " k ref by ix_k_c0 = ") {
			t.Errorf("%s does not use the index:\n%s\n%s", says, k.SQL, s)
		}
		if says == "an update" {
			if n, err := c.Exec(ctx, k, keys); n != 2 || err != nil {
				t.Errorf("%d rows are changed, want 2: %v", n, err)
			}
			if n, err := c.Exec(ctx, k, keys); n != 2 || err != nil {
				t.Errorf("a second time %d rows are found, want 2: %v", n, err)
			}
		}
	}
}

func TestAKeyThatDoesNotFitItsColumnIsRefused(t *testing.T) {
	db := fresh(t)
	c := begin(t, db, seam.ReadOnly)
	for _, k := range []struct {
		says string
		keys *query.KeyList
		kind schema.Type
		err  string
	}{
		{"text for bytes", asKeys(query.TextValue("00")), blob, "key 1 of 1: its column holds bytes"},
		{"bytes for text", asKeys(query.TextValue("a"), query.BlobValue([]byte("a"))), textual, "key 2 of 2: its column holds text"},
		{"text for an integer", asKeys(query.TextValue("12")), integer, "its column holds integers"},
		{"an integer for a time", asKeys(query.IntValue(12)), kind(schema.Time), "its column holds times"},
		{"a great number", asKeys(query.UintValue(math.MaxUint64)), integer, "greatest integer"},
		{"a negative number for an unsigned one", asKeys(query.IntValue(-1)), unsigned, "its column is unsigned"},
		{"a short UUID", asKeys(query.BlobValue([]byte{1})), kind(schema.UUID), "16 bytes"},
		{"text that is not UTF-8", asKeys(query.TextValue("\xff")), textual, "not UTF-8"},
		{"NaN", asKeys(query.FloatValue(math.NaN())), anyType, "NaN"},
		{"two values for one column", &query.KeyList{Rows: [][]query.Value{{{}, {}}}}, integer, "2 values for 1 columns"},
	} {
		t.Run(k.says, func(t *testing.T) {
			_, err := c.Query(ctx, byKeys(db, columnsOf("k", k.kind), false, "c0"), []query.Value{query.KeysValue(k.keys)})
			if err == nil || strings.Contains(err.Error(), "doesn't exist") {
				create(t, db, columnsOf("k", k.kind))
				_, err = c.Query(ctx, byKeys(db, columnsOf("k", k.kind), false, "c0"), []query.Value{query.KeysValue(k.keys)})
			}
			if err == nil || !strings.Contains(err.Error(), k.err) {
				t.Errorf("the error is %v, want %s", err, k.err)
			}
		})
	}
}

func TestEachFloatIsFoundInItsListWhateverItsBits(t *testing.T) {
	db := fresh(t)
	table := columnsOf("f", kind(schema.Float))
	create(t, db, table)
	c := begin(t, db, seam.Writing)
	bits := rand.New(rand.NewPCG(1, 2))
	keys := &query.KeyList{}
	for len(keys.Rows) < 2000 {
		f := math.Float64frombits(bits.Uint64())
		if math.IsNaN(f) || math.IsInf(f, 0) {
			continue
		}
		exec(t, c, `INSERT INTO f (c0) VALUES (?)`, query.FloatValue(f))
		keys.Rows = append(keys.Rows, []query.Value{query.FloatValue(f)})
	}
	if got := len(found(t, c, byKeys(db, table, false, "c0"), keys)); got != len(keys.Rows) {
		t.Errorf("%d of %d floats are found", got, len(keys.Rows))
	}
}
