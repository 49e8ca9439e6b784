package main

import (
	"context"
	"strconv"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/load"
)

// perPage is how many posts the feed shows at once.
const perPage = 15

// feed is the newest posts, each with who wrote it, its flags, and who put them: a
// statement for each step, whatever the number of posts. A query is a value: it is
// compiled once and used by all requests.
var feed = kin.Select(posts).
	Options(
		load.SelectIn(&posts.User),
		load.SelectIn(&posts.Flags, load.SelectIn(&flags.User)),
	).
	OrderBy(kin.Desc(&posts.ID)).
	Limit(perPage)

// Feed is the page of the newest posts, or of older ones.
type Feed struct {
	live.Page
	Visitor
	Blog   *blog `live:"-"`
	Before int64 // the posts before this one; 0 is the newest
	Posts  []*Post
}

// Load runs before the first HTML is written, and again when posts or flags have changed.
func (f *Feed) Load(ctx context.Context) error {
	f.Before = number(f.Query().Get("before"))
	return f.Blog.db.Read(ctx, func(ctx context.Context, s *kin.Session) error {
		if err := f.enter(ctx, s, f.Blog, &f.Page); err != nil {
			return err
		}
		return f.LoadPosts(ctx, s)
	})
}

// LoadPosts reads the posts with all that the page shows of them.
func (f *Feed) LoadPosts(ctx context.Context, s *kin.Session) (err error) {
	query := feed
	if f.Before > 0 {
		query = query.Where(kin.Lt(&posts.ID, f.Before))
	}
	f.Posts, err = query.All(ctx, s)
	return err
}

// FlagPost puts a flag on a post. The view has bound the post's id to the form: it never travels. All pages that
// show the post follow the commit; this one is loaded here, so that the answer has the flag in any case.
func (f *Feed) FlagPost(ctx context.Context, postID int64, form FlagForm) error {
	if err := f.Blog.flagPost(ctx, f.Me, postID, form.Message); err != nil {
		return err
	}
	f.Toast("success", "Your flag is up.")
	return f.Load(ctx)
}

// Title is that of the document.
func (f *Feed) Title() string { return titled(f.heading()) }

func (f *Feed) heading() string {
	if f.Before > 0 {
		return "Older posts"
	}
	return "Posts"
}

// Layout is the frame around the page.
func (f *Feed) Layout(content html.Node) html.Node {
	return f.Blog.frame(&f.Page, f.Visitor, content)
}

// number reads an id. What is no id is 0, which no row has.
func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
