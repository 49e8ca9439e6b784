package kintest

import (
	"testing"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/load"
)

type (
	// closedUser has addresses that the tag forbids to read.
	closedUser struct {
		kin.Model `kin:"table=users"`
		Name      string

		Addresses kin.Many[closedUser, closedAddress] `kin:"back_populates=User; lazy=raise"`
	}
	closedAddress struct {
		kin.Model    `kin:"table=addresses"`
		UserID       *int64 `kin:"foreign_key=users.id"`
		EmailAddress string

		User kin.One[closedAddress, closedUser] `kin:"back_populates=Addresses"`
	}
)

func conformForbidden(t *testing.T, e Engine) {
	forbiddenByTag(t, e)
	forbiddenWithoutSQL(t, e)
	forbiddenBelow(t, e)
	forbiddenAfterCommit(t, e)
	loadedNow(t, e)
}

func closedScene(t *testing.T, e Engine) (*scene, *closedUser) {
	t.Helper()
	users := kin.Table[closedUser]()
	return variant(t, e, users, kin.Table[closedAddress]()), users
}

func forbiddenByTag(t *testing.T, e Engine) {
	e.try(t, "R-02 reading is an error that names the relationship and raise", func(t *testing.T) {
		c, _ := closedScene(t, e)
		u := must(kin.Get[closedUser](c.ctx, c.s, 7))(t)
		c.took(1)
		_, err := u.Addresses.Load(c.ctx)
		fails[*kin.RaiseError](t, err, "User.Addresses", "raise")
		panics[*kin.RaiseError](t, func() { u.Addresses.Get() }, "User.Addresses", "raise")
		c.took(0)
	})
	e.try(t, "R-02 an option lifts it", func(t *testing.T) {
		c, users := closedScene(t, e)
		u := must(kin.Get[closedUser](c.ctx, c.s, 7, load.Lazy(&users.Addresses)))(t)
		c.took(1)
		same(t, "read lazily", walk(c.ctx, []*closedUser{u}, "Addresses"), "7[1]")
		c.took(1)
		c.begin()
		u = must(kin.Get[closedUser](c.ctx, c.s, 7, load.SelectIn(&users.Addresses)))(t)
		c.took(2)
		same(t, "loaded", graph([]*closedUser{u}, "Addresses"), "7[1]")
		c.took(0)
	})
	e.try(t, "R-06 setting the other end does not read it", func(t *testing.T) {
		c, _ := closedScene(t, e)
		u := must(kin.Get[closedUser](c.ctx, c.s, 7))(t)
		a := must(kin.Get[closedAddress](c.ctx, c.s, 2))(t)
		c.took(2)
		a.User.Set(u)
		same(t, "loaded", u.Addresses.Loaded(), false)
		c.took(0)
	})
	e.try(t, "R-06 replacing it needs what it holds, and is an error", func(t *testing.T) {
		c, _ := closedScene(t, e)
		u := must(kin.Get[closedUser](c.ctx, c.s, 7))(t)
		panics[*kin.RaiseError](t, func() { u.Addresses.Replace() }, "User.Addresses")
	})
}

