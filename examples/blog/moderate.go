package main

import (
	"context"
	"errors"
	"net/url"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/livedb"
	"github.com/kin-go/kin/load"
	"github.com/kin-go/kin/ui"
)

// Moderate is the page where an admin sees all flags and dismisses those that are settled.
type Moderate struct {
	live.Page
	Visitor
	Blog  *blog           `live:"-"`
	Table ui.Table[*Flag] `live:"reload"`
}

// put is all flags, the newest first, each with its post and who put it.
var put = kin.Select(flags).
	Options(load.SelectIn(&flags.Post), load.SelectIn(&flags.User)).
	OrderBy(kin.Desc(&flags.ID))

// requireAdmin is the rule of the page: who moderates is an admin now, whatever he was when he signed in.
func (b *blog) requireAdmin(ctx context.Context, p *live.Page) error {
	return b.db.Read(ctx, func(ctx context.Context, s *kin.Session) error { return b.mustBeAdmin(ctx, s, p) })
}

func (b *blog) mustBeAdmin(ctx context.Context, s *kin.Session, p *live.Page) error {
	me, err := b.whoIs(ctx, s, p.User())
	if err == nil && (me == nil || !me.Admin) {
		return live.ErrForbidden
	}
	return err
}

// Load reads the page of the table that the address names. The page stays open and follows what others do, so it
// asks once more who is there: for somebody who is no admin any more there are no rows.
func (m *Moderate) Load(ctx context.Context) error {
	if err := m.arrive(ctx, m.Blog, &m.Page); err != nil {
		return err
	}
	m.Table = m.table()
	if !m.moderates() {
		return nil
	}
	return m.Table.Load(ctx, livedb.Rows(m.Blog.db, put, livedb.By("message", &flags.Message), livedb.By("post", &flags.PostID)), ui.PositionOf(m.Query()))
}

func (m *Moderate) moderates() bool { return m.Me != nil && m.Me.Admin }

// Dismiss takes a flag away. Of two admins who dismiss one flag, the second is told that it is gone.
func (m *Moderate) Dismiss(ctx context.Context, flagID int64) error {
	err := m.Blog.db.Tx(ctx, func(ctx context.Context, s *kin.Session) error {
		if err := m.Blog.mustBeAdmin(ctx, s, &m.Page); err != nil {
			return err
		}
		flag, err := kin.Get[Flag](ctx, s, flagID)
		if err != nil {
			return err
		}
		s.Delete(flag)
		return nil
	})
	switch {
	case errors.Is(err, kin.ErrNotFound):
		m.Toast("info", "Somebody has dismissed it already.")
	case err == nil:
		m.Toast("success", "The flag is dismissed.")
	case !errors.Is(err, live.ErrForbidden): // else the page says so
		return err
	}
	return m.Load(ctx)
}

// address is that of the page, to which the links of the table add where they lead.
func (m *Moderate) address() *url.URL { return &url.URL{Path: m.Path(), RawQuery: m.Query().Encode()} }

// Title is that of the document.
func (m *Moderate) Title() string { return titled("Flags") }

// Layout is the frame around the page.
func (m *Moderate) Layout(content html.Node) html.Node {
	return m.Blog.frame(&m.Page, m.Visitor, content)
}
