package live_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/live/livetest"
	"github.com/kin-go/kin/live/store/file"
)

// Counter is a page that counts.
type Counter struct {
	live.Page
	N int
}

// Up counts.
func (c *Counter) Up(context.Context) error { c.N++; return nil }

// View shows the page.
func (c *Counter) View() html.Node {
	return html.Main(
		html.P(html.Textf("It is %d.", c.N)),
		html.Button(live.OnClick(c.Up), html.Text("Up")),
	)
}

func Example() {
	app := live.New(live.Config{Title: "Counter"})
	app.Page("GET /{$}", func() live.View { return &Counter{} })
	log.Fatal(http.ListenAndServe("localhost:8080", app))
}

// Guests are who has written into the guest book.
type Guests struct {
	mu   sync.Mutex
	last int64
	all  []Entry
}

// Entry is a line of the guest book.
type Entry struct {
	ID         int64
	Name, Text string
}

// Write adds a line.
func (g *Guests) Write(name, text string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.last++
	g.all = append(g.all, Entry{g.last, name, text})
}

// Remove removes a line.
func (g *Guests) Remove(id int64) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	for i, e := range g.all {
		if e.ID == id {
			g.all = append(g.all[:i:i], g.all[i+1:]...)
			return nil
		}
	}
	return errors.New("there is no such line")
}

// All is a copy of the lines.
func (g *Guests) All() []Entry {
	g.mu.Lock()
	defer g.mu.Unlock()
	return append([]Entry{}, g.all...)
}

// Book is the page of the guest book.
type Book struct {
	live.Page
	Guests  *Guests   `live:"-"`
	App     *live.App `live:"-"`
	Entries []Entry
}

// Load runs before the first HTML is written, and after each change of the topic that the page follows.
func (b *Book) Load(context.Context) error {
	b.Follow("guests")
	b.Entries = b.Guests.All()
	return nil
}

// WriteForm is what the form sends.
type WriteForm struct {
	Name string `form:"name" validate:"required,max=40"`
	Text string `form:"text" validate:"required,max=500"`
}

// Write takes the form.
func (b *Book) Write(_ context.Context, form WriteForm) error {
	b.Guests.Write(form.Name, form.Text)
	b.App.Publish("guests")
	b.Toast("success", "Thank you!")
	return nil
}

// Remove removes a line; the visitor's browser never says which.
func (b *Book) Remove(_ context.Context, id int64) error {
	defer b.App.Publish("guests")
	return b.Guests.Remove(id)
}

// View shows the page.
func (b *Book) View() html.Node {
	return html.Main(
		html.H1(html.Textf("%d guests were here", len(b.Entries))),
		html.Ul(html.Each(b.Entries, entryKey, func(e Entry) html.Node {
			return html.Li(
				html.Strong(html.Text(e.Name)), html.Text(" wrote "+e.Text),
				html.Button(html.Text("Remove"), live.OnClick(func(ctx context.Context) error { return b.Remove(ctx, e.ID) }, live.Confirm("Remove this line?"))),
			)
		})),
		html.Form(live.OnSubmit(b.Write),
			html.Label(html.Text("Name"), html.Input(html.Name("name"))),
			html.Label(html.Text("Text"), html.Textarea(html.Name("text"))),
			html.Button(html.Text("Write")),
		),
	)
}

func entryKey(e Entry) int64 { return e.ID }

// bookApp is the guest book as a handler.
func bookApp(store live.Store) *live.App {
	guests := &Guests{}
	app := live.New(live.Config{Title: "Guest book", Store: store})
	app.Page("GET /{$}", func() live.View { return &Book{Guests: guests, App: app} })
	return app
}

func Example_guestBook() {
	store, err := file.Open("visits")
	if err != nil {
		log.Fatal(err)
	}
	app := bookApp(store)
	server := &http.Server{Addr: "localhost:8080", Handler: app, ReadHeaderTimeout: 10 * time.Second}

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	go func() {
		<-ctx.Done()
		soon, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := errors.Join(app.Shutdown(soon), server.Shutdown(soon)); err != nil {
			log.Print(err)
		}
	}()
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		log.Print(err)
	}
}

func TestTheGuestBook(t *testing.T) {
	app := bookApp(live.NewMemory())
	ann, bob := livetest.Open(t, app, "/"), livetest.Open(t, app, "/")
	ann.Type("Name", "Ann")
	ann.Click("Write")
	ann.See("This is needed.", "0 guests")
	ann.Type("Text", "Hello")
	ann.Click("Write")
	ann.See("1 guests were here", "Ann wrote Hello")
	bob.See("Ann wrote Hello")
	bob.Click("Remove")
	ann.See("0 guests were here")
}

// Post is a page with a path parameter.
type Post struct {
	live.Page
	ID    int64
	Likes int
}

// Load takes the path parameter.
func (p *Post) Load(context.Context) (err error) {
	p.ID, err = p.PathInt("id")
	return err
}

