package kintest

import (
	"errors"
	"testing"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/load"
)

func conformMerge(t *testing.T, e Engine) {
	e.try(t, "S-08 a merged row changes the session's own", func(t *testing.T) {
		c, _, _ := plainScene(t, e)
		merged := must(kin.Merge(c.ctx, c.s, &plainUser{Model: kin.ID(7), Name: "JACK"}))(t)
		c.took(1)
		same(t, "it is the session's", must(kin.Get[plainUser](c.ctx, c.s, 7))(t), merged)
		done(t, c.s.Flush(c.ctx))
		text := c.took(1)[0]
		Contains(t, text, "UPDATE", `"name"`)
	})
	e.try(t, "S-08 a merged collection replaces, and one that is not loaded is left alone", func(t *testing.T) {
		c, users, addresses := plainScene(t, e)
		eight := int64(8)
		must(kin.Merge(c.ctx, c.s, &plainUser{Model: kin.ID(8), Name: "ed", Addresses: kin.Of[plainUser](
			&plainAddress{Model: kin.ID(2), UserID: &eight, EmailAddress: "changed"}, &plainAddress{UserID: &eight, EmailAddress: "brandnew"},
		)}))(t)
		done(t, c.s.Commit(c.ctx))
		c.begin()
		u := must(kin.Get[plainUser](c.ctx, c.s, 8, load.SelectIn(&users.Addresses)))(t)
		same(t, "the addresses", graph([]*plainUser{u}, "Addresses"), "8[2 6]")
		same(t, "the changed text", u.Addresses.Get()[0].EmailAddress, "changed")
		same(t, "rows without a user", must(kin.Select(addresses).Where(kin.IsNull(&addresses.UserID)).Count(c.ctx, c.s))(t), 2)
		c.begin()
		must(kin.Merge(c.ctx, c.s, &plainUser{Model: kin.ID(8), Name: "ed"}))(t)
		c.rec.Take()
		done(t, c.s.Flush(c.ctx))
		c.took(0)
	})
	e.try(t, "a merged row that the database does not have is inserted", func(t *testing.T) {
		c, _, _ := plainScene(t, e)
		merged := must(kin.Merge(c.ctx, c.s, &plainUser{Model: kin.ID(77), Name: "new"}))(t)
		done(t, c.s.Commit(c.ctx))
		c.begin()
		same(t, "its name", must(kin.Get[plainUser](c.ctx, c.s, merged.ID))(t).Name, "new")
	})
	e.try(t, "S-10 a refresh reads a row again, and what was changed is lost", func(t *testing.T) {
		c, f := stock(t, e, kin.NoAutoflush)
		u := must(kin.Get[FixtureUser](c.ctx, c.s, 8, load.SelectIn(&f.Users.Addresses)))(t)
		u.Name = "changed"
		c.rec.Take()
		done(t, c.s.Refresh(c.ctx, u))
		c.took(1)
		same(t, "the name", u.Name, "ed")
		same(t, "the addresses", walk(c.ctx, []*FixtureUser{u}, "Addresses"), "8[2 3 4]")
		done(t, c.s.Flush(c.ctx))
		c.took(1)
		c.s.Delete(u)
		err := c.s.Refresh(c.ctx, &FixtureUser{Model: kin.ID(8)})
		fails[error](t, err, "FixtureUser", "has not read")
	})
	e.try(t, "a copy of a row is a new row", func(t *testing.T) {
		c, f := stock(t, e)
		u := must(kin.Get[FixtureUser](c.ctx, c.s, 8, load.SelectIn(&f.Users.Addresses)))(t)
		copied := *u
		same(t, "what was loaded is readable", len(copied.Addresses.Get()), 3)
		_, err := copied.Orders.Load(c.ctx)
		fails[*kin.DetachedError](t, err, "copy")
		copied.Addresses.Add(&FixtureAddress{EmailAddress: "of the copy"})
		same(t, "the original", len(u.Addresses.Get()), 3)
		copied.ID, copied.Name = 0, "copy"
		copied.Addresses = kin.Of[FixtureUser](&FixtureAddress{EmailAddress: "of the copy"})
		c.s.Add(&copied)
		done(t, c.s.Commit(c.ctx))
		same(t, "it was inserted", copied.ID > 10, true)
		same(t, "the original's name", u.Name, "ed")
		same(t, "users", must(f.users().Count(c.ctx, c.s))(t), 5)
	})
	e.try(t, "a deleted row is gone from the session", func(t *testing.T) {
		c, _ := stock(t, e)
		u := must(kin.Get[FixtureUser](c.ctx, c.s, 10))(t)
		c.s.Delete(u)
		done(t, c.s.Commit(c.ctx))
		_, err := kin.Get[FixtureUser](c.ctx, c.s, 10)
		same(t, "Get is ErrNotFound", errors.Is(err, kin.ErrNotFound), true)
		c.s.Add(u)
		fails[error](t, c.s.Flush(c.ctx), "deleted")
	})
}
