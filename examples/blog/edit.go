package main

import (
	"context"
	"errors"
	"strings"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/live"
)

// TitleForm is what an author sends to give a post of his another title.
type TitleForm struct {
	Title string `form:"title" validate:"required,max=120"`
}

var titleForm = live.Form[TitleForm]()

// mine says that the post is by who looks at it.
func (p *PostPage) mine() bool { return p.Me != nil && p.Post != nil && p.Post.UserID == p.Me.ID }

// Edit shows the form for the title in place of the button that leads to it.
func (p *PostPage) Edit(context.Context) error {
	p.Editing = true
	p.Focus(titleField)
	return nil
}

// Leave puts the form away.
func (p *PostPage) Leave(context.Context) error {
	p.Editing = false
	return nil
}

// Rename gives the post another title. All pages that show it follow the commit.
func (p *PostPage) Rename(ctx context.Context, form TitleForm) error {
	if err := p.Blog.rename(ctx, p.Me, p.Post.ID, form.Title); err != nil {
		return err
	}
	p.Editing = false
	p.Toast("success", "The post has its new title.")
	return p.Load(ctx)
}

// rename stores the title of a post, if me has written it.
func (b *blog) rename(ctx context.Context, me *User, postID int64, title string) error {
	title = strings.TrimSpace(title)
	if title == "" {
		return live.Invalid("title", "A post needs a title.")
	}
	err := b.db.Tx(ctx, func(ctx context.Context, s *kin.Session) error {
		post, err := kin.Get[Post](ctx, s, postID)
		if err != nil {
			return err
		}
		if me == nil || post.UserID != me.ID {
			return live.Invalid("title", "Only who has written a post gives it another title.")
		}
		post.Title = title
		return nil
	})
	if errors.Is(err, kin.ErrNotFound) {
		return live.Invalid("title", "This post is not there any more.")
	}
	return err
}
