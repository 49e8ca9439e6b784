package live

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/kin-go/kin/html"
)

// ErrNotFound is the error of a page that is not there.
var ErrNotFound = errors.New("live: not found")

// ErrForbidden is the error of a page that this visitor may not see.
var ErrForbidden = errors.New("live: not allowed")

// formError is what is wrong with a form, and which.
type formError struct {
	*Problems
	form  html.Place
	typed map[string][]string
}

func (f *formError) Unwrap() error { return f.Problems }

// statusOf is the HTTP status that an error stands for.
func (a *App) statusOf(err error) int {
	if a.config.Status != nil {
		if status := a.config.Status(err); status != 0 {
			return status
		}
	}
	_, large := errors.AsType[*http.MaxBytesError](err)
	_, invalid := errors.AsType[*Problems](err)
	switch {
	case errors.Is(err, ErrNotFound):
		return http.StatusNotFound
	case errors.Is(err, ErrForbidden), errors.Is(err, errRefused):
		return http.StatusForbidden
	case errors.Is(err, errFull), errors.Is(err, errBusy):
		return http.StatusServiceUnavailable
	case errors.Is(err, errMessage):
		return http.StatusBadRequest
	case errors.Is(err, context.DeadlineExceeded):
		return http.StatusGatewayTimeout
	case large:
		return http.StatusRequestEntityTooLarge
	case invalid:
		return http.StatusUnprocessableEntity
	}
	return http.StatusInternalServerError
}

// notice is what a visitor is told of an error.
func (a *App) notice(err error) string {
	if a.config.Notice != nil {
		if says := a.config.Notice(err); says != "" {
			return says
		}
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return "This took too long and was given up. Nothing has changed."
	}
	return "Something went wrong. Nothing has changed."
}

// unloaded is the error of reading a relationship that was not loaded, as the data layer gives it.
type unloaded interface {
	error
	Relationship() string
	Query() string
	Option() string
}

// devText is all that is known of an error.
func devText(err error, stack []byte) string {
	var b strings.Builder
	if u, ok := errors.AsType[unloaded](err); ok {
		fmt.Fprintf(&b, "%s is not loaded.\n\nThe row came from\n\t%s\n\nAdd to this query\n\t%s\n\n", u.Relationship(), u.Query(), u.Option())
	}
	fmt.Fprintf(&b, "%v\n\n%s", err, stack)
	return b.String()
}

// FailureText is what the page of an error says to a visitor: a heading and a sentence. It is for a Config.Failure that wants
// another look and the same words.
func FailureText(status int) (title, says string) {
	switch status {
	case http.StatusBadRequest:
		return "Unreadable", "What your browser has sent cannot be read. Load the page again."
	case http.StatusNotFound:
		return "Not here", "What you were looking for is not here, or not any more."
	case http.StatusForbidden:
		return "Not allowed", "You may not see this, or what was sent did not come from this page. Load the page again."
	case http.StatusRequestEntityTooLarge:
		return "Too large", "What your browser has sent is larger than anything this page takes."
	case http.StatusServiceUnavailable:
		return "Too much at once", "There are too many visitors just now. Try again in a minute."
	case http.StatusGatewayTimeout:
		return "Too slow", "This took too long and was given up. Try again in a while."
	}
	return "Something went wrong", "It is not your fault, and it has been noted. Try again in a while."
}

// failure is the page of an error.
func (a *App) failure(p *Page, status int, err error) html.Node {
	if a.config.Dev && status == http.StatusInternalServerError {
		return devPage(err)
	}
	if a.config.Failure != nil {
		return a.config.Failure(p, status, err)
	}
	title, says := FailureText(status)
	return html.Main(html.Class("live-failure"), html.H1(html.Text(title)), html.P(html.Text(says)), html.P(html.A(html.Href("/"), html.Text("To the first page"))))
}

// devPage tells the author of a program what to do.
func devPage(err error) html.Node {
	var stack []byte
	if p, ok := errors.AsType[*panicError](err); ok {
		stack = p.stack
	}
	head := html.Group(html.H1(html.Text("This page cannot be shown")), html.P(html.Text(err.Error())))
	if u, ok := errors.AsType[unloaded](err); ok {
		head = html.Group(
			html.H1(html.Text(u.Relationship()+" is not loaded")),
			html.P(html.Text("The view reads it, and the query that brought the row did not ask for it. An empty list would be a lie.")),
			html.H2(html.Text("The query")), html.Pre(html.Text(u.Query())),
			html.H2(html.Text("Add to it")), html.Pre(html.Text(u.Option())),
		)
	}
	return html.Main(html.Class("live-failure"), head,
		html.If(stack != nil, html.Group(html.H2(html.Text("Where")), html.Pre(html.Text(string(stack))))))
}
