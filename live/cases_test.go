package live_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/live/livetest"
)

func TestWhatAHandlerShowsOnItsWayComesInOrderBeforeWhatWaits(t *testing.T) {
	const steps = 50
	tab := livetest.Open(t, served(t, view(func(m *made) html.Node {
		return html.Main(html.P(html.Text(m.Text)),
			html.Button(html.Text("walk"), live.OnClick(func(context.Context) error {
				for m.N < steps {
					m.N++
					m.Text = fmt.Sprint("step ", m.N)
					m.Tell("steps", strconv.Itoa(m.N))
					if err := m.Flush(); err != nil {
						return err
					}
				}
				return nil
			})),
			html.Button(html.Text("after"), live.OnClick(does(func() { m.Text += " and after"; m.Tell("steps", "after") }))))
	})), "/")
	before := tab.Frames()
	tab.Cut()
	tab.Click("walk") // both wait for the connection, and come together
	tab.Click("after")
	tab.Reconnect()
	tab.See("step 50 and after")
	var want, got []string
	for n := range steps {
		want = append(want, strconv.Itoa(n+1))
	}
	want = append(want, "after")
	for _, c := range tab.Did() {
		got = append(got, c[2])
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("the browser was told %q", got)
	}
	if n := tab.Frames() - before; n < steps {
		t.Errorf("%d frames show %d steps", n, steps)
	}
}

func TestAnEventIsOneFrameAndWhatIsNotShownIsNone(t *testing.T) {
	type quietly struct {
		made
		Count  *int `live:"-"`
		hidden int
	}
	count := 0
	p := func() live.View {
		q := &quietly{Count: &count}
		q.view = func(m *made) html.Node {
			return html.Main(
				html.P(html.Textf("n %d", m.N)), html.P(html.Textf("twice %d", 2**q.Count)),
				html.Button(html.Text("shown"), live.OnClick(does(func() { m.N++ }))),
				html.Button(html.Text("hidden"), live.OnClick(does(func() { q.hidden++; m.Text = "kept" }))),
				html.Button(html.Text("derived"), live.OnClick(does(func() { *q.Count++ }))))
		}
		return q
	}
	tab := livetest.Open(t, served(t, p), "/")
	for _, c := range []struct {
		click, see string
		patched    bool
	}{{"shown", "n 1", true}, {"hidden", "n 1", false}, {"derived", "twice 2", true}} {
		before := tab.Frames()
		tab.Click(c.click)
		tab.See(c.see)
		if frames := tab.Frames() - before; frames != 1 || (tab.Patched() > 0) != c.patched {
			t.Errorf("%s: %d frames, the last with %d bytes", c.click, frames, tab.Patched())
		}
	}
}

func TestAComponentThatChangesLeavesItsNeighboursAlone(t *testing.T) {
	row := strings.Repeat("a long row that does not change ", 20)
	tab := livetest.Open(t, served(t, view(func(m *made) html.Node {
		return html.Main(html.P(html.Text(row)),
			html.Section(live.Mount(m, "one", func() *counter { return &counter{Start: 1} })),
			html.Section(live.Mount(m, "two", func() *counter { return &counter{Start: 2} }), html.P(html.Text(row))))
	})), "/")
	tab.Click("counter 1 at 1")
	tab.See("counter 1 at 2", "counter 2 at 2")
	if n := tab.Patched(); n == 0 || n > 200 {
		t.Errorf("%d bytes are sent for a number", n)
	}
}

func TestAFailureIsLoggedOnceAndWhatWaitsBehindItRuns(t *testing.T) {
	var log strings.Builder
	tab := livetest.Open(t, served(t, newBlog(1).page, func(c *live.Config) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) }), "/")
	tab.Cut()
	tab.Click("fail") // they wait together
	tab.Click("more")
	tab.Click("more")
	tab.Reconnect()
	tab.See("clicked 2 times")
	if n := strings.Count(log.String(), "the database is gone"); n != 1 || len(tab.Toasts()) != 1 {
		t.Errorf("the failure is logged %d times, told %d times", n, len(tab.Toasts()))
	}
}

