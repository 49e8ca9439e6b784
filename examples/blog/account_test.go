package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/live/livetest"
	"github.com/kin-go/kin/livedb"
)

func TestAUserSignsInAndOut(t *testing.T) {
	for name, open := range browsers {
		t.Run(name, func(t *testing.T) {
			b := newTestBlog(t)
			tab := open(t, b.handler, "/posts/9")
			tab.See("Sign in", "Register")
			tab.NotSee("Sign out")
			tab.Click("Sign in to flag this post")
			enter(tab, "esther", samplePassword)
			tab.See("You are", "esther", "Sign out")
			tab.NotSee("Register")
			if tab.Location() != "/posts/9" {
				t.Errorf("the form leads to %s", tab.Location())
			}
			tab.Go("/strategies")
			tab.See("You are")
			tab.Click("Sign out")
			tab.See("Register")
			tab.NotSee("You are")
		})
	}
}

func TestTheCookieOfASessionCannotBeReadByScripts(t *testing.T) {
	b := newTestBlog(t)
	tab := livetest.Open(t, b.handler, "/sign-in")
	action, _ := tab.Attribute("#sign-in", "action")
	v := visitorAs(t, b, tab)
	entered := v.post("/sign-in"+action, map[string][]string{"name": {"esther"}, "password": {samplePassword}})
	entered.must(t, http.StatusSeeOther)
	cookie := v.get(entered.header.Get("Location")).header.Get("Set-Cookie")
	for _, part := range []string{"kin-session=", "HttpOnly", "SameSite=Lax", "Path=/"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("the cookie has no %s: %s", part, cookie)
		}
	}
	v.get("/").must(t, http.StatusOK, "You are ")
}

func TestNobodyIsWhoHeIsNot(t *testing.T) {
	for name, open := range browsers {
		t.Run(name, func(t *testing.T) {
			b := newTestBlog(t)
			for _, who := range [][2]string{{"ada", "wrong"}, {"nobody", samplePassword}, {"ada' or '1'='1", samplePassword}} {
				tab := open(t, b.handler, "/sign-in")
				tab.Type("name", who[0])
				tab.Type("password", who[1])
				tab.Submit("#sign-in")
				tab.See("The name or the password is wrong.", "Register")
				if tab.Cookie("kin-session") != "" {
					t.Errorf("%s has a session", who[0])
				}
			}
			tab := open(t, b.handler, "/sign-in")
			tab.Submit("#sign-in")
			tab.See("This is needed.")
		})
	}
}

func TestASessionThatDoesNotCountIsNobody(t *testing.T) {
	b := newTestBlog(t)
	tab := signedIn(t, b, "esther", "/")
	good := tab.Cookie("kin-session")
	is := func(session string) bool {
		v := newVisitor(t, b)
		v.cookies["kin-session"] = session
		a := v.get("/")
		a.must(t, http.StatusOK)
		return strings.Contains(a.body, "You are ")
	}
	if !is(good) {
		t.Fatal("a good session is nobody: the others prove nothing")
	}
	var kept string // what the database has of the session
	change(t, b, func(ctx context.Context, s *kin.Session) error {
		row, err := kin.Select(sessions).One(ctx, s)
		if err == nil {
			kept = row.Token
		}
		return err
	})
	for name, session := range map[string]string{
		"empty":                    "",
		"the id of a user":         "5",
		"with more behind it":      good + "x",
		"without its end":          good[:len(good)-1],
		"written in other letters": strings.ToUpper(good),
		"what the table holds":     kept,
	} {
		if is(session) {
			t.Errorf("a session counts that is %s", name)
		}
	}
	change(t, b, func(ctx context.Context, s *kin.Session) error {
		row, err := kin.Select(sessions).One(ctx, s)
		if err == nil {
			row.Expires = row.Expires.AddDate(-1, 0, 0)
		}
		return err
	})
	if is(good) {
		t.Error("a session counts after its time")
	}
}

func TestASessionOutlivesTheProcessAndNotItsUser(t *testing.T) {
	file := t.TempDir() + "/blog.db"
	first := blogIn(t, file)
	tab := livetest.Open(t, first.handler, "/register")
	register(tab, "karl", "karl@elmlane.example", "long enough")
	tab.See("You are", "karl")
	second := blogIn(t, file)
	v := visitorAs(t, second, tab)
	v.get("/").must(t, http.StatusOK, "You are ")
	change(t, second, func(ctx context.Context, s *kin.Session) error {
		karl, err := kin.Select(users).Where(kin.Eq(&users.Username, "karl")).One(ctx, s)
		if err == nil {
			s.Delete(karl)
		}
		return err
	})
	v.get("/").lacks(t, "You are ")
}

