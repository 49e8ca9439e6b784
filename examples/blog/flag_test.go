package main

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/kintest"
	"github.com/kin-go/kin/live/livetest"
)

// flagAt fills in the form of a post and sends it.
func flagAt(tab *livetest.Tab, post, message string) {
	tab.Type("#message-"+post, message)
	tab.Submit("#flag-" + post)
}

// browsers are the ways to see the blog.
var browsers = map[string]opening{"with scripts": livetest.Open, "without scripts": livetest.OpenPlain}

func TestAGoodFlagIsStoredAndShown(t *testing.T) {
	for name, open := range browsers {
		t.Run(name, func(t *testing.T) {
			b := newTestBlog(t)
			for i, page := range []string{"/", "/posts/42"} { // one form binds the id, the other sends it
				before := flagsStored(t, b)
				tab := signedInBy(t, open, b, "greta", page)
				flagAt(tab, "42", "  It is <b>not</b> five metres.  ")
				tab.See("It is <b>not</b> five metres.", []string{"4 flags", "5 flags"}[i])
				if got := flagsStored(t, b); got != before+1 {
					t.Errorf("there are %d flags, want %d", got, before+1)
				}
				if tab.Location() != page {
					t.Errorf("the form leads to %s", tab.Location())
				}
				if toasts := tab.Toasts(); name == "with scripts" && len(toasts) != 1 {
					t.Errorf("the toasts are %q", toasts)
				}
			}
			shown := newVisitor(t, b).get("/posts/42")
			shown.must(t, http.StatusOK, "<q>It is &lt;b&gt;not&lt;/b&gt; five metres.</q>")
			_, behind, _ := strings.Cut(shown.body, "five metres.</q>")
			if flag, _, _ := strings.Cut(behind, "</li>"); !strings.Contains(flag, "greta") {
				t.Errorf("the flag does not say who put it: %s", flag)
			}
		})
	}
}

func TestWhoFlagsTwiceIsStillWhoHeIs(t *testing.T) {
	for name, open := range browsers {
		t.Run(name, func(t *testing.T) {
			tab := signedInBy(t, open, newTestBlog(t), "greta", "/")
			loads := tab.Loads()
			for _, message := range []string{"First of all.", "And then."} { // the second with the user of a session that has committed
				flagAt(tab, "42", message)
				tab.See(message, "You are Ggreta")
			}
			if name == "with scripts" && tab.Loads() != loads {
				t.Errorf("the page was loaded %d times more", tab.Loads()-loads)
			}
			tab.Reload()
			tab.See("You are Ggreta", "First of all. Ggreta", "And then. Ggreta")
		})
	}
}

func TestTheLongestFlagIsStored(t *testing.T) {
	b := newTestBlog(t)
	longest := strings.Repeat("ü", 500)
	tab := signedIn(t, b, "ada", "/posts/3")
	flagAt(tab, "3", longest)
	tab.See(longest)
	newVisitor(t, b).get("/posts/3").must(t, http.StatusOK, "<q>"+longest+"</q>")
}

func TestAFormThatIsNotAcceptedSaysWhyAndStoresNothing(t *testing.T) {
	for browser, open := range browsers {
		for _, c := range []struct {
			name, page, post, message, says string
		}{
			{"an empty message", "/", "41", "", "This is needed."},
			{"a message of spaces", "/", "41", " \t ", "Write what is wrong with this post."},
			{"a message that is too long", "/", "41", strings.Repeat("ü", 501), "At most 500 characters are possible."},
			{"a form on the post's own page", "/posts/5", "5", "", "This is needed."},
			{"a form on an older page", "/?before=20", "12", " ", "Write what is wrong with this post."},
		} {
			t.Run(c.name+" "+browser, func(t *testing.T) {
				b := newTestBlog(t)
				before := flagsStored(t, b)
				tab := signedInBy(t, open, b, "benno", c.page)
				flagAt(tab, c.post, c.message)
				tab.See(c.says)
				if got := flagsStored(t, b); got != before {
					t.Errorf("there are %d flags, want %d", got, before)
				}
				if got := tab.Value("#message-" + c.post); got != c.message {
					t.Errorf("what was typed has become %q", got)
				}
				if wrong, _ := tab.Attribute("#message-"+c.post, "aria-invalid"); wrong != "true" {
					t.Error("the field does not say that it is wrong")
				}
				if n := strings.Count(tab.Text(), c.says); n != 1 {
					t.Errorf("the message stands on the page %d times", n)
				}
			})
		}
	}
}

