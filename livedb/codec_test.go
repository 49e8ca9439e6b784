package livedb_test

import (
	"context"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/kintest"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/live/graph"
	"github.com/kin-go/kin/live/livetest"
	"github.com/kin-go/kin/livedb"
	"github.com/kin-go/kin/load"
)

// fieldsOf is the state of a page, as live takes it.
func fieldsOf(page any) (fields []graph.Field) {
	v := reflect.ValueOf(page).Elem()
	for i := range v.NumField() {
		fields = append(fields, graph.Field{Name: v.Type().Field(i).Name, Value: v.Field(i).Addr()})
	}
	return fields
}

// again is a state that was written and read again, of which nothing may be missing.
func again[P any](t *testing.T, codec live.Codec, page *P) *P {
	t.Helper()
	data, err := codec.Encode(fieldsOf(page))
	check(t, err)
	back := new(P)
	missing, err := codec.Decode(data, fieldsOf(back))
	check(t, err)
	if missing != nil {
		t.Fatalf("%v were not read", missing)
	}
	return back
}

type graphState struct {
	Posts  []*post
	First  *post
	Me     *user
	ByName map[string]*user
	Typed  string
	At     time.Time
}

func TestOneRowInSeveralFieldsIsOneRowAgain(t *testing.T) {
	kintest.Run(t, func(t *testing.T, e kintest.Engine) {
		db := kintest.OpenSeed(t, e).DB
		was := &graphState{Typed: "half a wo", At: time.Unix(1e9, 7).UTC()}
		check(t, db.Tx(t.Context(), func(ctx context.Context, s *kin.Session) (err error) {
			if was.Posts, err = kin.Select(posts).OrderBy(kin.Asc(&posts.ID)).
				Options(load.SelectIn(&posts.User), load.SelectIn(&posts.Flags, load.SelectIn(&flags.User))).All(ctx, s); err != nil {
				return err
			}
			was.First, was.Me = was.Posts[0], was.Posts[0].User.Get()
			was.ByName = map[string]*user{was.Me.Username: was.Me}
			return nil
		}))
		is := again(t, livedb.NewCodec(db), was)
		switch {
		case is.First != is.Posts[0], is.Me != is.First.User.Get(), is.Me != is.Posts[1].User.Get(),
			is.Me != is.ByName["ann"], is.Me != is.Posts[2].Flags.Get()[1].User.Get():
			t.Error("one row has become several")
		case is.First == was.First:
			t.Error("nothing was read")
		case is.First.Title != "p1" || is.Me.Username != "ann" || is.Typed != "half a wo" || !is.At.Equal(was.At):
			t.Errorf("%+v", is)
		case len(is.First.Flags.Get()) != 2 || is.First.Flags.Get()[1].Message != "rude":
			t.Error("the flags are not those of the post")
		}
	})
}

func TestEachStateOfAHolderOutlivesTheProcess(t *testing.T) {
	kintest.Run(t, func(t *testing.T, e kintest.Engine) {
		db := e.Open(t, kin.Models(nodes))
		check(t, db.Tx(t.Context(), func(_ context.Context, s *kin.Session) error {
			root := &node{Name: "root"}
			s.Add(root, &node{Name: "leaf", Parent: kin.To[node](root)})
			return nil
		}))
		type state struct{ Root, Leaf, Bare *node }
		was := &state{}
		check(t, db.Tx(t.Context(), func(ctx context.Context, s *kin.Session) error {
			all, err := kin.Select(nodes).OrderBy(kin.Asc(&nodes.ID)).Options(load.SelectIn(&nodes.Parent), load.SelectIn(&nodes.Children)).All(ctx, s)
			if err == nil {
				was.Root, was.Leaf = all[0], all[1]
			}
			return err
		}))
		check(t, db.Tx(t.Context(), func(ctx context.Context, s *kin.Session) (err error) {
			was.Bare, err = kin.Get[node](ctx, s, 2)
			return err
		}))
		is := again(t, livedb.NewCodec(db), was)
		switch {
		case !is.Root.Parent.Loaded() || is.Root.Parent.Get() != nil:
			t.Error("nobody has become somebody, or unknown")
		case !is.Leaf.Children.Loaded() || len(is.Leaf.Children.Get()) != 0:
			t.Error("no rows have become some, or unknown")
		case is.Root.Children.Get()[0] != is.Leaf || is.Leaf.Parent.Get() != is.Root:
			t.Error("a ring has come apart")
		case is.Bare.Parent.Loaded() || is.Bare.Children.Loaded():
			t.Error("what was not loaded is there")
		}
		defer func() {
			if _, ok := recover().(*kin.NotLoadedError); !ok {
				t.Error("reading what was not loaded was silent")
			}
		}()
		is.Bare.Children.Get()
	})
}

