package hand

import "github.com/ncruces/go-sqlite3"

// joinedFeed chooses the posts by their keys: SQLite then gives posts and flags in order
// as it finds them. With the limited posts as a subselect in FROM it sorts each post's
// rows once more, and takes half as long again.
const joinedFeed = `
	SELECT p."id", p."title", p."body", p."user_id",
	       u."id", u."username", u."email",
	       f."id", f."message",
	       a."id", a."username", a."email"
	FROM "post" p
	LEFT JOIN "user" u ON u."id" = p."user_id"
	LEFT JOIN "flag" f ON f."post_id" = p."id"
	LEFT JOIN "user" a ON a."id" = f."user_id"
	WHERE p."id" IN (SELECT "id" FROM "post" ORDER BY "id" LIMIT ?)
	ORDER BY p."id", f."id"`

// Joined is Feed in one statement. It needs no transaction of its own, and looks at the
// columns of a post and of an author only where a new one begins.
func (db *DB) Joined(n int) ([]*Post, error) {
	if err := db.joined.BindInt64(1, int64(n)); err != nil {
		return nil, err
	}
	r := joinedReader{
		users: map[int64]*User{},
		rows:  make([]Post, n),
		posts: make([]*Post, 0, n),
		flags: make([]*Flag, 0, 4*n),
	}
	err := each(db.joined, r.row)
	r.endPost()
	return r.posts, err
}

type joinedReader struct {
	users map[int64]*User
	rows  []Post
	posts []*Post
	flags []*Flag // of all posts
	first int     // where those of the last post begin

	flagMemory slab
	userMemory []User
}

func (r *joinedReader) row(s *sqlite3.Stmt) {
	p := r.post(s)
	id := s.ColumnInt64(7)
	if id == 0 {
		return // the post has no flag
	}
	f := r.flagMemory.flag()
	*f = Flag{ID: id, PostID: p.ID, UserID: s.ColumnInt64(9), Message: s.ColumnText(8), Post: p, User: r.user(s, 9)}
	r.flags = append(r.flags, f)
}

// post is the post of the row: the last one, or a new one.
func (r *joinedReader) post(s *sqlite3.Stmt) *Post {
	if n := len(r.posts); n > 0 && r.posts[n-1].ID == s.ColumnInt64(0) {
		return r.posts[n-1]
	}
	r.endPost()
	p := &r.rows[len(r.posts)]
	readPost(s, p)
	p.User = r.user(s, 4)
	r.posts = append(r.posts, p)
	return p
}

// endPost gives the last post the flags that came with it.
func (r *joinedReader) endPost() {
	if n := len(r.posts); n > 0 {
		r.posts[n-1].Flags = r.flags[r.first:len(r.flags):len(r.flags)]
		r.first = len(r.flags)
	}
}

func (r *joinedReader) user(s *sqlite3.Stmt, column int) *User {
	id := s.ColumnInt64(column)
	u := r.users[id]
	if u == nil {
		if len(r.userMemory) == 0 {
			r.userMemory = make([]User, 64)
		}
		u, r.userMemory = &r.userMemory[0], r.userMemory[1:]
		*u = User{id, s.ColumnText(column + 1), s.ColumnText(column + 2)}
		r.users[id] = u
	}
	return u
}
