package live_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/live/livetest"
	"github.com/kin-go/kin/live/store/file"
)

func TestNothingIsLostOrDoneTwiceWhenTheConnectionIsCut(t *testing.T) {
	b := newBlog(1)
	tab := livetest.Open(t, served(t, b.page, func(c *live.Config) { c.Limits.Events = 1e6 }), "/")
	const cuts = 1000
	for i := range cuts {
		tab.Click("more")
		tab.Cut()
		tab.Click("more")
		tab.Click("more")
		if i%3 == 0 {
			tab.Reconnect()
		}
		tab.Reconnect()
	}
	tab.See(fmt.Sprintf("clicked %d times", 3*cuts))
	if b.loads != 1 || tab.Loads() != 1 {
		t.Errorf("Load ran %d times, the page was loaded %d times", b.loads, tab.Loads())
	}
	t.Logf("%d cuts, 0 events lost or doubled", cuts)
}

func TestAnAnswerThatWasLostComesAgain(t *testing.T) {
	var m *made
	app := served(t, func() live.View {
		m = &made{view: func(m *made) html.Node {
			return html.P(html.Textf("it is %d", m.N), live.Every(20*time.Millisecond, does(func() { m.N++ })))
		}}
		return m
	})
	tab := livetest.Open(t, app, "/")
	tab.See("it is 2")
	tab.Cut()
	time.Sleep(100 * time.Millisecond) // nobody is there, so nothing happens
	tab.Reconnect()
	tab.See("it is 4")
	if tab.Loads() != 1 {
		t.Error("the page was loaded again")
	}
}

// restarted is a second process with the same store.
func restarted(t *testing.T, folder string, page func() live.View) *live.App {
	t.Helper()
	return served(t, page, func(c *live.Config) {
		c.Store = files(t, folder)
		c.Limits.Rest = -1 // rename changes the blog's own rows, and after a rest the visit has others
	})
}

// files is a store in a folder.
func files(t testing.TB, folder string) live.Store {
	t.Helper()
	store, err := file.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	return store
}

func TestAVisitGoesOnInTheNextProcess(t *testing.T) {
	for _, killed := range []bool{false, true} {
		b, folder := newBlog(2), t.TempDir()
		app := restarted(t, folder, b.page)
		tab := livetest.Open(t, app, "/")
		tab.Click("more")
		tab.Click("rename")
		tab.Type("flag Post A", "half typed")
		if killed { // its process has no time to do anything
			tab.Cut()
		} else if err := app.Shutdown(context.Background()); err != nil {
			t.Fatal(err)
		}
		tab.Serve(restarted(t, folder, b.page))
		tab.Reconnect()
		tab.See("clicked 1 times", "Posts of anna")
		tab.Click("more")
		tab.Click("Flag Post A")
		tab.See("clicked 2 times", "anna said half typed", "by anna, number 9007199254740993")
		if tab.Loads() != 1 {
			t.Error("the page was loaded again")
		}
	}
}

func TestARestoredRowInTwoFieldsIsOneInstance(t *testing.T) {
	b, folder := newBlog(2), t.TempDir()
	tab := livetest.Open(t, restarted(t, folder, b.page), "/")
	tab.Click("more")
	tab.Serve(restarted(t, folder, b.page))
	tab.Reconnect()
	tab.Click("rename")
	tab.See("Posts of anna", "by anna, number 9007199254740993", "by anna, number 9007199254740994")
}

func TestEventsThatWereDoneAreNotDoneAgainByTheNextProcess(t *testing.T) {
	b, folder := newBlog(1), t.TempDir()
	tab := livetest.Open(t, restarted(t, folder, b.page), "/")
	for range 5 {
		tab.Click("more")
	}
	tab.Cut()
	tab.Click("more") // not sent yet
	tab.Serve(restarted(t, folder, b.page))
	tab.Reconnect()
	tab.See("clicked 6 times")
}

func TestAStateOfAnotherShapeIsLoadedAnew(t *testing.T) {
	type before struct {
		made
		Kept int
	}
	folder := t.TempDir()
	tab := livetest.Open(t, restarted(t, folder, func() live.View {
		return &before{Kept: 7, made: made{view: func(m *made) html.Node { return html.P(html.Text("old"), live.Every(time.Hour, does(func() {}))) }}}
	}), "/")
	tab.See("old")
	loads := 0
	tab.Serve(restarted(t, folder, func() live.View {
		return &after{made: made{load: func(*made) error { loads++; return nil }, view: func(*made) html.Node { return html.P(html.Text("new")) }}}
	}))
	tab.Reconnect()
	tab.See("new")
	if loads != 1 {
		t.Errorf("Load ran %d times", loads)
	}
}

