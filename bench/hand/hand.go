// Package hand is the contender that everyone is measured against: what a patient
// programmer writes over the driver itself, without a layer between. Statements are
// prepared once and kept, reads of one answer are one transaction, rows are plain
// structs in few large pieces of memory.
package hand

import (
	"errors"

	"github.com/ncruces/go-sqlite3"
)

// A User is a row of the table user.
type User struct {
	ID              int64
	Username, Email string
}

// A Post is a row of the table post, and what was read with it.
type Post struct {
	ID          int64
	Title, Body string
	UserID      int64

	User  *User
	Flags []*Flag
}

// A Flag is a row of the table flag, and what was read with it.
type Flag struct {
	ID, PostID, UserID int64
	Message            string

	Post *Post
	User *User
}

// A DB is one connection with its prepared statements, for one goroutine.
type DB struct {
	conn          *sqlite3.Conn
	begin, commit *sqlite3.Stmt

	posts, scan, joined      *sqlite3.Stmt
	postByID, userByID       *sqlite3.Stmt
	flagsOfPost              *sqlite3.Stmt
	usersByKeys, flagsByKeys keyed
}

// pragmas are those that Kin's engine sets.
const pragmas = `
	PRAGMA busy_timeout = 5000;
	PRAGMA foreign_keys = ON;
	PRAGMA synchronous = NORMAL;
	PRAGMA cache_size = -16384`

const (
	postColumns = `"id", "title", "body", "user_id" FROM "post"`
	flagColumns = `"id", "post_id", "user_id", "message" FROM "flag"`
	userColumns = `"id", "username", "email" FROM "user"`
)

// Open opens a file that feed.WriteSQLite made. Lists of keys are passed as keys says.
func Open(path string, keys Keys) (_ *DB, err error) {
	db := &DB{}
	if db.conn, err = sqlite3.Open(path); err != nil {
		return nil, err
	}
	if err := errors.Join(db.conn.Exec(pragmas), db.prepareAll(keys)); err != nil {
		db.conn.Close()
		return nil, err
	}
	return db, nil
}

func (db *DB) prepareAll(keys Keys) error {
	if _, err := db.conn.Config(sqlite3.DBCONFIG_ENABLE_QPSG, true); err != nil {
		return err
	}
	return errors.Join(
		db.prepare(&db.begin, `BEGIN`),
		db.prepare(&db.commit, `COMMIT`),
		db.prepare(&db.posts, `SELECT `+postColumns+` ORDER BY "id" LIMIT ?`),
		db.prepare(&db.scan, `SELECT `+postColumns+` ORDER BY "id"`),
		db.prepare(&db.joined, joinedFeed),
		db.prepare(&db.postByID, `SELECT `+postColumns+` WHERE "id" = ?`),
		db.prepare(&db.userByID, `SELECT `+userColumns+` WHERE "id" = ?`),
		db.prepare(&db.flagsOfPost, `SELECT `+flagColumns+` WHERE "post_id" = ? ORDER BY "id"`),
		db.usersByKeys.prepare(db, keys, `SELECT `+userColumns+` WHERE "id" IN (%)`),
		db.flagsByKeys.prepare(db, keys, `SELECT `+flagColumns+` WHERE "post_id" IN (%) ORDER BY "post_id", "id"`),
	)
}

func (db *DB) prepare(to **sqlite3.Stmt, sql string) (err error) {
	*to, _, err = db.conn.PrepareFlags(sql, sqlite3.PREPARE_PERSISTENT)
	return err
}

// Close closes the connection and its statements.
func (db *DB) Close() error {
	var open []*sqlite3.Stmt
	for s := range db.conn.Stmts() {
		open = append(open, s)
	}
	for _, s := range open {
		s.Close()
	}
	return db.conn.Close()
}

// reading runs f in a transaction: what it reads is of one moment, and SQLite takes its
// locks once.
func (db *DB) reading(f func() error) error {
	if err := db.begin.Exec(); err != nil {
		return err
	}
	return errors.Join(f(), db.commit.Exec())
}

// each steps through an answer.
func each(s *sqlite3.Stmt, row func(*sqlite3.Stmt)) error {
	for s.Step() {
		row(s)
	}
	return errors.Join(s.Err(), s.Reset())
}
