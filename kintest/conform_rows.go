package kintest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/load"
)

func conformRows(t *testing.T, e Engine) {
	e.try(t, "J-08 rows with a count are grouped inside of a joined relationship", func(t *testing.T) {
		c, f := stock(t, e)
		type line struct {
			Order *FixtureOrder
			N     int64
		}
		q := f.orders(load.Joined(&f.Orders.User)).Join(kin.On(&f.Orders.Items)).GroupBy(&f.Orders.ID)
		lines := must(kin.Rows(c.ctx, c.s, q, func(r *line) []kin.Output {
			return []kin.Output{kin.IntoRow(&r.Order, f.Orders), kin.Into(&r.N, kin.Count(&f.Items.ID))}
		}))(t)
		Contains(t, c.took(1)[0], "FROM (SELECT", "GROUP BY", ")", "LEFT OUTER JOIN")
		var got []string
		for _, l := range lines {
			got = append(got, fmt.Sprintf("%s:%d", graph([]*FixtureOrder{l.Order}, "User"), l.N))
		}
		same(t, "the counts", strings.Join(got, " "), "1→7:3 2→9:3 3→7:3 4→9:2 5→7:1")
	})
	e.try(t, "J-24 each entity of a line has its own options", func(t *testing.T) {
		c, f := stock(t, e)
		pairs(t, c, f, 6)
		c.begin()
		pairs(t, c, f, 1, func(order *FixtureOrder) load.Option[FixtureOrder] { return load.Joined(&order.Items) })
	})
}

// pairs reads users with each of their orders, and the items of those.
func pairs(t *testing.T, c *scene, f Fixture, took int, os ...func(order *FixtureOrder) load.Option[FixtureOrder]) {
	t.Helper()
	type line struct {
		User  *FixtureUser
		Order *FixtureOrder
	}
	order := kin.Alias(f.Orders)
	var options []load.Option[FixtureOrder]
	for _, o := range os {
		options = append(options, o(order))
	}
	q := f.users(load.Joined(&f.Users.Addresses)).Join(kin.On(kin.As(&f.Users.Orders, order))).OrderBy(kin.Asc(&f.Users.ID), kin.Asc(&order.ID))
	lines := must(kin.Rows(c.ctx, c.s, q, func(r *line) []kin.Output {
		return []kin.Output{kin.IntoRow(&r.User, f.Users), kin.IntoRow(&r.Order, order, options...)}
	}))(t)
	var got []string
	for _, l := range lines {
		got = append(got, graph([]*FixtureUser{l.User}, "Addresses")+" "+walk(c.ctx, []*FixtureOrder{l.Order}, "Items"))
	}
	c.took(took)
	same(t, "the pairs", strings.Join(got, ", "), "7[1] 1[1 2 3], 7[1] 3[3 4 5], 7[1] 5[5], 9[5] 2[1 2 3], 9[5] 4[1 5]")
}
