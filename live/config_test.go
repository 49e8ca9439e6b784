package live_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/live/livetest"
)

// framed is a page with a layout of its own.
type framed struct{ made }

func (f *framed) Layout(content html.Node) html.Node {
	return html.Section(html.Text("my own frame "), content)
}

// liking is the key of what a request's visitor likes.
type liking struct{}

func TestADocumentALayoutAndAFailureCanBeOnesOwn(t *testing.T) {
	gone := errors.New("gone")
	app := served(t, nil2(), func(c *live.Config) {
		c.Title, c.Lang = "Site", "de"
		c.Head = []html.Node{html.Meta(html.Name("color-scheme"), html.Content("light dark"))}
		c.Layout = func(_ *live.Page, content html.Node) html.Node { return html.Div(html.Text("the frame "), content) }
		c.Document = func(d live.Document) html.Node {
			return html.Document(html.Lang(d.Lang), html.Class("dark"), html.Head(d.Head, html.Title(html.Text(d.Title+"!")), d.Script), html.Body(html.Class("theme", d.Context.Value(liking{}).(string)), d.Body))
		}
		c.Values = func(r *http.Request) context.Context {
			return context.WithValue(context.WithoutCancel(r.Context()), liking{}, "liked")
		}
		c.Failure = func(_ *live.Page, status int, err error) html.Node {
			return html.P(html.Textf("status %d: %v", status, err))
		}
		c.Status = func(err error) int {
			if errors.Is(err, gone) {
				return http.StatusGone
			}
			return 0
		}
		c.Notice = func(err error) string { return "sorry: " + err.Error() }
		c.Message = func(rule, _ string) string {
			if rule == "required" {
				return "Das fehlt."
			}
			return ""
		}
		c.Policy = func(policy string) string { return policy + "; upgrade-insecure-requests" }
	})
	app.Page("GET /gone", func() live.View { return &made{load: func(*made) error { return gone }} })
	app.Page("GET /own", func() live.View {
		return &framed{made{view: func(*made) html.Node {
			return html.Main(html.Form(live.OnSubmit(func(ctx, flagForm) error { return nil }), html.Input(html.Name("message")), html.Button(html.Text("Send"))),
				html.Button(live.OnClick(func(ctx) error { return gone }), html.Text("fail")))
		}}}
	})
	w := httptest.NewRecorder()
	app.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	for _, want := range []string{`<html lang="de" class="dark">`, `content="light dark"`, `<title>Site!</title>`, `<body class="theme liked">`, "the frame"} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("the document lacks %s", want)
		}
	}
	if policy := w.Header().Get("Content-Security-Policy"); !strings.HasSuffix(policy, "upgrade-insecure-requests") {
		t.Errorf("the policy is %s", policy)
	}
	tab := livetest.Open(t, app, "/gone")
	if tab.See("status 410: gone"); tab.Status() != http.StatusGone {
		t.Errorf("the status is %d", tab.Status())
	}
	tab = livetest.Open(t, app, "/own")
	tab.See("my own frame")
	tab.NotSee("the frame")
	tab.Click("Send")
	tab.See("Das fehlt.")
	tab.Click("fail")
	if toasts := tab.Toasts(); len(toasts) != 1 || toasts[0] != "sorry: gone" {
		t.Errorf("told %q", toasts)
	}
}

// outcome is an error that says its status.
type outcome int

func (o outcome) Error() string { return http.StatusText(int(o)) }

