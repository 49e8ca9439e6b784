package kintest

import (
	"testing"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/load"
)

// What becomes of rows whose owner is deleted, by what is declared.
type (
	keeping struct {
		kin.Model
		Name string

		Needed   kin.Many[keeping, needing]   `kin:"back_populates=Owner"`
		Optional kin.Many[keeping, wanting]   `kin:"back_populates=Owner"`
		Cascaded kin.Many[keeping, falling]   `kin:"back_populates=Owner"`
		Nulled   kin.Many[keeping, emptied]   `kin:"back_populates=Owner"`
		Owned    kin.Many[keeping, belonging] `kin:"back_populates=Owner; cascade=all,delete-orphan"`
		Left     kin.Many[keeping, left]      `kin:"lazy=noload; cascade=all"`
		Tags     kin.Many[keeping, label]     `kin:"secondary=keeping_label"`
	}
	needing struct {
		kin.Model
		OwnerID int64                     `kin:"foreign_key=keeping.id"`
		Owner   kin.One[needing, keeping] `kin:"back_populates=Needed"`
	}
	wanting struct {
		kin.Model
		OwnerID *int64                    `kin:"foreign_key=keeping.id"`
		Owner   kin.One[wanting, keeping] `kin:"back_populates=Optional"`
	}
	falling struct {
		kin.Model
		OwnerID int64                     `kin:"foreign_key=keeping.id; on_delete=cascade"`
		Owner   kin.One[falling, keeping] `kin:"back_populates=Cascaded"`
	}
	emptied struct {
		kin.Model
		OwnerID *int64                    `kin:"foreign_key=keeping.id; on_delete=set_null"`
		Owner   kin.One[emptied, keeping] `kin:"back_populates=Nulled"`
	}
	belonging struct {
		kin.Model
		OwnerID int64                       `kin:"foreign_key=keeping.id"`
		Owner   kin.One[belonging, keeping] `kin:"back_populates=Owned"`
		Parts   kin.Many[belonging, part]   `kin:"cascade=all"`
	}
	part struct {
		kin.Model
		BelongingID int64 `kin:"foreign_key=belonging.id"`
	}
	left struct {
		kin.Model
		OwnerID *int64 `kin:"foreign_key=keeping.id"`
	}
	label struct {
		kin.Model
		Text string
	}

	// seated is a one-to-one that replaces its row: the key is unique and the former is deleted.
	seated struct {
		kin.Model
		Seat kin.One[seated, seat] `kin:"back_populates=By; cascade=all,delete-orphan"`
	}
	seat struct {
		kin.Model
		Name string
		ByID int64                 `kin:"foreign_key=seated.id; unique"`
		By   kin.One[seat, seated] `kin:"back_populates=Seat"`
	}
)

func deletesScene(t *testing.T, e Engine) (*scene, *keeping) {
	t.Helper()
	rows := kin.Table[keeping]()
	c := own(t, e, rows)
	return c, rows
}

// keep writes an owner with rows, and gives its id.
func (c *scene) keep(owner *keeping) int64 {
	c.t.Helper()
	c.commit(func(s *kin.Session) { s.Add(owner) })
	return owner.ID
}

func conformDeletes(t *testing.T, e Engine) {
	deletesLoadedOrNot(t, e)
	deletesReplace(t, e)
	deletesOrphans(t, e)
}

