package kintest

import (
	"strings"
	"testing"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/load"
)

type (
	// lostUser has orders whose parts are in a table that is not there.
	lostUser struct {
		kin.Model `kin:"table=users"`

		Orders kin.Many[lostUser, lostOrder]
	}
	lostOrder struct {
		kin.Model `kin:"table=orders"`
		UserID    *int64 `kin:"foreign_key=users.id"`

		Parts kin.Many[lostOrder, lostPart]
	}
	lostPart struct {
		kin.Model `kin:"table=lost_parts"`
		OrderID   int64 `kin:"foreign_key=orders.id"`
	}
)

func conformSubquery(t *testing.T, e Engine) {
	subqueryRepeats(t, e)
	subqueryTrips(t, e)
	subqueryEarly(t, e)
}

func subqueryRepeats(t *testing.T, e Engine) {
	e.try(t, "Q-02 a many-to-one repeats the query with each key once", func(t *testing.T) {
		c, f := stock(t, e)
		addresses := must(f.addresses(load.Subquery(&f.Addresses.User)).All(c.ctx, c.s))(t)
		Contains(t, c.took(2)[1], "(SELECT DISTINCT", `"user_id"`, ")")
		same(t, "the graph", graph(addresses, "User"), addressesUser)
	})
	e.try(t, "Q-04 the query is repeated with its limit and its order", func(t *testing.T) {
		c, f := stock(t, e)
		q := kin.Select(f.Users).Options(load.Subquery(&f.Users.Addresses)).OrderBy(kin.Desc(&f.Users.ID))
		users := must(q.Limit(2).Offset(2).All(c.ctx, c.s))(t)
		Contains(t, c.took(2)[1], "(SELECT", "ORDER BY", "DESC", "LIMIT", "OFFSET", ")")
		same(t, "the graph", graph(users, "Addresses"), "8[2 3 4] 7[1]")
	})
	e.try(t, "Q-04 without a limit the order is not repeated", func(t *testing.T) {
		c, f := stock(t, e)
		users := must(f.users(load.Subquery(&f.Users.Addresses)).All(c.ctx, c.s))(t)
		Lacks(t, between(c.took(2)[1], "(SELECT", ")"), "ORDER BY")
		same(t, "the graph", graph(users, "Addresses"), usersAddresses)
	})
	// There is no query to repeat for SQL written by hand. Asking guarantees that the
	// relationship is loaded, so the keys are used.
	e.try(t, "Q-06 below SQL written by hand the keys are used", func(t *testing.T) {
		c, f := stock(t, e)
		q := kin.Raw(f.Users, "SELECT * FROM users ORDER BY id").Options(load.Subquery(&f.Users.Addresses))
		users := must(q.All(c.ctx, c.s))(t)
		c.took(2)
		same(t, "the graph", graph(users, "Addresses"), usersAddresses)
	})
	e.try(t, "Q-08 Get takes it too", func(t *testing.T) {
		c, f := stock(t, e)
		u := must(kin.Get[FixtureUser](c.ctx, c.s, 7, load.Subquery(&f.Users.Addresses)))(t)
		c.took(2)
		same(t, "the graph", graph([]*FixtureUser{u}, "Addresses"), "7[1]")
	})
	e.try(t, "Q-08 no rows cost no further round trip", func(t *testing.T) {
		c, f := stock(t, e)
		none := must(f.users(load.Subquery(&f.Users.Addresses)).Where(kin.Eq(&f.Users.ID, 99)).All(c.ctx, c.s))(t)
		statements := 1
		if e.pipelines {
			statements = 2 // sent before it was known that the first finds nothing
		}
		c.tookTrips(e, statements, 1)
		same(t, "users with the id 99", len(none), 0)
	})
}

