package kintest

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/load"
)

func conformTransactions(t *testing.T, e Engine) {
	transactionsRollBack(t, e)
	transactionsSavepoints(t, e)
	transactionsFlush(t, e)
	transactionsUse(t, e)
}

var errOnPurpose = errors.New("on purpose")

func transactionsRollBack(t *testing.T, e Engine) {
	e.try(t, "a rollback puts rows back as the database has them", func(t *testing.T) {
		c, f := stock(t, e)
		u := must(kin.Get[FixtureUser](c.ctx, c.s, 8, load.SelectIn(&f.Users.Addresses)))(t)
		gone := must(kin.Get[FixtureUser](c.ctx, c.s, 10))(t)
		first := u.Addresses.Get()[0]
		added := &FixtureAddress{EmailAddress: "new"}
		u.Name = "flushed"
		u.Addresses.Remove(first)
		u.Addresses.Add(added)
		c.s.Delete(gone)
		done(t, c.s.Flush(c.ctx))
		u.Name = "not flushed"
		done(t, c.s.Rollback(c.ctx))
		same(t, "the name", u.Name, "ed")
		same(t, "the key of the one that was removed", *first.UserID, 8)
		same(t, "the addresses, read again", walk(c.ctx, []*FixtureUser{u}, "Addresses"), "8[2 3 4]")
		same(t, "the deleted one is back", must(kin.Get[FixtureUser](c.ctx, c.s, 10))(t), gone)
		same(t, "rows", must(kin.Select(f.Addresses).Count(c.ctx, c.s))(t), 5)
		c.s.Add(added) // it is in no session, and may be added again
		done(t, c.s.Commit(c.ctx))
		same(t, "rows with the new one", must(kin.Select(f.Addresses).Count(c.ctx, c.s))(t), 6)
	})
	e.try(t, "an attempt that is given up leaves rows from outside as they were, links included", func(t *testing.T) {
		c, b := seeded(t, e)
		var me *SeedUser
		done(t, c.db.Read(c.ctx, func(ctx context.Context, s *kin.Session) (err error) {
			me, err = kin.Get[SeedUser](ctx, s, 3, load.SelectIn(&b.Users.Flags))
			return err
		}))
		flag := &SeedFlag{Message: "again"}
		attempt := func(give error) error {
			return c.db.Tx(c.ctx, func(ctx context.Context, s *kin.Session) error {
				post := must(kin.Get[SeedPost](ctx, s, 2))(t)
				post.Flags.Add(flag)
				flag.User.Set(me)
				s.Add(flag)
				done(t, s.Flush(ctx))
				return give
			})
		}
		same(t, "the error", attempt(errOnPurpose), errOnPurpose)
		same(t, "my flags", graph([]*SeedUser{me}, "Flags"), "3[2]")
		same(t, "the flag's post is set", flag.Post.Loaded(), false)
		done(t, attempt(nil))
		same(t, "the flag's post", flag.PostID, 2)
		same(t, "flags", must(kin.Select(b.Flags).Count(c.ctx, c.s))(t), 5)
	})
	e.try(t, "Close without a commit keeps nothing", func(t *testing.T) {
		c, f := stock(t, e)
		s := c.db.Session()
		s.Add(&FixtureUser{Name: "new"})
		done(t, s.Flush(c.ctx))
		done(t, s.Close())
		done(t, s.Close())
		same(t, "users", must(f.users().Count(c.ctx, c.s))(t), 4)
		fails[error](t, s.Commit(c.ctx), "closed")
	})
}

func transactionsSavepoints(t *testing.T, e Engine) {
	e.try(t, "S-04 a savepoint that is given up undoes what was done in it alone", func(t *testing.T) {
		users := kin.Table[userRow]()
		c := own(t, e, users)
		ed, jack, wendy := &userRow{Name: "ed"}, &userRow{Name: "jack"}, &userRow{Name: "wendy"}
		c.s.Add(ed, jack)
		err := c.s.Savepoint(c.ctx, func(ctx context.Context) error {
			c.s.Add(wendy)
			ed.Name = "edward"
			done(t, c.s.Flush(ctx))
			jack.Name = "not flushed"
			return errOnPurpose
		})
		same(t, "the error", err, errOnPurpose)
		same(t, "ed", ed.Name, "ed")
		same(t, "jack", jack.Name, "jack")
		done(t, c.s.Savepoint(c.ctx, func(context.Context) error {
			jack.Name = "jackie"
			return nil
		}))
		done(t, c.s.Commit(c.ctx))
		c.begin()
		all := must(kin.Select(users).OrderBy(kin.Asc(&users.ID)).All(c.ctx, c.s))(t)
		if len(all) != 2 || all[0].Name != "ed" || all[1].Name != "jackie" {
			t.Errorf("%v", all)
		}
	})
}

