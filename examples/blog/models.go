package main

import "github.com/kin-go/kin"

// A User writes posts and flags those of others.
type User struct {
	kin.Model
	Username string
	Email    string

	Posts kin.Many[User, Post] `kin:"back_populates=User"`
	Flags kin.Many[User, Flag] `kin:"back_populates=User"`
}

// A Post is what a user wrote.
type Post struct {
	kin.Model
	Title  string
	Body   string
	UserID int64 `kin:"foreign_key=user.id"`

	User  kin.One[Post, User]  `kin:"back_populates=Posts"`
	Flags kin.Many[Post, Flag] `kin:"back_populates=Post"`
}

// A Flag is what a user has to say against a post.
type Flag struct {
	kin.Model
	PostID  int64 `kin:"foreign_key=post.id"`
	UserID  int64 `kin:"foreign_key=user.id"`
	Message string

	Post kin.One[Flag, Post] `kin:"back_populates=Flags"`
	User kin.One[Flag, User] `kin:"back_populates=Flags"`
}

// A table is a prototype: the addresses of its fields name columns and relationships.
var (
	users = kin.Table[User]()
	posts = kin.Table[Post]()
	flags = kin.Table[Flag]()
)
