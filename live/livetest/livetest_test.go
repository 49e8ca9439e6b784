package livetest

import (
	"strings"
	"testing"

	"github.com/kin-go/kin/html"
)

func TestWhatHTMLWritesIsReadAgain(t *testing.T) {
	page := html.Document(html.Lang("en"), html.Head(html.Title(html.Text("A & B"))), html.Body(
		html.P(html.Class("x"), html.TitleAttr(`say "<hi>"`), html.Text("1 < 2 "), html.Strong(html.Text("bold")), html.Text("er")),
		html.Input(html.Name("a"), html.Required(), html.Value("")), html.Br(),
		html.Ul(html.Li(html.Text("one")), html.Li(html.Text("two"))),
		html.Div(html.Hidden(), html.Text("not seen")),
	))
	var b strings.Builder
	if err := page.Render(&b); err != nil {
		t.Fatal(err)
	}
	root := parse(b.String())
	if got := root.words(); got != "1 < 2 bolder one two" {
		t.Errorf("it reads %q", got)
	}
	p := root.first(func(n *node) bool { return n.tag == "p" })
	if p.attrs["title"] != `say "<hi>"` || p.attrs["class"] != "x" {
		t.Errorf("the attributes are %v", p.attrs)
	}
	input := root.first(isField)
	if value, given := input.attrs["value"]; !input.has("required") || !given || value != "" || input.attrs["name"] != "a" {
		t.Errorf("the field is %v", input.attrs)
	}
	if n := len(root.all(func(n *node) bool { return n.tag == "li" })); n != 2 {
		t.Errorf("%d items", n)
	}
}

func TestAReplacedPartKeepsWhatHasAStubAndWhatWasTyped(t *testing.T) {
	root := parse(`<main id="m"><p id="a">old</p><ul id="u"><li id="1">one</li><li id="2">two</li></ul><input name="x"><input name="y" value="1"></main>`)
	fields := root.all(isField)
	x, y := "typed", "2"
	fields[0].value, fields[1].value = &x, &y
	root.byID("m").replace(parse(`<main id="m"><p id="a">new</p><ul id="u"><li id="2" data-keep></li><li id="3">three</li></ul><input name="x"><input name="y" value="9"></main>`).kids[0], root)
	if got := root.words(); got != "new two three" {
		t.Errorf("it reads %q", got)
	}
	fields = root.all(isField)
	if fields[0].valueOf() != "typed" || fields[1].valueOf() != "9" {
		t.Errorf("the fields hold %q and %q", fields[0].valueOf(), fields[1].valueOf())
	}
}

func TestAFieldHoldsWhatItsElementSays(t *testing.T) {
	for page, want := range map[string]string{
		`<input>`:                           "",
		`<input value="a">`:                 "a",
		`<input type="checkbox">`:           "on",
		`<input type="checkbox" value="v">`: "v",
		`<textarea>a &amp; b</textarea>`:    "a & b",
		`<select></select>`:                 "",
		`<select><option>one</option><option value="2" selected>two</option></select>`: "2",
		`<select><option>one</option></select>`:                                        "one",
	} {
		if got := parse(page).kids[0].valueOf(); got != want {
			t.Errorf("%s holds %q, want %q", page, got, want)
		}
	}
}

func TestLabelsNameTheirFields(t *testing.T) {
	tab := &Tab{t: t, page: parse(`<label>Name <input id="1"><small class="live-message">wrong</small></label><label for="2">Text</label><textarea id="2"></textarea><input id="3" placeholder="Town"><input id="4" aria-label="Zip" name="z">`)}
	for name, id := range map[string]string{"Name": "1", "Text": "2", "Town": "3", "Zip": "4", "z": "4", "#3": "3"} {
		if n := tab.named(name, isField); n.attrs["id"] != id {
			t.Errorf("%q is %v", name, n.attrs)
		}
	}
}
