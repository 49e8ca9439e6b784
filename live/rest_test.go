package live_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/live/graph"
	"github.com/kin-go/kin/live/livetest"
)

const soon = 5 * time.Millisecond

// resting lets visits rest soon.
func resting(c *live.Config) { c.Limits.Rest = soon }

// awaitRest waits until all visits rest.
func awaitRest(t *testing.T, app *live.App) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); ; time.Sleep(time.Millisecond) {
		c := app.Counts()
		if c.Resting == c.Visits && c.Visits > 0 {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("of %d visits %d rest", c.Visits, c.Resting)
		}
	}
}

// neverRests fails the test if a visit rests within a time in which it could.
func neverRests(t *testing.T, app *live.App) {
	t.Helper()
	for range 20 {
		time.Sleep(soon)
		if app.Counts().Resting > 0 {
			t.Fatal("the visit rests")
		}
	}
}

func TestAVisitRestsAndItsVisitorDoesNotSeeIt(t *testing.T) {
	b := newBlog(3)
	var sent atomic.Int64
	app := served(t, b.page, resting, func(c *live.Config) {
		c.Watch = func(in ctx, _ live.Happening) (ctx, func(live.Outcome) html.Node) {
			return in, func(o live.Outcome) html.Node { sent.Store(int64(o.Regions)); return nil }
		}
	})
	tab := livetest.Open(t, app, "/")
	for i := range 3 {
		awaitRest(t, app)
		tab.Click("more")
		tab.See(fmt.Sprintf("clicked %d times", i+1))
	}
	if n := sent.Load(); n != 1 {
		t.Errorf("%d regions were sent after a rest, and one has changed", n)
	}
	awaitRest(t, app)
	tab.Click("rename") // of one user, to whom each post leads
	tab.See("Posts of anna", "Post C by anna")
	awaitRest(t, app)
	if b.loads != 1 {
		t.Errorf("the page was loaded %d times", b.loads)
	}
	tab.Click("fail")
	tab.See("clicked 3 times", "Posts of anna")
	tab.NotSee("changed and failed")
	awaitRest(t, app)
	tab.Type("flag Post A", "bad")
	tab.Submit("Flag Post A")
	tab.See("anna said bad")
	awaitRest(t, app)
	tab.Cut()
	tab.Click("more")
	tab.Reconnect()
	tab.See("clicked 4 times")
	awaitRest(t, app)
	tab.Reload()
	tab.See("clicked 0 times")
}

func TestAPlainFormReachesAVisitThatRests(t *testing.T) {
	app := served(t, newBlog(2).page, resting)
	tab := livetest.OpenPlain(t, app, "/")
	awaitRest(t, app)
	tab.Click("more")
	tab.See("clicked 1 times")
	awaitRest(t, app)
	tab.Click("more")
	tab.See("clicked 2 times")
}

// What a form was sent with is compared with what was written for it before the rest, whatever the page writes now.
func TestHiddenFieldsStaySealedOverARest(t *testing.T) {
	var shown, taken atomic.Int64
	type form struct {
		Key  string `form:"key"`
		Word string `form:"word"`
	}
	app := served(t, view(func(m *made) html.Node {
		return html.Main(
			html.Form(html.ID("f"), live.OnSubmit(func(_ context.Context, f form) error { taken.Add(1); m.Text = "taken " + f.Key; return nil }),
				html.Input(html.Type("hidden"), html.Name("key"), html.Value(fmt.Sprint("key ", shown.Add(1)))),
				html.Input(html.Name("word"), html.Aria("label", "word")), html.Button(html.Text("Send"))),
			html.P(html.Text(m.Text)))
	}), resting)
	tab := livetest.Open(t, app, "/")
	awaitRest(t, app)
	tab.Type("word", "w")
	tab.Submit("Send")
	tab.See("taken key 1")
	awaitRest(t, app)
	ref, _ := tab.Attribute("#f", "data-on")
	_, ref, _ = strings.Cut(ref, "submit:")
	send(app, tab, fmt.Sprintf(`{"n":2,"s":9,"r":%q,"d":[["key","forged"],["word","w"]]}`, ref))
	for end := time.Now().Add(5 * time.Second); app.Counts().Refused == 0 && time.Now().Before(end); {
		time.Sleep(soon)
	}
	if n, refused := taken.Load(), app.Counts().Refused; n != 1 || refused != 1 {
		t.Errorf("%d forms were taken and %d refused", n, refused)
	}
}

