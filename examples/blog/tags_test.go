package main

import (
	"context"
	"strings"
	"testing"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/kintest"
	"github.com/kin-go/kin/livedb"
)

// The same tables with the strategies in the tags: queries then need no options.
type (
	taggedUser struct {
		kin.Model `kin:"table=user"`
		Username  string `kin:"unique; size=100"`
		Email     string
		Password  livedb.Password `kin:"size=200"`
		Admin     bool

		Posts kin.Many[taggedUser, taggedPost] `kin:"back_populates=User"`
		Flags kin.Many[taggedUser, taggedFlag] `kin:"back_populates=User"`
	}
	taggedPost struct {
		kin.Model `kin:"table=post"`
		Title     string
		Body      string
		UserID    int64 `kin:"foreign_key=user.id"`

		User  kin.One[taggedPost, taggedUser]  `kin:"back_populates=Posts; lazy=selectin"`
		Flags kin.Many[taggedPost, taggedFlag] `kin:"back_populates=Post; lazy=selectin"`
	}
	taggedFlag struct {
		kin.Model `kin:"table=flag"`
		PostID    int64 `kin:"foreign_key=post.id"`
		UserID    int64 `kin:"foreign_key=user.id"`
		Message   string

		Post kin.One[taggedFlag, taggedPost] `kin:"back_populates=Flags"`
		User kin.One[taggedFlag, taggedUser] `kin:"back_populates=Flags; lazy=selectin"`
	}
)

var (
	taggedUsers = kin.Table[taggedUser]()
	taggedPosts = kin.Table[taggedPost]()
	taggedFlags = kin.Table[taggedFlag]()
)

func TestTheFeedNeedsNoOptionsWhereTheTagsSayHowToLoad(t *testing.T) {
	kintest.Run(t, func(t *testing.T, e kintest.Engine) {
		if e.Name == "sqlite_memory" {
			t.Skip("a database in memory cannot be opened twice, with other models for the same tables")
		}
		database := e.New(t)
		byOptions := database.Open(t, kin.Models(users, posts, flags, sessions))
		prepare(t, byOptions, fill(cheap))
		byTags := database.Open(t, kin.Models(taggedUsers, taggedPosts, taggedFlags))

		want, wantTexts := shown(t, byOptions, feed)
		got, gotTexts := shown(t, byTags, kin.Select(taggedPosts).OrderBy(kin.Desc(&taggedPosts.ID)).Limit(perPage))
		if got != want {
			t.Errorf("the tags bring\n%s\nand the options\n%s", got, want)
		}
		if a, b := strings.Join(gotTexts, "\n"), strings.Join(wantTexts, "\n"); a != b {
			t.Errorf("the tags send\n%s\nand the options\n%s", a, b)
		}
		if n := strings.Count(got, `"Message"`); n != 29 {
			t.Errorf("the feed has %d flags, want 29: %s", n, got)
		}
	})
}

// shown is what a query brings, as JSON, and the three statements that it takes.
func shown[T any](t *testing.T, db *kin.DB, q kin.Query[T]) (text string, statements []string) {
	t.Helper()
	s := db.Session()
	defer s.Close()
	statements = kintest.Statements(t, db, 3, func(ctx context.Context) {
		rows, err := q.All(ctx, s)
		if err != nil {
			t.Fatal(err)
		}
		whole, err := kin.Marshal(rows)
		if err != nil {
			t.Fatal(err)
		}
		text = string(whole)
	})
	return text, statements
}
