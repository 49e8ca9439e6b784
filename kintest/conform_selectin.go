package kintest

import (
	"testing"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/load"
)

type (
	// keyedUser and keyedAddress load each other by selectin.
	keyedUser struct {
		kin.Model `kin:"table=users"`
		Name      string

		Addresses kin.Many[keyedUser, keyedAddress] `kin:"back_populates=User; lazy=selectin"`
	}
	keyedAddress struct {
		kin.Model    `kin:"table=addresses"`
		UserID       *int64 `kin:"foreign_key=users.id"`
		EmailAddress string

		User kin.One[keyedAddress, keyedUser] `kin:"back_populates=Addresses; lazy=selectin"`
	}

	// compositeA has a key of two columns, which compositeB points at.
	compositeA struct {
		kin.Entity[compositeKey] `kin:"table=a"`
		ID1                      int64 `kin:"pk"`
		ID2                      int64 `kin:"pk"`

		Bs kin.Many[compositeA, compositeB] `kin:"back_populates=A"`
	}
	compositeKey struct{ ID1, ID2 int64 }
	compositeB   struct {
		kin.Model `kin:"table=b"`
		A1        *int64 `kin:"foreign_key=a.id1"`
		A2        *int64 `kin:"foreign_key=a.id2"`

		A kin.One[compositeB, compositeA] `kin:"back_populates=Bs"`
	}

	// nestedUser has addresses with several dingalings each.
	nestedUser struct {
		kin.Model `kin:"table=users"`

		Addresses kin.Many[nestedUser, nestedAddress]
	}
	nestedAddress struct {
		kin.Model `kin:"table=addresses"`
		UserID    int64 `kin:"foreign_key=users.id"`

		Dingalings kin.Many[nestedAddress, nestedDingaling]
	}
	nestedDingaling struct {
		kin.Model `kin:"table=dingalings"`
		AddressID int64 `kin:"foreign_key=addresses.id"`
	}
)

func conformSelectIn(t *testing.T, e Engine) {
	selectInKeys(t, e)
	selectInDeep(t, e)
	selectInKnown(t, e)
	selectInDoubled(t, e)
	selectInComposite(t, e)
}

func selectInKeys(t *testing.T, e Engine) {
	e.try(t, "I-02 a many-to-one asks for each key once, without a join", func(t *testing.T) {
		c, f := stock(t, e)
		addresses := must(f.addresses(load.SelectIn(&f.Addresses.User)).All(c.ctx, c.s))(t)
		sent := c.rec.Take()
		if len(sent) != 2 || sent[1].Rows != 3 || sent[1].Args != 1 {
			t.Fatalf("want 2 statements, the second with one argument and the rows of 7, 8 and 9:%s", listed(sent))
		}
		Lacks(t, sent[1].Text, "JOIN")
		same(t, "the graph", graph(addresses, "User"), addressesUser)
	})
	e.try(t, "I-04 only NULL keys cost no statement and are loaded as nil", func(t *testing.T) {
		c, f := stock(t, e)
		orders := must(f.orders(load.SelectIn(&f.Orders.Address)).Where(kin.Eq(&f.Orders.ID, 5)).All(c.ctx, c.s))(t)
		c.took(1)
		same(t, "the graph", graph(orders, "Address"), "5→-")
	})
	e.try(t, "I-10 no rows cost no further statement", func(t *testing.T) {
		c, f := stock(t, e)
		none := must(f.users(load.SelectIn(&f.Users.Addresses)).Where(kin.Eq(&f.Users.ID, 99)).All(c.ctx, c.s))(t)
		c.took(1)
		same(t, "users with the id 99", len(none), 0)
		q := f.users(load.SelectIn(&f.Users.Orders, load.SelectIn(&f.Orders.Items, load.SelectIn(&f.Items.Keywords))))
		chuck := must(q.Where(kin.Eq(&f.Users.ID, 10)).All(c.ctx, c.s))(t)
		c.took(2)
		same(t, "the graph of 10", graph(chuck, "Orders"), "10[]")
	})
	e.try(t, "I-12 a limited query asks for the keys of its rows", func(t *testing.T) {
		c, f := stock(t, e)
		users := must(f.users(load.SelectIn(&f.Users.Addresses)).Limit(2).Offset(1).All(c.ctx, c.s))(t)
		sent := c.rec.Take()
		if len(sent) != 2 || sent[1].Rows != 4 {
			t.Errorf("want 2 statements, the second with the 4 addresses of 8 and 9:%s", listed(sent))
		}
		same(t, "the graph", graph(users, "Addresses"), "8[2 3 4] 9[5]")
	})
}

func selectInDeep(t *testing.T, e Engine) {
	e.try(t, "I-08 four tables are four statements", func(t *testing.T) {
		c, f := stock(t, e)
		users := must(f.users(load.SelectIn(&f.Users.Orders, load.SelectIn(&f.Orders.Items, load.SelectIn(&f.Items.Keywords)))).All(c.ctx, c.s))(t)
		c.took(4)
		same(t, "the graph", graph(users, "Orders.Items.Keywords"), usersOrdersItemsKeywords)
		c.took(0)
	})
	e.try(t, "I-22 a joined collection below does not double the rows", func(t *testing.T) {
		users, addresses := kin.Table[nestedUser](), kin.Table[nestedAddress]()
		c := own(t, e, users, addresses, kin.Table[nestedDingaling]())
		c.commit(func(s *kin.Session) {
			s.Add(&nestedUser{}, &nestedUser{})
			s.Add(&nestedAddress{UserID: 1}, &nestedAddress{UserID: 1}, &nestedAddress{UserID: 2})
			s.Add(&nestedDingaling{AddressID: 1}, &nestedDingaling{AddressID: 1}, &nestedDingaling{AddressID: 3})
		})
		const want = "1[1[1 2] 2[]] 2[3[3]]"
		q := kin.Select(users).OrderBy(kin.Asc(&users.ID))
		joined := must(q.Options(load.SelectIn(&users.Addresses, load.Joined(&addresses.Dingalings))).All(c.ctx, c.s))(t)
		c.took(2)
		same(t, "with joined dingalings", graph(joined, "Addresses.Dingalings"), want)
		c.begin()
		keyed := must(q.Options(load.SelectIn(&users.Addresses, load.SelectIn(&addresses.Dingalings))).All(c.ctx, c.s))(t)
		c.took(3)
		same(t, "with dingalings by selectin", graph(keyed, "Addresses.Dingalings"), want)
	})
}

