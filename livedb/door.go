package livedb

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/ui"
)

// A Door is where visitors sign in and out. A page asks for a name and a password in a form of its own, with or
// without scripts:
//
//	door := livedb.NewDoor(livedb.NewStore(db, sessions), accounts)
//	app := live.New(live.Config{User: door.User, …})
//	app.Page("GET /sign-in", func() live.View { return &SignIn{Door: door} })
//	app.Page("GET /mine", newMine, live.RequireUser("/sign-in"))
//	http.ListenAndServe(addr, door.Serve(app))
//
//	func (s *SignIn) Enter(ctx context.Context, form SignInForm) error {
//		return s.Door.SignIn(ctx, &s.Page, form.Name, form.Password)
//	}
//
// A handler of a live page cannot set a cookie: its answer goes over a connection that is open already. So the door
// gives the browser a ticket, by a redirect to an address of its own, where the session gets a new token and
// its user. A ticket is good once, for a minute, and in the browser that it was given to.
type Door struct {
	Users    Users
	Sessions *scs.SessionManager             // set Cookie.Secure where TLS ends before this server
	Attempts Attempts                        // how often passwords are tried
	Arrivals Attempts                        // how often somebody registers: see Admit
	Address  func(r *http.Request) string    // where a visitor is; nil is the address of the connection
	Wrong    string                          // what is said of a wrong name or password
	Wait     func(wait time.Duration) string // what is said after too many attempts
	Recheck  time.Duration                   // how often the session of an open page is looked up; 0 is 5 s

	store *Store
	app   *live.App
}

// NewDoor makes a door whose sessions last for 30 days.
func NewDoor(store *Store, users Users) *Door {
	sessions := scs.New()
	sessions.Store = store
	sessions.Lifetime = 30 * 24 * time.Hour
	sessions.Cookie.Name = "kin-session"
	return &Door{
		Users: users, Sessions: sessions, store: store, Arrivals: Attempts{Paces: DefaultArrivals},
		Wrong: "The name or the password is wrong.",
		Wait: func(wait time.Duration) string {
			return fmt.Sprintf("Too many attempts. Try again in %d seconds.", int(wait/time.Second)+1)
		},
	}
}

const (
	doorPath   = "/_door/"
	browserKey = "kin-browser" // the cookie that binds tickets
	userKey    = "user"        // in the session
	ticketLife = time.Minute
)

// A visitor is what the door knows of a request.
type visitor struct {
	browser string // the secret of its cookie
	address string
	session *standing
}

type visitorKey struct{}

var errNotServed = errors.New("livedb: this request did not come through Door.Serve: give that to the server in place of the App")

// Serve is the App behind the door.
func (d *Door) Serve(app *live.App) http.Handler {
	d.app = app
	behind := d.Sessions.LoadAndSave(http.HandlerFunc(d.serve))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isAsset(r.URL.Path) {
			app.ServeHTTP(w, r)
			return
		}
		behind.ServeHTTP(w, r)
	})
}

// isAsset says that an address is a file of Kin, for which nobody has to be known.
func isAsset(address string) bool {
	return path.Ext(address) != "" && (strings.HasPrefix(address, "/_live/") || strings.HasPrefix(address, ui.AssetsPath))
}

func (d *Door) serve(w http.ResponseWriter, r *http.Request) {
	v := visitor{d.browser(w, r), d.addressOf(r), d.standing(r.Context())}
	r = r.WithContext(context.WithValue(r.Context(), visitorKey{}, v))
	if ticket, ok := strings.CutPrefix(r.URL.Path, doorPath); ok {
		d.redeem(w, r, v, ticket)
		return
	}
	d.app.ServeHTTP(w, r)
}

// browser is the secret of a browser, which has one from its first page on.
func (d *Door) browser(w http.ResponseWriter, r *http.Request) string {
	if c, err := r.Cookie(browserKey); err == nil && len(c.Value) >= len(secret()) {
		return c.Value
	}
	if r.Method != http.MethodGet || strings.HasPrefix(r.URL.Path, "/_") {
		return ""
	}
	fresh := secret()
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure is what the connection allows
		Name: browserKey, Value: fresh, Path: "/", HttpOnly: true,
		Secure: d.Sessions.Cookie.Secure || r.TLS != nil, SameSite: http.SameSiteLaxMode,
	})
	return fresh
}

