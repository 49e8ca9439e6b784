package html_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/kin-go/kin/html"
)

func TestAnAttributeIsWrittenByItsKind(t *testing.T) {
	for _, k := range []struct {
		says string
		a    html.Attribute
		want string
	}{
		{"a word", html.Name("message"), `name="message"`},
		{"an empty word", html.Value(""), `value=""`},
		{"a flag", html.Required(), `required`},
		{"a number", html.MaxLength(500), `maxlength="500"`},
		{"a URL", html.Href("/posts?a=1&b=2#c"), `href="/posts?a=1&amp;b=2#c"`},
		{"one class", html.Class("a"), `class="a"`},
		{"several classes", html.Class("a", "b c"), `class="a b c"`},
		{"your own", html.Data("post-id", "7"), `data-post-id="7"`},
		{"for a screen reader", html.Aria("label", "Close"), `aria-label="Close"`},
		{"an attribute with an element's name", html.TitleAttr("tip"), `title="tip"`},
		{"one without a function", html.Attr("itemprop", "name"), `itemprop="name"`},
		{"one of SVG", html.Attr("viewBox", "0 0 1 1"), `viewBox="0 0 1 1"`},
		{"one with a prefix", html.Attr("xlink:href", "#a"), `xlink:href="#a"`},
	} {
		t.Run(k.says, func(t *testing.T) { writes(t, html.P(k.a), "<p "+k.want+"></p>") })
	}
}

// The attribute functions by the names of their attributes.
var wordAttributes = map[string]func(string) html.Attribute{
	"id": html.ID, "title": html.TitleAttr, "lang": html.Lang, "dir": html.Dir, "role": html.Role,
	"accesskey": html.AccessKey, "contenteditable": html.ContentEditable, "draggable": html.Draggable,
	"spellcheck": html.Spellcheck, "translate": html.Translate, "slot": html.Slot, "popover": html.Popover,
	"popovertarget": html.PopoverTarget, "href": html.Href, "src": html.Src, "srcset": html.Srcset, "sizes": html.Sizes,
	"alt": html.Alt, "rel": html.Rel, "target": html.Target, "download": html.Download, "hreflang": html.Hreflang,
	"media": html.Media, "charset": html.Charset, "content": html.Content, "http-equiv": html.HTTPEquiv,
	"property": html.Property, "cite": html.CiteAttr, "integrity": html.Integrity, "crossorigin": html.CrossOrigin,
	"referrerpolicy": html.ReferrerPolicy, "nonce": html.Nonce, "loading": html.Loading, "decoding": html.Decoding,
	"fetchpriority": html.FetchPriority, "poster": html.Poster, "preload": html.Preload, "kind": html.Kind,
	"srclang": html.Srclang, "sandbox": html.Sandbox, "allow": html.Allow, "action": html.Action, "method": html.Method,
	"enctype": html.Enctype, "form": html.FormAttr, "formaction": html.FormAction, "formmethod": html.FormMethod,
	"name": html.Name, "type": html.Type, "value": html.Value, "placeholder": html.Placeholder, "for": html.For,
	"label": html.LabelAttr, "autocomplete": html.Autocomplete, "accept": html.Accept, "pattern": html.Pattern,
	"inputmode": html.InputMode, "enterkeyhint": html.EnterKeyHint, "list": html.List, "min": html.Min, "max": html.Max,
	"step": html.Step, "low": html.Low, "high": html.High, "optimum": html.Optimum, "wrap": html.Wrap,
	"headers": html.Headers, "scope": html.Scope, "abbr": html.AbbrAttr, "datetime": html.Datetime,
	"autocapitalize": html.Autocapitalize, "autocorrect": html.Autocorrect,
	"writingsuggestions": html.WritingSuggestions, "is": html.Is, "part": html.Part,
	"exportparts": html.ExportParts, "popovertargetaction": html.PopoverTargetAction, "command": html.Command,
	"commandfor": html.CommandFor, "itemtype": html.ItemType, "itemprop": html.ItemProp, "itemid": html.ItemID,
	"itemref": html.ItemRef, "as": html.As, "blocking": html.Blocking, "ping": html.Ping,
	"imagesizes": html.ImageSizes, "imagesrcset": html.ImageSrcset, "usemap": html.UseMap, "shape": html.Shape,
	"coords": html.Coords, "data": html.ObjectData, "accept-charset": html.AcceptCharset,
	"formenctype": html.FormEnctype, "formtarget": html.FormTarget, "capture": html.Capture,
	"dirname": html.Dirname, "closedby": html.ClosedBy, "shadowrootmode": html.ShadowRootMode,
}

var numberAttributes = map[string]func(int) html.Attribute{
	"tabindex": html.TabIndex, "width": html.Width, "height": html.Height, "minlength": html.MinLength,
	"maxlength": html.MaxLength, "size": html.Size, "rows": html.Rows, "cols": html.Cols, "colspan": html.Colspan,
	"rowspan": html.Rowspan, "span": html.SpanAttr, "start": html.Start,
}

