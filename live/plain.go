package live

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/kin-go/kin/html"
)

// plain takes a form or a button that was sent without a script, or a form with files, and runs its handler
// in the visit's turn. The answer sends the browser to the page as it is then.
func (a *App) plain(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, a.limits.Form)
	v, ref, form, err := a.plainForm(r)
	if err != nil {
		a.fail(w, r, nil, err)
		return
	}
	script := r.Header.Get("Live") != ""
	err = v.wait(r.Context(), task{name: "form " + ref.String(), do: func(ctx context.Context) error {
		return v.handle(ctx, ref, form.values, form, !script)
	}})
	if r.MultipartForm != nil {
		_ = r.MultipartForm.RemoveAll() // temporary files
	}
	switch {
	case errors.Is(err, ErrEnded), errors.Is(err, errBusy):
		a.fail(w, r, nil, errBusy)
	case script:
		w.WriteHeader(http.StatusNoContent) // the page hears of it over its connection
	default:
		a.sendOn(w, r, v)
	}
}

// plainForm reads who has sent what.
func (a *App) plainForm(r *http.Request) (*visit, html.Place, *submission, error) {
	form, err := readForm(r)
	if err != nil {
		return nil, 0, nil, err
	}
	id, text, given := strings.Cut(r.URL.Query().Get("live"), ".")
	if !given {
		text = form.values.Get("live")
	}
	form.values.Del("live")
	ref, err := parseRef(text)
	if err != nil {
		a.refuse("a form of no page", nil)
		return nil, 0, nil, errRefused
	}
	user, err := a.userOf(r)
	if err != nil {
		return nil, 0, nil, err
	}
	v, err := a.find(r.Context(), id, known(r), user)
	if errors.Is(err, ErrNoVisit) {
		v, err = a.revive(r, id, user)
	}
	if errors.Is(err, errRefused) {
		a.refuse("a form of another visitor", nil)
	}
	if err != nil {
		return nil, 0, nil, err
	}
	v.meet(r)
	return v, ref, form, nil
}

func readForm(r *http.Request) (*submission, error) {
	const inMemory = 1 << 20
	err := r.ParseForm()
	if err == nil && strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		err = r.ParseMultipartForm(inMemory) //nolint:gosec // plain has bounded the body
	}
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return nil, err
	}
	if err != nil {
		return nil, errors.Join(errMessage, err)
	}
	s := &submission{values: url.Values{}}
	maps.Copy(s.values, r.PostForm)
	if r.MultipartForm != nil {
		s.files = r.MultipartForm.File
		maps.Copy(s.values, r.MultipartForm.Value)
	}
	return s, nil
}

// revive begins a visit anew that has been forgotten while somebody filled in a form. The references of the page depend
// on the visit's name alone, so the form finds its handler if the page still has it.
func (a *App) revive(r *http.Request, id, user string) (*visit, error) {
	owner := known(r)
	if owner == "" || len(id) != len(newID()) {
		return nil, errRefused
	}
	address := *r.URL
	address.RawQuery = "" // it named the visit; what else stood in it is not known
	route, place := a.match(&address)
	if route == nil {
		return nil, ErrNotFound
	}
	v := a.newVisit(id, owner, user)
	v.meet(r)
	v.cookiesOf(r)
	v.turning.Lock()
	defer v.turning.Unlock()
	v.open(route, place)
	err := v.call(task{do: func(ctx context.Context) error { return v.arrive(ctx, route) }})
	if err == nil && v.redirect != "" {
		err = ErrForbidden
	}
	if err != nil {
		return nil, err
	}
	w, err := v.weave(true)
	if err != nil {
		return nil, err
	}
	v.adopt(w)
	if err := v.store(); err != nil {
		return nil, err
	}
	return a.admit(v)
}

// sendOn sends a browser without a script to the page of its visit.
func (a *App) sendOn(w http.ResponseWriter, r *http.Request, v *visit) {
	v.turning.Lock()
	address := v.view.page().place.url
	v.turning.Unlock()
	commands := v.out.peek()
	v.setCookies(w, commands)
	for _, c := range commands {
		if c[0] == "load" {
			http.Redirect(w, r, c[1], http.StatusSeeOther) //nolint:gosec // the program has said where to
			return
		}
	}
	http.SetCookie(w, a.cookie(r, continueName, v.id, address.Path, time.Minute))
	http.Redirect(w, r, address.RequestURI(), http.StatusSeeOther) //nolint:gosec // a path of this server, matched before
}

// peek is the commands that no browser has seen.
func (o *outbox) peek() (commands []command) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, w := range o.waiting {
		commands = append(commands, w.commands...)
	}
	return append(commands, o.carried...)
}
