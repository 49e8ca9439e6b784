package kintest

import (
	"runtime"
	"testing"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/load"
)

func conformSession(t *testing.T, e Engine) {
	sessionIdentity(t, e)
	sessionQueries(t, e)
	sessionChanges(t, e)
}

func sessionIdentity(t *testing.T, e Engine) {
	e.try(t, "S-02 a commit expires nothing", func(t *testing.T) {
		c, f := stock(t, e)
		u := must(kin.Get[FixtureUser](c.ctx, c.s, 8, load.SelectIn(&f.Users.Addresses)))(t)
		c.took(2)
		done(t, c.s.Commit(c.ctx))
		same(t, "the name", u.Name, "ed")
		same(t, "the addresses", walk(c.ctx, []*FixtureUser{u}, "Addresses"), "8[2 3 4]")
		c.took(0)
	})
	e.try(t, "S-06 a row belongs to one open session", func(t *testing.T) {
		c, _ := stock(t, e)
		u := must(kin.Get[FixtureUser](c.ctx, c.s, 8))(t)
		other := c.db.Session()
		defer other.Close()
		other.Add(u)
		fails[error](t, other.Flush(c.ctx), kin.ErrAttached.Error())
	})
	e.try(t, "S-06 a session has one instance for each row", func(t *testing.T) {
		c, _ := stock(t, e)
		u := must(kin.Get[FixtureUser](c.ctx, c.s, 8))(t)
		c.s.Detach(u)
		again := must(kin.Get[FixtureUser](c.ctx, c.s, 8))(t)
		if again == u {
			t.Fatal("the detached instance came back")
		}
		c.s.Add(u)
		fails[error](t, c.s.Flush(c.ctx), "User", "8", "another instance")
	})
}

func sessionQueries(t *testing.T, e Engine) {
	e.try(t, "S-12 a query flushes first", func(t *testing.T) {
		c, f := stock(t, e)
		c.s.Add(&FixtureUser{Name: "new"})
		users := must(f.users().All(c.ctx, c.s))(t)
		sent := c.took(2)
		Contains(t, sent[0], "INSERT")
		Contains(t, sent[1], "SELECT")
		same(t, "the number of users", len(users), 5)
	})
	e.try(t, "S-12 without autoflush it does not", func(t *testing.T) {
		c, f := stock(t, e, kin.NoAutoflush)
		c.s.Add(&FixtureUser{Name: "new"})
		users := must(f.users().All(c.ctx, c.s))(t)
		c.took(1)
		same(t, "the number of users", len(users), 4)
	})
	e.try(t, "S-14 locking a row asks the database, although the session has it", func(t *testing.T) {
		c, f := stock(t, e)
		u := must(kin.Get[FixtureUser](c.ctx, c.s, 8))(t)
		must(kin.Get[FixtureUser](c.ctx, c.s, 8))(t)
		c.took(1)
		locked := must(kin.Select(f.Users).Where(kin.Eq(&f.Users.ID, 8)).ForUpdate().One(c.ctx, c.s))(t)
		c.took(1)
		same(t, "the instance", locked, u)
	})
}

func sessionChanges(t *testing.T, e Engine) {
	e.try(t, "S-16 a row that is linked by its key alone does not appear in a loaded collection until that expires", func(t *testing.T) {
		c, b := seeded(t, e)
		post := must(kin.Get[SeedPost](c.ctx, c.s, 1, load.SelectIn(&b.Posts.Flags)))(t)
		c.s.Add(&SeedFlag{PostID: 1, UserID: 2, Message: "new"})
		done(t, c.s.Flush(c.ctx))
		same(t, "flags after the flush", len(post.Flags.Get()), 2)
		c.s.Expire(post)
		same(t, "flags after it expired", len(must(post.Flags.Load(c.ctx))(t)), 3)
	})
	e.try(t, "S-18 a changed row that nothing refers to is flushed", func(t *testing.T) {
		c, _ := stock(t, e)
		func() { must(kin.Get[FixtureUser](c.ctx, c.s, 8))(t).Name = "changed" }()
		runtime.GC()
		runtime.GC()
		done(t, c.s.Commit(c.ctx))
		c.begin()
		same(t, "the name", must(kin.Get[FixtureUser](c.ctx, c.s, 8))(t).Name, "changed")
	})
}