// What nobody was shown, nobody can call; and who is nobody flags nothing in any case.
func TestNobodyFlagsNothing(t *testing.T) {
	b := newTestBlog(t)
	before := flagsStored(t, b)
	tab := livetest.Open(t, b.handler, "/posts/41")
	tab.See("Sign in to flag this post")
	if err := b.flagPost(t.Context(), nil, 41, "In nobody's name."); err == nil || !strings.Contains(err.Error(), "Sign in") {
		t.Errorf("the error is %v", err)
	}
	tab.Click("Sign in to flag this post")
	enter(tab, "ada", samplePassword)
	if tab.Location() != "/posts/41" {
		t.Errorf("the form to sign in leads to %s", tab.Location())
	}
	if got := flagsStored(t, b); got != before {
		t.Errorf("there are %d flags, want %d", got, before)
	}
}

func TestAPostThatIsGoneTakesNoFlags(t *testing.T) {
	b := newTestBlog(t)
	benno := byName(t, b, "benno")
	feed, page := livetest.Open(t, b.handler, "/"), livetest.Open(t, b.handler, "/posts/38")
	feed.See("Brakes: what squeals and why")
	change(t, b, func(ctx context.Context, s *kin.Session) error {
		post, err := kin.Select(posts).Where(kin.Eq(&posts.ID, 38)).One(ctx, s)
		if err != nil {
			return err
		}
		put, err := post.Flags.Load(ctx)
		for _, f := range put {
			s.Delete(f)
		}
		s.Delete(post)
		return err
	})
	if err := b.flagPost(t.Context(), benno, 38, "Gone?"); err == nil || !strings.Contains(err.Error(), "not there any more") {
		t.Errorf("the error is %v", err)
	}
	feed.NotSee("Brakes: what squeals and why")
	page.See("This post is not there any more.")
	newVisitor(t, b).get("/posts/38").must(t, http.StatusNotFound, "Not here")
}

func TestAFlagTakesAStatementForEachStep(t *testing.T) {
	b := newTestBlog(t)
	tab := signedIn(t, b, "hugo", "/posts/42") // which is not his
	v := visitorAs(t, b, tab)
	action, _ := tab.Attribute("#flag-42", "action")
	tab.Close()
	// the session; the post and the flag; then what the page loads: who looks, post, author, flags, and their users
	kintest.Statements(t, b.db, 8, func(ctx context.Context) {
		r := formRequest(ctx, "/posts/42"+action, url.Values{"post_id": {"42"}, "message": {"Counted."}}.Encode())
		v.send(r).must(t, http.StatusSeeOther)
	})
}

// What the pages do is the same on every engine.
func TestTheBlogWorksOnEveryEngine(t *testing.T) {
	kintest.Run(t, func(t *testing.T, e kintest.Engine) {
		on := onEngine(t, e)
		b := newBlog(on.db, on.archive, config{hashing: cheap})
		t.Cleanup(func() {
			b.close()
			if err := b.app.Shutdown(context.Background()); err != nil {
				t.Error(err)
			}
		})
		reader, tab := livetest.Open(t, b.handler, "/"), livetest.Open(t, b.handler, "/register")
		register(tab, "ada", "ada@elmlane.example", "long enough")
		tab.See("This name is taken.")
		register(tab, "karl", "karl@elmlane.example", "long enough")
		tab.See("You are", "karl")
		flagAt(tab, "42", "On every engine.")
		tab.See("On every engine.")
		reader.See("On every engine.")
		admin := signedIn(t, b, sampleAdmin, "/moderate")
		admin.Click("#dismiss-" + id(newestFlag(t, b).ID))
		admin.NotSee("On every engine.")
		reader.NotSee("On every engine.")
	})
}

