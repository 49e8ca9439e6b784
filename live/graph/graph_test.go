package graph_test

import (
	"math"
	"math/big"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/kin-go/kin/live/graph"
)

type (
	user struct {
		ID   int64
		Name string
		Best *user
		All  []*user
	}
	mixed struct {
		B      bool
		I      int8
		U      uint16
		F      float32
		C      complex64
		S      string
		Bytes  []byte
		Nil    []int
		Empty  []int
		Array  [2]string
		Map    map[string]*user
		NoMap  map[int]int
		Time   time.Time
		Big    *big.Int
		Hidden string `live:"-"`
		lower  int
		Any    any
		Deep   struct{ X, Y int }
		Marks  []struct{}
	}
)

func fields(values ...any) (fs []graph.Field) {
	for i, v := range values {
		fs = append(fs, graph.Field{Name: string(rune('a' + i)), Value: reflect.ValueOf(v)})
	}
	return fs
}

// again writes values and reads them into others.
func again(t *testing.T, from, to []graph.Field) {
	t.Helper()
	data, err := graph.Codec{}.Encode(from)
	if err != nil {
		t.Fatal(err)
	}
	if missing, err := (graph.Codec{}).Decode(data, to); err != nil || missing != nil {
		t.Fatalf("missing %q, error %v", missing, err)
	}
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	ann := &user{ID: math.MaxInt64, Name: "ann"}
	in := mixed{
		B: true, I: -8, U: 65535, F: 1.5, C: complex(1, -2), S: "a\x00ü", Bytes: []byte{0, 255}, Empty: []int{}, Array: [2]string{"x", "y"},
		Map: map[string]*user{"ann": ann, "none": nil}, Time: time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC),
		Big: big.NewInt(0).Exp(big.NewInt(10), big.NewInt(40), nil), Deep: struct{ X, Y int }{1, 2}, Marks: make([]struct{}, 3),
	}
	var out mixed
	again(t, fields(&in), fields(&out))
	if !reflect.DeepEqual(in, out) {
		t.Errorf("got  %+v\nwant %+v", out, in)
	}
}

func TestHiddenAndUnexportedFieldsAreNotKept(t *testing.T) {
	in, out := mixed{Hidden: "secret", lower: 7}, mixed{}
	data, err := graph.Codec{}.Encode(fields(&in))
	if err != nil || strings.Contains(string(data), "secret") {
		t.Errorf("written: %q, error %v", data, err)
	}
	again(t, fields(&in), fields(&out))
	if out.Hidden != "" || out.lower != 0 {
		t.Errorf("read: %+v", out)
	}
}

func TestTwoPointersToOneValueAreThatAfterwards(t *testing.T) {
	ann := &user{Name: "ann"}
	bob := &user{Name: "bob", Best: ann}
	ann.Best, ann.All = bob, []*user{ann, bob}
	me, list := ann, []*user{bob, ann, ann}
	var myself *user
	var people []*user
	again(t, fields(&me, &list), fields(&myself, &people))
	if people[1] != myself || people[2] != myself || people[0] != myself.Best || myself.Best.Best != myself || myself.All[0] != myself {
		t.Error("who points to whom has changed")
	}
	myself.Name = "changed"
	if people[1].Name != "changed" {
		t.Error("there are two of one")
	}
}

func TestALongChainNeedsNoDeepStack(t *testing.T) {
	var chain *user
	for range 200_000 {
		chain = &user{Best: chain}
	}
	var out *user
	again(t, fields(&chain), fields(&out))
	n := 0
	for ; out != nil; out = out.Best {
		n++
	}
	if n != 200_000 {
		t.Errorf("%d links", n)
	}
}

func TestAFieldOfAnotherShapeIsMissing(t *testing.T) {
	type before struct{ A, B int }
	type after struct {
		A int
		B string
	}
	n, old := 7, before{1, 2}
	data, err := graph.Codec{}.Encode(fields(&n, &old))
	if err != nil {
		t.Fatal(err)
	}
	var m int
	now, more := after{B: "stays"}, "stays"
	missing, err := graph.Codec{}.Decode(data, fields(&m, &now, &more))
	if err != nil || strings.Join(missing, " ") != "b c" || m != 7 || now.B != "stays" || more != "stays" {
		t.Errorf("missing %q, error %v, got %d %+v %q", missing, err, m, now, more)
	}
}

func TestWhatCannotBeKeptIsNamed(t *testing.T) {
	for want, v := range map[string]any{
		"a: graph_test.with.F: a func() cannot be kept": &with{F: func() {}},
		"a: graph_test.with.A: a interface {} cannot":   &with{A: 1},
		"has nothing that could be kept":                &struct{ L struct{ hidden int } }{},
	} {
		if _, err := (graph.Codec{}).Encode(fields(v)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error is %v, want %q", err, want)
		}
	}
}

type with struct {
	F func()
	A any
}

// upper keeps names in capitals.
type upper struct{}

func (upper) Encode(e *graph.Encoder, v reflect.Value) error {
	e.String(strings.ToUpper(v.Field(1).String()))
	return e.Value(v.Field(2))
}

func (upper) Decode(d *graph.Decoder, v reflect.Value) error {
	v.Field(1).SetString(d.String())
	return d.Value(v.Field(2))
}

func TestASpecialTypeIsKeptInItsOwnWay(t *testing.T) {
	c := graph.Codec{Special: func(t reflect.Type) graph.Special {
		if t == reflect.TypeFor[user]() {
			return upper{}
		}
		return nil
	}}
	ann := &user{Name: "ann"}
	ann.Best = ann
	data, err := c.Encode(fields(&ann))
	if err != nil {
		t.Fatal(err)
	}
	var out *user
	if _, err := c.Decode(data, fields(&out)); err != nil || out.Name != "ANN" || out.Best != out {
		t.Errorf("got %+v, error %v", out, err)
	}
}

func FuzzDecode(f *testing.F) {
	in := mixed{S: "x", Map: map[string]*user{"a": {Name: "b"}}, Bytes: []byte{1}}
	data, err := graph.Codec{}.Encode(fields(&in))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add(data[:len(data)/2])
	f.Fuzz(func(_ *testing.T, data []byte) {
		var out mixed
		_, _ = graph.Codec{}.Decode(data, fields(&out)) // it may fail, and must not panic
	})
}
