package live_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/kin-go/kin/live"
)

// chromium is the browser of all tests of this package, which have a tab each.
var chromium struct {
	once sync.Once
	ctx  context.Context // of the browser
	err  error
	ends []func()
}

func TestMain(m *testing.M) {
	if rest, err := time.ParseDuration(os.Getenv("KIN_REST")); err == nil {
		live.RestAfter(rest) // KIN_REST=1ns: all tests once more, with visits that rest all the time
	}
	code := m.Run()
	for _, end := range chromium.ends {
		end()
	}
	os.Exit(code)
}

func startChromium() {
	path, err := exec.LookPath("chromium")
	if err != nil {
		chromium.err = fmt.Errorf("KIN_BROWSER is set, and there is no chromium: %w", err)
		return
	}
	folder, err := os.MkdirTemp("", "live-chromium-")
	if err != nil {
		chromium.err = err
		return
	}
	allocated, end := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.UserDataDir(folder),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	ctx, cancel := chromedp.NewContext(allocated)
	chromium.ends = []func(){func() { _ = chromedp.Cancel(ctx) }, cancel, end, func() { _ = os.RemoveAll(folder) }}
	chromium.ctx, chromium.err = ctx, //nolint:fatcontext // it is made once
		chromedp.Do(ctx, chromedp.Navigate("about:blank"))
}

// A window is a page in Chromium, and what Chromium has complained of in it.
type window struct {
	t    testing.TB
	ctx  context.Context // of the browser
	site *site

	mu         sync.Mutex
	complaints []string
}

// A site is a server behind a proxy that can cut its connections, or be gone for a while.
type site struct {
	base   string
	mu     sync.Mutex
	conns  map[net.Conn]bool
	target string // where the server is; empty while it is gone
}

// serve puts a handler behind a proxy.
func serve(t testing.TB, h http.Handler) *site {
	t.Helper()
	server := httptest.NewServer(h)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // streams end first: a server waits for them
		_ = listener.Close()
		server.CloseClientConnections()
		server.Close()
	})
	s := &site{base: "http://" + listener.Addr().String(), conns: map[net.Conn]bool{}, target: server.Listener.Addr().String()}
	t.Cleanup(s.cut)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go s.pass(conn)
		}
	}()
	return s
}

func (s *site) pass(conn net.Conn) {
	s.mu.Lock()
	target := s.target
	s.mu.Unlock()
	if target == "" {
		_ = conn.Close()
		return
	}
	back, err := net.Dial("tcp", target)
	if err != nil {
		_ = conn.Close()
		return
	}
	s.mu.Lock()
	s.conns[conn], s.conns[back] = true, true
	s.mu.Unlock()
	go func() { _, _ = io.Copy(back, conn); _ = back.Close() }()
	_, _ = io.Copy(conn, back)
	_ = conn.Close()
	s.mu.Lock()
	delete(s.conns, conn)
	delete(s.conns, back)
	s.mu.Unlock()
}

// cut closes all connections.
func (s *site) cut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for conn := range s.conns {
		_ = conn.Close()
		delete(s.conns, conn)
	}
}

// move lets another server answer, or none.
func (s *site) move(target string) {
	s.mu.Lock()
	s.target = target
	s.mu.Unlock()
	s.cut()
}

// look opens a page of a site in a new tab.
func look(t testing.TB, s *site, path string) *window {
	t.Helper()
	w := blank(t, s)
	w.do(chromedp.Navigate(s.base + path))
	w.until(`document.documentElement.dataset.live === "online"`)
	return w
}

func blank(t testing.TB, s *site) *window {
	t.Helper()
	if os.Getenv("KIN_BROWSER") == "" {
		t.Skip("KIN_BROWSER is not set: this test needs Chromium")
	}
	if chromium.once.Do(startChromium); chromium.err != nil {
		t.Fatal(chromium.err)
	}
	ctx, cancel := chromedp.NewContext(chromium.ctx)
	t.Cleanup(cancel)
	w := &window{t: t, ctx: ctx, site: s}
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil { // the tab lives as long as the first context it is used with
		t.Fatal(err)
	}
	if err := chromedp.Listen(ctx, w.hear); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, log.Enable, struct{}{}); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *window) hear(event any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e := event.(type) {
	case *log.EventEntryAdded:
		if e.Entry.Level == "error" && !strings.Contains(e.Entry.URL, "favicon") && !strings.Contains(e.Entry.Text, "net::ERR_") && !strings.Contains(e.Entry.Text, "status of 422") {
			w.complaints = append(w.complaints, e.Entry.Text+" "+e.Entry.URL)
		}
	case *runtime.EventExceptionThrown:
		w.complaints = append(w.complaints, e.ExceptionDetails.Text+" "+e.ExceptionDetails.Exception.Description)
	}
}

// complained is what Chromium has complained of.
func (w *window) complained() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string{}, w.complaints...)
}

func (w *window) do(steps ...chromedp.Action[chromedp.Void]) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, 15*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		w.t.Fatal(err)
	}
}

// read evaluates an expression in the page.
func read[T any](w *window, expression string) T {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, 15*time.Second)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		w.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// until waits until an expression is true.
func (w *window) until(expression string) {
	w.t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for time.Now().Before(deadline) {
		ctx, cancel := context.WithTimeout(w.ctx, 5*time.Second)
		v, err := chromedp.Run(ctx, chromedp.Evaluate[bool](expression))
		cancel()
		if err == nil && v {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	w.t.Fatalf("never true: %s\nthe page shows:\n%s\ncomplaints: %q", expression, read[string](w, "document.body.innerText"), w.complained())
}

// see waits for a text.
func (w *window) see(text string) {
	w.t.Helper()
	w.until(fmt.Sprintf("document.body.innerText.includes(%q)", text))
}

func (w *window) click(selector string) {
	w.t.Helper()
	w.front()
	w.do(chromedp.Click(chromedp.CSS(selector)))
}

// front brings the tab before the others: one in the background is not painted, and cannot be clicked.
func (w *window) front() {
	w.t.Helper()
	if _, err := chromedp.Call(w.ctx, page.BringToFront, struct{}{}); err != nil {
		w.t.Fatal(err)
	}
}

func (w *window) keys(selector, text string) {
	w.t.Helper()
	w.front()
	w.do(chromedp.SendKeys(chromedp.CSS(selector), text))
}

// withoutScripts switches scripts off.
func (w *window) withoutScripts() {
	w.t.Helper()
	if _, err := chromedp.Call(w.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		w.t.Fatal(err)
	}
}