func secret() string {
	var b [16]byte
	rand.Read(b[:]) // it never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}

func (d *Door) addressOf(r *http.Request) string {
	if d.Address != nil {
		return d.Address(r)
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// User is who has signed in, or nobody. It is for live.Config.User. An open page is nobody's as soon as its session has expired,
// and soon after it has ended at another server.
func (d *Door) User(r *http.Request) (string, error) {
	v, served := r.Context().Value(visitorKey{}).(visitor)
	if !served {
		return "", errNotServed
	}
	return v.session.who(r.Context(), d)
}

// SignIn checks a name and a password, and signs the visitor of a page in. He goes on where the query of the page says
// (next, as live.RequireUser writes it), or at the first page. The error is that of a form: it stands beside the
// field password.
func (d *Door) SignIn(ctx context.Context, p *live.Page, name, password string) error {
	v, served := ctx.Value(visitorKey{}).(visitor)
	if !served {
		return errNotServed
	}
	if wait := d.Attempts.Try(name, v.address); wait > 0 {
		return live.Invalid("password", d.Wait(wait))
	}
	user, err := d.Users.Check(ctx, name, password)
	if errors.Is(err, ErrCredentials) {
		return live.Invalid("password", d.Wrong)
	}
	if err != nil {
		return err
	}
	d.Attempts.Forget(name, v.address)
	return d.Enter(ctx, p, user)
}

// Admit bounds how often somebody registers. It is called before anything is done for him, whatever comes of it: a hash of a password
// takes time and memory, and whether a name is taken is something to find out. The error is that of a form: it stands beside
// the field with this name.
func (d *Door) Admit(ctx context.Context, field, name string) error {
	v, served := ctx.Value(visitorKey{}).(visitor)
	if !served {
		return errNotServed
	}
	if wait := d.Arrivals.Try(name, v.address); wait > 0 {
		return live.Invalid(field, d.Wait(wait))
	}
	return nil
}

// Enter signs a user in without a password: one who has just registered, see Admit.
func (d *Door) Enter(ctx context.Context, p *live.Page, user string) error {
	return d.lead(ctx, p, ticket{User: user, Next: local(p.Query().Get("next"))})
}

// SignOut signs the visitor of a page out: the session of this browser ends, and all visits of this user
// in this process are closed. Pages of his in other browsers, which are signed in still, load again. He goes on at next.
func (d *Door) SignOut(ctx context.Context, p *live.Page, next string) error {
	return d.lead(ctx, p, ticket{Next: local(next)})
}

// A ticket says who enters; nobody is who leaves.
type ticket struct {
	User    string `json:"user"`
	Next    string `json:"next"`
	Browser string `json:"browser"` // the hash of its secret
}

// lead sends the browser of a page to the door, with a ticket.
func (d *Door) lead(ctx context.Context, p *live.Page, t ticket) error {
	v, served := ctx.Value(visitorKey{}).(visitor)
	if !served {
		return errNotServed
	}
	if v.browser == "" {
		return live.Invalid("", "Your browser keeps no cookies, without which nobody can sign in.")
	}
	t.Browser = keyOf(browserSecret, v.browser)
	data, err := json.Marshal(t)
	if err != nil {
		return err
	}
	number := secret()
	if err := d.store.put(ctx, keyOf(ticketNumber, number), data, time.Now().Add(ticketLife)); err != nil {
		return err
	}
	p.Redirect(doorPath + number)
	return nil
}

// redeem takes a ticket. A browser without a good one goes to the first page as who it is.
func (d *Door) redeem(w http.ResponseWriter, r *http.Request, v visitor, number string) {
	w.Header().Set("Cache-Control", "no-store")
	if r.Method != http.MethodGet {
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	t, err := d.take(r.Context(), v, number)
	if err == nil && t.Next != "" {
		err = d.pass(r.Context(), t)
	}
	if err != nil {
		d.Sessions.ErrorFunc(w, r, err)
		return
	}
	http.Redirect(w, r, local(t.Next), http.StatusSeeOther)
}

// take gives a ticket that was this browser's, or an empty one.
func (d *Door) take(ctx context.Context, v visitor, number string) (t ticket, err error) {
	data, found, err := d.store.take(ctx, keyOf(ticketNumber, number))
	if err != nil || !found {
		return ticket{}, err
	}
	if err := json.Unmarshal(data, &t); err != nil {
		return ticket{}, err
	}
	if subtle.ConstantTimeCompare([]byte(t.Browser), []byte(keyOf(browserSecret, v.browser))) != 1 {
		return ticket{}, nil
	}
	return t, nil
}

// pass signs in or out. The token is a new one: whoever knew the one before knows nothing.
func (d *Door) pass(ctx context.Context, t ticket) error {
	before := d.Sessions.GetString(ctx, userKey)
	if t.User == "" {
		if err := d.Sessions.Destroy(ctx); err != nil {
			return err
		}
	} else {
		if err := d.Sessions.RenewToken(ctx); err != nil {
			return err
		}
		d.Sessions.Put(ctx, userKey, t.User)
	}
	if before != "" && before != t.User {
		d.app.SignOut(before)
	}
	return nil
}

// local is an address of this server, whatever was asked for.
func local(address string) string {
	if !strings.HasPrefix(address, "/") || strings.HasPrefix(address, "//") || strings.ContainsAny(address, "\\\r\n\t") {
		return "/"
	}
	return address
}
