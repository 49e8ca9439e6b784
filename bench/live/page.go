package main

import (
	"context"
	"fmt"
	"time"

	"github.com/kin-go/kin/bench/withkin"
	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
)

// A page is the feed: 15 posts with their authors, flags and who put them, in the state of the visit.
type page struct {
	live.Page
	DB      withkin.DB `live:"-"`
	Posts   []*withkin.Post
	Changes int
}

func (p *page) Load(ctx context.Context) (err error) {
	p.Posts, err = p.DB.All(ctx, withkin.Feed15)
	return err
}

// Rename changes one title of the 15.
func (p *page) Rename(context.Context) error {
	p.Changes++
	p.Posts[7].Title = fmt.Sprintf("The title after %d changes", p.Changes)
	return nil
}

// Block is a handler that takes its time.
func (p *page) Block(ctx context.Context) error {
	select {
	case <-time.After(time.Second):
	case <-ctx.Done():
	}
	return nil
}

func (p *page) View() html.Node {
	return html.Main(
		html.H1(html.Text("Posts")),
		html.Button(live.OnClick(p.Rename), html.Text("Rename")),
		html.Button(live.OnClick(p.Load), html.Text("Reload")),
		html.Button(live.OnClick(p.Block), html.Text("Block")),
		html.Each(p.Posts, func(post *withkin.Post) int64 { return post.ID }, article),
	)
}

func article(p *withkin.Post) html.Node {
	return html.Article(
		html.H2(html.Text(p.Title)),
		html.P(html.Textf("by %s", p.User.Get().Username)),
		html.Ul(html.Each(p.Flags.Get(), func(f *withkin.Flag) int64 { return f.ID }, func(f *withkin.Flag) html.Node {
			return html.Li(html.Textf("%s: %s", f.User.Get().Username, f.Message))
		})),
		html.Form(live.OnSubmit(func(context.Context, flagForm) error { return nil }),
			html.Input(html.Name("message")), html.Button(html.Text("Flag"))),
	)
}

type flagForm struct {
	Message string `form:"message" validate:"required,max=500"`
}
