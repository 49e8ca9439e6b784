package livedb_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/kintest"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/live/livetest"
	"github.com/kin-go/kin/livedb"
	"github.com/kin-go/kin/load"
)

// names reads the author of each post, with what the query loads.
func names(ctx context.Context, db *kin.DB, options ...load.Option[post]) error {
	s := db.Session()
	defer s.Close()
	all, err := kin.Select(posts).Options(options...).All(ctx, s)
	for _, p := range all {
		if err == nil {
			_, err = p.Flags.Load(ctx)
		}
	}
	return err
}

func TestARelationshipThatIsLoadedRowByRowIsSaidOnceWithTheRemedy(t *testing.T) {
	kintest.Run(t, func(t *testing.T, e kintest.Engine) {
		var log bytes.Buffer
		watch := livedb.NewWatch(slog.New(slog.NewJSONHandler(&log, nil)))
		db := kintest.OpenSeed(t, e, kin.Trace(watch)).DB
		for range 3 {
			check(t, names(t.Context(), db, load.SelectIn(&posts.Flags)))
		}
		if log.Len() > 0 {
			t.Errorf("a query that loads all is warned of: %s", &log)
		}
		for range 3 {
			check(t, names(t.Context(), db))
		}
		if n := strings.Count(log.String(), "N+1"); n != 1 {
			t.Errorf("%d warnings for 3 times 3 rows", n)
		}
		for _, part := range []string{"SeedPost.Flags", "panel_test.go:", "load.SelectIn(&seedPosts.Flags)", "FROM"} {
			if !strings.Contains(log.String(), part) {
				t.Errorf("%s is not in %s", part, &log)
			}
		}
	})
}

func TestARemedyForWhatIsFurtherAwayStandsInItsChain(t *testing.T) {
	var log bytes.Buffer
	watch := livedb.NewWatch(slog.New(slog.NewTextHandler(&log, nil)))
	for range 2 {
		watch.Statement(t.Context(), kin.TracedStatement{Path: "Post.Flags.User.Posts", Lazy: true})
	}
	if want := "load.SelectIn(&posts.Flags, load.SelectIn(&….User, load.SelectIn(&….Posts)))"; !strings.Contains(log.String(), want) {
		t.Errorf("%s is not in %s", want, &log)
	}
}

func TestOneRowReadByEachOfManyRequestsIsNoWarning(t *testing.T) {
	var log bytes.Buffer
	watch := livedb.NewWatch(slog.New(slog.NewTextHandler(&log, nil)))
	db := kintest.OpenSeed(t, kintest.Engines(t)[0], kin.Trace(watch)).DB
	type key struct{}
	for i := range 1000 {
		ctx := context.WithValue(t.Context(), key{}, i)
		s := db.Session()
		p, err := kin.Get[post](ctx, s, 1)
		check(t, err)
		_, err = p.Flags.Load(ctx)
		check(t, err)
		check(t, s.Close())
	}
	if log.Len() > 0 {
		t.Error(&log)
	}
	watch.Notice(t.Context(), "two rows")
	if !strings.Contains(log.String(), "two rows") {
		t.Error("a notice is not logged")
	}
}

func TestAnEventTellsWhatItHasAskedOfTheDatabase(t *testing.T) {
	db := kintest.OpenSeed(t, kintest.Engines(t)[0]).DB
	panel := livedb.NewPanel()
	ctx, end := panel.Begin(t.Context(), "import")
	check(t, names(ctx, db))
	wrong := errors.New("went wrong")
	end(123, wrong)
	_, end = panel.Begin(t.Context(), "nothing")
	end(0, nil)

	events := panel.Events()
	if len(events) != 2 || events[0].Doing != "nothing" || len(events[0].Statements) != 0 {
		t.Fatalf("%+v", events)
	}
	e := events[1]
	if e.Doing != "import" || len(e.Statements) != 4 || e.Rows() != 3+2+0+2 || e.Patch != 123 || e.Err != wrong || e.Took <= 0 { //nolint:errorlint // it is handed through
		t.Errorf("%+v", e)
	}
	r := e.Repeats()
	if len(r) != 1 || r[0].Times != 3 || r[0].Relationship != "SeedPost.Flags" || r[0].Option != "load.SelectIn(&seedPosts.Flags)" || !strings.Contains(r[0].Place, "panel_test.go:") {
		t.Errorf("%+v", r)
	}
}

