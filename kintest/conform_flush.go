package kintest

import (
	"context"
	"strings"
	"testing"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/load"
)

type (
	// plainUser and plainAddress have each other, and nothing else that a flush must
	// look after.
	plainUser struct {
		kin.Model `kin:"table=users"`
		Name      string

		Addresses kin.Many[plainUser, plainAddress] `kin:"back_populates=User"`
	}
	plainAddress struct {
		kin.Model    `kin:"table=addresses"`
		UserID       *int64 `kin:"foreign_key=users.id"`
		EmailAddress string

		User kin.One[plainAddress, plainUser] `kin:"back_populates=Addresses"`
	}
)

func conformFlush(t *testing.T, e Engine) {
	flushChanges(t, e)
	flushDeletes(t, e)
	flushOrder(t, e)
	flushLinks(t, e)
	flushRefuses(t, e)
}

func plainScene(t *testing.T, e Engine) (*scene, *plainUser, *plainAddress) {
	t.Helper()
	users, addresses := kin.Table[plainUser](), kin.Table[plainAddress]()
	return variant(t, e, users, addresses), users, addresses
}

func flushChanges(t *testing.T, e Engine) {
	e.try(t, "W-10 a value that is assigned and the same is not written", func(t *testing.T) {
		c, _ := stock(t, e)
		o := must(kin.Get[FixtureOrder](c.ctx, c.s, 1))(t)
		c.took(1)
		o.Description = "order" + " 1"
		done(t, c.s.Flush(c.ctx))
		c.took(0)
	})
	e.try(t, "W-10 only changed columns are written", func(t *testing.T) {
		c, _ := stock(t, e)
		o := must(kin.Get[FixtureOrder](c.ctx, c.s, 1))(t)
		c.took(1)
		o.Description = "x"
		done(t, c.s.Flush(c.ctx))
		text := c.took(1)[0]
		Contains(t, text, "UPDATE", "SET", `"description"`)
		Lacks(t, text, `"isopen"`, `"user_id"`, `"address_id"`)
		done(t, c.s.Flush(c.ctx))
		c.took(0)
	})
}

func flushDeletes(t *testing.T, e Engine) {
	e.try(t, "W-02 a parent deleted with its children: they go first, and no key is emptied", func(t *testing.T) {
		c, users, _ := plainScene(t, e)
		u := must(kin.Get[plainUser](c.ctx, c.s, 8, load.SelectIn(&users.Addresses)))(t)
		c.took(2)
		for _, a := range u.Addresses.Get() {
			c.s.Delete(a)
		}
		c.s.Delete(u)
		done(t, c.s.Flush(c.ctx))
		sent := c.took(2)
		Contains(t, sent[0], `DELETE FROM "addresses"`)
		Contains(t, sent[1], `DELETE FROM "users"`)
	})
	e.try(t, "W-04 children that a query brought lose their key with their parent", func(t *testing.T) {
		c, _, addresses := plainScene(t, e)
		u := must(kin.Get[plainUser](c.ctx, c.s, 8))(t)
		children := must(kin.Select(addresses).Where(kin.Is(&addresses.User, u)).All(c.ctx, c.s))(t)
		c.took(2)
		c.s.Delete(u)
		done(t, c.s.Flush(c.ctx))
		if sent := c.rec.Take(); len(sent) > 3 {
			t.Errorf("want at most 3 statements: who the children are, their keys, the parent:%s", listed(sent))
		}
		for _, a := range children {
			same(t, "the key of a child", a.UserID, nil)
		}
	})
	e.try(t, "W-08 nodes are deleted level by level, the lowest first", func(t *testing.T) {
		c, f := stock(t, e)
		c.commit(func(s *kin.Session) {
			s.Add(&FixtureNode{Data: "n1", Children: kin.Of[FixtureNode](&FixtureNode{Data: "n2"}, &FixtureNode{Data: "n3"})})
		})
		roots := must(f.roots(load.SelectIn(&f.Nodes.Children).Depth(-1)).All(c.ctx, c.s))(t)
		c.rec.Take()
		n1 := roots[0]
		c.s.Delete(n1, n1.Children.Get()[0], n1.Children.Get()[1])
		done(t, c.s.Flush(c.ctx))
		for _, text := range c.took(2) {
			Contains(t, text, `DELETE FROM "nodes"`)
		}
		same(t, "nodes left", must(kin.Select(f.Nodes).Count(c.ctx, c.s))(t), 0)
	})
	e.try(t, "W-18 an update of a row that is gone is an error, a deletion is a notice", func(t *testing.T) {
		users := kin.Table[userRow]()
		for _, change := range []struct {
			name string
			do   func(c *scene, u *userRow)
			end  func(t *testing.T, c *scene, err error)
		}{
			{"update", func(_ *scene, u *userRow) { u.Name = "x" }, func(t *testing.T, _ *scene, err error) { fails[*kin.StaleError](t, err, "userRow") }},
			{"deletion", func(c *scene, u *userRow) { c.s.Delete(u) }, func(t *testing.T, c *scene, err error) { done(t, err); c.noticed("userRow") }},
		} {
			c := variant(t, e, users)
			u := must(kin.Get[userRow](c.ctx, c.s, 10))(t)
			done(t, c.s.Commit(c.ctx))
			done(t, c.db.Tx(c.ctx, func(ctx context.Context, s *kin.Session) error {
				other, err := kin.Get[userRow](ctx, s, 10)
				s.Delete(other)
				return err
			}))
			change.do(c, u)
			change.end(t, c, c.s.Flush(c.ctx))
		}
	})
}

