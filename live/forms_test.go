package live_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/live/livetest"
)

// An entry is a form with all kinds of fields.
type entry struct {
	Name    string    `form:"name" validate:"required"`
	Tags    []string  `form:"tag"`
	Count   int       `form:"count"`
	Price   float64   `form:"price"`
	Agreed  bool      `form:"agreed"`
	When    time.Time `form:"when"`
	Address struct {
		Street string `form:"street"`
	} `form:"address"`
	Items []struct {
		Title string `form:"title" validate:"max=5"`
	} `form:"items" validate:"dive"`
	File  live.File   `form:"file"`
	Files []live.File `form:"files"`
	Note  *string     `form:"note"`
}

func entryPage(got *entry) func() live.View {
	return view(func(m *made) html.Node {
		return html.Form(html.ID("form"), live.OnSubmit(func(_ ctx, e entry) error { *got = e; m.Text = e.Name; m.N++; return nil }),
			html.Input(html.Name("name")),
			html.Input(html.Name("tag"), html.ID("t1")), html.Input(html.Name("tag"), html.ID("t2")),
			html.Input(html.Name("count")), html.Input(html.Name("price")),
			html.Label(html.Input(html.Type("checkbox"), html.Name("agreed")), html.Text("Agreed")),
			html.Input(html.Name("when")),
			html.Input(html.Name("address.street")),
			html.Input(html.Name("items[0].title")), html.Input(html.Name("items[1].title")),
			html.Input(html.Type("file"), html.Name("file")),
			html.Input(html.Name("unknown"), html.Value("x")),
			html.Textarea(html.Name("note")),
			html.Button(html.Text("Send")), html.P(html.Textf("%d from %s", m.N, m.Text)))
	})
}

func TestAFormIsDecodedWithAllItsFields(t *testing.T) {
	for _, open := range []func(testing.TB, *live.App) *livetest.Tab{
		func(t testing.TB, a *live.App) *livetest.Tab { return livetest.Open(t, a, "/") },
		func(t testing.TB, a *live.App) *livetest.Tab { return livetest.OpenPlain(t, a, "/") },
	} {
		var got entry
		tab := open(t, served(t, entryPage(&got)))
		tab.Type("name", "ann & <bob>")
		tab.Type("#t1", "one")
		tab.Type("#t2", "two")
		tab.Type("count", "7")
		tab.Type("price", "1.5")
		tab.Check("Agreed", true)
		tab.Type("when", "2026-01-02T03:04:05Z")
		tab.Type("address.street", "Elm Lane")
		tab.Type("items[0].title", "a")
		tab.Type("items[1].title", "b")
		tab.Type("note", "n")
		tab.Click("Send")
		tab.See("1 from ann & <bob>")
		if got.Name != "ann & <bob>" || !slices.Equal(got.Tags, []string{"one", "two"}) || got.Count != 7 || got.Price != 1.5 || !got.Agreed ||
			got.When.Year() != 2026 || got.Address.Street != "Elm Lane" || len(got.Items) != 2 || got.Items[1].Title != "b" || *got.Note != "n" {
			t.Errorf("got %+v", got)
		}
		tab.Type("name", "x")
		tab.Type("items[1].title", "too long")
		tab.Click("Send")
		tab.See("At most 5 are possible.", "1 from ann")
	}
}

func TestFilesComeWithTheirForm(t *testing.T) {
	for _, open := range []func(testing.TB, *live.App) *livetest.Tab{
		func(t testing.TB, a *live.App) *livetest.Tab { return livetest.Open(t, a, "/") },
		func(t testing.TB, a *live.App) *livetest.Tab { return livetest.OpenPlain(t, a, "/") },
	} {
		content := ""
		tab := open(t, served(t, view(func(m *made) html.Node {
			type picture struct {
				Title string    `form:"title"`
				File  live.File `form:"file" validate:"-"`
			}
			return html.Form(live.OnSubmit(func(_ ctx, p picture) error {
				f, err := p.File.Open()
				if err != nil {
					return err
				}
				data, err := io.ReadAll(f)
				content = string(data)
				m.Text = p.Title + " " + p.File.Filename
				return errors.Join(err, f.Close())
			}), html.Input(html.Name("title")), html.Input(html.Type("file"), html.Name("file")), html.Button(html.Text("Send")), html.P(html.Text("got "+m.Text)))
		})))
		tab.Type("title", "sun")
		tab.Upload("file", livetest.File{Name: "a.txt", Content: []byte("hello")})
		tab.Click("Send")
		tab.See("got sun a.txt")
		if content != "hello" {
			t.Errorf("the file holds %q", content)
		}
	}
}

