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

// titleStored is the title of post 43, which is benno's.
func titleStored(t testing.TB, b *blog) (title string) {
	t.Helper()
	change(t, b, func(ctx context.Context, s *kin.Session) error {
		p, err := kin.Get[Post](ctx, s, 43)
		if err == nil {
			title = p.Title
		}
		return err
	})
	return title
}

// renameTo opens the form for the title of the post that a tab shows, and sends it.
func renameTo(tab *livetest.Tab, title string) {
	tab.Click("#edit")
	tab.Type("title", title)
	tab.Submit("#rename")
}

func TestAnAuthorGivesHisPostAnotherTitleAndAllSeeIt(t *testing.T) {
	for name, open := range browsers {
		t.Run(name, func(t *testing.T) {
			b := newTestBlog(t)
			reader := livetest.Open(t, b.handler, "/")
			author := signedInBy(t, open, b, "benno", "/posts/43")
			author.Click("#edit")
			if got := author.Value("title"); got != "Warm again" {
				t.Errorf("the field has %q", got)
			}
			author.Type("title", "  Warm <again> & again ")
			author.Submit("#rename")
			author.See("Warm <again> & again", "Edit the title")
			author.NotSee("Cancel")
			if got, want := titleStored(t, b), "Warm <again> & again"; got != want {
				t.Errorf("the title is %q, want %q", got, want)
			}
			reader.See("Warm <again> & again")
			if name == "with scripts" && author.Title() != titled("Warm <again> & again") {
				t.Errorf("the document is called %q", author.Title())
			}
		})
	}
}

// What goes to who looks at the feed is the title, and the form that names it, and not the post around them.
func TestANewTitleIsASmallPatchOfTheFeed(t *testing.T) {
	b := newTestBlog(t)
	for name, reader := range map[string]*livetest.Tab{"nobody": livetest.Open(t, b.handler, "/"), "greta": signedIn(t, b, "greta", "/")} {
		renameTo(signedIn(t, b, "benno", "/posts/43"), "Warm for "+name)
		reader.See("Warm for " + name)
		if got, most := reader.Patched(), map[string]int{"nobody": 300, "greta": 1500}[name]; got > most {
			t.Errorf("%s was sent %d bytes, and not %d at most", name, got, most)
		}
	}
}

func TestATitleThatIsNotAcceptedSaysWhyAndChangesNothing(t *testing.T) {
	for browser, open := range browsers {
		for _, c := range [][2]string{
			{"", "This is needed."},
			{" \t ", "A post needs a title."},
			{strings.Repeat("ü", 121), "At most 120 characters are possible."},
		} {
			title, says := c[0], c[1]
			b := newTestBlog(t)
			tab := signedInBy(t, open, b, "benno", "/posts/43")
			renameTo(tab, title)
			tab.See(says)
			if got := tab.Value("title"); got != title {
				t.Errorf("%s: what was typed has become %q", browser, got)
			}
			if got := titleStored(t, b); got != "Warm again" {
				t.Errorf("%s: the title has become %q", browser, got)
			}
		}
	}
}

func TestWhoCancelsChangesNothing(t *testing.T) {
	for _, open := range browsers {
		b := newTestBlog(t)
		tab := signedInBy(t, open, b, "benno", "/posts/43")
		tab.Click("#edit")
		tab.Click("#leave")
		tab.See("Edit the title")
		tab.NotSee("Save")
		if got := titleStored(t, b); got != "Warm again" {
			t.Errorf("the title has become %q", got)
		}
	}
}

// Nobody but the author has the form, and for others its handler does nothing either.
func TestOnlyTheAuthorChangesATitle(t *testing.T) {
	b := newTestBlog(t)
	livetest.Open(t, b.handler, "/posts/43").NotSee("Edit the title")
	signedIn(t, b, sampleAdmin, "/posts/43").NotSee("Edit the title")
	for _, me := range []*User{nil, byName(t, b, "ada")} {
		if err := b.rename(t.Context(), me, 43, "Mine now"); err == nil || !strings.Contains(err.Error(), "Only who has written") {
			t.Errorf("the error is %v", err)
		}
	}
	author := signedIn(t, b, "benno", "/posts/43")
	author.Click("#edit")
	action, _ := author.Attribute("#rename", "action")
	other := visitorAs(t, b, signedIn(t, b, "ada", "/posts/43"))
	other.post("/posts/43"+action, url.Values{"title": {"Mine now"}}).must(t, http.StatusForbidden, "Not allowed")
	if got := titleStored(t, b); got != "Warm again" {
		t.Errorf("the title has become %q", got)
	}
}

func TestAPostThatIsGoneGetsNoTitle(t *testing.T) {
	b := newTestBlog(t)
	if err := b.rename(t.Context(), byName(t, b, "benno"), 4300, "Who?"); err == nil || !strings.Contains(err.Error(), "not there any more") {
		t.Errorf("the error is %v", err)
	}
}

func TestANewTitleTakesTwoStatements(t *testing.T) {
	b := newTestBlog(t)
	benno := byName(t, b, "benno")
	kintest.Statements(t, b.db, 2, func(ctx context.Context) { // the post, and the title
		if err := b.rename(ctx, benno, 43, "Counted"); err != nil {
			t.Error(err)
		}
	})
}
