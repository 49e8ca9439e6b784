package kintest

import (
	"testing"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/load"
)

func conformSubquery(t *testing.T, e Engine) {
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
	e.try(t, "Q-08 no rows cost no further statement", func(t *testing.T) {
		c, f := stock(t, e)
		none := must(f.users(load.Subquery(&f.Users.Addresses)).Where(kin.Eq(&f.Users.ID, 99)).All(c.ctx, c.s))(t)
		c.took(1)
		same(t, "users with the id 99", len(none), 0)
	})
}
