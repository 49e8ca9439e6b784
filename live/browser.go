package live

import (
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"time"
)

// The fields of a page with the tag live:"local", live:"session" or live:"cookie" are in the browser
// too. The browser may say what it likes there, and only about these fields.

// keptPrefix stands before the name of a field in the browser.
const keptPrefix = "live."

// keeps notes which fields browsers keep.
func (a *App) keeps(s *shape) {
	for _, f := range s.stored {
		a.kept[f.key()] = true
	}
}

// cookiesOf are the fields that a request brings.
func (v *visit) cookiesOf(r *http.Request) {
	for _, c := range r.Cookies() {
		if escaped, ours := strings.CutPrefix(c.Name, keptPrefix); ours {
			name, wrong := url.QueryUnescape(escaped)
			text, wrong2 := url.QueryUnescape(c.Value)
			if wrong == nil && wrong2 == nil {
				v.note("cookie:"+name, text)
			}
		}
	}
}

// note is what the browser keeps of a field that some page has.
func (v *visit) note(key, text string) {
	if !v.app.kept[key] {
		return
	}
	if v.browser == nil {
		v.browser = map[string]string{}
	}
	v.browser[key] = text
}

// recall gives a new page what the browser keeps of its fields. Of the others it notes what they are, so that only changes are
// written into the browser.
func (v *visit) recall() {
	page := structOf(v.view)
	v.untold = nil
	for _, f := range shapeOf(page.Type()).stored {
		if text, known := v.browser[f.key()]; known {
			take(page, f, text)
		}
	}
}

// take reads what the browser keeps into a field. What is no value of it changes nothing.
func take(page reflect.Value, f storedField, text string) {
	read := reflect.New(page.Field(f.index).Type()).Elem()
	if parseText(text, read) == nil {
		page.Field(f.index).Set(read)
	}
}

// settle notes what the fields hold that the browser does not keep, before anybody has changed them.
func (v *visit) settle() {
	page := structOf(v.view)
	for _, f := range shapeOf(page.Type()).stored {
		if v.untold == nil {
			v.untold = map[string]string{}
		}
		v.untold[f.key()] = textOf(page, f)
	}
}

func textOf(page reflect.Value, f storedField) string {
	return fmt.Sprint(page.Field(f.index).Interface())
}

// browserHas takes what the browser has stored.
func (v *visit) browserHas(values url.Values) {
	for key := range values {
		v.note(key, values.Get(key))
	}
	page := structOf(v.view)
	for _, f := range shapeOf(page.Type()).stored {
		if _, said := values[f.key()]; said {
			take(page, f, values.Get(f.key()))
		}
	}
}

// tellBrowser writes what has changed into the browser.
func (v *visit) tellBrowser() {
	page := structOf(v.view)
	for _, f := range shapeOf(page.Type()).stored {
		key, text := f.key(), textOf(page, f)
		known, ok := v.browser[key]
		if !ok {
			known, ok = v.untold[key]
		}
		if ok && known == text {
			continue
		}
		delete(v.untold, key)
		v.note(key, text)
		if f.where != "cookie" {
			v.commands = append(v.commands, command{"store", f.where, f.name, text})
		} else if c := v.cookieFor(f, text).String(); len(c) > mostCookie {
			v.app.log.Error("a field is too long for a cookie: the browser does not keep it", "field", f.name, "page", page.Type().String(), "bytes", len(c))
		} else {
			v.commands = append(v.commands, command{"store", f.where, f.name, c})
		}
	}
}

// mostCookie is how long a cookie may be: browsers drop longer ones.
const mostCookie = 4000

// cookieFor is a field as a cookie. The client has to read and write it, so scripts can.
func (v *visit) cookieFor(f storedField, text string) *http.Cookie {
	v.mu.Lock()
	defer v.mu.Unlock()
	return &http.Cookie{ //nolint:gosec // see above
		Name: keptPrefix + url.QueryEscape(f.name), Value: url.QueryEscape(text), Path: "/", MaxAge: int(f.age / time.Second),
		Secure: v.secure, SameSite: http.SameSiteLaxMode,
	}
}

// setCookies gives a browser without a script what its client would set.
func (v *visit) setCookies(w http.ResponseWriter, commands []command) {
	for _, c := range commands {
		if c[0] == "store" && c[1] == "cookie" {
			w.Header().Add("Set-Cookie", c[3])
		}
	}
}
