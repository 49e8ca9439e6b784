package drivers

import (
	"context"

	"github.com/ncruces/go-sqlite3"
)

type ncruces struct {
	db                                  *sqlite3.Conn
	all, get, some, add, begins, commit *sqlite3.Stmt
}

// Ncruces is github.com/ncruces/go-sqlite3, its own interface.
func Ncruces(path string) Driver {
	db, err := sqlite3.Open(path)
	must(err)
	for _, sql := range setup {
		must(db.Exec(sql))
	}
	prepare := func(sql string) *sqlite3.Stmt {
		s, _, err := db.Prepare(sql)
		must(err)
		return s
	}
	return &ncruces{db, prepare(all), prepare(get), prepare(some), prepare(add), prepare(`BEGIN IMMEDIATE`), prepare(`COMMIT`)}
}

func (d *ncruces) read(s *sqlite3.Stmt) (posts []Post) {
	for s.Step() {
		posts = append(posts, Post{s.ColumnInt64(0), s.ColumnInt64(1), s.ColumnText(2), s.ColumnText(3), s.ColumnFloat(4)})
	}
	must(s.Err())
	must(s.Reset())
	return posts
}

func (d *ncruces) All() []Post { return d.read(d.all) }

func (d *ncruces) Get(id int64) Post {
	must(d.get.BindInt64(1, id))
	return d.read(d.get)[0]
}

func (d *ncruces) GetUnder(ctx context.Context, id int64) Post {
	defer d.db.SetInterrupt(d.db.SetInterrupt(ctx))
	return d.Get(id)
}

func (d *ncruces) Some(keys string) []Post {
	must(d.some.BindText(1, keys))
	return d.read(d.some)
}

func (d *ncruces) Add(posts []Post) {
	must(d.begins.Exec())
	for i := range posts {
		p := &posts[i]
		must(d.add.BindInt64(1, p.Author))
		must(d.add.BindText(2, p.Title))
		must(d.add.BindText(3, p.Body))
		must(d.add.BindFloat(4, p.Score))
		must(d.add.Exec())
	}
	must(d.commit.Exec())
}

func (d *ncruces) Close() {
	for _, s := range []*sqlite3.Stmt{d.all, d.get, d.some, d.add, d.begins, d.commit} {
		must(s.Close())
	}
	must(d.db.Close())
}
