package live_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/live/livetest"
)

// A chooser is a page with fields that the browser keeps as cookies, and one that it keeps elsewhere.
type chooser struct {
	live.Page
	Lang   string `live:"cookie"`
	Size   int    `live:"cookie=24h"`
	Once   string `live:"cookie=0"`
	Local  string `live:"local"`
	Loaded string
}

func (c *chooser) Load(ctx) error {
	if c.Lang == "" {
		c.Lang = "en"
	}
	c.Loaded = c.Lang
	return nil
}

// awkward is a text that no cookie can hold as it is.
const awkward = `{"a": [1, "ä;,=\""]}`

func (c *chooser) View() html.Node {
	choose := func(what string, f func()) html.Node { return html.Button(html.Text(what), live.OnClick(does(f))) }
	return html.Main(
		html.P(html.Textf("lang %s, loaded %s, size %d, once %s, local %s.", c.Lang, c.Loaded, c.Size, c.Once, c.Local)),
		choose("choose", func() { c.Lang, c.Size, c.Once, c.Local = awkward, 7, "x", "y" }),
		choose("long", func() { c.Once = strings.Repeat("x", 5000) }),
		html.A(html.Href("/other"), html.Text("other")),
	)
}

func choosers(t testing.TB, change ...func(*live.Config)) *live.App {
	app := served(t, func() live.View { return &chooser{} }, change...)
	app.Page("GET /other", func() live.View { return &chooser{} })
	app.Page("GET /none", view(func(*made) html.Node { return html.Main(html.A(html.Href("/other"), html.Text("other"))) }))
	return app
}

const chosen = "lang " + awkward + ", loaded " + awkward + ", size 7, once x, local"

func TestACookieIsThereBeforeLoadWithAndWithoutScripts(t *testing.T) {
	for name, open := range map[string]func(testing.TB, http.Handler, string) *livetest.Tab{"with": livetest.Open, "without": livetest.OpenPlain} {
		t.Run(name, func(t *testing.T) {
			tab := open(t, choosers(t), "/")
			tab.See("lang en, loaded en, size 0")
			if len(tab.Did()) > 0 || tab.Cookie("live.Lang") != "" {
				t.Errorf("defaults are written: %q", tab.Did())
			}
			tab.Click("choose")
			tab.See("lang " + awkward + ", loaded en, size 7, once x")
			tab.Go("/none")
			tab.Go("/other")
			tab.See(chosen)
		})
	}
}

func TestACookieThatHasExpiredIsTheDefault(t *testing.T) {
	app := choosers(t)
	browser := livetest.NewBrowser(t, app)
	browser.Open("/").Click("choose")
	delete(browser.Cookies(), "live.Lang")
	browser.Cookies()["live.Size"] = "many" // somebody has changed it
	browser.Cookies()["live.Loaded"] = "x"  // no field that a browser keeps
	browser.Open("/").See("lang en, loaded en, size 0, once x, local y.")
}

func TestACookieSaysHowLongAndIsSentOverTLSAloneWhereThereIsTLS(t *testing.T) {
	tab := livetest.Open(t, choosers(t, func(c *live.Config) { c.Secure = true }), "/")
	tab.Click("choose")
	var written []string
	for _, c := range tab.Did() {
		if c[0] == "store" && c[1] == "cookie" {
			_, options, _ := strings.Cut(c[3], "; ")
			written = append(written, c[2]+" "+options)
		}
	}
	want := []string{"Lang Path=/; Max-Age=31536000; Secure; SameSite=Lax", "Size Path=/; Max-Age=86400; Secure; SameSite=Lax", "Once Path=/; Secure; SameSite=Lax"}
	if !slices.Equal(written, want) {
		t.Errorf("written are %q", written)
	}
}

func TestAFieldThatIsTooLongForACookieIsNotKept(t *testing.T) {
	var log bytes.Buffer
	tab := livetest.Open(t, choosers(t, func(c *live.Config) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) }), "/")
	tab.Click("long")
	tab.Click("choose")
	if n := strings.Count(log.String(), "too long for a cookie"); n != 1 || tab.Cookie("live.Once") != "x" {
		t.Errorf("it is logged %d times: %s", n, &log)
	}
}

func TestWhatABrowserKeepsIsKnownOnTheNextPageAndInTheNextProcess(t *testing.T) {
	folder := t.TempDir()
	pages := func() *live.App {
		app := restarted(t, folder, func() live.View { return &chooser{} })
		app.Page("GET /other", func() live.View { return &chooser{} })
		app.Page("GET /none", view(func(*made) html.Node { return html.Main(html.A(html.Href("/other"), html.Text("other"))) }))
		return app
	}
	one := pages()
	browser := livetest.NewBrowser(t, one)
	browser.Open("/").Click("choose")
	tab := browser.Open("/none")
	loads := tab.Loads()
	tab.Cut()
	_ = one.Shutdown(t.Context())
	tab.Serve(pages())
	tab.Reconnect()
	tab.Click("other") // without a load: no request brings cookies
	tab.See(chosen + " y.")
	if wrote := len(tab.Did()); tab.Loads() != loads || wrote > 3 {
		t.Errorf("the page was loaded %d times, the server said %q", tab.Loads(), tab.Did())
	}
}

// endless is a page with a tag that says nothing.
type endless struct {
	made
	Lang string `live:"cookie=soon"`
}

func TestACookieHasADuration(t *testing.T) {
	defer func() {
		if said, _ := recover().(string); !strings.Contains(said, "cookie=720h") {
			t.Errorf("a duration that is none says %q", said)
		}
	}()
	live.New(quiet()).Page("GET /{$}", func() live.View { return &endless{} })
}

func TestInABrowserACookieIsKept(t *testing.T) {
	w := look(t, serve(t, choosers(t)), "/")
	w.click("button")
	w.see("size 7, once x, local y")
	other := look(t, w.site, "/other")
	other.see(chosen + " y.")
	w.calm()
}
