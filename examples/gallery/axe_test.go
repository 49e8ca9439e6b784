package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/ui"
)

// axeVersion is the checker that the pages are given to. It comes from npm when the tests run
// and is no part of ours.
const axeVersion = "axe-core@4.14.1"

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
	Passes     int      `json:"passes"`
	Incomplete []string `json:"incomplete"`
	Violations []struct {
		ID    string   `json:"id"`
		Help  string   `json:"help"`
		Nodes []string `json:"nodes"`
	} `json:"violations"`
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

// A state is what a page looks like after a click, and how one knows.
type state struct{ click, shows string }

var states = map[string][]state{
	"/navigation/": {
		{`label:has(#account-2)`, `document.querySelector("#account-2-panel").checkVisibility()`},
		{`label:has(#account-3)`, `document.querySelector("#account-3-panel").checkVisibility()`},
	},
	"/floating/": {
		{`[popovertarget="actions"]`, `document.querySelector("#actions").matches(":popover-open")`},
		{`[popovertarget="note"]`, `document.querySelector("#note").matches(":popover-open")`},
		{`[commandfor="edit"]`, `document.querySelector("#edit").matches(":modal")`},
	},
	"/charts/": {{`.kin-Chart-data > summary`, `document.querySelector(".kin-Chart-data").open`}},
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
				for i, state := range states[p.path] {
					b.visit(p.path)
					b.click(state.click)
					b.becomes(state.click+" was clicked", state.shows)
					look(fmt.Sprintf("%s-%d", name, i+1))
				}
			}
		}
	}
	t.Logf("axe: %d looks at %d pages, %d rules passed, violations %d", looks, len(pages()), checks, faults)
}

func TestAxeFindsNothingInAnyAccent(t *testing.T) {
	b := open(t, handler())
	b.size(1280, 900)
	looks := 0
	for _, scheme := range []string{"light", "dark"} {
		b.system(scheme)
		for _, c := range ui.Colors() {
			b.visit("/?tone=sand&accent=" + string(c))
			v := b.judge()
			looks++
			if len(v.Violations) > 0 || len(v.Incomplete) > 0 || v.Passes == 0 {
				t.Errorf("%s, %s: %v\n%s", c, scheme, v.Incomplete, v)
			}
			b.shoot("accent-" + string(c) + "-" + scheme)
		}
	}
	t.Logf("axe: %d looks at %d accents", looks, len(ui.Colors()))
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
