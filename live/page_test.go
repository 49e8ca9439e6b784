package live_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/live/livetest"
)

// A reader is a page with a path parameter.
type reader struct {
	live.Page
	ID    int64
	Liked int
}

func (r *reader) Load(context.Context) (err error) {
	if r.ID, err = r.PathInt("id"); err == nil && r.ID > 100 {
		err = live.ErrNotFound
	}
	if r.ID == 66 {
		return errors.New("the database is gone")
	}
	return err
}

func (r *reader) Title() string { return "Post " + r.PathValue("id") }

func (r *reader) View() html.Node {
	return html.Main(
		html.H1(html.Textf("Post %d, page %s", r.ID, r.Query().Get("page"))),
		html.A(html.Href("/posts/8?page=2#end"), html.Text("next")),
		html.A(html.Href("/plain"), html.Text("elsewhere")),
		html.A(html.Href("/posts/999"), html.Text("nowhere")),
		html.Button(live.OnClick(does(func() { r.Liked++ })), html.Textf("liked %d", r.Liked)),
		html.Button(live.OnClick(does(func() { r.Redirect("/posts/9") })), html.Text("redirect")),
		html.Button(live.OnClick(does(func() { r.Redirect("https://example.com/") })), html.Text("leave")),
		html.Button(live.OnClick(does(func() { r.Redirect("javascript:alert(1)") })), html.Text("script")),
		html.Button(live.OnClick(does(func() { r.SetQuery(url.Values{"page": {"5"}}) })), html.Text("five")),
	)
}

func site2(t testing.TB) *live.App {
	t.Helper()
	app := served(t, newBlog(1).page, func(c *live.Config) {
		c.Title = "Site"
		c.Layout = func(p *live.Page, content html.Node) html.Node {
			return html.Group(html.Nav(html.Textf("you are at %s", p.Path())), content)
		}
	})
	app.Page("GET /posts/{id}", func() live.View { return &reader{} })
	app.Handle("GET /plain", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("<title>Plain</title>a plain page"))
	}))
	return app
}

func TestALinkLeadsToAnotherPageWithoutAReload(t *testing.T) {
	tab := livetest.Open(t, site2(t), "/posts/7?page=1")
	tab.See("you are at /posts/7", "Post 7, page 1")
	tab.Click("next")
	tab.See("Post 8, page 2", "you are at /posts/8")
	if tab.Loads() != 1 || tab.Location() != "/posts/8?page=2" || tab.Title() != "Post 8" {
		t.Errorf("%d loads, at %s, title %q", tab.Loads(), tab.Location(), tab.Title())
	}
	tab.Click("liked 0")
	tab.See("liked 1")
	tab.Back()
	tab.See("Post 7, page 1", "liked 0")
	tab.Click("redirect")
	tab.See("Post 9", "you are at /posts/9")
	tab.Click("five")
	if tab.Location() != "/posts/9?page=5" || tab.Loads() != 1 {
		t.Errorf("%d loads, at %s", tab.Loads(), tab.Location())
	}
	tab.See("Post 9, page 5")
	tab.Back()
	tab.See("Post 9, page ")
}

func TestALinkToWhatIsNoLivePageLoadsIt(t *testing.T) {
	tab := livetest.Open(t, site2(t), "/posts/7")
	tab.Click("elsewhere")
	tab.See("a plain page")
	if tab.Location() != "/plain" {
		t.Errorf("at %s", tab.Location())
	}
}

func TestARedirectToAnotherSiteLeavesAndAScriptIsRefused(t *testing.T) {
	app := site2(t)
	tab := livetest.Open(t, app, "/posts/7")
	tab.Click("script")
	if c := app.Counts(); c.Refused != 1 || tab.Loads() != 1 {
		t.Errorf("refused %d, did %q", c.Refused, tab.Did())
	}
	plain := livetest.OpenPlain(t, app, "/posts/7")
	plain.Click("redirect")
	plain.See("Post 9")
	if plain.Location() != "/posts/9" {
		t.Errorf("at %s", plain.Location())
	}
}

