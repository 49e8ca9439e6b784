package live_test

import (
	"bufio"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
)

func clicks() func() live.View {
	return view(func(m *made) html.Node {
		return html.Main(html.Button(html.ID("go"), live.OnClick(does(func() { m.N++ })), html.Text("go")), html.P(html.Textf("n %d", m.N)))
	})
}

func TestInABrowserAStreamOutlivesTheTimeoutsOfItsServer(t *testing.T) {
	app := served(t, clicks())
	var streams atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/_live/socket" {
			http.Error(w, "no", http.StatusBadGateway)
			return
		}
		if r.URL.Path == "/_live/stream" {
			streams.Add(1)
		}
		app.ServeHTTP(w, r)
	}))
	const timeout = 400 * time.Millisecond
	server.Config.ReadTimeout, server.Config.WriteTimeout = timeout, timeout
	server.Start()
	t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
	w := look(t, &site{base: server.URL}, "/")
	time.Sleep(3 * timeout)
	w.click("#go")
	w.see("n 1")
	if n := streams.Load(); n != 1 {
		t.Errorf("%d streams were opened", n)
	}
}

// dying is a writer whose connection ends soon after it has become a socket, as some proxies have it.
type dying struct{ http.ResponseWriter }

func (d dying) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(d.ResponseWriter).Hijack()
	if err == nil {
		time.AfterFunc(100*time.Millisecond, func() { _ = conn.Close() })
	}
	return conn, rw, err
}

func TestInABrowserASocketThatDiesYoungIsNone(t *testing.T) {
	app := served(t, clicks())
	w := look(t, serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/_live/socket" {
			w = dying{w}
		}
		app.ServeHTTP(w, r)
	})), "/")
	for range 20 {
		w.click("#go")
		time.Sleep(50 * time.Millisecond)
	}
	w.see("n 20")
	w.until(`performance.getEntriesByType("resource").some((r) => r.name.includes("/_live/send"))`)
}

func TestInABrowserAPageThatIsLookedAtAgainComesBackAtOnce(t *testing.T) {
	s := serve(t, served(t, clicks()))
	w := look(t, s, "/")
	read[any](w, `(() => { window.opened = 0; for (const kind of ["WebSocket", "EventSource"]) window[kind] = new Proxy(window[kind], {construct: (f, a) => { opened++; return new f(...a) }}) })()`)
	there := s.target
	w.front() // a tab in the background is not looked at
	for _, event := range []string{`window.dispatchEvent(new Event("online"))`, `document.dispatchEvent(new Event("visibilitychange", {bubbles: true}))`} {
		s.move("")
		w.until(`document.documentElement.dataset.live === "offline"`)
		// between two attempts, and not when the time for the next one has come
		w.until(`(() => { const before = opened; ` + event + `; return opened > before })()`)
		s.mu.Lock()
		s.target = there
		s.mu.Unlock()
		w.until(`document.documentElement.dataset.live === "online"`)
	}
}
