package kin_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/kin-go/kin"
)

func TestListenersHearOfCommittedTablesAlone(t *testing.T) {
	ctx := t.Context()
	db := openBlog(ctx)
	defer db.Close()
	var heard []string
	stop := db.OnCommit(func(tables []string) { heard = append(heard, fmt.Sprint(tables)) })
	add := func(give error) {
		err := db.Tx(ctx, func(ctx context.Context, s *kin.Session) error {
			s.Add(&Flag{PostID: 1, UserID: 1, Message: "x"})
			if err := s.Flush(ctx); err != nil {
				return err
			}
			return give
		})
		if !errors.Is(err, give) {
			t.Error(err)
		}
	}
	add(errors.New("given up"))
	add(nil)
	check(db.Tx(ctx, func(ctx context.Context, s *kin.Session) error {
		_, err := kin.Get[Post](ctx, s, 1)
		return err
	}))
	check(db.Tx(ctx, func(ctx context.Context, s *kin.Session) error {
		post, err := kin.Get[Post](ctx, s, 1)
		post.Title = "changed"
		s.Add(&User{Username: "new"})
		return err
	}))
	stop()
	add(nil)
	if want := "[[flag] [post user]]"; fmt.Sprint(heard) != want {
		t.Errorf("heard %v, want %s", heard, want)
	}
}