func TestAPageThatIsNotThereHasItsStatus(t *testing.T) {
	app := site2(t)
	for path, status := range map[string]int{"/posts/999": 404, "/posts/x": 404, "/nothing": 404, "/posts/66": 500, "/posts/7": 200} {
		if tab := livetest.Open(t, app, path); tab.Status() != status {
			t.Errorf("%s has the status %d, want %d:\n%s", path, tab.Status(), status, tab.Text())
		}
	}
	tab := livetest.Open(t, app, "/posts/7")
	tab.Click("nowhere")
	tab.See("Not here", "you are at /posts/999")
	tab.Back()
	tab.See("Post 7")
	if app.Counts().Visits != 2 {
		t.Errorf("%d visits", app.Counts().Visits)
	}
}

func TestAPageMayWantAUser(t *testing.T) {
	app := live.New(live.Config{Log: quiet().Log, User: func(r *http.Request) (string, error) { return r.Header.Get("X-User"), nil }})
	page := view(func(m *made) html.Node {
		return html.Main(html.Textf("hello %q", m.User()), html.Button(live.OnClick(does(func() { m.N++ })), html.Textf("n %d", m.N)))
	})
	app.Page("GET /secret", page, live.RequireUser("/sign-in"))
	app.Page("GET /sign-in", view(func(m *made) html.Node { return html.P(html.Text("sign in for " + m.Query().Get("next"))) }))
	browser := livetest.NewBrowser(t, app)
	tab := browser.Open("/secret?x=1")
	tab.See("sign in for /secret?x=1")
	browser.Header().Set("X-User", "ann")
	tab.Go("/secret")
	tab.See(`hello "ann"`)
	tab.Click("n 0")
	browser.Header().Set("X-User", "bob") // the visit is still that of ann
	if status := send(app, tab, `{"n":2,"r":"`+tab.Ref("n 1", "click")+`"}`); status != http.StatusGone {
		t.Errorf("the status is %d", status)
	}
	browser.Header().Set("X-User", "ann")
	app.SignOut("ann")
	if n := app.Counts().Visits; n != 1 {
		t.Errorf("%d visits", n)
	}
}

// A counter is a component.
type counter struct {
	live.Component
	N     int
	Loads int
	Start int
}

func (c *counter) Load(context.Context) error { c.N = c.Start; c.Loads++; return nil }

func (c *counter) View() html.Node {
	return html.Div(html.Button(live.OnClick(does(func() { c.N++ })), html.Textf("counter %d at %d", c.Start, c.N)),
		html.When(c.N > 20 && c.N < 100, func() html.Node {
			return live.Mount(c, "inner", func() *counter { return &counter{Start: 500} })
		}))
}

func TestAComponentHasAStateOfItsOwn(t *testing.T) {
	folder := t.TempDir()
	page := view(func(m *made) html.Node {
		return html.Main(
			html.Each(m.List, func(s string) string { return s }, func(s string) html.Node {
				return html.Section(live.Mount(m, s, func() *counter { return &counter{Start: len(s) * 10} }))
			}),
			html.Button(live.OnClick(does(func() { m.List = []string{"bb", "a"} })), html.Text("both")),
			html.Button(live.OnClick(does(func() { m.List = []string{"bb"} })), html.Text("one")),
			html.Button(live.OnClick(func(context.Context) error { m.List = nil; return errors.New("no") }), html.Text("fail")),
		)
	})
	tab := livetest.Open(t, restarted(t, folder, page), "/")
	tab.Click("both")
	tab.Click("counter 10 at 10")
	tab.Click("counter 10 at 11")
	tab.Click("counter 20 at 20")
	tab.See("counter 20 at 21", "counter 500 at 500")
	tab.Click("counter 500 at 500")
	tab.Click("fail")
	tab.See("counter 10 at 12", "counter 20 at 21", "counter 500 at 501")
	tab.Serve(restarted(t, folder, page))
	tab.Reconnect()
	tab.See("counter 10 at 12", "counter 20 at 21", "counter 500 at 501")
	tab.Click("one")
	tab.NotSee("counter 10")
	tab.Click("both")
	tab.See("counter 10 at 10", "counter 20 at 21", "counter 500 at 501")
}

