package kintest

import (
	"testing"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/load"
)

type (
	// joinedUser and joinedAddress join each other.
	joinedUser struct {
		kin.Model `kin:"table=users"`
		Name      string

		Addresses kin.Many[joinedUser, joinedAddress] `kin:"back_populates=User; lazy=joined"`
	}
	joinedAddress struct {
		kin.Model    `kin:"table=addresses"`
		UserID       *int64 `kin:"foreign_key=users.id"`
		EmailAddress string

		User kin.One[joinedAddress, joinedUser] `kin:"back_populates=Addresses; lazy=joined"`
	}
)

func conformJoined(t *testing.T, e Engine) {
	joinedCollections(t, e)
	joinedScalars(t, e)
	joinedDeep(t, e)
	joinedTags(t, e)
	joinedBeside(t, e)
}

// users are all users in the order of their ids.
func (f Fixture) users(os ...load.Option[FixtureUser]) kin.Query[FixtureUser] {
	return kin.Select(f.Users).Options(os...).OrderBy(kin.Asc(&f.Users.ID))
}

func (f Fixture) addresses(os ...load.Option[FixtureAddress]) kin.Query[FixtureAddress] {
	return kin.Select(f.Addresses).Options(os...).OrderBy(kin.Asc(&f.Addresses.ID))
}

func (f Fixture) orders(os ...load.Option[FixtureOrder]) kin.Query[FixtureOrder] {
	return kin.Select(f.Orders).Options(os...).OrderBy(kin.Asc(&f.Orders.ID))
}

func joinedCollections(t *testing.T, e Engine) {
	e.try(t, "J-02 a joined collection gives each parent once, without being asked", func(t *testing.T) {
		c, f := stock(t, e)
		users := must(f.users(load.Joined(&f.Users.Addresses)).All(c.ctx, c.s))(t)
		Contains(t, c.took(1)[0], "LEFT OUTER JOIN")
		same(t, "the graph", graph(users, "Addresses"), usersAddresses)
	})
	e.try(t, "J-04 a limit counts parents: a collection is joined outside of it", func(t *testing.T) {
		c, f := stock(t, e)
		users := must(f.users(load.Joined(&f.Users.Addresses)).Limit(2).Offset(1).All(c.ctx, c.s))(t)
		text := c.took(1)[0]
		inside := between(text, "(SELECT", ")")
		Contains(t, inside, "LIMIT")
		Lacks(t, inside, "JOIN")
		Contains(t, text, "LEFT OUTER JOIN")
		same(t, "the graph", graph(users, "Addresses"), "8[2 3 4] 9[5]")
	})
	e.try(t, "J-18 a limit counts the rows of the query's own joins", func(t *testing.T) {
		c, f := stock(t, e)
		q := kin.Select(f.Users).Options(load.Joined(&f.Users.Orders), load.Joined(&f.Users.Addresses))
		users := must(q.Join(kin.On(&f.Users.Orders)).OrderBy(kin.Desc(&f.Orders.UserID)).Limit(2).Offset(1).All(c.ctx, c.s))(t)
		c.took(1)
		same(t, "by their orders", graph(users, "Orders", "Addresses"), "9[2 4][5] 7[1 3 5][1]")
		users = must(q.Join(kin.On(&f.Users.Addresses)).OrderBy(kin.Desc(&f.Addresses.EmailAddress)).Limit(1).All(c.ctx, c.s))(t)
		same(t, "by their addresses", graph(users, "Orders", "Addresses"), "7[1 3 5][1]")
	})
	e.try(t, "J-20 the query's own order goes before that of a joined collection", func(t *testing.T) {
		c, f := stock(t, e)
		users := must(kin.Select(f.Users).Options(load.Joined(&f.Users.Orders)).OrderBy(kin.Desc(&f.Users.Name)).All(c.ctx, c.s))(t)
		c.took(1)
		same(t, "the graph", graph(users, "Orders"), "7[1 3 5] 9[2 4] 8[] 10[]")
	})
}

