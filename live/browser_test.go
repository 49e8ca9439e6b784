package live_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
)

// calm fails the test if the browser has complained of anything, a breach of the policy above all.
func (w *window) calm() {
	w.t.Helper()
	if c := w.complained(); len(c) > 0 {
		w.t.Errorf("the browser complains: %q", c)
	}
}

func TestInABrowserClicksReachTheServer(t *testing.T) {
	b := newBlog(3)
	w := look(t, serve(t, served(t, b.page)), "/")
	w.click("button[aria-label=more]")
	w.see("clicked 1 times")
	w.click("button[aria-label=more]")
	w.see("clicked 2 times")
	w.keys(`[aria-label="flag Post B"]`, "not nice\r")
	w.see("ann said not nice")
	if v := read[string](w, `document.querySelector('[aria-label="flag Post B"]').value`); v != "" || b.loads != 2 {
		t.Errorf("the field holds %q, Load ran %d times", v, b.loads)
	}
	w.calm()
}

func TestInABrowserWhatTheVisitorDoesStaysWhenThePageChanges(t *testing.T) {
	site := serve(t, served(t, view(func(m *made) html.Node {
		return html.Main(
			html.Button(html.ID("go"), live.OnClick(does(func() { m.N++ })), html.Textf("changed %d", m.N)),
			html.P(html.Textf("it is %d", m.N)),
			html.Input(html.ID("other"), html.Data("n", string(rune('a'+m.N)))),
			html.Input(html.ID("typed")), html.Textarea(html.ID("area"), html.Text("a")),
			html.Input(html.ID("box"), html.Type("checkbox")),
			html.Select(html.ID("select"), html.Option(html.Text("one")), html.Option(html.Text("two"))),
			html.Details(html.ID("details"), html.Summary(html.Text("sum")), html.P(html.Textf("inside %d", m.N))),
			html.Dialog(html.ID("dialog"), html.Textf("dialog %d", m.N)),
			html.Div(html.ID("panel"), html.Hidden(), html.Textf("panel %d", m.N)),
			html.Button(html.ID("show"), live.On("click", live.Show("panel"), live.ToggleClass("panel", "open")), html.Text("show")),
			html.Input(html.ID("said"), html.Value(string(rune('a'+m.N)))),
			html.Div(html.ID("widget"), live.Ignore(), html.Textf("widget %d", m.N)),
		)
	})))
	w := look(t, site, "/")
	w.keys("#typed", "typed")
	w.keys("#other", "other")
	w.keys("#area", "b")
	w.click("#box")
	w.click("#show")
	w.click("#details summary")
	read[any](w, `(() => { document.getElementById("select").value = "two"; document.getElementById("widget").textContent = "mine" })()`)
	w.click("#go")
	w.see("it is 1")
	if w.t.Failed() {
		return
	}
	for expression, want := range map[string]string{
		`document.getElementById("typed").value`:                                "typed",
		`document.getElementById("other").value`:                                "other",
		`document.getElementById("other").dataset.n`:                            "b",
		`document.getElementById("area").value`:                                 "ba",
		`"" + document.getElementById("box").checked`:                           "true",
		`document.getElementById("select").value`:                               "two",
		`"" + document.getElementById("details").open`:                          "true",
		`document.getElementById("details").textContent`:                        "suminside 1",
		`"" + document.getElementById("panel").hidden`:                          "false",
		`document.getElementById("panel").className`:                            "open",
		`document.getElementById("panel").textContent`:                          "panel 1",
		`document.getElementById("said").value`:                                 "b",
		`document.getElementById("widget").textContent`:                         "mine",
		`document.getElementById("go").textContent + document.activeElement.id`: "changed 1go",
	} {
		if got := read[string](w, expression); got != want {
			t.Errorf("%s is %q, want %q", expression, got, want)
		}
	}
	w.calm()
}

func TestInABrowserWithoutScriptsFormsWork(t *testing.T) {
	b := newBlog(2)
	w := blank(t, serve(t, served(t, b.page)))
	w.withoutScripts()
	w.do(chromedp.Navigate(w.site.base + "/"))
	w.keys(`[aria-label="flag Post B"]`, "far too long for a message")
	w.click("article:nth-of-type(2) form button")
	w.see("At most 20 are possible.")
	if v := read[string](w, `document.querySelector('[aria-label="flag Post B"]').value`); v != "far too long for a message" {
		t.Errorf("the field holds %q", v)
	}
	w.do(chromedp.Clear(chromedp.CSS(`[aria-label="flag Post B"]`)))
	w.keys(`[aria-label="flag Post B"]`, "not nice\r")
	w.see("ann said not nice")
	w.click("button[aria-label=more]")
	w.see("clicked 1 times")
	w.calm()
}

