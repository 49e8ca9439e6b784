package kintest

import (
	"database/sql"
	"encoding/json"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/kin-go/kin"
)

type (
	color  string
	degree int32

	// Stamps is a mixin: an embedded struct whose fields are columns of the outer one.
	Stamps struct {
		Made    time.Time `kin:"created"`
		Touched time.Time `kin:"updated"`
	}
	place3 struct {
		City string
		Zip  *string
	}
	// everyType has a column of each kind, a mixin and two value objects.
	everyType struct {
		kin.Model
		Stamps
		I8   int8
		I16  int16
		I32  int32
		I64  int64
		I    int
		U8   uint8
		U16  uint16
		U32  uint32
		U64  uint64
		F32  float32
		F64  float64
		B    bool
		S    string
		Raw  []byte
		T    time.Time
		Text json.RawMessage
		J    kin.JSON[map[string][]int]
		UUID [16]byte
		C    color
		D    degree
		N    sql.Null[int64]
		P    *string
		PT   *time.Time
		NS   sql.NullString
		Home place3 `kin:"embed=home_"`
		Work place3 `kin:"embed=work_"`
		Skip func() `kin:"-"`
	}
	// stocked has defaults, which the database gives.
	stocked struct {
		kin.Model
		Name  string `kin:"size=20; unique"`
		Count int64  `kin:"default=7"`
		State string `kin:"default='new'; index"`
	}

	// counted has a version.
	counted struct {
		kin.Model
		Name    string
		Version int64 `kin:"version"`
	}
)

func conformTypes(t *testing.T, e Engine) {
	typesRoundTrip(t, e)
	typesDefaults(t, e)
	typesVersions(t, e)
}

func full() *everyType {
	zip := "12345"
	at := time.Date(2026, 2, 28, 23, 59, 59, 123456000, time.UTC)
	return &everyType{
		I8: math.MinInt8, I16: math.MinInt16, I32: math.MinInt32, I64: math.MinInt64, I: -1,
		U8: math.MaxUint8, U16: math.MaxUint16, U32: math.MaxUint32, U64: math.MaxInt64,
		F32: 1.5, F64: math.MaxFloat64, B: true, S: "a\"b'c\\ ä\U0001f98a", Raw: []byte{0, 1, 255},
		T: at, Text: json.RawMessage(`{"a": [1, 2]}`), J: kin.JSON[map[string][]int]{V: map[string][]int{"x": {1, 2}}},
		UUID: [16]byte{1, 2, 255}, C: "red", D: -40, N: sql.Null[int64]{V: 0, Valid: true}, P: new(""), PT: &at,
		NS: sql.NullString{String: "s", Valid: true}, Home: place3{"Rome", &zip}, Work: place3{City: "Paris"},
	}
}

// shown is a row as JSON, for comparing.
func shownRow(t *testing.T, row *everyType) string {
	t.Helper()
	c := *row
	c.T, c.Made, c.Touched = c.T.UTC(), c.Made.UTC(), c.Touched.UTC()
	var compact any
	done(t, json.Unmarshal(c.Text, &compact))
	c.Text = must(json.Marshal(compact))(t)
	if c.PT != nil {
		c.PT = new(c.PT.UTC())
	}
	type plain struct {
		Stamps     Stamps
		I8         int8
		I16        int16
		I32        int32
		I64        int64
		I          int
		U8         uint8
		U16        uint16
		U32        uint32
		U64        uint64
		F32        float32
		F64        float64
		B          bool
		S          string
		Raw        []byte
		T          time.Time
		Text       json.RawMessage
		J          kin.JSON[map[string][]int]
		UUID       [16]byte
		C          color
		D          degree
		N          sql.Null[int64]
		P          *string
		PT         *time.Time
		NS         sql.NullString
		Home, Work place3
	}
	p := plain{c.Stamps, c.I8, c.I16, c.I32, c.I64, c.I, c.U8, c.U16, c.U32, c.U64, c.F32, c.F64, c.B, c.S, c.Raw, c.T, c.Text,
		c.J, c.UUID, c.C, c.D, c.N, c.P, c.PT, c.NS, c.Home, c.Work}
	return string(must(json.MarshalIndent(p, "", " "))(t))
}

