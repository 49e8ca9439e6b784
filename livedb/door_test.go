package livedb_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/kintest"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/live/livetest"
	"github.com/kin-go/kin/livedb"
)

type member struct {
	kin.Model
	Username string          `kin:"unique; size=100"`
	Password livedb.Password `kin:"size=200" live:"-"`
	Blocked  bool
}

var (
	members  = kin.Table[member]()
	sessions = kin.Table[livedb.Session]()
)

// A club is an application with a door.
type club struct {
	db       *kin.DB
	accounts *livedb.Accounts[member]
	store    *livedb.Store
	door     *livedb.Door
	app      *live.App
	handler  http.Handler
	counted  int
}

func openClub(t *testing.T, e kintest.Engine) *club {
	db := e.Open(t, kin.Models(members, sessions))
	check(t, db.Tx(t.Context(), func(_ context.Context, s *kin.Session) error {
		s.Add(&member{Username: "ann", Password: cheap.Password("ann's")}, &member{Username: "bob", Password: cheap.Password("bob's")},
			&member{Username: "eve", Password: cheap.Password("eve's"), Blocked: true})
		return nil
	}))
	c := &club{db: db, store: livedb.NewStore(db, sessions)}
	c.accounts = &livedb.Accounts[member]{
		DB: db, Table: members, Query: kin.Select(members).Where(kin.Eq(&members.Blocked, false)), Hashing: cheap,
		ID:       func(m *member) *int64 { return &m.ID },
		Name:     func(m *member) *string { return &m.Username },
		Password: func(m *member) *livedb.Password { return &m.Password },
	}
	c.open()
	return c
}

// open starts a server; the rows stay.
func (c *club) open() {
	c.door = livedb.NewDoor(c.store, c.accounts)
	c.openFor(c.door.User)
}

// openFor starts a server behind the door that is there.
func (c *club) openFor(user func(*http.Request) (string, error)) {
	c.app = live.New(live.Config{User: user, Codec: livedb.NewCodec(c.db), Log: quiet})
	c.app.Page("GET /{$}", func() live.View { return &hall{Club: c} })
	c.app.Page("GET /sign-in", func() live.View { return &signIn{Club: c} })
	c.app.Page("GET /mine", func() live.View { return &hall{Club: c} }, live.RequireUser("/sign-in"))
	c.handler = c.door.Serve(c.app)
}

type signIn struct {
	live.Page
	Club *club `live:"-"`
}

type signInForm struct {
	Name     string `form:"name" validate:"required"`
	Password string `form:"password" validate:"required"`
}

func (s *signIn) Enter(ctx context.Context, form signInForm) error {
	return s.Club.door.SignIn(ctx, &s.Page, form.Name, form.Password)
}

func (s *signIn) Register(ctx context.Context, form signInForm) error {
	m := &member{Username: form.Name, Password: cheap.Password(form.Password)}
	err := s.Club.db.Tx(ctx, func(_ context.Context, s *kin.Session) error { s.Add(m); return nil })
	if _, taken := errors.AsType[*kin.ConstraintError](err); taken {
		return live.Invalid("name", "This name is taken.")
	}
	if err != nil {
		return err
	}
	return s.SignIn(ctx, form)
}

func (s *signIn) SignIn(ctx context.Context, form signInForm) error { return s.Enter(ctx, form) }

func (s *signIn) View() html.Node {
	fields := func(what string) html.Node {
		return html.Group(html.Label(html.Text(what+" name"), html.Input(html.Name("name"))),
			html.Label(html.Text(what+" password"), html.Input(html.Type("password"), html.Name("password"))),
			html.Button(html.Text(what)))
	}
	return html.Main(
		html.Form(html.ID("enter"), live.OnSubmit(s.Enter), fields("Enter")),
		html.Form(html.ID("register"), live.OnSubmit(s.Register), fields("Register")),
	)
}

// A hall says who is there.
type hall struct {
	live.Page
	Club *club `live:"-"`
	Me   *member
}

func (h *hall) Load(ctx context.Context) error {
	return h.Club.db.Read(ctx, func(ctx context.Context, s *kin.Session) (err error) {
		if h.Me, err = h.Club.accounts.Get(ctx, s, h.User()); errors.Is(err, kin.ErrNotFound) {
			return nil
		}
		return err
	})
}

func (h *hall) Leave(ctx context.Context) error { return h.Club.door.SignOut(ctx, &h.Page, "/") }

