package kintest

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/load"
)

// ranked has an order with ties and with NULL.
type ranked struct {
	kin.Model
	Rank *int64
	Name string
}

func conformQueries(t *testing.T, e Engine) {
	queryEnds(t, e)
	queryPages(t, e)
	queryParts(t, e)
	queryJoins(t, e)
	queryDefaults(t, e)
	queryRefuses(t, e)
}

func queryEnds(t *testing.T, e Engine) {
	e.try(t, "First, One, Exists and Count end a query", func(t *testing.T) {
		c, f := stock(t, e)
		first := must(kin.Select(f.Users).OrderBy(kin.Desc(&f.Users.ID)).First(c.ctx, c.s))(t)
		same(t, "the first", first.ID, 10)
		Contains(t, c.took(1)[0], "LIMIT 1")
		_, err := f.users().Where(kin.Gt(&f.Users.ID, 100)).First(c.ctx, c.s)
		same(t, "First without a row is ErrNotFound", errors.Is(err, kin.ErrNotFound), true)
		_, err = f.users().One(c.ctx, c.s)
		same(t, "One with several is ErrMultipleRows", errors.Is(err, kin.ErrMultipleRows), true)
		_, err = f.users().Where(kin.Gt(&f.Users.ID, 100)).One(c.ctx, c.s)
		same(t, "One without a row is ErrNotFound", errors.Is(err, kin.ErrNotFound), true)
		c.rec.Take()
		same(t, "there is one", must(f.users().Exists(c.ctx, c.s))(t), true)
		same(t, "there is none", must(f.users().Where(kin.Gt(&f.Users.ID, 100)).Exists(c.ctx, c.s))(t), false)
		c.took(2)
	})
	e.try(t, "Count counts what All would give", func(t *testing.T) {
		c, f := stock(t, e)
		for name, q := range map[string]kin.Query[FixtureUser]{
			"all":       f.users(),
			"some":      f.users().Where(kin.Gt(&f.Users.ID, 8)),
			"limited":   f.users().Limit(3),
			"offset":    f.users().Offset(3),
			"joined":    f.users().Join(kin.On(&f.Users.Addresses)),
			"distinct":  f.users().Join(kin.On(&f.Users.Addresses)).Distinct(),
			"with load": f.users(load.Joined(&f.Users.Orders)).Limit(2),
		} {
			rows := must(q.All(c.ctx, c.s))(t)
			same(t, name, must(q.Count(c.ctx, c.s))(t), int64(len(rows)))
		}
	})
	e.try(t, "Each gives what All gives, chunk by chunk, and may be left", func(t *testing.T) {
		c := own(t, e, kin.Table[FixtureUser](), kin.Table[FixtureAddress]())
		c.commit(func(s *kin.Session) {
			for range 600 {
				s.Add(&FixtureUser{Name: "x", Addresses: kin.Of[FixtureUser](&FixtureAddress{}, &FixtureAddress{})})
			}
		})
		f := Fixture{Users: kin.Table[FixtureUser](), Addresses: kin.Table[FixtureAddress]()}
		for _, by := range []load.Option[FixtureUser]{load.SelectIn(&f.Users.Addresses), load.Joined(&f.Users.Addresses), load.Subquery(&f.Users.Addresses)} {
			c.begin()
			n := int64(0)
			for u, err := range f.users(by).Each(c.ctx, c.s) {
				done(t, err)
				n++
				if u.ID != n || len(u.Addresses.Get()) != 2 || u.Addresses.Get()[1].ID != 2*n {
					t.Fatalf("row %d is user %d with %s", n, u.ID, graph([]*FixtureUser{u}, "Addresses"))
				}
			}
			same(t, "rows", n, 600)
		}
		c.begin()
		for u, err := range f.users().Each(c.ctx, c.s) {
			done(t, err)
			must(u.Addresses.Load(c.ctx))(t) // the session is free within the loop
			if u.ID == 3 {
				break
			}
		}
		same(t, "the session goes on", must(f.users().Count(c.ctx, c.s))(t), 600)
	})
}

