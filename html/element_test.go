package html_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/kin-go/kin/html"
)

// every is each element function by the name of its element.
var every = map[string]func(...html.Node) html.Element{
	"head": html.Head, "title": html.Title, "meta": html.Meta, "link": html.Link, "base": html.Base, "body": html.Body,
	"noscript": html.Noscript, "header": html.Header, "nav": html.Nav, "main": html.Main, "section": html.Section,
	"article": html.Article, "aside": html.Aside, "footer": html.Footer, "address": html.Address, "search": html.Search,
	"hgroup": html.Hgroup, "h1": html.H1, "h2": html.H2, "h3": html.H3, "h4": html.H4, "h5": html.H5, "h6": html.H6,
	"p": html.P, "div": html.Div, "pre": html.Pre, "blockquote": html.Blockquote, "figure": html.Figure,
	"figcaption": html.Figcaption, "hr": html.Hr, "ul": html.Ul, "ol": html.Ol, "menu": html.Menu, "li": html.Li,
	"dl": html.Dl, "dt": html.Dt, "dd": html.Dd, "a": html.A, "span": html.Span, "strong": html.Strong, "em": html.Em,
	"small": html.Small, "b": html.B, "i": html.I, "u": html.U, "s": html.S, "del": html.Del, "ins": html.Ins,
	"mark": html.Mark, "cite": html.Cite, "q": html.Q, "abbr": html.Abbr, "dfn": html.Dfn, "time": html.Time,
	"code": html.Code, "kbd": html.Kbd, "samp": html.Samp, "var": html.Var, "sub": html.Sub, "sup": html.Sup,
	"br": html.Br, "wbr": html.Wbr, "bdi": html.Bdi, "img": html.Img, "picture": html.Picture, "source": html.Source,
	"audio": html.Audio, "video": html.Video, "track": html.Track, "canvas": html.Canvas, "iframe": html.Iframe,
	"table": html.Table, "caption": html.Caption, "colgroup": html.Colgroup, "col": html.Col, "thead": html.Thead,
	"tbody": html.Tbody, "tfoot": html.Tfoot, "tr": html.Tr, "th": html.Th, "td": html.Td, "form": html.Form,
	"fieldset": html.Fieldset, "legend": html.Legend, "label": html.Label, "input": html.Input,
	"textarea": html.Textarea, "select": html.Select, "optgroup": html.Optgroup, "option": html.Option,
	"datalist": html.Datalist, "button": html.Button, "output": html.Output, "meter": html.Meter,
	"progress": html.Progress, "details": html.Details, "summary": html.Summary, "dialog": html.Dialog,
	"template": html.Template, "slot": html.SlotEl, "data": html.DataEl, "object": html.Object, "embed": html.Embed,
	"map": html.Map, "area": html.Area, "ruby": html.Ruby, "rt": html.Rt, "rp": html.Rp,
}

