package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

func rulesOf(t testing.TB, css string) []rule {
	t.Helper()
	rules, err := parse(css)
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

func text(rules []rule) string {
	var b strings.Builder
	write(&b, rules)
	return b.String()
}

func TestASheetIsWrittenWithoutWhatOnlyReadersNeed(t *testing.T) {
	for css, want := range map[string]string{
		"a { color : red ; }": "a{color:red}",
		"/* x */ a,\n b:hover > c { margin: 0 /* y */ auto; padding: calc( 1px + 2px ) }": "a,b:hover>c{margin:0 auto;padding:calc(1px + 2px)}",
		"@media (min-width: 1px) { a { b: c } }\n@import url(x.css);":                     "@media (min-width: 1px){a{b:c}}@import url(x.css)",
		`a::before { content: "}; /*"; background: url(data:a;b,{c}) }`:                   `a::before{content:"}; /*";background:url(data:a;b,{c})}`,
		`a { content: 'it\'s' }`:                  `a{content:'it\'s'}`,
		"a { b: c; & :where(d) { e: f } g: h }":   "a{b:c;& :where(d){e:f}g:h}",
		"@keyframes x { from { a: b } to {c: d}}": "@keyframes x{from{a:b}to{c:d}}",
	} {
		if got := text(rulesOf(t, css)); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", css, got, want)
		}
	}
}

func TestABrokenSheetIsRefused(t *testing.T) {
	for _, css := range []string{"a { b: c", "a } b", "/* x", `a { content: "x }`, "a { b: c }}"} {
		if rules, err := parse(css); err == nil {
			t.Errorf("%s is read as %v", css, rules)
		}
	}
}

func TestOnlyWhatIsWantedIsKept(t *testing.T) {
	for css, want := range map[string]string{
		".rt-Badge { a: b } .rt-Slider { a: b }":                                        ".rt-Badge{a:b}",
		".rt-Slider, .rt-Badge:where(.x, .y) { a: b }":                                  ".rt-Badge:where(.x,.y){a:b}",
		"@media (min-width: 1px) { .rt-Badge:where(.sm\\:rt-r-size-1) { a: b } }":       "",
		"[data-accent-color='red'] { a: b } [data-accent-color='mint'] { a: b }":        "[data-accent-color='red']{a:b}",
		"@supports (color: color(display-p3 1 1 1)) { .a { b: c } } @font-face { a: b}": "",
		".rt-TextFieldRoot :where(.rt-SliderThumb) { a: b } p { a: b }":                 "p{a:b}",
		".rt-Badge:where(.rt-variant-classic) { a: b }":                                 "",
	} {
		if got := text(kept(rulesOf(t, css))); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", css, got, want)
		}
	}
}

func TestVariablesThatNothingReadsAreLeftOut(t *testing.T) {
	got := text(withoutUnused(rulesOf(t, ":root { --a: 1; --b: var(--c); --c: 2; --d: var(--e, 3); --e: 4 } p { x: var(--a); y: calc(var(--d) * 2) }")))
	if want := ":root{--a:1;--d:var(--e,3);--e:4}p{x:var(--a);y:calc(var(--d) * 2)}"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestLightAndDarkColorsBecomeOne(t *testing.T) {
	got := text(merged(rulesOf(t, `
		:root, .light, .light-theme { --a: #ffffff; --b: #111111; --s: 0 1px black; --o: 1 }
		.dark, .dark-theme { --a: #000000; --b: #111111; --s: 0 2px black }
		.x { c: d }
		.radix-themes:where(.dark, .dark-theme) { color-scheme: dark }`)))
	want := ":root,.light{--a:light-dark(#ffffff,#000000);--b:#111111;--s:0 1px black;--o:1}.x{c:d}" +
		".dark{--s:0 2px black}@media (prefers-color-scheme: dark){:root:not(.light,.dark),.auto{--s:0 2px black}}"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestASolidColorThatWhiteCannotBeReadOnIsDarkened(t *testing.T) {
	got := text(readable(rulesOf(t, ":root { --green-9: #30a46c; --green-10: #2b9a66; --green-11: light-dark(#218358, #3dd68c) } :root { --green-contrast: white }"+
		":root { --amber-9: #ffc53d; --amber-11: #ab6400 } :root { --amber-contrast: #21201c }"+
		":root { --violet-9: #6e56cf; --violet-11: #6550b9; --violet-contrast: white }")))
	for _, want := range []string{"--green-9:#218358", "--green-10:color-mix(in oklab,var(--green-9),black 10%)", "--amber-9:#ffc53d", "--violet-9:#6e56cf"} {
		if !strings.Contains(got, want) {
			t.Errorf("it lacks %s: %s", want, got)
		}
	}
}

func TestContrastIsThatOfWCAG(t *testing.T) {
	for color, want := range map[string]float64{"#ffffff": 1, "#000000": 21, "#767676": 4.54, "#777777": 4.48, "var(--x)": 0} {
		if got := withWhite(color); got < want-0.005 || got > want+0.005 {
			t.Errorf("%s has a contrast of %.3f, want %.2f", color, got, want)
		}
	}
}

func TestAMissingFileIsNamed(t *testing.T) {
	if _, err := styleSheet(map[string][]byte{}, fstest.MapFS{}); err == nil || !strings.Contains(err.Error(), "has no file tokens/") {
		t.Errorf("the error is %v", err)
	}
	if _, err := iconFile(map[string][]byte{}); err == nil || !strings.Contains(err.Error(), "has no icon activity") {
		t.Errorf("the error is %v", err)
	}
	if _, err := ownRules(fstest.MapFS{"bad.css": {Data: []byte("a {")}}); err == nil || !strings.Contains(err.Error(), "bad.css") {
		t.Errorf("the error is %v", err)
	}
}

// What is committed must be what the packages and our files give. It asks npm, so it runs only
// where that is wanted.
func TestTheCommittedFilesAreWhatIsMade(t *testing.T) {
	if os.Getenv("KIN_GENERATE") == "" {
		t.Skip("KIN_GENERATE is not set: this test needs npm")
	}
	files, err := made(t.Context(), ".")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what is made of its sources: run go generate ./ui", name)
		}
	}
}
