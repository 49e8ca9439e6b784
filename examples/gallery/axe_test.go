package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/kin-go/kin/examples/internal/axe"
	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/ui"
)

// judge gives the page to axe.
func (b *tab) judge() axe.Verdict {
	b.t.Helper()
	v, err := axe.Judge(func(expression string) (string, error) { return ask[string](b, expression), nil })
	if err != nil {
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
		if err := v.Err(); err != nil {
			t.Errorf("%s: %v", name, err)
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
