package kintest_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/load"
)

// A question is a random query with a random tree of what to load, and no strategy yet.
type question struct {
	ask   func(ctx context.Context, s *kin.Session, way way) (any, error)
	warm  func(ctx context.Context, s *kin.Session) error
	picks []*pick
	text  string
}

// A pick is one relationship to load, and what to load below it.
type pick struct {
	field string
	many  bool
	edge  int
	trim  trim
	below []*pick
}

// A trim is what of a collection to load. A relationship has the same wherever it stands
// in a question: a row that is reached on two paths has one value for it.
type trim struct {
	where []kin.Condition
	order []kin.Ordering
	limit int
	text  string
}

func (t trim) plain() bool { return len(t.where)+len(t.order)+t.limit == 0 }

// A chooser chooses the strategy of each pick.
type chooser func(p *pick) string

// A way is how a question is asked. What comes must not depend on it.
type way struct {
	name     string
	by       chooser
	backward bool // options stand in the opposite order
}

// strategies are all that load; the first two when the relationship is read.
var strategies = []string{"lazy", "peers", "joined", "subquery", "selectin", "immediate"}

// eager says that a strategy loads with the query.
func eager(strategy string) bool { return strategy != "lazy" && strategy != "peers" }

// able is the strategy, or selectin where it has no way to trim. A join cannot count for
// each parent. What is trimmed must be loaded with the query: a row is read lazily by the
// plan of the path that reached it first, which may not trim.
func (p *pick) able(strategy string) string {
	if !eager(strategy) && p.trims() || strategy == "joined" && len(p.trim.order)+p.trim.limit > 0 {
		return "selectin"
	}
	return strategy
}

// trims says that the pick or one below it is trimmed.
func (p *pick) trims() bool {
	return !p.trim.plain() || slices.ContainsFunc(p.below, (*pick).trims)
}

// uniform asks with the same strategy everywhere.
func uniform(strategy string) way {
	return way{name: strategy, by: chosen(func() string { return strategy })}
}

// mixed asks with a random strategy for each pick.
func mixed(seed, n uint64) way {
	r := rand.New(rand.NewPCG(seed, n))
	draw := func() string { return strategies[r.IntN(len(strategies))] }
	return way{fmt.Sprintf("mixed %d", n), chosen(draw), n%2 == 0}
}

// mostJoined is how many collections a statement may join: each multiplies its lines.
const mostJoined = 4

// chosen chooses for each pick once, and keeps to it.
func chosen(draw func() string) chooser {
	of, joined := map[*pick]string{}, 0
	return func(p *pick) string {
		if of[p] == "" {
			of[p] = p.able(draw())
			if p.many && of[p] == "joined" {
				joined++
			}
			if joined > mostJoined && of[p] == "joined" {
				of[p] = "selectin"
			}
		}
		return of[p]
	}
}

// A start is an entity at which a question may begin.
type start interface{ question(r *rand.Rand) question }

// An entity is a table with its relationships, and what may be asked of it.
type entity[T any] struct {
	all    kin.Query[T]
	key    []kin.Ordering // makes an order total
	edges  []edge[T]
	wheres func(r *rand.Rand) kin.Condition
	orders []kin.Ordering
}

// An edge is a relationship of O to any other entity.
type edge[O any] interface {
	pick(r *rand.Rand, d *drawing, depth int) *pick
	option(p *pick, w way) load.Option[O]
}

// A drawing remembers what was drawn for a question.
type drawing struct{ trims map[string]trim }

type link[O, R any] struct {
	field  string
	rel    load.Relationship[O, R]
	target *entity[R]
}

func to[O, R any](field string, rel load.Relationship[O, R], target *entity[R]) edge[O] {
	return link[O, R]{field, rel, target}
}

const deepest = 3

func (e *entity[T]) question(r *rand.Rand) question {
	q, text := e.query(r)
	d := &drawing{trims: map[string]trim{}}
	picks := e.picks(r, d, 0)
	warm := e.all.Limit(1 + r.IntN(4))
	return question{
		ask: func(ctx context.Context, s *kin.Session, w way) (any, error) {
			return q.Options(e.options(picks, w)...).All(ctx, s)
		},
		warm: func(ctx context.Context, s *kin.Session) error {
			_, err := warm.All(ctx, s)
			return err
		},
		picks: picks,
		text:  text + shownPicks(picks),
	}
}

