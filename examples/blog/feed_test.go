package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/kintest"
)

func TestTheFeedTakesAStatementForEachStepAndNoMore(t *testing.T) {
	kintest.Run(t, func(t *testing.T, e kintest.Engine) {
		db := e.Open(t, kin.Models(users, posts, flags))
		if err := fill(t.Context(), db); err != nil {
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

func TestAPageTakesFourStatementsAtMost(t *testing.T) {
	b := newTestBlog(t)
	for _, page := range []struct {
		name string
		want int // the users of the form at the top are all users, so authors need no statement more
		read func(r *http.Request) (page, error)
	}{
		{"the feed", 3, func(r *http.Request) (page, error) { return b.readFeed(r, feedPage) }},
		{"older posts", 3, func(r *http.Request) (page, error) { return b.readFeed(r, place{before: 20}) }},
		{"a post", 3, func(r *http.Request) (page, error) { return b.readPost(r, 7) }},
	} {
		t.Run(page.name, func(t *testing.T) {
			kintest.Statements(t, b.db, page.want, func(ctx context.Context) {
				p, err := page.read(httptest.NewRequestWithContext(ctx, http.MethodGet, "/", http.NoBody))
				if err != nil {
					t.Fatal(err)
				}
				if len(p.posts) == 0 {
					t.Fatal("the page has no posts")
				}
				if err := viewFeed(p).Render(new(strings.Builder)); err != nil { // all it reads was loaded
					t.Error(err)
				}
			})
		})
	}
}

var (
	articles = regexp.MustCompile(`<article id="post-(\d+)"`)
	forms    = regexp.MustCompile(`<input type="hidden" name="post_id" value="(\d+)">`)
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

func TestNobodyReadsTheNewestPostsEachWithItsForm(t *testing.T) {
	v := newVisitor(t, newTestBlog(t))
	a := v.get("/")
	a.must(t, http.StatusOK, "Warm again", "Who are you?", "Three o'clock: it is winter time.")
	newest := len(samplePosts)
	if newest < 40 {
		t.Errorf("there are %d posts, want 40 at least", newest)
	}
	want := countdown(newest, newest-perPage+1)
	if got := found(articles, a.body); got != want {
		t.Errorf("the articles are %s, want %s", got, want)
	}
	if got := found(forms, a.body); got != want {
		t.Errorf("the forms are for %s, want %s", got, want)
	}
	if got := strings.Count(a.body, "</article>"); got != perPage {
		t.Errorf("%d articles end", got)
	}
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

func TestAllPagesForbidScriptsAndFrames(t *testing.T) {
	v := newVisitor(t, newTestBlog(t))
	for _, path := range []string{"/", "/posts/1", "/strategies", "/nowhere", styleURL} {
		a := v.get(path)
		if got := a.header.Get("Content-Security-Policy"); got != policy {
			t.Errorf("%s: the policy is %q", path, got)
		}
		if strings.Contains(a.body, "<script") || strings.Contains(a.body, " style=") {
			t.Errorf("%s has what its policy forbids", path)
		}
	}
}

func TestManyVisitorsAtOnceSeeWhatOneSees(t *testing.T) {
	b := newTestBlog(t)
	want := found(articles, newVisitor(t, b).get("/").body)
	h := b.handler()
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			v := &visitor{t: t, h: h, cookies: map[string]string{}}
			v.become(strconv.Itoa(i + 1))
			for j := range 5 {
				message := fmt.Sprintf("Number %d of visitor %d.", j, i)
				v.post("/flags", flagOf(strconv.Itoa(len(samplePosts)-i), message)).must(t, http.StatusSeeOther)
				a := v.get("/")
				a.must(t, http.StatusOK, message)
				if got := found(articles, a.body); got != want {
					t.Errorf("visitor %d sees %s, want %s", i, got, want)
				}
			}
			v.get("/strategies").must(t, http.StatusOK)
		})
	}
	all.Wait()
}
