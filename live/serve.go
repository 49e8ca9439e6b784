package live

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/kin-go/kin/html"
)

const (
	cookieName   = "live"      // who the browser is
	continueName = "live-goes" // which visit goes on in the page that is loaded next
)

// serve answers with a page.
func (a *App) serve(w http.ResponseWriter, r *http.Request, route *route) {
	place := location{r.URL, pathValues(r, route)}
	if found, ok := r.Context().Value(matching{}).(*match); ok {
		*found = match{route, place}
		return
	}
	if v := a.continued(w, r); v != nil {
		a.again(w, r, v)
		return
	}
	user, err := a.userOf(r)
	if err != nil {
		a.fail(w, r, nil, err)
		return
	}
	v := a.newVisit(newID(), digest(a.browser(w, r)), user)
	v.meet(r)
	v.cookiesOf(r)
	v.turning.Lock()
	defer v.turning.Unlock()
	v.open(route, place)
	if err := v.first(w, r, route); err != nil {
		v.end()
		a.fail(w, r, v, err)
	}
}

func pathValues(r *http.Request, route *route) map[string]string {
	if route.names == nil {
		return nil
	}
	values := make(map[string]string, len(route.names))
	for _, name := range route.names {
		values[name] = r.PathValue(name)
	}
	return values
}

// first loads a new page and writes it. The visit is let in when all has gone well.
func (v *visit) first(w http.ResponseWriter, r *http.Request, route *route) (err error) {
	ctx, done := v.watch(task{name: "first page"})
	defer func() { done(err) }()
	err = v.callIn(ctx, task{do: func(ctx context.Context) error { return v.arrive(ctx, route) }})
	if v.redirect != "" {
		v.end()
		http.Redirect(w, r, v.redirect, http.StatusSeeOther)
		return nil
	}
	if err != nil {
		return err
	}
	page, err := v.whole(nil)
	if err != nil {
		return err
	}
	v.sent.Bytes = len(page)
	if r.Method == http.MethodHead { // nobody comes back for it
		v.end()
		write(w, http.StatusOK, nil)
		return nil
	}
	if err := v.store(); err != nil {
		return err
	}
	if _, err := v.app.admit(v); err != nil {
		return err
	}
	write(w, http.StatusOK, page)
	return nil
}

// whole is the document as it is now. Commands are for the browser's first connection, unless they are notices
// that a document can show.
func (v *visit) whole(notices []command) ([]byte, error) {
	v.opening = true
	w, err := v.weave(true)
	v.opening = false
	if err != nil {
		return nil, err
	}
	v.lists, v.title = w.lists, w.title
	commands := v.commands
	v.adopt(w)
	if commands != nil {
		if err := v.out.send(frame{Answers: v.done, Commands: commands}, false); err != nil {
			return nil, err
		}
	}
	var page bytes.Buffer
	err = v.document(w.cloth, notices).Render(&page)
	w.release()
	return page.Bytes(), err
}

func write(w http.ResponseWriter, status int, page []byte) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store") // a page that comes out of a cache has a visit that is gone
	w.WriteHeader(status)
	_, _ = w.Write(page) //nolint:gosec // html has escaped it
}

// fail answers with the page of an error. What is the program's fault is in the log.
func (a *App) fail(w http.ResponseWriter, r *http.Request, v *visit, err error) {
	status := a.statusOf(err)
	if status == http.StatusInternalServerError {
		a.failed.Add(1)
		stack := ""
		if p, ok := errors.AsType[*panicError](err); ok {
			stack = string(p.stack)
		}
		a.log.ErrorContext(r.Context(), "a page failed", "method", r.Method, "path", r.URL.Path, "error", err, "stack", stack)
	}
	p := &Page{place: location{url: r.URL}}
	if v != nil {
		p = v.view.page()
	}
	d := Document{Page: p, Title: http.StatusText(status), Lang: a.lang(), Context: a.valuesOf(r), Body: html.Div(html.ID("live"), a.failure(p, status, err)), Head: html.Group(
		html.Meta(html.Charset("utf-8")), html.Meta(html.Name("viewport"), html.Content("width=device-width, initial-scale=1")),
		html.Link(html.Rel("stylesheet"), html.Href(styleURL)), html.Group(a.config.Head...))}
	var page bytes.Buffer
	document := d.page()
	if a.config.Document != nil {
		document = a.config.Document(d)
	}
	if err := document.Render(&page); err != nil {
		a.log.ErrorContext(r.Context(), "the page of an error failed", "error", err)
		http.Error(w, http.StatusText(status), status)
		return
	}
	write(w, status, page.Bytes())
}

func (a *App) userOf(r *http.Request) (string, error) {
	if a.config.User == nil {
		return "", nil
	}
	return a.config.User(r)
}

// browser is the secret that a browser has in its cookie. A browser that has none is given one.
func (a *App) browser(w http.ResponseWriter, r *http.Request) string {
	if c, err := r.Cookie(cookieName); err == nil && len(c.Value) >= 22 {
		return c.Value
	}
	secret := newID()
	http.SetCookie(w, a.cookie(r, cookieName, secret, "/", 365*24*time.Hour))
	return secret
}

func (a *App) cookie(r *http.Request, name, value, path string, age time.Duration) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // Secure is what the connection allows
		Name: name, Value: value, Path: path, MaxAge: int(age / time.Second),
		HttpOnly: true, Secure: a.config.Secure || r.TLS != nil, SameSite: http.SameSiteLaxMode,
	}
}

// known is who the browser of a request is, without giving it a name.
func known(r *http.Request) string {
	c, err := r.Cookie(cookieName)
	if err != nil {
		return ""
	}
	return digest(c.Value)
}

// continued is the visit that was sent here by a form, if it was.
func (a *App) continued(w http.ResponseWriter, r *http.Request) *visit {
	c, err := r.Cookie(continueName)
	if err != nil {
		return nil
	}
	http.SetCookie(w, a.cookie(r, continueName, "", r.URL.Path, -time.Second))
	user, err := a.userOf(r)
	if err != nil {
		return nil
	}
	v, err := a.find(r.Context(), c.Value, known(r), user)
	if err != nil {
		return nil
	}
	return v
}

// again writes the page of a visit that goes on.
func (a *App) again(w http.ResponseWriter, r *http.Request, v *visit) {
	v.meet(r)
	v.turning.Lock()
	defer v.turning.Unlock()
	err := v.wake()
	if err != nil {
		v.lose(err)
		a.fail(w, r, v, err)
		return
	}
	v.turned, v.last = time.Now(), nil
	notices := v.out.drain()
	if v.lists { // their rows were in the document before
		err = v.call(task{do: v.load})
	}
	var page []byte
	if err == nil {
		page, err = v.whole(notices)
	}
	if err != nil {
		a.fail(w, r, v, err)
		return
	}
	status := http.StatusOK
	if f, ok := v.view.(*failed); ok {
		status = f.status
	} else if len(v.problems) > 0 {
		status = http.StatusUnprocessableEntity
	}
	write(w, status, page)
}
