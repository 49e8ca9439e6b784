package sqlite_test

import (
	"bytes"
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

// values go in as arguments and come back by the reader that fits.
var values = []struct {
	says   string
	in     query.Value
	stored string // by SQLite's quote()
	read   func(seam.Rows) any
	out    any
}{
	{"an integer", query.IntValue(-42), `-42`, asInt, int64(-42)},
	{"zero", query.IntValue(0), `0`, asInt, int64(0)},
	{"the greatest integer", query.IntValue(math.MaxInt64), `9223372036854775807`, asInt, int64(math.MaxInt64)},
	{"the least integer", query.IntValue(math.MinInt64), `-9223372036854775808`, asInt, int64(math.MinInt64)},
	{"an unsigned integer", query.UintValue(7), `7`, func(r seam.Rows) any { return r.Uint(0) }, uint64(7)},
	{"a float", query.FloatValue(0.1), `0.1`, asFloat, 0.1},
	{"a float that is zero", query.FloatValue(0), `0.0`, asFloat, 0.0},
	{"an integer read as a float", query.IntValue(3), `3`, asFloat, 3.0},
	{"a whole float read as an integer", query.FloatValue(3), `3.0`, asInt, int64(3)},
	{"infinity", query.FloatValue(math.Inf(-1)), `-9.0e+999`, asFloat, math.Inf(-1)},
	{"true", query.BoolValue(true), `1`, asBool, true},
	{"false", query.BoolValue(false), `0`, asBool, false},
	{"a text", query.TextValue("it's ü"), `'it''s ü'`, asText, "it's ü"},
	{"an empty text", query.TextValue(""), `''`, asText, ""},
	{"a number read as text", query.IntValue(5), `5`, asText, "5"},
	{"JSON", query.JSONValue(`{"a":1}`), `'{"a":1}'`, asText, `{"a":1}`},
	{"bytes", query.BlobValue([]byte{0, 255}), `X'00FF'`, asBytes, "\x00\xff"},
	{"no bytes", query.BlobValue(nil), `X''`, asBytes, ""},
	{"NULL read as an integer", query.Value{}, `NULL`, asInt, int64(0)},
	{"NULL read as a float", query.Value{}, `NULL`, asFloat, 0.0},
	{"NULL read as text", query.Value{}, `NULL`, asText, ""},
	{"NULL read as a time", query.Value{}, `NULL`, asTime, time.Time{}},
	{"NULL read as it is", query.Value{}, `NULL`, asAny, nil},
	{"an integer read as it is", query.IntValue(1), `1`, asAny, int64(1)},
	{"a float read as it is", query.FloatValue(1.5), `1.5`, asAny, 1.5},
	{"a text read as it is", query.TextValue("a"), `'a'`, asAny, "a"},
	{
		"a time is exact and in UTC", query.TimeValue(time.Date(2024, 2, 29, 1, 2, 3, 123456789, berlin)),
		`'2024-02-28 23:02:03.123456789Z'`, asTime, time.Date(2024, 2, 28, 23, 2, 3, 123456789, time.UTC),
	},
	{
		"a time without a fraction has one", query.TimeValue(time.Date(2024, 2, 29, 1, 2, 3, 0, time.UTC)),
		`'2024-02-29 01:02:03.000000000Z'`, asTime, time.Date(2024, 2, 29, 1, 2, 3, 0, time.UTC),
	},
	{"the zero time", query.TimeValue(time.Time{}), `'0001-01-01 00:00:00.000000000Z'`, asTime, time.Time{}},
	{"a time of CURRENT_TIMESTAMP", query.TextValue("2024-02-29 01:02:03"), `'2024-02-29 01:02:03'`, asTime, time.Date(2024, 2, 29, 1, 2, 3, 0, time.UTC)},
	{"a day", query.TextValue("2024-02-29"), `'2024-02-29'`, asTime, time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)},
	{"a time with its zone", query.TextValue("2024-02-29T01:02:03.5+02:00"), `'2024-02-29T01:02:03.5+02:00'`, asTime, time.Date(2024, 2, 28, 23, 2, 3, 5e8, time.UTC)},
}

