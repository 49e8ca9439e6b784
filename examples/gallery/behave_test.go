package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/ui"
)

func TestNoPageIsWiderThanTheScreen(t *testing.T) {
	b := open(t, handler())
	for _, width := range []int64{320, 390, 1280} {
		b.size(width, 900)
		for _, p := range pages() {
			b.visit(p.path)
			if got := ask[int64](b, `document.documentElement.scrollWidth`); got > width {
				wide := ask[string](b, `[...document.querySelectorAll("main *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".kin-Table-scroll, .kin-CodeBlock, .rt-BaseTabList")).map(e => e.outerHTML.slice(0, 90)).slice(0, 3).join("\n")`)
				t.Errorf("%s is %d pixels wide on a screen of %d:\n%s", p.path, got, width, wide)
			}
		}
	}
}

func TestNoPageNeedsMoreThanItsPolicy(t *testing.T) {
	b := open(t, handler())
	for _, p := range pages() {
		b.visit(p.path)
	}
	for _, complaint := range b.heard() {
		t.Errorf("the browser complains: %s", complaint)
	}
	if styled := ask[int](b, `document.querySelectorAll("[style], script, style").length`); styled != 0 {
		t.Errorf("%d elements have a style or are scripts", styled)
	}

	// The same policy on a page that does need more.
	planted := open(t, guarded(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, `<!DOCTYPE html><title>Planted</title><p style="color: red">styled</p>`)
	})))
	planted.visit("/")
	time.Sleep(200 * time.Millisecond)
	if len(planted.heard()) == 0 {
		t.Error("a style attribute was planted, and the browser did not complain")
	}
}

func TestADialogOpensAndClosesWithoutScripts(t *testing.T) {
	b := open(t, handler())
	b.size(1280, 900)
	b.visit("/floating/")
	b.click(`[commandfor="edit"][command="show-modal"]`)
	b.becomes("the dialog is modal", `document.querySelector("#edit").matches(":modal")`)
	b.becomes("the focus is in it", `document.querySelector("#edit").contains(document.activeElement)`)
	b.press(kb.Escape)
	b.becomes("escape closes it", `!document.querySelector("#edit").open`)
	b.becomes("the focus is back", `document.activeElement.getAttribute("commandfor") === "edit"`)
	b.press(kb.Enter)
	b.becomes("enter opens it", `document.querySelector("#edit").open`)
	b.click(`#edit [aria-label="Close"]`)
	b.becomes("the cross closes it", `!document.querySelector("#edit").open`)
	b.press(kb.Enter)
	b.click(`#edit [command="close"]`)
	b.becomes("cancel closes it", `!document.querySelector("#edit").open`)
}

// below says that what a button shows stands below it, at its left end.
const below = `(id => {
	const menu = document.getElementById(id).getBoundingClientRect(), button = document.querySelector("[popovertarget=" + id + "]").getBoundingClientRect()
	return menu.top >= button.bottom && menu.top < button.bottom + 12 && Math.abs(menu.left - button.left) < 2
})`

func TestAMenuStandsBelowItsButton(t *testing.T) {
	b := open(t, handler())
	b.size(1280, 900)
	b.visit("/floating/")
	b.click(`[popovertarget="note"]`)
	b.becomes("the popover stands below its button", below+`("note")`)
	b.press(kb.Escape)
	b.click(`[popovertarget="actions"]`)
	b.becomes("the menu is open", `document.querySelector("#actions").matches(":popover-open")`)
	b.becomes("it stands below its button", below+`("actions")`)
	b.press(kb.Tab)
	b.becomes("tab leads into it", `document.querySelector("#actions").contains(document.activeElement)`)
	b.press(kb.Escape)
	b.becomes("escape hides it", `!document.querySelector("#actions").matches(":popover-open")`)
}

