package main

import (
	"context"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/kin-go/kin"
)

// A tab is a page of a browser that visits a blog of its own.
type tab struct {
	t    testing.TB
	ctx  context.Context //nolint:containedctx // the page lives as long as its test
	base string
	blog *blog

	mu         sync.Mutex
	complaints []string
}

// openTab starts a browser for a test, if the run is one with a browser.
func openTab(t testing.TB, changed ...func(*config)) *tab {
	t.Helper()
	if os.Getenv("KIN_BROWSER") == "" {
		t.Skip("KIN_BROWSER is not set: this test needs Chromium")
	}
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatalf("KIN_BROWSER is set, and there is no chromium: %v", err)
	}
	b := newTestBlog(t, changed...)
	server := httptest.NewServer(b.handler)
	t.Cleanup(func() { // connections end first: a server waits for them
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := b.app.Shutdown(ctx); err != nil {
			t.Error(err)
		}
		server.CloseClientConnections()
		server.Close()
	})
	allocated, end := chromedp.NewExecAllocator(t.Context(),
		chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("hide-scrollbars", true))
	t.Cleanup(end)
	return newTab(allocated, t, server.URL, b)
}

// another is one more tab of the same browser.
func (b *tab) another() *tab {
	b.t.Helper()
	return newTab(b.ctx, b.t, b.base, b.blog)
}

func newTab(parent context.Context, t testing.TB, base string, visited *blog) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(parent)
	t.Cleanup(func() {
		_ = chromedp.Cancel(ctx)
		cancel()
	})
	b := &tab{t: t, ctx: ctx, base: base, blog: visited}
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil { // the tab lives as long as the first context it is used with
		t.Fatal(err)
	}
	if err := chromedp.Listen(ctx, b.hear); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, log.Enable, struct{}{}); err != nil {
		t.Fatal(err)
	}
	return b
}

// hear keeps what the browser complains of, but for the answer 422, which is what a form that is not
// accepted gets.
func (b *tab) hear(event any) {
	if e, ok := event.(*log.EventEntryAdded); ok && e.Entry.Level == "error" && !strings.Contains(e.Entry.Text, "422") {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.complaints = append(b.complaints, e.Entry.Text)
	}
}

// content fails the test if the browser has complained of anything.
func (b *tab) content() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range b.complaints {
		b.t.Error("the browser complains:", c)
	}
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// front brings the tab before the others: one in the background is not painted, and cannot be clicked.
func (b *tab) front() {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, page.BringToFront, struct{}{}); err != nil {
		b.t.Fatal(err)
	}
}

func (b *tab) visit(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.base + path))
}

// join visits a page and waits until it follows.
func (b *tab) join(path string) {
	b.t.Helper()
	b.visit(path)
	b.connected()
}

func (b *tab) connected() {
	b.t.Helper()
	b.becomes("the page is connected", `document.documentElement.dataset.live === "online"`)
}

func (b *tab) click(selector string) {
	b.t.Helper()
	b.front()
	b.do(chromedp.Click(chromedp.CSS(selector)))
}

// write writes into a field.
func (b *tab) write(selector, text string) {
	b.t.Helper()
	b.front()
	b.do(chromedp.Focus(chromedp.CSS(selector)), chromedp.KeyEvent(text))
}

// enter writes into a field and presses the enter key.
func (b *tab) enter(selector, text string) {
	b.t.Helper()
	b.write(selector, text+kb.Enter)
}

// becomes waits until an expression is true in the page.
func (b *tab) becomes(what, expression string) {
	b.t.Helper()
	var last error
	deadline := time.Now().Add(20 * time.Second)
	for time.Now().Before(deadline) {
		ctx, cancel := context.WithTimeout(b.ctx, 10*time.Second)
		is, err := chromedp.Run(ctx, chromedp.Evaluate[bool](expression))
		cancel()
		if is && err == nil {
			return
		}
		last = err // a page that is on its way has no elements yet
		time.Sleep(20 * time.Millisecond)
	}
	b.t.Fatalf("%s: %s did not become true (%v)", what, expression, last)
}

// look makes the window this wide and the reader's system light or dark.
func (b *tab) look(width int64, scheme string) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(width, 900))
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}},
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

// withoutScripts switches scripts off.
func (b *tab) withoutScripts() {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		b.t.Fatal(err)
	}
}