func TestWhatFailsLeavesTheStateAsItWasInEveryStore(t *testing.T) {
	for name, store := range map[string]func(testing.TB) live.Store{
		"memory":           func(testing.TB) live.Store { return live.NewMemory() },
		"file":             func(t testing.TB) live.Store { return files(t, t.TempDir()) },
		"one that is gone": func(testing.TB) live.Store { return &broken{Memory: live.NewMemory(), fails: true} },
	} {
		t.Run(name, func(t *testing.T) {
			kept, b := store(t), newBlog(2)
			open := func() *live.App { return served(t, b.page, func(c *live.Config) { c.Store = kept }) }
			tab := livetest.Open(t, open(), "/")
			tab.Click("more")
			tab.Click("fail")
			tab.See("clicked 1 times", "Post A", "Post B")
			if name != "one that is gone" {
				tab.Serve(open())
				tab.Reconnect()
			}
			tab.Click("more")
			tab.See("clicked 2 times", "Post A", "Post B")
			tab.NotSee("changed and failed")
		})
	}
}

func TestAStateIsForgottenWhenItsTimeIsOverAndUseExtendsIt(t *testing.T) {
	const keep = 600 * time.Millisecond
	folder := t.TempDir()
	b := newBlog(1)
	open := func() *live.App {
		return served(t, b.page, func(c *live.Config) { c.Store, c.Limits.Keep = files(t, folder), keep })
	}
	tab := livetest.Open(t, open(), "/")
	browser := tab.Cookie("live")
	for range 3 { // longer than the state is kept, all in all
		tab.Click("more")
		tab.Cut()
		time.Sleep(keep / 2)
		tab.Serve(open())
		tab.Reconnect()
	}
	tab.See("clicked 3 times")
	tab.Cut()
	time.Sleep(keep + 50*time.Millisecond)
	tab.Serve(open())
	if status := send(open(), tab, `{"n":4,"r":"`+tab.Ref("more", "click")+`"}`); status != 410 { // the browser loads the page again
		t.Errorf("an event of a state that is forgotten gets %d", status)
	}
	tab.Reload()
	tab.See("clicked 0 times")
	tab.Click("more")
	tab.See("clicked 1 times")
	if tab.Cookie("live") != browser {
		t.Error("the browser is another one")
	}
}

func TestAPageMayShareAValueAndStopAndShareAgain(t *testing.T) {
	app := served(t, nil2())
	shared := live.NewShared(app, "counter", 0)
	app.Page("GET /counter", func() live.View {
		return &made{
			N: 10, Text: "own",
			load: func(m *made) error {
				if m.Text == "own" {
					m.Follow()
				} else {
					m.Follow(shared.Topic())
				}
				return nil
			},
			view: func(m *made) html.Node {
				n := m.N
				if m.Text != "own" {
					n = shared.Get()
				}
				return html.Main(html.P(html.Textf("%s %d.", m.Text, n)),
					html.Button(html.Text("up"), live.OnClick(does(func() {
						if m.Text == "own" {
							m.N++
							return
						}
						shared.Update(func(n *int) { *n++ })
					}))),
					html.Button(html.Text("link"), live.OnClick(func(context.Context) error { m.Text = "shared"; return m.load(m) })),
					html.Button(html.Text("unlink"), live.OnClick(func(context.Context) error { m.Text = "own"; return m.load(m) })))
			},
		}
	})
	one, two := livetest.Open(t, app, "/counter"), livetest.Open(t, app, "/counter")
	one.Click("up")
	one.See("own 11.")
	one.Click("link")
	two.Click("link")
	two.Click("up")
	one.See("shared 1.")
	one.Click("unlink")
	one.See("own 11.")
	before := one.Frames()
	two.Click("up")
	two.See("shared 2.")
	one.Never("2", 50*time.Millisecond)
	if one.Frames() != before {
		t.Error("a page that does not share any more is told")
	}
	one.Click("link")
	one.See("shared 2.")
}

type (
	namedForm struct {
		Name string `form:"name" validate:"required"`
		Nick string `form:"nick"`
	}
	memberForm struct {
		namedForm
		Age     int       `form:"age" validate:"min=18"`
		Picture live.File `form:"picture" validate:"-"`
	}
)

var memberFields = live.Form[memberForm]()

