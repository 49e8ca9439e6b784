package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kin-go/kin"
)

func TestTheBlogIsServedUntilItIsEnded(t *testing.T) {
	b := newTestBlog(t)
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, listener, b.handler()) }()
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
	case <-time.After(10 * time.Second):
		t.Error("it does not end")
	}
}

func TestADatabaseThatIsThereKeepsWhatItHas(t *testing.T) {
	file := filepath.Join(t.TempDir(), "blog.db")
	for opening := range 2 {
		db, err := open(t.Context(), file)
		if err != nil {
			t.Fatal(err)
		}
		archive, err := openArchive(t.Context(), file)
		if err != nil {
			t.Fatal(err)
		}
		b := newBlog(db, archive, newKey(), slog.New(slog.DiscardHandler))
		v := newVisitor(t, b)
		if opening == 0 {
			v.become("1")
			v.post("/flags", flagOf("43", "It stays.")).must(t, http.StatusSeeOther)
		}
		a := v.get("/posts/43")
		a.must(t, http.StatusOK, "It stays.")
		if n := strings.Count(a.body, "It stays."); n != 1 {
			t.Errorf("it is there %d times", n)
		}
		archive.Close()
		db.Close()
	}
}

func TestADatabaseThatCannotBeOpenedSaysSo(t *testing.T) {
	for _, address := range []string{"", "redis://somewhere", filepath.Join(t.TempDir(), "nowhere", "blog.db")} {
		if db, err := open(t.Context(), address); err == nil {
			db.Close()
			t.Errorf("%q was opened", address)
		}
	}
}

// A failing page must not show what went wrong, and the log must.
func TestAFailureIsLoggedAndNotShown(t *testing.T) {
	b := newTestBlog(t)
	var log strings.Builder
	b.log = slog.New(slog.NewTextHandler(&log, nil))
	b.db.Close()
	v := newVisitor(t, b)
	a := v.get("/")
	a.must(t, http.StatusInternalServerError, "Something went wrong")
	a.lacks(t, "closed")
	if !strings.Contains(log.String(), "a page failed") || !strings.Contains(log.String(), "closed") {
		t.Errorf("the log is %q", log.String())
	}
}

func TestAViewThatReadsWhatWasNotLoadedIsAFailure(t *testing.T) {
	b := newTestBlog(t)
	var log strings.Builder
	b.log = slog.New(slog.NewTextHandler(&log, nil))
	h := b.answer(func(w http.ResponseWriter, r *http.Request) error {
		s := b.db.Session()
		defer s.Close()
		post, err := kin.Select(posts).First(r.Context(), s)
		if err != nil {
			return err
		}
		return write(w, http.StatusOK, viewUser(post.User.Get()))
	})
	a := (&visitor{t: t, h: h}).get("/")
	a.must(t, http.StatusInternalServerError, "Something went wrong")
	if !strings.Contains(log.String(), "Post.User") || !strings.Contains(log.String(), "load.SelectIn(&posts.User)") {
		t.Errorf("the log does not name the relationship and the remedy: %q", log.String())
	}
}