type after struct {
	made
	Kept, More string
}

func TestAVisitRestsInTheStoreWhenNobodyLooks(t *testing.T) {
	b := newBlog(1)
	app := served(t, b.page, func(c *live.Config) { c.Limits.Linger = 20 * time.Millisecond })
	tab := livetest.Open(t, app, "/")
	tab.Click("more")
	time.Sleep(100 * time.Millisecond)
	if app.Counts().Visits != 1 {
		t.Error("a visit with a browser rests")
	}
	tab.Cut()
	forgets(t, app)
	tab.Reconnect()
	tab.See("clicked 1 times")
	if b.loads != 1 {
		t.Errorf("Load ran %d times", b.loads)
	}
}

func TestABlockedHandlerDelaysNobodyElse(t *testing.T) {
	blocked := make(chan struct{})
	browser := livetest.NewBrowser(t, served(t, view(func(m *made) html.Node {
		return html.Main(
			html.Button(live.OnClick(func(context.Context) error { <-blocked; m.N = 100; return nil }), html.Text("block")),
			html.Button(live.OnClick(does(func() { m.N++ })), html.Textf("it is %d", m.N), html.ID("quick")))
	})))
	slow, quick := browser.Open("/"), browser.Open("/")
	done := make(chan struct{})
	go func() { defer close(done); slow.Click("block") }()
	began := time.Now()
	for range 20 {
		quick.Click("#quick")
	}
	quick.See("it is 20")
	each := time.Since(began) / 20
	select {
	case <-done:
		t.Error("the handler was not blocked")
	default:
	}
	close(blocked)
	<-done
	slow.See("it is 100")
	if each > 50*time.Millisecond {
		t.Errorf("another visitor waited %v", each)
	}
	t.Logf("another visitor's event took %v while a handler was blocked", each)
}

func TestEventsOfAVisitRunOneAtATimeInOrder(t *testing.T) {
	inside, most := 0, 0
	app := served(t, view(func(m *made) html.Node {
		turn := func(letter string) func(context.Context) error {
			return func(context.Context) error {
				inside++
				most = max(most, inside)
				time.Sleep(time.Millisecond)
				m.Text += letter
				inside--
				return nil
			}
		}
		return html.Main(html.Button(live.OnClick(turn("a")), html.Text("A")), html.Button(live.OnClick(turn("b")), html.Text("B")), html.P(html.Text("done: "+m.Text)))
	}))
	tab := livetest.Open(t, app, "/")
	tab.Cut()
	for range 50 {
		tab.Click("A")
		tab.Click("B")
	}
	tab.Reconnect()
	tab.See("done: " + strings.Repeat("ab", 50))
	if most != 1 {
		t.Errorf("%d handlers ran at once", most)
	}
}

func TestAShutdownLetsWaitingEventsFinish(t *testing.T) {
	ran := 0
	app := served(t, view(func(m *made) html.Node {
		return html.Button(live.OnClick(does(func() { time.Sleep(5 * time.Millisecond); ran++ })), html.Text("go"))
	}))
	tab := livetest.Open(t, app, "/")
	tab.Cut()
	for range 10 {
		tab.Click("go")
	}
	done := make(chan struct{})
	go func() { defer close(done); tab.Reconnect() }()
	for app.Counts().Handled == 0 {
		time.Sleep(time.Millisecond)
	}
	if err := app.Shutdown(context.Background()); err != nil || ran != 10 {
		t.Errorf("%d events ran, error %v", ran, err)
	}
	<-done
	if n := app.Counts().Visits; n != 0 {
		t.Errorf("%d visits are left", n)
	}
}

func TestAShutdownDoesNotWaitForEver(t *testing.T) {
	stop := make(chan struct{})
	ended := make(chan struct{})
	app := served(t, view(func(*made) html.Node {
		return html.Button(live.OnClick(func(ctx context.Context) error {
			close(stop)
			<-ctx.Done()
			close(ended)
			return ctx.Err()
		}), html.Text("go"))
	}))
	tab := livetest.Open(t, app, "/")
	send(app, tab, fmt.Sprintf(`{"n":1,"r":%q}`, tab.Ref("go", "click")))
	<-stop
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if err := app.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the error is %v", err)
	}
	<-ended // the handler has heard of it
	if n := app.Counts().Visits; n != 0 {
		t.Errorf("%d visits are left", n)
	}
}

