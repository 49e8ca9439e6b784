package live_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
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

func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
