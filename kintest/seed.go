package kintest

import (
	"testing"

	"github.com/kin-go/kin"
)

// The models of the seed: a blog whose posts can be flagged. Every foreign key is NOT
// NULL and kept by the database.

// A SeedUser is a row of user.
type SeedUser struct {
	kin.Model `kin:"table=user"`
	Username  string
	Email     string

	Posts kin.Many[SeedUser, SeedPost] `kin:"back_populates=User"`
	Flags kin.Many[SeedUser, SeedFlag] `kin:"back_populates=User"`
}

// A SeedPost is a row of post.
type SeedPost struct {
	kin.Model `kin:"table=post"`
	Title     string
	Body      string
	UserID    int64 `kin:"foreign_key=user.id"`

	User  kin.One[SeedPost, SeedUser]  `kin:"back_populates=Posts"`
	Flags kin.Many[SeedPost, SeedFlag] `kin:"back_populates=Post"`
}

// A SeedFlag is a row of flag.
type SeedFlag struct {
	kin.Model `kin:"table=flag"`
	PostID    int64 `kin:"foreign_key=post.id"`
	UserID    int64 `kin:"foreign_key=user.id"`
	Message   string

	Post kin.One[SeedFlag, SeedPost] `kin:"back_populates=Flags"`
	User kin.One[SeedFlag, SeedUser] `kin:"back_populates=Flags"`
}

// A Seed is the blog's database, open with the models above.
type Seed struct {
	*kin.DB
	Users *SeedUser
	Posts *SeedPost
	Flags *SeedFlag
}

// OpenSeed makes the blog's tables and rows in a new database:
//
//	user  1 ann, 2 bob, 3 cy
//	post  1 and 2 by ann, 3 by bob
//	flag  of post 1: 1 by bob (spam), 2 by cy (rude); of post 3: 3 by bob (spam), 4 by ann (dup)
func OpenSeed(t testing.TB, e Engine, settings ...kin.Setting) Seed {
	t.Helper()
	b := Seed{Users: kin.Table[SeedUser](), Posts: kin.Table[SeedPost](), Flags: kin.Table[SeedFlag]()}
	b.DB = e.Open(t, append(settings, kin.Models(b.Users, b.Posts, b.Flags))...)
	fill(t, b.DB, addSeed)
	return b
}

func addSeed(s *kin.Session) {
	for _, name := range []string{"ann", "bob", "cy"} {
		s.Add(&SeedUser{Username: name, Email: name + "@x.io"})
	}
	s.Add(
		&SeedPost{Title: "p1", Body: "b1", UserID: 1},
		&SeedPost{Title: "p2", Body: "b2", UserID: 1},
		&SeedPost{Title: "p3", Body: "b3", UserID: 2},
	)
	s.Add(
		&SeedFlag{PostID: 1, UserID: 2, Message: "spam"},
		&SeedFlag{PostID: 1, UserID: 3, Message: "rude"},
		&SeedFlag{PostID: 3, UserID: 2, Message: "spam"},
		&SeedFlag{PostID: 3, UserID: 1, Message: "dup"},
	)
}
