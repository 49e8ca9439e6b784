package main

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/kintest"
)

// onEngine is a blog with the sample on an engine.
func onEngine(t *testing.T, e kintest.Engine) *blog {
	t.Helper()
	database := e.New(t)
	again := database
	if e.Name == "sqlite_memory" { // which can be opened once
		again = e.New(t)
	}
	b := &blog{
		db:      database.Open(t, kin.Models(users, posts, flags, sessions)),
		archive: again.Open(t, kin.Models(writers, writings)),
	}
	prepare(t, b.db, fill(cheap))
	prepare(t, b.archive, fillArchive)
	return b
}

// prepare makes the tables that are missing, and fills them.
func prepare(t *testing.T, db *kin.DB, fill func(context.Context, *kin.DB) error) {
	t.Helper()
	if err := db.CreateTables(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := fill(t.Context(), db); err != nil {
		t.Fatal(err)
	}
}

func TestEveryStrategyDoesWhatItsNameSays(t *testing.T) {
	kintest.Run(t, func(t *testing.T, e kintest.Engine) {
		b := onEngine(t, e)
		for _, c := range []struct {
			name       string
			statements int
			trips      int // on PostgreSQL, which sends several statements in one
			rows       int
			paths      string
		}{
			// Users that one step brings are there for the next: 10 users in all.
			{"lazy", 26, 26, 54, "Post Post.User Post.Flags Post.Flags.User"},
			{"peers", 3, 3, 54, "Post Post.User Post.Flags"},
			{"joined", 1, 1, 29, "Post"},
			{"subquery", 3, 1, 54, "Post Post.User Post.Flags"},
			{"selectin", 3, 2, 54, "Post Post.User Post.Flags"},
			{"immediate", 26, 26, 54, "Post Post.User Post.Flags"},
			{"raise", 1, 1, 15, "Post"},
			{"raise_on_sql", 1, 1, 15, "Post"},
			{"noload", 1, 1, 15, "Post"},
		} {
			t.Run(c.name, func(t *testing.T) {
				switch {
				case e.Name != "postgres":
					c.trips = c.statements
				case c.name == "subquery": // sent with the others, before it is known that the users are there
					c.statements, c.paths = 4, c.paths+" Post.Flags.User"
				}
				got, err := b.try(t.Context(), called(t, c.name))
				if err != nil {
					t.Fatal(err)
				}
				spent := total(got.sent)
				if spent.statements != c.statements || spent.trips != c.trips || spent.rows != c.rows {
					t.Errorf("it took %d statements, %d round trips and %d rows, want %d, %d and %d", spent.statements, spent.trips, spent.rows, c.statements, c.trips, c.rows)
				}
				if paths := pathsOf(got.sent); paths != c.paths {
					t.Errorf("the statements are for %s, want %s", paths, c.paths)
				}
				if spent.took <= 0 || got.took < spent.took {
					t.Errorf("%s of which the statements took %s", got.took, spent.took)
				}
				if got.plan.Path != "Post" || got.plan.Statement != got.sent[0].text || len(got.plan.Plan) == 0 {
					t.Errorf("the plan is not that of the query: %s", got.plan)
				}
			})
		}
	})
}

// called is the strategy of that name.
func called(t *testing.T, name string) strategy {
	t.Helper()
	for _, st := range strategies {
		if st.name == name {
			return st
		}
	}
	t.Fatalf("there is no strategy %s", name)
	return strategy{}
}

// pathsOf is what statements are for.
func pathsOf(sent []statement) string {
	var all []string
	for _, s := range sent {
		all = append(all, s.path)
	}
	return strings.Join(all, " ")
}

func TestTheStrategiesThatLoadBringTheSameFeed(t *testing.T) {
	kintest.Run(t, func(t *testing.T, e kintest.Engine) {
		b := onEngine(t, e)
		trials, err := b.tryAll(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		loading := []string{"lazy", "peers", "joined", "subquery", "selectin", "immediate"}
		for _, tr := range trials {
			loads := slices.Contains(loading, tr.name)
			if tr.theSame != loads {
				t.Errorf("%s brings the feed: %t, want %t", tr.name, tr.theSame, loads)
			}
			if g := tr.graph; loads && (g.posts != perPage || g.authors != 10 || g.flags != 29 || g.refused != nil || g.unknown > 0) {
				t.Errorf("%s brings %d posts by %d users with %d flags", tr.name, g.posts, g.authors, g.flags)
			}
		}
	})
}

func TestRaiseStopsAtTheFirstAuthorAndRaiseOnSQLWhereAStatementIsNeeded(t *testing.T) {
	b := newTestBlog(t)
	for name, want := range map[string]struct {
		relationship, option string
		authors              int
	}{
		"raise":        {"Post.User", "load.SelectIn(&posts.User)", 0},
		"raise_on_sql": {"Post.Flags", "load.SelectIn(&posts.Flags)", 1}, // authors are known, and may be read
	} {
		got, err := b.try(t.Context(), called(t, name))
		if err != nil {
			t.Fatal(err)
		}
		refused, is := got.graph.refused.(*kin.RaiseError) //nolint:errorlint // readAll keeps this very type
		if !is {
			t.Fatalf("%s gives %v", name, got.graph.refused)
		}
		if refused.Strategy != name || refused.Relationship() != want.relationship || refused.Option() != want.option {
			t.Errorf("%s: %v", name, refused)
		}
		if got.graph.authors != want.authors {
			t.Errorf("%s: %d authors were read, want %d", name, got.graph.authors, want.authors)
		}
	}
}

func TestNoLoadSaysThatItDoesNotKnow(t *testing.T) {
	b := newTestBlog(t)
	got, err := b.try(t.Context(), called(t, "noload"))
	if err != nil {
		t.Fatal(err)
	}
	if g := got.graph; g.posts != perPage || g.authors != 0 || g.flags != 0 || g.unknown != 2*perPage {
		t.Errorf("it brings %d posts, %d authors, %d flags, and does not know %d", g.posts, g.authors, g.flags, g.unknown)
	}
	if g := got.graph.first; g.user != nil || g.userLoaded || len(g.flags) > 0 || g.flagsLoaded {
		t.Errorf("the first post: %s", g)
	}
}

func TestFromJoinFillsWhatTheConditionLeft(t *testing.T) {
	kintest.Run(t, func(t *testing.T, e kintest.Engine) {
		b := onEngine(t, e)
		s := b.db.Session()
		defer s.Close()
		var found []*Post
		kintest.Statements(t, b.db, 1, func(ctx context.Context) {
			var err error
			if found, err = asking.query.All(ctx, s); err != nil {
				t.Fatal(err)
			}
		})
		asked := 0
		for _, p := range found {
			for _, f := range p.Flags.Get() {
				asked++
				if !strings.Contains(f.Message, "?") || f.User.Get() == nil || p.User.Get() == nil {
					t.Errorf("post %d has the flag %q", p.ID, f.Message)
				}
			}
		}
		want, err := kin.Select(flags).Where(kin.Like(&flags.Message, "%?%")).Count(t.Context(), s)
		if err != nil || int64(asked) != want || want == 0 {
			t.Errorf("%d flags that ask, want %d (%v)", asked, want, err)
		}
	})
}

func TestTheArchiveIsCountedAndPagedAndNeverLoaded(t *testing.T) {
	kintest.Run(t, func(t *testing.T, e kintest.Engine) {
		b := onEngine(t, e)
		a, err := b.browse(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if a.writer.Username != "ada" || a.count != 5 || len(a.latest) != atOnce {
			t.Errorf("%s has written %d, and %d are shown", a.writer.Username, a.count, len(a.latest))
		}
		if total(a.sent).statements != 2 {
			t.Errorf("%d statements: %v", total(a.sent).statements, a.sent)
		}
		kintest.Contains(t, a.sent[0].text, "COUNT(*)")
		kintest.Contains(t, a.sent[1].text, "LIMIT")
		if a.refused == nil || !strings.Contains(a.refused.Error(), "kin.Related") {
			t.Errorf("loading all of it gives %v", a.refused)
		}
	})
}

func TestAnArchiveInMemoryHasTheSampleToo(t *testing.T) {
	archive, err := openArchive(t.Context(), "sqlite::memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	a, err := (&blog{archive: archive}).browse(t.Context())
	if err != nil || a.count != 5 || a.latest[0].Title != "The elm has a date" {
		t.Errorf("the archive has %d posts (%v)", a.count, err)
	}
}

func TestTheStrategiesPageShowsEachOfThem(t *testing.T) {
	b := newTestBlog(t)
	a := newVisitor(t, b).get("/strategies")
	a.must(t, http.StatusOK)
	names := []string{"lazy", "peers", "joined", "subquery", "selectin", "immediate", "raise", "raise_on_sql", "noload", "from-join", "write_only"}
	sections := sectionsOf(a.body)
	if len(sections) != len(names) {
		t.Errorf("the page shows %d strategies, want %d", len(sections), len(names))
	}
	for _, name := range names {
		section := sections[name]
		for _, text := range []string{"<dt>Statements</dt>", "<dt>Round trips</dt>", "<dt>Rows</dt>", "<dt>Time</dt>", "<b>SELECT</b>", "The plan", `class="good"`} {
			if !strings.Contains(section, text) {
				t.Errorf("%s: there is no %q", name, text)
			}
		}
	}
	for name, text := range map[string]string{
		"lazy":         "sent 15 times",
		"joined":       "<b>LEFT OUTER JOIN</b>",
		"selectin":     "All there is: 15 posts by 10 users, with 29 flags.",
		"raise":        "Post.User is forbidden to be read by raise",
		"raise_on_sql": "an author that the session knew already",
		"noload":       "30 relationships of which nothing is known",
		"from-join":    "What the condition left",
		"write_only":   "ada has written 5 posts",
	} {
		if !strings.Contains(sections[name], text) {
			t.Errorf("%s does not say %q", name, text)
		}
	}
	if got := strings.Count(a.body, "The whole feed"); got != 6 {
		t.Errorf("%d strategies bring the whole feed, want 6", got)
	}
	a.lacks(t, "Another feed than the others")
}

var section = regexp.MustCompile(`(?s)<section id="([^"]+)" class="strategy".*?</section>`)

// sectionsOf are the strategies of a page, by name.
func sectionsOf(page string) map[string]string {
	all := map[string]string{}
	for _, m := range section.FindAllStringSubmatch(page, -1) {
		all[m[1]] = m[0]
	}
	return all
}

func TestAStatementIsShownAsItWasSent(t *testing.T) {
	for _, text := range []string{
		"",
		"x",
		"SELECT 1",
		`SELECT "a" FROM (SELECT "b" AS "a" FROM "t" LIMIT 3) AS "t" LEFT OUTER JOIN "u" ON "u"."x" = "t"."a" WHERE "a" < ? ORDER BY "a"`,
		`WITH "SELECT" AS (SELECT 1) SELECT * FROM "SELECT" GROUP BY 1`,
		") FROM ) WHERE (",
	} {
		var whole strings.Builder
		for _, p := range clauses(text) {
			whole.WriteString(p.word + p.rest)
		}
		if whole.String() != text {
			t.Errorf("%q becomes %q", text, whole.String())
		}
	}
}
