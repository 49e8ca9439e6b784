package drivers

import "context"

// A Post is one line of the table, as a program would have it.
type Post struct {
	ID, Author  int64
	Title, Body string
	Score       float64
}

// A Driver does the work over one connection with its statements prepared. It panics on
// any error.
type Driver interface {
	// All reads all posts.
	All() []Post
	// Get reads the post of a key.
	Get(id int64) Post
	// GetUnder is Get while ctx may interrupt it.
	GetUnder(ctx context.Context, id int64) Post
	// Some reads the posts of keys, which come as one JSON text.
	Some(keys string) []Post
	// Add inserts posts in one transaction.
	Add(posts []Post)
	Close()
}

const (
	all  = `SELECT id, author, title, body, score FROM post`
	get  = all + ` WHERE id = ?`
	some = all + ` WHERE id IN (SELECT value FROM json_each(?))`
	add  = `INSERT INTO added (author, title, body, score) VALUES (?, ?, ?, ?)`
)

// setup is what each connection runs first.
var setup = []string{
	`PRAGMA journal_mode=WAL`,
	`PRAGMA synchronous=NORMAL`,
	`PRAGMA foreign_keys=ON`,
	`PRAGMA cache_size=-16384`,
	`CREATE TABLE IF NOT EXISTS post (id INTEGER PRIMARY KEY, author INTEGER NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL, score REAL NOT NULL)`,
	`CREATE TABLE IF NOT EXISTS added (id INTEGER PRIMARY KEY, author INTEGER NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL, score REAL NOT NULL)`,
	`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
		INSERT OR IGNORE INTO post SELECT i, i % 100 + 1, 'the title of post ' || i, printf('%0300d', i), i * 0.5 FROM n`,
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