func TestARestoredRowIsTakenOverByASession(t *testing.T) {
	kintest.Run(t, func(t *testing.T, e kintest.Engine) {
		db := kintest.OpenSeed(t, e).DB
		type state struct{ Post *post }
		was := &state{}
		check(t, db.Read(t.Context(), func(ctx context.Context, s *kin.Session) (err error) {
			was.Post, err = kin.Get(ctx, s, 1, load.SelectIn(&posts.User), load.SelectIn(&posts.Flags))
			return err
		}))
		is := again(t, livedb.NewCodec(db), was)
		is.Post.Title = "mended"
		gone := is.Post.Flags.Get()[0]
		texts := kintest.Statements(t, db, 2, func(ctx context.Context) {
			check(t, db.Tx(ctx, func(_ context.Context, s *kin.Session) error {
				s.Add(is.Post)
				s.Delete(gone)
				return nil
			}))
		})
		for _, text := range texts {
			kintest.Lacks(t, text, "INSERT", "body")
		}
	})
}

func TestANewRowStaysNew(t *testing.T) {
	db := kintest.OpenSeed(t, kintest.Engines(t)[0]).DB
	type state struct{ Draft *post }
	is := again(t, livedb.NewCodec(db), &state{&post{Title: "draft", UserID: 1}})
	check(t, db.Tx(t.Context(), func(_ context.Context, s *kin.Session) error {
		s.Add(is.Draft)
		return nil
	}))
	if is.Draft.ID != 4 {
		t.Errorf("the draft has the key %d", is.Draft.ID)
	}
}

func TestRowsByValueAndJSONColumnsAreKept(t *testing.T) {
	db := kintest.Engines(t)[0].Open(t, kin.Models(things))
	type state struct {
		List []thing
		Map  map[string]thing
		One  thing
	}
	thing1 := thing{Code: "x", Extra: kin.JSON[map[string]any]{V: map[string]any{"deep": []any{"a"}}}, secret: "never", Token: "never"}
	is := again(t, livedb.NewCodec(db), &state{[]thing{thing1}, map[string]thing{"k": thing1}, thing1})
	for _, x := range []thing{is.List[0], is.Map["k"], is.One} {
		if x.Code != "x" || x.Extra.V["deep"].([]any)[0] != "a" || x.secret != "" || x.Token != "" {
			t.Errorf("%+v", x)
		}
	}
}

// kept is a state of a program as it was, whose models have the names that those of today have.
func kept(t *testing.T, codec live.Codec) []byte {
	type author struct {
		kin.Model
		Name string
	}
	type article struct {
		kin.Model
		Author kin.One[article, author]
	}
	type shelf struct {
		Article *article
		Author  *author
		Typed   string
	}
	data, err := codec.Encode(fieldsOf(&shelf{&article{Author: kin.To[article](&author{Name: "n"})}, &author{}, "kept"}))
	check(t, err)
	return data
}

func TestAModelThatHasChangedIsLoadedAgainAndTheRestIsKept(t *testing.T) {
	type author struct {
		kin.Model
		Age  int // it is new
		Name string
	}
	type article struct {
		kin.Model
		Author kin.One[article, author]
	}
	type shelf struct {
		Article *article
		Author  *author
		Typed   string
	}
	codec := livedb.NewCodec(kintest.OpenSeed(t, kintest.Engines(t)[0]).DB)
	is := &shelf{}
	missing, err := codec.Decode(kept(t, codec), fieldsOf(is))
	check(t, err)
	if !slices.Equal(missing, []string{"Article", "Author"}) || is.Article != nil || is.Typed != "kept" {
		t.Errorf("missing %v, read %+v", missing, is)
	}
}

