package livedb_test

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/kintest"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/live/livetest"
	"github.com/kin-go/kin/livedb"
)

func TestACommitIsShownOnEveryPageThatFollowsTheTable(t *testing.T) {
	kintest.Run(t, func(t *testing.T, e kintest.Engine) {
		db := kintest.OpenSeed(t, e).DB
		changes := livedb.NewChanges(db, 0)
		defer changes.Close()
		app := live.New(live.Config{Codec: livedb.NewCodec(db), Changes: changes, Log: quiet})
		app.Page("GET /{$}", func() live.View { return &feed{DB: db} }, livedb.Follow(posts, flags))
		app.Page("GET /deaf", func() live.View { return &feed{DB: db} })

		ann, bob, deaf := livetest.Open(t, app, "/"), livetest.Open(t, app, "/"), livetest.Open(t, app, "/deaf")
		ann.See("p2 by ann has 0 flags")
		ann.Click("Flag p2")
		ann.See("p2 by ann has 1 flags")
		bob.See("p2 by ann has 1 flags")
		deaf.Never("p2 by ann has 1 flags", 100*time.Millisecond)

		check(t, db.Tx(t.Context(), func(ctx context.Context, s *kin.Session) error {
			p, err := kin.Get[post](ctx, s, 2)
			if err == nil {
				p.Title = "changed"
			}
			return err
		}))
		bob.See("changed by ann has 1 flags")
	})
}

func TestAPageThatWasRestoredFollowsAsBefore(t *testing.T) {
	db := kintest.OpenSeed(t, kintest.Engines(t)[0]).DB
	changes := livedb.NewChanges(db, 0)
	defer changes.Close()
	store := live.NewMemory()
	serve := func() *live.App {
		app := live.New(live.Config{Codec: livedb.NewCodec(db), Changes: changes, Store: store, Log: quiet})
		app.Page("GET /{$}", func() live.View { return &feed{DB: db} }, livedb.Follow(flags))
		return app
	}
	first := serve()
	ann := livetest.Open(t, first, "/")
	check(t, first.Shutdown(t.Context()))
	ann.Serve(serve())
	ann.Reconnect()
	check(t, db.Tx(t.Context(), func(_ context.Context, s *kin.Session) error {
		s.Add(&flag{PostID: 2, UserID: 2, Message: "spam"})
		return nil
	}))
	ann.See("p2 by ann has 1 flags")
	if ann.Loads() != 1 {
		t.Errorf("the page was loaded %d times", ann.Loads())
	}
}

func TestABurstOfCommitsIsToldAFewTimes(t *testing.T) {
	db := kintest.OpenSeed(t, kintest.Engines(t)[0]).DB
	const pause = 100 * time.Millisecond
	changes := livedb.NewChanges(db, pause)
	defer changes.Close()
	var each, told atomic.Int32
	defer db.OnCommit(func([]string) { each.Add(1) })()
	defer changes.Subscribe(livedb.Topics(flags), func() { told.Add(1) })()

	begin := time.Now()
	for range 50 {
		check(t, db.Tx(t.Context(), func(_ context.Context, s *kin.Session) error {
			s.Add(&flag{PostID: 1, UserID: 1, Message: "again"})
			return nil
		}))
	}
	took := time.Since(begin)
	time.Sleep(3 * pause)
	most := int32(took/pause) + 2 // the first, one for each pause, the last
	if n := told.Load(); n < 1 || n > most || each.Load() != 50 {
		t.Errorf("of %d commits pages heard %d times, at most %d were right", each.Load(), n, most)
	}
	t.Logf("%d commits, told %d times", each.Load(), told.Load())

	before := told.Load()
	changes.Publish("flag")
	if !within(time.Second, func() bool { return told.Load() == before+1 }) {
		t.Error("what somebody else has changed was not told")
	}
	changes.Publish("post")
	time.Sleep(2 * pause)
	if told.Load() != before+1 {
		t.Error("a table that nobody follows was told")
	}
}