func TestTabsFollowTheArrowKeys(t *testing.T) {
	b := open(t, handler())
	b.size(1280, 900)
	b.visit("/navigation/")
	seen := func(n int) string {
		return fmt.Sprintf(`[...document.querySelectorAll(".kin-Tab-panel")].map(p => p.checkVisibility()).indexOf(true) === %d && [...document.querySelectorAll(".kin-Tab-panel")].filter(p => p.checkVisibility()).length === 1`, n)
	}
	b.becomes("the first is seen", seen(0))
	b.do(chromedp.Focus(chromedp.CSS("#account-1")))
	b.press(kb.ArrowRight)
	b.becomes("the second is seen", seen(1))
	b.press(kb.ArrowLeft)
	b.press(kb.ArrowLeft)
	b.becomes("before the first comes the last", seen(2))
	b.click(`label:has(#account-1)`)
	b.becomes("a click leads back", seen(0))
}

func TestTheThemeIsKeptWithoutScripts(t *testing.T) {
	b := open(t, handler())
	b.size(1280, 900)
	b.system("light")
	background := `getComputedStyle(document.documentElement).backgroundColor`
	b.visit("/tables/?sort=-posts&page=2")
	light := ask[string](b, background)
	b.click(`[name=appearance][value=dark]`)
	b.becomes("the page is dark", background+` === "rgb(17, 17, 19)"`)
	if got := ask[string](b, `location.pathname + location.search`); got != "/tables/?sort=-posts&page=2" {
		t.Errorf("the switch leads to %s", got)
	}
	b.visit("/charts/")
	b.becomes("the next page is dark too", background+` === "rgb(17, 17, 19)"`)
	b.click(`[name=appearance][value=light]`)
	b.becomes("and light again", fmt.Sprintf("%s === %q", background, light))
	b.click(`[name=appearance][value=auto]`)
	b.system("dark")
	b.becomes("and as the system", background+` === "rgb(17, 17, 19)"`)
}

func TestATableIsSortedAndTurnedByLinks(t *testing.T) {
	b := open(t, handler())
	b.size(1280, 900)
	b.visit("/tables/")
	b.click(`.kin-Table th:nth-child(4) a`)
	b.becomes("sorted upwards", `document.querySelector(".kin-Table th:nth-child(4)").getAttribute("aria-sort") === "ascending"`)
	b.click(`.kin-Table th:nth-child(4) a`)
	b.becomes("sorted downwards", `document.querySelector(".kin-Table th:nth-child(4)").getAttribute("aria-sort") === "descending"`)
	numbers := `[...document.querySelectorAll(".kin-Table tbody td.kin-number")].slice(0, 10).map(c => +c.textContent.replace(",", ""))`
	b.becomes("in that order", numbers+`.every((n, i, all) => i === 0 || n <= all[i-1])`)
	b.click(`[aria-label="Next page"]`)
	b.becomes("the second page, in the same order", `location.search === "?page=2&sort=-posts"`)
}

func TestTheMenuOfANarrowScreenOpens(t *testing.T) {
	b := open(t, handler())
	b.size(390, 800)
	b.visit("/")
	b.becomes("the side is away", `!document.querySelector(".kin-Side").checkVisibility()`)
	b.click(`[popovertarget="kin-menu"]`)
	b.becomes("the drawer is open", `document.querySelector("#kin-menu").matches(":popover-open")`)
	time.Sleep(200 * time.Millisecond)
	b.shoot("drawer-390")
	b.click(`#kin-menu a[href="/charts/"]`)
	b.becomes("it leads on", `location.pathname === "/charts/"`)
}

func TestASelectIsChosenFromByKeyboard(t *testing.T) {
	b := open(t, handler())
	b.size(1280, 900)
	b.visit("/choices/")
	b.click(`#field-usual`)
	time.Sleep(300 * time.Millisecond)
	b.shoot("select-1280")
	b.press(kb.ArrowDown)
	b.press(kb.Enter)
	b.becomes("the next one is chosen", `document.querySelector("#field-usual").value === "admin"`)
}