func joinedScalars(t *testing.T, e Engine) {
	e.try(t, "J-06 a limit with a joined one-to-one needs no subselect", func(t *testing.T) {
		c, f := stock(t, e)
		addresses := must(f.addresses(load.Joined(&f.Addresses.Dingaling)).Limit(10).All(c.ctx, c.s))(t)
		Lacks(t, c.took(1)[0], "(SELECT")
		same(t, "the graph", graph(addresses, "Dingaling"), addressesDingaling)
	})
	e.try(t, "J-10 a joined many-to-one that found nothing is loaded as nil", func(t *testing.T) {
		c, f := stock(t, e)
		orders := must(f.orders(load.Joined(&f.Orders.Address)).All(c.ctx, c.s))(t)
		c.took(1)
		same(t, "the graph", graph(orders, "Address"), ordersAddress)
		same(t, "the graph read", walk(c.ctx, orders, "Address"), ordersAddress)
		c.took(0)
	})
	e.try(t, "J-26 a joined one-to-one with several rows gives one and a notice", func(t *testing.T) {
		users := kin.Table[oneOrderUser]()
		c := variant(t, e, users, kin.Table[oneOrder]())
		all := must(kin.Select(users).Options(load.Joined(&users.Order)).OrderBy(kin.Asc(&users.ID)).All(c.ctx, c.s))(t)
		c.took(1)
		same(t, "the number of users", len(all), 4)
		for _, u := range all {
			if o := u.Order.Get(); (o != nil) != (u.ID == 7 || u.ID == 9) || o != nil && *o.UserID != u.ID {
				t.Errorf("user %d has the order %v", u.ID, o)
			}
		}
		c.noticed("User.Order", "multiple rows")
	})
}

func joinedDeep(t *testing.T, e Engine) {
	e.try(t, "J-12 an inner join below an outer one does not drop parents", func(t *testing.T) {
		c, f := stock(t, e)
		users := must(f.users(load.Joined(&f.Users.Orders, load.Joined(&f.Orders.Items).Inner())).All(c.ctx, c.s))(t)
		Contains(t, c.took(1)[0], "LEFT OUTER JOIN (", " JOIN ", " JOIN ", ") ON")
		same(t, "the graph", graph(users, "Orders.Items"), usersOrdersItems)
	})
	e.try(t, "J-14 four tables are joined in one statement", func(t *testing.T) {
		c, f := stock(t, e)
		users := must(f.users(load.Joined(&f.Users.Orders, load.Joined(&f.Orders.Items, load.Joined(&f.Items.Keywords)))).All(c.ctx, c.s))(t)
		c.took(1)
		same(t, "the graph", graph(users, "Orders.Items.Keywords"), usersOrdersItemsKeywords)
		c.took(0)
	})
}

func joinedTags(t *testing.T, e Engine) {
	e.try(t, "J-16 two ends that join each other end", func(t *testing.T) {
		users := kin.Table[joinedUser]()
		c := variant(t, e, users, kin.Table[joinedAddress]())
		all := must(kin.Select(users).OrderBy(kin.Asc(&users.ID)).All(c.ctx, c.s))(t)
		c.took(1)
		same(t, "the graph", graph(all, "Addresses.User"), "7[1→7] 8[2→8 3→8 4→8] 9[5→9] 10[]")
		c.took(0)
	})
	e.try(t, "J-22 a tag joins for Get too", func(t *testing.T) {
		c := variant(t, e, kin.Table[joinedUser](), kin.Table[joinedAddress]())
		u := must(kin.Get[joinedUser](c.ctx, c.s, 8))(t)
		c.took(1)
		same(t, "the graph", graph([]*joinedUser{u}, "Addresses"), "8[2 3 4]")
		c.took(0)
	})
	e.try(t, "J-28 a count joins nothing", func(t *testing.T) {
		users := kin.Table[joinedUser]()
		c := variant(t, e, users, kin.Table[joinedAddress]())
		same(t, "the count", must(kin.Select(users).Count(c.ctx, c.s))(t), 4)
		Lacks(t, c.took(1)[0], "JOIN")
	})
}

func joinedBeside(t *testing.T, e Engine) {
	e.try(t, "J-30 rows of a query's own joins are not de-duplicated", func(t *testing.T) {
		c, f := stock(t, e)
		users := must(kin.Select(f.Users).Join(kin.On(&f.Users.Addresses)).OrderBy(kin.Asc(&f.Addresses.ID)).All(c.ctx, c.s))(t)
		c.took(1)
		same(t, "the rows", graph(users), "7 8 8 8 9")
	})
}
