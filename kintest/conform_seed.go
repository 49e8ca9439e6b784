package kintest

import (
	"strings"
	"testing"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/load"
)

// The blog with strategies in its tags: eager ones, and flags that cannot be read.
type (
	eagerUser struct {
		kin.Model `kin:"table=user"`
		Username  string
		Email     string
	}
	eagerPost struct {
		kin.Model `kin:"table=post"`
		Title     string
		Body      string
		UserID    int64 `kin:"foreign_key=user.id"`

		User  kin.One[eagerPost, eagerUser]  `kin:"lazy=joined"`
		Flags kin.Many[eagerPost, eagerFlag] `kin:"lazy=selectin; back_populates=Post"`
	}
	eagerFlag struct {
		kin.Model `kin:"table=flag"`
		PostID    int64 `kin:"foreign_key=post.id"`
		UserID    int64 `kin:"foreign_key=user.id"`
		Message   string

		Post kin.One[eagerFlag, eagerPost] `kin:"back_populates=Flags"`
		User kin.One[eagerFlag, eagerUser] `kin:"lazy=selectin"`
	}

	closedPost struct {
		kin.Model `kin:"table=post"`
		Title     string
		Body      string
		UserID    int64

		Flags kin.Many[closedPost, closedFlag] `kin:"lazy=raise"`
		Left  kin.Many[closedPost, closedFlag] `kin:"lazy=noload"`
	}
	closedFlag struct {
		kin.Model `kin:"table=flag"`
		PostID    int64 `kin:"foreign_key=post.id"`
		UserID    int64
		Message   string
	}
)

func conformSeed(t *testing.T, e Engine) {
	seedLoads(t, e)
	seedTags(t, e)
	seedWrites(t, e)
}

// all are posts in the order of their ids.
func (b Seed) all(os ...load.Option[SeedPost]) kin.Query[SeedPost] {
	return kin.Select(b.Posts).Options(os...).OrderBy(kin.Asc(&b.Posts.ID))
}

// feed is the query of the seed, with each relationship loaded by selectin.
func (b Seed) feed() kin.Query[SeedPost] {
	return b.all(load.SelectIn(&b.Posts.Flags, load.SelectIn(&b.Flags.User)), load.SelectIn(&b.Posts.User))
}

// walkSeed walks the seed's graph in the order in which a page would.
func (c *scene) walkSeed(posts []*SeedPost) {
	c.t.Helper()
	same(c.t, "the graph", walk(c.ctx, posts, "User", "Flags.User"), postsUserFlags)
}

func seedLoads(t *testing.T, e Engine) {
	e.try(t, "X-01 posts that are walked lazily cost a statement for each relationship not known", func(t *testing.T) {
		c, b := seeded(t, e)
		posts := must(b.all().All(c.ctx, c.s))(t)
		c.took(1)
		c.walkSeed(posts)
		c.took(6) // 2 authors, 3 lists of flags, and cy: ann and bob are known by then
	})
	e.try(t, "X-01 by peers the same walk costs a statement for each relationship", func(t *testing.T) {
		c, b := seeded(t, e)
		posts := must(b.all(load.Peers(&b.Posts.User), load.Peers(&b.Posts.Flags, load.Peers(&b.Flags.User))).All(c.ctx, c.s))(t)
		c.took(1)
		c.walkSeed(posts)
		c.took(3)
	})
	e.try(t, "X-02 selectin asks only for the authors that the session does not have", func(t *testing.T) {
		c, b := seeded(t, e)
		posts := must(b.feed().All(c.ctx, c.s))(t)
		sent := c.rec.Take()
		if len(sent) != 4 || sent[3].Rows != 1 {
			t.Errorf("want 4 statements, the last with the one row of cy:%s", listed(sent))
		}
		same(t, "the graph", graph(posts, "User", "Flags.User"), postsUserFlags)
		if posts[2].User.Get() != posts[0].Flags.Get()[0].User.Get() {
			t.Error("bob as an author and bob as who put a flag are two instances")
		}
		c.took(0)
	})
	e.try(t, "X-03 authors that are in the session cost nothing when they are read", func(t *testing.T) {
		c, b := seeded(t, e)
		posts := must(b.all(load.SelectIn(&b.Posts.Flags, load.SelectIn(&b.Flags.User))).All(c.ctx, c.s))(t)
		c.took(3)
		c.walkSeed(posts)
		c.took(0)
	})
	e.try(t, "X-04 all joined is one statement", func(t *testing.T) {
		c, b := seeded(t, e)
		posts := must(b.all(load.Joined(&b.Posts.User), load.Joined(&b.Posts.Flags, load.Joined(&b.Flags.User))).All(c.ctx, c.s))(t)
		c.took(1)
		same(t, "the graph", graph(posts, "User", "Flags.User"), postsUserFlags)
	})
	e.try(t, "X-05 all by subquery is a statement for each relationship", func(t *testing.T) {
		c, b := seeded(t, e)
		posts := must(b.all(load.Subquery(&b.Posts.User), load.Subquery(&b.Posts.Flags, load.Subquery(&b.Flags.User))).All(c.ctx, c.s))(t)
		c.took(4)
		same(t, "the graph", graph(posts, "User", "Flags.User"), postsUserFlags)
	})
	e.try(t, "X-11 what is loaded can be read after the session was closed", func(t *testing.T) {
		c, b := seeded(t, e)
		posts := must(b.feed().All(c.ctx, c.s))(t)
		done(t, c.s.Close())
		c.took(4)
		c.walkSeed(posts)
		same(t, "the text of a flag", posts[0].Flags.Get()[1].Message, "rude")
		c.took(0)
	})
}

