package live

import (
	"context"
	"net/http"
	"net/url"

	"github.com/kin-go/kin/html"
)

// maxRedirects is how often a page may send a visitor on.
const maxRedirects = 10

// goTo shows another page in the same visit, or tells the browser to leave. mode says what becomes of its
// history: push, replace or pop.
func (v *visit) goTo(ctx context.Context, address, mode string) error {
	for range maxRedirects {
		target := v.target(address)
		if target == nil {
			v.app.refuse("an address of another kind", v)
			return nil
		}
		route, place := v.app.match(target)
		if target.Host != "" || route == nil {
			v.commands = append(v.commands, command{"load", target.String()})
			return nil
		}
		if address = v.enter(ctx, route, place); address == "" {
			v.commands = append(v.commands, command{"page", target.RequestURI() + fragmentOf(target), mode})
			return nil
		}
	}
	return errRedirects
}

// target is an address of the web as seen from the page, or nil.
func (v *visit) target(address string) *url.URL {
	u, err := v.view.page().place.url.Parse(address)
	if err != nil || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" {
		return nil
	}
	return u
}

func fragmentOf(u *url.URL) string {
	if u.Fragment == "" {
		return ""
	}
	return "#" + u.EscapedFragment()
}

// enter opens a page and loads it, and gives where to go instead, if it says so.
func (v *visit) enter(ctx context.Context, r *route, place location) (redirect string) {
	v.open(r, place)
	err := v.arrive(ctx, r)
	redirect, v.redirect = v.redirect, ""
	if err != nil && redirect == "" {
		status := v.app.statusOf(err)
		if status == http.StatusInternalServerError {
			v.report(task{name: "load"}, err)
		}
		v.view = &failed{Page: *v.view.page(), status: status, err: err}
	}
	return redirect
}

// arrive asks the rules of a page and loads it.
func (v *visit) arrive(ctx context.Context, r *route) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = panicked(p)
		}
	}()
	for _, rule := range r.rules {
		if err := rule(ctx, v.view.page()); err != nil || v.redirect != "" {
			return err
		}
	}
	err = v.load(ctx)
	v.settle()
	return err
}

// failed is the page of an error.
type failed struct {
	Page
	status int
	err    error
}

func (f *failed) View() html.Node { return f.visit.app.failure(&f.Page, f.status, f.err) }
