// Gallery shows the components of package ui, a page for each group:
//
//	go run ./examples/gallery
//
// The switch in the corner makes its pages light or dark. It is an ordinary program of net/http, and
// there is no script on its pages.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/ui"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	address := flag.String("addr", "127.0.0.1:8081", "where to listen")
	flag.Parse()
	if err := run(ctx, *address); err != nil {
		fmt.Fprintln(os.Stderr, "gallery:", err)
		os.Exit(1) //nolint:gocritic // stop only gives signals back, to a program that ends
	}
}

// run serves the gallery until the context ends.
func run(ctx context.Context, address string) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return err
	}
	fmt.Printf("The gallery is at http://%s. Control-C ends it.\n", listener.Addr())
	server := &http.Server{Handler: handler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second, WriteTimeout: 30 * time.Second}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return server.Shutdown(last)
}

// handler is the gallery as a handler.
func handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle(ui.AssetsPath, ui.Assets())
	for _, p := range pages() {
		mux.HandleFunc("GET "+p.path+"{$}", func(w http.ResponseWriter, r *http.Request) { answer(w, r, p) })
	}
	return guarded(http.NewCrossOriginProtection().Handler(mux))
}

// answer writes a page, or nothing of it.
func answer(w http.ResponseWriter, r *http.Request, p page) {
	content, err := p.content(r)
	var b bytes.Buffer
	if err == nil {
		err = document(r, p, content).Render(&b)
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		slog.ErrorContext(r.Context(), "a page failed", "path", r.URL.Path, "error", err)
		http.Error(w, "The page failed; the log says why.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(b.Bytes()) // that a visitor is gone is no error
}

// guarded allows our own style sheet and pictures, and nothing else: not one component needs more.
func guarded(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "same-origin")
		h.ServeHTTP(w, r)
	})
}

// document is a page with its frame.
func document(r *http.Request, p page, content html.Node) html.Node {
	return html.Document(html.Lang("en"), theme(r).Attributes(),
		html.Head(
			html.Meta(html.Charset("utf-8")),
			html.Meta(html.Name("viewport"), html.Content("width=device-width, initial-scale=1")),
			html.Title(html.Text(p.title+" · Kin components")),
			ui.StyleSheet(),
		),
		html.Body(ui.Shell{
			Brand: "Kin components", Icon: ui.IconLayers, Groups: links(p),
			Corner: ui.ThemeSwitch(ui.AppearanceOf(r)),
			Foot:   html.P(html.Text("Components of package ui. There is no script on these pages.")),
		}.Around(
			ui.Container(ui.Size4, ui.Stack(ui.Gap(6),
				ui.Stack(ui.Gap(2), ui.Heading(1, html.Text(p.title)), ui.Paragraph(ui.Muted, ui.Size3, html.Text(p.about))),
				content,
			)),
		)),
	)
}

// theme is the look that the address asks for: ?accent=teal&radius=large.
func theme(r *http.Request) ui.Theme {
	query := r.URL.Query()
	t := ui.Theme{Appearance: ui.AppearanceOf(r)}
	for _, c := range ui.Colors() {
		if string(c) == query.Get("accent") {
			t.Accent = c
		}
	}
	for _, radius := range []ui.Radius{ui.Square, ui.RoundSmall, ui.RoundMedium, ui.RoundLarge, ui.RoundFull} {
		if string(radius) == query.Get("radius") {
			t.Radius = radius
		}
	}
	for _, tone := range []ui.Tone{ui.Neutral, ui.Slate, ui.Sand} {
		if string(tone) == query.Get("tone") {
			t.Tone = tone
		}
	}
	for _, scaling := range []ui.Scaling{ui.Scale90, ui.Scale95, ui.Scale100, ui.Scale105, ui.Scale110} {
		if string(scaling) == query.Get("scaling") {
			t.Scaling = scaling
		}
	}
	return t
}