// The form of a post's own page has the id in a hidden field. It is sealed: another id runs nothing.
func TestAChangedIDInTheFormIsRefused(t *testing.T) {
	b := newTestBlog(t)
	tab := signedIn(t, b, "clara", "/posts/42")
	v := visitorAs(t, b, tab)
	v.get("/posts/42").must(t, http.StatusOK, `<input type="hidden" name="post_id" value="42">`)
	action, _ := tab.Attribute("#flag-42", "action")
	before := flagsStored(t, b)
	for name, form := range map[string]url.Values{
		"another post":       {"post_id": {"41"}, "message": {"Forged."}},
		"no number":          {"post_id": {"41 or 1=1"}, "message": {"Forged."}},
		"no post at all":     {"message": {"Forged."}},
		"two posts":          {"post_id": {"42", "41"}, "message": {"Forged."}},
		"a post that is not": {"post_id": {"4000"}, "message": {"Forged."}},
	} {
		refused := b.app.Counts().Refused
		v.post("/posts/42"+action, form)
		if got := flagsStored(t, b); got != before {
			t.Fatalf("%s: there are %d flags, want %d", name, got, before)
		}
		if got := b.app.Counts().Refused; got != refused+1 {
			t.Errorf("%s: %d forms were refused", name, got-refused)
		}
	}
	v.post("/posts/42"+action, url.Values{"post_id": {"42"}, "message": {"Honest."}}).must(t, http.StatusSeeOther)
	if got := flagsStored(t, b); got != before+1 {
		t.Errorf("the form as it was rendered has stored %d flags", got-before)
	}
}

func TestAFormOfAnotherVisitorIsRefused(t *testing.T) {
	b := newTestBlog(t)
	clara, hugo := signedIn(t, b, "clara", "/posts/42"), signedIn(t, b, "hugo", "/posts/42")
	action, _ := clara.Attribute("#flag-42", "action")
	before := flagsStored(t, b)
	visitorAs(t, b, hugo).post("/posts/42"+action, url.Values{"post_id": {"42"}, "message": {"In her name."}}).must(t, http.StatusForbidden, "Not allowed")
	if got := flagsStored(t, b); got != before {
		t.Errorf("there are %d flags, want %d", got, before)
	}
}

func TestAFlagOfTheFormOfAnotherSiteIsRefused(t *testing.T) {
	b := newTestBlog(t)
	tab := signedIn(t, b, "clara", "/posts/42")
	action, _ := tab.Attribute("#flag-42", "action")
	v := visitorAs(t, b, tab)
	form := url.Values{"post_id": {"42"}, "message": {"In your name."}}
	before := flagsStored(t, b)
	for name, headers := range map[string]map[string]string{
		"as browsers say it now":     {"Sec-Fetch-Site": "cross-site"},
		"from another subdomain":     {"Sec-Fetch-Site": "same-site"},
		"as older browsers say it":   {"Sec-Fetch-Site": "", "Origin": "https://evil.example"},
		"from a page without origin": {"Sec-Fetch-Site": "", "Origin": "null"},
	} {
		for _, path := range []string{"/posts/42" + action, "/sign-in", "/_kin/ui/appearance"} {
			r := formRequest(t.Context(), path, form.Encode())
			for h, value := range headers {
				r.Header.Set(h, value)
			}
			a := v.send(r)
			if a.status != http.StatusForbidden || !strings.Contains(a.body, "Not allowed") {
				t.Errorf("%s: %s was answered with %d", name, path, a.status)
			}
		}
	}
	if got := flagsStored(t, b); got != before {
		t.Errorf("there are %d flags, want %d", got, before)
	}
	v.post("/posts/42"+action, form).must(t, http.StatusSeeOther)
	if got := flagsStored(t, b); got != before+1 {
		t.Errorf("the blog's own form stored %d flags", got-before)
	}
}

func TestAFormThatIsTooLargeOrUnreadableIsRefused(t *testing.T) {
	b := newTestBlog(t)
	tab := signedIn(t, b, "clara", "/posts/42")
	action, _ := tab.Attribute("#flag-42", "action")
	v := visitorAs(t, b, tab)
	before := flagsStored(t, b)
	form := url.Values{"post_id": {"42"}, "message": {strings.Repeat("x", maxForm)}}
	v.post("/posts/42"+action, form).must(t, http.StatusRequestEntityTooLarge, "Too large")
	v.send(formRequest(t.Context(), "/posts/42"+action, "message=%zz")).must(t, http.StatusBadRequest, "Unreadable")
	if got := flagsStored(t, b); got != before {
		t.Errorf("there are %d flags, want %d", got, before)
	}
}

func TestWhoReloadsAfterAFormSendsItOnce(t *testing.T) {
	b := newTestBlog(t)
	before := flagsStored(t, b)
	tab := signedInBy(t, livetest.OpenPlain, b, "clara", "/posts/42")
	flagAt(tab, "42", "Once.")
	tab.Reload()
	tab.See("Once.")
	if got := flagsStored(t, b); got != before+1 {
		t.Errorf("there are %d flags more", got-before)
	}
}
