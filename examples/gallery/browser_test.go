package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/ui"
)

// axeVersion is the checker that the pages are given to. It comes from npm when the tests run
// and is no part of ours.
const axeVersion = "axe-core@4.14.1"

// A tab is a page of a browser, and what the browser has complained of in it.
type tab struct {
	t    testing.TB
	ctx  context.Context //nolint:containedctx // the page lives as long as its test
	base string

	mu         sync.Mutex
	complaints []string
}

// open starts a browser for a test, if the run is one with a browser.
func open(t testing.TB, h http.Handler) *tab {
	t.Helper()
	if os.Getenv("KIN_BROWSER") == "" {
		t.Skip("KIN_BROWSER is not set: this test needs Chromium and npm")
	}
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatalf("KIN_BROWSER is set, and there is no chromium: %v", err)
	}
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	allocated, end := chromedp.NewExecAllocator(t.Context(),
		chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("hide-scrollbars", true))
	t.Cleanup(end)
	ctx, cancel := chromedp.NewContext(allocated)
	t.Cleanup(func() {
		_ = chromedp.Cancel(ctx)
		cancel()
	})
	b := &tab{t: t, ctx: ctx, base: server.URL}
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil { // the browser lives as long as the first context it is used with
		t.Fatal(err)
	}
	if err := chromedp.Listen(ctx, b.hear); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, log.Enable, struct{}{}); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *tab) hear(event any) {
	if e, ok := event.(*log.EventEntryAdded); ok && e.Entry.Level == "error" && !strings.Contains(e.Entry.URL, "favicon") {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.complaints = append(b.complaints, e.Entry.Text)
	}
}

func (b *tab) heard() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string{}, b.complaints...)
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := b.try(steps...); err != nil {
		b.t.Fatal(err)
	}
}

func (b *tab) try(steps ...chromedp.Action[chromedp.Void]) error {
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	return chromedp.Do(ctx, steps...)
}

func (b *tab) visit(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.base + path))
}

func (b *tab) click(selector string) {
	b.t.Helper()
	b.do(chromedp.Click(chromedp.CSS(selector)))
}

func (b *tab) press(keys string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(keys))
}

// size makes the window this wide.
func (b *tab) size(width, height int64) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(width, height))
}

// system makes the reader's system light or dark.
func (b *tab) system(scheme string) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}},
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

// ask gives what an expression is in the page.
func ask[T any](b *tab, expression string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 60*time.Second)
	defer cancel()
	answer, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%.200s: %v", expression, err)
	}
	return answer
}

// becomes waits until an expression is true in the page.
func (b *tab) becomes(what, expression string) {
	b.t.Helper()
	var last error
	for range 100 {
		ctx, cancel := context.WithTimeout(b.ctx, 5*time.Second)
		is, err := chromedp.Run(ctx, chromedp.Evaluate[bool](expression))
		cancel()
		if is && err == nil {
			return
		}
		last = err // a page that is on its way has no elements yet
		time.Sleep(30 * time.Millisecond)
	}
	b.t.Errorf("%s: %s did not become true (%v)", what, expression, last)
}

// shoot keeps a picture of the page, if KIN_SHOTS names a folder for them.
func (b *tab) shoot(name string) {
	b.t.Helper()
	folder := os.Getenv("KIN_SHOTS")
	if folder == "" {
		return
	}
	picture, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o600)
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

// axe is the checker's program.
var axe = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "kin-axe-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(folder)
	pack := exec.Command("npm", "pack", "--silent", axeVersion)
	pack.Dir = folder
	if said, err := pack.CombinedOutput(); err != nil {
		return "", fmt.Errorf("npm pack %s: %w: %s", axeVersion, err, said)
	}
	unpack := exec.Command("tar", "-xzf", strings.ReplaceAll(axeVersion, "@", "-")+".tgz", "package/axe.min.js")
	unpack.Dir = folder
	if said, err := unpack.CombinedOutput(); err != nil {
		return "", fmt.Errorf("unpacking %s: %w: %s", axeVersion, err, said)
	}
	program, err := os.ReadFile(filepath.Join(folder, "package", "axe.min.js"))
	return string(program), err
})

// aboveAll is why axe may be unsure: it does not see that a modal dialog lies above all else.
const aboveAll = "it is overlapped by another element"

// A verdict is what axe says of a page. What it is unsure of has not been found right, unless it
// stands in a box that scrolls, parts of which cannot be seen.
type verdict struct {
	Passes     int
	Incomplete []string
	Violations []struct {
		ID    string
		Help  string
		Nodes []string
	}
}

