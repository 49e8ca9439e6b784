package kin_test

import (
	"errors"
	"runtime"
	"testing"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/load"
)

func TestHoldersOfLiteralsHoldWhatTheyAreGiven(t *testing.T) {
	a, b, c := &Flag{Message: "a"}, &Flag{Message: "b"}, &Flag{Message: "c"}
	post := &Post{Flags: kin.Of[Post](a, b)}
	post.Flags.Add(c)
	post.Flags.Remove(a, a)
	if got := post.Flags.Get(); len(got) != 2 || got[0] != b || got[1] != c {
		t.Errorf("the flags are %v", got)
	}
	post.Flags.Replace()
	if !post.Flags.Loaded() || len(post.Flags.Get()) != 0 {
		t.Error("a collection that was replaced by nothing is empty, and loaded")
	}
	post.User.Set(nil)
	if !post.User.Loaded() || post.User.Get() != nil {
		t.Error("a relationship that was set to nil is nil, and loaded")
	}
}

func TestReadingWhatNobodyLoadedSaysWhatItIs(t *testing.T) {
	defer func() {
		err, _ := recover().(error)
		if e, is := errors.AsType[*kin.NotLoadedError](err); !is || e.Relationship() != "a kin.Many[Post, Flag]" {
			t.Errorf("the panic is %v", err)
		}
	}()
	(&Post{}).Flags.Get()
}

func TestASliceThatWasReadStaysAsItWas(t *testing.T) {
	ctx := t.Context()
	db := openBlog(ctx)
	defer db.Close()
	s := db.Session()
	defer s.Close()
	post, err := kin.Get[Post](ctx, s, 1, load.SelectIn(&posts.Flags))
	check(err)
	before := post.Flags.Get()
	first := before[0]
	_ = append(before, &Flag{Message: "not ours"})
	post.Flags.Remove(first)
	post.Flags.Add(&Flag{Message: "new", UserID: 1})
	if len(before) != 2 || before[0] != first || len(post.Flags.Get()) != 2 || post.Flags.Get()[1].Message != "new" {
		t.Errorf("before %v, now %v", before, post.Flags.Get())
	}
}

// TestRowsOutliveTheirSession keeps one row of many, and collects the rest.
func TestRowsOutliveTheirSession(t *testing.T) {
	ctx := t.Context()
	db := openBlog(ctx)
	defer db.Close()
	kept := func() *Post {
		s := db.Session()
		defer s.Close()
		all, err := feed.All(ctx, s)
		check(err)
		return all[2]
	}()
	for range 3 {
		runtime.GC()
	}
	if kept.User.Get().Username != "bob" || kept.Flags.Get()[1].User.Get().Username != "ann" || kept.Flags.Get()[0].Post.Get() != kept {
		t.Error("the kept row has lost what was loaded")
	}
	kept.Title = "changed"
	_, err := kept.User.Get().Posts.Load(ctx)
	if _, is := errors.AsType[*kin.DetachedError](err); !is {
		t.Errorf("loading from a row of a closed session gives %v", err)
	}
}

func TestACopyOverItsNeighbourIsACopy(t *testing.T) {
	ctx := t.Context()
	db := openBlog(ctx)
	defer db.Close()
	s := db.Session()
	defer s.Close()
	all, err := kin.Select(posts).OrderBy(kin.Asc(&posts.ID)).All(ctx, s)
	check(err)
	saved := *all[1]
	*all[1] = *all[0] // a change of the fields: the row stays the second
	if _, err := all[1].User.Load(ctx); err == nil {
		t.Error("a holder that came from another row loaded")
	}
	*all[1] = saved
	author, err := all[1].User.Load(ctx)
	if err != nil || author.Username != "ann" {
		t.Errorf("the row that was put back has the author %v, %v", author, err)
	}
	check(s.Commit(ctx))
}

func TestOneModelIsAnOptionOfOneDatabase(t *testing.T) {
	ctx := t.Context()
	db, other := openBlog(ctx), openBlog(ctx)
	defer db.Close()
	defer other.Close()
	s := db.Session()
	post, err := kin.Get[Post](ctx, s, 1, load.SelectIn(&posts.Flags), load.SelectIn(&posts.User))
	check(err)
	check(s.Close())
	copied := &Post{Title: post.Title, UserID: post.UserID}
	t2 := other.Session()
	defer t2.Close()
	t2.Add(copied)
	check(t2.Commit(ctx))
	if copied.ID != 4 {
		t.Errorf("it was inserted as %d", copied.ID)
	}
}