func TestThePageOfAnErrorSaysWhatHasHappened(t *testing.T) {
	app := served(t, nil2(), func(c *live.Config) {
		c.Lang = "de"
		c.Status = func(err error) int { o, _ := errors.AsType[outcome](err); return int(o) }
	})
	app.Page("GET /fails/{status}", func() live.View {
		return &made{load: func(m *made) error {
			status, err := m.PathInt("status")
			return errors.Join(err, outcome(status))
		}}
	})
	known := map[string]int{}
	for _, status := range []int{400, 403, 404, 413, 500, 503, 504} {
		w := httptest.NewRecorder()
		app.ServeHTTP(w, httptest.NewRequest(http.MethodGet, fmt.Sprint("/fails/", status), nil))
		title, says := live.FailureText(status)
		if !strings.Contains(w.Body.String(), "<h1>"+title+"</h1><p>"+says) || w.Code != status || !strings.Contains(w.Body.String(), `<html lang="de">`) {
			t.Errorf("the page of %d has the status %d: %s", status, w.Code, w.Body)
		}
		if other := known[title]; other != 0 {
			t.Errorf("%d and %d say the same: %s", status, other, title)
		}
		known[title] = status
	}
	if title, _ := live.FailureText(http.StatusTeapot); known[title] != 500 {
		t.Errorf("of a status that is unknown, the page says %s", title)
	}
}

func TestAHeadRequestBeginsNoVisit(t *testing.T) {
	app := served(t, nil2())
	w := httptest.NewRecorder()
	app.ServeHTTP(w, httptest.NewRequest(http.MethodHead, "/", nil))
	if w.Code != http.StatusOK || w.Body.Len() > 0 || app.Counts().Visits != 0 {
		t.Errorf("status %d, %d bytes, %d visits", w.Code, w.Body.Len(), app.Counts().Visits)
	}
}

func TestTheClientIsServedForEver(t *testing.T) {
	app := served(t, nil2())
	w := httptest.NewRecorder()
	app.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	for _, ending := range []string{".js", ".css"} {
		_, rest, _ := strings.Cut(w.Body.String(), `"/_live/live-`)
		for !strings.HasPrefix(rest[12:], ending) {
			_, rest, _ = strings.Cut(rest, `"/_live/live-`)
		}
		address, _, _ := strings.Cut(rest, `"`)
		file := httptest.NewRecorder()
		app.ServeHTTP(file, httptest.NewRequest(http.MethodGet, "/_live/live-"+address, nil))
		if file.Code != http.StatusOK || !strings.Contains(file.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s has the status %d, %s", address, file.Code, file.Header().Get("Cache-Control"))
		}
	}
	other := httptest.NewRecorder()
	app.ServeHTTP(other, httptest.NewRequest(http.MethodGet, "/_live/passwd", nil))
	if other.Code != http.StatusNotFound {
		t.Errorf("the status is %d", other.Code)
	}
}

func TestAWatcherHearsOfAllThatHappens(t *testing.T) {
	type key struct{}
	heard := make(chan string, 10)
	app := served(t, view(func(m *made) html.Node {
		return html.Main(html.Button(live.OnClick(func(c ctx) error { m.Text, _ = c.Value(key{}).(string); return nil }), html.Text("go")),
			html.Button(live.OnClick(func(ctx) error { return errors.New("no") }), html.Text("fail")), html.P(html.Text("context "+m.Text)))
	}), func(c *live.Config) {
		c.Dev = true
		c.Watch = func(in ctx, h live.Happening) (ctx, func(live.Outcome) html.Node) {
			return context.WithValue(in, key{}, "watched"), func(o live.Outcome) html.Node {
				heard <- fmt.Sprintf("%s %d: %d regions, %v", h.Path, h.Event, o.Regions, o.Err)
				if o.Err != nil {
					return nil
				}
				return html.A(html.Href("/_what"), html.Textf("event %d & co", h.Event))
			}
		}
	})
	tab := livetest.Open(t, app, "/")
	tab.Click("go")
	tab.See("context watched")
	tab.Click("fail")
	tab.Click("go")
	for _, want := range []string{"/ 0: 0 regions, <nil>", "/ 1: 1 regions, <nil>", "/ 2: 0 regions, no", "/ 3: 0 regions, <nil>"} {
		select { // the watcher is told after the visitor
		case got := <-heard:
			if got != want {
				t.Errorf("heard %s, want %s", got, want)
			}
		case <-time.After(5 * time.Second):
			t.Fatalf("%s was never heard", want)
		}
	}
	tab.See("event 3 & co") // it comes behind the answer
	if says, found := tab.Attribute("#live-watch", "aria-label"); !found || tab.Count("aside") != 1 {
		t.Errorf("%d corners, %q", tab.Count("aside"), says)
	}
	tab.Click("fail")
	<-heard
	tab.Click("go")
	tab.See("event 5 & co")
	tab.NotSee("event 3")
}

