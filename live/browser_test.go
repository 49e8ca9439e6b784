package live_test

import (
	"testing"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
)

// calm fails the test if the browser has complained of anything, a breach of the policy above all.
func (w *window) calm() {
	w.t.Helper()
	if c := w.complained(); len(c) > 0 {
		w.t.Errorf("the browser complains: %q", c)
	}
}

func TestInABrowserClicksReachTheServer(t *testing.T) {
	b := newBlog(3)
	w := look(t, serve(t, served(t, b.page)), "/")
	w.click("button[aria-label=more]")
	w.see("clicked 1 times")
	w.click("button[aria-label=more]")
	w.see("clicked 2 times")
	w.keys(`[aria-label="flag Post B"]`, "not nice\r")
	w.see("ann said not nice")
	if v := read[string](w, `document.querySelector('[aria-label="flag Post B"]').value`); v != "" || b.loads != 2 {
		t.Errorf("the field holds %q, Load ran %d times", v, b.loads)
	}
	w.calm()
}

func TestInABrowserWhatTheVisitorDoesStaysWhenThePageChanges(t *testing.T) {
	site := serve(t, served(t, view(func(m *made) html.Node {
		return html.Main(
			html.Button(html.ID("go"), live.OnClick(does(func() { m.N++ })), html.Textf("changed %d", m.N)),
			html.P(html.Textf("it is %d", m.N)),
			html.Input(html.ID("other"), html.Data("n", string(rune('a'+m.N)))),
			html.Input(html.ID("typed")), html.Textarea(html.ID("area"), html.Text("a")),
			html.Input(html.ID("box"), html.Type("checkbox")),
			html.Select(html.ID("select"), html.Option(html.Text("one")), html.Option(html.Text("two"))),
			html.Details(html.ID("details"), html.Summary(html.Text("sum")), html.P(html.Textf("inside %d", m.N))),
			html.Dialog(html.ID("dialog"), html.Textf("dialog %d", m.N)),
			html.Div(html.ID("panel"), html.Hidden(), html.Textf("panel %d", m.N)),
			html.Button(html.ID("show"), live.On("click", live.Show("panel"), live.ToggleClass("panel", "open")), html.Text("show")),
			html.Input(html.ID("said"), html.Value(string(rune('a'+m.N)))),
			html.Div(html.ID("widget"), live.Ignore(), html.Textf("widget %d", m.N)),
		)
	})))
	w := look(t, site, "/")
	w.keys("#typed", "typed")
	w.keys("#other", "other")
	w.keys("#area", "b")
	w.click("#box")
	w.click("#show")
	w.click("#details summary")
	read[any](w, `(() => { document.getElementById("select").value = "two"; document.getElementById("widget").textContent = "mine" })()`)
	w.click("#go")
	w.see("it is 1")
	if w.t.Failed() {
		return
	}
	for expression, want := range map[string]string{
		`document.getElementById("typed").value`:                                "typed",
		`document.getElementById("other").value`:                                "other",
		`document.getElementById("other").dataset.n`:                            "b",
		`document.getElementById("area").value`:                                 "ba",
		`"" + document.getElementById("box").checked`:                           "true",
		`document.getElementById("select").value`:                               "two",
		`"" + document.getElementById("details").open`:                          "true",
		`document.getElementById("details").textContent`:                        "suminside 1",
		`"" + document.getElementById("panel").hidden`:                          "false",
		`document.getElementById("panel").className`:                            "open",
		`document.getElementById("panel").textContent`:                          "panel 1",
		`document.getElementById("said").value`:                                 "b",
		`document.getElementById("widget").textContent`:                         "mine",
		`document.getElementById("go").textContent + document.activeElement.id`: "changed 1go",
	} {
		if got := read[string](w, expression); got != want {
			t.Errorf("%s is %q, want %q", expression, got, want)
		}
	}
	w.calm()
}
