package feed

import (
	"errors"

	"github.com/ncruces/go-sqlite3"
)

const tables = `
	PRAGMA journal_mode = WAL;
	PRAGMA synchronous = OFF;
	BEGIN;
	CREATE TABLE "user" (
		"id" INTEGER PRIMARY KEY,
		"username" TEXT NOT NULL,
		"email" TEXT NOT NULL
	);
	CREATE TABLE "post" (
		"id" INTEGER PRIMARY KEY,
		"title" TEXT NOT NULL,
		"body" TEXT NOT NULL,
		"user_id" INTEGER NOT NULL REFERENCES "user" ("id")
	);
	CREATE TABLE "flag" (
		"id" INTEGER PRIMARY KEY,
		"post_id" INTEGER NOT NULL REFERENCES "post" ("id"),
		"user_id" INTEGER NOT NULL REFERENCES "user" ("id"),
		"message" TEXT NOT NULL
	);
	CREATE INDEX "post_user_id" ON "post" ("user_id");
	CREATE INDEX "flag_post_id" ON "flag" ("post_id");
	CREATE INDEX "flag_user_id" ON "flag" ("user_id");`

// WriteSQLite makes the file of that path, in WAL mode, with all rows in it and nothing
// left in the log.
func (d *Data) WriteSQLite(path string) (err error) {
	db, err := sqlite3.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Exec(tables); err != nil {
		return err
	}
	if err := d.insert(db); err != nil {
		return err
	}
	return db.Exec(`COMMIT; PRAGMA wal_checkpoint(TRUNCATE)`)
}

func (d *Data) insert(db *sqlite3.Conn) error {
	return errors.Join(
		each(db, `INSERT INTO "user" VALUES (?, ?, ?)`, d.Users, func(s *sqlite3.Stmt, u User) error {
			return errors.Join(s.BindInt64(1, u.ID), s.BindText(2, u.Username), s.BindText(3, u.Email))
		}),
		each(db, `INSERT INTO "post" VALUES (?, ?, ?, ?)`, d.Posts, func(s *sqlite3.Stmt, p Post) error {
			return errors.Join(s.BindInt64(1, p.ID), s.BindText(2, p.Title), s.BindText(3, p.Body), s.BindInt64(4, p.UserID))
		}),
		each(db, `INSERT INTO "flag" VALUES (?, ?, ?, ?)`, d.Flags, func(s *sqlite3.Stmt, f Flag) error {
			return errors.Join(s.BindInt64(1, f.ID), s.BindInt64(2, f.PostID), s.BindInt64(3, f.UserID), s.BindText(4, f.Message))
		}),
	)
}

// each runs a statement once for each row.
func each[T any](db *sqlite3.Conn, sql string, rows []T, bind func(*sqlite3.Stmt, T) error) error {
	s, _, err := db.Prepare(sql)
	if err != nil {
		return err
	}
	defer s.Close()
	for _, row := range rows {
		if err := errors.Join(bind(s, row), s.Exec()); err != nil {
			return err
		}
	}
	return nil
}