func TestAValueComesBackAsItWent(t *testing.T) {
	c := begin(t, file(t), seam.ReadOnly)
	for _, v := range values {
		t.Run(v.says, func(t *testing.T) {
			r := query1(t, c, `SELECT ?, quote(?)`, v.in, v.in)
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

func TestNothingIsSilentlyZero(t *testing.T) {
	c := begin(t, file(t), seam.ReadOnly)
	for _, k := range []struct {
		says, sql string
		read      func(seam.Rows) any
		err       string
	}{
		{"text read as an integer", `SELECT 'abc' AS n`, asInt, "column 1 (n) of SELECT 'abc' AS n: found text, wanted an integer"},
		{"text that begins with a number read as an integer", `SELECT '2024-01-01'`, asInt, "found text, wanted an integer"},
		{"a text on a later line", `SELECT 1 UNION ALL SELECT 'abc'`, asInt, "found text, wanted an integer"},
		{"a text after NULL", `SELECT NULL UNION ALL SELECT '1 of 2'`, asInt, "found text, wanted an integer"},
		{"a broken number read as an integer", `SELECT 1.5`, asInt, "found a float, wanted an integer"},
		{"bytes read as an integer", `SELECT x'00'`, asInt, "found bytes, wanted an integer"},
		{"text read as a float", `SELECT 'abc'`, asFloat, "found text, wanted a number"},
		{"text read as a bool", `SELECT 'true'`, asBool, "found text, wanted an integer"},
		{"a negative number read as unsigned", `SELECT -1`, func(r seam.Rows) any { return r.Uint(0) }, "found -1, wanted an unsigned integer"},
		{"a number read as a time", `SELECT 1700000000`, asTime, "found an integer, wanted a time as text"},
		{"text that is no time", `SELECT 'tomorrow'`, asTime, "found text that is no time"},
		{"a day that is none", `SELECT '2024-06-31 00:00:00.000000000Z'`, asTime, "found text that is no time"},
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

func TestAValueThatCannotBeStoredIsRefused(t *testing.T) {
	c := begin(t, file(t), seam.ReadOnly)
	for _, k := range []struct {
		says string
		v    query.Value
		err  string
	}{
		{"a great unsigned integer", query.UintValue(1 << 63), "argument 1: the number 9223372036854775808 is above"},
		{"NaN", query.FloatValue(math.NaN()), "NaN has no form in SQLite"},
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
}

func TestArgumentsAndPlaceholdersAgree(t *testing.T) {
	c := begin(t, file(t), seam.ReadOnly)
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
	c := begin(t, file(t), seam.ReadOnly)
	r := query1(t, c, `SELECT 'one', x'0102' UNION ALL SELECT 'two', x'0304'`)
	r.Next()
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

func TestTimesSortInTheOrderOfTime(t *testing.T) {
	c := begin(t, file(t), seam.ReadOnly)
	base := time.Date(2024, 12, 31, 23, 59, 59, 0, time.UTC)
	for _, later := range []time.Duration{1, time.Millisecond, time.Second, time.Hour, 24 * time.Hour} {
		a, b := query.TimeValue(base.In(berlin)), query.TimeValue(base.Add(later))
		if count(t, c, `SELECT ? < ?`, a, b) != 1 {
			t.Errorf("%s later is not later in SQL", later)
		}
	}
	if count(t, c, `SELECT ? > datetime('now', '-1 hour') AND ? < datetime('now', '+1 hour')`,
		query.TimeValue(time.Now()), query.TimeValue(time.Now())) != 1 {
		t.Error("now is not now to SQLite")
	}
	if count(t, c, `SELECT unixepoch(?) = ?`, query.TimeValue(base), query.IntValue(base.Unix())) != 1 {
		t.Error("SQLite reads another time")
	}
}

var (
	integer = schema.Type{Kind: schema.Integer}
	textual = schema.Type{Kind: schema.Text}
	blob    = schema.Type{Kind: schema.Blob}
	anyType = schema.Type{Kind: schema.Any}
)

// inKeys compiles SELECT (columns) IN (keys), the columns being plain arguments.
func inKeys(db seam.Database, negated bool, types ...schema.Type) *compile.Compiled {
	var left []query.Expr
	for i := range types {
		left = append(left, query.Bind{Arg: i})
	}
	return compile.Compile(db.Dialect(), &query.Select{Columns: []query.Output{{Expr: query.In{
		Left: left, Negated: negated, Keys: query.Keys{Arg: len(types), Types: types},
	}}}})
}

var keyValues = []struct {
	says string
	v    query.Value
	kind schema.Type
}{
	{"an integer", query.IntValue(-1), integer},
	{"the greatest integer", query.IntValue(math.MaxInt64), integer},
	{"the least integer", query.IntValue(math.MinInt64), integer},
	{"an unsigned integer", query.UintValue(math.MaxInt64), integer},
	{"a float", query.FloatValue(0.1), schema.Type{Kind: schema.Float}},
	{"a float with all its digits", query.FloatValue(math.Nextafter(1, 2)), schema.Type{Kind: schema.Float}},
	{"a great float", query.FloatValue(math.MaxFloat64), schema.Type{Kind: schema.Float}},
	{"a float above all integers", query.FloatValue(1e20), schema.Type{Kind: schema.Float}},
	{"infinity", query.FloatValue(math.Inf(1)), schema.Type{Kind: schema.Float}},
	{"a bool", query.BoolValue(true), schema.Type{Kind: schema.Bool}},
	{"a text", query.TextValue("a"), textual},
	{"an empty text", query.TextValue(""), textual},
	{"a text like a number", query.TextValue("1"), textual},
	{"a text with quotes", query.TextValue(`a"b\c'd`), textual},
	{"a text with control characters", query.TextValue("a\n\t\x01\x1f\x7f"), textual},
	{"a text with a zero byte", query.TextValue("a\x00b"), textual},
	{"a text that is not UTF-8", query.TextValue("a\xff\xfe"), textual},
	{"a text like JSON", query.TextValue(`{"x":"00"}`), anyType},
	{"bytes", query.BlobValue([]byte{0, 1, 254, 255}), blob},
	{"a UUID", query.BlobValue(bytes.Repeat([]byte{7}, 16)), schema.Type{Kind: schema.UUID}},
	{"bytes in a column of any type", query.BlobValue([]byte{0, 1}), anyType},
	{"a time", query.TimeValue(time.Date(2024, 1, 2, 3, 4, 5, 6, berlin)), schema.Type{Kind: schema.Time}},
}

func TestAKeyIsFoundInItsList(t *testing.T) {
	db := file(t)
	c := begin(t, db, seam.ReadOnly)
	for _, k := range keyValues {
		t.Run(k.says, func(t *testing.T) {
			r, err := c.Query(ctx, inKeys(db, false, k.kind), []query.Value{k.v, query.KeysValue(asKeys(query.Value{}, k.v))})
			must(t, err)
			if r.Next(); r.Null(0) || !r.Bool(0) {
				t.Error("it is not found")
			}
			pair := &query.KeyList{Rows: [][]query.Value{{query.IntValue(2), k.v}, {query.IntValue(1), k.v}}}
			r, err = c.Query(ctx, inKeys(db, false, integer, k.kind), []query.Value{query.IntValue(1), k.v, query.KeysValue(pair)})
			must(t, err)
			if r.Next(); r.Null(0) || !r.Bool(0) {
				t.Error("it is not found as a part of a key")
			}
			r, err = c.Query(ctx, inKeys(db, true, k.kind), []query.Value{k.v, query.KeysValue(&query.KeyList{})})
			must(t, err)
			if r.Next(); !r.Bool(0) {
				t.Error("it is found in an empty list")
			}
		})
	}
}

func TestAListOfIntegersIsFoundByTheKeyOfATable(t *testing.T) {
	db := file(t)
	write(t, db, numbers+`CREATE TABLE pair (a INTEGER, b INTEGER, PRIMARY KEY (a, b)); INSERT INTO pair VALUES (1, 2), (1, 3);`)
	c := begin(t, db, seam.ReadOnly)
	n := &query.Source{Table: &schema.Table{Name: "n"}, Alias: "n"}
	one := compile.Compile(db.Dialect(), &query.Select{
		Columns: []query.Output{{Expr: query.Column{Source: n, Name: "v"}}}, From: n,
		Where: []query.Expr{query.In{Left: []query.Expr{query.Column{Source: n, Name: "i"}}, Keys: query.Keys{Types: []schema.Type{integer}}}},
	})
	if want := `SELECT "n"."v" FROM "n" WHERE "n"."i" IN (SELECT value FROM array(?))`; one.SQL != want {
		t.Errorf("got  %s\nwant %s", one.SQL, want)
	}
	keys := []query.Value{query.KeysValue(&query.KeyList{Ints: []int64{3, 1, 99, 3}})}
	r, err := c.Query(ctx, one, keys)
	must(t, err)
	var got []int64
	for r.Next() {
		got = append(got, r.Int(0))
	}
	if len(got) != 2 || got[0]+got[1] != 40 {
		t.Errorf("the lines found are %v", got)
	}
	plan, err := c.Explain(ctx, one, keys)
	must(t, err)
	if !strings.Contains(plan[0].Text, "SEARCH n USING INTEGER PRIMARY KEY") {
		t.Errorf("the key is not used: %q", plan)
	}
	p := &query.Source{Table: &schema.Table{Name: "pair"}, Alias: "pair"}
	two := compile.Compile(db.Dialect(), &query.Select{From: p, Where: []query.Expr{query.In{
		Left: []query.Expr{query.Column{Source: p, Name: "a"}, query.Column{Source: p, Name: "b"}},
		Keys: query.Keys{Types: []schema.Type{integer, integer}},
	}}})
	plan, err = c.Explain(ctx, two, []query.Value{query.KeysValue(&query.KeyList{})})
	must(t, err)
	if !strings.Contains(plan[0].Text, "(a=? AND b=?)") {
		t.Errorf("the key of two columns is not used: %q", plan)
	}
}

func TestAKeyThatDoesNotFitItsColumnIsRefused(t *testing.T) {
	db := file(t)
	c := begin(t, db, seam.ReadOnly)
	for _, k := range []struct {
		says string
		keys *query.KeyList
		kind schema.Type
		err  string
	}{
		{"text for bytes", asKeys(query.TextValue("00")), blob, "key 1 of 1: its column holds bytes"},
		{"bytes for text", asKeys(query.TextValue("a"), query.BlobValue([]byte("a"))), textual, "key 2 of 2: it is bytes"},
		{"a great number", asKeys(query.UintValue(math.MaxUint64)), integer, "greatest integer"},
		{"NaN", asKeys(query.FloatValue(math.NaN())), anyType, "NaN"},
		{"two values for one column", &query.KeyList{Rows: [][]query.Value{{{}, {}}}}, integer, "2 values for 1 columns"},
	} {
		t.Run(k.says, func(t *testing.T) {
			_, err := c.Query(ctx, inKeys(db, false, k.kind), []query.Value{{}, query.KeysValue(k.keys)})
			if err == nil || !strings.Contains(err.Error(), k.err) {
				t.Errorf("the error is %v, want %s", err, k.err)
			}
		})
	}
}

func TestEachFloatIsFoundInItsListWhateverItsBits(t *testing.T) {
	db := file(t)
	c := begin(t, db, seam.ReadOnly)
	in := inKeys(db, false, schema.Type{Kind: schema.Float})
	bits := rand.New(rand.NewPCG(1, 2))
	for range 5000 {
		f := math.Float64frombits(bits.Uint64())
		if math.IsNaN(f) {
			continue
		}
		r, err := c.Query(ctx, in, []query.Value{query.FloatValue(f), query.KeysValue(asKeys(query.FloatValue(f)))})
		must(t, err)
		if r.Next(); !r.Bool(0) {
			t.Errorf("%v is not found", f)
		}
		r.Close()
	}
}