func TestAComponentInAMemoLivesOn(t *testing.T) {
	tab := livetest.Open(t, served(t, view(func(m *made) html.Node {
		return html.Main(html.Button(live.OnClick(does(func() { m.N++ })), html.Textf("n %d", m.N)),
			html.Memo("memo", m.N/3, func() html.Node {
				return html.Section(live.Mount(m, "c", func() *counter { return &counter{} }))
			}))
	})), "/")
	tab.Click("n 0")
	tab.Click("n 1")
	tab.Click("n 2")
	tab.See("n 3", "counter 0 at 0")
}

func TestWorkInTheBackgroundChangesThePageLater(t *testing.T) {
	var release atomic.Bool
	app := served(t, view(func(m *made) html.Node {
		return html.Main(
			html.Button(live.OnClick(func(context.Context) error {
				live.Background(m, "count", func(ctx context.Context, job *live.Job) error {
					for i := range 50 {
						job.Progress(i+1, 50)
						if err := job.Update(func(context.Context) error { m.N++; return nil }); err != nil {
							return err
						}
					}
					for !release.Load() {
						time.Sleep(time.Millisecond)
					}
					return nil
				})
				return nil
			}), html.Text("start")),
			html.Button(live.OnClick(does(func() { m.Text += "x" })), html.Text("click")),
			html.P(html.Textf("counted %d, clicked %s.", m.N, m.Text)), live.Progress(m, "count"),
			html.If(live.Running(m, "count"), html.P(html.Text("running"))),
		)
	}))
	tab := livetest.Open(t, app, "/")
	tab.Click("start")
	for range 10 {
		tab.Click("click")
	}
	tab.See("counted 50", "clicked xxxxxxxxxx.", "running")
	if tab.Count("progress") != 1 {
		t.Error("there is no bar")
	}
	release.Store(true)
	tab.NotSee("running")
	if tab.Count("progress") != 0 {
		t.Error("the bar has stayed")
	}
}