func forbiddenWithoutSQL(t *testing.T, e Engine) {
	e.try(t, "R-04 raise_on_sql forbids what needs a statement", func(t *testing.T) {
		c, f := stock(t, e)
		a := must(kin.Get[FixtureAddress](c.ctx, c.s, 2, load.RaiseOnSQL(&f.Addresses.User)))(t)
		c.took(1)
		_, err := a.User.Load(c.ctx)
		fails[*kin.RaiseError](t, err, "Address.User", "raise_on_sql")
		c.took(0)
		u := must(kin.Get[FixtureUser](c.ctx, c.s, 8))(t)
		c.took(1)
		same(t, "the user that the session has", must(a.User.Load(c.ctx))(t), u)
		c.took(0)
	})
	e.try(t, "R-04 raise_on_sql allows a NULL key", func(t *testing.T) {
		c, f := stock(t, e)
		o := must(kin.Get[FixtureOrder](c.ctx, c.s, 5, load.RaiseOnSQL(&f.Orders.Address)))(t)
		same(t, "the address", must(o.Address.Load(c.ctx))(t), nil)
		c.took(1)
	})
	e.try(t, "R-04 raise forbids a NULL key too", func(t *testing.T) {
		c, f := stock(t, e)
		o := must(kin.Get[FixtureOrder](c.ctx, c.s, 5, load.Raise(&f.Orders.Address)))(t)
		_, err := o.Address.Load(c.ctx)
		fails[*kin.RaiseError](t, err, "Order.Address")
		c.took(1)
	})
	e.try(t, "R-04 raise_on_sql forbids a collection", func(t *testing.T) {
		c, f := stock(t, e)
		u := must(kin.Get[FixtureUser](c.ctx, c.s, 7, load.RaiseOnSQL(&f.Users.Addresses)))(t)
		_, err := u.Addresses.Load(c.ctx)
		fails[*kin.RaiseError](t, err, "User.Addresses")
		c.took(1)
	})
}

func forbiddenBelow(t *testing.T, e Engine) {
	e.try(t, "R-08 a wildcard below an option holds for what it loads, not for the root", func(t *testing.T) {
		c, f := stock(t, e)
		u := must(kin.Get[FixtureUser](c.ctx, c.s, 7, load.Joined(&f.Users.Addresses, load.Everything(f.Addresses, load.Raise))))(t)
		c.took(1)
		same(t, "the addresses", graph([]*FixtureUser{u}, "Addresses"), "7[1]")
		_, err := u.Addresses.Get()[0].Dingaling.Load(c.ctx)
		fails[*kin.RaiseError](t, err, "Address.Dingaling")
		c.took(0)
		same(t, "the orders", walk(c.ctx, []*FixtureUser{u}, "Orders"), "7[1 3 5]")
		c.took(1)
	})
	e.try(t, "R-10 an option beats a wildcard in either order", func(t *testing.T) {
		c, f := stock(t, e)
		for _, os := range [][]load.Option[FixtureUser]{
			{load.Everything(f.Users, load.Raise), load.SelectIn(&f.Users.Addresses)},
			{load.SelectIn(&f.Users.Addresses), load.Everything(f.Users, load.Raise)},
		} {
			c.begin()
			u := must(kin.Get[FixtureUser](c.ctx, c.s, 7, os...))(t)
			c.took(2)
			same(t, "the addresses", graph([]*FixtureUser{u}, "Addresses"), "7[1]")
			_, err := u.Orders.Load(c.ctx)
			fails[*kin.RaiseError](t, err, "User.Orders")
			_, err = u.Addresses.Get()[0].Dingaling.Load(c.ctx)
			fails[*kin.RaiseError](t, err, "Address.Dingaling")
			c.took(0)
		}
	})
}

func forbiddenAfterCommit(t *testing.T, e Engine) {
	e.try(t, "R-14 a commit does not lift it", func(t *testing.T) {
		c, b := seeded(t, e)
		post := must(kin.Get[SeedPost](c.ctx, c.s, 1, load.Raise(&b.Posts.Flags)))(t)
		done(t, c.s.Commit(c.ctx))
		c.took(1)
		_, err := post.Flags.Load(c.ctx)
		fails[*kin.RaiseError](t, err, "Post.Flags")
		c.took(0)
	})
}

func loadedNow(t *testing.T, e Engine) {
	e.try(t, "R-05 immediate is one statement for each parent, and none for a target that is known", func(t *testing.T) {
		c, f := stock(t, e)
		users := must(f.users(load.Immediate(&f.Users.Addresses)).All(c.ctx, c.s))(t)
		c.took(5)
		same(t, "the collections", graph(users, "Addresses"), usersAddresses)
		c.begin()
		orders := must(f.orders(load.Immediate(&f.Orders.User)).All(c.ctx, c.s))(t)
		c.took(3)
		same(t, "the scalars", graph(orders, "User"), ordersUser)
	})
}
