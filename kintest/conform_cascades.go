package kintest

import (
	"errors"
	"testing"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/load"
)

type (
	// owningUser owns its addresses: one that is taken out is deleted.
	owningUser struct {
		kin.Model `kin:"table=users"`
		Name      string

		Addresses kin.Many[owningUser, ownedAddress] `kin:"back_populates=User; cascade=all,delete-orphan"`
	}
	ownedAddress struct {
		kin.Model    `kin:"table=addresses"`
		UserID       *int64 `kin:"foreign_key=users.id"`
		EmailAddress string

		User kin.One[ownedAddress, owningUser] `kin:"back_populates=Addresses"`
	}

	// passiveUser leaves the deletion of its addresses to the database.
	passiveUser struct {
		kin.Model `kin:"table=users"`
		Name      string

		Addresses kin.Many[passiveUser, passiveAddress] `kin:"cascade=all,delete-orphan; passive_deletes"`
	}
	passiveAddress struct {
		kin.Model    `kin:"table=addresses"`
		UserID       *int64 `kin:"foreign_key=users.id; on_delete=cascade"`
		EmailAddress string
	}

	fakeCascade struct {
		kin.Model
		ParentID *int64 `kin:"foreign_key=fake_cascade.id"`

		Children kin.Many[fakeCascade, fakeCascade] `kin:"cascade=fake"`
	}
	halfCascade struct {
		kin.Model
		ParentID *int64 `kin:"foreign_key=half_cascade.id"`

		Children kin.Many[halfCascade, halfCascade] `kin:"cascade=delete-orphan"`
	}
)

func conformCascades(t *testing.T, e Engine) {
	cascadeOrphans(t, e)
	cascadePassive(t, e)
	cascadeMistakes(t, e)
}

func owningScene(t *testing.T, e Engine) (*scene, *owningUser) {
	t.Helper()
	users := kin.Table[owningUser]()
	return variant(t, e, users, kin.Table[ownedAddress]()), users
}

func cascadeOrphans(t *testing.T, e Engine) {
	e.try(t, "C-02 an orphan is deleted", func(t *testing.T) {
		c, users := owningScene(t, e)
		u := must(kin.Get[owningUser](c.ctx, c.s, 8, load.SelectIn(&users.Addresses)))(t)
		c.took(2)
		u.Addresses.Remove(u.Addresses.Get()[0])
		done(t, c.s.Flush(c.ctx))
		Contains(t, c.took(1)[0], `DELETE FROM "addresses"`)
		_, err := kin.Get[ownedAddress](c.ctx, c.s, 2)
		fails[error](t, err, "ownedAddress", "2")
		same(t, "the error of Get is ErrNotFound", errors.Is(err, kin.ErrNotFound), true)
	})
	e.try(t, "C-04 a row that moves to another parent is no orphan", func(t *testing.T) {
		c, users := owningScene(t, e)
		u := must(kin.Get[owningUser](c.ctx, c.s, 7, load.SelectIn(&users.Addresses)))(t)
		a := must(kin.Get[ownedAddress](c.ctx, c.s, 2))(t)
		c.took(3)
		u.Addresses.Add(a)
		done(t, c.s.Flush(c.ctx))
		Contains(t, c.took(1)[0], `UPDATE "addresses"`)
		same(t, "the key", *a.UserID, 7)
	})
	e.try(t, "C-06 a row that never had a parent is inserted", func(t *testing.T) {
		c, _ := owningScene(t, e)
		c.s.Add(&ownedAddress{EmailAddress: "new"})
		done(t, c.s.Flush(c.ctx))
		Contains(t, c.took(1)[0], "INSERT")
	})
	e.try(t, "C-14 a parent is detached with what is loaded below it", func(t *testing.T) {
		c, users := owningScene(t, e)
		u := must(kin.Get[owningUser](c.ctx, c.s, 8, load.SelectIn(&users.Addresses)))(t)
		c.took(2)
		c.s.Detach(u)
		u.Addresses.Get()[0].EmailAddress = "changed"
		done(t, c.s.Flush(c.ctx))
		c.took(0)
	})
}

func cascadePassive(t *testing.T, e Engine) {
	scene := func(t *testing.T) (*scene, *passiveUser, *passiveAddress) {
		t.Helper()
		users, addresses := kin.Table[passiveUser](), kin.Table[passiveAddress]()
		c := own(t, e, users, addresses)
		c.commit(func(s *kin.Session) {
			s.Add(&passiveUser{Name: "ed", Addresses: kin.Of[passiveUser](&passiveAddress{EmailAddress: "a"}, &passiveAddress{EmailAddress: "b"})})
		})
		return c, users, addresses
	}
	e.try(t, "C-08 with passive_deletes rows that are not loaded are left to the database", func(t *testing.T) {
		c, _, addresses := scene(t)
		u := must(kin.Get[passiveUser](c.ctx, c.s, 1))(t)
		c.took(1)
		c.s.Delete(u)
		done(t, c.s.Flush(c.ctx))
		Contains(t, c.took(1)[0], `DELETE FROM "users"`)
		same(t, "addresses left", must(kin.Select(addresses).Count(c.ctx, c.s))(t), 0)
	})
	e.try(t, "C-08 with passive_deletes rows that are loaded are gone too", func(t *testing.T) {
		c, users, addresses := scene(t)
		u := must(kin.Get[passiveUser](c.ctx, c.s, 1, load.SelectIn(&users.Addresses)))(t)
		c.took(2)
		c.s.Delete(u)
		done(t, c.s.Flush(c.ctx))
		sent := c.took(2)
		Contains(t, sent[0], `DELETE FROM "addresses"`)
		Contains(t, sent[1], `DELETE FROM "users"`)
		same(t, "addresses left", must(kin.Select(addresses).Count(c.ctx, c.s))(t), 0)
	})
}

func cascadeMistakes(t *testing.T, e Engine) {
	e.try(t, "C-12 an unknown cascade is a mistake that names it", func(t *testing.T) {
		_, err := e.place(t).open(t.Context(), kin.Models(kin.Table[fakeCascade]()))
		fails[*kin.MappingError](t, err, "fakeCascade.Children", "fake")
	})
	// SQLAlchemy warns: a row taken out would be deleted, and one left behind would not.
	e.try(t, "C-12 delete-orphan without delete is a mistake", func(t *testing.T) {
		_, err := e.place(t).open(t.Context(), kin.Models(kin.Table[halfCascade]()))
		fails[*kin.MappingError](t, err, "halfCascade.Children", "delete-orphan", "cascade=all,delete-orphan")
	})
}
