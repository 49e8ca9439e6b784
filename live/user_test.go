package live_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/coder/websocket"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/live/livetest"
)

func TestAConnectionEndsWhenItsVisitorIsNotAnyMoreWhoHeWas(t *testing.T) {
	var user atomic.Value
	user.Store("ann")
	ran := 0
	app := served(t, view(func(m *made) html.Node {
		return html.Main(html.P(html.Text("you are "+m.User())), html.Button(html.Text("go"), live.OnClick(does(func() { ran++ }))))
	}), func(c *live.Config) {
		c.User = func(*http.Request) (string, error) {
			if who := user.Load().(string); who != "unknown" {
				return who, nil
			}
			return "", errors.New("the table of sessions does not answer")
		}
	})
	server := httptest.NewServer(app)
	defer server.Close()
	for _, c := range []struct {
		becomes string
		code    websocket.StatusCode // what the browser does: load the page again, or come back
		message string
	}{
		{"", 4404, `{"n":2,"r":"REF"}`},
		{"bob", 4404, `{"n":2,"r":"REF"}`},
		{"", 4404, `{"s":1,"t":"ping"}`}, // a page that nobody touches
		{"unknown", 1012, `{"n":2,"r":"REF"}`},
	} {
		user.Store("ann")
		tab := livetest.Open(t, app, "/")
		tab.See("you are ann")
		ref := tab.Ref("go", "click")
		tab.Cut()
		conn, _, err := websocket.Dial(t.Context(), //nolint:bodyclose // Dial closes it
			server.URL+"/_live/socket", &websocket.DialOptions{HTTPHeader: http.Header{"Cookie": {"live=" + tab.Cookie("live")}}})
		if err != nil {
			t.Fatal(err)
		}
		say := func(text string) {
			if err := conn.Write(t.Context(), websocket.MessageText, []byte(text)); err != nil {
				t.Fatal(err)
			}
		}
		ran = 0
		say(fmt.Sprintf(`{"v":%q}`, tab.Visit()))
		say(fmt.Sprintf(`{"n":1,"r":%q}`, ref))
		for answered := false; !answered; {
			_, frame, err := conn.Read(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			answered = string(frame) == `{"n":1,"a":1}`
		}
		user.Store(c.becomes)
		say(strings.ReplaceAll(c.message, "REF", ref))
		for err == nil {
			_, _, err = conn.Read(t.Context())
		}
		if code := websocket.CloseStatus(err); code != c.code || ran != 1 {
			t.Errorf("ann has become %q: the connection ends with %v, %d events were done", c.becomes, err, ran)
		}
	}
}
