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
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// A tab is a page of a browser that visits a blog of its own.
type tab struct {
	t    testing.TB
	ctx  context.Context //nolint:containedctx // the page lives as long as its test
	base string

	mu         sync.Mutex
	complaints []string
}

// openTab starts a browser for a test, if the run is one with a browser.
func openTab(t testing.TB) *tab {
	t.Helper()
	if os.Getenv("KIN_BROWSER") == "" {
		t.Skip("KIN_BROWSER is not set: this test needs Chromium")
	}
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatalf("KIN_BROWSER is set, and there is no chromium: %v", err)
	}
	server := httptest.NewServer(newTestBlog(t).handler())
	t.Cleanup(server.Close)
	allocated, end := chromedp.NewExecAllocator(t.Context(),
		chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("hide-scrollbars", true))
	t.Cleanup(end)
	ctx, cancel := chromedp.NewContext(allocated)
	t.Cleanup(func() {
		_ = chromedp.Cancel(ctx)
		cancel()
	})
	b := &tab{t: t, ctx: ctx, base: server.URL}
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil { // the browser lives as long as the first context it is used with
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
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

func (b *tab) visit(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.base + path))
}

func (b *tab) click(selector string) {
	b.t.Helper()
	b.do(chromedp.Click(chromedp.CSS(selector)))
}

// enter writes into a field and presses the enter key.
func (b *tab) enter(selector, text string) {
	b.t.Helper()
	b.do(chromedp.Focus(chromedp.CSS(selector)), chromedp.KeyEvent(text), chromedp.KeyEvent(kb.Enter))
}

// becomes waits until an expression is true in the page.
func (b *tab) becomes(what, expression string) {
	b.t.Helper()
	var last error
	for range 100 {
		ctx, cancel := context.WithTimeout(b.ctx, 5*time.Second)
		is, err := chromedp.Run(ctx, chromedp.Evaluate[bool](expression))
		cancel()
		if is && err == nil {
			return
		}
		last = err // a page that is on its way has no elements yet
		time.Sleep(30 * time.Millisecond)
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

// become chooses who to be.
func (b *tab) become(name string) {
	b.t.Helper()
	b.do(chromedp.Focus(chromedp.CSS("#me")), chromedp.KeyEvent(name))
	b.click(`form[action="/me"] button`)
	b.becomes("somebody is chosen", `document.querySelector(".who")?.textContent.includes("`+name+`")`)
}

func TestAVisitorFlagsAPostInTheBrowser(t *testing.T) {
	b := openTab(t)
	b.visit("/")
	b.becomes("the feed is there", `document.querySelectorAll("article form.flag").length === 15`)
	b.become("greta")
	b.enter("article:nth-of-type(2) input[name=message]", "Said <b>twice</b> & once too often.")
	b.becomes("the flag is shown, as text, with who put it",
		`[...document.querySelectorAll("article:nth-of-type(2) .flags li")].some(li => li.querySelector("q").textContent === "Said <b>twice</b> & once too often." && li.textContent.includes("greta"))`)
	b.becomes("one is where the post is", `location.hash === "#" + document.querySelector("article:nth-of-type(2)").id`)
	b.do(chromedp.Reload())
	b.becomes("it is still there when the page is read again", `document.body.textContent.includes("once too often")`)
	b.content()
}

func TestABadFlagSaysWhyInTheBrowser(t *testing.T) {
	b := openTab(t)
	b.visit("/")
	b.enter("article:nth-of-type(3) input[name=message]", "Nobody says this.")
	b.becomes("the message stands beside the form", `document.querySelector("article:nth-of-type(3) [role=alert]")?.textContent.startsWith("Choose who you are")`)
	b.becomes("what was typed is kept, and the cursor is there",
		`document.activeElement.value === "Nobody says this." && document.activeElement.getAttribute("aria-describedby") === document.querySelector("[role=alert]").id`)
	b.becomes("it is the only one", `document.querySelectorAll("[role=alert]").length === 1`)
	b.become("hugo")
	b.becomes("the message is gone with the page", `!document.querySelector("[role=alert]")`)
	b.do(chromedp.Focus(chromedp.CSS("article input[name=message]")), chromedp.KeyEvent("   "), chromedp.KeyEvent(kb.Enter))
	b.becomes("spaces are no message", `document.querySelector("article [role=alert]")?.textContent === "Write what is wrong with this post."`)
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
	{"narrow-light", 390, "light"},
	{"narrow-dark", 390, "dark"},
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
	for page, path := range map[string]string{"feed": "/", "post": "/posts/43", "strategies": "/strategies", "missing": "/nowhere"} {
		b.visit(path)
		fits(page)
	}
	b.visit("/posts/43")
	b.enter("input[name=message]", "Too warm.")
	b.becomes("there is a message", `!!document.querySelector("[role=alert]")`)
	fits("refused")
	b.become("ines")
	fits("chosen")
	b.visit("/strategies")
	b.click("#joined summary")
	b.click("#subquery summary")
	fits("plans")
}
