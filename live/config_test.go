package live_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/live/livetest"
)

// framed is a page with a layout of its own.
type framed struct{ made }

func (f *framed) Layout(content html.Node) html.Node {
	return html.Section(html.Text("my own frame "), content)
}

func TestADocumentALayoutAndAFailureCanBeOnesOwn(t *testing.T) {
	gone := errors.New("gone")
	app := served(t, nil2(), func(c *live.Config) {
		c.Title, c.Lang = "Site", "de"
		c.Head = []html.Node{html.Meta(html.Name("color-scheme"), html.Content("light dark"))}
		c.Layout = func(_ *live.Page, content html.Node) html.Node { return html.Div(html.Text("the frame "), content) }
		c.Document = func(d live.Document) html.Node {
			return html.Document(html.Lang(d.Lang), html.Class("dark"), html.Head(d.Head, html.Title(html.Text(d.Title+"!")), d.Script), html.Body(html.Class("theme"), d.Body))
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
	for _, want := range []string{`<html lang="de" class="dark">`, `content="light dark"`, `<title>Site!</title>`, `<body class="theme">`, "the frame"} {
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
