// Package withkin does the benchmarks' tasks as a user of Kin would.
package withkin

import "github.com/kin-go/kin"

// A User is a row of the table user.
type User struct {
	kin.Model
	Username string
	Email    string

	Posts kin.Many[User, Post] `kin:"back_populates=User"`
	Flags kin.Many[User, Flag] `kin:"back_populates=User"`
}

// A Post is a row of the table post.
type Post struct {
	kin.Model
	Title  string
	Body   string
	UserID int64 `kin:"foreign_key=user.id; index"`

	User  kin.One[Post, User]  `kin:"back_populates=Posts"`
	Flags kin.Many[Post, Flag] `kin:"back_populates=Post"`
}

// A Flag is a row of the table flag.
type Flag struct {
	kin.Model
	PostID  int64 `kin:"foreign_key=post.id; index"`
	UserID  int64 `kin:"foreign_key=user.id; index"`
	Message string

	Post kin.One[Flag, Post] `kin:"back_populates=Flags"`
	User kin.One[Flag, User] `kin:"back_populates=Flags"`
}

var (
	users = kin.Table[User]()
	posts = kin.Table[Post]()
	flags = kin.Table[Flag]()
)