func TestInABrowserARowIsInsertedAboveWhileSomebodyTypes(t *testing.T) {
	b := newBlog(3)
	app := served(t, func() live.View { return &following{feed: feed{Blog: b}} })
	w := look(t, serve(t, app), "/")
	w.keys(`[aria-label="flag Post B"]`, "half")
	b.mu.Lock()
	b.posts = append([]*post{{ID: 7, Title: "New", Author: &user{1, "bob"}}}, b.posts...)
	b.mu.Unlock()
	app.Publish("posts")
	w.see("by bob, number 7")
	w.do(chromedp.KeyEvent(" typed"))
	if got := read[string](w, `document.activeElement.getAttribute("aria-label") + ": " + document.activeElement.value`); got != "flag Post B: half typed" {
		t.Errorf("the focus is in %q", got)
	}
	if first := read[string](w, `document.querySelector("h2").textContent`); first != "New" {
		t.Errorf("the first row is %q", first)
	}
	w.calm()
}

// following is a feed that follows its rows.
type following struct{ feed }

func (f *following) Load(ctx context.Context) error {
	f.Follow("posts")
	return f.feed.Load(ctx)
}

func TestInABrowserTypingSurvivesCuts(t *testing.T) {
	const cuts = 40
	var said []string
	app := served(t, view(func(m *made) html.Node {
		return html.Main(html.P(html.Textf("heard %s.", m.Text)), html.Input(html.ID("in"), live.OnInput(func(_ ctx, s string) error {
			m.Text = s
			said = append(said, s)
			return nil
		})))
	}))
	w := look(t, serve(t, app), "/")
	var typed strings.Builder
	for i := range cuts {
		letter := string(rune('a' + i%26))
		typed.WriteString(letter)
		w.keys("#in", letter)
		w.site.cut()
	}
	want := typed.String()
	w.see("heard " + want + ".")
	if v := read[string](w, `document.getElementById("in").value`); v != want || len(said) != cuts {
		t.Errorf("the field holds %q, %d events came", v, len(said))
	}
	t.Logf("%d cuts while typing, %d events, 0 lost or doubled", cuts, len(said))
}

func TestInABrowserThePageSaysThatItIsOfflineAndComesBack(t *testing.T) {
	b, folder := newBlog(2), t.TempDir()
	one := restarted(t, folder, b.page)
	s := serve(t, one)
	w := look(t, s, "/")
	w.click("button[aria-label=more]")
	w.see("clicked 1 times")
	w.keys(`[aria-label="flag Post A"]`, "half typed")
	s.move("")
	w.see("The connection is lost")
	w.click("button[aria-label=more]")
	two := httptest.NewServer(restarted(t, folder, b.page))
	t.Cleanup(func() { s.move(""); two.Close() })
	s.move(two.Listener.Addr().String())
	w.see("clicked 2 times")
	w.until(`document.getElementById("live-offline").hidden`)
	if v := read[string](w, `document.querySelector('[aria-label="flag Post A"]').value`); v != "half typed" {
		t.Errorf("the field holds %q", v)
	}
	w.click("article:nth-of-type(1) form button")
	w.see("ann said half typed")
}

func TestInABrowserAVisitThatIsGoneIsLoadedAgainOnce(t *testing.T) {
	b := newBlog(1)
	s := serve(t, served(t, b.page))
	w := look(t, s, "/")
	w.click("button[aria-label=more]")
	w.see("clicked 1 times")
	other := httptest.NewServer(served(t, b.page)) // with a store of its own
	t.Cleanup(func() { s.move(""); other.Close() })
	s.move(other.Listener.Addr().String())
	w.see("clicked 0 times")
	w.until(`document.documentElement.dataset.live === "online"`)
	if b.loads != 2 {
		t.Errorf("Load ran %d times", b.loads)
	}
}