func (h *hall) View() html.Node {
	if h.Me == nil {
		return html.Main(html.P(html.Text("nobody is here")))
	}
	return html.Main(html.P(html.Textf("%s is at %s", h.Me.Username, h.Path())), html.Button(html.Text("Leave"), live.OnClick(h.Leave)),
		html.Button(html.Text("Count"), live.OnClick(func(context.Context) error { h.Club.counted++; return nil })))
}

func enter(tab *livetest.Tab, name, password string) { enterBy(tab, press, name, password) }

func enterBy(tab *livetest.Tab, press func(*livetest.Tab, string), name, password string) {
	tab.Type("Enter name", name)
	tab.Type("Enter password", password)
	press(tab, "Enter")
}

// press clicks what may lead to another page: the connection, which that ends, is not waited for.
func press(tab *livetest.Tab, what string) {
	tab.Cut()
	tab.Click(what)
	tab.Reconnect()
}

func TestAVisitorSignsInAndOutWithAndWithoutScripts(t *testing.T) {
	kintest.Run(t, func(t *testing.T, e kintest.Engine) {
		for _, browser := range []struct {
			name  string
			open  func(testing.TB, http.Handler, string) *livetest.Tab
			press func(*livetest.Tab, string)
		}{{"with", livetest.Open, press}, {"without", livetest.OpenPlain, (*livetest.Tab).Click}} {
			t.Run(browser.name, func(t *testing.T) {
				c := openClub(t, e)
				tab := browser.open(t, c.handler, "/mine")
				enterBy(tab, browser.press, "ann", "bob's")
				tab.See("The name or the password is wrong.")
				enterBy(tab, browser.press, "nobody", "ann's")
				tab.See("The name or the password is wrong.")
				enterBy(tab, browser.press, "ann", "ann's")
				tab.See("ann is at /mine")
				browser.press(tab, "Leave")
				tab.See("nobody is here")
				tab.Go("/mine")
				if tab.Location() != "/sign-in?next=%2Fmine" {
					t.Errorf("the page of nobody is %s", tab.Location())
				}
			})
		}
	})
}

func TestTheSessionHasANewTokenAfterSigningInAndOutlivesTheServer(t *testing.T) {
	c := openClub(t, kintest.Engines(t)[0])
	tab := livetest.Open(t, c.handler, "/sign-in")
	enter(tab, "ann", "ann's")
	tab.See("ann is at /")
	first := tab.Cookie("kin-session")
	if first == "" {
		t.Fatal("there is no session")
	}
	tab.Go("/sign-in")
	enter(tab, "bob", "bob's")
	tab.See("bob is at /")
	if second := tab.Cookie("kin-session"); second == first {
		t.Error("a session that somebody may know has become another user's")
	}
	if n := count(t, c.db, kin.Select(sessions)); n != 1 {
		t.Errorf("%d sessions and tickets are kept, 1 is alive", n)
	}
	c.open()
	tab.Serve(c.handler)
	tab.Go("/mine")
	tab.See("bob is at /mine")
	stranger := livetest.NewBrowser(t, c.handler)
	stranger.Cookies()["kin-session"] = first
	stranger.Open("/").See("nobody is here")
}

func TestSigningOutClosesTheVisitsOfTheUserAndOfNobodyElse(t *testing.T) {
	c := openClub(t, kintest.Engines(t)[0])
	ann, bob := livetest.NewBrowser(t, c.handler), livetest.NewBrowser(t, c.handler)
	one, other := ann.Open("/sign-in"), bob.Open("/sign-in")
	enter(one, "ann", "ann's")
	enter(other, "bob", "bob's")
	one.See("ann is at /")
	other.See("bob is at /")
	two := ann.Open("/mine")
	two.See("ann is at /mine")
	before := c.app.Counts().Visits
	press(one, "Leave")
	one.See("nobody is here")
	if after := c.app.Counts().Visits; after != before-2+1 { // two of ann are closed, one of nobody begins
		t.Errorf("of %d visits %d are left", before, after)
	}
	two.Reload()
	if two.Location() != "/sign-in?next=%2Fmine" {
		t.Errorf("ann's other page is %s", two.Location())
	}
	press(other, "Leave") // bob's visit is there
	other.See("nobody is here")
	if other.Loads() != 3 { // sign-in, hall, hall
		t.Errorf("bob's page was loaded %d times", other.Loads())
	}
}

