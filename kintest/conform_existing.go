package kintest

import (
	"testing"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/load"
)

type (
	// shipped is an order that loads its address with it.
	shipped struct {
		kin.Model `kin:"table=orders"`
		AddressID *int64 `kin:"foreign_key=addresses.id"`

		Address kin.One[shipped, shippedTo] `kin:"lazy=selectin"`
	}
	shippedTo struct {
		kin.Model    `kin:"table=addresses"`
		UserID       *int64
		EmailAddress string
	}
)

func conformExisting(t *testing.T, e Engine) {
	for name, by := range map[string]func(f Fixture) load.Option[FixtureUser]{
		"joined": func(f Fixture) load.Option[FixtureUser] {
			return load.Joined(&f.Users.Addresses, load.Joined(&f.Addresses.Dingaling))
		},
		"selectin": func(f Fixture) load.Option[FixtureUser] {
			return load.SelectIn(&f.Users.Addresses, load.SelectIn(&f.Addresses.Dingaling))
		},
		"subquery": func(f Fixture) load.Option[FixtureUser] {
			return load.Subquery(&f.Users.Addresses, load.Subquery(&f.Addresses.Dingaling))
		},
	} {
		e.try(t, "E-02 a query fills what is not loaded and leaves pending changes: "+name, func(t *testing.T) {
			fillsAround(t, e, by)
		})
	}
	e.try(t, "E-04 a query leaves a relationship that was set, and PopulateExisting reads it again", func(t *testing.T) {
		orders := kin.Table[shipped]()
		c := variant(t, e, orders, kin.Table[shippedTo]())
		c.begin(kin.NoAutoflush)
		o := must(kin.Get[shipped](c.ctx, c.s, 5))(t)
		a := &shippedTo{EmailAddress: "new"}
		o.Address.Set(a)
		q := kin.Select(orders).Where(kin.In(&orders.ID, 4, 5)).OrderBy(kin.Asc(&orders.ID))
		must(q.All(c.ctx, c.s))(t)
		same(t, "the address that was set", o.Address.Get(), a)
		must(q.PopulateExisting().All(c.ctx, c.s))(t)
		same(t, "the address that was read", o.Address.Get(), nil)
	})
}

// fillsAround changes a user's addresses and queries the user again with what is below
// them.
func fillsAround(t *testing.T, e Engine, by func(f Fixture) load.Option[FixtureUser]) {
	t.Helper()
	c, f := stock(t, e, kin.NoAutoflush)
	u := must(kin.Get[FixtureUser](c.ctx, c.s, 8, load.SelectIn(&f.Users.Addresses)))(t)
	added := &FixtureAddress{EmailAddress: "new"}
	u.Addresses.Add(added)
	second := u.Addresses.Get()[0]
	second.EmailAddress = "changed"
	c.took(2)
	again := must(f.users(by(f)).Where(kin.Eq(&f.Users.ID, 8)).All(c.ctx, c.s))(t)
	same(t, "the user", again[0], u)
	same(t, "the changed text", second.EmailAddress, "changed")
	addresses := u.Addresses.Get()
	if len(addresses) != 4 || addresses[3] != added {
		t.Fatalf("the new address is not the last of %s", graph([]*FixtureUser{u}, "Addresses"))
	}
	same(t, "the dingalings", graph(addresses[:3], "Dingaling"), "2→1 3→- 4→-")
	same(t, "the new address's dingaling is loaded", added.Dingaling.Loaded(), false)
}
