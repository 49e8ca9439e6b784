package main

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kin-go/kin"
)

// newTestBlog is a blog with the sample, in a file of its own. What it logs is in the test's output.
func newTestBlog(t testing.TB) *blog {
	t.Helper()
	file := filepath.Join(t.TempDir(), "blog.db")
	db, err := open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	archive, err := openArchive(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { archive.Close() })
	return newBlog(db, archive, newKey(), slog.New(slog.NewTextHandler(t.Output(), nil)))
}

// A visitor is a browser without a screen: it keeps cookies, and does not follow redirects.
type visitor struct {
	t       testing.TB
	h       http.Handler
	cookies map[string]string
}

func newVisitor(t testing.TB, b *blog) *visitor {
	return &visitor{t: t, h: b.handler(), cookies: map[string]string{}}
}

// An answer is what the blog sent.
type answer struct {
	status int
	header http.Header
	body   string
}

func (v *visitor) get(path string) answer {
	v.t.Helper()
	return v.send(httptest.NewRequestWithContext(v.t.Context(), http.MethodGet, path, http.NoBody))
}

func (v *visitor) post(path string, form url.Values) answer {
	v.t.Helper()
	return v.send(formRequest(v.t.Context(), path, form))
}

func formRequest(ctx context.Context, path string, form url.Values) *http.Request {
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return r
}

func (v *visitor) send(r *http.Request) answer {
	v.t.Helper()
	for name, value := range v.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	v.h.ServeHTTP(w, r)
	got := w.Result()
	for _, c := range got.Cookies() {
		v.cookies[c.Name] = c.Value
		if c.MaxAge < 0 {
			delete(v.cookies, c.Name)
		}
	}
	body, err := io.ReadAll(got.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return answer{got.StatusCode, got.Header, string(body)}
}

// become chooses who to be.
func (v *visitor) become(user string) {
	v.t.Helper()
	if a := v.post("/me", url.Values{"user_id": {user}, "from": {"/"}}); a.status != http.StatusSeeOther {
		v.t.Errorf("choosing user %s was answered with %d", user, a.status)
	}
}

// must fails the test unless the answer has this status and all the texts.
func (a answer) must(t testing.TB, status int, texts ...string) {
	t.Helper()
	if a.status != status {
		t.Errorf("the status is %d, want %d", a.status, status)
	}
	for _, text := range texts {
		if !strings.Contains(a.body, text) {
			t.Errorf("the page does not have %q", text)
		}
	}
}

// lacks fails the test if the answer has the text.
func (a answer) lacks(t testing.TB, text string) {
	t.Helper()
	if strings.Contains(a.body, text) {
		t.Errorf("the page has %q", text)
	}
}

// flagsStored is how many flags the database has.
func flagsStored(t testing.TB, b *blog) (n int64) {
	t.Helper()
	err := b.db.Read(t.Context(), func(ctx context.Context, s *kin.Session) (err error) {
		n, err = kin.Select(flags).Count(ctx, s)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
