package live

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live/graph"
)

// Config is how an App works. The zero value works on one machine, as long as it runs.
type Config struct {
	Store   Store        // where the states of visits are kept; nil is NewMemory
	Codec   Codec        // how they are written; nil is graph.Codec
	Changes Changes      // who tells of changes to topics; nil is a Hub, see App.Publish
	Limits  Limits       // what a visitor may take
	Log     *slog.Logger // nil is slog.Default

	Title    string                                         // of pages that have no method Title
	Lang     string                                         // of the document; empty is en
	Head     []html.Node                                    // more for the head: style sheets, icons
	Layout   func(p *Page, content html.Node) html.Node     // around each page
	Document func(d Document) html.Node                     // the document itself, if Head is not enough
	Failure  func(p *Page, status int, err error) html.Node // the page of an error
	Notice   func(err error) string                         // what a visitor is told when a handler fails
	Message  func(rule, parameter string) string            // what is said of a field that breaks a rule of validator
	Status   func(err error) int                            // the HTTP status of an error; 0 for those it does not know
	// User is who the visitor is: a name that stays the same, or empty. It is asked with each request and, with the request that
	// has opened it, before each message of a connection: when the answer has changed, nothing is done any more, and the
	// page is loaded again.
	User    func(r *http.Request) (user string, err error)
	Values  func(r *http.Request) context.Context // what handlers find in their context; nil is that of the newest request
	Policy  func(policy string) string            // changes the Content-Security-Policy
	Origins []string                              // other origins whose pages may open a connection: https://example.com
	Secure  bool                                  // TLS ends before this server: cookies are Secure all the same
	Watch   Watch                                 // is told of all that happens to visits; Watches makes one of several
	Dev     bool                                  // errors are shown with all that is known of them
}

// An App is pages, and a handler that serves them.
type App struct {
	config  Config
	store   Store
	codec   Codec
	changes Changes
	limits  Limits
	log     *slog.Logger
	pages   *http.ServeMux
	routes  map[string]bool // the patterns of pages, other handlers' apart
	kept    map[string]bool // the fields of pages that browsers keep
	handler http.Handler

	mu      sync.Mutex
	visits  map[string]*visit
	owners  map[string]int // visits of a browser
	ending  bool
	sweeper *time.Timer
	letting atomic.Bool // visits are being let to rest

	refused, handled, failed atomic.Uint64
	complaints               *rate.Limiter // of errors in browsers
}

// complaintsAtOnce is how many errors of scripts reach the log at once; then there is one a second.
const complaintsAtOnce = 30

// New makes an App without pages.
func New(c Config) *App {
	a := &App{
		config: c, store: c.Store, codec: c.Codec, changes: c.Changes, limits: c.Limits.orDefault(), log: c.Log,
		pages: http.NewServeMux(), routes: map[string]bool{}, kept: map[string]bool{}, visits: map[string]*visit{}, owners: map[string]int{},
		complaints: rate.NewLimiter(1, complaintsAtOnce),
	}
	if a.store == nil {
		a.store = NewMemory()
	}
	if a.codec == nil {
		a.codec = graph.Codec{}
	}
	if a.changes == nil {
		a.changes = NewHub()
	}
	if a.log == nil {
		a.log = slog.Default()
	}
	a.handler = a.guarded()
	return a
}

// A route is a pattern and the page it leads to.
type route struct {
	make  func() View
	names []string // of the pattern's values
	rules []Rule
}

// A Rule decides before Load whether a page is shown. It may redirect, or give ErrForbidden.
type Rule func(ctx context.Context, p *Page) error

// RequireUser sends visitors who are nobody to the page where they say who they are. The page they wanted
// is in its query, as next.
func RequireUser(signIn string) Rule {
	return func(_ context.Context, p *Page) error {
		if p.User() == "" {
			p.Redirect(signIn + "?next=" + url.QueryEscape(p.place.url.RequestURI()))
		}
		return nil
	}
}

