package html_test

import (
	std "html"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/kin-go/kin/html"
)

func TestEachCharacterIsEscapedWhereItHasAMeaning(t *testing.T) {
	for _, k := range []struct{ says, s, text, attribute string }{
		{"plain text", "Hello", "Hello", "Hello"},
		{"nothing", "", "", ""},
		{"a tag", "<b>", "&lt;b&gt;", "&lt;b&gt;"},
		{"an entity", "&lt;", "&amp;lt;", "&amp;lt;"},
		{"quotes", `"'`, `"'`, `&#34;'`},
		{"a carriage return", "a\r\nb", "a&#13;\nb", "a&#13;\nb"},
		{"a NUL", "a\x00b", "a\uFFFDb", "a\uFFFDb"},
		{"umlauts and emoji", "Grüße 👋🏽", "Grüße 👋🏽", "Grüße 👋🏽"},
		{"bytes that are not UTF-8", "a\xffb\xc3", "a\uFFFDb\uFFFD", "a\uFFFDb\uFFFD"},
		{"half a surrogate", "\xed\xa0\x80", "\uFFFD\uFFFD\uFFFD", "\uFFFD\uFFFD\uFFFD"},
		{"a tag in overlong bytes", "\xc0\xbcb>", "\uFFFD\uFFFDb&gt;", "\uFFFD\uFFFDb&gt;"},
	} {
		t.Run(k.says, func(t *testing.T) {
			writes(t, html.Text(k.s), k.text)
			writes(t, html.P(html.TitleAttr(k.s)), `<p title="`+k.attribute+`"></p>`)
		})
	}
}

// hostile are strings that leave their place if they are written carelessly.
var hostile = []string{
	`<script>alert(1)</script>`,
	`</p><script>alert(1)</script>`,
	`"><script>alert(1)</script>`,
	`'><img src=x onerror=alert(1)>`,
	`" onmouseover="alert(1)`,
	`' onmouseover='alert(1)`,
	"` onmouseover=`alert(1)",
	`</textarea><script>alert(1)</script>`,
	`</title><svg onload=alert(1)>`,
	`--><script>alert(1)</script>`,
	`<!--<script>`,
	`]]><script>`,
	`<![CDATA[<script>]]>`,
	`&#60;script&#62;`,
	`&lt;script&gt;`,
	`<svg/onload=alert(1)//`,
	`<img src="x" onerror="alert(1)"`,
	"<scr\x00ipt>alert(1)</scr\x00ipt>",
	"\x00<script>",
	"<\u2028script>",
	"\xff\"><script>",
	"\xe2\x80<script>",
	`</noscript><img src=x onerror=alert(1)>`,
	`{{constructor.constructor('alert(1)')()}}`,
	"\r\n\r\n<script>",
	`<a href="javascript:alert(1)">`,
	`\"><script>`,
	`%3Cscript%3E`,
	"+ADw-script+AD4-",
}

func TestHostileTextStaysText(t *testing.T) {
	for _, s := range hostile {
		intact(t, s)
	}
}

// intact fails the test unless s, in each place where a text may stand, is read again as s.
func intact(t *testing.T, s string) {
	t.Helper()
	want := readable(s)
	for _, p := range []struct {
		place       string
		node        html.Node
		first, last string
		newline     bool
	}{
		{"text", html.P(html.Text(s)), "<p>", "</p>", false},
		{"a textarea", html.Textarea(html.Text(s)), "<textarea>", "</textarea>", true},
		{"a title", html.Title(html.Text(s)), "<title>", "</title>", false},
		{"pre", html.Pre(html.Text(s)), "<pre>", "</pre>", true},
		{"a format", html.P(html.Textf("%s", s)), "<p>", "</p>", false},
		{"an attribute", html.P(html.TitleAttr(s)), `<p title="`, `"></p>`, false},
		{"a class", html.P(html.Class(s)), `<p class="`, `"></p>`, false},
		{"data", html.P(html.Data("x", s)), `<p data-x="`, `"></p>`, false},
	} {
		inner, ok := between(written(t, p.node), p.first, p.last)
		if !ok || strings.ContainsAny(inner, "<>\x00\r") || strings.Contains(p.first, `"`) && strings.Contains(inner, `"`) {
			t.Errorf("%q in %s leaves its place: %q", s, p.place, inner)
		}
		if p.newline {
			inner = strings.TrimPrefix(inner, "\n")
		}
		if got := std.UnescapeString(inner); got != want {
			t.Errorf("%q in %s is read as %q", s, p.place, got)
		}
	}
}

func between(s, first, last string) (string, bool) {
	s, a := strings.CutPrefix(s, first)
	s, b := strings.CutSuffix(s, last)
	return s, a && b
}

// readable is what can be read of s at all: each byte that is not UTF-8, and each NUL, is
// U+FFFD.
func readable(s string) string {
	var b strings.Builder
	for _, r := range s { // a byte that is not UTF-8 comes as RuneError
		if r == 0 {
			r = utf8.RuneError
		}
		b.WriteRune(r)
	}
	return b.String()
}

func FuzzText(f *testing.F) {
	for _, s := range slices.Concat(hostile, unsafeURLs, []string{"\n", "\n\n", "a\nb", "&#x41;", "&notit;"}) {
		f.Add(s)
	}
	f.Fuzz(intact)
}