func flushOrder(t *testing.T, e Engine) {
	e.try(t, "W-12 rows that only their keys link are inserted parents first", func(t *testing.T) {
		c := own(t, e, kin.Table[plainUser](), kin.Table[plainAddress]())
		c.s.Add(&plainAddress{Model: kin.ID(1), UserID: new(int64(1)), EmailAddress: "x"}, &plainUser{Model: kin.ID(1), Name: "x"})
		done(t, c.s.Flush(c.ctx))
		sent := c.took(2)
		Contains(t, sent[0], `INSERT INTO "users"`)
		Contains(t, sent[1], `INSERT INTO "addresses"`)
	})
}

func flushLinks(t *testing.T, e Engine) {
	e.try(t, "W-14 a link is one row inserted, or the one row of the pair deleted", func(t *testing.T) {
		c, _ := stock(t, e)
		o := must(kin.Get[FixtureOrder](c.ctx, c.s, 5))(t)
		first := must(kin.Get[FixtureItem](c.ctx, c.s, 1))(t)
		fifth := must(kin.Get[FixtureItem](c.ctx, c.s, 5))(t)
		c.took(3)
		o.Items.Add(first)
		done(t, c.s.Flush(c.ctx))
		Contains(t, c.took(1)[0], `INSERT INTO "order_items"`)
		o.Items.Remove(fifth)
		done(t, c.s.Flush(c.ctx))
		Contains(t, c.took(1)[0], `DELETE FROM "order_items"`, `"order_id"`, `"item_id"`)
		same(t, "the items", walk(c.ctx, []*FixtureOrder{o}, "Items"), "5[1]")
	})
	e.try(t, "W-06 a row that links lead to, which only the other end knows, is kept by the database", func(t *testing.T) {
		c := own(t, e, kin.Table[FixtureOrder](), kin.Table[FixtureItem]())
		i := &FixtureItem{Description: "x"}
		c.commit(func(s *kin.Session) {
			s.Add(&FixtureOrder{Description: "x", Items: kin.Of[FixtureOrder](i)})
		})
		c.s.Delete(must(kin.Get[FixtureItem](c.ctx, c.s, i.ID))(t))
		fails[*kin.ConstraintError](t, c.s.Flush(c.ctx), "foreign key")
	})
}

func flushRefuses(t *testing.T, e Engine) {
	e.try(t, "W-20 nil in a collection is an error that names it", func(t *testing.T) {
		c, _, _ := plainScene(t, e)
		u := must(kin.Get[plainUser](c.ctx, c.s, 7))(t)
		c.took(1)
		defer func() {
			if r := recover(); r != nil && !strings.Contains(r.(error).Error(), "Addresses") {
				t.Errorf("the panic does not name the relationship: %v", r)
			}
		}()
		u.Addresses.Add(nil)
		fails[error](t, c.s.Flush(c.ctx), "Addresses", "nil")
	})
}
