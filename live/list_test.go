package live_test

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/live/livetest"
)

// A journal is a page with a list that the server does not hold.
type journal struct {
	live.Page
	Last   int
	Opened string
	Lines  live.List[int]
}

func (j *journal) Load(context.Context) error {
	j.Last = 0
	j.Lines.Clear()
	return j.more(context.Background())
}

func (j *journal) more(context.Context) error {
	for range 3 {
		j.Last++
		j.Lines.Append(j.Last)
	}
	return nil
}

func (j *journal) open(_ context.Context, key string) error {
	n, err := strconv.Atoi(key)
	if err != nil {
		return err
	}
	j.Opened = key
	j.Lines.Replace(-n)
	return nil
}

func (j *journal) View() html.Node {
	key := func(n int) int { return max(n, -n) }
	return html.Main(
		html.P(html.Text("opened "+j.Opened)),
		live.Rows(html.Ul(html.ID("lines"), live.OnRow("open", j.open)), &j.Lines, key, func(n int) html.Node {
			return html.Li(html.Textf("line %d.", n), html.Button(live.CallRow("open", key(n)), html.Textf("open %d", key(n))))
		}),
		html.Button(live.OnClick(j.more), html.Text("more")),
		html.Button(live.OnClick(does(func() { j.Lines.Prepend(100) })), html.Text("first")),
		html.Button(live.OnClick(does(func() { j.Lines.Remove("2") })), html.Text("remove")),
		html.Button(live.OnClick(does(func() { j.Lines.Clear() })), html.Text("clear")),
		html.Button(live.OnClick(func(context.Context) error { j.Lines.Append(77); return live.Invalid("", "no") }), html.Text("fail")),
	)
}

func journals(t *testing.T) *live.App { return served(t, func() live.View { return &journal{} }) }

func TestAListGrowsInTheBrowserAndNotOnTheServer(t *testing.T) {
	tab := livetest.Open(t, journals(t), "/")
	tab.See("line 1. open 1 line 2. open 2 line 3.")
	tab.Click("more")
	tab.See("line 3. open 3 line 4.")
	if n := tab.Patched(); n != 0 {
		t.Errorf("%d bytes of other regions were sent", n)
	}
	tab.Click("first")
	tab.See("line 100. open 100 line 1.")
	tab.Click("remove")
	tab.NotSee("line 2.")
	tab.Click("open 3")
	tab.See("opened 3", "line -3. open 3 line 4.")
	tab.Click("fail")
	tab.NotSee("line 77.")
	tab.Cut()
	tab.Click("more")
	tab.Reconnect()
	tab.See("line 100. open 100 line 1.", "line 9.")
	tab.Click("clear")
	tab.NotSee("line")
	tab.Click("more")
	tab.See("line 10.")
}

func TestAListIsShownAgainWithoutScripts(t *testing.T) {
	tab := livetest.OpenPlain(t, journals(t), "/")
	tab.Click("more")
	tab.See("line 1.", "line 3.")
}

func TestTheKeyOfARowIsSealed(t *testing.T) {
	app := journals(t)
	tab, other := livetest.Open(t, app, "/"), livetest.Open(t, app, "/")
	ref := tab.Ref("open 1", "click")
	token, _ := tab.Attribute("open 1", "data-on")
	seal := sealIn(token)
	token, _ = other.Attribute("open 1", "data-on")
	foreign := sealIn(token)
	for n, arg := range []string{"1", seal[:len(seal)-1] + "2", "", foreign} {
		send(app, tab, fmt.Sprintf(`{"n":%d,"r":%q,"d":[["arg",%q]]}`, n+1, ref, arg))
	}
	settle(app, tab)
	if c := app.Counts(); c.Handled != 0 || c.Refused < 4 {
		t.Errorf("%d handlers ran, %d refused", c.Handled, c.Refused)
	}
	send(app, tab, fmt.Sprintf(`{"n":5,"r":%q,"d":[["arg",%q]]}`, ref, seal))
	tab.See("opened 1")
}

// sealIn is the sealed key in click:reference:akey.
func sealIn(token string) string { return strings.Split(token, ":")[2][1:] }

func TestARowOfAListHasNoHandlerOfItsOwn(t *testing.T) {
	for want, row := range map[string]html.Node{
		"has no handlers of its own": html.Li(live.OnClick(does(func() {}))),
		"one element without an id":  html.Li(html.ID("x")),
	} {
		var list live.List[int]
		list.Append(1)
		tab := livetest.Open(t, served(t, view(func(*made) html.Node {
			return live.Rows(html.Ul(html.ID("l")), &list, func(n int) int { return n }, func(int) html.Node { return row })
		}), func(c *live.Config) { c.Dev = true }), "/")
		tab.See(want)
	}
}

func TestInABrowserAListGrows(t *testing.T) {
	w := look(t, serve(t, journals(t)), "/")
	w.see("line 3.")
	w.click("main > button")
	w.see("line 6.")
	w.click("main > button:nth-of-type(2)")
	w.see("line 100.")
	w.click("#lines li:nth-child(2) button")
	w.see("opened 1")
	w.see("line -1.")
	w.site.cut()
	w.click("main > button")
	w.see("line 9.")
	if got := read[string](w, `document.getElementById("lines").innerText.replace(/\s+/g, " ")`); !strings.HasPrefix(got, "line 100.open 100 line -1.open 1 line 2.") {
		t.Errorf("the list is %s", got)
	}
	w.calm()
}
