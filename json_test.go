package kin_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/load"
)

// A Strict row has relationships without omitzero.
type Strict struct {
	kin.Model
	ParentID *int64

	Parent   kin.One[Strict, Strict]  `kin:"-"`
	Children kin.Many[Strict, Strict] `kin:"-" json:"kids"`
}

// A Tidy row is written in all the ways that tags know.
type Tidy struct {
	kin.Model
	Name    string `json:"name,omitempty"`
	Secret  string `json:"-"`
	Number  int64  `json:"number,string"`
	Zero    int    `json:",omitzero"`
	Tags    []string
	Wrapped map[string]*Tidy

	Next kin.One[Tidy, Tidy] `kin:"-" json:"next,omitzero"`
}

func marshalled(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		return "error: " + err.Error()
	}
	ours, err := kin.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if string(ours) != string(text) {
		t.Errorf("kin.Marshal and json.Marshal differ:\n\t%s\n\t%s", ours, text)
	}
	return string(text)
}

func TestWhatIsLoadedIsWrittenAndNilIsNull(t *testing.T) {
	row := &Strict{Model: kin.ID(1), Parent: kin.To[Strict, Strict](nil), Children: kin.Of[Strict](&Strict{Model: kin.ID(2), Parent: kin.To[Strict, Strict](nil), Children: kin.Of[Strict, Strict]()})}
	want := `{"ID":1,"ParentID":null,"Parent":null,"kids":[{"ID":2,"ParentID":null,"Parent":null,"kids":[]}]}`
	if got := marshalled(t, row); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestWhatIsNotLoadedIsAnErrorOrLeftOutNeverNull(t *testing.T) {
	_, err := json.Marshal(&Strict{Model: kin.ID(1), Children: kin.Of[Strict, Strict]()})
	if err == nil || !strings.Contains(err.Error(), "kin.One[Strict, Strict]") || !strings.Contains(err.Error(), "omitzero") {
		t.Errorf("the error is %v", err)
	}
	_, err = json.Marshal(&Strict{Parent: kin.To[Strict](&Strict{}), Children: kin.Of[Strict, Strict]()})
	if err == nil {
		t.Error("an unloaded relationship below a loaded one was written")
	}
	text, err := kin.Marshal(&Strict{Model: kin.ID(1)})
	if err != nil || string(text) != `{"ID":1,"ParentID":null}` {
		t.Errorf("kin.Marshal gives %s, %v", text, err)
	}
	if text, _ := json.Marshal(&Tidy{Number: 1}); string(text) != `{"ID":0,"number":"1","Tags":null,"Wrapped":null}` {
		t.Errorf("with omitzero it is %s", text)
	}
}

func TestTagsAreHeededBelowARelationship(t *testing.T) {
	inner := &Tidy{Model: kin.ID(2), Name: "<b>", Secret: "x", Number: 7, Zero: 1, Tags: []string{"a"}, Wrapped: map[string]*Tidy{"z": {}, "a": nil}}
	got := marshalled(t, &Tidy{Model: kin.ID(1), Next: kin.To[Tidy](inner)})
	want := `{"ID":1,"number":"0","Tags":null,"Wrapped":null,"next":{"ID":2,"name":"\u003cb\u003e","number":"7","Zero":1,"Tags":["a"],` +
		`"Wrapped":{"a":null,"z":{"ID":0,"number":"0","Tags":null,"Wrapped":null}}}}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestGraphsWithCirclesEnd(t *testing.T) {
	own := &Tidy{Model: kin.ID(1)}
	own.Next.Set(own)
	a, b, c := &Tidy{Model: kin.ID(1)}, &Tidy{Model: kin.ID(2)}, &Tidy{Model: kin.ID(3)}
	a.Next.Set(b)
	b.Next.Set(c)
	c.Next.Set(a)
	for row, want := range map[*Tidy]string{own: "", a: "2 3", b: "3 1"} {
		text, err := kin.Marshal(row)
		if err != nil {
			t.Fatal(err)
		}
		if got := idsIn(string(text))[1:]; strings.Join(got, " ") != want {
			t.Errorf("below the row there is %v, want %s", got, want)
		}
	}
}

// idsIn are the ids of a text in their order.
func idsIn(text string) (ids []string) {
	for part := range strings.SplitSeq(text, `"ID":`) {
		if id, _, found := strings.Cut(part, ","); found && !strings.HasPrefix(part, "{") {
			ids = append(ids, id)
		}
	}
	return ids
}

func TestALoadedFeedIsWrittenBothWays(t *testing.T) {
	ctx := t.Context()
	db := openBlog(ctx)
	defer db.Close()
	s := db.Session()
	defer s.Close()
	all, err := kin.Select(posts).Options(
		load.SelectIn(&posts.User, load.SelectIn(&users.Posts)),
		load.SelectIn(&posts.Flags, load.SelectIn(&flags.User)),
	).All(ctx, s)
	check(err)
	text := marshalled(t, all)
	var back []*Post
	check(json.Unmarshal([]byte(text), &back))
	if len(back) != 3 || back[0].User.Get().Username != "ann" || back[2].Flags.Get()[1].User.Get().Username != "ann" || back[1].Flags.Get() == nil {
		t.Errorf("it was read back as %s", text)
	}
	if back[0].Flags.Get()[0].Post.Loaded() {
		t.Error("the way back was written")
	}
	wrapped := struct {
		Title string
		Posts []*Post
		First Post
		ByID  map[int64]*Post
	}{"all", all, *all[0], map[int64]*Post{1: all[0]}}
	if text := marshalled(t, wrapped); strings.Count(text, `"Title":"p1"`) < 3 {
		t.Errorf("a struct that holds rows is written as %s", text)
	}
}

func TestARowReadFromJSONIsNew(t *testing.T) {
	ctx := t.Context()
	db := openBlog(ctx)
	defer db.Close()
	var post Post
	check(json.Unmarshal([]byte(`{"Title":"new","User":{"Username":"zoe"},"Flags":[{"Message":"x","User":null,"UserID":1}]}`), &post))
	if post.Flags.Get()[0].User.Get() != nil || !post.Flags.Get()[0].User.Loaded() {
		t.Error("null is nobody, and loaded")
	}
	post.Flags.Get()[0].User.Set(post.User.Get())
	s := db.Session()
	defer s.Close()
	s.Add(&post)
	check(s.Commit(ctx))
	if post.ID != 4 || post.UserID != 4 || post.Flags.Get()[0].PostID != 4 {
		t.Errorf("post %d by %d, its flag is of %d", post.ID, post.UserID, post.Flags.Get()[0].PostID)
	}
	var bad struct{ Flags kin.Many[Post, Flag] }
	if err := json.Unmarshal([]byte(`{"Flags": 7}`), &bad); err == nil || !strings.Contains(err.Error(), "kin.Many[Post, Flag]") {
		t.Errorf("the error is %v", err)
	}
}

func TestValuesWithoutRowsAreWrittenAsEncodingJSONDoes(t *testing.T) {
	type plain struct {
		A int `json:"a"`
		B any
		C map[int]string
		D [2]bool
		E *float64
		F fmt.Stringer
	}
	for _, v := range []any{nil, 7, "a\"b", []int(nil), []any{1, "x", nil}, map[string]any{"b": 1, "a": []int{}}, plain{C: map[int]string{2: "b", 1: "a"}}, &plain{B: plain{}}} {
		marshalled(t, v)
	}
}
