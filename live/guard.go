package live

import (
	"net/http"
	"net/url"
	"strings"
)

// policy allows what comes from this server. Nothing in a page is a script or a style.
const policy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// Where the client speaks to the server.
const (
	socketPath = "/_live/socket"
	streamPath = "/_live/stream"
	sendPath   = "/_live/send"
	uploadPath = "/_live/upload"
)

// ServeHTTP implements http.Handler.
func (a *App) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.handler.ServeHTTP(w, r) }

// guarded is the pages and what the client needs, behind what keeps strangers out.
func (a *App) guarded() http.Handler {
	a.pages.HandleFunc("GET "+socketPath, a.socket)
	a.pages.HandleFunc("GET "+streamPath, a.stream)
	a.pages.HandleFunc("POST "+sendPath, a.send)
	a.pages.HandleFunc("POST "+uploadPath, a.upload)
	a.pages.HandleFunc("GET /_live/{file}", serveAsset)
	ours := http.NewCrossOriginProtection()
	for _, origin := range a.config.Origins {
		if err := ours.AddTrustedOrigin(origin); err != nil {
			panic("live: Config.Origins: " + err.Error())
		}
	}
	ours.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.refuse("a request of another site", nil)
		a.fail(w, r, nil, errRefused)
	}))
	rules := policy
	if a.config.Policy != nil {
		rules = a.config.Policy(rules)
	}
	inner := ours.Handler(http.HandlerFunc(a.route))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", rules)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		inner.ServeHTTP(w, r)
	})
}

// route gives what has no pattern its own page.
func (a *App) route(w http.ResponseWriter, r *http.Request) {
	if _, pattern := a.pages.Handler(r); pattern == "" && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
		a.fail(w, r, nil, ErrNotFound)
		return
	}
	a.pages.ServeHTTP(w, r)
}

// fromHere says whether a GET that opens a connection comes from a page of this server.
func (a *App) fromHere(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "same-origin", "none":
		return true
	case "":
	default:
		return a.trusts(r.Header.Get("Origin"))
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true // no browser
	}
	u, err := url.Parse(origin)
	return err == nil && strings.EqualFold(u.Host, r.Host) || a.trusts(origin)
}

func (a *App) trusts(origin string) bool {
	for _, known := range a.config.Origins {
		if strings.EqualFold(known, origin) {
			return true
		}
	}
	return false
}
