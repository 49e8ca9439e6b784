package kintest

import (
	"testing"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/load"
)

type (
	// taggedItem and tag lead to each other through the link table.
	taggedItem struct {
		kin.Model   `kin:"table=items"`
		Description string

		Tags kin.Many[taggedItem, tag] `kin:"back_populates=Items; secondary=item_keywords(item_id,keyword_id)"`
	}
	tag struct {
		kin.Model `kin:"table=keywords"`
		Name      string

		Items kin.Many[tag, taggedItem] `kin:"back_populates=Tags; secondary=item_keywords(keyword_id,item_id)"`
	}
)

func conformPairs(t *testing.T, e Engine) {
	pairsOfOneKey(t, e)
	pairsOfLinks(t, e)
	pairsAgainstKeys(t, e)
}

func pairsOfOneKey(t *testing.T, e Engine) {
	e.try(t, "B-02 a row that was added twice is still there when it is removed once", func(t *testing.T) {
		c, f := stock(t, e)
		u := must(kin.Get[FixtureUser](c.ctx, c.s, 10, load.SelectIn(&f.Users.Addresses)))(t)
		a := &FixtureAddress{EmailAddress: "new"}
		u.Addresses.Add(a, a)
		same(t, "rows after two additions", len(u.Addresses.Get()), 2)
		u.Addresses.Remove(a)
		same(t, "rows after one removal", len(u.Addresses.Get()), 1)
		same(t, "the address's user", a.User.Get(), u)
		done(t, c.s.Commit(c.ctx))
		c.begin()
		same(t, "rows in the database", must(f.addresses().Where(kin.Eq(&f.Addresses.UserID, new(int64(10)))).Count(c.ctx, c.s))(t), 1)
	})
	e.try(t, "B-04 setting one end is merged when the other is loaded", func(t *testing.T) {
		c, _ := stock(t, e, kin.NoAutoflush)
		u := must(kin.Get[FixtureUser](c.ctx, c.s, 8))(t)
		c.took(1)
		a := &FixtureAddress{EmailAddress: "new"}
		c.s.Add(a)
		a.User.Set(u)
		same(t, "loaded", u.Addresses.Loaded(), false)
		c.took(0)
		addresses := must(u.Addresses.Load(c.ctx))(t)
		c.took(1)
		if len(addresses) != 4 || addresses[3] != a {
			t.Errorf("the new address is not the fourth: %s", graph(addresses))
		}
	})
	e.try(t, "B-06 setting nil empties the key", func(t *testing.T) {
		c, _ := stock(t, e)
		a := must(kin.Get[FixtureAddress](c.ctx, c.s, 2))(t)
		c.took(1)
		a.User.Set(nil)
		c.took(0)
		done(t, c.s.Flush(c.ctx))
		Contains(t, c.took(1)[0], "UPDATE", `"user_id"`)
		same(t, "the key", a.UserID, nil)
	})
	e.try(t, "B-12 a one-to-one that gets another row leaves the former without its owner", func(t *testing.T) {
		c, f := stock(t, e)
		a := must(kin.Get[FixtureAddress](c.ctx, c.s, 2, load.Joined(&f.Addresses.Dingaling)))(t)
		c.took(1)
		former, d := a.Dingaling.Get(), &FixtureDingaling{Data: "new"}
		a.Dingaling.Set(d)
		same(t, "the former dingaling's address", former.Address.Get(), nil)
		same(t, "the new dingaling's address", d.Address.Get(), a)
		done(t, c.s.Flush(c.ctx))
		c.took(2)
		same(t, "the former dingaling's key", former.AddressID, nil)
		same(t, "the new dingaling's key", *d.AddressID, 2)
	})
}

func pairsOfLinks(t *testing.T, e Engine) {
	scene := func(t *testing.T, itemID int64) (*scene, *taggedItem, *tag) {
		t.Helper()
		c := variant(t, e, kin.Table[taggedItem](), kin.Table[tag]())
		i := must(kin.Get[taggedItem](c.ctx, c.s, itemID))(t)
		k := must(kin.Get[tag](c.ctx, c.s, 2))(t)
		c.took(2)
		return c, i, k
	}
	e.try(t, "B-08 adding and then removing leaves nothing, although nothing was loaded", func(t *testing.T) {
		c, i, k := scene(t, 4)
		k.Items.Add(i)
		k.Items.Remove(i)
		done(t, c.s.Flush(c.ctx))
		c.took(0)
		same(t, "the tags", walk(c.ctx, []*taggedItem{i}, "Tags"), "4[]")
	})
	e.try(t, "B-08 removing and then adding leaves the link, although nothing was loaded", func(t *testing.T) {
		c, i, k := scene(t, 1)
		k.Items.Remove(i)
		k.Items.Add(i)
		done(t, c.s.Flush(c.ctx))
		c.took(0)
		same(t, "the tags", walk(c.ctx, []*taggedItem{i}, "Tags"), "1[2 4 6]")
	})
}

func pairsAgainstKeys(t *testing.T, e Engine) {
	e.try(t, "B-10 a relationship that was set to nil goes before the key beside it", func(t *testing.T) {
		c, _ := stock(t, e)
		a := &FixtureAddress{UserID: new(int64(7)), EmailAddress: "new"}
		a.User.Set(nil)
		c.s.Add(a)
		done(t, c.s.Flush(c.ctx))
		same(t, "the key", a.UserID, nil)
	})
	e.try(t, "B-10 a relationship that was set goes before the key beside it", func(t *testing.T) {
		c, _ := stock(t, e)
		u := must(kin.Get[FixtureUser](c.ctx, c.s, 9))(t)
		a := &FixtureAddress{UserID: new(int64(7)), EmailAddress: "new", User: kin.To[FixtureAddress](u)}
		c.s.Add(a)
		done(t, c.s.Flush(c.ctx))
		same(t, "the key", *a.UserID, 9)
	})
	e.try(t, "B-11 a key and a relationship that were changed to different rows are an error", func(t *testing.T) {
		c, _ := stock(t, e)
		u := must(kin.Get[FixtureUser](c.ctx, c.s, 9))(t)
		a := must(kin.Get[FixtureAddress](c.ctx, c.s, 2))(t)
		a.UserID = new(int64(7))
		a.User.Set(u)
		fails[error](t, c.s.Flush(c.ctx), "Address", "User")
	})
}
