package main

import (
	"context"
	"net/http"
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
)

// A tab is a page of a browser, and what the browser has complained of in it.
type tab struct {
	t    testing.TB
	ctx  context.Context //nolint:containedctx // the page lives as long as its test
	base string

	mu         sync.Mutex
	complaints []string
}

// open starts a browser for a test, if the run is one with a browser.
func open(t testing.TB, h http.Handler) *tab {
	t.Helper()
	if os.Getenv("KIN_BROWSER") == "" {
		t.Skip("KIN_BROWSER is not set: this test needs Chromium and npm")
	}
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatalf("KIN_BROWSER is set, and there is no chromium: %v", err)
	}
	server := httptest.NewServer(h)
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

func (b *tab) hear(event any) {
	if e, ok := event.(*log.EventEntryAdded); ok && e.Entry.Level == "error" && !strings.Contains(e.Entry.URL, "favicon") {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.complaints = append(b.complaints, e.Entry.Text)
	}
}

func (b *tab) heard() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string{}, b.complaints...)
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := b.try(steps...); err != nil {
		b.t.Fatal(err)
	}
}

func (b *tab) try(steps ...chromedp.Action[chromedp.Void]) error {
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	return chromedp.Do(ctx, steps...)
}

func (b *tab) visit(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.base + path))
}

func (b *tab) click(selector string) {
	b.t.Helper()
	b.do(chromedp.Click(chromedp.CSS(selector)))
}

func (b *tab) press(keys string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(keys))
}

// size makes the window this wide.
func (b *tab) size(width, height int64) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(width, height))
}

// system makes the reader's system light or dark.
func (b *tab) system(scheme string) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}},
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

// ask gives what an expression is in the page.
func ask[T any](b *tab, expression string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 60*time.Second)
	defer cancel()
	answer, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%.200s: %v", expression, err)
	}
	return answer
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
	b.t.Errorf("%s: %s did not become true (%v)", what, expression, last)
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
