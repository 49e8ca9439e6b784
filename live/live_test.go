package live_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/live/livetest"
)

func TestTheFirstPageHoldsTheRows(t *testing.T) {
	tab := livetest.OpenPlain(t, served(t, newBlog(3).page), "/")
	tab.See("Posts of ann", "Post A", "Post C", "by ann, number 9007199254740993")
	if tab.Title() != "Feed" || tab.Status() != 200 {
		t.Errorf("title %q, status %d", tab.Title(), tab.Status())
	}
}

func TestTheConnectionTakesOverTheSameState(t *testing.T) {
	b := newBlog(2)
	tab := livetest.Open(t, served(t, b.page), "/")
	tab.Click("more")
	tab.Click("more")
	tab.See("clicked 2 times")
	if b.loads != 1 {
		t.Errorf("Load ran %d times", b.loads)
	}
}

func TestAFormReachesItsHandlerWithTheArgumentsOfItsPlace(t *testing.T) {
	b := newBlog(3)
	tab := livetest.Open(t, served(t, b.page), "/")
	tab.Type("flag Post B", "not nice")
	tab.Type("flag Post C", "half typed")
	tab.Click("Flag Post B")
	tab.See("ann said not nice")
	if len(b.posts[1].Flags) != 1 || tab.Value("flag Post B") != "" || tab.Value("flag Post C") != "half typed" {
		t.Errorf("flags %v, fields %q and %q", b.posts[1].Flags, tab.Value("flag Post B"), tab.Value("flag Post C"))
	}
	tab.Type("flag Post B", "again")
	tab.Click("Flag Post B")
	tab.See("ann said not nice", "ann said again", "Posts of ann")
	tab.Reload()
	tab.See("ann said not nice", "ann said again", "Posts of ann")
}

func TestWithScriptsSwitchedOffFormsAndButtonsWork(t *testing.T) {
	b := newBlog(2)
	tab := livetest.OpenPlain(t, served(t, b.page), "/")
	tab.Type("flag Post B", "not nice")
	tab.Click("Flag Post B")
	tab.See("ann said not nice")
	tab.Click("more")
	tab.Click("more")
	tab.See("clicked 2 times", "ann said not nice")
	if b.loads != 2 { // one for the page, one by the handler
		t.Errorf("Load ran %d times", b.loads)
	}
	tab.Type("flag Post A", strings.Repeat("x", 21))
	tab.Click("Flag Post A")
	tab.See("At most 20 are possible.")
	if got := tab.Value("flag Post A"); got != strings.Repeat("x", 21) || tab.Status() != 422 {
		t.Errorf("the field holds %q, the status is %d", got, tab.Status())
	}
	tab.Type("flag Post A", "short")
	tab.Click("Flag Post A")
	tab.See("ann said short", "clicked 2 times")
	tab.NotSee("At most")
}

func TestAFailedHandlerLeavesTheStateAsItWas(t *testing.T) {
	for _, script := range []bool{true, false} {
		app := served(t, newBlog(3).page)
		open := livetest.Open
		if !script {
			open = livetest.OpenPlain
		}
		tab := open(t, app, "/")
		tab.Click("more")
		tab.Click("fail")
		tab.Click("crash")
		tab.See("clicked 1 times", "Post A", "Post B", "Post C")
		tab.NotSee("changed and failed")
		tab.Click("more")
		tab.See("clicked 2 times", "Posts of ann")
		if n := strings.Count(strings.Join(tab.Toasts(), "|"), "Nothing has changed"); n != 2 {
			t.Errorf("the visitor was told %q", tab.Toasts())
		}
		if c := app.Counts(); c.Failed != 2 {
			t.Errorf("%d failures", c.Failed)
		}
	}
}

func TestTheSameRowInTwoPlacesChangesInBoth(t *testing.T) {
	tab := livetest.Open(t, served(t, newBlog(2).page), "/")
	tab.Click("rename")
	tab.See("Posts of anna", "by anna, number 9007199254740993", "by anna, number 9007199254740994")
	tab.NotSee("by ann,")
}

func TestABadFieldHasItsMessageAndTheOthersKeepWhatWasTyped(t *testing.T) {
	type order struct {
		Name  string `form:"name" validate:"required"`
		Count int    `form:"count" validate:"min=1"`
	}
	ran := 0
	app := served(t, view(func(m *made) html.Node {
		return html.Form(live.OnSubmit(func(_ ctx, o order) error { ran++; m.Text = o.Name; return nil }),
			html.Input(html.Name("name")), html.Input(html.Name("count")), html.Button(html.Text("Order")), html.P(html.Text("ordered "+m.Text)))
	}))
	tab := livetest.Open(t, app, "/")
	tab.Type("name", "bread")
	tab.Type("count", "many")
	tab.Click("Order")
	tab.See("This cannot be understood.")
	if ran != 0 || tab.Value("name") != "bread" || tab.Value("count") != "many" {
		t.Errorf("ran %d times, fields %q and %q", ran, tab.Value("name"), tab.Value("count"))
	}
	tab.Type("count", "0")
	tab.Type("name", "")
	tab.Click("Order")
	tab.See("At least 1 are needed.", "This is needed.")
	tab.Type("count", "2")
	tab.Type("name", "bread")
	tab.Click("Order")
	tab.See("ordered bread")
	tab.NotSee("needed")
}

func TestOnlyWhatHasChangedIsSent(t *testing.T) {
	b := newBlog(15)
	tab := livetest.Open(t, served(t, b.page), "/")
	size := map[int]int{}
	for _, n := range []int{100, 10_000} {
		app := served(t, func() live.View {
			m := &made{view: func(m *made) html.Node {
				return html.Ul(html.Each(m.List, func(s string) string { return s[:5] }, func(s string) html.Node {
					return html.Li(html.Button(live.OnClick(does(func() { m.List[3] = m.List[3][:5] + " changed" })), html.Text(s)))
				}))
			}}
			for i := range n {
				m.List = append(m.List, fmt.Sprintf("%05d", i))
			}
			return m
		})
		tab := livetest.Open(t, app, "/")
		tab.Click("00000")
		tab.See("00003 changed")
		size[n] = tab.Patched()
	}
	if size[100] != size[10_000] || size[100] == 0 || size[100] > 200 {
		t.Errorf("one of 100 rows has %d bytes, one of 10,000 %d", size[100], size[10_000])
	}
	tab.Type("flag Post B", "x")
	tab.Click("Flag Post B")
	tab.See("ann said x")
	if n := tab.Patched(); n == 0 || n > 600 {
		t.Errorf("one of 15 posts has %d bytes", n)
	}
}

func TestTwoTabsAreTwoVisits(t *testing.T) {
	browser := livetest.NewBrowser(t, served(t, newBlog(1).page))
	one, two := browser.Open("/"), browser.Open("/")
	one.Click("more")
	one.See("clicked 1 times")
	two.Never("clicked 1", 50*time.Millisecond)
	two.Click("more")
	two.See("clicked 1 times")
}