// ended are the elements that have no end tag.
var ended = []string{"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

func TestEachElementIsWrittenByItsName(t *testing.T) {
	for name, element := range every {
		want := "<" + name + ` id="x"></` + name + ">"
		if slices.Contains(ended, name) {
			want = "<" + name + ` id="x">`
		}
		writes(t, element(html.ID("x")), want)
	}
}

func TestElMakesEachElementAsItsFunctionDoes(t *testing.T) {
	for name, element := range every {
		for _, content := range [][]html.Node{
			{html.Text("a")}, {html.Text("\na")}, {html.B()}, {html.Href("javascript:x")},
		} {
			var one, two strings.Builder
			a, b := element(content...).Render(&one), html.El(name, content...).Render(&two)
			if one.String() != two.String() || (a == nil) != (b == nil) {
				t.Errorf("%s: the function writes %q (%v), El %q (%v)", name, one.String(), a, two.String(), b)
			}
		}
	}
}

func TestAVoidElementHasNoContent(t *testing.T) {
	for _, name := range ended {
		refuses(t, every[name](html.Text("a")), "in "+name, "no content")
	}
	refuses(t, html.Iframe(html.Src("/frame"), html.P()), "in iframe", "no content")
	refuses(t, html.El("embed", html.Text("a")), "in embed", "no content")
}

func TestATitleAndATextareaHaveTextAlone(t *testing.T) {
	writes(t, html.Textarea(html.Name("body"), html.Text("a </textarea><script>")),
		`<textarea name="body">a &lt;/textarea&gt;&lt;script&gt;</textarea>`)
	writes(t, html.Title(html.Text("a"), html.Group(html.Text("b"), nil)), "<title>ab</title>")
	refuses(t, html.Title(html.B(html.Text("a"))), "in title", "text only")
	refuses(t, html.Textarea(html.Group(html.B())), "in textarea", "text only")
	refuses(t, html.Textarea(html.Each([]int{1}, itself, func(int) html.Node { return html.Br() })), "in textarea", "text only")
	refuses(t, html.Title(stranger{says: "a"}), "in title", "text only")
}

func TestAFirstNewlineIsKept(t *testing.T) {
	writes(t, html.Textarea(html.Text("\nsecond line")), "<textarea>\n\nsecond line</textarea>")
	writes(t, html.Pre(html.Text("\n\na")), "<pre>\n\n\na</pre>")
	writes(t, html.Pre(html.Class("x"), html.Text("a\nb")), "<pre class=\"x\">a\nb</pre>")
	writes(t, html.P(html.Text("\na")), "<p>\na</p>")
}

func TestElRefusesWhatIsNoNameOfAnElement(t *testing.T) {
	for _, name := range []string{
		"", " ", "a b", "a>", "<a", "a/", "/a", "a=b", `a"`, "a'", "1a", "-a", "a\x00", "a\nb", "é", "!--", "!doctype", "?xml", "a:b", "a-", "a_b",
	} {
		refuses(t, html.El(name), "is not the name of an element")
	}
	for _, name := range []string{"my-element", "linearGradient", "svg", "x.y"} {
		writes(t, html.El(name), "<"+name+"></"+name+">")
	}
}

func TestElMakesNoPrograms(t *testing.T) {
	for _, name := range []string{"script", "SCRIPT", "Style", "xmp", "plaintext", "noembed", "noframes"} {
		refuses(t, html.El(name, html.Text("alert(1)")), strings.ToLower(name))
	}
}

func TestTheZeroElementIsRefused(t *testing.T) {
	refuses(t, html.Element{}, "is not the name of an element")
}

func TestAnElementCanBeReadAsData(t *testing.T) {
	p := html.P(html.Class("x"), html.Text("a"), html.Group(html.ID("y"), nil, html.B()), nil)
	if p.Name() != "p" {
		t.Errorf("the name is %q", p.Name())
	}
	var names []string
	for _, a := range p.Attributes() {
		names = append(names, a.Name()+"="+a.Value())
	}
	if !slices.Equal(names, []string{"class=x", "id=y"}) {
		t.Errorf("the attributes are %q", names)
	}
	if content := p.Content(); len(content) != 2 || content[0] != html.Text("a") {
		t.Errorf("the content is %v", content)
	}
}

func TestAStyleSheetCannotEndItsElement(t *testing.T) {
	writes(t, html.Style(`a > b { content: "&" }`, html.Media("print")), `<style media="print">a > b { content: "&" }</style>`)
	refuses(t, html.Style("a{}</style><script>"), "in style", "</")
	refuses(t, html.Style("<!--"), "in style")
}

func TestAScriptIsAFile(t *testing.T) {
	writes(t, html.Script("/live.js", html.Defer()), `<script defer src="/live.js"></script>`)
	writes(t, html.Script("data:text/javascript,alert(1)"), `<script src="about:invalid#kin"></script>`)
}

func FuzzName(f *testing.F) {
	for _, name := range []string{"div", "x-y", "on", "onclick", "a b", "é", "style", "a:b", "a>"} {
		f.Add(name)
	}
	tag := regexp.MustCompile(`^<([a-zA-Z][-.:_a-zA-Z0-9]*)( [a-zA-Z][-.:_a-zA-Z0-9]*="v")?>(</[a-zA-Z][-.:_a-zA-Z0-9]*>)?$`)
	f.Fuzz(func(t *testing.T, name string) {
		for _, n := range []html.Node{html.El(name), html.P(html.Attr(name, "v")), html.P(html.Data(name, "v"))} {
			var b strings.Builder
			if err := n.Render(&b); err == nil && !tag.MatchString(b.String()) {
				t.Errorf("%q makes %q", name, b.String())
			}
		}
	})
}

func TestAnElementCanBeChangedIntoAnother(t *testing.T) {
	p := html.P(html.Class("x"), html.Group(html.ID("y"), html.Text("a")), html.B())
	writes(t, p.With(html.Class("z"), html.I()), `<p class="x z" id="y">a<b></b><i></i></p>`)
	writes(t, p.Without("class", "id"), `<p>a<b></b></p>`)
	writes(t, p.Emptied().With(html.Text("new")), `<p class="x" id="y">new</p>`)
	writes(t, p, `<p class="x" id="y">a<b></b></p>`)
	if id, found := p.Attribute("ID"); id != "y" || !found {
		t.Errorf("the id is %q, %t", id, found)
	}
	if _, found := p.Attribute("title"); found {
		t.Error("there is a title")
	}
}