// deletesLoadedOrNot deletes the same owner with nothing loaded, with all loaded, and with part of
// it loaded: what becomes of its rows is the same.
func deletesLoadedOrNot(t *testing.T, e Engine) {
	for _, how := range []struct {
		name    string
		options func(k *keeping) []load.Option[keeping]
	}{
		{"nothing loaded", func(*keeping) []load.Option[keeping] { return nil }},
		{"all loaded", func(k *keeping) []load.Option[keeping] {
			return []load.Option[keeping]{
				load.SelectIn(&k.Optional), load.SelectIn(&k.Cascaded), load.SelectIn(&k.Nulled), load.SelectIn(&k.Owned), load.SelectIn(&k.Left), load.SelectIn(&k.Tags),
			}
		}},
		{"a part loaded", func(k *keeping) []load.Option[keeping] {
			return []load.Option[keeping]{
				load.SelectIn(&k.Optional).Limit(1), load.SelectIn(&k.Cascaded).Limit(1), load.SelectIn(&k.Owned).Limit(1), load.SelectIn(&k.Left).Limit(1),
			}
		}},
	} {
		e.try(t, "what becomes of the rows of a deleted owner: "+how.name, func(t *testing.T) {
			c, rows := deletesScene(t, e)
			id := c.keep(&keeping{
				Optional: kin.Of[keeping](&wanting{}, &wanting{}), Cascaded: kin.Of[keeping](&falling{}, &falling{}),
				Nulled: kin.Of[keeping](&emptied{}, &emptied{}), Left: kin.Of[keeping](&left{}, &left{}),
				Owned: kin.Of[keeping](&belonging{Parts: kin.Of[belonging](&part{}, &part{})}, &belonging{}),
				Tags:  kin.Of[keeping](&label{Text: "a"}, &label{Text: "b"}),
			})
			owner := must(kin.Get[keeping](c.ctx, c.s, id, how.options(rows)...))(t)
			c.s.Delete(owner)
			done(t, c.s.Commit(c.ctx))
			c.begin()
			count(c, "owners", kin.Select(kin.Table[keeping]()), 0)
			count(c, "rows that want it", kin.Select(kin.Table[wanting]()), 2)
			count(c, "rows that fall with it", kin.Select(kin.Table[falling]()), 0)
			count(c, "rows whose key the database empties", kin.Select(kin.Table[emptied]()), 2)
			count(c, "rows that it owns", kin.Select(kin.Table[belonging]()), 0)
			count(c, "rows that those own", kin.Select(kin.Table[part]()), 0)
			count(c, "rows of a relationship that is left empty", kin.Select(kin.Table[left]()), 0)
			count(c, "rows it was linked with", kin.Select(kin.Table[label]()), 2)
			wantings := kin.Table[wanting]()
			same(t, "keys that are left", must(kin.Select(wantings).Where(kin.Not(kin.IsNull(&wantings.OwnerID))).Count(c.ctx, c.s))(t), 0)
		})
	}
	for _, loaded := range []bool{false, true} {
		e.try(t, map[bool]string{true: "a row that others need is kept: loaded", false: "a row that others need is kept: not loaded"}[loaded], func(t *testing.T) {
			c, rows := deletesScene(t, e)
			id := c.keep(&keeping{Needed: kin.Of[keeping](&needing{}), Optional: kin.Of[keeping](&wanting{})})
			var options []load.Option[keeping]
			if loaded {
				options = append(options, load.SelectIn(&rows.Needed))
			}
			c.s.Delete(must(kin.Get[keeping](c.ctx, c.s, id, options...))(t))
			fails[*kin.RestrictError](t, c.s.Commit(c.ctx), "keeping.Needed")
			done(t, c.s.Rollback(c.ctx))
			count(c, "owners", kin.Select(kin.Table[keeping]()), 1)
		})
	}
	e.try(t, "a row that others need goes when they go with it, or move away", func(t *testing.T) {
		c, _ := deletesScene(t, e)
		first, second := &needing{}, &needing{}
		id := c.keep(&keeping{Needed: kin.Of[keeping](first, second)})
		other := c.keep(&keeping{})
		owner := must(kin.Get[keeping](c.ctx, c.s, id))(t)
		a, b := must(kin.Get[needing](c.ctx, c.s, first.ID))(t), must(kin.Get[needing](c.ctx, c.s, second.ID))(t)
		to := must(kin.Get[keeping](c.ctx, c.s, other))(t)
		c.s.Delete(owner, a)
		b.Owner.Set(to)
		done(t, c.s.Commit(c.ctx))
		count(c, "rows", kin.Select(kin.Table[needing]()), 1)
		same(t, "the key of the one that moved", b.OwnerID, other)
	})
}

// count fails the test unless a table has so many rows.
func count[T any](c *scene, what string, q kin.Query[T], want int64) {
	c.t.Helper()
	same(c.t, what, must(q.Count(c.ctx, c.s))(c.t), want)
}

