package kin_test

import (
	"context"
	"testing"

	"github.com/kin-go/kin"
)

func TestARestoredRowIsTakenOverAndNotInserted(t *testing.T) {
	ctx := t.Context()
	db := openBlog(ctx)
	defer db.Close()
	ann := &User{Model: kin.ID(1), Username: "ann"}
	post := &Post{Model: kin.ID(1), Title: "p1", UserID: 1, User: kin.To[Post](ann), Flags: kin.Of[Post, Flag]()}
	check(db.Restore(post, ann))
	if post.User.Get() != ann || len(post.Flags.Get()) != 0 || ann.Posts.Loaded() {
		t.Errorf("the restored graph is %v, %v, %v", post.User.Get(), post.Flags.Get(), ann.Posts.Loaded())
	}
	post.Title = "changed"
	check(db.Tx(ctx, func(_ context.Context, s *kin.Session) error {
		s.Add(&Flag{Message: "new", Post: kin.To[Flag](post), User: kin.To[Flag](ann)})
		return nil
	}))
	s := db.Session()
	defer s.Close()
	again, err := kin.Get[Post](ctx, s, 1)
	check(err)
	users, err := kin.Select(users).Count(ctx, s)
	check(err)
	flags, err := kin.Related(&again.Flags).Count(ctx, s)
	check(err)
	if again.Title != "changed" || users != 3 || flags != 3 {
		t.Errorf("title %q, users %d, flags %d", again.Title, users, flags)
	}
	if err := db.Restore(post); err == nil {
		t.Error("a row was restored twice")
	}
	if err := db.Restore(&User{Username: "new"}); err == nil {
		t.Error("a row without a key was restored")
	}
}