func TestAStateOfAnotherCodecIsLoadedAgain(t *testing.T) {
	db := kintest.OpenSeed(t, kintest.Engines(t)[0]).DB
	data, err := graph.Codec{}.Encode(fieldsOf(&struct{ Typed string }{"x"}))
	check(t, err)
	missing, err := livedb.NewCodec(db).Decode(data, fieldsOf(&struct{ Typed string }{}))
	if err != nil || len(missing) != 1 {
		t.Errorf("missing %v, %v", missing, err)
	}
}

func TestBytesThatWereCutAreAnErrorAndNoPanic(t *testing.T) {
	db := kintest.OpenSeed(t, kintest.Engines(t)[0]).DB
	codec := livedb.NewCodec(db)
	type state struct{ Post *post }
	data, err := codec.Encode(fieldsOf(&state{&post{Model: kin.ID(1), Title: "t", User: kin.To[post](&user{Model: kin.ID(1)}), Flags: kin.Of[post](&flag{Model: kin.ID(2)})}}))
	check(t, err)
	wrong := 0
	for n := range data {
		missing, err := codec.Decode(data[:n], fieldsOf(&state{}))
		if err != nil || missing != nil {
			wrong++
		}
	}
	if wrong != len(data) {
		t.Errorf("of %d cut states %d were refused", len(data), wrong)
	}
}

func TestAVisitGoesOnWithItsRowsInAnotherProcess(t *testing.T) {
	kintest.Run(t, func(t *testing.T, e kintest.Engine) {
		db := kintest.OpenSeed(t, e).DB
		store := live.NewMemory()
		serve := func() *live.App {
			app := live.New(live.Config{Codec: livedb.NewCodec(db), Store: store, Log: quiet})
			app.Page("GET /{$}", func() live.View { return &feed{DB: db} })
			return app
		}
		first := serve()
		ann := livetest.Open(t, first, "/")
		ann.Click("Note")
		ann.See("noted")
		check(t, first.Shutdown(t.Context()))
		ann.Serve(serve())
		kintest.Statements(t, db, 0, func(context.Context) {
			ann.Reconnect()
			ann.See("signed in as ann", "p1 by ann has 2 flags", "noted")
		})
		ann.Click("Flag p1") // it writes with a row of the restored state
		if !within(2*time.Second, func() bool { return count(t, db, kin.Select(flags)) == 5 }) {
			t.Errorf("there are %d flags", count(t, db, kin.Select(flags)))
		}
	})
}

// bigGraph is a state of 300 rows and 500 holders that are filled.
func bigGraph() *graphState {
	ann := &user{Model: kin.ID(1), Username: "ann", Email: "ann@x.io"}
	state := &graphState{Me: ann}
	for i := range int64(100) {
		p := &post{Model: kin.ID(i + 1), Title: "a title of some words", Body: "a body", UserID: 1, User: kin.To[post](ann)}
		a, b := &flag{Model: kin.ID(2*i + 1), Message: "spam", User: kin.To[flag](ann)}, &flag{Model: kin.ID(2*i + 2), Message: "rude", User: kin.To[flag](ann)}
		p.Flags = kin.Of[post](a, b)
		state.Posts = append(state.Posts, p)
	}
	return state
}

func BenchmarkAStateOf300RowsIsWritten(b *testing.B) {
	codec, fields := livedb.NewCodec(kintest.OpenSeed(b, kintest.Engines(b)[0]).DB), fieldsOf(bigGraph())
	for b.Loop() {
		data, err := codec.Encode(fields)
		check(b, err)
		b.SetBytes(int64(len(data)))
	}
}

func BenchmarkAStateOf300RowsIsRead(b *testing.B) {
	codec := livedb.NewCodec(kintest.OpenSeed(b, kintest.Engines(b)[0]).DB)
	data, err := codec.Encode(fieldsOf(bigGraph()))
	check(b, err)
	for b.Loop() {
		if _, err := codec.Decode(data, fieldsOf(&graphState{})); err != nil {
			b.Fatal(err)
		}
	}
}

type (
	node struct {
		kin.Model
		Name     string
		ParentID *int64               `kin:"foreign_key=node.id"`
		Parent   kin.One[node, node]  `kin:"back_populates=Children"`
		Children kin.Many[node, node] `kin:"back_populates=Parent"`
	}
	thing struct {
		kin.Entity[string]
		Code   string `kin:"pk"`
		Extra  kin.JSON[map[string]any]
		Token  string `live:"-"`
		secret string
	}
)

var (
	nodes  = kin.Table[node]()
	things = kin.Table[thing]()
)
