package live_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/kin-go/kin/live"
)

// cacheable takes away what keeps Chromium from keeping a page alive that one has left; other browsers keep it all the same.
func cacheable(h http.Handler, sockets bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/_live/socket" && !sockets:
			http.Error(w, "no", http.StatusBadGateway)
		case strings.HasPrefix(r.URL.Path, "/_live/"):
			h.ServeHTTP(w, r)
		default:
			page := httptest.NewRecorder()
			h.ServeHTTP(page, r)
			maps.Copy(w.Header(), page.Header())
			w.Header().Del("Cache-Control")
			w.WriteHeader(page.Code)
			_, _ = w.Write(page.Body.Bytes())
		}
	})
}

// leave goes to another page, and remembers in this one whether it comes back alive.
func (w *window) leave() {
	w.t.Helper()
	read[any](w, `addEventListener("pageshow", (e) => { window.alive = e.persisted })`)
	w.do(chromedp.Navigate(w.site.base + "/nowhere"))
}

func TestInABrowserAPageThatOneComesBackToGoesOn(t *testing.T) {
	for name, sockets := range map[string]bool{"a socket": true, "a stream": false} {
		t.Run(name, func(t *testing.T) {
			b := newBlog(3)
			app := served(t, func() live.View { return &following{feed: feed{Blog: b}} })
			w := look(t, serve(t, cacheable(app, sockets)), "/")
			w.click("button[aria-label=more]")
			w.see("clicked 1 times")
			w.keys(`[aria-label="flag Post B"]`, "half typed")
			w.leave()
			if err := b.add(1<<53+1, "seen?", "bob"); err != nil {
				t.Fatal(err)
			}
			app.Publish("posts") // nobody is there to be told
			read[any](w, `history.back()`)
			w.until(`window.alive === true`)
			w.see("bob said seen?")
			read[any](w, `document.querySelector("button[aria-label=more]").click()`) // chromedp has forgotten the nodes of this page
			w.see("clicked 2 times")
			if v := read[string](w, `document.querySelector('[aria-label="flag Post B"]').value`); v != "half typed" || b.loads != 2 {
				t.Errorf("the field holds %q, Load ran %d times", v, b.loads)
			}
		})
	}
}

func TestInABrowserAPageThatOneComesBackToWithoutItsVisitIsLoadedAgain(t *testing.T) {
	b := newBlog(1)
	s := serve(t, cacheable(served(t, b.page), true))
	w := look(t, s, "/")
	w.click("button[aria-label=more]")
	w.see("clicked 1 times")
	w.leave()
	other := httptest.NewServer(served(t, b.page)) // with a store of its own
	t.Cleanup(func() { s.move(""); other.Close() })
	s.move(other.Listener.Addr().String())
	read[any](w, `history.back()`)
	w.see("clicked 0 times")
	w.until(`document.documentElement.dataset.live === "online"`)
}
