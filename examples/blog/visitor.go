package main

import (
	"context"
	"net/http"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/ui"
)

// A Visitor is who looks at a page, and whether he likes it light or dark. It is a part of the state of each page.
type Visitor struct {
	Me   *User // nil for nobody
	Look ui.Appearance
}

// enter finds out who looks at a page.
func (v *Visitor) enter(ctx context.Context, s *kin.Session, b *blog, p *live.Page) (err error) {
	v.Look = lookIn(ctx)
	v.Me, err = b.whoIs(ctx, s, p.User())
	return err
}

// arrive is enter for a page that reads nothing else.
func (v *Visitor) arrive(ctx context.Context, b *blog, p *live.Page) error {
	return b.db.Read(ctx, func(ctx context.Context, s *kin.Session) error { return v.enter(ctx, s, b, p) })
}

// lookKey is where a request has its appearance.
type lookKey struct{}

// withLook tells pages what the visitor has chosen by the switch at the foot of each.
func withLook(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), lookKey{}, ui.AppearanceOf(r))))
	})
}

func lookIn(ctx context.Context) ui.Appearance {
	look, given := ctx.Value(lookKey{}).(ui.Appearance)
	if !given {
		return ui.Auto
	}
	return look
}
