package main

import (
	"github.com/kin-go/kin"
	"github.com/kin-go/kin/livedb"
)

// A User writes posts and flags those of others. An admin dismisses flags.
type User struct {
	kin.Model
	Username string `kin:"unique; size=100"`
	Email    string
	Password livedb.Password `kin:"size=200" live:"-"`
	Admin    bool

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
	users    = kin.Table[User]()
	posts    = kin.Table[Post]()
	flags    = kin.Table[Flag]()
	sessions = kin.Table[livedb.Session]() // who has signed in where
)