// subqueryTrips are round trips where the engine sends several statements in one; elsewhere each
// statement has its own.
func subqueryTrips(t *testing.T, e Engine) {
	e.try(t, "all levels of subqueries go in one round trip", func(t *testing.T) {
		c, f := stock(t, e)
		users := must(f.users(load.Subquery(&f.Users.Orders, load.Subquery(&f.Orders.Items, load.Subquery(&f.Items.Keywords)))).All(c.ctx, c.s))(t)
		c.tookTrips(e, 4, 1)
		same(t, "the graph", graph(users, "Orders.Items.Keywords"), usersOrdersItemsKeywords)
	})
	e.try(t, "by keys a graph takes as many round trips as it is deep, and one", func(t *testing.T) {
		c, f := stock(t, e)
		users := must(f.users(load.SelectIn(&f.Users.Addresses), load.SelectIn(&f.Users.Orders, load.SelectIn(&f.Orders.Items, load.SelectIn(&f.Items.Keywords)))).All(c.ctx, c.s))(t)
		c.tookTrips(e, 5, 4)
		same(t, "the graph", graph(users, "Orders.Items.Keywords"), usersOrdersItemsKeywords)
		same(t, "the siblings", graph(users, "Addresses"), usersAddresses)
	})
	e.try(t, "joins between subqueries travel with them", func(t *testing.T) {
		c, f := stock(t, e)
		users := must(f.users(load.Joined(&f.Users.Orders, load.Subquery(&f.Orders.Items, load.Joined(&f.Items.Keywords)))).All(c.ctx, c.s))(t)
		c.tookTrips(e, 2, 1)
		same(t, "the graph", graph(users, "Orders.Items.Keywords"), usersOrdersItemsKeywords)
	})
	e.try(t, "below a limit for each parent the keys are used", func(t *testing.T) {
		c, f := stock(t, e)
		users := must(f.users(load.Subquery(&f.Users.Orders, load.Subquery(&f.Orders.Items)).Limit(2)).All(c.ctx, c.s))(t)
		c.tookTrips(e, 3, 2)
		same(t, "the graph", graph(users, "Orders.Items"), "7[1[1 2 3] 3[3 4 5]] 8[] 9[2[1 2 3] 4[1 5]] 10[]")
	})
}

// subqueryEarly are answers that are on their way while others are asked for.
func subqueryEarly(t *testing.T, e Engine) {
	e.try(t, "loads by keys may stand before, between and below subqueries", func(t *testing.T) {
		c, f := stock(t, e)
		orders := must(f.orders(
			load.SelectIn(&f.Orders.User, load.SelectIn(&f.Users.Addresses)),
			load.Subquery(&f.Orders.Items, load.SelectIn(&f.Items.Keywords)),
			load.Subquery(&f.Orders.Address, load.Subquery(&f.Addresses.Dingaling)),
		).All(c.ctx, c.s))(t)
		c.tookTrips(e, 7, 4)
		same(t, "users", graph(orders, "User"), ordersUser)
		same(t, "items", graph(orders, "Items"), ordersItems)
		same(t, "addresses", graph(orders, "Address"), ordersAddress)
		same(t, "dingalings", graph(orders, "Address.Dingaling"), "1→1→- 2→4→- 3→1→- 4→4→- 5→-")
		same(t, "keywords", graph(orders[2].Items.Get(), "Keywords"), "3[3 4 6] 4[] 5[]")
	})
	e.try(t, "what the session has already is passed by", func(t *testing.T) {
		c, f := stock(t, e)
		q := f.users(load.Subquery(&f.Users.Orders, load.Subquery(&f.Orders.Items)))
		must(q.All(c.ctx, c.s))(t)
		c.rec.Take()
		users := must(q.All(c.ctx, c.s))(t)
		if trips := Trips(c.rec.Take()); trips != 1 {
			t.Errorf("the second time takes %d round trips", trips)
		}
		same(t, "the graph", graph(users, "Orders.Items"), usersOrdersItems)
		more := must(f.orders(load.Subquery(&f.Orders.Items)).All(c.ctx, c.s))(t)
		same(t, "another query behind it", graph(more, "Items"), ordersItems)
	})
	e.try(t, "what fails below fails the load and says where, and the next session goes on", func(t *testing.T) {
		users, orders := kin.Table[lostUser](), kin.Table[lostOrder]()
		c := variant(t, e, users, orders, kin.Table[lostPart]())
		deep := kin.Select(users).Options(load.Subquery(&users.Orders, load.Subquery(&orders.Parts)))
		_, err := deep.All(c.ctx, c.s)
		if err == nil || !strings.Contains(err.Error(), "lostUser.Orders.Parts") || !strings.Contains(err.Error(), "lost_parts") {
			t.Errorf("the error does not name the relationship and the table that is missing: %v", err)
		}
		c.begin()
		found := must(kin.Select(users).Options(load.Subquery(&users.Orders)).OrderBy(kin.Asc(&users.ID)).All(c.ctx, c.s))(t)
		same(t, "the graph", graph(found, "Orders"), usersOrders)
	})
}
