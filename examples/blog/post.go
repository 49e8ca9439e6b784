package main

import (
	"context"
	"errors"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
)

// PostPage is one post on a page of its own. Its form is the plain one, in which the id of the post
// travels with the data.
type PostPage struct {
	live.Page
	Visitor
	Blog    *blog `live:"-"`
	Post    *Post // nil if it has gone while the page is open
	Editing bool  // its author has the form for the title before him, see edit.go
}

// FlagPostForm is a flag together with the post that it is for. The id stands in a hidden field, which
// live has sealed: a form that brings another id than the one that was rendered runs no handler.
type FlagPostForm struct {
	PostID  int64  `form:"post_id" validate:"required"`
	Message string `form:"message" validate:"required,max=500"`
}

var flagPostForm = live.Form[FlagPostForm]()

// Load reads the post with all that the page shows of it.
func (p *PostPage) Load(ctx context.Context) error {
	id, err := p.PathInt("id")
	if err != nil {
		return err
	}
	return p.Blog.db.Read(ctx, func(ctx context.Context, s *kin.Session) (err error) {
		if err = p.enter(ctx, s, p.Blog, &p.Page); err != nil {
			return err
		}
		opened := p.Post != nil
		p.Post, err = feed.Where(kin.Eq(&posts.ID, id)).First(ctx, s)
		if opened && errors.Is(err, kin.ErrNotFound) {
			return nil
		}
		return err
	})
}

// FlagPost puts a flag on the post that the form names.
func (p *PostPage) FlagPost(ctx context.Context, form FlagPostForm) error {
	if err := p.Blog.flagPost(ctx, p.Me, form.PostID, form.Message); err != nil {
		return err
	}
	p.Toast("success", "Your flag is up.")
	return p.Load(ctx)
}

// Title is that of the document.
func (p *PostPage) Title() string {
	if p.Post == nil {
		return titled("A post that is gone")
	}
	return titled(p.Post.Title)
}

// Layout is the frame around the page.
func (p *PostPage) Layout(content html.Node) html.Node {
	return p.Blog.frame(&p.Page, p.Visitor, content)
}