func TestAFormTakesFieldsOfAnEmbeddedStructAndMoreThanItsOwn(t *testing.T) {
	page := func(inputs ...html.Node) func() live.View {
		return view(func(m *made) html.Node {
			return html.Main(html.P(html.Text("got "+m.Text)), html.Form(html.ID("f"), live.OnSubmit(func(_ ctx, f memberForm) error {
				m.Text = fmt.Sprint(f.Name, " ", f.Age)
				return nil
			}), html.Group(inputs...), html.Button(html.Text("Send"))))
		})
	}
	dev := func(c *live.Config) { c.Dev = true }
	input := func(name string) html.Node { return html.Input(html.Name(name), html.ID("in-"+name)) }
	livetest.Open(t, served(t, page(input("age")), dev), "/").See(`no field with the name "name"`)
	tab := livetest.Open(t, served(t, page(input("name"), input("age"), input("color")), dev), "/")
	tab.Type("age", "40")
	tab.Type("color", "red")
	tab.Click("Send")
	tab.See("This is needed.")
	if about, _ := tab.Attribute("#in-name", "aria-invalid"); about != "true" {
		t.Error("the message is not that of the field")
	}
	tab.Type("name", "ann")
	tab.Click("Send")
	tab.See("got ann 40")
	if name := live.FieldName(&memberFields.Name); name != "name" {
		t.Errorf("the field is called %q", name)
	}
}

func TestSeveralFilesAreUploadedToTheirPlaceAndACancelledOneLeavesNothing(t *testing.T) {
	folder := t.TempDir()
	ended := make(chan struct{}, 1)
	app := served(t, view(func(m *made) html.Node {
		return html.Main(html.P(html.Text(m.Text)), html.Each([]string{"a", "b"}, func(s string) string { return s }, func(album string) html.Node {
			return html.Input(html.Type("file"), html.ID(album), live.OnUpload(func(c ctx, u *live.Upload) (err error) {
				defer func() { ended <- struct{}{} }()
				f, err := os.CreateTemp(folder, album+"-*")
				if err != nil {
					return err
				}
				_, err = io.Copy(f, u)
				if err = errors.Join(err, f.Close(), c.Err()); err != nil {
					return errors.Join(err, os.Remove(f.Name()))
				}
				return u.Update(func(context.Context) error { m.Text += album + " has " + u.Name + ". "; return nil })
			}))
		}))
	}))
	tab := livetest.Open(t, app, "/")
	for _, name := range []string{"one", "two"} {
		tab.Upload("#b", livetest.File{Name: name, Content: []byte(name)})
		<-ended
	}
	tab.See("b has one. b has two.")
	broken := newRequest(tab, "/_live/upload?live="+tab.Visit()+"."+tab.Ref("#a", "upload"), &cut{[]byte("half"), 0})
	broken.Header.Set("Live-Name", "half")
	serveQuietly(app, broken)
	<-ended
	tab.Never("a has", 50*time.Millisecond)
	if left, err := filepath.Glob(filepath.Join(folder, "a-*")); err != nil || len(left) > 0 {
		t.Errorf("of a file that did not come whole, %q is left", left)
	}
	if all, _ := filepath.Glob(filepath.Join(folder, "b-*")); len(all) != 2 {
		t.Errorf("stored are %q", all)
	}
}

// A price is a number that no float holds.
type price struct {
	live.Page
	Exact *big.Rat
	ID    int64
	Least int64
}

func (p *price) View() html.Node {
	return html.Main(html.P(html.Textf("%s, %d, %d", p.Exact.FloatString(2), p.ID, p.Least)),
		html.Button(html.Text("double"), live.OnClick(does(func() { p.Exact = new(big.Rat).Add(p.Exact, p.Exact) }))))
}

func TestNumbersAreShownExactlyAndStayExact(t *testing.T) {
	folder := t.TempDir()
	page := func() live.View {
		exact, _ := new(big.Rat).SetString("12345678901234567.89")
		return &price{Exact: exact, ID: 1<<63 - 1, Least: -1 << 63}
	}
	tab := livetest.Open(t, restarted(t, folder, page), "/")
	tab.See("12345678901234567.89, 9223372036854775807, -9223372036854775808")
	tab.Click("double")
	tab.Serve(restarted(t, folder, page))
	tab.Reconnect()
	tab.See("24691357802469135.78, 9223372036854775807, -9223372036854775808")
}