func TestAPanelKeepsTheNewestEventsAndNotAllStatements(t *testing.T) {
	panel := livedb.NewPanel()
	db := kintest.OpenSeed(t, kintest.Engines(t)[0]).DB
	for i := range 130 {
		_, end := panel.Begin(t.Context(), strconv.Itoa(i))
		end(0, nil)
	}
	ctx, _ := panel.Begin(t.Context(), "much")
	s := db.Session()
	defer s.Close()
	for range 600 {
		_, err := kin.Select(users).Count(ctx, s)
		check(t, err)
	}
	events := panel.Events()
	if len(events) != 100 || events[0].Doing != "much" || events[99].Doing != "31" || len(events[0].Statements) != 500 || events[0].More != 100 {
		t.Errorf("%d events from %s to %s, %d and %d statements", len(events), events[0].Doing, events[99].Doing, len(events[0].Statements), events[0].More)
	}
}

// lazyFeed loads its flags when it is asked to, one post after the other.
type lazyFeed struct {
	live.Page
	DB *kin.DB `live:"-"`
	N  int
}

func (f *lazyFeed) Load(ctx context.Context) error {
	return f.DB.Read(ctx, func(ctx context.Context, s *kin.Session) error {
		n, err := kin.Select(posts).Count(ctx, s)
		f.N = int(n)
		return err
	})
}

func (f *lazyFeed) Flags(ctx context.Context) error {
	f.N = 0
	return names(ctx, f.DB)
}

func (f *lazyFeed) View() html.Node {
	return html.Main(html.P(html.Textf("it is %d", f.N)), html.Button(html.Text("Flags"), live.OnClick(f.Flags)), html.Button(html.Text("Again"), live.OnClick(f.Load)))
}

func TestThePanelShowsEachEventOfEachPage(t *testing.T) {
	db := kintest.OpenSeed(t, kintest.Engines(t)[0]).DB
	panel := livedb.NewPanel()
	app := live.New(live.Config{Watch: panel.Watch, Dev: true, Log: quiet})
	app.Page("GET /{$}", func() live.View { return &lazyFeed{DB: db} })
	panel.Mount(app, "/_panel")
	look := livetest.Open(t, app, "/_panel")
	look.See("Nothing was asked of the database yet.")
	tab := livetest.Open(t, app, "/")
	tab.Click("Flags")
	tab.See("it is 0", "N+1 · 4 statements · ")
	if did := tab.Did(); !slices.ContainsFunc(did, func(c []string) bool {
		return c[0] == "replace" && strings.Contains(c[2], `href="/_panel?event=2#event-2"`) && strings.Contains(c[2], `data-kind="warning"`)
	}) {
		t.Errorf("the corner does not lead to its event: %q", did)
	}
	tab.Click("Again")
	tab.See("it is 3")
	tab.NotSee("N+1")
	tab.See("1 statement · ")

	events := panel.Events()
	if len(events) != 3 || events[2].Doing != "first page of /" || len(events[2].Statements) != 1 || len(events[1].Statements) != 4 || len(events[0].Statements) != 1 {
		t.Errorf("%+v", events)
	}
	if events[1].Patch == 0 || events[1].Took < events[1].Statements[0].Time {
		t.Errorf("%d bytes, %s", events[1].Patch, events[1].Took)
	}
	look.See("1. first page of /", "2. lazyFeed.Flags of /", "3. lazyFeed.Load of /", "4 statements", "7 rows", "patch of",
		"N+1: SeedPost.Flags is loaded row by row, 3 times, at", "load.SelectIn(&seedPosts.Flags)")
	look.NotSee("SELECT")
	frames := look.Frames()
	time.Sleep(1200 * time.Millisecond)
	look.Click("Clear")
	if n := look.Frames() - frames; n > 2 { // the answer, and what came before it
		t.Errorf("%d frames while nothing happened", n)
	}
	look.See("Nothing was asked of the database yet.")
}