var flagAttributes = map[string]func() html.Attribute{
	"hidden": html.Hidden, "inert": html.Inert, "async": html.Async, "defer": html.Defer, "controls": html.Controls,
	"autoplay": html.Autoplay, "loop": html.Loop, "muted": html.Muted, "novalidate": html.NoValidate,
	"formnovalidate": html.FormNoValidate, "required": html.Required, "checked": html.Checked, "selected": html.Selected,
	"disabled": html.Disabled, "readonly": html.ReadOnly, "multiple": html.Multiple, "autofocus": html.Autofocus,
	"reversed": html.Reversed, "open": html.Open,
	"itemscope": html.ItemScope, "nomodule": html.NoModule, "ismap": html.IsMap,
	"allowfullscreen": html.AllowFullscreen, "playsinline": html.PlaysInline, "default": html.Default,
	"shadowrootclonable": html.ShadowRootClonable, "shadowrootdelegatesfocus": html.ShadowRootDelegatesFocus,
	"shadowrootserializable": html.ShadowRootSerializable,
}

func TestEachAttributeIsWrittenByItsName(t *testing.T) {
	for name, attribute := range wordAttributes {
		writes(t, html.El("x-y", attribute(`a "word"`)), `<x-y `+name+`="a &#34;word&#34;"></x-y>`)
	}
	for name, attribute := range numberAttributes {
		writes(t, html.El("x-y", attribute(-7)), `<x-y `+name+`="-7"></x-y>`)
	}
	for name, attribute := range flagAttributes {
		writes(t, html.El("x-y", attribute()), `<x-y `+name+`></x-y>`)
	}
}

func TestAttrMakesEachAttributeAsItsFunctionDoes(t *testing.T) {
	for name, attribute := range wordAttributes {
		for _, value := range []string{"javascript:alert(1)", "https://example.com/a b, c", "data:image/png,x", " refresh "} {
			for _, element := range []string{"x-y", "img"} {
				var one, two strings.Builder
				a := html.El(element, attribute(value)).Render(&one)
				b := html.El(element, html.Attr(name, value)).Render(&two)
				if one.String() != two.String() || (a == nil) != (b == nil) {
					t.Errorf("%s: the function writes %q (%v), Attr %q (%v)", name, one.String(), a, two.String(), b)
				}
			}
		}
	}
}

func TestClassesAddUp(t *testing.T) {
	writes(t, html.P(html.Class("a"), html.ID("i"), html.Class("b"), html.Text("x"), html.Attr("CLASS", "c")), `<p class="a b c" id="i">x</p>`)
}

func TestAnAttributeThatIsGivenTwiceIsRefused(t *testing.T) {
	refuses(t, html.Input(html.Type("text"), html.Group(html.Type("hidden"))), "in input", "type is given twice")
	refuses(t, html.A(html.Href("/"), html.Attr("HREF", "/")), "HREF is given twice")
}

func TestAnAttributeOutsideOfAnElementIsRefused(t *testing.T) {
	refuses(t, html.ID("x"), "html: the attribute id stands outside of an element")
	refuses(t, html.Group(html.Text("a"), html.ID("x")), "html: the attribute id stands outside of an element")
	refuses(t, html.Ul(html.Each([]int{1}, itself, func(int) html.Node { return html.ID("x") })), "in ul: the attribute id stands outside")
}

func TestAttrRefusesWhatIsNoNameOfAnAttribute(t *testing.T) {
	for _, name := range []string{
		"", " ", "a b", "a=b", "a>", `a"`, "a'", "a/", "/", "<", "1a", "-a", ".a", ":a", "@click", "a\x00", "a\tb", "é", "a ", " a", "x onclick", "a-",
	} {
		refuses(t, html.P(html.Attr(name, "v")), "in p", "is not the name of an attribute")
	}
	for _, name := range []string{"", " ", "a b", "a onclick=alert(1) x"} {
		refuses(t, html.P(html.Data(name, "v")), "is not the name of an attribute")
		refuses(t, html.P(html.Aria(name, "v")), "is not the name of an attribute")
	}
	refuses(t, html.P(html.Attribute{}), "is not the name of an attribute")
}

func TestAttrRefusesPrograms(t *testing.T) {
	for _, name := range []string{"onclick", "ONERROR", "onLoad", "onpointerrawupdate", "style", "Style", "srcdoc"} {
		refuses(t, html.P(html.Attr(name, "alert(1)")), "in p", name, "a program and not text")
	}
	refuses(t, html.Meta(html.HTTPEquiv(" Refresh"), html.Content("0;url=javascript:alert(1)")), "in meta", "would hide a URL")
	refuses(t, html.El("animate", html.Attr("attributeName", "href")), "in animate", "would hide a URL")
	writes(t, html.Meta(html.HTTPEquiv("content-security-policy")), `<meta http-equiv="content-security-policy">`)
}

// Attributes with common values are shared between pages, also between those that are made at once.
func TestSharedAttributesKeepTheirValues(t *testing.T) {
	var all sync.WaitGroup
	for g := range 8 {
		all.Go(func() {
			for i := range 2000 {
				value := fmt.Sprintf("%c-%d", 'a'+rune((i*g)%26), i%300)
				for _, a := range []html.Attribute{html.Class(value), html.Type(value), html.Name(value), html.Method(value)} {
					if a.Value() != value {
						t.Errorf("%s has the value %q, want %q", a.Name(), a.Value(), value)
						return
					}
				}
			}
		})
	}
	all.Wait()
}

func TestAnAttributeOfAConstantIsMadeOnce(t *testing.T) {
	html.Class("card")
	if n := testing.AllocsPerRun(100, func() { _ = html.Class("card") }); n != 0 {
		t.Errorf("it takes %v allocations", n)
	}
	long := strings.Repeat("x", 65)
	if n := testing.AllocsPerRun(100, func() { sink = html.Class(long) }); n != 1 {
		t.Errorf("a long value takes %v allocations; it must not be kept", n)
	}
}

var sink html.Attribute