// Page has a pattern of http.ServeMux, with the method GET, lead to a page. make gives a new one for each
// visit.
//
//	app.Page("GET /posts/{id}", func() live.View { return &Post{DB: db} })
func (a *App) Page(pattern string, make func() View, rules ...Rule) {
	if !strings.HasPrefix(pattern, "GET ") {
		panic("live: the pattern of a page begins with GET: " + pattern)
	}
	a.keeps(shapeOf(structOf(make()).Type())) // panics now and not at the first visit
	r := &route{make, namesIn(pattern), rules}
	a.routes[pattern] = true
	a.pages.HandleFunc(pattern, func(w http.ResponseWriter, q *http.Request) { a.serve(w, q, r) })
	path := strings.TrimPrefix(pattern, "GET ")
	a.pages.HandleFunc("POST "+path, a.plain)
}

// Handle has a pattern lead to any other handler, so that it is protected as pages are.
func (a *App) Handle(pattern string, h http.Handler) { a.pages.Handle(pattern, h) }

// namesIn are the names of a pattern's values.
func namesIn(pattern string) (names []string) {
	for {
		_, rest, found := strings.Cut(pattern, "{")
		if !found {
			return names
		}
		name, after, _ := strings.Cut(rest, "}")
		if name = strings.TrimSuffix(name, "..."); name != "$" {
			names = append(names, name)
		}
		pattern = after
	}
}

// matching is the key under which a request carries where its match goes.
type matching struct{}

type match struct {
	route *route
	place location
}

// match finds the page of an address.
func (a *App) match(address *url.URL) (*route, location) {
	var found match
	ctx := context.WithValue(context.Background(), matching{}, &found)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil) //nolint:gosec // it is matched here and sent nowhere
	if err != nil || strings.HasPrefix(address.Path, "//") {
		return nil, location{}
	}
	if _, pattern := a.pages.Handler(r); !a.routes[pattern] {
		return nil, location{}
	}
	a.pages.ServeHTTP(nowhere{}, r)
	return found.route, found.place
}

// nowhere is the writer of a request that is only matched.
type nowhere struct{}

func (nowhere) Header() http.Header         { return http.Header{} }
func (nowhere) Write(b []byte) (int, error) { return len(b), nil }
func (nowhere) WriteHeader(int)             {}

// Publish tells the pages that follow one of these topics that it has changed. Changes that the App was given
// must have the same method, as a Hub has.
func (a *App) Publish(topics ...Topic) {
	p, can := a.changes.(interface{ Publish(topics ...Topic) })
	if !can {
		panic(fmt.Sprintf("live: %T, the Changes of this App, has no method Publish(...live.Topic): publish where it hears of changes", a.changes))
	}
	p.Publish(topics...)
}

// Counts are what an App has seen.
type Counts struct {
	Visits  int    // in memory
	Resting int    // of these: those whose pages are only bytes, see Limits.Rest
	Handled uint64 // events
	Failed  uint64 // handlers that gave an error or panicked
	Refused uint64 // messages, events and forms that no page of this App sends
}

// Counts gives the figures of this moment.
func (a *App) Counts() Counts {
	a.mu.Lock()
	defer a.mu.Unlock()
	resting := 0
	for _, v := range a.visits {
		if v.rests.Load() {
			resting++
		}
	}
	return Counts{len(a.visits), resting, a.handled.Load(), a.failed.Load(), a.refused.Load()}
}

// refuse counts what no page sends.
func (a *App) refuse(what string, v *visit) {
	a.refused.Add(1)
	id := ""
	if v != nil {
		id = v.id
	}
	a.log.Debug("refused", "what", what, "visit", id)
}

var (
	errRefused = errors.New("live: this was not sent by a page of this visit")
	errFull    = errors.New("live: there are too many visits")
	errEnding  = errors.New("live: the server ends")

	errRedirects = errors.New("live: pages send the visitor to each other for ever")
)
