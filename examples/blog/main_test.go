package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/live/livetest"
)

func TestTheBlogIsServedUntilItIsEnded(t *testing.T) {
	b := newTestBlog(t)
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, listener, b) }()
	got, err := http.Get("http://" + listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(got.Body)
	got.Body.Close()
	if err != nil || got.StatusCode != http.StatusOK || !strings.Contains(string(page), "Warm again") {
		t.Errorf("the answer is %s (%v)", got.Status, err)
	}
	end()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(20 * time.Second):
		t.Error("it does not end")
	}
}

func TestADatabaseThatIsThereKeepsWhatItHas(t *testing.T) {
	file := filepath.Join(t.TempDir(), "blog.db")
	for opening := range 2 {
		b := blogIn(t, file)
		if opening == 0 {
			tab := signedIn(t, b, "ada", "/posts/43")
			flagAt(tab, "43", "It stays.")
			tab.See("It stays.")
		}
		a := newVisitor(t, b).get("/posts/43")
		a.must(t, http.StatusOK, "It stays.")
		if n := strings.Count(a.body, "It stays."); n != 1 {
			t.Errorf("it is there %d times", n)
		}
		b.archive.Close()
		b.db.Close()
	}
}

func TestADatabaseThatCannotBeOpenedSaysSo(t *testing.T) {
	for _, address := range []string{"", "redis://somewhere", filepath.Join(t.TempDir(), "nowhere", "blog.db")} {
		if db, err := open(t.Context(), address, cheap); err == nil {
			db.Close()
			t.Errorf("%q was opened", address)
		}
	}
}

// A visit goes on at the next process: with what was typed, who one is, and without a new load.
func TestAVisitSurvivesARestart(t *testing.T) {
	file, folder := filepath.Join(t.TempDir(), "blog.db"), filepath.Join(t.TempDir(), "visits")
	start := func() *blog {
		store, err := storeIn(folder)
		if err != nil {
			t.Fatal(err)
		}
		return blogIn(t, file, func(c *config) { c.store = store })
	}
	first := start()
	tab := signedIn(t, first, "greta", "/")
	before := byName(t, first, "greta")
	loads := tab.Loads()
	tab.Type("#message-42", "Written before, sent after.")
	if err := first.app.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	first.close()
	second := start()
	tab.Serve(second.handler)
	tab.Reconnect()
	tab.Submit("#flag-42")
	tab.See("Written before, sent after.")
	if tab.Loads() != loads {
		t.Errorf("the page was loaded %d times more", tab.Loads()-loads)
	}
	if after := byName(t, second, "greta"); after.Password != before.Password || after.Email != before.Email {
		t.Error("the user was changed, who was kept in the state without the password")
	}
}

func TestStatesThatCannotBeKeptSaySo(t *testing.T) {
	if _, err := storeIn("main.go/visits"); err == nil {
		t.Error("a folder was made in a file")
	}
}

// logged is what a blog has logged.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// A failing page must not show what went wrong, and the log must.
func TestAFailureIsLoggedAndNotShown(t *testing.T) {
	var log logged
	b := newTestBlog(t, logTo(&log))
	b.db.Close()
	a := newVisitor(t, b).get("/")
	a.must(t, http.StatusInternalServerError, "Something went wrong")
	a.lacks(t, "closed")
	if !strings.Contains(log.String(), "a page failed") || !strings.Contains(log.String(), "closed") {
		t.Errorf("the log is %q", log.String())
	}
}

// forgetful is a page whose view reads what its query has not loaded.
type forgetful struct {
	live.Page
	Blog *blog `live:"-"`
	Post *Post
}

func (p *forgetful) Load(ctx context.Context) error {
	return p.Blog.db.Read(ctx, func(ctx context.Context, s *kin.Session) (err error) {
		p.Post, err = kin.Select(posts).First(ctx, s)
		return err
	})
}

func (p *forgetful) View() html.Node { return viewUser(p.Post.User.Get()) }

func TestAViewThatReadsWhatWasNotLoadedIsAFailure(t *testing.T) {
	for _, dev := range []bool{false, true} {
		var log logged
		b := newTestBlog(t, logTo(&log), func(c *config) { c.dev = dev })
		b.app.Page("GET /forgetful", func() live.View { return &forgetful{Blog: b} })
		a := newVisitor(t, b).get("/forgetful")
		if dev {
			a.must(t, http.StatusInternalServerError, "Post.User", "load.SelectIn(&amp;posts.User)")
		} else {
			a.must(t, http.StatusInternalServerError, "Something went wrong")
			a.lacks(t, "Post.User")
		}
		if !strings.Contains(log.String(), "Post.User") || !strings.Contains(log.String(), "load.SelectIn(&posts.User)") {
			t.Errorf("the log does not name the relationship and the remedy: %q", log.String())
		}
	}
}

func TestWhoWatchesOverTheBlogIsToldHowItIs(t *testing.T) {
	var log bytes.Buffer
	b := newTestBlog(t, logTo(&log))
	says := func(path string) string {
		w := httptest.NewRecorder()
		b.handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if len(w.Result().Cookies()) > 0 {
			t.Errorf("%s gives cookies to who keeps none", path)
		}
		return fmt.Sprintf("%d %s", w.Code, w.Body)
	}
	for _, path := range []string{"/_health/live", "/_health/ready"} {
		if got := says(path); got != "200 ok\n" {
			t.Errorf("%s says %q", path, got)
		}
	}
	if err := b.db.Close(); err != nil {
		t.Fatal(err)
	}
	if live, ready := says("/_health/live"), says("/_health/ready"); live != "200 ok\n" || ready != "503 database does not answer\n" {
		t.Errorf("without a database, live says %q and ready %q", live, ready)
	}
	if !strings.Contains(log.String(), "cannot serve") {
		t.Errorf("the log is %s", &log)
	}
}

func TestThePanelIsThereInDevelopmentAlone(t *testing.T) {
	public := newVisitor(t, newTestBlog(t))
	public.get(panelPath).must(t, http.StatusNotFound)
	if page := public.get("/"); strings.Contains(page.body, "live-watch") || strings.Contains(page.body, panelPath) {
		t.Error("visitors see what is for developers")
	}
	b := newTestBlog(t, func(c *config) { c.dev = true })
	livetest.Open(t, b.handler, "/").See("Statements", "3 statements · ") // a link, and the corner
	tab := livetest.Open(t, b.handler, panelPath)
	tab.See("first page of /", "3 statements")
}

func TestTheAppearanceIsChosenAtTheFootOfEachPage(t *testing.T) {
	v := newVisitor(t, newTestBlog(t))
	v.get("/").must(t, http.StatusOK, `class="radix-themes auto"`)
	v.post("/_kin/ui/appearance", map[string][]string{"appearance": {"dark"}}).must(t, http.StatusSeeOther)
	v.get("/strategies").must(t, http.StatusOK, `class="radix-themes dark"`)
	v.get("/nowhere").must(t, http.StatusNotFound, `class="radix-themes dark"`)
}
