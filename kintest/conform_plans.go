package kintest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/load"
)

// conformPlans is what every engine must say of how it runs a statement that a tracer was told of.
func conformPlans(t *testing.T, e Engine) {
	e.try(t, "a plan says that all rows of a table are read", func(t *testing.T) {
		c, b := seeded(t, e)
		must(kin.Select(b.Posts).Where(kin.Eq(&b.Posts.Body, "b1")).All(c.ctx, c.s))(t)
		plan := c.explained(c.only())
		if scans := plan.FullScans(); !slices.Equal(scans, []string{"post"}) {
			t.Errorf("all rows are read of %q:\n%s", scans, plan)
		}
	})
	e.try(t, "a plan says which index it goes by", func(t *testing.T) {
		c, _ := seeded(t, e)
		must(kin.Get[SeedPost](c.ctx, c.s, 2))(t)
		plan := c.explained(c.only())
		if i := slices.IndexFunc(plan, func(s kin.Step) bool { return s.Table == "post" && s.Index != "" }); i < 0 || plan.FullScans() != nil {
			t.Errorf("no index of post is in\n%s%+v", plan, plan)
		}
	})
	e.try(t, "a plan of a list of keys has its arguments", func(t *testing.T) {
		c, b := seeded(t, e)
		must(kin.Select(b.Posts).Options(load.SelectIn(&b.Posts.Flags)).All(c.ctx, c.s))(t)
		sent := c.rec.Take()
		if len(sent) != 2 || sent[1].Strategy != "selectin" || sent[1].ArgBytes < 3*8 {
			t.Fatalf("%+v", sent)
		}
		if plan := c.explained(sent[1]); !strings.Contains(plan.String(), "flag") {
			t.Error(plan)
		}
	})
	e.try(t, "a plan is made and nothing is run", func(t *testing.T) { plansOfWriting(t, e) })
	e.try(t, "a plan shows no argument", func(t *testing.T) {
		c, b := seeded(t, e)
		hidden := "se'cr\net 4711"
		must(kin.Select(b.Posts).Where(kin.Or(kin.Eq(&b.Posts.Body, hidden), kin.Gt(&b.Posts.UserID, 471100))).All(c.ctx, c.s))(t)
		plan := c.explained(c.only()).String()
		for _, part := range []string{"se'", "cr", "et 4711", "4711"} {
			if strings.Contains(plan, part) {
				t.Errorf("%q is in\n%s", part, plan)
			}
		}
	})
	e.try(t, "what has no plan says why", func(t *testing.T) { unplanned(t, e) })
}

// only is the one statement that was sent since the last call.
func (c *scene) only() kin.TracedStatement {
	c.t.Helper()
	sent := c.rec.Take()
	if len(sent) != 1 {
		c.t.Fatalf("%d statements were sent, want 1%s", len(sent), listed(sent))
	}
	return sent[0]
}

// explained is the plan of a statement, asked for when its session is closed.
func (c *scene) explained(s kin.TracedStatement) kin.Plan {
	c.t.Helper()
	done(c.t, c.s.Close())
	ctx, cancel := context.WithTimeout(c.ctx, 5*time.Second)
	defer cancel()
	plan, err := s.Explain(ctx)
	if err != nil || len(plan) == 0 || len(c.rec.Take()) > 0 {
		c.t.Fatalf("%s: %v, %v", s.Text, plan, err)
	}
	return plan
}

// plansOfWriting explains all that a flush sends, and finds the rows as the flush has left them.
func plansOfWriting(t *testing.T, e Engine) {
	c, b := seeded(t, e)
	flag := must(kin.Get[SeedFlag](c.ctx, c.s, 1))(t)
	post := must(kin.Get[SeedPost](c.ctx, c.s, 2))(t)
	c.rec.Take()
	c.s.Delete(flag)
	post.Title = "new"
	c.s.Add(&SeedUser{Username: "dee"})
	done(t, c.s.Commit(c.ctx))
	sent := c.rec.Take()
	if len(sent) != 3 {
		t.Fatalf("3 statements are to be sent%s", listed(sent))
	}
	done(t, c.s.Close())
	done(t, c.db.Tx(c.ctx, func(ctx context.Context, s *kin.Session) error { // a row that explaining would delete or change again
		must(kin.Get[SeedPost](ctx, s, 2))(t).Title = "newer"
		s.Add(&SeedFlag{Model: kin.Model{ID: 1}, PostID: 1, UserID: 1})
		return nil
	}))
	c.rec.Take()
	for _, s := range sent {
		if s.Place == "" || !strings.Contains(s.Place, "conform_plans.go:") {
			t.Errorf("%s comes from %q", s.Text, s.Place)
		}
		plan, err := s.Explain(c.ctx)
		if err != nil {
			t.Error(err)
		}
		for _, table := range plan.FullScans() { // a server may do so where there are four rows
			if !slices.Contains([]string{"flag", "post", "user"}, table) {
				t.Errorf("%s: %s is no table:\n%s", s.Text, table, plan)
			}
		}
	}
	c.begin()
	if n := must(kin.Select(b.Users).Count(c.ctx, c.s))(t); n != 4 {
		t.Errorf("there are %d users", n)
	}
	if title := must(kin.Get[SeedPost](c.ctx, c.s, 2))(t).Title; title != "newer" {
		t.Errorf("the post is %s", title)
	}
	must(kin.Get[SeedFlag](c.ctx, c.s, 1))(t)
}

func unplanned(t *testing.T, e Engine) {
	c, b := seeded(t, e)
	must(kin.Select(b.Posts).Where(kin.Eq(&b.Posts.Body, strings.Repeat("x", 20_000))).All(c.ctx, c.s))(t)
	large := c.only()
	must(kin.Get[SeedPost](c.ctx, c.s, 2))(t)
	kept := c.only()
	if _, err := kin.Raw(b.Posts, "EXPLAIN SELECT 1").All(c.ctx, c.s); err == nil {
		t.Error("a plan is no post")
	}
	other := c.only()
	done(t, c.s.Close())
	for _, k := range []struct {
		statement kin.TracedStatement
		why       string
	}{
		{large, "its arguments are 20000 bytes"},
		{kept.WithoutArguments(), "its arguments are not kept"},
		{kin.TracedStatement{Text: "SELECT 1"}, "its arguments are not kept"},
		{other, "an engine explains SELECT, INSERT, UPDATE and DELETE"},
	} {
		plan, err := k.statement.Explain(c.ctx)
		if !errors.Is(err, kin.ErrNoPlan) || plan != nil {
			t.Errorf("%v, %v", plan, err)
			continue
		}
		Contains(t, err.Error(), k.why)
	}
	if _, err := kept.Explain(c.ctx); err != nil {
		t.Error(err)
	}
}