func TestInABrowserAnAddressIsAStepInTheHistory(t *testing.T) {
	w := look(t, serve(t, site2(t)), "/posts/7?page=1")
	read[any](w, `window.stays = true`)
	w.click(`a[href^="/posts/8"]`)
	w.see("Post 8, page 2")
	if got := read[string](w, `location.pathname + location.search + location.hash + " " + document.title`); got != "/posts/8?page=2#end Post 8" {
		t.Errorf("at %s", got)
	}
	read[any](w, `history.back()`)
	w.see("Post 7, page 1")
	read[any](w, `history.forward()`)
	w.see("Post 8, page 2")
	read[any](w, `history.back()`)
	w.see("Post 7, page 1")
	if !read[bool](w, `window.stays === true`) {
		t.Error("the page was loaded again")
	}
	w.click(`a[href="/plain"]`)
	w.see("a plain page")
	read[any](w, `history.back()`)
	w.see("Post 7, page 1")
	w.calm()
}

func TestInABrowserAMenuIsClosedWhenItHasLedToAnotherPage(t *testing.T) {
	w := look(t, serve(t, served(t, view(func(m *made) html.Node {
		return html.Main(html.Button(html.ID("open"), html.Type("button"), html.PopoverTarget("menu"), html.Text("menu")),
			html.Nav(html.ID("menu"), html.Popover("auto"), html.A(html.ID("next"), html.Href("?page=2"), html.Text("next"))),
			html.P(html.Text("at "+m.Query().Get("page")+".")))
	}))), "/")
	w.click("#open")
	w.until(`document.getElementById("menu").matches(":popover-open")`)
	w.click("#next")
	w.see("at 2.")
	w.until(`!document.getElementById("menu").matches(":popover-open")`)
	w.calm()
}

func TestInABrowserAClickInTwoTabs(t *testing.T) {
	s := serve(t, served(t, newBlog(1).page))
	one, two := look(t, s, "/"), look(t, s, "/")
	one.click("button[aria-label=more]")
	one.see("clicked 1 times")
	two.see("clicked 0 times")
	two.click("button[aria-label=more]")
	two.see("clicked 1 times")
}

func TestInABrowserEventsOverAStreamArriveInOrder(t *testing.T) {
	app := served(t, view(func(m *made) html.Node {
		return html.Main(html.Button(html.ID("go"), live.OnClick(does(func() { m.N++; m.Text += string(rune('a' + m.N%26)) })), html.Text("go")), html.P(html.Textf("n %d", m.N)))
	}))
	noSockets := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/_live/socket" { // as some proxies are
			http.Error(w, "no", http.StatusBadGateway)
			return
		}
		app.ServeHTTP(w, r)
	})
	w := look(t, serve(t, noSockets), "/")
	read[any](w, `(() => { for (let i = 0; i < 200; i++) document.getElementById("go").click() })()`)
	w.see("n 200")
	if !read[bool](w, `performance.getEntriesByType("resource").some((r) => r.name.includes("/_live/send"))`) {
		t.Error("there is no stream")
	}
	w.site.cut()
	w.until(`document.documentElement.dataset.live === "offline"`)
	read[any](w, `document.getElementById("go").click()`)
	w.see("n 201")
}

func TestInABrowserAFormIsSentOnceAndShowsThatItIsBusy(t *testing.T) {
	release, ran := make(chan struct{}), 0
	w := look(t, serve(t, served(t, view(func(m *made) html.Node {
		type form struct {
			Text string `form:"text"`
		}
		return html.Form(live.OnSubmit(func(_ ctx, f form) error { ran++; <-release; m.Text = f.Text; return nil }),
			html.Input(html.Name("text"), html.ID("text")), html.Button(html.ID("send"), html.Text("Send")), html.P(html.Text("got "+m.Text)))
	}))), "/")
	w.keys("#text", "x\r")
	w.until(`document.querySelector("form").getAttribute("aria-busy") === "true"`)
	w.keys("#text", "\r\r")
	close(release)
	w.see("got x")
	w.until(`!document.querySelector("form").hasAttribute("aria-busy") && !document.getElementById("send").disabled`)
	if ran != 1 {
		t.Errorf("the form was sent %d times", ran)
	}
	w.calm()
}

