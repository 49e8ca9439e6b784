package drivers

import (
	"context"
	"database/sql/driver"
	"io"

	"modernc.org/sqlite"
)

// statement is what modernc's prepared statements are.
type statement interface {
	driver.Stmt
	driver.StmtQueryContext
	driver.StmtExecContext
}

type modernc struct {
	db                                  driver.Conn
	all, get, some, add, begins, commit statement
	values                              []driver.Value
}

// Modernc is modernc.org/sqlite at the level of its driver.Conn: it has no lower one in
// public, and database/sql above it would cost more.
func Modernc(path string) Driver {
	db, err := (&sqlite.Driver{}).Open(path)
	must(err)
	prepare := func(sql string) statement {
		s, err := db.Prepare(sql)
		must(err)
		return s.(statement)
	}
	for _, sql := range setup {
		exec(prepare(sql))
	}
	return &modernc{
		db, prepare(all), prepare(get), prepare(some), prepare(add), prepare(`BEGIN IMMEDIATE`), prepare(`COMMIT`),
		make([]driver.Value, 5),
	}
}

func arguments(values ...any) []driver.NamedValue {
	args := make([]driver.NamedValue, len(values))
	for i, v := range values {
		args[i] = driver.NamedValue{Ordinal: i + 1, Value: v}
	}
	return args
}

func exec(s statement, values ...any) {
	_, err := s.ExecContext(context.Background(), arguments(values...))
	must(err)
}

func (d *modernc) read(s statement, values ...any) (posts []Post) {
	return d.readUnder(context.Background(), s, values...)
}

func (d *modernc) readUnder(ctx context.Context, s statement, values ...any) (posts []Post) {
	rows, err := s.QueryContext(ctx, arguments(values...))
	must(err)
	v := d.values
	for {
		err := rows.Next(v)
		if err == io.EOF {
			break
		}
		must(err)
		posts = append(posts, Post{v[0].(int64), v[1].(int64), v[2].(string), v[3].(string), v[4].(float64)})
	}
	must(rows.Close())
	return posts
}

func (d *modernc) All() []Post             { return d.read(d.all) }
func (d *modernc) Get(id int64) Post       { return d.read(d.get, id)[0] }
func (d *modernc) Some(keys string) []Post { return d.read(d.some, keys) }

func (d *modernc) GetUnder(ctx context.Context, id int64) Post {
	return d.readUnder(ctx, d.get, id)[0]
}

func (d *modernc) Add(posts []Post) {
	exec(d.begins)
	for i := range posts {
		p := &posts[i]
		exec(d.add, p.Author, p.Title, p.Body, p.Score)
	}
	exec(d.commit)
}

func (d *modernc) Close() { must(d.db.Close()) }
