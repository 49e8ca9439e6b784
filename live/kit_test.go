package live_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/live/livetest"
)

// A blog is a small application: its rows are in memory, where a database would be.
type blog struct {
	mu    sync.Mutex
	posts []*post
	flags int64
	loads int // how often Load of the feed has run
}

type (
	user struct {
		ID   int64
		Name string
	}
	post struct {
		ID     int64
		Title  string
		Author *user
		Flags  []*flag
	}
	flag struct {
		ID      int64
		Message string
		By      string
	}
)

func newBlog(n int64) *blog {
	b := &blog{}
	ann := &user{1<<62 + 1, "ann"}
	for i := range n {
		b.posts = append(b.posts, &post{ID: 1<<53 + 1 + i, Title: "Post " + string(rune('A'+i%26)), Author: ann})
	}
	return b
}

var errNoPost = errors.New("there is no such post")

// add stores a flag, as a transaction would.
func (b *blog) add(post int64, message, by string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i, p := range b.posts {
		if p.ID == post {
			b.flags++
			changed := *p // rows that others have read stay as they are
			changed.Flags = append(append([]*flag{}, p.Flags...), &flag{b.flags, message, by})
			b.posts[i] = &changed
			return nil
		}
	}
	return errNoPost
}

// A feed is the page of the posts.
type feed struct {
	live.Page
	Blog  *blog `live:"-"`
	Me    *user
	Posts []*post
	Count int
	Open  int64
}

func (f *feed) Load(context.Context) error {
	f.Blog.mu.Lock()
	defer f.Blog.mu.Unlock()
	f.Blog.loads++
	f.Posts = append([]*post{}, f.Blog.posts...)
	if len(f.Posts) > 0 && f.Me == nil {
		f.Me = f.Posts[0].Author
	}
	return nil
}

type flagForm struct {
	Message string `form:"message" validate:"required,max=20"`
}

func (f *feed) flagPost(ctx context.Context, id int64, form flagForm) error {
	if err := f.Blog.add(id, form.Message, f.Me.Name); err != nil {
		return err
	}
	return f.Load(ctx)
}

func (f *feed) more(context.Context) error { f.Count++; return nil }

func (f *feed) fail(context.Context) error {
	f.Count += 7
	f.Posts[0].Title = "changed and failed"
	f.Posts = f.Posts[:1]
	return errors.New("the database is gone")
}

func (f *feed) crash(context.Context) error {
	f.Count += 7
	nobody := f.find("nobody")
	f.Me.Name = nobody.Name
	return nil
}

func (f *feed) find(name string) *user {
	for _, p := range f.Posts {
		if p.Author.Name == name {
			return p.Author
		}
	}
	return nil
}

func (f *feed) rename(context.Context) error { f.Me.Name = "anna"; return nil }

func (f *feed) Title() string { return "Feed" }

func (f *feed) View() html.Node {
	return html.Main(
		html.H1(html.Textf("Posts of %s", f.Me.Name)),
		html.Button(live.OnClick(f.more), html.Textf("clicked %d times", f.Count), html.Aria("label", "more")),
		html.Button(live.OnClick(f.fail), html.Text("fail")),
		html.Button(live.OnClick(f.crash), html.Text("crash")),
		html.Button(live.OnClick(f.rename), html.Text("rename")),
		html.Each(f.Posts, func(p *post) int64 { return p.ID }, f.viewPost),
	)
}

func (f *feed) viewPost(p *post) html.Node {
	return html.Article(
		html.H2(html.Text(p.Title)), html.P(html.Textf("by %s, number %d", p.Author.Name, p.ID)),
		html.Ul(html.Each(p.Flags, func(g *flag) int64 { return g.ID }, func(g *flag) html.Node {
			return html.Li(html.Textf("%s said %s", g.By, g.Message))
		})),
		html.Form(live.OnSubmit(func(ctx context.Context, form flagForm) error { return f.flagPost(ctx, p.ID, form) }),
			html.Input(html.Name("message"), html.Aria("label", "flag "+p.Title)),
			html.Button(html.Text("Flag "+p.Title))),
	)
}

// quiet is a configuration that logs nothing.
func quiet() live.Config {
	return live.Config{Log: slog.New(slog.DiscardHandler)}
}

// served is an App with one page.
func served(t testing.TB, page func() live.View, change ...func(*live.Config)) *live.App {
	t.Helper()
	c := quiet()
	for _, f := range change {
		f(&c)
	}
	app := live.New(c)
	app.Page("GET /{$}", page)
	t.Cleanup(func() { _ = app.Shutdown(context.Background()) })
	return app
}

func (b *blog) page() live.View { return &feed{Blog: b} }

// made is a page of functions, for tests of one thing.
type made struct {
	live.Page
	N    int
	Text string
	List []string
	load func(*made) error
	view func(*made) html.Node
}

func (m *made) Load(context.Context) error {
	if m.load == nil {
		return nil
	}
	return m.load(m)
}

func (m *made) View() html.Node { return m.view(m) }

func view(v func(*made) html.Node) func() live.View {
	return func() live.View { return &made{view: v} }
}

// does is a handler that cannot fail.
func does(f func()) func(context.Context) error {
	return func(context.Context) error { f(); return nil }
}

var _ http.Handler = (*live.App)(nil)

type ctx = context.Context

// send sends raw messages as the browser of a tab, and gives the status of the answer.
func send(app http.Handler, tab *livetest.Tab, messages ...string) int {
	body := `[{"v":"` + tab.Visit() + `"},` + strings.Join(messages, ",") + "]"
	r := httptest.NewRequest(http.MethodPost, "/_live/send", strings.NewReader(body))
	r.AddCookie(&http.Cookie{Name: "live", Value: tab.Cookie("live")})
	w := httptest.NewRecorder()
	app.ServeHTTP(w, r)
	return w.Code
}

// forgets waits until an App has no visit in memory any more.
func forgets(t testing.TB, app *live.App) {
	t.Helper()
	for range 200 {
		if app.Counts().Visits == 0 {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatalf("%d visits are still in memory", app.Counts().Visits)
}

// newRequest is a POST of the browser of a tab.
func newRequest(tab *livetest.Tab, address string, body io.Reader) *http.Request {
	r := httptest.NewRequest(http.MethodPost, address, body)
	r.AddCookie(&http.Cookie{Name: "live", Value: tab.Cookie("live")})
	return r
}

// serveQuietly serves a request whose answer nobody reads.
func serveQuietly(app http.Handler, r *http.Request) { app.ServeHTTP(httptest.NewRecorder(), r) }

// cut is a body that ends before its time.
type cut struct {
	part []byte
	read int
}

func (c *cut) Read(p []byte) (int, error) {
	if c.read == len(c.part) {
		return 0, io.ErrUnexpectedEOF
	}
	n := copy(p, c.part[c.read:])
	c.read += n
	return n, nil
}

// codeIn is the pieces of Go in a page of documentation.
func codeIn(text string) (blocks []string) {
	for {
		_, rest, found := strings.Cut(text, "```go\n")
		if !found {
			return blocks
		}
		block, after, _ := strings.Cut(rest, "```")
		blocks, text = append(blocks, block), after
	}
}

// hasPart says whether lines stand one after the other in a source, whatever they are indented.
func hasPart(source, part string) bool {
	return strings.Contains(flat(source), flat(part))
}

func flat(source string) string {
	var b strings.Builder
	for line := range strings.Lines(source) {
		line, _, _ = strings.Cut(line, " //nolint")
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "//") {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}