func TestWhoRegistersIsSignedInAndATakenNameIsSaid(t *testing.T) {
	kintest.Run(t, func(t *testing.T, e kintest.Engine) {
		c := openClub(t, e)
		tab := livetest.Open(t, c.handler, "/sign-in?next=/mine")
		for _, name := range []string{"ann", "cy"} {
			tab.Type("Register name", name)
			tab.Type("Register password", "new")
			press(tab, "Register")
			if name == "ann" {
				tab.See("This name is taken.")
			}
		}
		tab.See("cy is at /mine")
	})
}

// ticket signs in and catches the address that the browser is sent to.
func ticket(t *testing.T, c *club, b *livetest.Browser) string {
	t.Helper()
	var caught atomic.Value
	outer := c.handler
	tab := b.Open("/sign-in")
	tab.Serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/_door/") {
			caught.Store(r.URL.Path)
			http.Redirect(w, r, "/", http.StatusSeeOther)
			return
		}
		outer.ServeHTTP(w, r)
	}))
	enter(tab, "ann", "ann's")
	if !within(time.Second, func() bool { return caught.Load() != nil }) {
		t.Fatal("there is no ticket")
	}
	tab.Serve(outer)
	return caught.Load().(string)
}

func TestATicketIsGoodOnceAndInItsOwnBrowser(t *testing.T) {
	c := openClub(t, kintest.Engines(t)[0])
	own, strange := livetest.NewBrowser(t, c.handler), livetest.NewBrowser(t, c.handler)
	strange.Open("/")
	address := ticket(t, c, own)
	strange.Open(address).See("nobody is here")
	own.Open(address).See("nobody is here") // the stranger has used it up

	address = ticket(t, c, own)
	own.Open(address).See("ann is at /")
	delete(own.Cookies(), "kin-session")
	own.Open(address).See("nobody is here")

	address = ticket(t, c, own)
	check(t, c.db.Tx(t.Context(), func(ctx context.Context, s *kin.Session) error {
		rows, err := kin.Select(sessions).All(ctx, s)
		for _, row := range rows {
			row.Expires = time.Now().Add(-time.Second).UTC()
		}
		return err
	}))
	own.Open(address).See("nobody is here")
	own.Open("/_door/x").See("nobody is here")
}

func TestATicketIsNoSessionAndASessionNoTicket(t *testing.T) {
	c := openClub(t, kintest.Engines(t)[0])
	own := livetest.NewBrowser(t, c.handler)
	number := strings.TrimPrefix(ticket(t, c, own), "/_door/")
	for _, token := range []string{number, "ticket " + number} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Cookie", `kin-session="`+token+`"`)
		w := httptest.NewRecorder()
		c.handler.ServeHTTP(w, r)
		if !strings.Contains(w.Body.String(), "nobody is here") {
			t.Errorf("the ticket %q is a session", token)
		}
	}
}

