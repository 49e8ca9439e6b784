package livedb_test

import (
	"context"
	"errors"
	"log"
	"log/slog"
	"net/http"
	"os"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/livedb"
	"github.com/kin-go/kin/load"
	"github.com/kin-go/kin/sqlite"
	"github.com/kin-go/kin/ui"
)

// The code of doc/livedb.md.

var memberSessions = kin.Table[livedb.Session]()

// Example is a program with all parts of livedb.
func Example() {
	ctx := context.Background()
	db, err := kin.Open(ctx, sqlite.File("club.db"), kin.Trace(livedb.NewWatch(slog.Default())))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()

	changes := livedb.NewChanges(db, 0)
	defer changes.Close()
	door := livedb.NewDoor(livedb.NewStore(db, memberSessions), &livedb.Accounts[member]{
		DB: db, Table: members, Query: kin.Select(members).Where(kin.Eq(&members.Blocked, false)),
		ID:       func(m *member) *int64 { return &m.ID },
		Name:     func(m *member) *string { return &m.Username },
		Password: func(m *member) *livedb.Password { return &m.Password },
	})
	panel := livedb.NewPanel()

	config := live.Config{Codec: livedb.NewCodec(db), Changes: changes, User: door.User}
	if os.Getenv("DEV") != "" {
		config.Dev, config.Watch = true, panel.Watch
	}
	app := live.New(config)
	app.Page("GET /{$}", func() live.View { return &feed{DB: db} }, livedb.Follow(posts, flags))
	app.Page("GET /sign-in", func() live.View { return &enterPage{Door: door} })
	app.Page("GET /flags", func() live.View { return &flagTable{DB: db} }, live.RequireUser("/sign-in"))
	if config.Dev {
		panel.Mount(app, "/_panel")
	}
	app.Handle(ui.AssetsPath, ui.Assets())
	app.Handle("GET /_health/live", livedb.NewHealth(nil))
	app.Handle("GET /_health/ready", livedb.NewHealth(nil, livedb.Answers(db, kin.Select(posts))))
	log.Print(http.ListenAndServe("localhost:8080", door.Serve(app)))
}

type enterPage struct {
	live.Page
	Door *livedb.Door `live:"-"`
}

type enterForm struct {
	Name     string `form:"name" validate:"required,max=100"`
	Password string `form:"password" validate:"required,max=200"`
}

func (p *enterPage) Enter(ctx context.Context, form enterForm) error {
	return p.Door.SignIn(ctx, &p.Page, form.Name, form.Password)
}

func (p *enterPage) Leave(ctx context.Context) error { return p.Door.SignOut(ctx, &p.Page, "/") }

func (p *enterPage) View() html.Node {
	if p.User() != "" {
		return ui.Button(html.Text("Sign out"), live.OnClick(p.Leave))
	}
	return html.Form(live.OnSubmit(p.Enter),
		html.Label(html.Text("Name"), html.Input(html.Name("name"))),
		html.Label(html.Text("Password"), html.Input(html.Name("password"), html.Type("password"))),
		ui.Button(html.Text("Sign in")),
	)
}

// register makes a member and signs him in.
func register(ctx context.Context, db *kin.DB, door *livedb.Door, p *live.Page, form enterForm) error {
	if err := door.Admit(ctx, "name", form.Name); err != nil {
		return err
	}
	m := &member{Username: form.Name, Password: livedb.NewPassword(form.Password)}
	err := db.Tx(ctx, func(_ context.Context, s *kin.Session) error { s.Add(m); return nil })
	if _, taken := errors.AsType[*kin.ConstraintError](err); taken {
		return live.Invalid("name", "This name is taken.")
	}
	if err != nil {
		return err
	}
	return door.SignIn(ctx, p, form.Name, form.Password)
}

var _ = register

type flagTable struct {
	live.Page
	DB    *kin.DB `live:"-"`
	At    ui.Position
	Table ui.Table[*flag] `live:"reload"`
}

func (f *flagTable) Load(ctx context.Context) error {
	f.Table = ui.Table[*flag]{
		Caption: "Flags",
		Columns: []ui.Column[*flag]{
			{Title: "Message", Sort: "message", Cell: func(x *flag) html.Node { return html.Text(x.Message) }},
			{Title: "By", Cell: func(x *flag) html.Node { return html.Text(x.User.Get().Username) }},
		},
		Move: func(to ui.Position) html.Node {
			return live.OnClick(func(ctx context.Context) error { f.At = to; return f.Load(ctx) })
		},
	}
	rows := livedb.Rows(f.DB, kin.Select(flags).Options(load.SelectIn(&flags.User)), livedb.By("message", &flags.Message))
	return f.Table.Load(ctx, rows, f.At)
}

func (f *flagTable) View() html.Node { return f.Table.Node() }