func TestInABrowserDebounceThrottleAndKeys(t *testing.T) {
	heard := map[string]int{}
	w := look(t, serve(t, served(t, view(func(m *made) html.Node {
		count := func(what string) func(ctx, string) error {
			return func(_ ctx, s string) error { heard[what]++; m.Text = what + " " + s; return nil }
		}
		return html.Main(html.P(html.Text("heard "+m.Text+".")),
			html.Input(html.ID("slow"), live.OnInput(count("slow"), live.Debounce(200*time.Millisecond))),
			html.Input(html.ID("some"), live.OnInput(count("some"), live.Throttle(300*time.Millisecond))),
			html.Input(html.ID("keys"), live.OnKey("Enter", does(func() { m.Text = "enter" })), live.OnFocus(does(func() { heard["focus"]++ })), live.OnBlur(does(func() { heard["blur"]++ }))),
			html.Button(html.ID("other"), live.OnClick(does(func() { m.Text += "!" })), html.Text("other")),
		)
	}))), "/")
	w.keys("#slow", "hello")
	w.see("heard slow hello.")
	w.keys("#some", "hello")
	w.see("heard some hello.")
	w.keys("#keys", "a\r")
	w.see("heard enter.")
	w.keys("#slow", "!")
	w.click("#other") // what was held back goes first
	w.see("heard slow hello!!.")
	if heard["slow"] != 2 || heard["some"] > 3 || heard["focus"] != 1 || heard["blur"] != 1 {
		t.Errorf("heard %v", heard)
	}
	w.calm()
}

