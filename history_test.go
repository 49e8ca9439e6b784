package kin_test

import (
	"context"
	"testing"

	"github.com/kin-go/kin"
)

func TestTheHistoryOfARowIsWhatItWasAndHowItIsLinked(t *testing.T) {
	ctx := t.Context()
	db := openBlog(ctx)
	defer db.Close()
	fresh := &Post{Model: kin.ID(9)}
	if h := kin.HistoryOf(fresh); h.Read || h.Was != nil || h.Links != nil {
		t.Errorf("the history of a new row is %+v", h)
	}
	var post *Post
	var bob *User
	check(db.Tx(ctx, func(ctx context.Context, s *kin.Session) (err error) {
		if post, err = kin.Get[Post](ctx, s, 1); err != nil {
			return err
		}
		if h := kin.HistoryOf(post); !h.Read || !h.Attached || h.Was != nil {
			t.Errorf("the history of a row as it was read is %+v", h)
		}
		bob, err = kin.Get[User](ctx, s, 2)
		return err
	}))
	before := post.Title
	post.Title = "changed"
	post.User.Set(bob)
	h := kin.HistoryOf(post)
	switch {
	case !h.Read || h.Attached:
		t.Errorf("the history of a changed row is %+v", h)
	case h.Was.(*Post).Title != before || h.Was.(*Post).ID != 1:
		t.Errorf("it was %+v", h.Was)
	case len(h.Links) != 1 || h.Links[0].Field != "User" || !h.Links[0].Set:
		t.Errorf("its links are %+v", h.Links)
	}
	built := &Post{Model: kin.ID(1), Title: "changed", Body: post.Body, UserID: post.UserID, User: kin.To[Post](bob)}
	check(db.RestoreWith(built, h))
	if again := kin.HistoryOf(built); again.Was.(*Post).Title != before || len(again.Links) != 1 {
		t.Errorf("after it was restored, its history is %+v", again)
	}
	h.Links[0].Field = "Nobody"
	if err := db.RestoreWith(&Post{Model: kin.ID(1)}, h); err == nil {
		t.Error("a link of no relationship was restored")
	}
	h.Links, h.Was = nil, bob
	if err := db.RestoreWith(&Post{Model: kin.ID(1)}, h); err == nil {
		t.Error("a post that was a user was restored")
	}
	check(db.RestoreWith(fresh, kin.History{}))
	if kin.HistoryOf(fresh).Read {
		t.Error("a new row was restored as one that was read")
	}
}