// Title is that of the document.
func (p *Post) Title() string { return fmt.Sprintf("Post %d", p.ID) }

// View shows the page.
func (p *Post) View() html.Node {
	return html.Article(
		html.H1(html.Text(p.Title())),
		live.Mount(p, "likes", func() *Likes { return &Likes{Post: p.ID} }),
		html.A(html.Href(fmt.Sprintf("/posts/%d", p.ID+1)), html.Text("Next")),
	)
}

// Likes is a component: it has a state and handlers of its own.
type Likes struct {
	live.Component
	Post int64
	N    int
}

// Like counts.
func (l *Likes) Like(context.Context) error { l.N++; return nil }

// View shows the component.
func (l *Likes) View() html.Node {
	return html.P(html.Textf("%d like this ", l.N), html.Button(live.OnClick(l.Like), html.Text("Like")))
}

// Import is a page with work in the background.
type Import struct {
	live.Page
	Lines int
}

// Start starts the work.
func (i *Import) Start(context.Context) error {
	live.Background(i, "import", func(ctx context.Context, job *live.Job) error {
		const lines = 1000
		for n := range lines {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			job.Progress(n+1, lines)
		}
		return job.Update(func(context.Context) error { i.Lines += lines; return nil })
	})
	return nil
}

// View shows the page.
func (i *Import) View() html.Node {
	return html.Main(
		html.P(html.Textf("%d lines are here.", i.Lines)),
		live.Progress(i, "import"),
		html.Button(live.OnClick(i.Start, live.Once()), html.If(live.Running(i, "import"), html.Disabled()), html.Text("Import")),
	)
}

// Search is a page that answers while one types.
type Search struct {
	live.Page
	Text  string
	Found []string
}

// Find is called with what stands in the field.
func (s *Search) Find(_ context.Context, text string) error {
	s.Text, s.Found = text, nil
	for _, word := range []string{"bread", "butter", "salt"} {
		if text != "" && word[0] == text[0] {
			s.Found = append(s.Found, word)
		}
	}
	return nil
}

// View shows the page.
func (s *Search) View() html.Node {
	return html.Main(
		html.Input(html.Type("search"), html.Aria("label", "Search"), live.OnInput(s.Find, live.Debounce(200*time.Millisecond))),
		html.Ul(html.Each(s.Found, func(w string) string { return w }, func(w string) html.Node { return html.Li(html.Text(w)) })),
		html.Button(live.On("click", live.Toggle("help")), html.Text("Help")),
		html.P(html.ID("help"), html.Hidden(), html.Text("Type the first letter.")),
	)
}

func logSlow(ctx context.Context, h live.Happening) (context.Context, func(live.Outcome) html.Node) {
	return ctx, func(o live.Outcome) html.Node {
		if o.Took > 100*time.Millisecond {
			slog.WarnContext(ctx, "slow", "doing", h.What, "path", h.Path, "took", o.Took, "error", o.Err)
		}
		return nil
	}
}

func TestWhatIsSlowIsLogged(t *testing.T) {
	var log bytes.Buffer
	before := slog.Default()
	defer slog.SetDefault(before)
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
	_, after := live.Watches(nil, logSlow)(t.Context(), live.Happening{Path: "/book", What: "first page"})
	after(live.Outcome{Took: time.Millisecond})
	if log.Len() > 0 {
		t.Errorf("what is fast is logged: %s", log.String())
	}
	after(live.Outcome{Took: time.Second})
	if !strings.Contains(log.String(), "path=/book took=1s") {
		t.Errorf("the log is %q", log.String())
	}
}

func TestTheOtherExamples(t *testing.T) {
	app := live.New(live.Config{})
	app.Page("GET /posts/{id}", func() live.View { return &Post{} })
	app.Page("GET /import", func() live.View { return &Import{} })
	app.Page("GET /search", func() live.View { return &Search{} })
	tab := livetest.Open(t, app, "/posts/7")
	tab.Click("Like")
	tab.See("1 like this")
	tab.Click("Next")
	tab.See("Post 8", "0 like this")
	tab = livetest.Open(t, app, "/import")
	tab.Click("Import")
	tab.See("1000 lines are here.")
	tab = livetest.Open(t, app, "/search")
	tab.Type("Search", "b")
	tab.See("bread", "butter")
	tab.NotSee("salt")
}

// The code of doc/live.md stands in the tests, where it is compiled and run.
func TestTheCodeOfTheDocumentationIsThatOfTheExamples(t *testing.T) {
	text, err := os.ReadFile("../doc/live.md")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("example_test.go")
	if err != nil {
		t.Fatal(err)
	}
	blocks := codeIn(string(text))
	if len(blocks) < 5 {
		t.Fatalf("there are %d pieces of code", len(blocks))
	}
	forms, err := os.ReadFile("prototype_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range blocks {
		if !hasPart(string(source)+string(forms), block) {
			t.Errorf("this is in the documentation and not in the examples:\n%s", block)
		}
	}
}
