// Package refused is what the compiler must refuse. Each line that ends in a comment with
// want has an error that contains its text.
package refused

import (
	"context"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/load"
)

type User struct {
	kin.Model
	Name string
	Nick *string

	Posts kin.Many[User, Post]
}

type Post struct {
	kin.Model
	Title  string
	UserID int64 `kin:"foreign_key=user.id"`

	User  kin.One[Post, User]
	Flags kin.Many[Post, Flag]
}

type Flag struct {
	kin.Model
	PostID int64 `kin:"foreign_key=post.id"`

	Post kin.One[Flag, Post]
}

type Item struct {
	kin.Entity[string]
	Code string `kin:"pk"`
}

var (
	users = kin.Table[User]()
	posts = kin.Table[Post]()
	flags = kin.Table[Flag]()
	_     = kin.Table[string]() // want "string does not"
)

func options() {
	q := kin.Select(posts)
	_ = q.Options(load.SelectIn(&users.Posts))                              // want "does not implement load.Option[Post]"
	_ = q.Options(load.SelectIn(&posts.Flags, load.SelectIn(&posts.User)))  // want "does not match inferred type load.Option[Flag]"
	_ = q.Options(load.SelectIn(&posts.Flagz))                              // want "posts.Flagz undefined"
	_ = q.Options(load.SelectIn(&posts.Title))                              // want "does not match load.Relationship"
	_ = q.Options(load.SelectIn(posts.Flags))                               // want "does not match load.Relationship"
	_ = q.Options(load.SelectIn("Flags"))                                   // want "cannot infer O"
	_ = q.Options(load.Joined(&posts.Flags).Limit(3))                       // want "Limit undefined"
	_ = q.Options(load.SelectIn(&posts.Flags).Inner())                      // want "Inner undefined"
	_ = q.Options(load.Raise(&posts.Flags).Where(kin.Eq(&flags.PostID, 1))) // want "Where undefined"
	_ = q.Options(load.Everything(users, load.Raise))                       // want "does not implement load.Option[Post]"
	_ = q.Options(load.Everything(posts, load.FromJoin))                    // want "does not satisfy load.Wildcard"
}

func conditions() {
	_ = kin.Eq(&posts.Title, 7)           // want "cannot use 7"
	_ = kin.Eq(&posts.Titel, "x")         // want "posts.Titel undefined"
	_ = kin.Eq(&users.Nick, "x")          // want "as *string value"
	_ = kin.Is(&posts.User, &Post{})      // want "does not match inferred type"
	_ = kin.Any(&posts.User)              // want "does not match"
	_ = kin.Has(&posts.Flags)             // want "does not match"
	_ = kin.As(&posts.User, posts)        // want "does not match inferred type"
	_ = kin.Select(users).Where("1 = 1")  // want "cannot use"
	_ = kin.Select(users).OrderBy("name") // want "cannot use"
}

func changes(ctx context.Context, s *kin.Session, post *Post, user *User, flag *Flag) {
	post.Flags.Add(user)                     // want "cannot use user"
	post.Flags = kin.Of[Post](post)          // want "cannot use"
	_ = &Flag{Post: kin.To[Flag](user)}      // want "cannot use"
	_ = &Flag{Post: kin.To[Post](post)}      // want "cannot use"
	s.Add(*flag)                             // want "pointer receiver"
	s.Add("flag")                            // want "does not implement"
	_, _ = kin.Get[Post](ctx, s, "7")        // want "cannot use"
	_, _ = kin.Get[Item](ctx, s, 7)          // want "does not satisfy"
	_, _ = kin.GetBy[Item](ctx, s, 7)        // want "does not"
	_ = user.Posts.Get()[0].User.Get().Title // want "Title undefined"
}
