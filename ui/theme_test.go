package ui_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/ui"
)

func TestTheZeroThemeIsATheme(t *testing.T) {
	has(t, html.Div(ui.Theme{}.Attributes()), `class="radix-themes"`, `data-accent-color="indigo"`, `data-gray-color="slate"`, `data-radius="medium"`, `data-scaling="100%"`)
	has(t, html.Div(ui.Theme{Accent: ui.Teal, Tone: ui.Sand, Radius: ui.RoundFull, Scaling: ui.Scale110, Appearance: ui.Night}.Attributes()),
		`class="radix-themes dark"`, "teal", "sand", `data-radius="full"`, "110%")
}

func ask(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	ui.Assets().ServeHTTP(w, r)
	return w
}

func TestTheStyleSheetIsServedForEver(t *testing.T) {
	has(t, ui.StyleSheet(), `rel="stylesheet"`, `href="`+ui.StyleSheetURL()+`"`)
	answer := ask(httptest.NewRequest(http.MethodGet, ui.StyleSheetURL(), nil))
	plain := answer.Body.Bytes()
	if answer.Code != http.StatusOK {
		t.Fatal(answer.Code)
	}
	for header, want := range map[string]string{"Content-Type": "text/css; charset=utf-8", "Cache-Control": "public, max-age=31536000, immutable", "Content-Encoding": "", "Vary": "Accept-Encoding"} {
		if got := answer.Header().Get(header); got != want {
			t.Errorf("%s is %q, want %q", header, got, want)
		}
	}
	for _, want := range []string{"MIT licence", ".kin-Field{", "light-dark(", ".rt-Badge"} {
		if !strings.Contains(string(plain), want) {
			t.Errorf("the style sheet lacks %s", want)
		}
	}

	for coding, packs := range map[string]bool{"gzip": true, "br, gzip;q=0.8": true, "GZIP": true, "gzip;q=0": false, "gzip; q=0.0": false, "identity": false, "x-gzip-no": false} {
		r := httptest.NewRequest(http.MethodGet, ui.StyleSheetURL(), nil)
		r.Header.Set("Accept-Encoding", coding)
		answer := ask(r)
		if got := answer.Header().Get("Content-Encoding") == "gzip"; got != packs {
			t.Errorf("Accept-Encoding %q: packed is %v", coding, got)
			continue
		}
		if !packs {
			continue
		}
		unpack, err := gzip.NewReader(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(unpack); err != nil || string(got) != string(plain) {
			t.Errorf("what is unpacked differs: %v", err)
		}
	}
}

func TestLicencesAreServedAndNothingElse(t *testing.T) {
	for path, want := range map[string]int{
		"LICENSE-themes.txt": http.StatusOK, "LICENSE-icons.txt": http.StatusOK,
		"ui.css": http.StatusNotFound, "": http.StatusNotFound, "../assets.go": http.StatusTemporaryRedirect, "ui.AAAA.css": http.StatusNotFound,
	} {
		if got := ask(httptest.NewRequest(http.MethodGet, ui.AssetsPath+path, nil)).Code; got != want {
			t.Errorf("%s is answered with %d, want %d", path, got, want)
		}
	}
}

// switched sends a ThemeSwitch.
func switched(value, referer string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, ui.AssetsPath+"appearance", strings.NewReader(url.Values{"appearance": {value}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Referer", referer)
	return ask(r)
}

func TestAThemeSwitchIsRemembered(t *testing.T) {
	for value, want := range map[string]ui.Appearance{"light": ui.Day, "dark": ui.Night, "auto": ui.Auto, "": ui.Auto, hostile: ui.Auto} {
		answer := switched(value, "http://example.com/posts?page=2")
		if answer.Code != http.StatusSeeOther || answer.Header().Get("Location") != "/posts?page=2" {
			t.Errorf("%q is answered with %d to %s", value, answer.Code, answer.Header().Get("Location"))
		}
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		c, err := http.ParseSetCookie(answer.Header().Get("Set-Cookie"))
		if err != nil {
			t.Fatal(err)
		}
		if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" {
			t.Errorf("the cookie is %s", c.String())
		}
		r.AddCookie(c)
		if got := ui.AppearanceOf(r); got != want {
			t.Errorf("%q is remembered as %q, want %q", value, got, want)
		}
	}
	if got := ui.AppearanceOf(httptest.NewRequest(http.MethodGet, "/", nil)); got != ui.Auto {
		t.Errorf("without a choice it is %q", got)
	}
}

func TestAThemeSwitchLeadsNobodyAway(t *testing.T) {
	for referer, want := range map[string]string{
		"http://example.com/a%2Fb?c=d#e": "/a%2Fb?c=d",
		"http://evil.example/a":          "/",
		"http://example.com":             "/",
		"http://example.com//evil.org/":  "/",
		"http://example.com/\\evil.org":  "/%5Cevil.org",
		"":                               "/",
		"::":                             "/",
		"javascript:alert(1)":            "/",
	} {
		if got := switched("dark", referer).Header().Get("Location"); got != want {
			t.Errorf("from %q it leads to %q, want %q", referer, got, want)
		}
	}
}

func TestAThemeSwitchShowsWhatHolds(t *testing.T) {
	got := written(t, ui.ThemeSwitch(ui.Night, html.ID("switch")))
	for _, want := range []string{`value="light" aria-pressed="false"`, `value="auto" aria-pressed="false"`, `value="dark" aria-pressed="true"`, `method="post"`, `id="switch"`} {
		if !strings.Contains(got, want) {
			t.Errorf("it lacks %s: %s", want, got)
		}
	}
}