func TestOnlyAddressesOfThisServerAreGoneOnTo(t *testing.T) {
	c := openClub(t, kintest.Engines(t)[0])
	for _, next := range []string{"https://evil.example/", "//evil.example", `/\evil.example`, "javascript:alert(1)", "evil", "/\t/evil.example"} {
		tab := livetest.Open(t, c.handler, "/sign-in?next="+strings.NewReplacer("\t", "%09", `\`, "%5C").Replace(next))
		enter(tab, "ann", "ann's")
		tab.See("ann is at /")
		if tab.Location() != "/" {
			t.Errorf("%q leads to %s", next, tab.Location())
		}
	}
}

func TestTooManyAttemptsHaveToWait(t *testing.T) {
	c := openClub(t, kintest.Engines(t)[0])
	tab := livetest.Open(t, c.handler, "/sign-in")
	for range 5 {
		enter(tab, "ann", "guess")
		tab.See("The name or the password is wrong.")
	}
	enter(tab, "ann", "ann's")
	tab.See("Too many attempts. Try again in")
	enter(tab, "bob", "bob's") // another name from the same address
	tab.See("bob is at /")
}

func TestAttemptsAreCountedByNameAndAddressAndComeBack(t *testing.T) {
	hour := time.Hour
	a := livedb.Attempts{Paces: livedb.Paces{Both: livedb.Pace{Burst: 2, Every: 20 * time.Millisecond}, Address: livedb.Pace{Burst: 4, Every: hour}, Name: livedb.Pace{Burst: 5, Every: hour}}}
	tries := func(name, address string, want bool) {
		t.Helper()
		if got := a.Try(name, address) == 0; got != want {
			t.Errorf("%s from %s: %v", name, address, got)
		}
	}
	tries("ann", "1", true)
	tries("Ann", "1", true)
	tries("ANN", "1", false)
	time.Sleep(30 * time.Millisecond)
	tries("ann", "1", true)
	tries("bob", "1", true)
	tries("cy", "1", false) // the address has none left
	tries("ann", "2", true)
	tries("ann", "3", true)
	tries("ann", "4", false) // nor has the name
	a = livedb.Attempts{Paces: livedb.Paces{Both: livedb.Pace{Burst: 1, Every: hour}, Address: livedb.Pace{Burst: 9, Every: hour}, Name: livedb.Pace{Burst: 9, Every: hour}}}
	tries("ann", "1", true)
	a.Forget("ANN", "1")
	tries("ann", "1", true)
}

func TestAPasswordIsHashedAnewWhenTheParametersHaveChanged(t *testing.T) {
	kintest.Run(t, func(t *testing.T, e kintest.Engine) {
		c := openClub(t, e)
		dearer := livedb.Hashing{Memory: 128, Passes: 2, Threads: 1}
		c.accounts.Hashing = dearer
		passwordOf := func() (p livedb.Password) {
			check(t, c.db.Read(t.Context(), func(ctx context.Context, s *kin.Session) error {
				m, err := kin.Get[member](ctx, s, 1)
				if err == nil {
					p = m.Password
				}
				return err
			}))
			return p
		}
		before := passwordOf()
		if _, err := c.accounts.Check(t.Context(), "ann", "wrong"); !errors.Is(err, livedb.ErrCredentials) || passwordOf() != before {
			t.Error("a wrong password has changed the hash:", err)
		}
		user, err := c.accounts.Check(t.Context(), "ann", "ann's")
		check(t, err)
		if after := passwordOf(); user != "1" || !after.By(dearer) || !after.Is("ann's") {
			t.Errorf("user %s, made by the parameters of today: %v", user, after.By(dearer))
		}
		kintest.Statements(t, c.db, 1, func(ctx context.Context) { // it is as it should be
			_, err := c.accounts.Check(ctx, "ann", "ann's")
			check(t, err)
		})
	})
}

func TestAPasswordIsHashedAsTheAccountsSayAndNotForWhoIsGone(t *testing.T) {
	c := openClub(t, kintest.Engines(t)[0])
	hash, err := c.accounts.Hash(t.Context(), "new")
	check(t, err)
	if !hash.By(cheap) || !hash.Is("new") {
		t.Error("it is another hash")
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	for range 50 { // a turn that is free may be taken all the same
		if hash, err = c.accounts.Hash(gone, "new"); errors.Is(err, context.Canceled) && hash == "" {
			return
		}
	}
	t.Error("a password was hashed for somebody who is gone, fifty times")
}

func TestWhoIsLockedOutCannotSignInAndIsNobody(t *testing.T) {
	c := openClub(t, kintest.Engines(t)[0])
	if _, err := c.accounts.Check(t.Context(), "eve", "eve's"); !errors.Is(err, livedb.ErrCredentials) {
		t.Error("eve is let in:", err)
	}
	for _, user := range []string{"3", "", "x", "99"} {
		check(t, c.db.Read(t.Context(), func(ctx context.Context, s *kin.Session) error {
			if _, err := c.accounts.Get(ctx, s, user); !errors.Is(err, kin.ErrNotFound) {
				t.Errorf("%q is somebody: %v", user, err)
			}
			return nil
		}))
	}
}

func TestANameThatIsNobodysTakesAsLongAsAWrongPassword(t *testing.T) {
	c := openClub(t, kintest.Engines(t)[0])
	c.accounts.Hashing = livedb.Hashing{Memory: 16 << 10, Passes: 1, Threads: 1}
	check(t, c.db.Tx(t.Context(), func(ctx context.Context, s *kin.Session) error {
		m, err := kin.Get[member](ctx, s, 1)
		if err == nil {
			m.Password = c.accounts.Hashing.Password("ann's")
		}
		return err
	}))
	fastest := func(name string) time.Duration {
		best := time.Hour
		for range 7 {
			begin := time.Now()
			if _, err := c.accounts.Check(t.Context(), name, "wrong"); !errors.Is(err, livedb.ErrCredentials) {
				t.Fatal(err)
			}
			best = min(best, time.Since(begin))
		}
		return best
	}
	known, unknown := fastest("ann"), fastest("nobody")
	t.Logf("wrong password %s, nobody's name %s", known, unknown)
	if unknown < known/2 || unknown > known*2 {
		t.Errorf("a wrong password takes %s, a name that is nobody's %s", known, unknown)
	}
}

func TestAStoreKeepsSessionsUntilTheyExpire(t *testing.T) {
	kintest.Run(t, func(t *testing.T, e kintest.Engine) {
		db := e.Open(t, kin.Models(sessions))
		store := livedb.NewStore(db, sessions)
		hour := time.Now().Add(time.Hour)
		check(t, store.Commit("a", []byte("one"), hour))
		check(t, store.Commit("a", []byte("two"), hour))
		check(t, store.Commit("old", []byte("gone"), time.Now().Add(-time.Minute)))
		check(t, store.Delete("never"))
		finds := func(token, want string) {
			t.Helper()
			data, found, err := store.Find(token)
			check(t, err)
			if string(data) != want || found != (want != "") {
				t.Errorf("%s: %q, %v", token, data, found)
			}
		}
		finds("a", "two")
		finds("old", "")
		finds("never", "")
		if n, err := store.Sweep(t.Context()); n != 1 || err != nil {
			t.Errorf("%d swept, %v", n, err)
		}
		finds("a", "two")
		check(t, db.Read(t.Context(), func(ctx context.Context, s *kin.Session) error {
			row, err := kin.Select(sessions).One(ctx, s)
			if err == nil && strings.Contains(row.Token, "a") && len(row.Token) < 20 {
				t.Errorf("the table holds the token itself: %s", row.Token)
			}
			return err
		}))
		check(t, store.Delete("a"))
		finds("a", "")
	})
}

func TestOfManyWhoBringOneTicketOneIsLetIn(t *testing.T) {
	kintest.Run(t, func(t *testing.T, e kintest.Engine) {
		c := openClub(t, e)
		own := livetest.NewBrowser(t, c.handler)
		address := ticket(t, c, own)
		var in atomic.Int32
		var group sync.WaitGroup
		for range 8 {
			r := httptest.NewRequest(http.MethodGet, address, nil)
			r.AddCookie(&http.Cookie{Name: "kin-browser", Value: own.Cookies()["kin-browser"]})
			group.Go(func() {
				w := httptest.NewRecorder()
				c.handler.ServeHTTP(w, r)
				if w.Code != http.StatusSeeOther {
					t.Errorf("status %d", w.Code)
				}
				if strings.Contains(w.Header().Get("Set-Cookie"), "kin-session=") {
					in.Add(1)
				}
			})
		}
		group.Wait()
		if in.Load() != 1 {
			t.Errorf("%d were let in", in.Load())
		}
	})
}

func TestAnAppThatIsServedWithoutItsDoorSaysSo(t *testing.T) {
	c := openClub(t, kintest.Engines(t)[0])
	w := httptest.NewRecorder()
	c.app.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if w.Code != http.StatusInternalServerError {
		t.Errorf("status %d", w.Code)
	}
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	if _, err := c.door.User(r); err == nil || !strings.Contains(err.Error(), "Door.Serve") {
		t.Error(err)
	}
}

func TestASessionIsReadOnceForAPageAndNeverForAFile(t *testing.T) {
	c := openClub(t, kintest.Engines(t)[0])
	tab := livetest.Open(t, c.handler, "/sign-in")
	enter(tab, "ann", "ann's")
	tab.See("ann is at /")
	page := httptest.NewRecorder()
	get := func(ctx context.Context, address string) {
		r := httptest.NewRequest(http.MethodGet, address, nil).WithContext(ctx)
		r.AddCookie(&http.Cookie{Name: "kin-session", Value: tab.Cookie("kin-session")})
		page = httptest.NewRecorder()
		c.handler.ServeHTTP(page, r)
		if page.Code != http.StatusOK {
			t.Errorf("%s: status %d", address, page.Code)
		}
	}
	kintest.Statements(t, c.db, 2, func(ctx context.Context) { get(ctx, "/") }) // the session and the member
	_, after, _ := strings.Cut(page.Body.String(), `src="`)
	script, _, _ := strings.Cut(after, `"`)
	kintest.Statements(t, c.db, 0, func(ctx context.Context) { get(ctx, script) })
}
