package live_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/live/livetest"
)

// A bank is a page with handlers that must run only when they are asked by their page.
func bank(ran *int) func() live.View {
	type transfer struct {
		Account string `form:"account" validate:"required"`
		Amount  int    `form:"amount"`
	}
	return view(func(m *made) html.Node {
		pay := func(_ ctx, f transfer) error { *ran++; m.Text = f.Account; return nil }
		return html.Main(
			html.Button(live.OnClick(does(func() { *ran++; m.N++ })), html.Text("go")),
			html.Form(html.ID("pay"), live.OnSubmit(pay), html.Input(html.Type("hidden"), html.Name("account"), html.Value("ann")),
				html.Input(html.Name("amount")), html.Button(html.Text("Pay"))),
			html.P(html.Textf("paid to %s, n %d", m.Text, m.N)),
			html.When(m.Query().Has("admin"), func() html.Node {
				return html.Button(live.OnClick(does(func() { *ran++ })), html.Text("delete all"))
			}),
		)
	})
}

func TestAHiddenFieldThatWasChangedIsRefused(t *testing.T) {
	ran := 0
	app := served(t, bank(&ran))
	tab := livetest.Open(t, app, "/")
	ref := tab.Ref("#pay", "submit")
	say := func(n int, fields string) string { return fmt.Sprintf(`{"n":%d,"r":%q,"d":[%s]}`, n, ref, fields) }
	send(app, tab, say(1, `["account","bob"],["amount","5"]`), say(2, `["amount","5"]`), say(3, `["account","ann"],["account","bob"],["amount","5"]`))
	if status := send(app, tab, say(4, `["account","ann"],["amount","5"]`)); status != http.StatusNoContent {
		t.Fatalf("the status is %d", status)
	}
	tab.See("paid to ann")
	if c := app.Counts(); ran != 1 || c.Refused != 3 {
		t.Errorf("handlers ran %d times, refused %d", ran, c.Refused)
	}
	plain := livetest.OpenPlain(t, app, "/")
	before := app.Counts().Refused
	r := httptest.NewRequest(http.MethodPost, "/?live="+plain.Visit()+"."+plain.Ref("#pay", "submit"), strings.NewReader("account=bob&amount=5"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(&http.Cookie{Name: "live", Value: plain.Cookie("live")})
	app.ServeHTTP(httptest.NewRecorder(), r)
	if ran != 1 || app.Counts().Refused != before+1 {
		t.Errorf("by a plain form, handlers ran %d times, refused %d more", ran, app.Counts().Refused-before)
	}
	plain.Type("amount", "5")
	plain.Click("Pay")
	plain.See("paid to ann")
}

func TestFramesThatNoPageSendsRunNoHandler(t *testing.T) {
	ran := 0
	app := served(t, bank(&ran), func(c *live.Config) { c.Limits.Events = 1e9 })
	tab := livetest.Open(t, app, "/")
	admin := livetest.Open(t, app, "/?admin")
	ref := tab.Ref("go", "click")
	forged := map[string][]string{
		"the reference of another visit":  {`{"n":1,"r":"` + admin.Ref("delete all", "click") + `"}`},
		"a reference of nothing":          {`{"n":1,"r":"AAAAAAAAAAA"}`},
		"a reference that is too long":    {`{"n":1,"r":"` + ref + ref + `"}`},
		"a reference with another ending": {`{"n":1,"r":"` + ref[:10] + `"}`},
		"a number that leaps":             {`{"n":9,"r":"` + ref + `"}`},
		"no number":                       {`{"r":"` + ref + `"}`},
		"a field that is none":            {`{"n":1,"r":"` + ref + `","x":1}`},
		"a kind that is none":             {`{"n":1,"r":"` + ref + `","t":"every"}`},
		"a number that is a text":         {`{"n":"1","r":"` + ref + `"}`},
		"no JSON":                         {`{`},
		"a list":                          {`[]`},
		"too large":                       {`{"n":1,"r":"` + ref + `","d":[["x","` + strings.Repeat("x", 70<<10) + `"]]}`},
	}
	for what, messages := range forged {
		fresh := livetest.Open(t, app, "/")
		send(app, fresh, messages...)
		settle(app, fresh)
		if ran != 0 {
			t.Fatalf("%s runs a handler", what)
		}
	}
	// The same frames as the page sends them run it, and once.
	send(app, tab, `{"n":1,"r":"`+ref+`"}`)
	if settle(app, tab); ran != 1 {
		t.Fatalf("the page's own frame ran %d handlers", ran)
	}
	for range 10 {
		send(app, tab, `{"n":1,"r":"`+ref+`"}`)
	}
	if settle(app, tab); ran != 1 {
		t.Errorf("a frame that is sent again ran %d handlers", ran)
	}
	stranger := livetest.Open(t, app, "/")
	r := httptest.NewRequest(http.MethodPost, "/_live/send", strings.NewReader(`[{"v":"`+tab.Visit()+`"},{"n":2,"r":"`+ref+`"}]`))
	r.AddCookie(&http.Cookie{Name: "live", Value: stranger.Cookie("live")})
	w := httptest.NewRecorder()
	if app.ServeHTTP(w, r); w.Code != http.StatusGone || ran != 1 {
		t.Errorf("another browser's frame has the status %d, and %d handlers ran", w.Code, ran)
	}
	if app.Counts().Refused == 0 {
		t.Error("nothing is counted")
	}
}

// settle waits until a visit has done what waits.
func settle(app http.Handler, tab *livetest.Tab) {
	r := httptest.NewRequest(http.MethodPost, "/_live/upload?live="+tab.Visit()+".AAAAAAAAAAA", nil)
	r.AddCookie(&http.Cookie{Name: "live", Value: tab.Cookie("live")})
	app.ServeHTTP(httptest.NewRecorder(), r) // it is refused when its turn comes
}

func TestFuzzedFramesRunNoHandler(t *testing.T) {
	frames := 10_000
	if testing.Short() {
		frames = 1000
	}
	ran, readable := fuzz(t, frames)
	t.Logf("forged frames run %d of %d; %d could be read, and would have run where a name is enough", ran, frames, readable)
	if ran != 0 || readable == 0 {
		t.Error("a forged frame ran a handler, or none could be read")
	}
}

// fuzz sends frames that are the page's own with something changed in them: how many ran a handler, and how many
// could be read, and would have run one if the reference in them were no secret.
func fuzz(t *testing.T, frames int) (ran, readable int) {
	t.Helper()
	app := served(t, bank(&ran), func(c *live.Config) { c.Limits.Events = 1e9; c.Limits.PerUser = 1e6 })
	tab := livetest.Open(t, app, "/")
	random := rand.New(rand.NewPCG(1, 2))
	ref := tab.Ref("go", "click")
	own := func(n int) string { return fmt.Sprintf(`{"n":%d,"r":"%s"}`, n, ref) }
	n := 1
	for tried := 0; tried < frames; {
		frame := garbled(random, own(n))
		if strings.Contains(frame, ref) {
			continue // it is the page's own frame still, with another spelling around it
		}
		tried++
		if send(app, tab, frame) == http.StatusNoContent { // it is answered, though its reference leads to nothing
			readable++
			n = next(app, tab, n+1)
		}
	}
	settle(app, tab)
	forged := ran
	send(app, tab, own(next(app, tab, n)))
	if settle(app, tab); ran != forged+1 {
		t.Errorf("the page's own frame ran %d handlers", ran-forged)
	}
	return forged, readable
}

// garbled is a frame with one to four of its bytes changed, left out or put in.
func garbled(random *rand.Rand, good string) string {
	frame := []byte(good)
	for range 1 + random.IntN(4) {
		switch i := random.IntN(len(frame)); random.IntN(3) {
		case 0:
			frame[i] ^= byte(1 + random.IntN(255))
		case 1:
			frame = append(frame[:i], frame[i+1:]...)
		case 2:
			frame = append(frame[:i], append([]byte{byte(random.IntN(256))}, frame[i:]...)...)
		}
	}
	return string(frame)
}

// next is the number that a visit lets in next.
func next(app *live.App, tab *livetest.Tab, about int) int {
	for n := max(1, about-1); ; n++ {
		if send(app, tab, fmt.Sprintf(`{"n":%d,"r":"AAAAAAAAAAA"}`, n)) == http.StatusNoContent {
			return n + 1
		}
	}
}

func TestForeignOriginsAreRefused(t *testing.T) {
	accepted, tried := fromElsewhere(t, "https://friend.example")
	trusted, _ := fromElsewhere(t, "https://evil.example")
	t.Logf("foreign origins accepted %d of %d; where one of them is trusted, %d", accepted, tried, trusted)
	if accepted != 0 || trusted == 0 {
		t.Error("a foreign origin is accepted, or a trusted one is not")
	}
}

// fromElsewhere tries all doors from pages of other sites, one of which may be trusted.
func fromElsewhere(t *testing.T, friend string) (accepted, tried int) {
	t.Helper()
	ran := 0
	app := served(t, bank(&ran), func(c *live.Config) { c.Origins = []string{friend} })
	server := httptest.NewServer(app)
	defer server.Close()
	tab := livetest.Open(t, app, "/")
	own := server.URL
	for _, origin := range []string{"https://evil.example", "null", "http://localhost.evil.example", own + ".evil.example", strings.Replace(own, "http", "https", 1) + "0"} {
		for _, site := range []string{"cross-site", "same-site", ""} {
			for _, path := range []string{"/_live/socket", "/_live/stream?s=0&v=" + tab.Visit(), "/_live/send", "/_live/upload?live=" + tab.Visit() + "." + tab.Ref("go", "click"), "/?live=" + tab.Visit() + "." + tab.Ref("go", "click")} {
				tried++
				if status := foreign(t, own+path, origin, site, tab); status/100 == 2 || status/100 == 3 || status == http.StatusSwitchingProtocols {
					accepted++
				}
			}
		}
	}
	for _, origin := range []string{own, friend} {
		if status := foreign(t, own+"/_live/socket", origin, "", tab); status != http.StatusSwitchingProtocols {
			t.Errorf("%s has the status %d", origin, status)
		}
	}
	return accepted, tried
}

func foreign(t *testing.T, address, origin, site string, tab *livetest.Tab) int {
	t.Helper()
	header := http.Header{"Origin": {origin}, "Cookie": {"live=" + tab.Cookie("live")}}
	if site != "" {
		header.Set("Sec-Fetch-Site", site)
	}
	if strings.HasSuffix(address, "/socket") {
		conn, r, err := websocket.Dial(context.Background(), address, &websocket.DialOptions{HTTPHeader: header}) //nolint:bodyclose // Dial closes it
		if err == nil {
			_ = conn.CloseNow()
		}
		return r.StatusCode
	}
	method, body := http.MethodPost, "[]"
	if strings.Contains(address, "/stream") {
		method = http.MethodGet
	}
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header = header
	w, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = w.Body.Close()
	return w.StatusCode
}

func TestASocketIsHeldToTheProtocol(t *testing.T) {
	ran := 0
	app := served(t, bank(&ran))
	server := httptest.NewServer(app)
	defer server.Close()
	for what, frames := range map[string][]string{
		"a first message without a visit": {`{"n":1}`},
		"no JSON":                         {`x`},
		"another visit":                   {`{"v":"AAAAAAAAAAAAAAAAAAAAAA"}`},
		"an event that leaps":             {`{"v":"VISIT"}`, `{"n":5,"r":"REF"}`},
		"too large":                       {`{"v":"VISIT"}`, `{"n":1,"r":"REF","d":[["x","` + strings.Repeat("x", 70<<10) + `"]]}`},
	} {
		tab := livetest.Open(t, app, "/")
		conn, _, err := websocket.Dial(t.Context(), //nolint:bodyclose // Dial closes it
			server.URL+"/_live/socket", &websocket.DialOptions{HTTPHeader: http.Header{"Cookie": {"live=" + tab.Cookie("live")}}})
		if err != nil {
			t.Fatal(err)
		}
		spell := strings.NewReplacer("VISIT", tab.Visit(), "REF", tab.Ref("go", "click"))
		for _, f := range frames {
			if err := conn.Write(t.Context(), websocket.MessageText, []byte(spell.Replace(f))); err != nil {
				break
			}
		}
		for err == nil {
			_, _, err = conn.Read(t.Context())
		}
		if code := websocket.CloseStatus(err); code != 4400 && code != 4404 && code != websocket.StatusMessageTooBig {
			t.Errorf("%s: the connection ends with %v", what, err)
		}
	}
	if ran != 0 {
		t.Errorf("%d handlers ran", ran)
	}
}

func TestPagesHaveTheHeadersThatKeepThemSafe(t *testing.T) {
	ran := 0
	app := served(t, bank(&ran), func(c *live.Config) { c.Secure = true })
	w := httptest.NewRecorder()
	app.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	policy := w.Header().Get("Content-Security-Policy")
	if strings.Contains(policy, "unsafe") || !strings.Contains(policy, "script-src 'self'") || w.Header().Get("X-Content-Type-Options") != "nosniff" ||
		w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("the headers are %v", w.Header())
	}
	for _, c := range w.Result().Cookies() {
		if !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteLaxMode {
			t.Errorf("the cookie %s is %v", c.Name, c)
		}
	}
	if strings.Contains(w.Body.String(), "<style") || strings.Contains(w.Body.String(), " style=") || strings.Contains(w.Body.String(), " onclick") {
		t.Error("the page has a style or a program in it")
	}
}

func TestThereIsALimitForVisits(t *testing.T) {
	app := served(t, nil2(), func(c *live.Config) { c.Limits.PerUser = 2; c.Limits.Visits = 3 })
	browser := livetest.NewBrowser(t, app)
	browser.Open("/")
	for want := range 3 {
		if tab := browser.Open("/"); (tab.Status() == 503) != (want > 0) {
			t.Errorf("visit %d has the status %d", want+2, tab.Status())
		}
	}
	livetest.Open(t, app, "/")
	if tab := livetest.Open(t, app, "/"); tab.Status() != 503 {
		t.Errorf("the status is %d", tab.Status())
	}
}

func TestAStateThatIsTooLargeIsNotTaken(t *testing.T) {
	app := served(t, view(func(m *made) html.Node {
		return html.Main(html.Button(live.OnClick(does(func() { m.Text = strings.Repeat("x", 1<<16); m.N++ })), html.Text("grow")), html.P(html.Textf("n %d", m.N)))
	}), func(c *live.Config) { c.Limits.State = 10_000 })
	tab := livetest.Open(t, app, "/")
	tab.Click("grow")
	tab.See("n 0")
	if len(tab.Toasts()) != 1 {
		t.Error("nobody was told")
	}
}

func TestAFormIsTooLarge(t *testing.T) {
	ran := 0
	app := served(t, bank(&ran), func(c *live.Config) { c.Limits.Form = 1000 })
	tab := livetest.OpenPlain(t, app, "/")
	r := httptest.NewRequest(http.MethodPost, "/?live="+tab.Visit()+"."+tab.Ref("#pay", "submit"), strings.NewReader(url.Values{"amount": {strings.Repeat("1", 2000)}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(&http.Cookie{Name: "live", Value: tab.Cookie("live")})
	w := httptest.NewRecorder()
	if app.ServeHTTP(w, r); w.Code != http.StatusRequestEntityTooLarge || ran != 0 {
		t.Errorf("the status is %d, %d handlers ran", w.Code, ran)
	}
}

func TestAFormFindsItsHandlerAfterItsVisitWasForgotten(t *testing.T) {
	ran := 0
	store := live.NewMemory()
	app := served(t, bank(&ran), func(c *live.Config) { c.Store = store })
	tab := livetest.OpenPlain(t, app, "/")
	tab.Type("amount", "5")
	if err := app.Shutdown(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := store.Delete(t.Context(), tab.Visit()); err != nil {
		t.Fatal(err)
	}
	tab.Serve(served(t, bank(&ran)))
	tab.Click("Pay")
	tab.See("paid to ann")
	if ran != 1 {
		t.Errorf("%d handlers ran", ran)
	}
}