// shoot keeps a picture of the page, if KIN_SHOTS names a folder for them.
func (b *tab) shoot(name string) {
	b.t.Helper()
	folder := os.Getenv("KIN_SHOTS")
	if folder == "" {
		return
	}
	picture, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o600)
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

// become signs in.
func (b *tab) become(name string) {
	b.t.Helper()
	b.visit("/sign-in")
	b.write("#sign-in input[name=name]", name)
	b.enter("#sign-in input[name=password]", samplePassword)
	b.becomes("somebody is signed in", `document.querySelector(".who")?.textContent.includes("`+name+`")`)
}

// flagsOf is whether a post has a flag with a text, by a user.
func flagsOf(post, text, by string) string {
	return `[...document.querySelectorAll("#post-` + post + ` .flags li")].some(li => li.querySelector("q").textContent === "` + text + `" && li.textContent.includes("` + by + `"))`
}

func TestInTheBrowserAFlagAppearsInEveryTabAndWhatIsTypedStays(t *testing.T) {
	flagger := openTab(t)
	flagger.become("greta")
	flagger.join("/")
	flagger.becomes("the feed is there", `document.querySelectorAll("article form.flag").length === 15`)
	reader := flagger.another()
	reader.join("/")
	reader.do(chromedp.Evaluate[chromedp.Void](`window.same = true`))
	reader.write("#message-42", "Half a sen")
	reader.write("#message-41", "And mo")

	flagger.enter("#message-42", "Said <b>twice</b> & once too often.")
	shown := flagsOf("42", "Said <b>twice</b> & once too often.", "greta")
	flagger.becomes("the flag is shown, as text, with who put it", shown)
	flagger.becomes("a message says so", `document.getElementById("live-toasts").textContent.includes("Your flag is up.")`)
	flagger.becomes("the form is empty again", `document.getElementById("message-42").value === ""`)
	reader.becomes("the flag is shown in the other tab", shown)
	reader.becomes("without a load", `window.same === true`)
	reader.becomes("what was typed stays, and the cursor", `document.getElementById("message-42").value === "Half a sen" && document.activeElement.value === "And mo"`)
	flagger.do(chromedp.Reload())
	flagger.becomes("it is still there when the page is read again", shown)
	flagger.content()
	reader.content()
}

func TestInTheBrowserABadFlagSaysWhy(t *testing.T) {
	b := openTab(t)
	b.become("hugo")
	b.join("/")
	b.enter("#message-41", "   ")
	b.becomes("the message stands in the form", `document.querySelector("#flag-41 .live-message")?.textContent === "Write what is wrong with this post."`)
	b.becomes("the field says so, and what was typed is kept",
		`document.getElementById("message-41").getAttribute("aria-invalid") === "true" && document.getElementById("message-41").value === "   "`)
	b.becomes("it is the only one", `document.querySelectorAll(".live-message").length === 1`)
	b.enter("#message-41", "Now with words.")
	b.becomes("the flag is up", flagsOf("41", "   Now with words.", "hugo")+` || `+flagsOf("41", "Now with words.", "hugo"))
	b.becomes("and the message gone", `!document.querySelector(".live-message")`)
	b.content()
}

func TestInTheBrowserAllWorksWithoutScripts(t *testing.T) {
	b := openTab(t)
	b.withoutScripts()
	b.visit("/posts/42")
	b.click("p.flag a")
	b.becomes("the form to sign in is there", `!!document.getElementById("sign-in")`)
	b.write("#sign-in input[name=name]", "ada")
	b.enter("#sign-in input[name=password]", samplePassword)
	b.becomes("one is where one wanted to go", `location.pathname === "/posts/42" && !!document.querySelector(".who")`)
	b.enter("#message-42", "   ")
	b.becomes("the message stands in the form", `document.querySelector("#flag-42 .live-message")?.textContent === "Write what is wrong with this post."`)
	b.visit("/posts/42")
	b.enter("#message-42", "By hand.")
	b.becomes("the flag is up", flagsOf("42", "By hand.", "ada"))
	b.visit("/moderate")
	b.becomes("the flag is in the table", `document.querySelector("tbody tr").textContent.includes("By hand.")`)
	b.click("tbody tr:first-child button")
	b.becomes("the flag is dismissed", `!document.querySelector("tbody").textContent.includes("By hand.")`)
	b.click(".kin-Bar-corner button")
	b.becomes("one is nobody", `location.pathname === "/" && !document.querySelector(".who")`)
	b.content()
}

