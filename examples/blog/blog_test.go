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
	"github.com/kin-go/kin/live/livetest"
	"github.com/kin-go/kin/livedb"
)

// cheap is a hashing that costs tests nothing.
var cheap = livedb.Hashing{Memory: 64, Passes: 1, Threads: 1}

// newTestBlog is a blog with the sample, in a file of its own. What it logs is in the test's output.
func newTestBlog(t testing.TB, changed ...func(*config)) *blog {
	t.Helper()
	return blogIn(t, filepath.Join(t.TempDir(), "blog.db"), changed...)
}

// blogIn is a blog in a file.
func blogIn(t testing.TB, file string, changed ...func(*config)) *blog {
	t.Helper()
	c := config{hashing: cheap, log: slog.New(slog.NewTextHandler(t.Output(), nil))}
	for _, change := range changed {
		change(&c)
	}
	db, err := open(t.Context(), file, c.hashing)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	archive, err := openArchive(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { archive.Close() })
	b := newBlog(db, archive, c)
	t.Cleanup(b.close)
	return b
}

// logTo has a blog log to a writer.
func logTo(w io.Writer) func(*config) {
	return func(c *config) { c.log = slog.New(slog.NewTextHandler(w, nil)) }
}

// opening is a way to open a page: with scripts, or without.
type opening func(testing.TB, http.Handler, string) *livetest.Tab

// signedIn opens a page as a user of the sample.
func signedIn(t testing.TB, b *blog, name, address string) *livetest.Tab {
	t.Helper()
	return signedInBy(t, livetest.Open, b, name, address)
}

func signedInBy(t testing.TB, open opening, b *blog, name, address string) *livetest.Tab {
	t.Helper()
	tab := open(t, b.handler, "/sign-in?next="+url.QueryEscape(address))
	enter(tab, name, samplePassword)
	if tab.Location() != address {
		t.Fatalf("%s is at %s, and not at %s: %s", name, tab.Location(), address, tab.Text())
	}
	return tab
}

// enter fills in the form to sign in.
func enter(tab *livetest.Tab, name, password string) {
	tab.Type("name", name)
	tab.Type("password", password)
	tab.Submit("#sign-in")
	tab.NotSee("Are you new here?", "The name or the password is wrong.")
}

// A visitor is a browser without a screen that sends what it is told to: it keeps cookies, and does not follow redirects.
type visitor struct {
	t       testing.TB
	h       http.Handler
	cookies map[string]string
}

func newVisitor(t testing.TB, b *blog) *visitor {
	return &visitor{t: t, h: b.handler, cookies: map[string]string{}}
}

// visitorAs has the cookies of a tab.
func visitorAs(t testing.TB, b *blog, tab *livetest.Tab) *visitor {
	v := newVisitor(t, b)
	for _, name := range []string{"kin-session", "kin-browser", "live"} {
		v.cookies[name] = tab.Cookie(name)
	}
	return v
}

// An answer is what the blog sent.
type answer struct {
	status int
	header http.Header
	body   string
}

func (v *visitor) get(path string) answer {
	v.t.Helper()
	return v.getIn(v.t.Context(), path)
}

func (v *visitor) getIn(ctx context.Context, path string) answer {
	v.t.Helper()
	return v.send(httptest.NewRequestWithContext(ctx, http.MethodGet, path, http.NoBody))
}

func (v *visitor) post(path string, form url.Values) answer {
	v.t.Helper()
	return v.send(formRequest(v.t.Context(), path, form.Encode()))
}

func formRequest(ctx context.Context, path, body string) *http.Request {
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, path, strings.NewReader(body))
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

// byName is a user of the sample.
func byName(t testing.TB, b *blog, name string) (u *User) {
	t.Helper()
	err := b.db.Read(t.Context(), func(ctx context.Context, s *kin.Session) (err error) {
		u, err = kin.Select(users).Where(kin.Eq(&users.Username, name)).One(ctx, s)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// change changes the database as another program would.
func change(t testing.TB, b *blog, f func(ctx context.Context, s *kin.Session) error) {
	t.Helper()
	if err := b.db.Tx(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}