// query draws which rows to ask for, in an order that is total: a limit makes it so.
func (e *entity[T]) query(r *rand.Rand) (kin.Query[T], string) {
	q, text := e.all, reflect.TypeFor[T]().Name()
	if r.IntN(2) == 0 {
		q, text = q.Where(e.wheres(r)), text+" where"
	}
	var order []kin.Ordering
	if r.IntN(2) == 0 {
		order, text = append(order, e.orders[r.IntN(len(e.orders))]), text+" order"
	}
	if r.IntN(3) == 0 {
		return q.OrderBy(append(order, e.key...)...), text
	}
	if len(order) > 0 {
		q = q.OrderBy(order...)
	}
	limit, offset := 1+r.IntN(6), r.IntN(3)
	if offset > 0 {
		q = q.Offset(offset)
	}
	return q.Limit(limit), fmt.Sprintf("%s limit %d offset %d", text, limit, offset)
}

// picks draws what to load below rows of the entity.
func (e *entity[T]) picks(r *rand.Rand, d *drawing, depth int) []*pick {
	if depth == deepest {
		return nil
	}
	var out []*pick
	for i, edge := range e.edges {
		if r.IntN(2+depth) == 0 {
			p := edge.pick(r, d, depth)
			p.edge = i
			out = append(out, p)
		}
	}
	r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

func (e *entity[T]) options(ps []*pick, w way) []load.Option[T] {
	out := make([]load.Option[T], len(ps))
	for i, p := range ps {
		out[i] = e.edges[p.edge].option(p, w)
	}
	if w.backward {
		slices.Reverse(out)
	}
	return out
}

func (l link[O, R]) pick(r *rand.Rand, d *drawing, depth int) *pick {
	_, many := l.rel.(*kin.Many[O, R])
	p := &pick{field: l.field, many: many}
	key := reflect.TypeFor[O]().Name() + "." + l.field
	if _, drawn := d.trims[key]; !drawn {
		d.trims[key] = l.trim(r, many)
	}
	p.trim = d.trims[key]
	p.below = l.target.picks(r, d, depth+1)
	return p
}

// trim draws what of a collection to load: all of it, most times.
func (l link[O, R]) trim(r *rand.Rand, many bool) (t trim) {
	if !many || r.IntN(3) > 0 {
		return t
	}
	if r.IntN(2) == 0 {
		t.where, t.text = []kin.Condition{l.target.wheres(r)}, " where"
	}
	if r.IntN(2) == 0 {
		t.order, t.text = []kin.Ordering{l.target.orders[r.IntN(len(l.target.orders))]}, t.text+" order"
	}
	if r.IntN(2) == 0 {
		t.limit = 1 + r.IntN(3)
		t.text += fmt.Sprintf(" limit %d", t.limit)
	}
	return t
}

// option makes the loader option of a pick.
func (l link[O, R]) option(p *pick, w way) load.Option[O] {
	below := l.target.options(p.below, w)
	switch w.by(p) {
	case "peers":
		return load.Peers(l.rel, below...)
	case "joined":
		return load.Joined(l.rel, below...).Where(p.trim.where...)
	case "subquery":
		return trimmed(load.Subquery(l.rel, below...), p.trim)
	case "selectin":
		return trimmed(load.SelectIn(l.rel, below...), p.trim)
	case "immediate":
		return trimmed(load.Immediate(l.rel, below...), p.trim)
	}
	return load.Lazy(l.rel, below...)
}

func trimmed[O, R any](k load.KeySet[O, R], t trim) load.KeySet[O, R] {
	if len(t.where) > 0 {
		k = k.Where(t.where...)
	}
	if len(t.order) > 0 {
		k = k.OrderBy(t.order...)
	}
	if t.limit > 0 {
		k = k.Limit(t.limit)
	}
	return k
}

// shownPicks shows a tree of picks in one line.
func shownPicks(ps []*pick) string {
	if len(ps) == 0 {
		return ""
	}
	parts := make([]string, len(ps))
	for i, p := range ps {
		parts[i] = p.field + p.trim.text + shownPicks(p.below)
	}
	return " {" + strings.Join(parts, ", ") + "}"
}