func TestAHandlerThatTakesTooLongIsGivenUp(t *testing.T) {
	app := served(t, view(func(m *made) html.Node {
		return html.Button(live.OnClick(func(ctx context.Context) error { m.N = 1; <-ctx.Done(); return ctx.Err() }), html.Textf("n %d", m.N))
	}), func(c *live.Config) { c.Limits.Handler = 10 * time.Millisecond })
	tab := livetest.Open(t, app, "/")
	tab.Click("n 0")
	tab.See("n 0")
	if toasts := tab.Toasts(); len(toasts) != 1 || !strings.Contains(toasts[0], "too long") {
		t.Errorf("the visitor was told %q", toasts)
	}
}

func TestAStoreThatFailsDoesNotEndTheVisit(t *testing.T) {
	store := &broken{Memory: live.NewMemory()}
	app := served(t, newBlog(1).page, func(c *live.Config) { c.Store = store })
	tab := livetest.Open(t, app, "/")
	tab.Click("more")
	store.fails = true
	tab.Click("more")
	tab.Click("fail")
	tab.See("clicked 2 times")
	store.fails = false
	tab.Click("more")
	tab.See("clicked 3 times")
}

func TestWithoutItsStoreAnAppGoesOnAsLongAsItLives(t *testing.T) {
	store := &broken{Memory: live.NewMemory(), fails: true}
	app := served(t, newBlog(1).page, func(c *live.Config) { c.Store = store })
	tab := livetest.Open(t, app, "/")
	tab.Click("more")
	tab.Cut()
	tab.Click("more")
	tab.Reconnect()
	tab.See("clicked 2 times")
}

type broken struct {
	*live.Memory
	fails bool
}

func (b *broken) Get(ctx context.Context, id string) ([]byte, uint64, error) {
	if b.fails {
		return nil, 0, errors.New("the disk is gone")
	}
	return b.Memory.Get(ctx, id)
}

func (b *broken) Put(ctx context.Context, id string, state []byte, previous uint64, keep time.Duration) (uint64, error) {
	if b.fails {
		return 0, errors.New("the disk is full")
	}
	return b.Memory.Put(ctx, id, state, previous, keep)
}

func TestAVisitThatHasGoneOnElsewhereEndsHere(t *testing.T) {
	store := live.NewMemory()
	b := newBlog(1)
	one := served(t, b.page, func(c *live.Config) { c.Store = store })
	two := served(t, b.page, func(c *live.Config) { c.Store = store })
	tab := livetest.Open(t, one, "/")
	tab.Click("more")
	tab.Cut()
	tab.Serve(two)
	tab.Reconnect()
	tab.Click("more")
	tab.See("clicked 2 times")
	tab.Cut()
	tab.Serve(one) // which still has it in memory as it was
	tab.Reconnect()
	tab.Click("more")
	tab.See("clicked 3 times")
}

func TestAnEventThatComesLateToAnotherServerChangesNothing(t *testing.T) {
	store := live.NewMemory()
	b := newBlog(1)
	open := func() *live.App { return served(t, b.page, func(c *live.Config) { c.Store = store }) }
	one, two := open(), open()
	tab := livetest.Open(t, one, "/")
	tab.Click("more")
	tab.Cut()
	tab.Serve(two)
	tab.Reconnect()
	tab.Click("more")
	if status := send(one, tab, fmt.Sprintf(`{"n":2,"r":%q}`, tab.Ref("more", "click"))); status != http.StatusNoContent { // it was on its way
		t.Fatalf("the status is %d", status)
	}
	forgets(t, one)
	tab.Click("more")
	tab.See("clicked 3 times")
	tab.Serve(open())
	tab.Reconnect()
	tab.See("clicked 3 times")
}

func TestASlowBrowserGetsTheWholePageInsteadOfAllThatItMissed(t *testing.T) {
	app := served(t, view(func(m *made) html.Node {
		return html.Main(html.Button(live.OnClick(does(func() { m.N++ })), html.Text("go")), html.P(html.Textf("it is %d %s", m.N, strings.Repeat("x", 3000))))
	}), func(c *live.Config) { c.Limits.Outbox = 10_000 })
	tab := livetest.Open(t, app, "/")
	for range 20 {
		tab.Click("go")
	}
	tab.See("it is 20 ")
}
