package ui_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/ui"
)

// everything is each component, with a text from outside wherever one can stand.
func everything(s string) map[string]html.Node {
	text := html.Text(s)
	href := html.Href("/x")
	chart := ui.Chart{Title: s, Text: s, Labels: []string{s, "b"}, Series: []ui.Series{{Name: s, Values: []float64{1, 2}}, {Name: "other", Values: []float64{3, 4}}}}
	table := ui.Table[string]{Caption: s, ShowCaption: true, Key: func(r string) string { return r }, Rows: []string{s}, Total: 40,
		Columns: []ui.Column[string]{{Title: s, Sort: s, Head: true, Cell: html.Text}, {Title: "b", Cell: func(string) html.Node { return text }}},
		Move:    func(ui.Position) html.Node { return href }}
	empty := ui.Table[string]{Caption: "none", Columns: table.Columns, Empty: text}
	return map[string]html.Node{
		"Text": ui.Text(text), "Paragraph": ui.Paragraph(text), "Heading": ui.Heading(2, text), "Link": ui.Link(href, text), "Code": ui.Code(text),
		"CodeBlock": ui.CodeBlock(s, s), "Kbd": ui.Kbd(text), "Blockquote": ui.Blockquote(text),
		"Stack": ui.Stack(text), "Row": ui.Row(ui.Wrap, text), "Grid": ui.Grid(2, text), "Container": ui.Container(text), "Separator": ui.Separator(),
		"Button": ui.Button(text), "Button link": ui.Button(href, text), "Button busy": ui.Button(ui.Busy, text), "IconButton": ui.IconButton(s, ui.IconX),
		"Card": ui.Card(text), "Card link": ui.Card(href, text), "Badge": ui.Badge(text), "Callout": ui.Callout(ui.IconInfo, text), "Avatar": ui.Avatar(s), "Avatar picture": ui.Avatar(s, html.Src("/a.png")),
		"TextField": ui.TextField(ui.Label(s), ui.Hint(s), ui.Problem(s), ui.Suffix(s), ui.IconMail, html.Name("a"), html.Value(s)),
		"TextArea":  ui.TextArea(ui.Label(s), html.Name("b"), text), "Select": ui.Select(ui.Label(s), html.Name("c"), ui.Choices(s, ui.Choice{Value: s, Text: s})),
		"Checkbox": ui.Checkbox(s, html.Name("d"), ui.Hint(s)), "Switch": ui.Switch(s, html.Name("e")), "Slider": ui.Slider(ui.Label(s), html.Name("f")),
		"RadioGroup": ui.RadioGroup("g", s, []ui.Choice{{Value: "v", Text: s, Hint: s}}, ui.Label(s)),
		"Table":      table.Node(), "Table empty": empty.Node(), "Pagination": ui.Pagination(s, 2, 9, func(int) html.Node { return href }),
		"Tabs": ui.Tabs("tabs", s, []ui.Tab{{Title: s, Content: text}, {Title: "b"}}), "TabLinks": ui.TabLinks(s, ui.TabLink(s, true, href), ui.TabLink("b", false)),
		"Dialog": ui.Dialog("dialog", s, text), "DialogFoot": ui.DialogFoot(text), "Menu": ui.Menu("menu", s, ui.MenuLabel(s), ui.MenuItem(text), ui.MenuItem(href, text), ui.MenuLine()),
		"Popover": ui.Popover("popover", s, text), "Tooltip": ui.Tooltip("tip", s, ui.Button(html.Aria("describedby", "tip"), text)),
		"Toasts": ui.Toasts(ui.Toast(ui.IconInfo, s, href, text)), "Progress": ui.Progress(s, 1, 2), "Progress unknown": ui.Progress(s, 0, 0), "Spinner": ui.Spinner(s),
		"BarChart": ui.BarChart(chart), "LineChart": ui.LineChart(chart), "PieChart": ui.PieChart(s, []ui.Share{{Name: s, Value: 1}, {Name: "b", Value: 2}}, nil),
		"ThemeSwitch": ui.ThemeSwitch(ui.Day), "Shell": ui.Shell{Brand: s, Icon: ui.IconBox, Groups: []ui.Links{{Title: s, Links: []ui.ShellLink{{Text: s, Href: "/", Current: true}}}}, Corner: text, Foot: text}.Around(text),
	}
}