func deletesReplace(t *testing.T, e Engine) {
	e.try(t, "a one-to-one gets another row while its key is unique", func(t *testing.T) {
		for _, loaded := range []bool{true, false} {
			rows := kin.Table[seated]()
			c := own(t, e, rows)
			first := &seat{Name: "first"}
			c.commit(func(s *kin.Session) { s.Add(&seated{Seat: kin.To[seated](first)}) })
			var options []load.Option[seated]
			if loaded {
				options = append(options, load.SelectIn(&rows.Seat))
			}
			owner := must(kin.Get[seated](c.ctx, c.s, 1, options...))(t)
			owner.Seat.Set(&seat{Name: "second"})
			done(t, c.s.Commit(c.ctx))
			c.begin()
			owner = must(kin.Get[seated](c.ctx, c.s, 1, load.SelectIn(&rows.Seat)))(t)
			same(t, "the new seat", owner.Seat.Get().Name, "second")
			count(c, "seats", kin.Select(kin.Table[seat]()), 1)
		}
	})
	e.try(t, "a collection that was not loaded is replaced", func(t *testing.T) {
		c, _ := deletesScene(t, e)
		kept := &wanting{}
		id := c.keep(&keeping{Optional: kin.Of[keeping](kept, &wanting{}), Tags: kin.Of[keeping](&label{Text: "a"}, &label{Text: "b"})})
		owner := must(kin.Get[keeping](c.ctx, c.s, id))(t)
		stays := must(kin.Get[wanting](c.ctx, c.s, kept.ID))(t)
		owner.Optional.Replace(stays, &wanting{})
		owner.Tags.Replace(&label{Text: "c"})
		done(t, c.s.Commit(c.ctx))
		c.begin()
		rows := kin.Table[keeping]()
		owner = must(kin.Get[keeping](c.ctx, c.s, id, load.SelectIn(&rows.Optional), load.SelectIn(&rows.Tags)))(t)
		same(t, "the graph", graph([]*keeping{owner}, "Optional", "Tags"), "1[1 3][3]")
		count(c, "rows", kin.Select(kin.Table[wanting]()), 3)
	})
}

func deletesOrphans(t *testing.T, e Engine) {
	e.try(t, "an orphan is deleted whichever end lets go, and however it was loaded", func(t *testing.T) {
		for name, let := range map[string]func(c *scene, owner *keeping, row *belonging){
			"the owner's end, loaded": func(c *scene, owner *keeping, row *belonging) {
				must(owner.Owned.Load(c.ctx))(c.t)
				owner.Owned.Remove(row)
			},
			"the owner's end, not loaded": func(_ *scene, owner *keeping, row *belonging) { owner.Owned.Remove(row) },
			"its own end, loaded": func(c *scene, _ *keeping, row *belonging) {
				must(row.Owner.Load(c.ctx))(c.t)
				row.Owner.Set(nil)
			},
			"its own end, not loaded": func(_ *scene, _ *keeping, row *belonging) { row.Owner.Set(nil) },
		} {
			c, _ := deletesScene(t, e)
			mine := &belonging{Parts: kin.Of[belonging](&part{})}
			id := c.keep(&keeping{Owned: kin.Of[keeping](mine, &belonging{})})
			owner := must(kin.Get[keeping](c.ctx, c.s, id))(t)
			let(c, owner, must(kin.Get[belonging](c.ctx, c.s, mine.ID))(t))
			done(t, c.s.Commit(c.ctx))
			c.begin()
			t.Run(name, func(*testing.T) {
				count(c, "rows", kin.Select(kin.Table[belonging]()), 1)
				count(c, "parts", kin.Select(kin.Table[part]()), 0)
			})
		}
	})
	e.try(t, "a new row that is taken out again is not inserted", func(t *testing.T) {
		c, _ := deletesScene(t, e)
		owner := must(kin.Get[keeping](c.ctx, c.s, c.keep(&keeping{})))(t)
		row := &belonging{}
		owner.Owned.Add(row)
		c.s.Add(row)
		owner.Owned.Remove(row)
		done(t, c.s.Commit(c.ctx))
		count(c, "rows", kin.Select(kin.Table[belonging]()), 0)
		owner.Owned.Add(row)
		done(t, c.s.Commit(c.ctx))
		count(c, "rows when it was added again", kin.Select(kin.Table[belonging]()), 1)
		same(t, "its key", row.OwnerID, owner.ID)
	})
}