func TestAnUploadIsReadWhileItArrives(t *testing.T) {
	folder := t.TempDir()
	tab := livetest.Open(t, served(t, view(func(m *made) html.Node {
		return html.Main(html.Input(html.Type("file"), html.ID("file"), live.OnUpload(func(ctx context.Context, u *live.Upload) error {
			f, err := os.Create(filepath.Join(folder, "got"))
			if err != nil {
				return err
			}
			n, err := io.Copy(f, u)
			if err = errors.Join(err, f.Close()); err != nil {
				return err
			}
			return u.Update(func(context.Context) error { m.Text = fmt.Sprintf("%s has %d of %d", u.Name, n, u.Size); return nil })
		})), live.UploadProgress("file"), html.P(html.Text(m.Text)),
			html.Input(html.Type("file"), html.ID("bad"), live.OnUpload(func(context.Context, *live.Upload) error { return errors.New("no") })))
	}), func(c *live.Config) { c.Limits.Upload = 1 << 20 }), "/")
	tab.Upload("#file", livetest.File{Name: "ä b.bin", Content: []byte(strings.Repeat("x", 1<<19))})
	tab.See("ä b.bin has 524288 of 524288")
	tab.Upload("#file", livetest.File{Name: "large", Content: make([]byte, 1<<21)})
	tab.Upload("#bad", livetest.File{Name: "x", Content: []byte("x")})
	tab.See("ä b.bin has 524288")
	for range 100 {
		if len(tab.Toasts()) == 2 {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Errorf("told %q", tab.Toasts())
}

func TestFieldsAreHeardOneByOneOrAsTheirForm(t *testing.T) {
	type search struct {
		Text string `form:"text" validate:"required"`
		Sort string `form:"sort"`
	}
	tab := livetest.Open(t, served(t, view(func(m *made) html.Node {
		set := func(name string) func(context.Context, string) error {
			return func(_ context.Context, s string) error { m.Text = name + "=" + s; return nil }
		}
		return html.Main(html.P(html.Textf("said %s, n %d", m.Text, m.N)),
			html.Input(html.Name("a"), live.OnInput(set("a"), live.Debounce(time.Millisecond))),
			html.Input(html.Name("n"), live.OnChange(func(_ context.Context, n int) error { m.N = n; return nil })),
			html.Label(html.Input(html.Type("checkbox"), live.OnChange(func(_ context.Context, on bool) error { m.Text = strconv.FormatBool(on); return nil })), html.Text("box")),
			html.Select(html.Name("s"), html.Option(html.Text("one")), html.Option(html.Text("two")), live.OnChange(set("s"))),
			html.Form(live.OnInput(func(_ context.Context, s search) error { m.Text = "form " + s.Text + " by " + s.Sort; return nil }),
				html.Input(html.Name("text")), html.Input(html.Name("sort"), html.Value("name"))),
			html.Input(html.ID("keys"), live.OnKey("Enter", does(func() { m.Text = "entered" })), live.OnKey("ctrl+s", does(func() { m.Text = "saved" }))),
			html.Div(html.ID("d"), live.OnFocus(does(func() { m.Text = "in" })), live.OnBlur(does(func() { m.Text = "out" })),
				live.OnVisible(does(func() { m.Text = "seen" })), live.OnTold("moved", set("moved"))),
		)
	})), "/")
	tab.Type("a", "x&y")
	tab.See("said a=x&y")
	tab.Type("n", "12")
	tab.See("n 12")
	tab.Type("n", "many")
	tab.See("n 12")
	if toasts := tab.Toasts(); len(toasts) != 1 {
		t.Errorf("told %q", toasts)
	}
	tab.Check("box", true)
	tab.See("said true")
	tab.Check("box", false)
	tab.See("said false")
	tab.Choose("s", "two")
	tab.See("said s=two")
	tab.Type("text", "bread")
	tab.See("said form bread by name")
	tab.Press("#keys", "Enter")
	tab.See("said entered")
	tab.Press("#keys", "ctrl+s")
	tab.See("said saved")
	for event, says := range map[string]string{"focusin": "in", "focusout": "out", "visible": "seen", "told-moved": "moved=7"} {
		tab.Event("#d", event, "7")
		tab.See("said " + says)
	}
}

func TestAHandlerMayRefuseAForm(t *testing.T) {
	type name struct {
		Name string `form:"name"`
	}
	tab := livetest.Open(t, served(t, view(func(m *made) html.Node {
		return html.Form(live.OnSubmit(func(_ ctx, n name) error {
			m.N = 99
			if n.Name == "ann" {
				return live.Invalid("name", "ann is taken")
			}
			if n.Name == "" {
				return live.Invalid("", "fill in the form")
			}
			return nil
		}), html.Div(live.Message("name")), html.Label(html.Text("Name"), html.Input(html.ID("name"), html.Name("name"))), html.Button(html.Text("Send")), html.P(html.Textf("n %d", m.N)))
	})), "/")
	tab.Type("name", "ann")
	tab.Click("Send")
	tab.See("ann is taken Name", "n 0") // in its place, once
	if n := strings.Count(tab.Text(), "taken"); n != 1 {
		t.Errorf("it is said %d times", n)
	}
	invalid, _ := tab.Attribute("#name", "aria-invalid")
	says, _ := tab.Attribute("#name", "aria-describedby")
	if text, _ := tab.Attribute("#"+says, "role"); invalid != "true" || text != "alert" {
		t.Errorf("the field is marked %q and described by %q, %q", invalid, says, text)
	}
	tab.Type("name", "")
	tab.Click("Send")
	tab.See("fill in the form")
	tab.NotSee("taken")
	tab.Type("name", "bob")
	tab.Click("Send")
	tab.See("n 99")
	tab.NotSee("fill")
}

func TestAFormWithoutAFieldThatItsHandlerNeedsIsRefusedInDevelopment(t *testing.T) {
	page := view(func(*made) html.Node {
		return html.Main(html.Form(html.ID("f"), live.OnSubmit(func(ctx, flagForm) error { return nil }), html.Input(html.Name("other"))))
	})
	livetest.Open(t, served(t, page, func(c *live.Config) { c.Dev = true }), "/").See(`no field with the name "message"`)
	if tab := livetest.Open(t, served(t, page), "/"); tab.Status() != 200 {
		t.Errorf("the status is %d", tab.Status())
	}
	elsewhere := view(func(*made) html.Node {
		return html.Main(html.Form(html.ID("f"), live.OnSubmit(func(ctx, flagForm) error { return nil })), html.Input(html.Name("message"), html.FormAttr("f")))
	})
	if tab := livetest.Open(t, served(t, elsewhere, func(c *live.Config) { c.Dev = true }), "/"); tab.Status() != 200 {
		t.Errorf("a field that belongs to the form by its id: %s", tab.Text())
	}
}

func TestWrongUseIsSaid(t *testing.T) {
	submit := live.OnSubmit(func(ctx, flagForm) error { return nil })
	for want, page := range map[string]html.Node{
		"OnSubmit stands on a div":     html.Div(submit),
		"leave out action":             html.Form(submit, html.Action("/x"), html.Input(html.Name("message"))),
		"two regions of the page have": html.Div(html.Each([]int{1, 2}, func(i int) int { return i }, func(int) html.Node { return html.P(html.ID("same")) })),
	} {
		tab := livetest.Open(t, served(t, view(func(*made) html.Node { return page }), func(c *live.Config) { c.Dev = true }), "/")
		tab.See(want)
	}
	for want, f := range map[string]func(){
		"begins with GET":       func() { live.New(quiet()).Page("/", nil2()) },
		"a pointer to a struct": func() { live.New(quiet()).Page("GET /", func() live.View { return nil }) },
		"decodes a form into a struct, and not into a string": func() { live.OnSubmit(func(ctx, string) error { return nil }) },
		`tag live:"often"`: func() {
			live.New(quiet()).Page("GET /", func() live.View {
				return &struct {
					made
					X int `live:"often"`
				}{}
			})
		},
		"a browser keeps only": func() {
			live.New(quiet()).Page("GET /", func() live.View {
				return &struct {
					made
					X []int `live:"local"`
				}{}
			})
		},
	} {
		func() {
			defer func() {
				if p := fmt.Sprint(recover()); !strings.Contains(p, want) {
					t.Errorf("it panics with %q, want %q", p, want)
				}
			}()
			f()
		}()
	}
}