func selectInKnown(t *testing.T, e Engine) {
	e.try(t, "I-06 what is loaded already is not asked for again", func(t *testing.T) {
		c, f := stock(t, e)
		q := f.users(load.SelectIn(&f.Users.Addresses))
		must(q.All(c.ctx, c.s))(t)
		c.took(2)
		users := must(q.All(c.ctx, c.s))(t)
		c.took(1)
		same(t, "the graph", graph(users, "Addresses"), usersAddresses)
	})
	e.try(t, "I-16 the way back of a collection costs no statement", func(t *testing.T) {
		users := kin.Table[keyedUser]()
		c := variant(t, e, users, kin.Table[keyedAddress]())
		all := must(kin.Select(users).OrderBy(kin.Asc(&users.ID)).All(c.ctx, c.s))(t)
		c.took(2)
		same(t, "the graph", graph(all, "Addresses.User"), "7[1→7] 8[2→8 3→8 4→8] 9[5→9] 10[]")
	})
}

func selectInDoubled(t *testing.T, e Engine) {
	e.try(t, "I-18 a link that stands twice gives its row once, by every strategy", func(t *testing.T) {
		for name, by := range map[string]func(f Fixture) load.Option[FixtureItem]{
			"lazy":      func(f Fixture) load.Option[FixtureItem] { return load.Lazy(&f.Items.Keywords) },
			"peers":     func(f Fixture) load.Option[FixtureItem] { return load.Peers(&f.Items.Keywords) },
			"joined":    func(f Fixture) load.Option[FixtureItem] { return load.Joined(&f.Items.Keywords) },
			"subquery":  func(f Fixture) load.Option[FixtureItem] { return load.Subquery(&f.Items.Keywords) },
			"selectin":  func(f Fixture) load.Option[FixtureItem] { return load.SelectIn(&f.Items.Keywords) },
			"immediate": func(f Fixture) load.Option[FixtureItem] { return load.Immediate(&f.Items.Keywords) },
		} {
			c := newScene(t, func(count kin.Setting) *kin.DB {
				d := NewFixture(t, e)
				fill(t, d.Open(t, kin.Models(kin.Table[itemKeywordRow]())), func(s *kin.Session) {
					s.Add(&itemKeywordRow{ItemID: 4, KeywordID: 1}, &itemKeywordRow{ItemID: 4, KeywordID: 1})
				})
				return d.Open(t, kin.Models(kin.Table[FixtureItem]()), count)
			})
			f := Fixture{Items: kin.Table[FixtureItem]()}
			items := must(kin.Select(f.Items).Options(by(f)).OrderBy(kin.Asc(&f.Items.ID)).All(c.ctx, c.s))(t)
			same(t, name, walk(c.ctx, items, "Keywords"), "1[2 4 6] 2[2 5 7] 3[3 4 6] 4[1] 5[]")
		}
	})
}

// compositeScene has three a, whose b are counted in tens, and two b without an a: 99 has
// no key, 98 half of one.
func compositeScene(t *testing.T, e Engine) (*scene, *compositeA) {
	t.Helper()
	as := kin.Table[compositeA]()
	c := own(t, e, as, kin.Table[compositeB]())
	c.commit(func(s *kin.Session) {
		for n := range int64(3) {
			s.Add(&compositeA{ID1: n + 1, ID2: n + 3})
			for m := range int64(3) {
				s.Add(&compositeB{Model: kin.ID(10*(n+1) + m), A1: new(n + 1), A2: new(n + 3)})
			}
		}
		s.Add(&compositeB{Model: kin.ID(99)}, &compositeB{Model: kin.ID(98), A1: new(int64(1))})
	})
	return c, as
}

func selectInComposite(t *testing.T, e Engine) {
	e.try(t, "I-20 a composite key is one list of row values", func(t *testing.T) {
		c, as := compositeScene(t, e)
		all := must(kin.Select(as).Options(load.SelectIn(&as.Bs)).OrderBy(kin.Asc(&as.ID1)).All(c.ctx, c.s))(t)
		Contains(t, c.took(2)[1], `("b"."a1", "b"."a2") IN`)
		same(t, "the graph", graph(all, "Bs"), "1/3[10 11 12] 2/4[20 21 22] 3/5[30 31 32]")
	})
	e.try(t, "I-20 rows without a whole composite key have nothing", func(t *testing.T) {
		c, _ := compositeScene(t, e)
		bs := kin.Table[compositeB]()
		all := must(kin.Select(bs).Options(load.SelectIn(&bs.A)).OrderBy(kin.Asc(&bs.ID)).All(c.ctx, c.s))(t)
		c.took(2)
		same(t, "the graph", graph(all, "A"), "10→1/3 11→1/3 12→1/3 20→2/4 21→2/4 22→2/4 30→3/5 31→3/5 32→3/5 98→- 99→-")
	})
}
