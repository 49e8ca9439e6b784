package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func flagOf(post, message string) url.Values {
	return url.Values{"post_id": {post}, "message": {message}, "from": {"/"}}
}

func TestAGoodFlagIsStoredAndShown(t *testing.T) {
	b := newTestBlog(t)
	v := newVisitor(t, b)
	v.become("7")
	before := flagsStored(t, b)
	a := v.post("/flags", flagOf("42", "  It is <b>not</b> five metres.  "))
	a.must(t, http.StatusSeeOther)
	if got := a.header.Get("Location"); got != "/#post-42" {
		t.Errorf("the form leads to %q", got)
	}
	if got := flagsStored(t, b); got != before+1 {
		t.Errorf("there are %d flags, want %d", got, before+1)
	}
	shown := v.get("/posts/42")
	shown.must(t, http.StatusOK, "<q>It is &lt;b&gt;not&lt;/b&gt; five metres.</q>", "4 flags")
	_, behind, _ := strings.Cut(shown.body, "five metres.</q>")
	if flag, _, _ := strings.Cut(behind, "</li>"); !strings.Contains(flag, "greta") {
		t.Errorf("the flag does not say who put it: %s", flag)
	}
}

func TestTheLongestFlagIsStored(t *testing.T) {
	b := newTestBlog(t)
	v := newVisitor(t, b)
	v.become("1")
	longest := strings.Repeat("ü", maxMessage)
	v.post("/flags", flagOf("3", longest)).must(t, http.StatusSeeOther)
	v.get("/posts/3").must(t, http.StatusOK, "<q>"+longest+"</q>")
}

func TestAFormThatIsNotAcceptedSaysWhyAndStoresNothing(t *testing.T) {
	tooLong := strings.Repeat("ü", maxMessage+1)
	for _, c := range []struct {
		name  string
		me    string
		form  url.Values
		says  string
		keeps string
	}{
		{"an empty message", "2", flagOf("41", ""), "Write what is wrong with this post.", ""},
		{"a message of spaces", "2", flagOf("41", " \t\r\n "), "Write what is wrong with this post.", ""},
		{"a message that is too long", "2", flagOf("41", tooLong), "A message can have 500 characters. This one has 501.", tooLong},
		{"a post that is not there", "2", flagOf("4000", "Gone?"), "There is no such post", "Gone?"},
		{"a post that is no number", "2", flagOf("41 or 1=1", "Odd."), "There is no such post", "Odd."},
		{"no post at all", "2", url.Values{"message": {"For whom?"}}, "There is no such post", "For whom?"},
		{"nobody chosen", "", flagOf("41", `"Quoted" & <kept>`), "Choose who you are at the top of the page", "&#34;Quoted&#34; &amp; &lt;kept&gt;"},
		{"a form on the post's own page", "2", url.Values{"post_id": {"5"}, "message": {""}, "from": {"/posts/5"}}, "Write what is wrong", ""},
		{"a form on an older page", "2", url.Values{"post_id": {"12"}, "message": {""}, "from": {"/?before=20"}}, "Write what is wrong", ""},
		{"a post that has left the page since", "2", url.Values{"post_id": {"2"}, "message": {""}, "from": {"/"}}, "Write what is wrong", ""},
		{"a form that says it stands elsewhere", "2", url.Values{"post_id": {"41"}, "message": {""}, "from": {"//evil.example/"}}, "Write what is wrong", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newTestBlog(t)
			v := newVisitor(t, b)
			if c.me != "" {
				v.become(c.me)
			}
			before := flagsStored(t, b)
			a := v.post("/flags", c.form)
			a.must(t, http.StatusUnprocessableEntity, c.says)
			if got := flagsStored(t, b); got != before {
				t.Errorf("there are %d flags, want %d", got, before)
			}
			form := formWithMessage(t, a.body)
			for _, text := range []string{c.says, `aria-invalid="true"`, `value="` + c.keeps + `"`} {
				if !strings.Contains(form, text) {
					t.Errorf("the form does not have %q: %s", text, form)
				}
			}
		})
	}
}

// formWithMessage is the one form of a page that has a message beside it.
func formWithMessage(t *testing.T, page string) string {
	t.Helper()
	if n := strings.Count(page, `role="alert"`); n != 1 {
		t.Fatalf("the page has %d messages, want 1", n)
	}
	at := strings.Index(page, `role="alert"`)
	begin, end := strings.LastIndex(page[:at], "<form"), strings.Index(page[at:], "</form>")
	if begin < 0 || end < 0 || strings.Contains(page[begin:at], "</form>") {
		t.Fatal("the message stands in no form")
	}
	return page[begin : at+end]
}

func TestAFlagOfTheFormOfAnotherSiteIsRefused(t *testing.T) {
	b := newTestBlog(t)
	v := newVisitor(t, b)
	v.become("3")
	before := flagsStored(t, b)
	for name, headers := range map[string]map[string]string{
		"as browsers say it now":     {"Sec-Fetch-Site": "cross-site"},
		"from another subdomain":     {"Sec-Fetch-Site": "same-site"},
		"as older browsers say it":   {"Sec-Fetch-Site": "", "Origin": "https://evil.example"},
		"from a page without origin": {"Sec-Fetch-Site": "", "Origin": "null"},
	} {
		for _, path := range []string{"/flags", "/me", "/sign-out"} {
			r := formRequest(t.Context(), path, flagOf("41", "In your name."))
			for h, value := range headers {
				r.Header.Set(h, value)
			}
			a := v.send(r)
			if a.status != http.StatusForbidden || !strings.Contains(a.body, "sent by another site") {
				t.Errorf("%s: %s was answered with %d", name, path, a.status)
			}
		}
	}
	if got := flagsStored(t, b); got != before {
		t.Errorf("there are %d flags, want %d", got, before)
	}
	v.post("/flags", flagOf("41", "In my own name.")).must(t, http.StatusSeeOther)
	if got := flagsStored(t, b); got != before+1 {
		t.Errorf("the blog's own form stored %d flags", got-before)
	}
}

func TestAFormThatIsTooLargeOrUnreadableIsRefused(t *testing.T) {
	b := newTestBlog(t)
	v := newVisitor(t, b)
	v.become("3")
	before := flagsStored(t, b)
	v.post("/flags", flagOf("41", strings.Repeat("x", maxForm))).must(t, http.StatusRequestEntityTooLarge, "Too much")
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/flags", bytes.NewBufferString("message=%zz"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	v.send(r).must(t, http.StatusBadRequest, "Unreadable")
	if got := flagsStored(t, b); got != before {
		t.Errorf("there are %d flags, want %d", got, before)
	}
}

func TestWhoReloadsAfterAFormComesToThePosts(t *testing.T) {
	v := newVisitor(t, newTestBlog(t))
	for _, path := range []string{"/flags", "/me", "/sign-out"} {
		a := v.get(path)
		a.must(t, http.StatusSeeOther)
		if got := a.header.Get("Location"); got != "/" {
			t.Errorf("%s leads to %q", path, got)
		}
	}
}