func TestWorkThatFailsIsReportedAndCanBeCancelled(t *testing.T) {
	app := served(t, view(func(m *made) html.Node {
		start := func(name string, f func(ctx context.Context, job *live.Job) error) html.Node {
			return html.Button(live.OnClick(does(func() { live.Background(m, name, f) })), html.Text(name))
		}
		return html.Main(
			start("fails", func(context.Context, *live.Job) error { return errors.New("no") }),
			start("panics", func(context.Context, *live.Job) error { panic("no") }),
			start("waits", func(ctx context.Context, _ *live.Job) error { <-ctx.Done(); return live.Invalid("", "cancelled") }),
			html.Button(live.OnClick(does(func() { live.Cancel(m, "waits") })), html.Text("cancel")),
			html.If(live.Running(m, "waits"), html.P(html.Text("it waits"))),
		)
	}))
	tab := livetest.Open(t, app, "/")
	tab.Click("fails")
	tab.Click("panics")
	tab.Click("waits")
	tab.See("it waits")
	tab.Click("cancel")
	tab.NotSee("it waits")
	for range 200 {
		if len(tab.Toasts()) == 3 {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	if len(tab.Toasts()) != 3 || app.Counts().Failed != 2 {
		t.Errorf("told %q, failed %d", tab.Toasts(), app.Counts().Failed)
	}
}

func TestAThousandUpdatesInARowAllCount(t *testing.T) {
	tab := livetest.Open(t, served(t, view(func(m *made) html.Node {
		return html.Main(html.P(html.Textf("n %d", m.N)), html.Button(live.OnClick(func(context.Context) error {
			live.Background(m, "fast", func(_ context.Context, job *live.Job) error {
				for range 1000 {
					if err := job.Update(does(func() { m.N++ })); err != nil {
						return err
					}
				}
				return nil
			})
			return nil
		}), html.Text("go")))
	})), "/")
	tab.Click("go")
	tab.See("n 1000")
}

func TestAHandlerCanShowHowFarItIs(t *testing.T) {
	step := make(chan struct{})
	tab := livetest.Open(t, served(t, view(func(m *made) html.Node {
		return html.Main(html.P(html.Textf("n %d", m.N)), html.Button(live.OnClick(func(context.Context) error {
			m.N = 1
			err := m.Flush()
			<-step
			m.N = 2
			return err
		}), html.Text("go")))
	})), "/")
	go func() { step <- struct{}{} }()
	before := tab.Frames()
	tab.Click("go")
	tab.See("n 2")
	if n := tab.Frames() - before; n != 2 {
		t.Errorf("%d frames", n)
	}
}

func TestPagesFollowWhatTheyShow(t *testing.T) {
	app := served(t, nil2())
	board := live.NewShared(app, "board", []string{"first"})
	app.Page("GET /board", func() live.View {
		return &made{
			load: func(m *made) error { m.Follow(board.Topic()); m.List = board.Get(); return nil },
			view: func(m *made) html.Node {
				return html.Main(html.P(html.Text(strings.Join(m.List, ", "))), html.Button(live.OnClick(does(func() {
					board.Update(func(list *[]string) { *list = append(slices.Clone(*list), "more") })
				})), html.Text("add")))
			},
		}
	})
	one, two := livetest.Open(t, app, "/board"), livetest.Open(t, app, "/board")
	one.Click("add")
	one.See("first, more")
	two.See("first, more")
	if two.Loads() != 1 {
		t.Error("the page was loaded again")
	}
}

func nil2() func() live.View { return view(func(*made) html.Node { return html.P() }) }

func TestMemoisedPartsAreNotMadeAgain(t *testing.T) {
	rendered := 0
	tab := livetest.Open(t, served(t, func() live.View {
		return &made{List: []string{"a", "b", "c"}, view: func(m *made) html.Node {
			return html.Main(html.Button(live.OnClick(does(func() { m.N++ })), html.Textf("n %d", m.N)),
				html.Button(live.OnClick(func(context.Context) error { return errors.New("no") }), html.Text("fail")),
				html.Each(m.List, func(s string) string { return s }, func(s string) html.Node {
					return html.Memo(s, s, func() html.Node {
						rendered++
						return html.P(html.Button(live.OnClick(does(func() { m.Text += s })), html.Text("add "+s)))
					})
				}), html.P(html.Text("said "+m.Text)))
		}}
	}, func(c *live.Config) { c.Limits.Rest = -1 }), "/") // after a rest all is made anew
	first := rendered
	tab.Click("n 0")
	tab.Click("add b")
	tab.Click("add c")
	tab.Click("add b")
	tab.See("n 1", "said bcb")
	if rendered != first || first != 3 {
		t.Errorf("rendered %d times, then %d", first, rendered-first)
	}
	tab.Click("fail")
	tab.Click("add a")
	tab.See("said bcba")
}

func TestCommandsReachTheBrowser(t *testing.T) {
	tab := livetest.Open(t, served(t, view(func(m *made) html.Node {
		return html.Form(html.ID("form"), html.Input(html.ID("field"), html.Name("f")), html.Button(html.Type("button"), live.OnClick(does(func() {
			m.Focus("field")
			m.SetValue("field", "new")
			m.Toast("info", "done")
			m.Download("/file", "f.txt")
			m.ScrollTo("form")
			m.Copy("text")
			m.Tell("hook", "data")
			m.ShowDialog("d")
			m.CloseDialog("d")
		})), html.Text("go")))
	})), "/")
	tab.Click("go")
	want := "focus field|value field new|toast info done|download /file f.txt|scroll form|copy text|tell hook data|dialog d|close d"
	var got []string
	for _, c := range tab.Did() {
		got = append(got, strings.Join(c, " "))
	}
	if strings.Join(got, "|") != want || tab.Value("f") != "new" {
		t.Errorf("got %q", got)
	}
}

// A keeper is a page with fields that the browser keeps.
type keeper struct {
	live.Page
	Theme  string `live:"local"`
	Count  int    `live:"session"`
	Secret string
}

func (k *keeper) View() html.Node {
	return html.Main(html.P(html.Textf("theme %q, count %d, secret %q", k.Theme, k.Count, k.Secret)),
		html.Button(live.OnClick(does(func() { k.Theme, k.Count = "dark", 7 })), html.Text("dark")))
}

func TestTheBrowserKeepsWhatItIsToldTo(t *testing.T) {
	app := served(t, func() live.View { return &keeper{} })
	browser := livetest.NewBrowser(t, app)
	tab := browser.Open("/")
	if len(tab.Did()) != 0 {
		t.Errorf("defaults are written: %q", tab.Did())
	}
	tab.Click("dark")
	tab.Reload()
	tab.See(`theme "dark", count 7`)
	browser.Open("/").See(`theme "dark", count 0`)
	if status := send(app, tab, `{"n":2,"t":"keep","d":[["local:Secret","x"],["local:Count","9"],["session:Theme","x"],["session:Count","many"]]}`); status != http.StatusNoContent {
		t.Errorf("the status is %d", status)
	}
	tab.Never(`secret "x"`, 50*time.Millisecond)
	tab.See(`theme "dark", count 7`)
}

func TestAViewThatReadsWhatIsNotLoadedSaysSo(t *testing.T) {
	page := view(func(m *made) html.Node {
		if m.N > 0 || m.Query().Has("now") {
			panic(notLoaded{})
		}
		return html.Button(live.OnClick(does(func() { m.N++ })), html.Textf("n %d", m.N))
	})
	dev := served(t, page, func(c *live.Config) { c.Dev = true })
	tab := livetest.Open(t, dev, "/?now")
	tab.See("Post.Flags is not loaded", "SELECT post", "load.SelectIn(&posts.Flags)")
	if tab.Status() != 500 {
		t.Errorf("the status is %d", tab.Status())
	}
	tab = livetest.Open(t, dev, "/")
	tab.Click("n 0")
	tab.See("n 0")
	if did := tab.Did(); len(did) != 2 || did[1][0] != "failure" || !strings.Contains(did[1][1], "load.SelectIn(&posts.Flags)") {
		t.Errorf("the author is told %q", did)
	}
	tab = livetest.Open(t, served(t, page), "/?now")
	tab.See("Something went wrong")
	tab.NotSee("Flags")
}

type notLoaded struct{}

func (notLoaded) Error() string        { return "Post.Flags is not loaded" }
func (notLoaded) Relationship() string { return "Post.Flags" }
func (notLoaded) Query() string        { return "SELECT post" }
func (notLoaded) Option() string       { return "load.SelectIn(&posts.Flags)" }

func TestANilReadByTheViewIsAnErrorPage(t *testing.T) {
	page := view(func(*made) html.Node {
		return html.P(html.Text((&feed{}).find("nobody").Name))
	})
	livetest.Open(t, served(t, page, func(c *live.Config) { c.Dev = true }), "/").See("nil pointer", "page_test.go")
	if tab := livetest.Open(t, served(t, page), "/"); tab.Status() != 500 {
		t.Errorf("the status is %d", tab.Status())
	}
}

func TestWhatTheViewDoesNotWriteStaysOnTheServer(t *testing.T) {
	type secret struct {
		made
		Password string
	}
	tab := livetest.Open(t, served(t, func() live.View {
		return &secret{Password: "hunter2", made: made{view: func(m *made) html.Node {
			return html.P(live.Every(time.Millisecond*20, does(func() { m.N++ })), html.Textf("n %d %d", m.N, int64(1)<<60+1))
		}}}
	}), "/")
	tab.See("n 2 1152921504606846977")
	tab.NotSee("hunter2")
}

func TestAnErrorOfAScriptReachesTheLogAndDoesNotFloodIt(t *testing.T) {
	var log strings.Builder
	app := served(t, nil2(), func(c *live.Config) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	complain := func(what string) {
		send(app, livetest.Open(t, app, "/"), slices.Repeat([]string{`{"t":"error","d":[["","` + what + ` is not defined /page.js 7"]]}`}, 20)...)
	}
	complain("x")
	complain("y")
	if x, y := strings.Count(log.String(), "x is not defined"), strings.Count(log.String(), "y is not defined"); x != 10 || y != 10 {
		t.Errorf("those of two visits are in the log %d and %d times", x, y)
	}
	for range 10 {
		complain("z")
	}
	if n := strings.Count(log.String(), "is not defined"); n > 40 {
		t.Errorf("%d are in the log", n)
	}
}

func TestALargeStateDoesNotSlowDownWhatDoesNotTouchIt(t *testing.T) {
	app := served(t, func() live.View {
		return &made{load: func(m *made) error {
			for range 10_000 {
				m.List = append(m.List, strings.Repeat("x", 1000))
			}
			return nil
		}, view: func(m *made) html.Node {
			return html.Main(html.Button(live.OnClick(does(func() { m.N++ })), html.Textf("n %d", m.N)), html.P(html.Textf("%d rows", len(m.List))))
		}}
	}, func(c *live.Config) { c.Limits.State = 1 << 30 })
	tab := livetest.Open(t, app, "/")
	began := time.Now()
	for n := range 10 {
		tab.Click(fmt.Sprintf("n %d", n))
	}
	tab.See("n 10", "10000 rows")
	took, patch := time.Since(began), tab.Patched()
	if took > 10*time.Second || patch > 300 {
		t.Errorf("ten clicks took %v, and the last one sent %d bytes", took, patch)
	}
	t.Logf("ten clicks over a state of 10 MB took %v, a patch has %d bytes", took, patch)
}

func TestAFieldThatIsReloadedIsNotStored(t *testing.T) {
	store, folder := live.NewMemory(), t.TempDir()
	page := func() live.View { return &reloading{} }
	app := served(t, page, func(c *live.Config) { c.Store = store })
	tab := livetest.Open(t, app, "/")
	tab.Click("more")
	tab.See("1 of 1000 rows")
	state, _, err := store.Get(t.Context(), tab.Visit())
	if err != nil || len(state) > 1000 {
		t.Errorf("the state has %d bytes, error %v", len(state), err)
	}
	tab.Click("fail")
	tab.See("1 of 1000 rows")
	tab = livetest.Open(t, restarted(t, folder, page), "/")
	tab.Click("more")
	tab.Serve(restarted(t, folder, page))
	tab.Reconnect()
	tab.See("1 of 1000 rows")
}

// reloading is a page with rows that are not stored.
type reloading struct {
	live.Page
	N    int
	Rows []string `live:"reload"`
}

func (r *reloading) Load(context.Context) error {
	r.Rows = make([]string, 1000)
	return nil
}

func (r *reloading) View() html.Node {
	return html.Main(html.P(html.Textf("%d of %d rows", r.N, len(r.Rows))), html.Button(live.OnClick(does(func() { r.N++ })), html.Text("more")),
		html.Button(live.OnClick(func(context.Context) error { r.Rows = r.Rows[:1]; return errors.New("no") }), html.Text("fail")))
}
