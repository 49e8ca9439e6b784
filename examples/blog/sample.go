package main

import (
	"context"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/livedb"
)

// Everybody of the sample has the same password, which the page to sign in tells: it is there to be tried.
const samplePassword = "elm lane"

// sampleAdmin is who moderates in the sample.
const sampleAdmin = "ada"

// A samplePost is a post to begin with, and the flags on it.
type samplePost struct {
	by, title, body string
	flags           []sampleFlag
}

type sampleFlag struct{ by, says string }

// fill puts the sample into a blog that has no posts, all of it or nothing.
func fill(hashing livedb.Hashing) func(context.Context, *kin.DB) error {
	return func(ctx context.Context, db *kin.DB) error {
		return db.Tx(ctx, func(ctx context.Context, s *kin.Session) error {
			if there, err := kin.Select(posts).Exists(ctx, s); err != nil || there {
				return err
			}
			neighbours := map[string]*User{}
			password := hashing.Password(samplePassword) // once: it is slow on purpose
			for _, name := range sampleUsers {
				u := &User{Username: name, Email: emailOf(name), Password: password, Admin: name == sampleAdmin}
				neighbours[name] = u
				s.Add(u)
			}
			for _, p := range samplePosts {
				s.Add(p.graph(neighbours))
			}
			return nil
		})
	}
}

// graph is a post with its author and flags. Adding the post adds them all.
func (p samplePost) graph(neighbours map[string]*User) *Post {
	put := make([]*Flag, len(p.flags))
	for i, f := range p.flags {
		put[i] = &Flag{Message: f.says, User: kin.To[Flag](neighbours[f.by])}
	}
	return &Post{Title: p.title, Body: p.body, User: kin.To[Post](neighbours[p.by]), Flags: kin.Of[Post](put...)}
}

func emailOf(name string) string { return name + "@elmlane.example" }
