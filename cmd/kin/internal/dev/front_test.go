package dev

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestAProgramIsToldWhereToListen(t *testing.T) {
	for _, c := range []struct {
		args []string
		must bool
		want []string
	}{
		{nil, true, []string{"-addr", "here:1"}},
		{[]string{"-db", "x"}, true, []string{"-addr", "here:1", "-db", "x"}},
		{[]string{"--listen={addr}"}, true, []string{"--listen=here:1"}},
		{[]string{"-db", "x"}, false, []string{"-db", "x"}},
	} {
		if got := told(c.args, "here:1", c.must); !slices.Equal(got, c.want) {
			t.Errorf("%q is told as %q, not %q", c.args, got, c.want)
		}
	}
}

// shown is a front with a program that answers so.
func shown(t *testing.T, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	behind := httptest.NewServer(h)
	t.Cleanup(behind.Close)
	f := newFront()
	f.show((&program{address: behind.Listener.Addr().String()}).stage())
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	return server
}

func ask(t *testing.T, address string, header http.Header) (answer http.Header, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header = header
	w, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(r) // no connection of a test before
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close()
	all, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.Header, string(all)
}

func TestOnlyPagesGetTheScript(t *testing.T) {
	server := shown(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") != "" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("Content-Type", r.URL.Query().Get("kind"))
		w.Header().Set("Cache-Control", "max-age=1000")
		_, _ = io.WriteString(w, "<p>"+r.Host)
	})
	host := strings.TrimPrefix(server.URL, "http://")
	for _, c := range []struct {
		kind, dest string
		script     bool
	}{
		{"text/html", "", true}, {"text/html; charset=utf-8", "document", true}, {"text/html", "empty", false}, {"text/css", "document", false},
	} {
		answer, body := ask(t, server.URL+"/?kind="+url.QueryEscape(c.kind), http.Header{"Sec-Fetch-Dest": {c.dest}, "If-None-Match": {"x"}})
		if has := strings.Contains(body, scriptPath); has != c.script || !strings.HasPrefix(body, "<p>"+host) {
			t.Errorf("%s for %q has the body %s", c.kind, c.dest, body)
		}
		if answer.Get("Cache-Control") != "no-store" {
			t.Errorf("%s is kept by the browser: %v", c.kind, answer)
		}
	}
}

func TestARequestWaitsWhileTheProgramStarts(t *testing.T) {
	f := newFront()
	server := httptest.NewServer(f)
	defer server.Close()
	got := make(chan string)
	go func() {
		defer close(got) // also if asking fails
		_, body := ask(t, server.URL, http.Header{})
		got <- body
	}()
	select {
	case body := <-got:
		t.Fatalf("it is answered with %s", body)
	case <-time.After(50 * time.Millisecond):
	}
	f.show(failed("at last", ""))
	if body := <-got; !strings.Contains(body, "at last") {
		t.Errorf("it is answered with %s", body)
	}
}

func TestAProgramThatDoesNotAnswerIsAPageThatSaysSo(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = listener.Close()
	f := newFront()
	f.show((&program{address: listener.Addr().String()}).stage())
	w := httptest.NewRecorder()
	f.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "does not answer") || !strings.Contains(w.Body.String(), scriptPath) {
		t.Errorf("the status is %d, the page\n%s", w.Code, w.Body)
	}
}

func TestALookSeesTheSourceAndNothingElse(t *testing.T) {
	top := t.TempDir()
	for _, name := range []string{
		"a.go", "a_test.go", "go.mod", "visits.db", "deep/b.go", "deep/page.css", "deep/asset/x.svg", "deep/asset/y/z.svg",
		".git/c.go", "_old/d.go", "testdata/e.go", "node_modules/f.go",
	} {
		path := filepath.Join(top, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := source{modules: []string{top}, embedded: []string{filepath.Join(top, "deep", "*.css"), filepath.Join(top, "deep", "asset"), filepath.Join(top, "[")}}
	var names []string
	for path := range s.now() {
		name, err := filepath.Rel(top, path)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, filepath.ToSlash(name))
	}
	slices.Sort(names)
	if want := []string{"a.go", "deep/asset/x.svg", "deep/asset/y/z.svg", "deep/b.go", "deep/page.css", "go.mod"}; !slices.Equal(names, want) {
		t.Errorf("it sees %q, not %q", names, want)
	}
}

func TestTheEndOfWhatWasSaidIsKept(t *testing.T) {
	var l tail
	for range 100 {
		_, _ = l.Write([]byte(strings.Repeat("x", 1000)))
	}
	_, _ = l.Write([]byte("the end"))
	if s := l.String(); len(s) > 2*tailSize || !strings.HasSuffix(s, "xthe end") {
		t.Errorf("%d bytes are kept", len(s))
	}
}
