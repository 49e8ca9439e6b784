package main

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/html"
)

// A blog is the application: its database, and who may say who they are.
type blog struct {
	db      *kin.DB
	archive *kin.DB // the same database with other models, see Writer
	sign    signer
	log     *slog.Logger
}

func newBlog(db, archive *kin.DB, key []byte, log *slog.Logger) *blog {
	return &blog{db: db, archive: archive, sign: signer{key: key, now: time.Now}, log: log}
}

// handler is the application as a handler.
func (b *blog) handler() http.Handler {
	pages := http.NewServeMux()
	pages.HandleFunc("GET /{$}", b.answer(b.showFeed))
	pages.HandleFunc("GET /posts/{id}", b.answer(b.showPost))
	pages.HandleFunc("GET /strategies", b.answer(b.showStrategies))
	pages.HandleFunc("POST /flags", b.answer(b.sendFlag))
	pages.HandleFunc("POST /me", b.answer(b.choose))
	pages.HandleFunc("POST /sign-out", b.answer(b.signOut))
	for _, form := range []string{"GET /flags", "GET /me", "GET /sign-out"} { // someone reloads after a form
		pages.Handle(form, http.RedirectHandler("/", http.StatusSeeOther))
	}
	pages.HandleFunc("GET /", b.answer(func(http.ResponseWriter, *http.Request) error { return kin.ErrNotFound }))
	serveAssets(pages)

	ours := http.NewCrossOriginProtection()
	ours.SetDenyHandler(b.answer(func(http.ResponseWriter, *http.Request) error { return errForeign }))
	return guarded(ours.Handler(pages))
}

// errForeign is a form that another site has sent in a visitor's name.
var errForeign = errors.New("a form of another site")

// maxForm is how large a form may be. A message is 500 characters, and characters are up to 12 bytes in a form.
const maxForm = 64 << 10

// answer makes a handler of a function that may fail. Nothing is written before all has
// gone well, so an error has a page of its own.
func (b *blog) answer(f func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		err := parse(r)
		if err == nil {
			err = caught(f, w, r)
		}
		if err != nil && r.Context().Err() == nil { // else the visitor is gone
			b.fail(w, r, err)
		}
	}
}

// errUnreadable is a form or an address that is spelt wrong.
var errUnreadable = errors.New("a request that cannot be read")

func parse(r *http.Request) error {
	err := r.ParseForm()
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); err == nil || tooLarge {
		return err
	}
	return errUnreadable
}

// caught runs f, and makes an error of a panic: a view that reads a relationship which was not
// loaded says so by one.
func caught(f func(http.ResponseWriter, *http.Request) error, w http.ResponseWriter, r *http.Request) (err error) {
	defer func() {
		switch p := recover(); p {
		case nil:
		case http.ErrAbortHandler:
			panic(p)
		default:
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return f(w, r)
}

// fail shows an error's page. What is the program's fault is in the log, and not on
// the page.
func (b *blog) fail(w http.ResponseWriter, r *http.Request, err error) {
	status := statusOf(err)
	if status == http.StatusInternalServerError {
		b.log.ErrorContext(r.Context(), "a page failed", "method", r.Method, "path", r.URL.Path, "error", err)
	}
	if err := write(w, status, viewFailure(status)); err != nil {
		b.log.ErrorContext(r.Context(), "the page of an error failed", "error", err)
	}
}

func statusOf(err error) int {
	_, tooLarge := errors.AsType[*http.MaxBytesError](err)
	switch {
	case errors.Is(err, kin.ErrNotFound):
		return http.StatusNotFound
	case errors.Is(err, errForeign):
		return http.StatusForbidden
	case errors.Is(err, errUnreadable):
		return http.StatusBadRequest
	case tooLarge:
		return http.StatusRequestEntityTooLarge
	}
	return http.StatusInternalServerError
}

// write answers with a page. Its error says that the page could not be made; that a visitor is
// gone is no error.
func write(w http.ResponseWriter, status int, page html.Node) error {
	var b bytes.Buffer
	if err := page.Render(&b); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store") // it says who one is
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes())
	return nil
}

// policy allows our style sheet and pictures, and forms that are sent to us. Nothing here needs a script.
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guarded sets the headers that keep a page from being misused.
func guarded(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "same-origin")
		w.Header().Set("Cross-Origin-Opener-Policy", "same-origin")
		h.ServeHTTP(w, r)
	})
}