// A mixture is a page with fields of all kinds.
type mixture struct {
	live.Page
	Given  []string `live:"-"`
	Loaded []int    `live:"reload"`
	Words  map[string]int
	hidden int
}

func (k *mixture) Load(context.Context) error {
	k.Loaded, k.hidden, k.Words = append(k.Loaded, 7), k.hidden+1, map[string]int{"w": 1}
	return nil
}

type counterPart struct {
	live.Component
	N int
}

func (c *counterPart) View() html.Node {
	return html.Div(html.Button(live.OnClick(does(func() { c.N++ })), html.Textf("part %d", c.N), html.Aria("label", "part")))
}

func (k *mixture) View() html.Node {
	return html.Main(
		html.Button(live.OnClick(does(func() { k.Words["w"]++ })), html.Text("go")),
		html.P(html.Textf("%v %v %d %d", k.Given, k.Loaded, k.Words["w"], k.hidden)),
		live.Mount(k, "a", func() *counterPart { return &counterPart{N: 10} }),
	)
}

func TestFieldsThatAreNotStoredStayAndComponentsComeBack(t *testing.T) {
	app := served(t, func() live.View { return &mixture{Given: []string{"given"}} }, resting)
	tab := livetest.Open(t, app, "/")
	for i := range 3 {
		awaitRest(t, app)
		tab.Click("go")
		tab.See(fmt.Sprintf("[given] [7] %d 1", i+2))
		awaitRest(t, app)
		tab.Click("part")
		tab.See(fmt.Sprintf("part %d", 11+i))
	}
}

// restless are pages that would not be the same after a rest.
type (
	withAlias struct {
		live.Page
		All      []*user
		selected *user
	}
	withTwoSlices struct {
		live.Page
		All, Some []user
	}
	withList struct {
		live.Page
		Log live.List[int]
	}
	withSecret struct {
		live.Page
		At struct {
			N      int
			hidden int
		}
	}
)

func (*withAlias) View() html.Node     { return html.Main() }
func (*withTwoSlices) View() html.Node { return html.Main() }
func (*withList) View() html.Node      { return html.Main() }
func (*withSecret) View() html.Node    { return html.Main() }

func TestAVisitDoesNotRestThatWouldNotBeTheSame(t *testing.T) {
	ann := &user{1, "ann"}
	users := []user{{1, "ann"}, {2, "bob"}}
	list := &withList{}
	list.Log.Append(1) // and shows it nowhere
	for name, page := range map[string]live.View{
		"a field that is not stored leads to what is": &withAlias{All: []*user{ann}, selected: ann},
		"two slices of one array":                     &withTwoSlices{All: users, Some: users[:1]},
		"rows of a list that are not shown":           list,
		"a struct with fields that are not stored":    &withSecret{},
	} {
		t.Run(name, func(t *testing.T) {
			app := served(t, func() live.View { return page }, resting)
			livetest.Open(t, app, "/")
			neverRests(t, app)
		})
	}
}

func TestAVisitDoesNotRestWhileWorkGoesOn(t *testing.T) {
	end := make(chan struct{})
	app := served(t, view(func(m *made) html.Node {
		return html.Main(html.P(html.Text(m.Text)), html.Button(html.Text("Start"), live.OnClick(func(context.Context) error {
			live.Background(m, "work", func(_ context.Context, j *live.Job) error {
				<-end
				return j.Update(does(func() { m.Text = "done" }))
			})
			return nil
		})))
	}), resting)
	tab := livetest.Open(t, app, "/")
	awaitRest(t, app)
	tab.Click("Start")
	neverRests(t, app)
	close(end)
	tab.See("done")
	awaitRest(t, app)
}

func TestAVisitDoesNotRestIfItsLimitSaysSo(t *testing.T) {
	app := served(t, newBlog(1).page, func(c *live.Config) { c.Limits.Rest, c.Limits.Linger = -1, 10*time.Second })
	livetest.Open(t, app, "/")
	neverRests(t, app)
}