func queryPages(t *testing.T, e Engine) {
	e.try(t, "pages by After give every row once, ties and NULL included", func(t *testing.T) {
		rows := kin.Table[ranked]()
		c := own(t, e, rows)
		c.commit(func(s *kin.Session) {
			for i := range int64(23) {
				r := &ranked{Name: string(rune('a' + i%3))}
				if i%4 > 0 {
					r.Rank = new(i % 3)
				}
				s.Add(r)
			}
		})
		for name, order := range map[string][]kin.Ordering{
			"ascending":  {kin.Asc(&rows.Rank), kin.Desc(&rows.Name)},
			"descending": {kin.Desc(&rows.Rank), kin.Asc(&rows.Name)},
			"by key":     {kin.Desc(&rows.ID)},
			"none":       nil,
		} {
			q := kin.Select(rows).OrderBy(order...).Limit(5)
			all := must(kin.Select(rows).OrderBy(order...).Limit(1000).All(c.ctx, c.s))(t)
			var paged []*ranked
			for page := must(q.All(c.ctx, c.s))(t); len(page) > 0; page = must(q.After(page[len(page)-1]).All(c.ctx, c.s))(t) {
				paged = append(paged, page...)
			}
			same(t, name, graph(paged), graph(all))
			same(t, name, len(paged), 23)
		}
	})
	e.try(t, "an offset without a limit leaves rows out", func(t *testing.T) {
		c, f := stock(t, e)
		same(t, "the rows", graph(must(f.users().Offset(2).All(c.ctx, c.s))(t)), "9 10")
	})
}

func queryParts(t *testing.T, e Engine) {
	e.try(t, "Columns reads some columns, and such rows are not written", func(t *testing.T) {
		c, f := stock(t, e)
		q := kin.Select(f.Orders).Columns(&f.Orders.Description).OrderBy(kin.Asc(&f.Orders.ID)).Options(load.SelectIn(&f.Orders.User))
		rows := must(q.All(c.ctx, c.s))(t)
		text := c.took(2)[0]
		Contains(t, text, "description")
		Lacks(t, text, "isopen")
		same(t, "the graph", graph(rows, "User"), ordersUser)
		same(t, "a text", rows[2].Description, "order 3")
		whole := must(kin.Get[FixtureOrder](c.ctx, c.s, 3))(t)
		same(t, "the whole row is another instance", whole == rows[2], false)
		same(t, "a column that was not asked for", whole.IsOpen, 1)
		c.s.Add(rows[2])
		fails[error](t, c.s.Flush(c.ctx), "Columns", "FixtureOrder")
	})
	e.try(t, "Related asks for the rows of one row's relationship", func(t *testing.T) {
		c, f := stock(t, e)
		u := must(kin.Get[FixtureUser](c.ctx, c.s, 7))(t)
		open := must(kin.Related(&u.Orders).Where(kin.Eq(&f.Orders.IsOpen, 1)).All(c.ctx, c.s))(t)
		same(t, "the open orders", graph(open), "3")
		same(t, "loaded", u.Orders.Loaded(), false)
		same(t, "how many items", must(kin.Related(&open[0].Items).Count(c.ctx, c.s))(t), 3)
		items := must(kin.Related(&open[0].Items).OrderBy(kin.Desc(&f.Items.ID)).Limit(2).All(c.ctx, c.s))(t)
		same(t, "the last items", graph(items), "5 4")
		same(t, "the user of an order", must(kin.Related(&open[0].User).One(c.ctx, c.s))(t), u)
		_, err := kin.Related(&f.Users.Orders).All(c.ctx, c.s)
		fails[error](t, err, "of a row", "of a table")
	})
	e.try(t, "SQL by hand fills rows by the names of its columns", func(t *testing.T) {
		c, f := stock(t, e)
		rows := must(kin.Raw(f.Users, "SELECT 1 AS one, name, id FROM users WHERE id > 8 ORDER BY id").Options(load.SelectIn(&f.Users.Orders)).All(c.ctx, c.s))(t)
		same(t, "the graph", graph(rows, "Orders"), "9[2 4] 10[]")
		same(t, "a name", rows[0].Name, "fred")
		_, err := kin.Raw(f.Users, "SELECT id FROM users").All(c.ctx, c.s)
		fails[error](t, err, "FixtureUser", "name")
		_, err = kin.Raw(f.Users, "SELECT * FROM users").Limit(1).All(c.ctx, c.s)
		fails[error](t, err, "by hand")
	})
	e.try(t, "a query in a query: aggregates, HAVING and DISTINCT", func(t *testing.T) {
		c, f := stock(t, e)
		type line struct {
			Name   string
			Orders int64
			Last   *int64
			Mean   *float64
		}
		q := kin.Select(f.Users).LeftJoin(kin.On(&f.Users.Orders)).GroupBy(&f.Users.ID, &f.Users.Name).OrderBy(kin.Asc(&f.Users.ID))
		shape := func(l *line) []kin.Output {
			return []kin.Output{
				kin.Into(&l.Name, kin.Col(&f.Users.Name)), kin.Into(&l.Orders, kin.Count(&f.Orders.ID)),
				kin.Into(&l.Last, kin.OrNil(kin.Max(&f.Orders.ID))), kin.Into(&l.Mean, kin.OrNil(kin.Avg(&f.Orders.ID))),
			}
		}
		lines := must(kin.Rows(c.ctx, c.s, q, shape))(t)
		var got []string
		for _, l := range lines {
			last, mean := "-", "-"
			if l.Last != nil {
				last, mean = strconv.FormatInt(*l.Last, 10), fmt.Sprint(*l.Mean)
			}
			got = append(got, fmt.Sprintf("%s %d %s %s", l.Name, l.Orders, last, mean))
		}
		same(t, "the lines", strings.Join(got, ", "), "jack 3 5 3, ed 0 - -, fred 2 4 3, chuck 0 - -")
		some := must(kin.Rows(c.ctx, c.s, q.Having(kin.Count(&f.Orders.ID).Ge(2), kin.CountDistinct(&f.Orders.AddressID).Lt(2)), shape))(t)
		same(t, "with many orders", len(some), 2)
	})
}

