package main

import (
	"context"
	"errors"
	"strings"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/live"
)

// FlagForm is what a visitor sends to flag a post.
type FlagForm struct {
	Message string `form:"message" validate:"required,max=500"`
}

// flagForm is its declaration: the addresses of its fields are names.
var flagForm = live.Form[FlagForm]()

// flagPost stores a flag. me comes from a session that is closed; adding the flag brings
// it into this one.
func (b *blog) flagPost(ctx context.Context, me *User, postID int64, message string) error {
	message = strings.TrimSpace(message)
	switch {
	case me == nil:
		return live.Invalid("message", "Sign in, then flag the post.")
	case message == "":
		return live.Invalid("message", "Write what is wrong with this post.")
	}
	err := b.db.Tx(ctx, func(ctx context.Context, s *kin.Session) error {
		post, err := kin.Get[Post](ctx, s, postID)
		if err != nil {
			return err
		}
		s.Add(&Flag{Message: message, Post: kin.To[Flag](post), User: kin.To[Flag](me)})
		return nil
	})
	if errors.Is(err, kin.ErrNotFound) {
		return live.Invalid("message", "This post is not there any more.")
	}
	return err
}
