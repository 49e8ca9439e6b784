package main

import (
	"context"
	"time"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/load"
)

// A strategy is one way to load the feed.
type strategy struct {
	name    string // what Kin calls it
	written string // how a program asks for it
	tag     string // how a field's tag does, if it can
	goodFor string
	query   kin.Query[Post]
	first   func(context.Context, *kin.Session) error // what the session did before, if anything
	read    reading
}

// newest is the question of the feed, which is the same for all: what differs is how the rest is loaded.
func newest(options ...load.Option[Post]) kin.Query[Post] {
	return kin.Select(posts).Options(options...).OrderBy(kin.Desc(&posts.ID)).Limit(perPage)
}

// strategies are the ways to load users, flags and the flags' users with the newest posts.
var strategies = []strategy{
	{
		name: "lazy", written: "load.Lazy", tag: "select",
		goodFor: "A few single rows: nothing is fetched before it is read, and each row then asks for itself.",
		query:   newest(load.Lazy(&posts.User), load.Lazy(&posts.Flags, load.Lazy(&flags.User))),
		read:    readAll,
	},
	{
		name: "peers", written: "load.Peers", tag: "peers",
		goodFor: "Code that cannot know what it will read: the first read fetches for all rows that came together.",
		query:   newest(load.Peers(&posts.User), load.Peers(&posts.Flags, load.Peers(&flags.User))),
		read:    readAll,
	},
	{
		name: "joined", written: "load.Joined", tag: "joined",
		goodFor: "One row at the other end, or a database that is far away: one statement brings it all.",
		query:   newest(load.Joined(&posts.User), load.Joined(&posts.Flags, load.Joined(&flags.User))),
		read:    readAll,
	},
	{
		name: "subquery", written: "load.Subquery", tag: "subquery",
		goodFor: "Collections of a query that is cheap to run again: it is repeated as a part of the next one.",
		query:   newest(load.Subquery(&posts.User), load.Subquery(&posts.Flags, load.Subquery(&flags.User))),
		read:    readAll,
	},
	{
		name: "selectin", written: "load.SelectIn", tag: "selectin",
		goodFor: "Nearly everything: one statement a step, by keys alone, and nothing is asked twice. The feed uses it.",
		query:   newest(load.SelectIn(&posts.User), load.SelectIn(&posts.Flags, load.SelectIn(&flags.User))),
		read:    readAll,
	},
	{
		name: "immediate", written: "load.Immediate", tag: "immediate",
		goodFor: "One or two rows that will be read after the session has ended: what lazy would ask, asked now.",
		query:   newest(load.Immediate(&posts.User), load.Immediate(&posts.Flags, load.Immediate(&flags.User))),
		read:    readAll,
	},
	{
		name: "raise", written: "load.Raise", tag: "raise",
		goodFor: "Tests and busy pages: whatever the query did not ask for is an error in place of a statement.",
		query:   newest(load.Raise(&posts.User), load.Raise(&posts.Flags, load.Raise(&flags.User))),
		read:    readAll,
	},
	{
		name: "raise_on_sql", written: "load.RaiseOnSQL", tag: "raise_on_sql",
		goodFor: "Sessions that know much already: what is at hand may be read, what would take a statement is an error.",
		query:   newest(load.RaiseOnSQL(&posts.User), load.RaiseOnSQL(&posts.Flags, load.RaiseOnSQL(&flags.User))),
		read:    readAll,
		first:   knowEverybody,
	},
	{
		name: "noload", written: "load.NoLoad", tag: "noload",
		goodFor: "Rows that are listed without their surroundings: these read as empty, and say that they are not known.",
		query:   newest(load.NoLoad(&posts.User), load.NoLoad(&posts.Flags)),
		read:    readAsIs,
	},
}

// everybody is all users.
var everybody = kin.Select(users).OrderBy(kin.Asc(&users.Username))

// knowEverybody loads all users, so that the session has every author before it is asked for one.
func knowEverybody(ctx context.Context, s *kin.Session) error {
	_, err := everybody.All(ctx, s)
	return err
}

