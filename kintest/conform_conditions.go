package kintest

import (
	"testing"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/load"
)

type (
	// viewingUser has orders that are there to look at.
	viewingUser struct {
		kin.Model `kin:"table=users"`
		Name      string

		Open kin.Many[viewingUser, viewedOrder] `kin:"viewonly"`
	}
	viewedOrder struct {
		kin.Model   `kin:"table=orders"`
		UserID      *int64 `kin:"foreign_key=users.id"`
		Description string
		IsOpen      int64 `kin:"column=isopen"`
	}
)

func conformConditions(t *testing.T, e Engine) {
	// The condition is that of the query: a relationship has none of its own.
	e.try(t, "P-02 what is put into a viewonly relationship is not written", func(t *testing.T) {
		users, orders := kin.Table[viewingUser](), kin.Table[viewedOrder]()
		c := variant(t, e, users, orders)
		u := must(kin.Get[viewingUser](c.ctx, c.s, 7, load.SelectIn(&users.Open).Where(kin.Eq(&orders.IsOpen, 1))))(t)
		c.took(2)
		same(t, "the open orders", graph([]*viewingUser{u}, "Open"), "7[3]")
		u.Open.Add(&viewedOrder{Description: "new"})
		done(t, c.s.Flush(c.ctx))
		c.took(0)
	})
	e.try(t, "P-04 Any is EXISTS over a collection", func(t *testing.T) {
		c, f := stock(t, e)
		users := must(f.users().Where(kin.Any(&f.Users.Addresses, kin.Like(&f.Addresses.EmailAddress, "%ed%"))).All(c.ctx, c.s))(t)
		Contains(t, c.took(1)[0], "EXISTS (SELECT")
		same(t, "the users", graph(users), "8 9")
	})
	e.try(t, "P-04 Has is EXISTS over a scalar", func(t *testing.T) {
		c, f := stock(t, e)
		addresses := must(f.addresses().Where(kin.Has(&f.Addresses.User, kin.Eq(&f.Users.Name, "ed"))).All(c.ctx, c.s))(t)
		Contains(t, c.took(1)[0], "EXISTS (SELECT")
		same(t, "the addresses", graph(addresses), "2 3 4")
	})
	e.try(t, "P-04 Is compares the key, without a join", func(t *testing.T) {
		c, f := stock(t, e)
		ed := must(kin.Get[FixtureUser](c.ctx, c.s, 8))(t)
		c.took(1)
		addresses := must(f.addresses().Where(kin.Is(&f.Addresses.User, ed)).All(c.ctx, c.s))(t)
		Lacks(t, c.took(1)[0], "JOIN", "EXISTS", `"users"`)
		same(t, "the addresses", graph(addresses), "2 3 4")
	})
	e.try(t, "P-04 Is nil is IS NULL", func(t *testing.T) {
		c, f := stock(t, e)
		orders := must(f.orders().Where(kin.Is(&f.Orders.Address, nil)).All(c.ctx, c.s))(t)
		Contains(t, c.took(1)[0], "IS NULL")
		same(t, "the orders", graph(orders), "5")
	})
}