func TestEachComponentIsMadeOfEscapedTextAndNoStyle(t *testing.T) {
	for name, n := range everything(hostile) {
		t.Run(name, func(t *testing.T) {
			has(t, n, "!<script", "! style=", "!javascript:", "! on")
		})
	}
}

func TestIDsOfAPageAreDifferent(t *testing.T) {
	seen := map[string]string{}
	for name, n := range everything("text") {
		parts := strings.Split(written(t, n), ` id="`)
		for _, p := range parts[1:] {
			id, _, _ := strings.Cut(p, `"`)
			if other, twice := seen[id]; twice {
				t.Errorf("the id %s is in %s and in %s", id, name, other)
			}
			seen[id] = name
		}
	}
	if len(seen) < 15 {
		t.Errorf("only %d ids were seen", len(seen))
	}
}

func TestWhatIsReferredToIsThere(t *testing.T) {
	for name, n := range everything("text") {
		got := written(t, n)
		for _, attribute := range []string{"for", "aria-describedby", "aria-labelledby", "aria-controls", "popovertarget"} {
			for _, p := range strings.Split(got, " "+attribute+`="`)[1:] {
				ids, _, _ := strings.Cut(p, `"`)
				for id := range strings.FieldsSeq(ids) {
					if !strings.Contains(got, fmt.Sprintf(` id="%s"`, id)) {
						t.Errorf("%s: %s is %s, and nothing has that id", name, attribute, id)
					}
				}
			}
		}
	}
}

func TestAnIconSaysNothingAndItsButtonHasAName(t *testing.T) {
	has(t, ui.IconButton("Close", ui.IconX, html.ID("x")), `aria-label="Close"`, `title="Close"`, `aria-hidden="true"`, `id="x"`)
	has(t, ui.IconButton("Close", ui.IconX, html.TitleAttr("Close it")), `title="Close it"`)
}

func TestAButtonWithAnAddressIsALink(t *testing.T) {
	has(t, ui.Button(html.Href("/a"), html.Text("Go")), `<a class="`, `href="/a"`, "!<button")
	has(t, ui.Button(html.Group(html.Href("/a")), html.Text("Go")), `<a class="`, "!<button")
	has(t, ui.Card(html.Href("/a"), html.Text("Go")), `<a class="`)
	has(t, ui.Button(html.Href("javascript:alert(1)"), html.Text("Go")), "about:invalid", "!javascript")
}

func TestABusyButtonSaysSo(t *testing.T) {
	has(t, ui.Button(ui.Busy, html.Text("Save")), `aria-busy="true"`, `aria-disabled="true"`, "Save", "rt-SpinnerLeaf")
}

func TestAHeadingHasItsLevel(t *testing.T) {
	has(t, ui.Heading(3, html.Text("x")), "<h3 ", "rt-r-size-4")
	has(t, ui.Heading(3, ui.Size9, html.Text("x")), "<h3 ", "rt-r-size-9", "!rt-r-size-4")
	refuses(t, ui.Heading(0), "level of 1 to 6", "not 0")
	refuses(t, ui.Heading(7), "not 7")
	refuses(t, ui.Grid(1), "2 to 6 columns")
}

func TestOnlyARedCalloutInterrupts(t *testing.T) {
	has(t, ui.Callout(ui.IconInfo, ui.Red, html.Text("x")), `role="alert"`)
	has(t, ui.Callout(ui.IconInfo, html.Text("x")), `role="status"`)
}

func TestAnAvatarHasLettersAndOneColorForAName(t *testing.T) {
	for name, letters := range map[string]string{"Ann Lindqvist": "AL", "ann": "A", "Anna Maria von Öz": "AÖ", "  ": "?", "": "?", "Ω β": "ΩΒ", "O'Brien": "OB"} {
		has(t, ui.Avatar(name), ">"+letters+"<")
	}
	colors := map[string]bool{}
	for _, name := range []string{"Ann", "Bo", "Chen", "Dara", "Emil"} {
		once, again := written(t, ui.Avatar(name)), written(t, ui.Avatar(name, ui.Size3))
		if once != again {
			t.Errorf("%q has two looks:\n%s\n%s", name, once, again)
		}
		_, color, _ := strings.Cut(once, "data-accent-color=")
		colors[strings.Fields(color)[0]] = true
	}
	if len(colors) < 2 {
		t.Errorf("five people have the colors %v", colors)
	}
	has(t, ui.Avatar(""), `aria-label="Unknown"`)
	has(t, ui.Avatar("Ann", html.Src("/ann.png")), `alt="Ann"`, `src="/ann.png"`)
}

