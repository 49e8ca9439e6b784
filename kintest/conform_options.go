package kintest

import (
	"testing"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/load"
)

func conformOptions(t *testing.T, e Engine) {
	optionsNested(t, e)
	optionsOverTags(t, e)
	optionsOnKnown(t, e)
	optionsFiltered(t, e)
	optionsRefused(t, e)
}

func optionsNested(t *testing.T, e Engine) {
	e.try(t, "O-02 each step has its own strategy", func(t *testing.T) {
		c, f := stock(t, e)
		u := must(kin.Get[FixtureUser](c.ctx, c.s, 7, load.SelectIn(&f.Users.Orders,
			load.SelectIn(&f.Orders.Items, load.SelectIn(&f.Items.Keywords)),
			load.Joined(&f.Orders.Address),
		)))(t)
		c.took(4)
		same(t, "the graph", graph([]*FixtureUser{u}, "Orders.Address", "Orders.Items.Keywords"),
			"7[1→1[1[2 4 6] 2[2 5 7] 3[3 4 6]] 3→1[3[3 4 6] 4[] 5[]] 5→-[5[]]]")
		c.took(0)
	})
	e.try(t, "O-12 what stands below a lazy load is loaded when it is read", func(t *testing.T) {
		c, f := stock(t, e)
		u := must(kin.Get[FixtureUser](c.ctx, c.s, 7, load.Lazy(&f.Users.Orders, load.SelectIn(&f.Orders.Items))))(t)
		c.took(1)
		orders := must(u.Orders.Load(c.ctx))(t)
		c.took(2)
		same(t, "the items", graph(orders, "Items"), "1[1 2 3] 3[3 4 5] 5[5]")
	})
	e.try(t, "O-18 two paths to one row load what both ask for", func(t *testing.T) {
		c, f := stock(t, e)
		o := must(kin.Get[FixtureOrder](c.ctx, c.s, 1,
			load.Joined(&f.Orders.User, load.SelectIn(&f.Users.Orders)),
			load.Joined(&f.Orders.Address, load.Joined(&f.Addresses.User, load.SelectIn(&f.Users.Addresses))),
		))(t)
		c.took(3)
		same(t, "the user of both paths", o.Address.Get().User.Get(), o.User.Get())
		same(t, "both collections", graph([]*FixtureUser{o.User.Get()}, "Orders", "Addresses"), "7[1 3 5][1]")
	})
}

func optionsOverTags(t *testing.T, e Engine) {
	e.try(t, "O-04 an option goes before the tag", func(t *testing.T) {
		users := kin.Table[keyedUser]()
		c := variant(t, e, users, kin.Table[keyedAddress]())
		all := must(kin.Select(users).Options(load.Lazy(&users.Addresses)).OrderBy(kin.Asc(&users.ID)).All(c.ctx, c.s))(t)
		c.took(1)
		same(t, "the graph", walk(c.ctx, all, "Addresses"), usersAddresses)
		c.took(4)
	})
}

func optionsOnKnown(t *testing.T, e Engine) {
	e.try(t, "O-10 asking for a relationship loads it on a row that the session has", func(t *testing.T) {
		c, f := stock(t, e)
		must(kin.Get[FixtureUser](c.ctx, c.s, 7, load.SelectIn(&f.Users.Addresses)))(t)
		c.took(2)
		u := must(kin.Get[FixtureUser](c.ctx, c.s, 7, load.SelectIn(&f.Users.Orders)))(t)
		c.took(1)
		same(t, "both", graph([]*FixtureUser{u}, "Addresses", "Orders"), "7[1][1 3 5]")
	})
}

func optionsFiltered(t *testing.T, e Engine) {
	for _, by := range []struct {
		name   string
		took   int
		option func(f Fixture, lala kin.Condition) load.Option[FixtureUser]
	}{
		{"selectin", 2, func(f Fixture, lala kin.Condition) load.Option[FixtureUser] {
			return load.SelectIn(&f.Users.Addresses).Where(lala)
		}},
		{"subquery", 2, func(f Fixture, lala kin.Condition) load.Option[FixtureUser] {
			return load.Subquery(&f.Users.Addresses).Where(lala)
		}},
		{"joined", 1, func(f Fixture, lala kin.Condition) load.Option[FixtureUser] {
			return load.Joined(&f.Users.Addresses).Where(lala)
		}},
		{"immediate", 5, func(f Fixture, lala kin.Condition) load.Option[FixtureUser] {
			return load.Immediate(&f.Users.Addresses).Where(lala)
		}},
	} {
		e.try(t, "O-14 a condition of an option filters what is loaded and not the parents: "+by.name, func(t *testing.T) {
			c, f := stock(t, e)
			users := must(f.users(by.option(f, kin.Like(&f.Addresses.EmailAddress, "%lala%"))).All(c.ctx, c.s))(t)
			c.took(by.took)
			same(t, "the graph", graph(users, "Addresses"), "7[] 8[4] 9[] 10[]")
		})
	}
}

// What the compiler refuses needs no case: an option of another entity (O-06), a column in
// place of a relationship (O-08), a row of another type in a collection (C-16).
func optionsRefused(t *testing.T, e Engine) {
	e.try(t, "O-06 an option that names the relationship of a row is an error that says so", func(t *testing.T) {
		c, _ := stock(t, e)
		u := must(kin.Get[FixtureUser](c.ctx, c.s, 7))(t)
		f := Fixture{Users: kin.Table[FixtureUser]()}
		_, err := f.users(load.SelectIn(&u.Addresses)).All(c.ctx, c.s)
		fails[error](t, err, "of a row", "User")
	})
	e.try(t, "O-07 two strategies for one path are an error that names both", func(t *testing.T) {
		c, f := stock(t, e)
		_, err := f.users(load.SelectIn(&f.Users.Addresses), load.Joined(&f.Users.Addresses)).All(c.ctx, c.s)
		fails[error](t, err, "User.Addresses", "SelectIn", "Joined")
		c.took(0)
	})
	e.try(t, "F-08 an option for a write-only collection is an error", func(t *testing.T) {
		users := kin.Table[writeOnlyUser]()
		c := variant(t, e, users, kin.Table[writeOnlyOrder]())
		_, err := kin.Select(users).Options(load.SelectIn(&users.Orders)).All(c.ctx, c.s)
		fails[error](t, err, "User.Orders", "write_only", "kin.Related")
		c.took(0)
	})
	e.try(t, "F-08 write-only is for collections alone", func(t *testing.T) {
		_, err := e.place(t).open(t.Context(), kin.Models(kin.Table[writeOnlyOne](), kin.Table[writeOnlyUser]()))
		fails[*kin.MappingError](t, err, "Owner", "write_only")
	})
}

type (
	writeOnlyUser struct {
		kin.Model `kin:"table=users"`
		Name      string

		Orders kin.Many[writeOnlyUser, writeOnlyOrder] `kin:"lazy=write_only"`
	}
	writeOnlyOrder struct {
		kin.Model `kin:"table=orders"`
		UserID    *int64 `kin:"foreign_key=users.id"`
	}
	writeOnlyOne struct {
		kin.Model `kin:"table=addresses"`
		UserID    *int64 `kin:"foreign_key=users.id"`

		Owner kin.One[writeOnlyOne, writeOnlyUser] `kin:"lazy=write_only"`
	}
)