func (v verdict) String() string {
	var b strings.Builder
	for _, f := range v.Violations {
		fmt.Fprintf(&b, "  %s: %s\n", f.ID, f.Help)
		for _, n := range f.Nodes {
			fmt.Fprintf(&b, "    %s\n", n)
		}
	}
	return b.String()
}

// judge gives the page to axe.
func (b *tab) judge() verdict {
	b.t.Helper()
	program, err := axe()
	if err != nil {
		b.t.Fatal(err)
	}
	ask[bool](b, program+";true")
	answer := ask[string](b, `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}).then(r => JSON.stringify({
		passes: r.passes.length,
		incomplete: r.incomplete.flatMap(v => v.nodes.filter(n => !document.querySelector(n.target[0])?.closest("[role=region][tabindex]")).map(n => v.id + ": " + n.html.slice(0, 140) + " — " + (n.any[0]?.message ?? ""))),
		violations: r.violations.map(v => ({id: v.id, help: v.help, nodes: v.nodes.map(n => n.html.slice(0, 220) + " — " + (n.any[0]?.message ?? n.all[0]?.message ?? n.none[0]?.message ?? ""))})),
	}))`)
	var v verdict
	if err := json.Unmarshal([]byte(answer), &v); err != nil {
		b.t.Fatal(err)
	}
	return v
}

// states are what a page looks like beside its first look: what has to be clicked for it.
var states = map[string][]string{
	"/navigation/": {`label:has(#account-2)`, `label:has(#account-3)`},
	"/floating/":   {`[popovertarget="actions"]`, `[popovertarget="note"]`, `[commandfor="edit"]`},
	"/charts/":     {`.kin-Chart-data > summary`},
}

func TestAxeFindsNothingInEitherTheme(t *testing.T) {
	b := open(t, handler())
	checks, faults, looks := 0, 0, 0
	look := func(name string) {
		v := b.judge()
		checks, faults, looks = checks+v.Passes, faults+len(v.Violations), looks+1
		for _, unsure := range v.Incomplete {
			if !strings.Contains(unsure, aboveAll) {
				t.Errorf("%s: axe could not judge %s", name, unsure)
			}
		}
		if v.Passes == 0 {
			t.Errorf("%s: axe has checked nothing", name)
		}
		if len(v.Violations) > 0 {
			t.Errorf("%s:\n%s", name, v)
		}
		b.shoot(name)
	}
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int64{1280, 390} {
			b.size(width, 900)
			b.system(scheme)
			for _, p := range pages() {
				name := fmt.Sprintf("%s-%d-%s", strings.Trim(p.path, "/"), width, scheme)
				b.visit(p.path)
				look(name)
				for i, selector := range states[p.path] {
					b.click(selector)
					look(fmt.Sprintf("%s-%d", name, i+1))
				}
			}
		}
	}
	t.Logf("axe: %d looks at %d pages, %d rules passed, violations %d", looks, len(pages()), checks, faults)
}

func TestAxeFindsWhatIsPlanted(t *testing.T) {
	planted := http.NewServeMux()
	planted.Handle(ui.AssetsPath, ui.Assets())
	planted.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_ = html.Document(html.Lang("en"), theme(r).Attributes(),
			html.Head(html.Title(html.Text("Planted")), ui.StyleSheet(), html.Style(".faint { color: #aaa; background: #fff }")),
			html.Body(html.Main(ui.Heading(1, html.Text("Planted")), html.P(html.Class("faint"), html.Text("hardly to be read")), html.Input(html.Name("unnamed")))),
		).Render(w)
	})
	b := open(t, planted)
	b.visit("/")
	found := b.judge().String()
	for _, want := range []string{"color-contrast", "label"} {
		if !strings.Contains(found, want+":") {
			t.Errorf("axe did not find the planted %s; it found:\n%s", want, found)
		}
	}
}

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

func TestAMenuStandsBelowItsButton(t *testing.T) {
	b := open(t, handler())
	b.size(1280, 900)
	b.visit("/floating/")
	b.click(`[popovertarget="actions"]`)
	b.becomes("the menu is open", `document.querySelector("#actions").matches(":popover-open")`)
	b.becomes("it stands below its button", `(() => {
		const menu = document.querySelector("#actions").getBoundingClientRect(), button = document.querySelector("[popovertarget=actions]").getBoundingClientRect()
		return menu.top >= button.bottom && menu.top < button.bottom + 12 && Math.abs(menu.left - button.left) < 2
	})()`)
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
