package live_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
)

// hostile are strings that run a script where they are not escaped: ways out of the place where a text stands, and
// things that run.
func hostile() (list []string) {
	ways := []string{
		"", `">`, `'>`, `>`, `"`, `'`, `" `, `</textarea>`, `</title>`, `</option></select>`, `-->`, `<!--`, `</script>`, `]]>`, "`>", "\x00", `"/>`,
		`&quot;>`, `&#34;&#62;`, `\">`, `%22%3E`, "\r\n\r\n", `</style>`, `<svg><style>`, `<math><mtext><table><mglyph><style>`,
	}
	runs := []string{
		`<script>hit()</script>`, `<img src=x onerror=hit()>`, `<svg onload=hit()>`, `<svg/onload=hit()>`, `<iframe src="javascript:parent.hit()"></iframe>`,
		`<details open ontoggle=hit()>`, `<input autofocus onfocus=hit()>`, `<video><source onerror=hit()></video>`, `<body onpageshow=hit()>`,
		`javascript:hit()`, ` javascript:hit()`, "java\nscript:hit()", `JaVaScRiPt:hit()`, `data:text/html,<script>parent.hit()</script>`, `vbscript:hit()`,
		`onmouseover=hit() x=`, `onfocus="hit()" autofocus x="`, `autofocus onfocus=hit() `, `<a href=javascript:hit()>x</a>`, `<SCRIPT SRC=//x></SCRIPT><img src onerror="hit()">`,
	}
	for _, way := range ways {
		for _, run := range runs {
			list = append(list, way+run)
		}
	}
	return list
}

// contexts are the places where a text of a stranger may stand.
var contexts = map[string]func(s string) html.Node{
	"text": func(s string) html.Node { return html.P(html.Text(s)) },
	"attribute": func(s string) html.Node {
		return html.P(html.TitleAttr(s), html.Data("x", s), html.ID(s), html.Class(s))
	},
	"address":  func(s string) html.Node { return html.A(html.Href(s), html.Text("x")) },
	"picture":  func(s string) html.Node { return html.Img(html.Src(s), html.Srcset(s), html.Alt(s)) },
	"frame":    func(s string) html.Node { return html.Iframe(html.Src(s), html.Attr("name", s)) },
	"field":    func(s string) html.Node { return html.Input(html.Value(s), html.Placeholder(s), html.Name(s)) },
	"textarea": func(s string) html.Node { return html.Textarea(html.Text(s)) },
	"option":   func(s string) html.Node { return html.Select(html.Option(html.Value(s), html.Text(s))) },
	"form": func(s string) html.Node {
		return html.Form(html.Action(s), html.Button(html.FormAction(s), html.Text("x")))
	},
	"picture's": func(s string) html.Node {
		return html.El("svg", html.El("a", html.Attr("xlink:href", s)), html.El("text", html.Text(s)))
	},
	"key": func(s string) html.Node {
		return html.Ul(html.Each([]string{s}, func(k string) string { return k }, func(string) html.Node { return html.Li() }))
	},
	"confirmation": func(s string) html.Node {
		return html.Button(live.OnClick(does(func() {}), live.Confirm(s)), live.On("input", live.Show(s)))
	},
}

// some is how many strings a page shows at once.
const some = 100

// hostilePage shows the strings from ?at on; a click shows the next ones, by a patch.
func hostilePage(strs []string, node func(context, s string) html.Node) func() live.View {
	names := slices.Sorted(maps.Keys(contexts))
	return func() live.View {
		return &made{
			load: func(m *made) (err error) {
				m.N, err = strconv.Atoi(m.Query().Get("at"))
				return err
			},
			view: func(m *made) html.Node {
				next := live.OnClick(does(func() {
					m.N += some
					m.Toast("info", strs[m.N%len(strs)])
					m.SetValue("value", strs[m.N%len(strs)])
				}))
				rows := strs[min(m.N, len(strs)):min(m.N+some, len(strs))]
				return html.Main(
					html.Button(html.ID("next"), next, html.Text("next")), html.Input(html.ID("value")), html.P(html.ID("at"), html.Textf("%d", m.N)),
					html.Each(rows, func(s string) string { return s }, func(s string) html.Node {
						all := make([]html.Node, len(names))
						for i, name := range names {
							all[i] = node(name, s)
						}
						return html.Div(all...)
					}))
			},
		}
	}
}

// hits is how many scripts run, and how many could be clicked, on pages that show the strings.
func hits(t *testing.T, strs []string, node func(context, s string) html.Node, change func(*live.Config)) (ran, clickable, tried int) {
	t.Helper()
	w := blank(t, serve(t, served(t, hostilePage(strs, node), change)))
	hit := page.AddScriptToEvaluateOnNewDocumentParams{Source: `window.hit = () => { top.hits = (top.hits || 0) + 1 }; top.hits = 0`}
	if _, err := chromedp.Call(w.ctx, page.AddScriptToEvaluateOnNewDocument, hit); err != nil {
		t.Fatal(err)
	}
	for at := 0; at < len(strs); at += some {
		w.do(chromedp.Navigate(fmt.Sprintf("%s/?at=%d", w.site.base, at)))
		w.until(`document.documentElement.dataset.live === "online"`)
		clickable += read[int](w, dangers)
		read[any](w, `document.getElementById("next").click()`)
		w.until(fmt.Sprintf(`document.getElementById("at").textContent === "%d"`, at+some))
		clickable += read[int](w, dangers)
		ran += read[int](w, `window.hits || 0`)
		tried += 2 * some * len(contexts)
	}
	return ran, clickable, tried
}

// dangers is what would run if somebody clicked it.
const dangers = `[...document.querySelectorAll("a, area, form, iframe, button, base")].filter((e) =>
	[e.getAttribute("href"), e.getAttribute("action"), e.getAttribute("src"), e.getAttribute("formaction"), e.getAttribute("xlink:href")].some((u) => {
		try { return u && /^(javascript|vbscript|data):$/i.test(new URL(u, location).protocol) } catch { return false }
	})).length`
