package drivers

import (
	"context"

	"zombiezen.com/go/sqlite"
)

type zombiezen struct {
	db                                  *sqlite.Conn
	all, get, some, add, begins, commit *sqlite.Stmt
}

// Zombiezen is zombiezen.com/go/sqlite, its own interface to the engine of modernc.
func Zombiezen(path string) Driver {
	db, err := sqlite.OpenConn(path, sqlite.OpenReadWrite|sqlite.OpenCreate)
	must(err)
	prepare := func(sql string) *sqlite.Stmt {
		s, err := db.Prepare(sql)
		must(err)
		return s
	}
	for _, sql := range setup {
		run(prepare(sql))
	}
	return &zombiezen{db, prepare(all), prepare(get), prepare(some), prepare(add), prepare(`BEGIN IMMEDIATE`), prepare(`COMMIT`)}
}

// run steps a statement to its end.
func run(s *sqlite.Stmt) {
	for {
		more, err := s.Step()
		must(err)
		if !more {
			must(s.Reset())
			return
		}
	}
}

func (d *zombiezen) read(s *sqlite.Stmt) (posts []Post) {
	for {
		more, err := s.Step()
		must(err)
		if !more {
			must(s.Reset())
			return posts
		}
		posts = append(posts, Post{s.ColumnInt64(0), s.ColumnInt64(1), s.ColumnText(2), s.ColumnText(3), s.ColumnFloat(4)})
	}
}

func (d *zombiezen) All() []Post { return d.read(d.all) }

func (d *zombiezen) Get(id int64) Post {
	d.get.BindInt64(1, id)
	return d.read(d.get)[0]
}

func (d *zombiezen) GetUnder(ctx context.Context, id int64) Post {
	defer d.db.SetInterrupt(d.db.SetInterrupt(ctx.Done()))
	return d.Get(id)
}

func (d *zombiezen) Some(keys string) []Post {
	d.some.BindText(1, keys)
	return d.read(d.some)
}

func (d *zombiezen) Add(posts []Post) {
	run(d.begins)
	for i := range posts {
		p := &posts[i]
		d.add.BindInt64(1, p.Author)
		d.add.BindText(2, p.Title)
		d.add.BindText(3, p.Body)
		d.add.BindFloat(4, p.Score)
		run(d.add)
	}
	run(d.commit)
}

func (d *zombiezen) Close() { must(d.db.Close()) }
