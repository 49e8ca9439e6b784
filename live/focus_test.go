package live_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
)

// tellsOthers is a page that its topic changes, as others do while somebody is at it.
func tellsOthers(t *testing.T, change func(*made), show func(*made) html.Node) (w *window, others func()) {
	t.Helper()
	first := true
	app := served(t, func() live.View {
		return &made{view: show, load: func(m *made) error {
			m.Follow("others")
			if !first {
				change(m)
				m.N++
			}
			first = false
			return nil
		}}
	})
	w = look(t, serve(t, app), "/")
	return w, func() {
		n := read[int](w, `+document.documentElement.innerText.match(/changed (\d+)/)[1]`)
		app.Publish("others")
		w.see(fmt.Sprintf("changed %d", n+1))
	}
}

// holds checks what expressions are in the page.
func (w *window) holds(want map[string]string) {
	w.t.Helper()
	for expression, is := range want {
		if got := read[string](w, `"" + (`+expression+`)`); got != is {
			w.t.Errorf("%s is %q, want %q", expression, got, is)
		}
	}
}

func TestInABrowserWhatOthersChangeDoesNotDisturbWhoTypes(t *testing.T) {
	w, others := tellsOthers(t, func(m *made) { m.Text += "x" }, func(m *made) html.Node {
		return html.Main(html.P(html.Textf("changed %d", m.N)),
			html.Input(html.ID("field"), html.Value("said"+m.Text)), html.Textarea(html.ID("area"), html.Text("said"+m.Text)),
			html.Input(html.ID("other"), html.Value("said"+m.Text)))
	})
	w.keys("#field", "abcd")
	read[any](w, `document.getElementById("field").setSelectionRange(2, 5)`)
	others()
	w.holds(map[string]string{ // the server says another value: it is not put over what is being typed
		`document.getElementById("field").value`: "abcdsaid", `document.getElementById("other").value`: "saidx", `document.activeElement.id`: "field",
		`[document.activeElement.selectionStart, document.activeElement.selectionEnd]`: "2,5",
	})
	w.keys("#area", "!")
	others()
	w.holds(map[string]string{`document.getElementById("area").value`: "saidx!", `document.activeElement.id`: "area"})
	w.calm()
}

func TestInABrowserWhatIsComposedStays(t *testing.T) {
	var pressed []string
	w, others := tellsOthers(t, func(*made) {}, func(m *made) html.Node {
		return html.Main(html.P(html.Textf("changed %d, heard %s.", m.N, m.Text)), html.Input(html.ID("field"), html.Data("n", strconv.Itoa(m.N)),
			live.OnInput(func(_ ctx, s string) error { m.Text = s; return nil }),
			live.OnKey("Enter", does(func() { pressed = append(pressed, "Enter") }))))
	})
	w.front()
	w.do(chromedp.Focus(chromedp.CSS("#field")))
	if _, err := chromedp.Call(w.ctx, input.ImeSetComposition, input.ImeSetCompositionParams{Text: "にほ", SelectionStart: 2, SelectionEnd: 2}); err != nil {
		t.Fatal(err)
	}
	w.see("heard にほ.")
	others() // a change comes in the midst of a word
	read[any](w, `document.getElementById("field").dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", isComposing: true, bubbles: true}))`)
	if _, err := chromedp.Call(w.ctx, input.InsertText, input.InsertTextParams{Text: "ニホン"}); err != nil {
		t.Fatal(err)
	}
	w.see("heard ニホン.")
	w.do(chromedp.KeyEvent(kb.Enter))
	others()
	w.holds(map[string]string{`document.getElementById("field").value`: "ニホン"})
	if len(pressed) != 1 {
		t.Errorf("Enter was heard %d times: the one that ends a composition is none", len(pressed))
	}
	w.calm()
}

