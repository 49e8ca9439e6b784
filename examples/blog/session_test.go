package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestOneIsWhoOneHasChosenToBe(t *testing.T) {
	v := newVisitor(t, newTestBlog(t))
	v.get("/").must(t, http.StatusOK, "Who are you?")
	a := v.post("/me", url.Values{"user_id": {"5"}, "from": {"/posts/9"}})
	a.must(t, http.StatusSeeOther)
	if got := a.header.Get("Location"); got != "/posts/9" {
		t.Errorf("the form leads to %q", got)
	}
	for _, flag := range []string{"HttpOnly", "SameSite=Lax", "Path=/"} {
		if got := a.header.Get("Set-Cookie"); !strings.Contains(got, flag) {
			t.Errorf("the cookie has no %s: %s", flag, got)
		}
	}
	page := v.get("/strategies")
	page.must(t, http.StatusOK, "You are ", "<strong>esther</strong>")
	page.lacks(t, "Who are you?")

	v.post("/sign-out", url.Values{"from": {"/strategies"}}).must(t, http.StatusSeeOther)
	v.get("/").must(t, http.StatusOK, "Who are you?")
}

func TestNobodyCanBeWhoIsNotThere(t *testing.T) {
	v := newVisitor(t, newTestBlog(t))
	for _, user := range []string{"", "0", "-1", "4000", "ada"} {
		a := v.post("/me", url.Values{"user_id": {user}})
		a.must(t, http.StatusNotFound)
		if got := a.header.Get("Set-Cookie"); got != "" {
			t.Errorf("user %q gets a cookie: %s", user, got)
		}
	}
}

func TestASessionThatDoesNotCountIsNobody(t *testing.T) {
	b := newTestBlog(t)
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	b.sign.now = func() time.Time { return now }
	later := now.Add(time.Hour)
	good := b.sign.session(4, later)
	said, signature, _ := cutLast(good, ".")
	foreign := signer{key: newKey(), now: b.sign.now}

	count := func(session string) bool {
		v := newVisitor(t, b)
		v.cookies[cookieName] = session
		a := v.get("/")
		a.must(t, http.StatusOK)
		form := v.post("/flags", flagOf("41", "Me."))
		is := strings.Contains(a.body, "You are ")
		if is != (form.status == http.StatusSeeOther) {
			t.Errorf("%q: the page and the form do not agree", session)
		}
		return is
	}
	if !count(good) {
		t.Fatal("a good session is nobody: the others prove nothing")
	}
	for name, session := range map[string]string{
		"empty":                       "",
		"a user alone":                "4",
		"without its signature":       said,
		"with an empty signature":     said + ".",
		"of another user":             "5" + strings.TrimPrefix(said, "4") + "." + signature,
		"of another time":             strings.Replace(said, ".", ".9", 1) + "." + signature,
		"with another signature":      said + "." + strings.ToUpper(signature),
		"with more behind it":         good + "x",
		"signed with another key":     foreign.session(4, later),
		"expired":                     b.sign.session(4, now.Add(-time.Second)),
		"of a user who was not there": b.sign.session(4000, later),
		"of nobody":                   b.sign.session(0, later),
	} {
		if count(session) {
			t.Errorf("a session %s counts", name)
		}
	}
	now = later.Add(time.Second)
	if count(good) {
		t.Error("a session counts after its time")
	}
}

func TestOnlyPlacesOfTheBlogAreComeBackTo(t *testing.T) {
	for from, want := range map[string]string{
		"":                      "/",
		"/":                     "/",
		"/?before=20":           "/?before=20",
		"/?before=x":            "/",
		"/posts/12":             "/posts/12",
		"/posts/12/../../x":     "/",
		"/strategies":           "/strategies",
		"//evil.example/":       "/",
		"https://evil.example/": "/",
		"javascript:alert(1)":   "/",
		"/\\evil.example":       "/",
		"\x7f":                  "/",
	} {
		if got := placeOf(from).String(); got != want {
			t.Errorf("%q leads to %q, want %q", from, got, want)
		}
	}
}
