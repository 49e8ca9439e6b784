package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/livedb"
	"github.com/kin-go/kin/ui"
)

// config is what may differ from one blog to another.
type config struct {
	store   live.Store     // of the states of visits
	hashing livedb.Hashing // of passwords; the zero value is for real ones
	log     *slog.Logger
	watch   live.Watch // of what happens to visits, or nil
	dev     bool
}

// A blog is the application: its database, who may sign in, and its pages.
type blog struct {
	db       *kin.DB
	archive  *kin.DB // the same database with other models, see Writer
	dev      bool
	accounts *livedb.Accounts[User]
	changes  *livedb.Changes
	door     *livedb.Door
	app      *live.App
	handler  http.Handler // the app, behind the door
}

func newBlog(db, archive *kin.DB, c config) *blog {
	b := &blog{db: db, archive: archive, dev: c.dev, changes: livedb.NewChanges(db, 0)}
	b.accounts = &livedb.Accounts[User]{
		DB: db, Table: users, Query: kin.Select(users), Hashing: c.hashing,
		ID:       func(u *User) *int64 { return &u.ID },
		Name:     func(u *User) *string { return &u.Username },
		Password: func(u *User) *livedb.Password { return &u.Password },
	}
	b.door = livedb.NewDoor(livedb.NewStore(db, sessions), b.accounts)
	pages := live.Config{
		Limits: live.Limits{Form: maxForm},
		Store:  c.store, Codec: livedb.NewCodec(db), Changes: b.changes, User: b.door.User, Log: c.log, Dev: c.dev, Watch: c.watch,
		Head: head(), Document: document, Failure: viewFailure, Status: statusOf, Message: says,
	}
	panel := livedb.NewPanel()
	if c.dev {
		pages.Watch = live.Watches(c.watch, panel.Watch)
	}
	b.app = live.New(pages)
	b.route()
	if c.dev { // it shows everybody's statements to everybody
		panel.Mount(b.app, panelPath)
	}
	b.handler = b.withHealth(c.log, withLook(b.door.Serve(b.app)))
	return b
}

// withHealth answers, before all else, whoever watches over the program: whether it runs, and whether it can serve.
func (b *blog) withHealth(log *slog.Logger, h http.Handler) http.Handler {
	all := http.NewServeMux()
	all.Handle("GET /_health/live", livedb.NewHealth(log))
	all.Handle("GET /_health/ready", livedb.NewHealth(log, livedb.Answers(b.db, kin.Select(posts))))
	all.Handle("/", h)
	return all
}

// maxForm is how large a form may be. A message is 500 characters, and characters are up to 12 bytes in a form.
const maxForm = 64 << 10

// panelPath is where a developer sees what each event has asked of the database.
const panelPath = "/_panel"

// route says which page is where, and what it follows.
func (b *blog) route() {
	follow := livedb.Follow(posts, flags)
	b.app.Page("GET /{$}", func() live.View { return &Feed{Blog: b} }, follow)
	b.app.Page("GET /posts/{id}", func() live.View { return &PostPage{Blog: b} }, follow)
	b.app.Page("GET /strategies", func() live.View { return &Strategies{Blog: b} })
	b.app.Page("GET /moderate", func() live.View { return &Moderate{Blog: b} }, live.RequireUser("/sign-in"), b.requireAdmin, follow)
	b.app.Page("GET /sign-in", func() live.View { return &SignIn{Blog: b} })
	b.app.Page("GET /register", func() live.View { return &Register{Blog: b} })
	b.app.Handle(ui.AssetsPath, ui.Assets())
	serveAssets(b.app)
}

// close ends listening to the database.
func (b *blog) close() { b.changes.Close() }

// whoIs is the user of a visit, or nil.
func (b *blog) whoIs(ctx context.Context, s *kin.Session, user string) (*User, error) {
	if user == "" {
		return nil, nil
	}
	me, err := b.accounts.Get(ctx, s, user)
	if errors.Is(err, kin.ErrNotFound) {
		return nil, nil
	}
	return me, err
}

// statusOf is the HTTP status of errors that live does not know.
func statusOf(err error) int {
	if errors.Is(err, kin.ErrNotFound) {
		return http.StatusNotFound
	}
	return 0
}

// says is what stands beside a field that breaks a rule of its form, where live would not speak of characters.
func says(rule, parameter string) string {
	switch rule {
	case "max":
		return "At most " + parameter + " characters are possible."
	case "min":
		return "At least " + parameter + " characters are needed."
	}
	return ""
}
