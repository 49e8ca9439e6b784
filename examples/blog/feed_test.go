package main

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/kintest"
	"github.com/kin-go/kin/live/livetest"
)

func TestTheFeedTakesAStatementForEachStepAndNoMore(t *testing.T) {
	kintest.Run(t, func(t *testing.T, e kintest.Engine) {
		db := e.Open(t, kin.Models(users, posts, flags, sessions))
		if err := fill(cheap)(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		s := db.Session()
		defer s.Close()
		// The flags' users are the authors of the posts, whom the session has by then.
		texts := kintest.Statements(t, db, 3, func(ctx context.Context) {
			got, err := feed.All(ctx, s)
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != perPage {
				t.Errorf("the feed has %d posts, want %d", len(got), perPage)
			}
			for _, p := range got {
				if p.User.Get() == nil {
					t.Errorf("post %d has no author", p.ID)
				}
				for _, f := range p.Flags.Get() {
					if f.User.Get() == nil || f.Post.Get() != p {
						t.Errorf("flag %d does not know its user or its post", f.ID)
					}
				}
			}
		})
		for _, text := range texts {
			kintest.Lacks(t, text, "JOIN")
		}
	})
}

func TestAPageTakesAStatementForEachStepAndOneForWhoLooks(t *testing.T) {
	b := newTestBlog(t)
	nobody := newVisitor(t, b)
	greta := visitorAs(t, b, signedIn(t, b, "greta", "/"))
	for _, page := range []struct {
		name, path string
		by         *visitor
		want       int // the flags' users are the authors of the posts, whom the session has by then
	}{
		{"the feed for nobody", "/", nobody, 3},
		{"older posts for nobody", "/?before=20", nobody, 3},
		{"a post for nobody", "/posts/7", nobody, 4}, // by one author, flagged by others
		{"the feed for a user", "/", greta, 5},       // and her session, and herself
		{"a post for a user", "/posts/7", greta, 6},
	} {
		t.Run(page.name, func(t *testing.T) {
			kintest.Statements(t, b.db, page.want, func(ctx context.Context) {
				page.by.getIn(ctx, page.path).must(t, http.StatusOK, "<article")
			})
		})
	}
}

var (
	articles = regexp.MustCompile(`<article id="post-(\d+)"`)
	forms    = regexp.MustCompile(`<form id="flag-(\d+)"`)
)

// found is what the first group of an expression finds in a page, joined by spaces.
func found(e *regexp.Regexp, page string) string {
	var all []string
	for _, m := range e.FindAllStringSubmatch(page, -1) {
		all = append(all, m[1])
	}
	return strings.Join(all, " ")
}

// countdown is the numbers from one down to another, joined by spaces.
func countdown(from, to int) string {
	var all []string
	for i := from; i >= to; i-- {
		all = append(all, strconv.Itoa(i))
	}
	return strings.Join(all, " ")
}

func TestNobodyReadsTheNewestPosts(t *testing.T) {
	a := newVisitor(t, newTestBlog(t)).get("/")
	a.must(t, http.StatusOK, "Warm again", "Sign in", "Three o'clock: it is winter time.")
	newest := len(samplePosts)
	if newest < 40 {
		t.Errorf("there are %d posts, want 40 at least", newest)
	}
	if got, want := found(articles, a.body), countdown(newest, newest-perPage+1); got != want {
		t.Errorf("the articles are %s, want %s", got, want)
	}
	if got := strings.Count(a.body, "</article>"); got != perPage {
		t.Errorf("%d articles end", got)
	}
	if got := found(forms, a.body); got != "" {
		t.Errorf("nobody has forms for %s", got)
	}
}

func TestAUserHasAFormForEachPost(t *testing.T) {
	b := newTestBlog(t)
	a := visitorAs(t, b, signedIn(t, b, "greta", "/")).get("/")
	newest := len(samplePosts)
	if got, want := found(forms, a.body), countdown(newest, newest-perPage+1); got != want {
		t.Errorf("the forms are for %s, want %s", got, want)
	}
	a.lacks(t, "post_id") // the view has bound the posts: their ids do not travel
}

func TestPagesLeadToTheFirstPost(t *testing.T) {
	v := newVisitor(t, newTestBlog(t))
	next := regexp.MustCompile(`rel="next" href="([^"]+)"`)
	var seen []string
	path := "/"
	for pages := 0; path != ""; pages++ {
		if pages > len(samplePosts) {
			t.Fatal("the pages do not end")
		}
		a := v.get(path)
		a.must(t, http.StatusOK)
		seen = append(seen, found(articles, a.body))
		path = found(next, a.body)
		if path == "" {
			a.must(t, http.StatusOK, "This is where it began.")
		}
	}
	if got, want := strings.Join(seen, " "), countdown(len(samplePosts), 1); got != want {
		t.Errorf("the pages show %s, want %s", got, want)
	}
	v.get("/?before=1").must(t, http.StatusOK, "There are no posts before this.")
	for _, nonsense := range []string{"/?before=-3", "/?before=x", "/?before=99999999999999999999"} {
		if got := found(articles, v.get(nonsense).body); !strings.HasPrefix(got, strconv.Itoa(len(samplePosts))) {
			t.Errorf("%s does not begin with the newest post, but with %s", nonsense, got)
		}
	}
}

func TestAPostHasAPageOfItsOwn(t *testing.T) {
	v := newVisitor(t, newTestBlog(t))
	a := v.get("/posts/40") // its text has signs that mean something in HTML
	a.must(t, http.StatusOK, "<h1", "Tom &amp; Jerry evening", `&lt;Loud&gt; laughing is "allowed"`, "Needs a rain date.")
	if got := found(articles, a.body); got != "40" {
		t.Errorf("the page shows %q", got)
	}
	a.lacks(t, "<Loud>")
}

func TestWhatIsNotThereIs404(t *testing.T) {
	v := newVisitor(t, newTestBlog(t))
	for _, path := range []string{"/posts/4000", "/posts/0", "/posts/-1", "/posts/one", "/posts/", "/nowhere", "/strategies/x"} {
		a := v.get(path)
		a.must(t, http.StatusNotFound, "Not here", "To the posts")
	}
}

func TestAllPagesForbidForeignScriptsAndFrames(t *testing.T) {
	v := newVisitor(t, newTestBlog(t))
	for _, path := range []string{"/", "/posts/1", "/strategies", "/sign-in", "/register", "/nowhere", styleURL} {
		a := v.get(path)
		policy := a.header.Get("Content-Security-Policy")
		for _, rule := range []string{"script-src 'self';", "style-src 'self';", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} {
			if !strings.Contains(policy, rule) {
				t.Errorf("%s: the policy has no %s: %q", path, rule, policy)
			}
		}
		if strings.Contains(policy, "unsafe") {
			t.Errorf("%s: the policy is %q", path, policy)
		}
		if strings.Contains(a.body, "<script>") || strings.Contains(a.body, " style=") || strings.Contains(a.body, " onclick=") {
			t.Errorf("%s has what its policy forbids", path)
		}
	}
}

func TestManyVisitorsAtOnceSeeWhatOneSees(t *testing.T) {
	b := newTestBlog(t)
	want := found(articles, newVisitor(t, b).get("/").body)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			tab := signedIn(t, b, sampleUsers[i], "/")
			for j := range 5 {
				message := fmt.Sprintf("Number %d of visitor %d.", j, i)
				form := "flag-" + strconv.Itoa(len(samplePosts)-i)
				tab.Type("#message-"+strings.TrimPrefix(form, "flag-"), message)
				tab.Submit("#" + form)
				tab.See(message)
			}
			a := visitorAs(t, b, tab).get("/")
			if got := found(articles, a.body); got != want {
				t.Errorf("visitor %d sees %s, want %s", i, got, want)
			}
			visitorAs(t, b, tab).get("/strategies").must(t, http.StatusOK)
		})
	}
	all.Wait()
}