// asking is a query that joins anyway, because its condition is about the flags: those that ask something. The
// joins bring all it takes to fill the posts, with these flags alone.
var asking = strategy{
	name: "from-join", written: "load.FromJoin",
	goodFor: "A query that joins anyway: here the posts whose flags ask something, with those flags alone.",
	query: kin.Select(posts).
		Join(kin.On(kin.As(&posts.User, author)), kin.On(&posts.Flags), kin.On(kin.As(&flags.User, flagger))).
		Where(kin.Like(&flags.Message, "%?%")).
		Options(
			load.FromJoin(kin.As(&posts.User, author)),
			load.FromJoin(&posts.Flags, load.FromJoin(kin.As(&flags.User, flagger))),
		).
		OrderBy(kin.Desc(&posts.ID), kin.Asc(&flags.ID)),
	read: readAll,
}

// The query joins users twice: each time has a name of its own.
var (
	author  = kin.Alias(users)
	flagger = kin.Alias(users)
)

// A trial is what came of a strategy.
type trial struct {
	strategy
	sent    []statement
	took    time.Duration // the query, and reading all that it brought
	plan    *kin.Explanation
	graph   graph
	theSame bool // the graph is that of the feed
}

// runs is how often a strategy is tried. The fastest counts: the first is compiled, and a machine
// has other things to do as well.
const runs = 5

// try runs a strategy, each time in a session of its own.
func (b *blog) try(ctx context.Context, st strategy) (fastest trial, err error) {
	for i := range runs {
		t, err := b.tryOnce(ctx, st)
		if err != nil {
			return t, err
		}
		if i == 0 || t.took < fastest.took {
			fastest = t
		}
	}
	return fastest, nil
}

func (b *blog) tryOnce(ctx context.Context, st strategy) (t trial, err error) {
	t.strategy = st
	err = b.db.Read(ctx, func(ctx context.Context, s *kin.Session) (err error) {
		if st.first != nil {
			if err = st.first(ctx, s); err != nil {
				return err
			}
		}
		if t.plan, err = st.query.Explain(ctx, s); err != nil {
			return err
		}
		var w witness
		ctx = kin.WithTracer(ctx, &w)
		began := time.Now()
		found, err := st.query.All(ctx, s)
		if err != nil {
			return err
		}
		if t.graph, err = st.read(ctx, found); err != nil {
			return err
		}
		t.took, t.sent = time.Since(began), w.sent
		t.graph.json, err = kin.Marshal(found)
		return err
	})
	return t, err
}

// A comparison is every strategy, and the two that answer a question of their own.
type comparison struct {
	trials   []trial
	fromJoin trial
	archive  archived
}

func (b *blog) compare(ctx context.Context) (c comparison, err error) {
	if c.trials, err = b.tryAll(ctx); err != nil {
		return c, err
	}
	if c.fromJoin, err = b.try(ctx, asking); err != nil {
		return c, err
	}
	c.archive, err = b.browse(ctx)
	return c, err
}

// tryAll runs all strategies and says which of them have brought what the feed shows.
func (b *blog) tryAll(ctx context.Context) ([]trial, error) {
	trials := make([]trial, len(strategies))
	var expected graph
	for i, st := range strategies {
		var err error
		if trials[i], err = b.try(ctx, st); err != nil {
			return nil, err
		}
		if st.name == "selectin" {
			expected = trials[i].graph
		}
	}
	for i := range trials {
		trials[i].theSame = trials[i].graph.equal(expected)
	}
	return trials, nil
}

// Strategies is the page that compares the ways of loading. What it has measured is not kept with its state: after
// a restart it is measured again.
type Strategies struct {
	live.Page
	Visitor
	Blog  *blog      `live:"-"`
	Found comparison `live:"reload"`
}

// Load runs every strategy.
func (p *Strategies) Load(ctx context.Context) (err error) {
	if err = p.arrive(ctx, p.Blog, &p.Page); err != nil {
		return err
	}
	p.Found, err = p.Blog.compare(ctx)
	return err
}

// Title is that of the document.
func (p *Strategies) Title() string { return titled("Strategies") }

// Layout is the frame around the page.
func (p *Strategies) Layout(content html.Node) html.Node {
	return p.Blog.frame(&p.Page, p.Visitor, content)
}

// View shows the page.
func (p *Strategies) View() html.Node { return viewStrategies(p.Found) }
