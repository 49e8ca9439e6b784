package live_test

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/live/livetest"
)

// fullBlog has 15 posts with three flags each.
func fullBlog() *blog {
	b := newBlog(15)
	for i, p := range b.posts {
		p.Author = &user{int64(i), fmt.Sprintf("author %d", i)}
		for n := range 3 {
			p.Flags = append(p.Flags, &flag{int64(i*10 + n), "not what I wanted to read here", "someone"})
		}
	}
	return b
}

// A click changes one text of the feed: the handler runs, the page is written and compared, the state is stored.
func BenchmarkEvent(b *testing.B) {
	app := served(b, fullBlog().page, func(c *live.Config) { c.Limits.Events = 1e9; c.Limits.Burst = 1e9 })
	tab := livetest.Open(b, app, "/")
	ref := tab.Ref("more", "click")
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		n++
		if status := send(app, tab, fmt.Sprintf(`{"n":%d,"s":%d,"r":%q}`, n, n-1, ref)); status != http.StatusNoContent {
			b.Fatal(status)
		}
		settle(app, tab)
	}
}

// A first page is loaded, written, and its visit stored.
func BenchmarkFirstPage(b *testing.B) {
	app := served(b, fullBlog().page, func(c *live.Config) { c.Limits.PerUser, c.Limits.Visits = 1e9, 1e9 })
	b.ReportAllocs()
	for b.Loop() {
		w := httptest.NewRecorder()
		if app.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil)); w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
}

// What a visit needs while nobody does anything in it, its socket left aside.
func BenchmarkIdleVisit(b *testing.B) {
	for b.Loop() {
		const visits = 300
		app := served(b, fullBlog().page)
		before := heap()
		for range visits {
			app.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
		}
		b.ReportMetric(float64(heap()-before)/visits/1024, "KiB/visit")
		runtime.KeepAlive(app)
	}
}

// The same with its socket, of which the browser's end is a bare connection.
func BenchmarkConnectedVisit(b *testing.B) {
	for b.Loop() {
		const visits = 300
		app := served(b, func() live.View { return &feed{Blog: fullBlog()} }) // each with rows of its own
		server := httptest.NewServer(app)
		before := memory()
		var conns []net.Conn
		for range visits {
			w := httptest.NewRecorder()
			app.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
			_, rest, _ := strings.Cut(w.Body.String(), `data-visit="`)
			id, _, _ := strings.Cut(rest, `"`)
			conns = append(conns, shake(b, server.Listener.Addr().String(), w.Result().Cookies()[0].String(), id))
		}
		b.ReportMetric(float64(memory()-before)/visits/1024, "KiB/visit")
		for _, c := range conns {
			_ = c.Close()
		}
		server.Close()
	}
}

// shake opens a socket by hand and says hello.
func shake(b *testing.B, address, cookie, id string) net.Conn {
	b.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		b.Fatal(err)
	}
	cookie, _, _ = strings.Cut(cookie, ";")
	fmt.Fprintf(conn, "GET /_live/socket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nCookie: %s\r\n\r\n", cookie)
	hello := []byte(`{"v":"` + id + `"}`)
	_, _ = conn.Write(append([]byte{0x81, 0x80 | byte(len(hello)), 0, 0, 0, 0}, hello...)) // masked with zeros
	answer := make([]byte, 4096)
	for read := ""; !strings.Contains(read, "hello"); {
		n, err := conn.Read(answer)
		if err != nil {
			b.Fatal(err)
		}
		read += string(answer[:n])
	}
	return conn
}

// memory is what the heap and the stacks hold.
func memory() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc + m.StackInuse)
}

func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
