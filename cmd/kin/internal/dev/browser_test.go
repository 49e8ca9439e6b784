package dev

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// opened is the page in Chromium, if the run is one with a browser.
func opened(t *testing.T, address string) context.Context {
	t.Helper()
	if os.Getenv("KIN_BROWSER") == "" {
		t.Skip("KIN_BROWSER is not set: this test needs Chromium")
	}
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatalf("KIN_BROWSER is set, and there is no chromium: %v", err)
	}
	allocated, end := chromedp.NewExecAllocator(t.Context(), chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.UserDataDir(t.TempDir()))
	t.Cleanup(end)
	ctx, cancel := chromedp.NewContext(allocated)
	t.Cleanup(func() {
		_ = chromedp.Cancel(ctx)
		cancel()
	})
	if err := chromedp.Do(ctx, chromedp.Navigate(address)); err != nil {
		t.Fatal(err)
	}
	return ctx
}

func TestInABrowserAnOpenPageFollowsTheSource(t *testing.T) {
	d := work(t)
	ctx := opened(t, d.base)
	shows := func(text string) time.Duration {
		t.Helper()
		began := time.Now()
		for time.Since(began) < limit {
			once, end := context.WithTimeout(ctx, 5*time.Second)
			page, err := chromedp.Run(once, chromedp.Evaluate[string](`document.body.innerText`))
			end()
			if err == nil && strings.Contains(page, text) { // while a page is loaded there is none to read
				return time.Since(began)
			}
			time.Sleep(10 * time.Millisecond)
		}
		t.Fatalf("the open page does not show %q", text)
		return 0
	}
	shows("the first")
	d.write("text.go", textFile("the second"))
	t.Logf("edit of a Go file → open page %d ms, of which the build %d ms", shows("the second").Milliseconds(), d.built().Milliseconds())
	d.write("text.go", "package main\n\nvar text = 1 +\n")
	t.Logf("a fault → open page %d ms", shows("text.go:4").Milliseconds())
	d.write("text.go", textFile("the third"))
	t.Logf("its remedy → open page %d ms", shows("the third").Milliseconds())
}