func typesRoundTrip(t *testing.T, e Engine) {
	rows := kin.Table[everyType]
	e.try(t, "every type comes back as it went in", func(t *testing.T) {
		c := own(t, e, rows())
		in := full()
		c.s.Add(in)
		done(t, c.s.Commit(c.ctx))
		c.begin()
		out := must(kin.Get[everyType](c.ctx, c.s, in.ID))(t)
		same(t, "the row", shownRow(t, out), shownRow(t, in))
		if out.Made.IsZero() || !out.Made.Equal(out.Touched) {
			t.Errorf("made %v, touched %v: want the time of the insertion in both", out.Made, out.Touched)
		}
	})
	e.try(t, "nothing of every nullable type comes back as nothing", func(t *testing.T) {
		c := own(t, e, rows())
		in := &everyType{T: time.Unix(0, 0).UTC(), Text: json.RawMessage("null")}
		c.s.Add(in)
		done(t, c.s.Commit(c.ctx))
		c.begin()
		out := must(kin.Get[everyType](c.ctx, c.s, in.ID))(t)
		if out.N.Valid || out.P != nil || out.PT != nil || out.NS.Valid || out.Home.Zip != nil {
			t.Errorf("%+v %v %v %+v %v", out.N, out.P, out.PT, out.NS, out.Home.Zip)
		}
	})
	e.try(t, "a change inside of what a field points to is seen", func(t *testing.T) {
		c := own(t, e, rows())
		in := full()
		c.s.Add(in)
		done(t, c.s.Commit(c.ctx))
		c.rec.Take()
		*in.P, in.Raw[0], in.J.V["x"][0] = "changed", 9, 9
		done(t, c.s.Commit(c.ctx))
		text := c.took(1)[0]
		Contains(t, text, "UPDATE")
		for _, column := range []string{"raw", "j", "p", "touched"} {
			Contains(t, text, column)
		}
		Lacks(t, between(text, "SET", "WHERE"), `"s"`, "i64")
		c.begin()
		out := must(kin.Get[everyType](c.ctx, c.s, in.ID))(t)
		same(t, "the text", *out.P, "changed")
		same(t, "the bytes", out.Raw[0], 9)
		same(t, "the JSON", out.J.V["x"][0], 9)
	})
}

func typesDefaults(t *testing.T, e Engine) {
	e.try(t, "a default of the database is read back", func(t *testing.T) {
		c := own(t, e, kin.Table[stocked]())
		a, b := &stocked{Name: "a"}, &stocked{Name: "b", Count: 1, State: "old"}
		c.s.Add(a, b)
		done(t, c.s.Commit(c.ctx))
		if a.Count != 7 || a.State != "new" || b.Count != 1 || b.State != "old" {
			t.Errorf("%+v, %+v", a, b)
		}
	})
	e.try(t, "a unique column refuses a second value, and says which", func(t *testing.T) {
		c := own(t, e, kin.Table[stocked]())
		c.s.Add(&stocked{Name: "a"}, &stocked{Name: "a"})
		err := c.s.Flush(c.ctx)
		violated, is := errors.AsType[*kin.ConstraintError](err)
		if !is || violated.Kind != "unique" || violated.Table != "stocked" || len(violated.Columns) != 1 || violated.Columns[0] != "name" {
			t.Errorf("%v, %+v", err, violated)
		}
	})
}

func typesVersions(t *testing.T, e Engine) {
	e.try(t, "a version counts up, and a row with an older one is stale", func(t *testing.T) {
		c := own(t, e, kin.Table[counted]())
		row := &counted{Name: "a"}
		c.s.Add(row)
		done(t, c.s.Commit(c.ctx))
		same(t, "the first version", row.Version, 1)
		other := c.db.Session()
		defer other.Close()
		theirs := must(kin.Get[counted](c.ctx, other, row.ID))(t)
		theirs.Name = "theirs"
		done(t, other.Commit(c.ctx))
		same(t, "the second version", theirs.Version, 2)
		row.Name = "ours"
		fails[*kin.StaleError](t, c.s.Flush(c.ctx), "counted", "version")
		same(t, "the version in memory", row.Version, 1)
		done(t, c.s.Rollback(c.ctx))
		c.s.Delete(row)
		fails[*kin.StaleError](t, c.s.Flush(c.ctx), "counted")
	})
}