func TestInTheBrowserAnAdminModerates(t *testing.T) {
	admin := openTab(t)
	admin.look(1280, "light")
	admin.become(sampleAdmin)
	reader := admin.another()
	reader.join("/posts/43")
	reader.becomes("the flag is there", flagsOf("43", "Is it the 14th already?", "ines"))
	admin.click(`.kin-Side a[href="/moderate"]`)
	admin.becomes("the table is there", `document.querySelectorAll("tbody tr").length === 10`)
	admin.click("tbody tr:first-child button")
	admin.becomes("the flag is dismissed", `!document.querySelector("tbody").textContent.includes("14th already")`)
	reader.becomes("it is gone from the post", `!document.querySelector("#post-43 .flags").textContent.includes("14th already")`)
	admin.click(`.kin-Pagination a[aria-label="Page 2"]`)
	admin.becomes("the second page is there", `location.search === "?page=2" && document.querySelector(".kin-Table-foot").textContent.includes("11–20")`)
	admin.do(chromedp.Evaluate[chromedp.Void](`setTimeout(() => history.back())`))
	admin.becomes("and the way back", `location.search === "" && document.querySelector(".kin-Table-foot").textContent.includes("1–10")`)
	admin.click(".kin-Bar-corner button")
	admin.becomes("who signs out is nobody", `location.pathname === "/" && !document.querySelector(".who")`)
	reader.becomes("in each tab", `!document.querySelector(".who")`)
}

func TestInTheBrowserANewTitleIsInEveryTabAndWhatIsTypedStays(t *testing.T) {
	author := openTab(t)
	author.become("benno")
	reader := author.another()
	reader.join("/")
	reader.write("#message-43", "Half a sen")
	author.join("/posts/43")
	author.click("#edit")
	author.becomes("the field has the title and the keyboard", `document.activeElement.id === "new-title" && document.activeElement.value === "Warm again"`)
	author.enter("#new-title", kb.End+" & again")
	author.becomes("the form is away, and the title new", `!document.getElementById("rename") && document.getElementById("title-43").textContent === "Warm again & again" && document.title.startsWith("Warm again & again")`)
	reader.becomes("the title is new in the other tab", `document.getElementById("title-43").textContent === "Warm again & again"`)
	reader.becomes("what was typed stays, and the cursor", `document.activeElement.id === "message-43" && document.activeElement.value === "Half a sen"`)
	author.content()
	reader.content()
}

