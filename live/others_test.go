package live_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/live/livetest"
)

// TestAnAddressOfAnotherHandlerIsAskedForByTheBrowserAlone would otherwise do twice what is done there: when the
// address is looked up, and when it is loaded.
func TestAnAddressOfAnotherHandlerIsAskedForByTheBrowserAlone(t *testing.T) {
	var page *made
	app := served(t, func() live.View {
		page = &made{view: func(m *made) html.Node {
			return html.Button(live.OnClick(does(func() { m.Redirect("/spend") })), html.Text("spend"))
		}}
		return page
	})
	spent := 0
	app.Handle("GET /spend", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		spent++
		fmt.Fprint(w, "<p>spent</p>")
	}))
	tab := livetest.Open(t, app, "/")
	tab.Click("spend")
	tab.See("spent")
	if spent != 1 {
		t.Errorf("the handler has run %d times", spent)
	}
}

// TestChangesOfOnesOwnAreToldByTheApp has a Shared value work with them too.
func TestChangesOfOnesOwnAreToldByTheApp(t *testing.T) {
	hub := live.NewHub()
	var board *live.Shared[int]
	app := served(t, func() live.View {
		return &made{
			load: func(m *made) error { m.Follow(board.Topic()); m.N = board.Get(); return nil },
			view: func(m *made) html.Node { return html.P(html.Textf("the board says %d", m.N)) },
		}
	}, func(c *live.Config) { c.Changes = hub })
	board = live.NewShared(app, "board", 0)
	tab := livetest.Open(t, app, "/")
	board.Update(func(n *int) { *n = 8 })
	tab.See("the board says 8")
}

// deaf are changes that nobody can be told of.
type deaf struct{}

func (deaf) Subscribe([]live.Topic, func()) (stop func()) { return func() {} }

func TestChangesThatCannotBeToldSaySo(t *testing.T) {
	app := served(t, nil2(), func(c *live.Config) { c.Changes = deaf{} })
	defer func() {
		want := "live: live_test.deaf, the Changes of this App, has no method Publish(...live.Topic): publish where it hears of changes"
		if said := recover(); said != want {
			t.Errorf("it says %v", said)
		}
	}()
	app.Publish("board")
}
