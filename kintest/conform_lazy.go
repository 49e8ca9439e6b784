package kintest

import (
	"testing"

	"github.com/kin-go/kin"
)

type (
	// oneOrderUser has one order, although its table has several for a user.
	oneOrderUser struct {
		kin.Model `kin:"table=users"`
		Name      string

		Order kin.One[oneOrderUser, oneOrder] `kin:"back_populates=User"`
	}
	oneOrder struct {
		kin.Model `kin:"table=orders"`
		UserID    *int64 `kin:"foreign_key=users.id"`

		User kin.One[oneOrder, oneOrderUser] `kin:"back_populates=Order"`
	}

	// backJoinedUser is a user whose addresses join it.
	backJoinedUser struct {
		kin.Model `kin:"table=users"`
		Name      string

		Addresses kin.Many[backJoinedUser, backJoinedAddress] `kin:"back_populates=User"`
	}
	backJoinedAddress struct {
		kin.Model `kin:"table=addresses"`
		UserID    *int64 `kin:"foreign_key=users.id"`

		User kin.One[backJoinedAddress, backJoinedUser] `kin:"back_populates=Addresses; lazy=joined"`
	}
)

func conformLazy(t *testing.T, e Engine) {
	lazyKnown(t, e)
	lazyLoads(t, e)
	lazyOutside(t, e)
}

func lazyKnown(t *testing.T, e Engine) {
	e.try(t, "L-02 a many-to-one that the session knows costs no statement", func(t *testing.T) {
		c, _ := stock(t, e)
		a := must(kin.Get[FixtureAddress](c.ctx, c.s, 2))(t)
		u := must(kin.Get[FixtureUser](c.ctx, c.s, 8))(t)
		c.took(2)
		same(t, "the user", must(a.User.Load(c.ctx))(t), u)
		c.took(0)
	})
	e.try(t, "L-04 a NULL key is nil and costs no statement", func(t *testing.T) {
		c, _ := stock(t, e)
		o := must(kin.Get[FixtureOrder](c.ctx, c.s, 5))(t)
		c.took(1)
		same(t, "the address", must(o.Address.Load(c.ctx))(t), nil)
		c.took(0)
	})
	e.try(t, "L-14 the way back of a collection is known, and nothing is joined for it", func(t *testing.T) {
		c := variant(t, e, kin.Table[backJoinedUser](), kin.Table[backJoinedAddress]())
		u := must(kin.Get[backJoinedUser](c.ctx, c.s, 8))(t)
		c.took(1)
		addresses := must(u.Addresses.Load(c.ctx))(t)
		Lacks(t, c.took(1)[0], "JOIN")
		same(t, "the first address's user", must(addresses[0].User.Load(c.ctx))(t), u)
		c.took(0)
	})
	e.try(t, "L-18 a key of two columns of which one is NULL is nil and costs no statement", func(t *testing.T) {
		c, _ := compositeScene(t, e)
		b := must(kin.Get[compositeB](c.ctx, c.s, 98))(t)
		c.took(1)
		same(t, "the a", must(b.A.Load(c.ctx))(t), nil)
		c.took(0)
	})
}

func lazyLoads(t *testing.T, e Engine) {
	e.try(t, "L-06 a many-to-many is one statement, in the order of its rows' keys", func(t *testing.T) {
		c, _ := stock(t, e)
		i := must(kin.Get[FixtureItem](c.ctx, c.s, 1))(t)
		c.took(1)
		same(t, "the keywords", walk(c.ctx, []*FixtureItem{i}, "Keywords"), "1[2 4 6]")
		c.took(1)
	})
	e.try(t, "L-08 a one-to-one with several rows gives the first and a notice", func(t *testing.T) {
		c := variant(t, e, kin.Table[oneOrderUser](), kin.Table[oneOrder]())
		u := must(kin.Get[oneOrderUser](c.ctx, c.s, 7))(t)
		c.took(1)
		same(t, "the order", walk(c.ctx, []*oneOrderUser{u}, "Order"), "7→1")
		c.took(1)
		c.noticed("User.Order", "multiple rows")
	})
	e.try(t, "L-12 a key that leads to no row is nil, and is asked once", func(t *testing.T) {
		c, _ := stock(t, e)
		c.commit(func(s *kin.Session) {
			s.Add(&FixtureAddress{Model: kin.ID(50), UserID: new(int64(999)), EmailAddress: "x"})
		})
		a := must(kin.Get[FixtureAddress](c.ctx, c.s, 50))(t)
		c.took(1)
		same(t, "the user", must(a.User.Load(c.ctx))(t), nil)
		c.took(1)
		same(t, "the user again", must(a.User.Load(c.ctx))(t), nil)
		c.took(0)
	})
	e.try(t, "L-16 a row that was just inserted asks for a collection that was never read", func(t *testing.T) {
		c, _ := stock(t, e)
		u := &FixtureUser{Name: "new"}
		c.s.Add(u)
		done(t, c.s.Flush(c.ctx))
		c.took(1)
		same(t, "the number of addresses", len(must(u.Addresses.Load(c.ctx))(t)), 0)
		c.took(1)
	})
}

func lazyOutside(t *testing.T, e Engine) {
	// A row that no session knows cannot say that it has no addresses: it never looked.
	e.try(t, "L-10 a row that is in no session loads nothing and says so", func(t *testing.T) {
		c, _ := stock(t, e)
		users := []*FixtureUser{{Model: kin.ID(7)}}
		_, err := users[0].Addresses.Load(c.ctx)
		fails[*kin.DetachedError](t, err)
		addresses := []*FixtureAddress{{UserID: new(int64(7))}}
		_, err = addresses[0].User.Load(c.ctx)
		fails[*kin.DetachedError](t, err)
		c.took(0)
	})
}