func seedTags(t *testing.T, e Engine) {
	e.try(t, "X-06 strategies in tags hold for queries and for Get", func(t *testing.T) {
		users, posts, flags := kin.Table[eagerUser](), kin.Table[eagerPost](), kin.Table[eagerFlag]()
		c := own(t, e, users, posts, flags)
		c.commit(func(s *kin.Session) { addEagerSeed(s) })
		all := must(kin.Select(posts).OrderBy(kin.Asc(&posts.ID)).All(c.ctx, c.s))(t)
		c.took(3)
		same(t, "the graph", graph(all, "User", "Flags.User"), postsUserFlags)
		c.begin()
		one := must(kin.Get[eagerPost](c.ctx, c.s, 1))(t)
		c.took(3)
		same(t, "post 1", graph([]*eagerPost{one}, "User", "Flags.User"), "1→1[1→2 2→3]")
	})
	e.try(t, "X-07 reading flags that the tag forbids is an error that names them", func(t *testing.T) {
		c := closedSeed(t, e)
		post := must(kin.Get[closedPost](c.ctx, c.s, 1))(t)
		c.took(1)
		_, err := post.Flags.Load(c.ctx)
		fails[*kin.RaiseError](t, err, "Post.Flags", "raise")
		panics[*kin.RaiseError](t, func() { post.Flags.Get() }, "Post.Flags", "raise")
		c.took(0)
	})
	e.try(t, "X-08 flags that are left empty read as empty, and are not loaded", func(t *testing.T) {
		c := closedSeed(t, e)
		post := must(kin.Get[closedPost](c.ctx, c.s, 1))(t)
		c.took(1)
		same(t, "the number of flags", len(post.Left.Get()), 0)
		same(t, "loaded", post.Left.Loaded(), false)
		c.took(0)
	})
}

func addEagerSeed(s *kin.Session) {
	for _, name := range []string{"ann", "bob", "cy"} {
		s.Add(&eagerUser{Username: name})
	}
	s.Add(&eagerPost{UserID: 1}, &eagerPost{UserID: 1}, &eagerPost{UserID: 2})
	s.Add(&eagerFlag{PostID: 1, UserID: 2}, &eagerFlag{PostID: 1, UserID: 3}, &eagerFlag{PostID: 3, UserID: 2}, &eagerFlag{PostID: 3, UserID: 1})
}

func closedSeed(t *testing.T, e Engine) *scene {
	t.Helper()
	c := own(t, e, kin.Table[closedPost](), kin.Table[closedFlag]())
	c.commit(func(s *kin.Session) { s.Add(&closedPost{}, &closedFlag{PostID: 1}) })
	return c
}

func seedWrites(t *testing.T, e Engine) {
	e.try(t, "X-09 a flag made of a post and a user gets their keys when it is flushed", func(t *testing.T) {
		c, _ := seeded(t, e)
		post := must(kin.Get[SeedPost](c.ctx, c.s, 2))(t)
		user := must(kin.Get[SeedUser](c.ctx, c.s, 3))(t)
		c.took(2)
		flag := &SeedFlag{Message: "new", Post: kin.To[SeedFlag](post), User: kin.To[SeedFlag](user)}
		done(t, c.s.Flush(c.ctx))
		c.took(0) // it is in no session yet
		c.s.Add(flag)
		done(t, c.s.Flush(c.ctx))
		c.took(1)
		same(t, "the post's key", flag.PostID, 2)
		same(t, "the user's key", flag.UserID, 3)
		flags := must(post.Flags.Load(c.ctx))(t)
		c.took(1)
		if len(flags) != 1 || flags[0] != flag {
			t.Errorf("the post's flags are %v, want the new one", flags)
		}
	})
	e.try(t, "X-10 a post that still has flags is not deleted, and nothing is written", func(t *testing.T) {
		c, _ := seeded(t, e)
		c.s.Delete(must(kin.Get[SeedPost](c.ctx, c.s, 1))(t))
		fails[*kin.RestrictError](t, c.s.Flush(c.ctx), "Post.Flags", "cascade=all,delete-orphan", "on_delete=cascade", "passive_deletes")
		for _, s := range c.rec.Take() {
			if !strings.HasPrefix(s.Text, "SELECT") {
				t.Errorf("it was sent: %s", s.Text)
			}
		}
	})
}
