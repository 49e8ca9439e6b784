package ui

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/kin-go/kin/html"
)

// An Appearance is whether pages are light or dark.
type Appearance string

// The appearances. The empty one is that of the page around, and Auto for a whole page.
const (
	Auto  Appearance = "auto" // as the reader's system is
	Day   Appearance = "light"
	Night Appearance = "dark"
)

// A Tone is the hue of what is gray.
type Tone string

// The tones: as cool as metal, as warm as paper, or neither. The empty one is Slate.
const (
	Neutral Tone = "gray"
	Slate   Tone = "slate"
	Sand    Tone = "sand"
)

// A Scaling makes everything larger or smaller.
type Scaling string

// The scalings. The empty one is Scale100.
const (
	Scale90  Scaling = "90%"
	Scale95  Scaling = "95%"
	Scale100 Scaling = "100%"
	Scale105 Scaling = "105%"
	Scale110 Scaling = "110%"
)

// A Theme is the look of a page, or of a part of it. The zero value is one: indigo on slate,
// as light or dark as the reader's system.
type Theme struct {
	Accent     Color
	Tone       Tone
	Radius     Radius
	Scaling    Scaling
	Appearance Appearance
}

// Attributes are the theme in HTML. They stand among the arguments of html.Document, or of the
// element that holds a part of a page.
func (t Theme) Attributes() html.Fragment {
	return html.Group(
		html.Class("radix-themes"),
		html.If(t.Appearance != "", html.Class(string(t.Appearance))),
		html.Data("accent-color", string(cmp.Or(t.Accent, Indigo))),
		html.Data("gray-color", string(cmp.Or(t.Tone, Slate))),
		html.Data("radius", string(cmp.Or(t.Radius, RoundMedium))),
		html.Data("scaling", string(cmp.Or(t.Scaling, Scale100))),
		html.Data("panel-background", "solid"),
		html.Data("has-background", "true"),
	)
}

// appearancePath is where a ThemeSwitch is sent.
const appearancePath = AssetsPath + "appearance"

// appearanceCookie is where a browser keeps the choice.
const appearanceCookie = "kin-appearance"

// AppearanceOf is what a reader has chosen by a ThemeSwitch, or Auto.
func AppearanceOf(r *http.Request) Appearance {
	cookie, err := r.Cookie(appearanceCookie)
	if err != nil {
		return Auto
	}
	return appearance(cookie.Value)
}

func appearance(value string) Appearance {
	switch a := Appearance(value); a {
	case Day, Night:
		return a
	default:
		return Auto
	}
}

// ThemeSwitch is three buttons to choose light pages, dark ones, or what the system says; now
// is what holds. It is a form that Assets answers: the choice is kept in a cookie, which
// AppearanceOf reads, and the page is shown again. Attributes go to the form.
func ThemeSwitch(now Appearance, nodes ...html.Node) html.Element {
	now = appearance(string(now))
	return html.Form(html.Method("post"), html.Action(appearancePath), html.Group(nodes...),
		html.Div(html.Class("kin-Segments"), html.Role("group"), html.Aria("label", "Appearance"),
			segment(now, Day, IconSun, "Light"),
			segment(now, Auto, IconMonitor, "As the system"),
			segment(now, Night, IconMoon, "Dark"),
		),
	)
}

func segment(now, a Appearance, icon Icon, name string) html.Element {
	return html.Button(html.Class("rt-reset", "kin-Segment"), html.Name("appearance"), html.Value(string(a)),
		html.Aria("pressed", pressed(now == a)), html.Aria("label", name), html.TitleAttr(name), icon.node())
}

func pressed(is bool) string {
	if is {
		return "true"
	}
	return "false"
}

// choose answers a ThemeSwitch and leads back to the page where it stood.
func choose(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 4<<10)
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure where the page is: it would be lost on http://localhost
		Name: appearanceCookie, Value: string(appearance(r.PostFormValue("appearance"))), Path: "/",
		MaxAge: int((365 * 24 * time.Hour).Seconds()), HttpOnly: true, Secure: r.TLS != nil, SameSite: http.SameSiteLaxMode,
	})
	http.Redirect(w, r, cameFrom(r), http.StatusSeeOther) //nolint:gosec // cameFrom gives a path of ours
}

// cameFrom is the page of ours that a form stood on. A page of others is none, so that nobody is
// led away by a forged form.
func cameFrom(r *http.Request) string {
	from, err := url.Parse(r.Referer())
	if err != nil || from.Host != r.Host || from.Path == "" {
		return "/"
	}
	back := (&url.URL{Path: from.Path, RawPath: from.RawPath, RawQuery: from.RawQuery}).RequestURI()
	if strings.HasPrefix(back, "//") { // what a browser takes for a host
		return "/"
	}
	return back
}