func TestTimersAndTopicsWakeAVisit(t *testing.T) {
	app := served(t, view(func(m *made) html.Node {
		return html.Main(html.P(html.Textf("tick %d, load %s", m.N, m.Text)), html.Div(live.Every(60*time.Millisecond, does(func() { m.N++ }))))
	}), resting)
	app.Page("GET /topic", func() live.View {
		return &made{load: func(m *made) error { m.N++; m.Follow("t"); return nil }, view: func(m *made) html.Node { return html.P(html.Textf("loaded %d", m.N)) }}
	})
	tab := livetest.Open(t, app, "/")
	awaitRest(t, app)
	tab.See("tick 2")
	awaitRest(t, app)
	tab.See("tick 4")
	tab.Go("/topic")
	for i := range 3 {
		awaitRest(t, app)
		app.Publish("t")
		tab.See(fmt.Sprintf("loaded %d", i+2))
	}
}

// lossy is a codec that cannot read any more what it has written.
type lossy struct {
	graph.Codec
	broken atomic.Bool
}

func (l *lossy) Decode(data []byte, fields []graph.Field) ([]string, error) {
	if l.broken.Load() {
		return nil, errors.New("the bytes are not what they were")
	}
	return l.Codec.Decode(data, fields)
}

func TestAVisitThatCannotBeReadAgainIsLoadedAnew(t *testing.T) {
	codec := &lossy{}
	app := served(t, newBlog(1).page, resting, func(c *live.Config) { c.Codec = codec })
	tab := livetest.Open(t, app, "/")
	tab.Click("more")
	tab.See("clicked 1 times")
	awaitRest(t, app)
	codec.broken.Store(true)
	ref, _ := tab.Attribute("more", "data-on")
	_, ref, _ = strings.Cut(ref, ":")
	send(app, tab, fmt.Sprintf(`{"n":2,"s":9,"r":%q}`, ref))
	for app.Counts().Visits > 0 { // until the test ends
		time.Sleep(soon)
	}
	if n := app.Counts().Failed; n != 1 {
		t.Errorf("%d have failed", n)
	}
	tab.Reload()
	tab.See("clicked 0 times")
}

// simple is a codec of the two methods that each has.
type simple struct{ live.Codec }

func TestAVisitRestsOnlyIfItsCodecKnowsHow(t *testing.T) {
	app := served(t, newBlog(1).page, resting, func(c *live.Config) { c.Codec = simple{graph.Codec{}} })
	livetest.Open(t, app, "/")
	neverRests(t, app)
}

// Events, changes of what is followed, work in the background and rests come at any moment: each event is done once,
// in its order.
func TestRestsComeAtAnyMoment(t *testing.T) {
	rounds := 60
	if testing.Short() {
		rounds = 20
	}
	app := served(t, func() live.View {
		return &made{load: func(m *made) error { m.Follow("t"); return nil }, view: func(m *made) html.Node {
			return html.Main(
				html.Button(html.Text("Add"), live.OnClick(does(func() { m.N++; m.List = append(m.List, strconv.Itoa(m.N)) }))),
				html.Button(html.Text("Work"), live.OnClick(func(context.Context) error {
					live.Background(m, m.Text, func(_ context.Context, j *live.Job) error {
						return j.Update(does(func() { m.Text += "w" }))
					})
					return nil
				})),
				html.P(html.Textf("n %d list %s text %s.", m.N, strings.Join(m.List, " "), m.Text)))
		}}
	}, func(c *live.Config) { c.Limits.Rest, c.Limits.PerUser = time.Nanosecond, 1000 })
	stop := make(chan struct{})
	var others sync.WaitGroup
	others.Go(func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(3 * time.Millisecond):
				app.Publish("t")
			}
		}
	})
	var rested atomic.Int64
	others.Go(func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(time.Millisecond):
				rested.Add(int64(app.Counts().Resting))
			}
		}
	})
	var tabs sync.WaitGroup
	for range 4 {
		tab := livetest.Open(t, app, "/")
		tabs.Go(func() {
			var list []string
			for i := range rounds {
				tab.Click("Add")
				list = append(list, strconv.Itoa(i+1))
				tab.See(fmt.Sprintf("n %d list %s text %s.", i+1, strings.Join(list, " "), strings.Repeat("w", i)))
				tab.Click("Work")
				tab.See(fmt.Sprintf("text %s.", strings.Repeat("w", i+1)))
				if i%7 == 0 {
					tab.Cut()
					tab.Reconnect()
				}
				time.Sleep(time.Duration(i%4) * time.Millisecond)
			}
		})
	}
	tabs.Wait()
	close(stop)
	others.Wait()
	if rested.Load() == 0 {
		t.Error("no visit has rested")
	}
}