func TestVisitorsSeeNoCorner(t *testing.T) {
	shown := func(in ctx, _ live.Happening) (ctx, func(live.Outcome) html.Node) {
		return in, func(live.Outcome) html.Node { return html.P(html.Text("for developers")) }
	}
	app := served(t, view(func(m *made) html.Node {
		return html.Main(html.Button(live.OnClick(does(func() { m.N++ })), html.Textf("n %d", m.N), html.ID("b")))
	}), func(c *live.Config) { c.Watch = shown })
	tab := livetest.Open(t, app, "/")
	tab.Click("#b")
	tab.See("n 1")
	tab.NotSee("for developers")
	if n := tab.Count("aside"); n != 0 {
		t.Errorf("%d corners", n)
	}
	tab = livetest.Open(t, served(t, nil2(), func(c *live.Config) { c.Dev = true }), "/")
	if n := tab.Count("aside"); n != 0 {
		t.Errorf("%d corners where nobody watches", n)
	}
}

func TestACornerThatCannotBeShownLeavesThePage(t *testing.T) {
	app := served(t, view(func(m *made) html.Node {
		return html.Main(html.Button(live.OnClick(does(func() { m.N++ })), html.Textf("n %d", m.N), html.ID("b")))
	}), func(c *live.Config) {
		c.Dev = true
		c.Watch = func(in ctx, _ live.Happening) (ctx, func(live.Outcome) html.Node) {
			return in, func(live.Outcome) html.Node {
				return html.Button(live.OnClick(does(func() {})), html.Text("bound"))
			}
		}
	})
	tab := livetest.Open(t, app, "/")
	tab.Click("#b")
	tab.See("n 1")
	tab.NotSee("bound")
}

func TestSeveralWatchInTheirOrder(t *testing.T) {
	type key struct{}
	watcher := func(name string) live.Watch {
		return func(in ctx, _ live.Happening) (ctx, func(live.Outcome) html.Node) {
			before, _ := in.Value(key{}).(string)
			return context.WithValue(in, key{}, before+name), func(o live.Outcome) html.Node { return html.P(html.Textf("%s saw %d", name, o.Bytes)) }
		}
	}
	silent := func(in ctx, _ live.Happening) (ctx, func(live.Outcome) html.Node) { return in, nil }
	mute := func(in ctx, _ live.Happening) (ctx, func(live.Outcome) html.Node) {
		return in, func(live.Outcome) html.Node { return nil }
	}
	in, after := live.Watches(watcher("a"), nil, silent, mute, watcher("b"))(t.Context(), live.Happening{})
	if got := in.Value(key{}); got != "ab" {
		t.Errorf("the context has %v, want ab", got)
	}
	var got strings.Builder
	if err := after(live.Outcome{Bytes: 7}).Render(&got); err != nil || got.String() != "<p>a saw 7</p><p>b saw 7</p>" {
		t.Errorf("they say %q, %v", got.String(), err)
	}
	if _, after := live.Watches(silent, mute)(t.Context(), live.Happening{}); after(live.Outcome{}) != nil {
		t.Error("two that say nothing say something")
	}
}

func TestABrowserThatSendsTooMuchWaits(t *testing.T) {
	tab := livetest.Open(t, served(t, view(func(m *made) html.Node {
		return html.Button(live.OnClick(does(func() { m.N++ })), html.Textf("n %d", m.N), html.ID("b"))
	}), func(c *live.Config) { c.Limits.Events, c.Limits.Burst = 50, 2 }), "/")
	began := time.Now()
	for range 8 {
		tab.Click("#b")
	}
	tab.See("n 8")
	if took := time.Since(began); took < 100*time.Millisecond {
		t.Errorf("8 events took %v", took)
	}
}