func queryJoins(t *testing.T, e Engine) {
	e.try(t, "FromJoin fills with what the query's conditions left", func(t *testing.T) {
		c, f := stock(t, e)
		q := f.users(load.FromJoin(&f.Users.Addresses, load.SelectIn(&f.Addresses.Dingaling))).Join(kin.On(&f.Users.Addresses))
		users := must(q.Where(kin.Like(&f.Addresses.EmailAddress, "ed@%")).All(c.ctx, c.s))(t)
		c.took(2)
		same(t, "the graph", graph(users, "Addresses.Dingaling"), "8[2→1 3→- 4→-]")
		c.begin()
		some := must(q.Where(kin.Eq(&f.Addresses.ID, 3)).All(c.ctx, c.s))(t)
		same(t, "the filtered graph", graph(some, "Addresses"), "8[3]")
	})
	e.try(t, "FromJoin by an alias, inside of a limited query too", func(t *testing.T) {
		c, f := stock(t, e)
		home := kin.Alias(f.Addresses)
		q := f.orders(load.FromJoin(kin.As(&f.Orders.Address, home)), load.Joined(&f.Orders.Items)).
			LeftJoin(kin.On(kin.As(&f.Orders.Address, home))).Limit(3)
		orders := must(q.All(c.ctx, c.s))(t)
		c.took(1)
		same(t, "the graph", graph(orders, "Address", "Items"), "1→1[1 2 3] 2→4[1 2 3] 3→1[3 4 5]")
	})
	e.try(t, "FromJoin without its join is an error that names the path", func(t *testing.T) {
		c, f := stock(t, e)
		_, err := f.users(load.FromJoin(&f.Users.Addresses)).All(c.ctx, c.s)
		fails[error](t, err, "FixtureUser.Addresses", "no such join")
		home := kin.Alias(f.Addresses)
		_, err = f.users(load.FromJoin(kin.As(&f.Users.Addresses, home))).Join(kin.On(&f.Users.Addresses)).All(c.ctx, c.s)
		fails[error](t, err, "FixtureUser.Addresses", "alias")
	})
	e.try(t, "columns are compared across a join with conditions of its own", func(t *testing.T) {
		c, f := stock(t, e)
		q := kin.Select(f.Orders).LeftJoin(kin.On(&f.Orders.Address, kin.Like(&f.Addresses.EmailAddress, "jack%"))).
			Where(kin.Nullable(&f.Orders.UserID).EqTo(kin.Nullable(&f.Addresses.UserID))).OrderBy(kin.Asc(&f.Orders.ID))
		same(t, "the orders", graph(must(q.All(c.ctx, c.s))(t)), "1 3")
	})
	e.try(t, "an outer row of the same table is named by an alias", func(t *testing.T) {
		c, f := stock(t, e)
		c.commit(addTree)
		outer := kin.Alias(f.Nodes)
		q := kin.Select(outer).Where(kin.Any(&outer.Children, kin.Col(&f.Nodes.ID).GtTo(kin.Col(&outer.ID)), kin.Eq(&f.Nodes.Data, "n12"))).
			Options(load.SelectIn(&outer.Children))
		same(t, "the parents of n12", graph(must(q.All(c.ctx, c.s))(t), "Children"), "1[3 4 5]")
	})
}