func TestOnlyPagesOfTheBlogAreComeBackTo(t *testing.T) {
	b := newTestBlog(t)
	for next, want := range map[string]string{
		"":                           "/",
		"%2F%3Fbefore%3D20":          "/?before=20",
		"%2Fposts%2F12":              "/posts/12",
		"%2Fstrategies":              "/strategies",
		"%2F%2Fevil.example%2F":      "/",
		"https%3A%2F%2Fevil.example": "/",
		"javascript%3Aalert(1)":      "/",
		"%2F%5Cevil.example":         "/",
		"%7F":                        "/",
	} {
		tab := livetest.Open(t, b.handler, "/sign-in?next="+next)
		enter(tab, "hugo", samplePassword)
		tab.See("You are")
		if got := tab.Location(); got != want {
			t.Errorf("%q leads to %q, want %q", next, got, want)
		}
	}
}

// register fills in the form to register.
func register(tab *livetest.Tab, name, email, password string) {
	tab.Type("name", name)
	tab.Type("email", email)
	tab.Type("password", password)
	tab.Submit("#register")
}

func TestWhoRegistersIsAUserAndFlagsAsOneself(t *testing.T) {
	for name, open := range browsers {
		t.Run(name, func(t *testing.T) {
			b := newTestBlog(t)
			tab := open(t, b.handler, "/posts/42")
			tab.Click("Register")
			register(tab, "ada", "ada@elmlane.example", "long enough")
			tab.See("This name is taken.")
			register(tab, "karl", "no address", "short")
			tab.See("This is no e-mail address.", "At least 8 characters are needed.")
			register(tab, "karl", "karl@elmlane.example", "long enough")
			tab.See("You are", "karl")
			if tab.Location() != "/posts/42" {
				t.Errorf("the form leads to %s", tab.Location())
			}
			flagAt(tab, "42", "I am new here.")
			tab.See("I am new here.", "4 flags")
			karl := byName(t, b, "karl")
			if karl.Admin || !karl.Password.Is("long enough") || karl.Email != "karl@elmlane.example" {
				t.Errorf("the user is %+v", karl)
			}
			tab.Click("Sign out")
			tab.See("Register")
			tab.Go("/sign-in")
			enter(tab, "karl", "long enough")
			tab.See("You are")
		})
	}
}

func TestWhoRegistersAgainAndAgainHasToWait(t *testing.T) {
	b := newTestBlog(t)
	tab := livetest.Open(t, b.handler, "/register")
	for range 5 { // for one name
		register(tab, "ada", "ada@elmlane.example", "long enough")
		tab.See("This name is taken.")
	}
	register(tab, "ada", "ada@elmlane.example", "long enough")
	tab.See("Too many attempts. Try again in")
	before := countUsers(t, b)
	most := livedb.DefaultArrivals.Address.Burst - 5
	for i := range most { // from one address
		tab := livetest.Open(t, b.handler, "/register")
		register(tab, fmt.Sprint("bot", i), "bot@elmlane.example", "long enough")
		tab.See("You are")
	}
	tab = livetest.Open(t, b.handler, "/register")
	register(tab, "one too many", "bot@elmlane.example", "long enough")
	tab.See("Too many attempts. Try again in")
	if n := countUsers(t, b) - before; n != int64(most) {
		t.Errorf("%d have registered, %d may", n, most)
	}
}

func countUsers(t testing.TB, b *blog) (n int64) {
	t.Helper()
	err := b.db.Read(t.Context(), func(ctx context.Context, s *kin.Session) (err error) {
		n, err = kin.Select(users).Count(ctx, s)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// What a form does not declare changes nothing.
func TestNobodyRegistersAsAnAdmin(t *testing.T) {
	b := newTestBlog(t)
	tab := livetest.Open(t, b.handler, "/register")
	action, _ := tab.Attribute("#register", "action")
	v := visitorAs(t, b, tab)
	v.post("/register"+action, map[string][]string{
		"name": {"mallory"}, "email": {"m@elmlane.example"}, "password": {"long enough"}, "admin": {"true"}, "Admin": {"true"}, "id": {"1"},
	}).must(t, http.StatusSeeOther)
	if byName(t, b, "mallory").Admin {
		t.Error("whoever wants to is an admin")
	}
}