// expire ends all sessions of a blog, as time does.
func (b *tab) expire() {
	b.t.Helper()
	err := b.blog.db.Tx(b.t.Context(), func(ctx context.Context, s *kin.Session) error {
		rows, err := kin.Select(sessions).All(ctx, s)
		for _, row := range rows {
			row.Expires = time.Now().Add(-time.Second).UTC()
		}
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

func TestInTheBrowserAnEventAfterTheSessionHasExpiredLeadsToTheSignIn(t *testing.T) {
	b := openTab(t)
	b.blog.door.Recheck = time.Millisecond
	b.become(sampleAdmin)
	b.join("/moderate?page=2")
	before := flagsStored(t, b.blog)
	b.expire()
	b.click("tbody tr:first-child button")
	b.becomes("the form to sign in is there", `location.pathname === "/sign-in" && new URLSearchParams(location.search).get("next") === "/moderate?page=2"`)
	if after := flagsStored(t, b.blog); after != before {
		t.Errorf("of %d flags %d are left: the event was done", before, after)
	}
	b.write("#sign-in input[name=name]", sampleAdmin)
	b.enter("#sign-in input[name=password]", samplePassword)
	b.becomes("and the way back", `location.pathname + location.search === "/moderate?page=2" && !!document.querySelector("tbody tr")`)
	b.join("/posts/42")
	b.do(chromedp.Evaluate[chromedp.Void](`sessionStorage.clear()`)) // the client waits before it loads a page a second time
	b.expire()
	b.enter("#message-42", "As whom?")
	b.becomes("a page for everybody is that of nobody", `!document.querySelector(".who") && document.querySelector("p.flag a").getAttribute("href") === "/sign-in?next=%2Fposts%2F42"`)
	if after := flagsStored(t, b.blog); after != before {
		t.Errorf("of %d flags there are %d: the event was done", before, after)
	}
}

func TestInTheBrowserTheMenuOfANarrowPageCloses(t *testing.T) {
	b := openTab(t)
	b.look(390, "light")
	b.join("/")
	b.click(".kin-Bar-menu button")
	b.becomes("the menu is open", `document.getElementById("kin-menu").matches(":popover-open")`)
	b.click(`#kin-menu a[href="/strategies"]`)
	b.becomes("the page is there", `document.querySelector("h1").textContent.startsWith("One feed")`)
	b.becomes("the menu is closed", `!document.getElementById("kin-menu").matches(":popover-open")`)
	b.content()
}

// looks are the windows that pages are looked at in.
var looks = []struct {
	name   string
	width  int64
	scheme string
}{
	{"wide-light", 1280, "light"},
	{"wide-dark", 1280, "dark"},
	{"narrow-light", 375, "light"},
	{"narrow-dark", 375, "dark"},
}

func TestEveryPageFitsEveryWindow(t *testing.T) {
	b := openTab(t)
	fits := func(page string) {
		b.t.Helper()
		for _, l := range looks {
			b.look(l.width, l.scheme)
			b.becomes(page+" in "+l.name+" needs no scrolling to the side", `document.documentElement.scrollWidth <= innerWidth`)
			b.shoot(page + "-" + l.name)
		}
	}
	for page, path := range map[string]string{
		"feed": "/", "post": "/posts/43", "strategies": "/strategies", "missing": "/nowhere", "sign-in": "/sign-in", "register": "/register",
	} {
		b.visit(path)
		fits(page)
	}
	b.join("/register")
	b.write("#register input[name=name]", "ada")
	b.write("#register input[name=email]", "ada@elmlane.example")
	b.enter("#register input[name=password]", "long enough")
	b.becomes("there are messages", `document.querySelectorAll(".live-message").length > 0`)
	fits("refused")
	b.become(sampleAdmin)
	fits("signed-in")
	b.join("/posts/43")
	b.enter("#message-43", "  ")
	b.becomes("there is a message", `document.querySelectorAll(".live-message").length > 0`)
	fits("bad-flag")
	b.become("benno")
	b.join("/posts/43")
	fits("own-post")
	b.click("#edit")
	b.write("#new-title", strings.Repeat("x", 20))
	fits("new-title")
	b.become(sampleAdmin)
	b.visit("/moderate")
	fits("moderate")
	b.visit("/strategies")
	b.click("#joined summary")
	b.click("#subquery summary")
	fits("plans")
}

// TestACornerLeadsADeveloperToThePlans goes from a page to its statements and their plans, in one click each.
func TestACornerLeadsADeveloperToThePlans(t *testing.T) {
	b := openTab(t, func(c *config) { c.dev = true })
	for _, width := range []int64{390, 1200} {
		b.look(width, "light")
		b.join("/")
		b.becomes("the corner is there", `document.querySelector("#live-watch > a[data-kind=info]")?.textContent.startsWith("3 statements · ")`)
		b.becomes("it lies in the window, and moves nothing", `(r => r.left >= 0 && r.right <= innerWidth && r.bottom <= innerHeight && document.documentElement.scrollWidth <= innerWidth)(document.querySelector("#live-watch").getBoundingClientRect())`)
	}
	b.join("/strategies")
	b.becomes("the corner warns of rows that are loaded one by one", `document.querySelector("#live-watch > a[data-kind=warning]")?.textContent.startsWith("N+1 · ")`)
	b.join("/")
	b.becomes("the corner is that of the page", `document.querySelector("#live-watch > a")?.textContent.startsWith("3 statements · ")`)
	to, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.querySelector("#live-watch > a").getAttribute("href")`))
	if err != nil {
		t.Fatal(err)
	}
	b.join(to)
	b.becomes("its statements are shown", `document.body.textContent.includes("Post.Flags") && document.body.textContent.includes("feed.go:")`)
	b.do(chromedp.Evaluate[chromedp.Void](`[...document.querySelectorAll("button")].find(b => b.textContent === "Plan").click()`))
	b.becomes("the plan is shown", `document.querySelector("[aria-label^='Plan of']") !== null`)
	b.shoot("panel")
	b.content()
}
