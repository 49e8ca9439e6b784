package kintest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/load"
)

// A linked person has links to others, and others to it.
type linkedPerson struct {
	kin.Model

	Out kin.Many[linkedPerson, linkedPerson] `kin:"back_populates=In; secondary=links(from_id,to_id)"`
	In  kin.Many[linkedPerson, linkedPerson] `kin:"back_populates=Out; secondary=links(to_id,from_id)"`
}

func conformTrees(t *testing.T, e Engine) {
	treeDepths(t, e)
	treeEnds(t, e)
	treeLinks(t, e)
}

// thirteen is a tree of three levels, as shape shows it.
const thirteen = "n1(n11(n111 n112) n12(n121 n122 n123) n13) n2(n21(n211 n212))"

// addTree adds the thirteen nodes, and the database numbers them in breadth order.
func addTree(s *kin.Session) {
	node := func(data string, children ...*FixtureNode) *FixtureNode {
		return &FixtureNode{Data: data, Children: kin.Of[FixtureNode](children...)}
	}
	s.Add(
		node("n1", node("n11", node("n111"), node("n112")), node("n12", node("n121"), node("n122"), node("n123")), node("n13")),
		node("n2", node("n21", node("n211"), node("n212"))),
	)
}

// shape walks a tree and shows its texts.
func (c *scene) shape(nodes []*FixtureNode) string {
	c.t.Helper()
	parts := make([]string, len(nodes))
	for i, n := range nodes {
		parts[i] = n.Data
		children := must(n.Children.Load(c.ctx))(c.t)
		if len(children) > 0 {
			parts[i] += "(" + c.shape(children) + ")"
		}
	}
	return strings.Join(parts, " ")
}

func treeScene(t *testing.T, e Engine) (*scene, Fixture) {
	t.Helper()
	c, f := stock(t, e)
	c.commit(addTree)
	return c, f
}

func (f Fixture) roots(os ...load.Option[FixtureNode]) kin.Query[FixtureNode] {
	return kin.Select(f.Nodes).Options(os...).Where(kin.Is(&f.Nodes.Parent, nil)).OrderBy(kin.Asc(&f.Nodes.Data))
}

func treeDepths(t *testing.T, e Engine) {
	for _, d := range []struct{ depth, load, walk int }{{-1, 4, 0}, {1, 2, 11}, {2, 3, 7}, {3, 4, 0}} {
		e.try(t, fmt.Sprintf("T-06 selectin of depth %d costs %d statements and then %d", d.depth, d.load, d.walk), func(t *testing.T) {
			c, f := treeScene(t, e)
			roots := must(f.roots(load.SelectIn(&f.Nodes.Children).Depth(d.depth)).All(c.ctx, c.s))(t)
			c.took(d.load)
			same(t, "the tree", c.shape(roots), thirteen)
			c.took(d.walk)
		})
	}
	e.try(t, "T-06 immediate to the end is a statement for each node", func(t *testing.T) {
		c, f := treeScene(t, e)
		roots := must(f.roots(load.Immediate(&f.Nodes.Children).Depth(-1)).All(c.ctx, c.s))(t)
		c.took(14)
		same(t, "the tree", c.shape(roots), thirteen)
		c.took(0)
	})
	e.try(t, "T-08 a depth is for a relationship of a table to itself", func(t *testing.T) {
		c, f := treeScene(t, e)
		_, err := f.users(load.SelectIn(&f.Users.Addresses).Depth(2)).All(c.ctx, c.s)
		fails[error](t, err, "User.Addresses", "to itself")
	})
}

func treeEnds(t *testing.T, e Engine) {
	e.try(t, "T-10 a chain of 200 nodes is loaded to its end", func(t *testing.T) {
		c, f := stock(t, e)
		c.commit(func(s *kin.Session) {
			s.Add(&FixtureNode{Model: kin.ID(1), Data: "n"})
			for n := int64(2); n <= 200; n++ {
				s.Add(&FixtureNode{Model: kin.ID(n), ParentID: new(n - 1), Data: "n"})
			}
		})
		nodes := must(f.roots(load.SelectIn(&f.Nodes.Children).Depth(-1)).All(c.ctx, c.s))(t)
		c.took(201)
		reached := 0
		for ; len(nodes) == 1; nodes = nodes[0].Children.Get() {
			reached++
		}
		same(t, "nodes reached", reached, 200)
	})
	e.try(t, "T-11 a node that is its own parent ends", func(t *testing.T) {
		c, f := stock(t, e)
		c.commit(func(s *kin.Session) {
			s.Add(&FixtureNode{Model: kin.ID(1), ParentID: new(int64(1))}, &FixtureNode{Model: kin.ID(2), ParentID: new(int64(1))})
			s.Add(&FixtureNode{Model: kin.ID(3), ParentID: new(int64(4))}, &FixtureNode{Model: kin.ID(4), ParentID: new(int64(3))})
		})
		q := kin.Select(f.Nodes).Options(load.SelectIn(&f.Nodes.Children).Depth(-1)).OrderBy(kin.Asc(&f.Nodes.ID))
		nodes := must(q.All(c.ctx, c.s))(t)
		same(t, "the graph", graph(nodes, "Children.Parent"), "1[1→1 2→1] 2[] 3[4→3] 4[3→4]")
	})
}

func treeLinks(t *testing.T, e Engine) {
	e.try(t, "T-12 a table linked with itself", func(t *testing.T) {
		people := kin.Table[linkedPerson]()
		c := own(t, e, people)
		p1, p2, p3 := &linkedPerson{}, &linkedPerson{}, &linkedPerson{}
		c.s.Add(p1, p2, p3)
		p1.Out.Add(p2, p3)
		p2.Out.Add(p3)
		done(t, c.s.Commit(c.ctx))
		same(t, "in, after the commit", walk(c.ctx, []*linkedPerson{p1, p2, p3}, "In"), "1[] 2[1] 3[1 2]")
		q := kin.Select(people).OrderBy(kin.Asc(&people.ID))
		for _, by := range []struct {
			took    int
			options []load.Option[linkedPerson]
		}{
			{3, []load.Option[linkedPerson]{load.SelectIn(&people.Out), load.SelectIn(&people.In)}},
			{1, []load.Option[linkedPerson]{load.Joined(&people.Out), load.Joined(&people.In)}},
		} {
			c.begin()
			c.rec.Take()
			all := must(q.Options(by.options...).All(c.ctx, c.s))(t)
			c.took(by.took)
			same(t, "the graph", graph(all, "Out", "In"), "1[2 3][] 2[3][1] 3[][1 2]")
		}
	})
}