func transactionsFlush(t *testing.T, e Engine) {
	e.try(t, "a failed flush leaves rows and database as before, and the session goes on", func(t *testing.T) {
		c := own(t, e, kin.Table[stocked]())
		first := &stocked{Name: "first"}
		c.s.Add(first)
		done(t, c.s.Commit(c.ctx))
		first.State = "changed"
		second, twin := &stocked{Name: "second"}, &stocked{Name: "first"}
		c.s.Add(second)
		done(t, c.s.Flush(c.ctx))
		third := &stocked{Name: "third"}
		first.Count = 9
		c.s.Add(third, twin)
		fails[*kin.ConstraintError](t, c.s.Flush(c.ctx), "unique")
		if third.ID != 0 || third.Count != 0 || first.Count != 9 || first.State != "changed" {
			t.Errorf("after the failed flush: %+v, %+v", third, first)
		}
		twin.Name = "fourth"
		done(t, c.s.Commit(c.ctx))
		c.begin()
		rows := kin.Table[stocked]()
		all := must(kin.Select(rows).OrderBy(kin.Asc(&rows.ID)).All(c.ctx, c.s))(t)
		if len(all) != 4 || all[0].Count != 9 || all[0].State != "changed" || all[3].Name != "fourth" {
			t.Errorf("%+v", all)
		}
	})
	e.try(t, "many rows are few statements, and get their keys in order", func(t *testing.T) {
		users := kin.Table[plainUser]()
		c := own(t, e, users, kin.Table[plainAddress]())
		var all []*plainUser
		for range 300 {
			u := &plainUser{Addresses: kin.Of[plainUser](&plainAddress{}, &plainAddress{})}
			all = append(all, u)
			c.s.Add(u)
		}
		done(t, c.s.Flush(c.ctx))
		if sent := c.rec.Take(); len(sent) > 10 {
			t.Errorf("900 rows took %d statements", len(sent))
		}
		for i, u := range all {
			a := u.Addresses.Get()
			if u.ID != int64(i+1) || *a[0].UserID != u.ID || *a[1].UserID != u.ID || a[1].ID != a[0].ID+1 {
				t.Fatalf("row %d: %d, %d, %d", i, u.ID, a[0].ID, a[1].ID)
			}
		}
	})
	e.try(t, "new rows that hang on each other in a circle are an error that says so", func(t *testing.T) {
		c, _ := stock(t, e)
		a, b := &FixtureNode{Data: "a"}, &FixtureNode{Data: "b"}
		a.Parent.Set(b)
		b.Parent.Set(a)
		c.s.Add(a)
		fails[error](t, c.s.Flush(c.ctx), "circle")
	})
}

func transactionsUse(t *testing.T, e Engine) {
	e.try(t, "a session that two goroutines use says so", func(t *testing.T) {
		c, f := stock(t, e)
		inside, out := make(chan struct{}), make(chan struct{})
		slow := &gate{inside: inside, out: out}
		var wait sync.WaitGroup
		wait.Go(func() {
			_, err := f.users().All(kin.WithTracer(c.ctx, slow), c.s)
			done(t, err)
		})
		<-inside
		_, err := f.users().All(c.ctx, c.s)
		same(t, "a query", errors.Is(err, kin.ErrConcurrentUse), true)
		same(t, "a flush", errors.Is(c.s.Flush(c.ctx), kin.ErrConcurrentUse), true)
		c.s.Add(&FixtureUser{})
		close(out)
		wait.Wait()
		same(t, "an Add, at the next call", errors.Is(c.s.Flush(c.ctx), kin.ErrConcurrentUse), true)
		done(t, c.s.Flush(c.ctx))
	})
	e.try(t, "a session that reads writes nothing and says so", func(t *testing.T) {
		c, _ := stock(t, e)
		err := c.db.Read(c.ctx, func(ctx context.Context, s *kin.Session) error {
			u := must(kin.Get[FixtureUser](ctx, s, 8))(t)
			u.Name = "changed"
			s.Add(&FixtureUser{})
			return nil
		})
		same(t, "the error", errors.Is(err, kin.ErrReadOnly), true)
		same(t, "the name", must(kin.Get[FixtureUser](c.ctx, c.s, 8))(t).Name, "ed")
	})
	e.try(t, "a row of a session that read is taken over with what was changed since", func(t *testing.T) {
		c, _ := stock(t, e)
		s := c.db.Session()
		u := must(kin.Get[FixtureUser](c.ctx, s, 8))(t)
		done(t, s.Close())
		u.Name = "changed while detached"
		c.s.Add(u)
		done(t, c.s.Commit(c.ctx))
		c.begin()
		same(t, "the name", must(kin.Get[FixtureUser](c.ctx, c.s, 8))(t).Name, "changed while detached")
	})
	e.try(t, "what was read stays one state of the database until the transaction ends", func(t *testing.T) {
		c, f := stock(t, e)
		before := must(f.users().All(c.ctx, c.s))(t)
		c.commit(func(s *kin.Session) { s.Add(&FixtureAddress{UserID: new(int64(10)), EmailAddress: "new"}) })
		same(t, "in the same transaction", walk(c.ctx, before, "Addresses"), usersAddresses)
		done(t, c.s.Commit(c.ctx))
		c.s.Expire(before[3])
		same(t, "in the next", len(must(before[3].Addresses.Load(c.ctx))(t)), 1)
	})
}

// A gate is a tracer that holds a statement until it may go on.
type gate struct{ inside, out chan struct{} }

func (g *gate) Statement(context.Context, kin.TracedStatement) {
	close(g.inside)
	<-g.out
}

func (g *gate) Notice(context.Context, string) {}
