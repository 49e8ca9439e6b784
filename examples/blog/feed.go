package main

import (
	"context"
	"net/http"

	"github.com/kin-go/kin"
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

// feedAt is the part of the feed that a place shows.
func feedAt(at place) kin.Query[Post] {
	if at.before > 0 {
		return feed.Where(kin.Lt(&posts.ID, at.before))
	}
	return feed
}

// everybody is who one may be.
var everybody = kin.Select(users).OrderBy(kin.Asc(&users.Username))

// A visit is what every page shows beside its own matter.
type visit struct {
	at     place
	people []*User // who one may be
	me     *User   // who one is, or nil
}

// enter begins a page. The users stay in the session, so what the page loads after that
// finds its authors there: they cost no further statement.
func (b *blog) enter(ctx context.Context, s *kin.Session, r *http.Request, at place) (v visit, err error) {
	v.at = at
	if v.people, err = everybody.All(ctx, s); err != nil {
		return v, err
	}
	id := b.sign.whoIs(r)
	for _, u := range v.people {
		if u.ID == id {
			v.me = u
		}
	}
	return v, nil
}

// A page is posts, who looks at them, and what went wrong with a flag, if anything did.
type page struct {
	visit
	posts   []*Post
	problem *problem
}

// readFeed is the page of a part of the feed.
func (b *blog) readFeed(r *http.Request, at place) (p page, err error) {
	err = b.db.Read(r.Context(), func(ctx context.Context, s *kin.Session) (err error) {
		if p.visit, err = b.enter(ctx, s, r, at); err != nil {
			return err
		}
		p.posts, err = feedAt(at).All(ctx, s)
		return err
	})
	return p, err
}

// readPost is the page of one post, or kin.ErrNotFound.
func (b *blog) readPost(r *http.Request, id int64) (p page, err error) {
	err = b.db.Read(r.Context(), func(ctx context.Context, s *kin.Session) (err error) {
		if p.visit, err = b.enter(ctx, s, r, place{post: id}); err != nil {
			return err
		}
		post, err := feed.Where(kin.Eq(&posts.ID, id)).First(ctx, s)
		p.posts = []*Post{post}
		return err
	})
	return p, err
}

func (b *blog) showFeed(w http.ResponseWriter, r *http.Request) error {
	p, err := b.readFeed(r, place{before: number(r.URL.Query().Get("before"))})
	if err != nil {
		return err
	}
	return write(w, http.StatusOK, viewFeed(p))
}

func (b *blog) showPost(w http.ResponseWriter, r *http.Request) error {
	p, err := b.readPost(r, number(r.PathValue("id")))
	if err != nil {
		return err
	}
	return write(w, http.StatusOK, viewPost(p))
}