func queryDefaults(t *testing.T, e Engine) {
	e.try(t, "a session's strategy holds for what no option names", func(t *testing.T) {
		c, f := stock(t, e, kin.Loading(load.Raise))
		users := must(f.users(load.SelectIn(&f.Users.Orders)).All(c.ctx, c.s))(t)
		c.took(2)
		_, err := users[0].Addresses.Load(c.ctx)
		fails[*kin.RaiseError](t, err, "Addresses")
		_, err = users[0].Orders.Get()[0].Items.Load(c.ctx)
		fails[*kin.RaiseError](t, err, "Items")
		c.begin(kin.Loading(load.SelectIn))
		must(f.addresses().Limit(2).All(c.ctx, c.s))(t)
		if sent := c.rec.Take(); len(sent) < 3 {
			t.Errorf("a default that loads should load with the query:%s", listed(sent))
		}
	})
	e.try(t, "peers of a long result are loaded window by window", func(t *testing.T) {
		c := own(t, e, kin.Table[FixtureUser](), kin.Table[FixtureAddress]())
		c.commit(func(s *kin.Session) {
			for range 1000 {
				s.Add(&FixtureUser{Name: "x", Addresses: kin.Of[FixtureUser](&FixtureAddress{})})
			}
		})
		f := Fixture{Users: kin.Table[FixtureUser]()}
		users := must(f.users(load.Peers(&f.Users.Addresses)).All(c.ctx, c.s))(t)
		c.took(1)
		for _, u := range users {
			same(t, "addresses", len(must(u.Addresses.Load(c.ctx))(t)), 1)
		}
		if sent := c.rec.Take(); len(sent) > 4 {
			t.Errorf("1,000 peers took %d statements", len(sent))
		}
	})
}

func queryRefuses(t *testing.T, e Engine) {
	e.try(t, "what cannot be right is an error that says why", func(t *testing.T) {
		c, f := stock(t, e)
		row := must(kin.Get[FixtureUser](c.ctx, c.s, 7))(t)
		home := kin.Alias(f.Addresses)
		other := kin.Alias(f.Users)
		for name, x := range map[string]struct {
			err   error
			parts []string
		}{
			"the column of a row":         {failing(f.users().Where(kin.Eq(&row.Name, "x")).All(c.ctx, c.s)), []string{"row", "prototype"}},
			"a table that is not joined":  {failing(f.users().Where(kin.Eq(&f.Orders.IsOpen, 1)).All(c.ctx, c.s)), []string{"users", "Join"}},
			"an order by a table":         {failing(f.users().OrderBy(kin.Asc(f.Users)).All(c.ctx, c.s)), []string{"FixtureUser"}},
			"a relationship as a column":  {failing(f.users().Where(kin.Eq(&f.Users.Orders, f.Users.Orders)).All(c.ctx, c.s)), []string{"FixtureOrder", "relationship", "kin.Any"}},
			"a join twice":                {failing(f.users().Join(kin.On(&f.Users.Orders), kin.On(&f.Users.Orders)).All(c.ctx, c.s)), []string{"second time", "kin.As"}},
			"a join of what is not there": {failing(f.users().Join(kin.On(&home.Dingaling)).All(c.ctx, c.s)), []string{"no such", "Dingaling"}},
			"an option of an alias":       {failing(f.users(load.SelectIn(&other.Orders)).All(c.ctx, c.s)), []string{"alias"}},
			"a selection from a row":      {failing(kin.Select(row).All(c.ctx, c.s)), []string{"row"}},
			"a negative limit":            {failing(f.users().Limit(-1).All(c.ctx, c.s)), []string{"negative"}},
			"After without columns":       {failing(f.users().OrderBy(kin.Count(&f.Users.ID).Asc()).After(row).All(c.ctx, c.s)), []string{"After"}},
			"a list with nil":             {failing(kin.Select(f.Addresses).Where(kin.In(&f.Addresses.UserID, nil)).All(c.ctx, c.s)), []string{"nil", "IsNull"}},
		} {
			t.Run(name, func(t *testing.T) { fails[error](t, x.err, x.parts...) })
		}
	})
}

func failing[V any](_ V, err error) error { return err }