func TestATooltipShowsUnderThePointerAndForTheKeyboard(t *testing.T) {
	b := open(t, handler())
	b.size(1280, 900)
	b.visit("/floating/")
	visible := func(id string) string {
		return fmt.Sprintf(`getComputedStyle(document.querySelector("#%s")).visibility === "visible"`, id)
	}
	if ask[bool](b, visible("tip-save")) {
		t.Error("a tooltip is seen although nobody has asked for it")
	}
	b.do(chromedp.Focus(chromedp.CSS(`[aria-describedby="tip-save"]`)))
	b.becomes("the tooltip is seen", visible("tip-save"))
	time.Sleep(400 * time.Millisecond)
	b.shoot("tooltip-1280")
	at := ask[[]float64](b, `(r => [r.x + r.width / 2, r.y + r.height / 2])(document.querySelector("[aria-describedby=tip-bold]").getBoundingClientRect())`)
	b.do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, at[0], at[1]))
	b.becomes("the other one under the pointer", visible("tip-bold"))
}

func TestASwitchIsMovedBySpace(t *testing.T) {
	b := open(t, handler())
	b.size(1280, 900)
	b.visit("/choices/")
	b.do(chromedp.Focus(chromedp.CSS(`#field-notify`)))
	b.press(" ")
	b.becomes("it is off", `!document.querySelector("#field-notify").checked`)
	b.do(chromedp.Focus(chromedp.CSS(`#field-volume`)))
	b.press(kb.ArrowRight)
	b.becomes("the slider has moved", `document.querySelector("#field-volume").value === "41"`)
}

func TestAPartOfAPageCanLookDifferent(t *testing.T) {
	b := open(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, ui.AssetsPath) {
			ui.Assets().ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_ = html.Document(html.Lang("en"), ui.Theme{Appearance: ui.Night}.Attributes(),
			html.Head(html.Title(html.Text("Parts")), ui.StyleSheet()),
			html.Body(
				html.Div(html.ID("same"), ui.Theme{Accent: ui.Green}.Attributes(), ui.Button(html.Text("green"))),
				html.Div(html.ID("day"), ui.Theme{Appearance: ui.Day}.Attributes(), ui.Button(html.Text("indigo"))),
				html.Div(html.ID("auto"), ui.Theme{Appearance: ui.Auto}.Attributes()),
			)).Render(w)
	}))
	background := func(selector string) string {
		return ask[string](b, fmt.Sprintf("getComputedStyle(document.querySelector(%q)).backgroundColor", selector))
	}
	b.system("light")
	b.visit("/")
	page, day := "rgb(17, 17, 19)", "rgb(255, 255, 255)"
	for selector, want := range map[string]string{
		"html": page, "#same": page, "#day": day, "#auto": day, "#same button": "rgb(33, 131, 88)", "#day button": "rgb(62, 99, 221)",
	} {
		if got := background(selector); got != want {
			t.Errorf("the background of %s is %s, want %s", selector, got, want)
		}
	}
	b.system("dark")
	if got := background("#auto"); got != page {
		t.Errorf("on a dark system the part that follows it is %s", got)
	}
	if got, want := ask[string](b, `getComputedStyle(document.querySelector("#day")).getPropertyValue("--shadow-5")`), ask[string](b, `getComputedStyle(document.querySelector("#same")).getPropertyValue("--shadow-5")`); got == want {
		t.Error("the shadows of the light part are those of the dark page")
	}
}

func TestOnlyFieldsOutOfUseAreGray(t *testing.T) {
	b := open(t, handler())
	b.system("light")
	b.visit("/fields/")
	gray := ask[string](b, `[...document.querySelectorAll(".rt-TextFieldRoot.rt-variant-surface")].filter(f => getComputedStyle(f).backgroundColor === "rgb(249, 249, 251)").map(f => f.querySelector("input").value).join()`)
	if want := "Cannot be changed,Can be copied"; gray != want {
		t.Errorf("the gray fields are %q, want %q", gray, want)
	}
}
