package html_test

import (
	std "html"
	"net/url"
	"strings"
	"testing"

	"github.com/kin-go/kin/html"
)

const invalid = "about:invalid#kin"

// unsafeURLs are those that may run a script, or that cannot be told from such.
var unsafeURLs = []string{
	"javascript:alert(1)",
	"JavaScript:alert(1)",
	"JAVASCRIPT:ALERT(1)",
	" javascript:alert(1)",
	"\tjavascript:alert(1)",
	"\n javascript:alert(1)",
	"\x00javascript:alert(1)",
	"\x01javascript:alert(1)",
	"\x1fjavascript:alert(1)",
	"\x7fjavascript:alert(1)",
	"java\nscript:alert(1)",
	"java\r\nscript:alert(1)",
	"java\tscript:alert(1)",
	"java\x00script:alert(1)",
	"java script:alert(1)",
	"javascript\t:alert(1)",
	"javascript :alert(1)",
	"javascript\n:alert(1)",
	"j\na\nv\na\ns\nc\nr\ni\np\nt:alert(1)",
	"\u00a0javascript:alert(1)",
	"\u200bjavascript:alert(1)",
	"\ufeffjavascript:alert(1)",
	"\u2028javascript:alert(1)",
	"\ufffdjavascript:alert(1)",
	"java\u00adscript:alert(1)",
	"javaſcript:alert(1)",
	"ｊavascript:alert(1)",
	"\xffjavascript:alert(1)",
	"javascript:",
	"javascript://example.com/%0aalert(1)",
	"javascript&#58;alert(1)",
	"javascript&#x3a;alert(1)",
	"javascript&#0000058alert(1)",
	"javascript&colon;alert(1)",
	"&#106;avascript:alert(1)",
	"&#x6A;&#x61;vascript&#58;alert(1)",
	"java&Tab;script:alert(1)",
	"java&NewLine;script&colon;alert(1)",
	"jav&#x09;ascript:alert(1)",
	"vbscript:msgbox(1)",
	"VBScript:msgbox(1)",
	"livescript:alert(1)",
	"mocha:alert(1)",
	"data:text/html,<script>alert(1)</script>",
	"data:text/html;base64,PHNjcmlwdD4=",
	"DATA:text/html,x",
	"data:image/svg+xml,<svg onload=alert(1)>",
	"data:image/png;base64,AAAA",
	"data:,x",
	"blob:https://example.com/1",
	"filesystem:https://example.com/1",
	"file:///etc/passwd",
	"view-source:https://example.com",
	"about:blank",
	"ftp://example.com",
	"feed:javascript:alert(1)",
	"jar:https://example.com!/",
	"intent://x#Intent;end",
	"ms-word:ofe|u|https://example.com",
	"x:y",
	":",
	":alert(1)",
	"12:30",
}

// safeURLs are written as they are.
var safeURLs = []string{
	"", "/", "#", "#top", "?", "?a=1&b=2", ".", "..", "posts", "posts/7#flag-3", "./12:30", "/a:b", "?at=12:30", "#a:b",
	"//example.com/x", "http://example.com", "https://example.com/a?b=c&d=e#f", "HTTPS://EXAMPLE.COM", "https:relative",
	" https://example.com", "mailto:ann@example.com", "tel:+43123", "sms:123",
	"/javascript:alert(1)", "?javascript:alert(1)", "#javascript:alert(1)", "javascript", "javascript%3Aalert(1)", "a&b", "a&b/c:d", "&amp;",
	"/ümläut", "/κόσμος", "a b",
}

var urlAttributes = map[string]func(string) html.Attribute{
	"href": html.Href, "src": html.Src, "action": html.Action, "formaction": html.FormAction, "poster": html.Poster, "cite": html.CiteAttr,
	"data":       func(v string) html.Attribute { return html.Attr("data", v) },
	"HREF":       func(v string) html.Attribute { return html.Attr("HREF", v) },
	"xlink:href": func(v string) html.Attribute { return html.Attr("xlink:href", v) },
	"background": func(v string) html.Attribute { return html.Attr("background", v) },
}

func TestAURLThatCouldRunAScriptIsReplaced(t *testing.T) {
	for name, attribute := range urlAttributes {
		for _, u := range unsafeURLs {
			writes(t, html.El("x-y", attribute(u)), `<x-y `+name+`="`+invalid+`"></x-y>`)
		}
	}
}

func TestAURLThatIsHarmlessIsKept(t *testing.T) {
	for name, attribute := range urlAttributes {
		for _, u := range safeURLs {
			writes(t, html.El("x-y", attribute(u)), `<x-y `+name+`="`+strings.ReplaceAll(u, "&", "&amp;")+`"></x-y>`)
		}
	}
}

func TestAnImageMayBeInItsURL(t *testing.T) {
	for _, u := range []string{
		"data:image/png;base64,AAAA", "data:image/gif,x", "data:image/svg+xml,x", "DATA:IMAGE/JPEG;base64,AAAA", "data:image/webp;base64,", "data:image/avif,x",
	} {
		writes(t, html.Img(html.Src(u)), `<img src="`+u+`">`)
		writes(t, html.El("img", html.Attr("src", u)), `<img src="`+u+`">`)
		writes(t, html.Iframe(html.Src(u)), `<iframe src="`+invalid+`"></iframe>`)
		writes(t, html.A(html.Href(u)), `<a href="`+invalid+`"></a>`)
		writes(t, html.Img(html.Attr("longdesc", u)), `<img longdesc="`+invalid+`">`)
	}
	for _, u := range []string{"data:text/html,x", "data:image/png", "data:image/,x", "data:,image/png", "data: image/png,x", "javascript:image/png,x"} {
		writes(t, html.Img(html.Src(u)), `<img src="`+invalid+`">`)
	}
}

func TestEachURLOfASrcsetIsChecked(t *testing.T) {
	writes(t, html.Img(html.Srcset("a.png 1x, https://example.com/b.png 2x")), `<img srcset="a.png 1x, https://example.com/b.png 2x">`)
	writes(t, html.Img(html.Srcset("a.png 1x, javascript:alert(1) 2x")), `<img srcset="`+invalid+`">`)
	writes(t, html.Link(html.Attr("imagesrcset", "data:text/html,x")), `<link imagesrcset="`+invalid+`">`)
}

// browserScheme is the scheme that a browser finds in an address: it drops control characters
// and spaces around it, tabs and newlines in it, and compares without case.
func browserScheme(u string) string {
	u = strings.TrimFunc(u, func(r rune) bool { return r <= ' ' })
	u = strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(u)
	scheme, _, found := strings.Cut(u, ":")
	if parsed, err := url.Parse(scheme + ":"); !found || err != nil || parsed.Scheme == "" {
		return ""
	}
	return strings.ToLower(scheme)
}

func FuzzURL(f *testing.F) {
	for _, u := range append(unsafeURLs, safeURLs...) {
		f.Add(u)
	}
	f.Fuzz(func(t *testing.T, u string) {
		inner, ok := between(written(t, html.A(html.Href(u))), `<a href="`, `"></a>`)
		if !ok {
			t.Fatalf("%q leaves its place", u)
		}
		read := std.UnescapeString(inner)
		if read == invalid {
			return
		}
		for _, decoded := range []string{read, std.UnescapeString(read)} {
			switch scheme := browserScheme(decoded); scheme {
			case "", "http", "https", "mailto", "tel", "sms":
			default:
				t.Errorf("%q is written, and has the scheme %q", u, scheme)
			}
		}
	})
}
