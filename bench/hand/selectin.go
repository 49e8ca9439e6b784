package hand

import (
	"errors"

	"github.com/ncruces/go-sqlite3"
)

// Feed is the first n posts, each with its author and its flags, and these with theirs:
// three statements, since the authors of posts and of flags are read together.
func (db *DB) Feed(n int) (posts []*Post, err error) {
	err = db.reading(func() error {
		var flags []*Flag
		users := map[int64]*User{}
		if posts, err = db.firstPosts(n); err != nil {
			return err
		}
		if flags, err = db.addFlags(posts); err != nil {
			return err
		}
		if err := db.readUsers(users, usersOf(users, posts, flags)); err != nil {
			return err
		}
		for _, p := range posts {
			p.User = users[p.UserID]
		}
		for _, f := range flags {
			f.User = users[f.UserID]
		}
		return nil
	})
	return posts, err
}

// Page is the first n posts, each with its author and its flags.
func (db *DB) Page(n int) (posts []*Post, err error) {
	err = db.reading(func() error {
		users := map[int64]*User{}
		if posts, err = db.firstPosts(n); err != nil {
			return err
		}
		if _, err = db.addFlags(posts); err != nil {
			return err
		}
		if err := db.readUsers(users, usersOf(users, posts, nil)); err != nil {
			return err
		}
		for _, p := range posts {
			p.User = users[p.UserID]
		}
		return nil
	})
	return posts, err
}

func (db *DB) firstPosts(n int) ([]*Post, error) {
	if err := db.posts.BindInt64(1, int64(n)); err != nil {
		return nil, err
	}
	rows := make([]Post, n)
	posts := make([]*Post, 0, n)
	err := each(db.posts, func(s *sqlite3.Stmt) {
		p := &rows[len(posts)]
		readPost(s, p)
		posts = append(posts, p)
	})
	return posts, err
}

func readPost(s *sqlite3.Stmt, p *Post) {
	p.ID, p.Title, p.Body, p.UserID = s.ColumnInt64(0), s.ColumnText(1), s.ColumnText(2), s.ColumnInt64(3)
}

// addFlags reads the flags of posts that are in the order of their ids. The answer is in
// that order too, so one walk along the posts distributes it.
func (db *DB) addFlags(posts []*Post) ([]*Flag, error) {
	ids := make([]int64, len(posts))
	for i, p := range posts {
		ids[i] = p.ID
	}
	s, err := db.flagsByKeys.of(ids)
	if err != nil {
		return nil, err
	}
	flags := make([]*Flag, 0, 4*len(posts))
	var memory slab
	at, first := 0, 0
	err = each(s, func(s *sqlite3.Stmt) {
		f := memory.flag()
		readFlag(s, f)
		for posts[at].ID != f.PostID {
			posts[at].Flags = flags[first:len(flags):len(flags)]
			at, first = at+1, len(flags)
		}
		f.Post = posts[at]
		flags = append(flags, f)
	})
	if at < len(posts) {
		posts[at].Flags = flags[first:]
	}
	return flags, err
}

func readFlag(s *sqlite3.Stmt, f *Flag) {
	f.ID, f.PostID, f.UserID, f.Message = s.ColumnInt64(0), s.ColumnInt64(1), s.ColumnInt64(2), s.ColumnText(3)
}

// slab gives memory for flags, many at a time.
type slab []Flag

func (s *slab) flag() *Flag {
	if len(*s) == 0 {
		*s = make([]Flag, 64)
	}
	f := &(*s)[0]
	*s = (*s)[1:]
	return f
}

// usersOf is the keys of all authors, each once. They are marked in users.
func usersOf(users map[int64]*User, posts []*Post, flags []*Flag) (ids []int64) {
	add := func(id int64) {
		if _, ok := users[id]; !ok {
			users[id] = nil
			ids = append(ids, id)
		}
	}
	for _, p := range posts {
		add(p.UserID)
	}
	for _, f := range flags {
		add(f.UserID)
	}
	return ids
}

func (db *DB) readUsers(users map[int64]*User, ids []int64) error {
	s, err := db.usersByKeys.of(ids)
	if err != nil {
		return err
	}
	rows := make([]User, 0, len(ids))
	return each(s, func(s *sqlite3.Stmt) {
		rows = append(rows, User{s.ColumnInt64(0), s.ColumnText(1), s.ColumnText(2)})
		users[rows[len(rows)-1].ID] = &rows[len(rows)-1]
	})
}

// OneByOne is Page with a statement for each author that is not known yet, and one for
// the flags of each post.
func (db *DB) OneByOne(n int) (posts []*Post, err error) {
	err = db.reading(func() error {
		if posts, err = db.firstPosts(n); err != nil {
			return err
		}
		users := map[int64]*User{}
		for _, p := range posts {
			if err := errors.Join(db.userOf(p, users), db.flagsOf(p)); err != nil {
				return err
			}
		}
		return nil
	})
	return posts, err
}

func (db *DB) userOf(p *Post, users map[int64]*User) error {
	if p.User = users[p.UserID]; p.User != nil {
		return nil
	}
	s := db.userByID
	if err := s.BindInt64(1, p.UserID); err != nil {
		return err
	}
	return each(s, func(s *sqlite3.Stmt) {
		p.User = &User{s.ColumnInt64(0), s.ColumnText(1), s.ColumnText(2)}
		users[p.UserID] = p.User
	})
}

func (db *DB) flagsOf(p *Post) error {
	s := db.flagsOfPost
	if err := s.BindInt64(1, p.ID); err != nil {
		return err
	}
	return each(s, func(s *sqlite3.Stmt) {
		f := &Flag{Post: p}
		readFlag(s, f)
		p.Flags = append(p.Flags, f)
	})
}