func TestTheLastCommitOfABurstIsNeverLeftOut(t *testing.T) {
	db := kintest.OpenSeed(t, kintest.Engines(t)[0]).DB
	changes := livedb.NewChanges(db, 5*time.Millisecond)
	defer changes.Close()
	var mu sync.Mutex
	var seen int64
	defer changes.Subscribe(livedb.Topics(flags), func() {
		_ = db.Read(context.Background(), func(ctx context.Context, s *kin.Session) error {
			n, err := kin.Select(flags).Count(ctx, s)
			mu.Lock()
			defer mu.Unlock()
			seen = n
			return err
		})
	})()
	for i := range 30 {
		check(t, db.Tx(t.Context(), func(_ context.Context, s *kin.Session) error {
			s.Add(&flag{PostID: 1, UserID: 1, Message: "again"})
			return nil
		}))
		time.Sleep(time.Duration(i%3) * 2 * time.Millisecond)
	}
	if !within(time.Second, func() bool { mu.Lock(); defer mu.Unlock(); return seen == 34 }) {
		t.Errorf("who hears of changes saw %d flags of 34", seen)
	}
}

func TestNothingIsToldOfWhatWasRolledBack(t *testing.T) {
	db := kintest.OpenSeed(t, kintest.Engines(t)[0]).DB
	changes := livedb.NewChanges(db, time.Millisecond)
	defer changes.Close()
	var told atomic.Int32
	defer changes.Subscribe(livedb.Topics(flags), func() { told.Add(1) })()
	s := db.Session()
	s.Add(&flag{PostID: 1, UserID: 1, Message: "never"})
	check(t, s.Flush(t.Context()))
	check(t, s.Close())
	time.Sleep(20 * time.Millisecond)
	if n := told.Load(); n != 0 {
		t.Errorf("told %d times", n)
	}
}

type (
	named struct {
		kin.Model `kin:"table=odd_name"`
	}
	HTTPServerLog struct{ kin.Entity[string] }
	mixin         struct {
		Tags kin.Many[tagged, tag] `kin:"secondary=post_tags(post_id, tag_id)"`
	}
	tag    struct{ kin.Model }
	tagged struct {
		kin.Model
		mixin
	}
)

func TestTopicsAreTheNamesThatCommitsBear(t *testing.T) {
	got := livedb.Topics(posts, &named{}, &HTTPServerLog{}, &tagged{}, new(kintest.FixtureItem), posts)
	want := []live.Topic{"post", "odd_name", "http_server_log", "tagged", "post_tags", "items", "item_keywords"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, not %q", got, want)
	}
}

func TestFollowingWhatIsNoTablePanics(t *testing.T) {
	for _, wrong := range []any{nil, 7, "post", post{}, &struct{ ID int64 }{}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%T was taken for a table", wrong)
				}
			}()
			livedb.Follow(wrong)
		}()
	}
}

// An article has subjects by a link table.
type article struct {
	kin.Model
	Title    string
	Subjects kin.Many[article, subject] `kin:"secondary=article_subject(article_id,subject_id)"`
}

type subject struct {
	kin.Model
	Name string
}

var articles, topics = kin.Table[article](), kin.Table[subject]()

func TestALinkThatChangesIsHeardOfByTheTableThatNamesIt(t *testing.T) {
	kintest.Run(t, func(t *testing.T, e kintest.Engine) {
		db := e.Open(t, kin.Models(articles, topics))
		check(t, db.Tx(t.Context(), func(_ context.Context, s *kin.Session) error {
			s.Add(&article{Title: "a"}, &subject{Name: "s"})
			return nil
		}))
		changes := livedb.NewChanges(db, time.Millisecond)
		defer changes.Close()
		var told atomic.Int32
		defer changes.Subscribe(livedb.Topics(articles), func() { told.Add(1) })()
		check(t, db.Tx(t.Context(), func(ctx context.Context, s *kin.Session) error {
			a, err := kin.Get[article](ctx, s, 1)
			if err != nil {
				return err
			}
			about, err := kin.Get[subject](ctx, s, 1)
			a.Subjects.Add(about)
			return err
		}))
		if !within(time.Second, func() bool { return told.Load() == 1 }) {
			t.Errorf("told %d times", told.Load())
		}
	})
}

// within waits for something to become true.
func within(most time.Duration, is func() bool) bool {
	for begin := time.Now(); time.Since(begin) < most; time.Sleep(time.Millisecond) {
		if is() {
			return true
		}
	}
	return is()
}