func TestProgressStaysWithinItsLimits(t *testing.T) {
	has(t, ui.Progress("x", 5, 4), `value="4"`, `max="4"`)
	has(t, ui.Progress("x", -1, 4), `value="0"`)
	has(t, ui.Progress("x", 1, 0), "!value=", "!max=", `aria-label="x"`)
}

func TestTabsAreRadioButtons(t *testing.T) {
	n := ui.Tabs("account", "Account", []ui.Tab{{Title: "One", Content: html.Text("1")}, {Title: "Two", Content: html.Text("2")}}, html.ID("own"))
	has(t, n, `id="own"`, `role="radiogroup" aria-label="Account"`, `type="radio" name="account" id="account-1" value="One" checked`, `id="account-2" value="Two" aria-controls="account-2-panel"`,
		`id="account-2-panel" role="group" aria-labelledby="account-2"`)
	refuses(t, ui.Tabs("many", "Many", make([]ui.Tab, 9)), `Tabs "many" are 9`, "1 to 8")
	refuses(t, ui.Tabs("none", "None", nil), "are 0")
}

func TestOneTabLinkIsCurrent(t *testing.T) {
	has(t, ui.TabLink("One", true, html.Href("/1")), "<a ", `aria-current="page"`)
	has(t, ui.TabLink("Two", false), "<button type=\"button\"", "!aria-current")
}

func TestADialogIsOpenedByItsButton(t *testing.T) {
	has(t, ui.Button(ui.Opens("edit"), html.Text("Edit")), `type="button"`, `commandfor="edit"`, `command="show-modal"`)
	has(t, ui.Dialog("edit", "Edit", ui.Size4, html.Open(), html.Text("body")), `<dialog class="kin-Dialog rt-r-size-4" id="edit"`, `aria-labelledby="edit-title"`, " open", `id="edit-title"`, `method="dialog"`, "body")
}

func TestAMenuIsAPopover(t *testing.T) {
	has(t, ui.Button(ui.Shows("menu"), html.Text("More")), `popovertarget="menu"`)
	has(t, ui.Menu("menu", "More", ui.MenuItem(html.Text("a"))), `popover="auto"`, `id="menu"`, `aria-label="More"`, "<button ")
	has(t, ui.MenuItem(html.Href("/a"), html.Text("a")), "<a ")
}

func TestAToastWithoutAWayToGoHasNoCross(t *testing.T) {
	has(t, ui.Toast(ui.IconInfo, "Saved", nil), "Saved", "!Dismiss", "!kin-Toast-body")
	has(t, ui.Toast(ui.IconInfo, "Saved", html.Data("on", "dismiss"), html.Text("all")), `aria-label="Dismiss"`, `data-on="dismiss"`, "kin-Toast-body")
	has(t, ui.Toast(ui.IconInfo, "Saved", nil, ui.Fading()), "kin-fading")
}

func TestEachIconHasADrawing(t *testing.T) {
	names := map[string]bool{}
	for _, i := range ui.Icons() {
		has(t, i, `<svg class="kin-Icon" viewBox="0 0 24 24" aria-hidden="true"><`, "!<script")
		names[i.Name()] = true
	}
	if len(names) != len(ui.Icons()) || len(names) < 100 {
		t.Errorf("%d icons have %d names", len(ui.Icons()), len(names))
	}
}

func TestAShellMarksWhereOneIs(t *testing.T) {
	n := ui.Shell{Brand: "Elm Lane", Groups: []ui.Links{{Links: []ui.ShellLink{{Text: "Posts", Href: "/posts", Current: true}, {Text: "People", Href: "/people"}}}}}.Around(html.Text("page"))
	has(t, n, `href="#content"`, `id="content"`, `href="/posts" aria-current="page"`, `aria-label="Main"`, `popovertarget="kin-menu"`)
	if got := strings.Count(written(t, n), "aria-current"); got != 2 { // at the side and in the drawer
		t.Errorf("%d links are current", got)
	}
	has(t, ui.Shell{Brand: "Small"}.Around(html.Text("page")), "!<nav", "!popover")
}
