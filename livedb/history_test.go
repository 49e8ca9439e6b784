package livedb_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/kintest"
	"github.com/kin-go/kin/livedb"
	"github.com/kin-go/kin/load"
)

// A counted row has a version.
type counted struct {
	kin.Model
	Name, Note string
	Version    int64 `kin:"version"`
}

var counteds = kin.Table[counted]()

// A coded row has a key that the program gives.
type coded struct {
	kin.Entity[string]
	Code string `kin:"pk; size=20"`
	Name string
}

var codeds = kin.Table[coded]()

// saved are the statements by which a session saves rows.
func saved(t *testing.T, db *kin.DB, n int, save func(s *kin.Session)) []string {
	return kintest.Statements(t, db, n, func(ctx context.Context) {
		check(t, db.Tx(ctx, func(_ context.Context, s *kin.Session) error {
			save(s)
			return nil
		}))
	})
}

// What was changed and not saved is changed still when the state was stored meanwhile: that column is saved, and no other.
func TestAnUnsavedChangeOutlivesTheProcess(t *testing.T) {
	kintest.Run(t, func(t *testing.T, e kintest.Engine) {
		db := kintest.OpenSeed(t, e).DB
		type state struct{ Changed, Same *post }
		was := &state{}
		check(t, db.Tx(t.Context(), func(ctx context.Context, s *kin.Session) (err error) {
			if was.Changed, err = kin.Get[post](ctx, s, 1); err == nil {
				was.Same, err = kin.Get[post](ctx, s, 2)
			}
			return err
		}))
		was.Changed.Title = "changed"
		codec := livedb.NewCodec(db)
		is := again(t, codec, again(t, codec, was)) // twice: a restored row has a history too
		if is.Changed.Title != "changed" {
			t.Fatalf("the title is %q", is.Changed.Title)
		}
		texts := saved(t, db, 1, func(s *kin.Session) { s.Add(is.Changed, is.Same) })
		if !strings.HasPrefix(texts[0], "UPDATE") || !strings.Contains(texts[0], "title") {
			t.Errorf("saved by %s", texts[0])
		}
		kintest.Lacks(t, texts[0], "body", "user_id")
	})
}

func TestAVersionIsThatOfTheRowAsItWasRead(t *testing.T) {
	kintest.Run(t, func(t *testing.T, e kintest.Engine) {
		db := e.Open(t, kin.Models(counteds))
		row := &counted{Name: "n"}
		check(t, db.Tx(t.Context(), func(_ context.Context, s *kin.Session) error { s.Add(row); return nil }))
		type state struct{ Mine, Theirs *counted }
		was := &state{}
		for _, to := range []**counted{&was.Mine, &was.Theirs} {
			check(t, db.Tx(t.Context(), func(ctx context.Context, s *kin.Session) (err error) {
				*to, err = kin.Get[counted](ctx, s, row.ID)
				return err
			}))
		}
		was.Mine.Name, was.Theirs.Note = "mine", "theirs"
		is := again(t, livedb.NewCodec(db), was)
		texts := saved(t, db, 1, func(s *kin.Session) { s.Add(is.Mine) })
		kintest.Lacks(t, texts[0], "note")
		err := db.Tx(t.Context(), func(_ context.Context, s *kin.Session) error { s.Add(is.Theirs); return nil })
		if stale, ok := errors.AsType[*kin.StaleError](err); !ok {
			t.Errorf("an older version was saved: %v", stale)
		}
	})
}

func TestUnsavedLinksOutliveTheProcess(t *testing.T) {
	kintest.Run(t, func(t *testing.T, e kintest.Engine) {
		db := kintest.OpenSeed(t, e).DB
		type state struct {
			Post *post
			Bob  *user
		}
		was := &state{}
		check(t, db.Tx(t.Context(), func(ctx context.Context, s *kin.Session) (err error) {
			if was.Post, err = kin.Get(ctx, s, 1, load.SelectIn(&posts.User), load.SelectIn(&posts.Flags)); err == nil {
				was.Bob, err = kin.Get[user](ctx, s, 2)
			}
			return err
		}))
		if was.Post.User.Get() == was.Bob {
			t.Fatal("the post is Bob's already")
		}
		was.Post.User.Set(was.Bob)
		was.Post.Flags.Add(&flag{Message: "added", UserID: 1})
		is := again(t, livedb.NewCodec(db), was)
		if is.Post.User.Get() != is.Bob || len(is.Post.Flags.Get()) != len(was.Post.Flags.Get()) {
			t.Fatal("the links are not what they were")
		}
		texts := strings.Join(saved(t, db, 2, func(s *kin.Session) { s.Add(is.Post) }), "\n")
		if !strings.Contains(texts, "user_id") || !strings.Contains(texts, "INSERT") {
			t.Errorf("saved by\n%s", texts)
		}
		check(t, db.Read(t.Context(), func(ctx context.Context, s *kin.Session) error {
			p, err := kin.Get(ctx, s, 1, load.SelectIn(&posts.Flags))
			if err == nil && (p.UserID != 2 || len(p.Flags.Get()) != len(was.Post.Flags.Get())) {
				t.Errorf("the post is of user %d and has %d flags", p.UserID, len(p.Flags.Get()))
			}
			return err
		}))
	})
}

func TestANewRowWithAKeyOfItsOwnStaysNew(t *testing.T) {
	db := kintest.Engines(t)[0].Open(t, kin.Models(codeds))
	type state struct{ Draft *coded }
	is := again(t, livedb.NewCodec(db), &state{&coded{Code: "x", Name: "new"}})
	texts := saved(t, db, 1, func(s *kin.Session) { s.Add(is.Draft) })
	if !strings.HasPrefix(texts[0], "INSERT") {
		t.Errorf("a new row was saved by %s", texts[0])
	}
}

// How a row was read decides what reading its relationships means.
func TestARelationshipThatIsForbiddenStaysSo(t *testing.T) {
	db := kintest.OpenSeed(t, kintest.Engines(t)[0]).DB
	type state struct{ Post *post }
	was := &state{}
	check(t, db.Tx(t.Context(), func(ctx context.Context, s *kin.Session) (err error) {
		was.Post, err = kin.Get(ctx, s, 1, load.NoLoad(&posts.Flags))
		return err
	}))
	if n := len(was.Post.Flags.Get()); n != 0 {
		t.Fatalf("%d flags were loaded", n)
	}
	if n := len(again(t, livedb.NewCodec(db), was).Post.Flags.Get()); n != 0 {
		t.Errorf("%d flags are there", n)
	}
}

func TestRowsOfAnOpenSessionStayWhereTheyAre(t *testing.T) {
	db := kintest.OpenSeed(t, kintest.Engines(t)[0]).DB
	codec := livedb.NewCodec(db)
	type state struct{ Post *post }
	is := &state{}
	check(t, db.Tx(t.Context(), func(ctx context.Context, s *kin.Session) (err error) {
		if is.Post, err = kin.Get[post](ctx, s, 1); err != nil {
			return err
		}
		if _, err := codec.Aside(fieldsOf(is)); err == nil {
			t.Error("a row of an open session may be put aside")
		}
		return nil
	}))
	if _, err := codec.Aside(fieldsOf(is)); err != nil {
		t.Errorf("a row of no session may not be put aside: %v", err)
	}
}
