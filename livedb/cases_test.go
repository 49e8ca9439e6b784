package livedb_test

import (
	"context"
	"testing"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/kintest"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/live/livetest"
	"github.com/kin-go/kin/livedb"
	"github.com/kin-go/kin/load"
)

// A desk is a page on which rows are put together, row by row, and saved.
type desk struct {
	live.Page
	DB   *kin.DB `live:"-"`
	Post *post
	New  *post
}

func (d *desk) Load(ctx context.Context) error {
	return d.DB.Read(ctx, func(ctx context.Context, s *kin.Session) (err error) {
		d.Post, err = kin.Select(posts).Where(kin.Eq(&posts.ID, 1)).
			Options(load.SelectIn(&posts.User, load.SelectIn(&users.Posts)), load.SelectIn(&posts.Flags, load.SelectIn(&flags.Post), load.SelectIn(&flags.User))).
			One(ctx, s)
		return err
	})
}

// draft puts a flag on the post that only this page knows of.
func (d *desk) draft(context.Context) error {
	d.Post.Flags.Add(&flag{Message: "a draft", User: kin.To[flag](d.Post.User.Get())})
	return nil
}

// save stores the post with what was put to it.
func (d *desk) save(ctx context.Context) error {
	return d.DB.Tx(ctx, func(_ context.Context, s *kin.Session) error { s.Add(d.Post); return nil })
}

// write stores a post and keeps it as it is then, without reading it again.
func (d *desk) write(ctx context.Context) error {
	d.New = &post{Title: "fresh", User: kin.To[post](d.Post.User.Get())}
	return d.DB.Tx(ctx, func(_ context.Context, s *kin.Session) error { s.Add(d.New); return nil })
}

func (d *desk) View() html.Node {
	button := func(what string, f func(context.Context) error) html.Node {
		return html.Button(html.Text(what), live.OnClick(f))
	}
	return html.Main(
		html.P(html.Textf("%s has written %d posts", d.Post.User.Get().Username, len(d.Post.User.Get().Posts.Get()))),
		html.Each(d.Post.Flags.Get(), func(f *flag) string { return f.Message }, func(f *flag) html.Node {
			return html.P(html.Textf("%s on %s by %s, stored %t", f.Message, f.Post.Get().Title, f.User.Get().Username, f.ID != 0))
		}),
		html.When(d.New != nil, func() html.Node {
			return html.P(html.Textf("%s by %s, user %d, stored %t", d.New.Title, d.New.User.Get().Username, d.New.UserID, d.New.ID > 3))
		}),
		button("draft", d.draft), button("save", d.save), button("write", d.write),
	)
}

// desks opens the page, in a process that others may follow with the same store.
func desks(t *testing.T, db *kin.DB, store live.Store) *live.App {
	app := live.New(live.Config{Codec: livedb.NewCodec(db), Store: store, Log: quiet})
	app.Page("GET /{$}", func() live.View { return &desk{DB: db} })
	t.Cleanup(func() { _ = app.Shutdown(context.Background()) })
	return app
}

func TestAPageMayShowRowsThatLeadBackToEachOther(t *testing.T) {
	kintest.Run(t, func(t *testing.T, e kintest.Engine) {
		db, store := kintest.OpenSeed(t, e).DB, live.NewMemory()
		tab := livetest.Open(t, desks(t, db, store), "/")
		for range 2 { // as loaded, and as stored
			tab.See("ann has written 2 posts", "spam on p1 by bob, stored true", "rude on p1 by cy, stored true")
			tab.Serve(desks(t, db, store))
			tab.Reconnect()
		}
	})
}

func TestAChildIsPutToACollectionOfTheStateAndSavedLater(t *testing.T) {
	kintest.Run(t, func(t *testing.T, e kintest.Engine) {
		db, store := kintest.OpenSeed(t, e).DB, live.NewMemory()
		tab := livetest.Open(t, desks(t, db, store), "/")
		tab.Click("draft")
		tab.See("a draft on p1 by ann, stored false")
		tab.Serve(desks(t, db, store))
		tab.Reconnect()
		tab.See("a draft on p1 by ann, stored false")
		tab.Click("save")
		tab.See("a draft on p1 by ann, stored true")
		if n := count(t, db, kin.Select(flags).Where(kin.Eq(&flags.Message, "a draft"))); n != 1 {
			t.Errorf("%d drafts are stored; the page says %s, told %q", n, tab.Text(), tab.Toasts())
		}
	})
}

func TestARowIsWholeAfterItsCommit(t *testing.T) {
	kintest.Run(t, func(t *testing.T, e kintest.Engine) {
		tab := livetest.Open(t, desks(t, kintest.OpenSeed(t, e).DB, live.NewMemory()), "/")
		tab.Click("write")
		tab.See("fresh by ann, user 1, stored true", "ann has written 3 posts")
		if len(tab.Toasts()) > 0 {
			t.Errorf("told %q", tab.Toasts())
		}
	})
}
