package livedb_test

import (
	"context"
	"log/slog"
	"strconv"
	"testing"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/kintest"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/load"
)

type (
	user = kintest.SeedUser
	post = kintest.SeedPost
	flag = kintest.SeedFlag
)

var (
	users = kin.Table[user]()
	posts = kin.Table[post]()
	flags = kin.Table[flag]()
)

// check fails the test at an error that is not what the test is about.
func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A feed is the page of the posts. It holds one row in several fields.
type feed struct {
	live.Page
	DB    *kin.DB `live:"-"`
	Me    *user
	Posts []*post
	First *post
	Note  string
}

func (f *feed) Load(ctx context.Context) error {
	return f.DB.Read(ctx, func(ctx context.Context, s *kin.Session) (err error) {
		if f.Me, err = kin.Get[user](ctx, s, 1); err != nil {
			return err
		}
		f.Posts, err = kin.Select(posts).
			Options(load.SelectIn(&posts.User), load.SelectIn(&posts.Flags, load.SelectIn(&flags.User))).
			OrderBy(kin.Asc(&posts.ID)).All(ctx, s)
		f.First = f.Posts[0]
		return err
	})
}

func (f *feed) flag(ctx context.Context, id int64) error {
	return f.DB.Tx(ctx, func(ctx context.Context, s *kin.Session) error {
		p, err := kin.Get[post](ctx, s, id)
		if err != nil {
			return err
		}
		s.Add(&flag{Message: "bad", Post: kin.To[flag](p), User: kin.To[flag](f.Me)})
		return nil
	})
}

func (f *feed) View() html.Node {
	return html.Main(
		html.P(html.Textf("signed in as %s", f.Me.Username)),
		html.Each(f.Posts, func(p *post) string { return strconv.FormatInt(p.ID, 10) }, func(p *post) html.Node {
			return html.Article(
				html.H2(html.Text(p.Title)),
				html.P(html.Textf("%s by %s has %d flags", p.Title, p.User.Get().Username, len(p.Flags.Get()))),
				html.Button(html.Textf("Flag %s", p.Title), live.OnClick(func(ctx context.Context) error { return f.flag(ctx, p.ID) })),
			)
		}),
		html.Button(html.Text("Note"), live.OnClick(func(context.Context) error { f.Note = "noted"; return nil })),
		html.P(html.Text(f.Note)),
	)
}

var quiet = slog.New(slog.DiscardHandler)

// count is how many rows a table has.
func count[T any](t testing.TB, db *kin.DB, q kin.Query[T]) (n int64) {
	t.Helper()
	check(t, db.Read(t.Context(), func(ctx context.Context, s *kin.Session) (err error) {
		n, err = q.Count(ctx, s)
		return err
	}))
	return n
}