func TestInABrowserWhatIsOpenStaysOpenAndWhereItWas(t *testing.T) {
	w, others := tellsOthers(t, func(*made) {}, func(m *made) html.Node {
		return html.Main(html.P(html.Textf("changed %d", m.N)),
			html.Dialog(html.ID("dialog"), html.Textf("dialog %d", m.N), html.Input(html.ID("in"))),
			html.Div(html.ID("menu"), html.Popover("manual"), html.Textf("menu %d", m.N)),
			html.Div(html.ID("box"), html.Class("box"), html.Each(slices.Repeat([]int{1}, 1), func(i int) int { return i }, func(int) html.Node {
				return html.Pre(html.Textf("%d%s", m.N, strings.Repeat("\nline", 200)))
			})),
			html.Input(html.Type("checkbox"), html.ID("box1"), html.If(m.N == 0, html.Checked())))
	})
	read[any](w, `(() => { const box = document.getElementById("box"); box.style.height = "100px"; box.style.overflow = "auto"; box.setAttribute("data-x", "")
		document.getElementById("menu").showPopover(); document.getElementById("dialog").showModal(); box.scrollTop = 700 })()`)
	w.keys("#in", "typed")
	others()
	w.holds(map[string]string{
		`document.getElementById("dialog").matches(":modal")`: "true", `document.getElementById("dialog").firstChild.data`: "dialog 1",
		`document.getElementById("menu").matches(":popover-open")`: "true", `document.getElementById("in").value`: "typed",
		`document.activeElement.id`: "in", `document.getElementById("box1").checked`: "false",
	})
	read[any](w, `(() => { document.getElementById("dialog").close(); document.getElementById("box1").checked = true })()`)
	others() // says of the box what it said before
	w.holds(map[string]string{`document.getElementById("dialog").open`: "false", `document.getElementById("box1").checked`: "true"})
	w.calm()
}

func TestInABrowserARowThatMovesTakesTheKeyboardWithIt(t *testing.T) {
	rows := make([]int, 300)
	for i := range rows {
		rows[i] = i
	}
	w, others := tellsOthers(t, func(*made) {
		if rows[0] == 0 { // first a row is put on top, then the one that is typed in
			rows = append([]int{300}, rows...)
			return
		}
		rows = slices.Insert(slices.Delete(rows, 8, 9), 0, 7)
	}, func(m *made) html.Node {
		return html.Main(html.P(html.Textf("changed %d", m.N)), html.Ul(html.ID("list"), html.Each(rows, func(i int) int { return i }, func(i int) html.Node {
			return html.Li(html.Input(html.ID(fmt.Sprint("in-", i))), html.El("iframe", html.Attr("title", strconv.Itoa(i))))
		})))
	})
	w.keys("#in-7", "half typed")
	read[any](w, `(() => { document.activeElement.setSelectionRange(4, 4); window.mine = document.activeElement; window.frame = document.querySelectorAll("iframe")[50].contentWindow
		window.changes = 0; new MutationObserver((all) => changes += all.filter((m) => m.type === "childList").length).observe(document.getElementById("list"), {childList: true, subtree: true}) })()`)
	others()
	w.holds(map[string]string{
		`document.activeElement === mine`: "true", `mine.value`: "half typed", `document.querySelector("#list input").id`: "in-300",
		`[...document.querySelectorAll("iframe")].some((f) => f.contentWindow === frame)`: "true",
	})
	if n := read[int](w, `changes`); n > 5 {
		t.Errorf("one row on top of 300 changes the page %d times", n)
	}
	others()
	w.holds(map[string]string{
		`document.querySelector("#list input").id`: "in-7", `document.activeElement.id`: "in-7", `document.activeElement.value`: "half typed",
		`document.activeElement.selectionStart`: "4",
	})
	w.calm()
}

func TestInABrowserTheButtonThatSendsKeepsTheKeyboard(t *testing.T) {
	release, ran := make(chan struct{}), 0
	type form struct {
		Text string `form:"text"`
	}
	w := look(t, serve(t, served(t, view(func(m *made) html.Node {
		return html.Main(html.P(html.Textf("got %s, pressed %d.", m.Text, m.N)),
			html.Form(live.OnSubmit(func(_ ctx, f form) error { ran++; <-release; m.Text = f.Text; return nil }),
				html.Input(html.Name("text"), html.ID("text")), html.Button(html.ID("send"), html.Text("Send"))),
			html.Button(html.ID("press"), html.Text("press"), live.OnClick(does(func() { m.N++ }))))
	}))), "/")
	w.keys("#text", "x"+kb.Tab)
	w.do(chromedp.KeyEvent(" "))
	w.until(`document.querySelector("form").getAttribute("aria-busy") === "true"`)
	w.do(chromedp.KeyEvent(" ")) // while it is busy
	time.Sleep(50 * time.Millisecond)
	close(release)
	w.see("got x")
	w.until(`!document.querySelector("form").hasAttribute("aria-busy")`)
	w.holds(map[string]string{`document.activeElement.id`: "send", `document.getElementById("text").value`: ""})
	if ran != 1 {
		t.Errorf("the form was sent %d times", ran)
	}
	w.do(chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(kb.Enter))
	w.see("pressed 1")
	w.do(chromedp.KeyEvent(" "))
	w.see("pressed 2")
	w.holds(map[string]string{`document.activeElement.id`: "press"})
	w.calm()
}