func TestInABrowserFilesAreUploadedWithTheirProgress(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file ä.bin")
	if err := os.WriteFile(path, make([]byte, 3<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	type picture struct {
		Title string    `form:"title"`
		File  live.File `form:"file" validate:"-"`
	}
	large := filepath.Join(t.TempDir(), "large.bin")
	if err := os.WriteFile(large, make([]byte, 30<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	ended, cancelled := make(chan error, 1), make(chan struct{})
	w := look(t, serve(t, served(t, view(func(m *made) html.Node {
		return html.Main(html.P(html.Text("got "+m.Text)),
			html.Input(html.Type("file"), html.Multiple(), html.ID("direct"), live.OnUpload(func(_ ctx, u *live.Upload) error {
				n, err := io.Copy(io.Discard, u)
				return errors.Join(err, u.Update(func(ctx) error { m.Text = fmt.Sprintf("%s of %d", u.Name, n); return nil }))
			})), live.UploadProgress("direct", html.ID("bar")),
			html.Input(html.Type("file"), html.ID("slow"), live.OnUpload(func(c ctx, u *live.Upload) error {
				_, _ = io.ReadFull(u, make([]byte, 1))
				<-cancelled
				_, err := io.Copy(io.Discard, u)
				<-c.Done()
				ended <- err
				return err
			})), live.UploadProgress("slow", html.ID("slowbar")),
			html.Button(html.ID("cancel"), live.On("click", live.CancelUpload("slow")), html.Text("cancel")),
			html.Form(live.OnSubmit(func(_ ctx, p picture) error { m.Text = p.Title + " " + p.File.Filename; return nil }),
				html.Input(html.Name("title"), html.ID("title")), html.Input(html.Type("file"), html.Name("file"), html.ID("inform")), html.Button(html.ID("send"), html.Text("Send"))),
		)
	}))), "/")
	w.do(chromedp.SetUploadFiles(chromedp.CSS("#direct"), []string{path}))
	w.see("got file ä.bin of 3145728")
	w.until(`document.getElementById("bar").hidden`)
	w.do(chromedp.SetUploadFiles(chromedp.CSS("#direct"), []string{path, large})) // one after the other
	w.see("got large.bin of 31457280")
	w.do(chromedp.SetUploadFiles(chromedp.CSS("#slow"), []string{large}))
	w.until(`!document.getElementById("slowbar").hidden`)
	w.click("#cancel")
	close(cancelled)
	if err := <-ended; err == nil {
		t.Error("the upload went on")
	}
	w.until(`document.getElementById("slowbar").hidden`)
	w.keys("#title", "sun")
	w.do(chromedp.SetUploadFiles(chromedp.CSS("#inform"), []string{path}))
	w.click("#send")
	w.see("got sun file ä.bin")
	w.until(`document.getElementById("title").value === ""`)
}

func TestInABrowserHooksCommandsAndStorage(t *testing.T) {
	app := served(t, func() live.View { return &keeper{} })
	app.Page("GET /hook", view(func(m *made) html.Node {
		return html.Main(html.P(html.Textf("told %s, n %d", m.Text, m.N)),
			html.If(m.N < 2, html.Div(html.ID("map"), live.Hook("map"), live.OnTold("moved", func(_ ctx, s string) error { m.Text = s; m.N++; m.Tell("map", "hello"); return nil }))),
			html.Input(html.ID("field")), html.Dialog(html.ID("dialog"), html.Text("a dialog")),
			html.Button(html.ID("go"), live.OnClick(does(func() {
				m.Focus("field")
				m.SetValue("field", "new")
				m.Toast("info", "a toast")
				m.ShowDialog("dialog")
			})), html.Text("go")))
	}))
	s := serve(t, app)
	w := look(t, s, "/")
	w.click("button")
	w.see(`theme "dark", count 7`)
	other := look(t, s, "/")
	other.see(`theme "dark", count 0`)
	read[any](other, `localStorage.setItem("live.Theme", "light")`) // as another page of this site would
	w.see(`theme "light", count 7`)
	read[any](other, `localStorage.setItem("live.Theme", "dark")`)
	w.see(`theme "dark", count 7`)
	w.do(chromedp.Navigate(s.base + "/"))
	w.see(`theme "dark", count 7`)
	w.do(chromedp.Navigate(s.base + "/hook"))
	w.until(`document.documentElement.dataset.live === "online"`)
	read[any](w, `(() => { window.log = []; live.hook("map", {
		mounted: (el) => log.push("mounted " + el.id), removed: (el) => log.push("removed " + el.id), told: (el, data) => log.push("told " + data) });
		live.tell(document.getElementById("map"), "moved", "here") })()`)
	w.see("told here, n 1")
	read[any](w, `live.tell(document.getElementById("map"), "moved", "there")`)
	w.see("told there, n 2")
	if got := read[string](w, `log.join()`); got != "mounted map,told hello,removed map" {
		t.Errorf("the hook was called: %s", got)
	}
	w.click("#go")
	w.see("a toast")
	w.see("a dialog")
	if got := read[string](w, `document.getElementById("field").value`); got != "new" {
		t.Errorf("the field holds %q", got)
	}
	w.calm()
}

func TestInABrowserAListGoesOnWhereItEnds(t *testing.T) {
	w := look(t, serve(t, served(t, func() live.View {
		return &made{N: 20, view: func(m *made) html.Node {
			rows := make([]int, m.N)
			for i := range rows {
				rows[i] = i
			}
			return html.Main(html.Each(rows, func(i int) int { return i }, func(i int) html.Node { return html.H2(html.Textf("row %d", i)) }),
				html.If(m.N < 80, html.P(live.OnVisible(does(func() { m.N += 20 })), html.Text("more"))))
		}}
	})), "/")
	w.see("row 19")
	for range 4 {
		read[any](w, `scrollTo(0, document.body.scrollHeight)`)
		time.Sleep(100 * time.Millisecond)
	}
	w.see("row 79")
	w.calm()
}

func TestInABrowserAFieldCalledIDBreaksNothing(t *testing.T) {
	w := look(t, serve(t, served(t, view(func(m *made) html.Node {
		return html.Main(html.Each([]int{1, 2}, func(i int) int { return i }, func(i int) html.Node {
			return html.Form(html.Input(html.Name("id"), html.Value("7")), html.Input(html.Name("action")), html.Textf("n %d", m.N*i))
		}), html.Button(html.ID("go"), live.OnClick(does(func() { m.N++ })), html.Text("go")),
			html.El("svg", html.Each([]int{1, 2}, func(i int) int { return i }, func(i int) html.Node {
				return html.El("circle", html.Attr("r", strconv.Itoa(m.N+i)))
			})))
	}))), "/")
	w.click("#go")
	w.see("n 2")
	if got := read[string](w, `document.querySelectorAll("circle")[1].r.baseVal.value + document.querySelector("circle").namespaceURI`); got != "3http://www.w3.org/2000/svg" {
		t.Errorf("the picture is %s", got)
	}
	w.calm()
}

func TestInABrowserAnErrorOfAScriptReachesTheLog(t *testing.T) {
	var mu sync.Mutex
	var log strings.Builder
	w := look(t, serve(t, served(t, nil2(), func(c *live.Config) { c.Log = slog.New(slog.NewTextHandler(locked{&mu, &log}, nil)) })), "/")
	read[any](w, `setTimeout(() => nothing.here)`)
	for range 200 {
		mu.Lock()
		found := strings.Contains(log.String(), "nothing is not defined")
		mu.Unlock()
		if found {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("the log is %s", log.String())
}

// locked is a writer for several goroutines.
type locked struct {
	mu *sync.Mutex
	w  io.Writer
}

func (l locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}