func TestThePanelExplainsAStatementWhenItIsAskedTo(t *testing.T) {
	kintest.Run(t, func(t *testing.T, e kintest.Engine) {
		db := kintest.OpenSeed(t, e).DB
		panel := livedb.NewPanel()
		app := live.New(live.Config{Watch: panel.Watch, Dev: true, Log: quiet})
		panel.Mount(app, "/_panel")
		ctx, end := panel.Begin(t.Context(), "a search")
		s := db.Session()
		for _, body := range []string{"hidden words", "other"} {
			_, err := kin.Select(posts).Where(kin.Eq(&posts.Body, body)).All(ctx, s)
			check(t, err)
		}
		_, err := kin.Get[post](ctx, s, 2)
		check(t, err)
		_, err = kin.Select(posts).Where(kin.Eq(&posts.Body, strings.Repeat("x", 20_000))).Count(ctx, s)
		check(t, err)
		check(t, s.Close())
		end(0, nil)

		look := livetest.Open(t, app, "/_panel")
		look.Click("Show statements")
		look.See("2 times", "SeedPostquery", "panel_test.go:", "Hide statements")
		look.NotSee("full scan", "SeedPost by ")
		look.Click("Plan")
		look.See("post: full scan", "A full scan goes through its table row by row")
		look.Click("Plan")
		look.See("post by ")
		look.Click("Plan")
		look.See("there is no plan: its arguments are 20000 bytes")
		look.NotSee("hidden words")
		other := livetest.Open(t, app, "/_panel?event=1") // plans stay with their event
		other.See("post: full scan", "post by ")
		look.Click("Hide statements")
		look.NotSee("SELECT", "full scan")
		if events := panel.Events(); len(events) != 1 {
			t.Errorf("%d events: asking for a plan is none", len(events))
		}
	})
}

func TestAPanelKeepsArgumentsOfTheNewestEvents(t *testing.T) {
	db := kintest.OpenSeed(t, kintest.Engines(t)[0]).DB
	panel := livedb.NewPanel()
	s := db.Session()
	defer s.Close()
	for i := range 60 { // of 16 times 15 kB, with texts of their own
		ctx, end := panel.Begin(t.Context(), strconv.Itoa(i))
		for n := range 16 {
			_, err := kin.Select(users).Where(kin.Eq(&users.Username, strings.Repeat("x", 15_000))).Limit(n+1).All(ctx, s)
			check(t, err)
		}
		end(0, nil)
	}
	check(t, s.Close())
	events, kept := panel.Events(), int64(0)
	if len(events) != 60 {
		t.Fatalf("%d events", len(events))
	}
	for _, e := range events {
		for _, statement := range e.Statements {
			if _, err := statement.Explain(t.Context()); err == nil {
				kept += statement.ArgBytes
			} else if !errors.Is(err, kin.ErrNoPlan) {
				t.Fatal(err)
			}
		}
	}
	if _, err := events[0].Statements[15].Explain(t.Context()); err != nil || kept > 8<<20 || kept < 7<<20 {
		t.Errorf("%d bytes are kept, and of the newest: %v", kept, err)
	}
	if _, err := events[59].Statements[0].Explain(t.Context()); !errors.Is(err, kin.ErrNoPlan) {
		t.Errorf("the oldest statement has its arguments: %v", err)
	}
}