func TestThePageFollowsEveryCommit(t *testing.T) {
	b := newTestBlog(t)
	reader, flagger := livetest.Open(t, b.handler, "/"), signedIn(t, b, "hugo", "/")
	typing := signedIn(t, b, "ines", "/")
	typing.Type("#message-42", "Half a sen")
	flagger.Type("#message-42", "Seen by everybody.")
	flagger.Submit("#flag-42")
	flagger.See("Seen by everybody.")
	if toasts := flagger.Toasts(); len(toasts) != 1 || toasts[0] != "Your flag is up." {
		t.Errorf("the toasts are %q", toasts)
	}
	reader.See("Seen by everybody.")
	typing.See("Seen by everybody.")
	if got := typing.Value("#message-42"); got != "Half a sen" {
		t.Errorf("what was typed has become %q", got)
	}
	if got := flagger.Value("#message-42"); got != "" {
		t.Errorf("the form that was accepted holds %q", got)
	}
	change(t, b, func(ctx context.Context, s *kin.Session) error { // not by a page
		post, err := kin.Get[Post](ctx, s, 43)
		if err == nil {
			post.Title = "Colder than ever"
		}
		return err
	})
	reader.See("Colder than ever")
	if reader.Loads() != 1 {
		t.Errorf("the page was loaded %d times", reader.Loads())
	}
}

func TestOneFlagSendsOnePost(t *testing.T) {
	b := newTestBlog(t)
	reader, flagger := livetest.Open(t, b.handler, "/"), signedIn(t, b, "hugo", "/")
	flagger.Type("#message-42", "Short.")
	flagger.Submit("#flag-42")
	reader.See("Short.")
	if n := reader.Patched(); n == 0 || n > 4096 {
		t.Errorf("the patch has %d bytes", n)
	}
}
