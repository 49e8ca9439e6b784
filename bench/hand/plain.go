package hand

import (
	"fmt"

	"github.com/ncruces/go-sqlite3"
)

// Scan is all posts, alone.
func (db *DB) Scan() (posts []*Post, err error) {
	var rows []Post
	err = each(db.scan, func(s *sqlite3.Stmt) {
		if len(rows) == 0 {
			rows = make([]Post, 256)
		}
		readPost(s, &rows[0])
		posts = append(posts, &rows[0])
		rows = rows[1:]
	})
	return posts, err
}

// Get is one post by its key. A single statement is a transaction by itself.
func (db *DB) Get(id int64) (p *Post, err error) {
	if err := db.postByID.BindInt64(1, id); err != nil {
		return nil, err
	}
	err = each(db.postByID, func(s *sqlite3.Stmt) {
		p = &Post{}
		readPost(s, p)
	})
	if err == nil && p == nil {
		err = fmt.Errorf("there is no post %d", id)
	}
	return p, err
}

// GetReading is Get between BEGIN and COMMIT, as it is where more is read with it.
func (db *DB) GetReading(id int64) (p *Post, err error) {
	err = db.reading(func() error {
		p, err = db.Get(id)
		return err
	})
	return p, err
}

// GetAll is posts by their keys, one after the other in one transaction.
func (db *DB) GetAll(ids []int64) (posts []*Post, err error) {
	err = db.reading(func() error {
		for _, id := range ids {
			p, err := db.Get(id)
			if err != nil {
				return err
			}
			posts = append(posts, p)
		}
		return nil
	})
	return posts, err
}
