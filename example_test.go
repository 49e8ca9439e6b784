package kin_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/load"
	"github.com/kin-go/kin/sqlite"
)

// The blog: users write posts, and users flag posts.

type User struct {
	kin.Model
	Username string
	Email    string

	Posts kin.Many[User, Post] `kin:"back_populates=User" json:",omitzero"`
	Flags kin.Many[User, Flag] `kin:"back_populates=User" json:",omitzero"`
}

type Post struct {
	kin.Model
	Title  string
	Body   string
	UserID int64 `kin:"foreign_key=user.id"`

	User  kin.One[Post, User]  `kin:"back_populates=Posts" json:",omitzero"`
	Flags kin.Many[Post, Flag] `kin:"back_populates=Post" json:",omitzero"`
}

type Flag struct {
	kin.Model
	PostID  int64 `kin:"foreign_key=post.id"`
	UserID  int64 `kin:"foreign_key=user.id"`
	Message string

	Post kin.One[Flag, Post] `kin:"back_populates=Flags" json:",omitzero"`
	User kin.One[Flag, User] `kin:"back_populates=Flags" json:",omitzero"`
}

// A table is a prototype: the addresses of its fields name columns and relationships, so the
// compiler checks every name and every value's type.
var (
	users = kin.Table[User]()
	posts = kin.Table[Post]()
	flags = kin.Table[Flag]()
)

// feed is a value: it may be a package variable, and is compiled once.
var feed = kin.Select(posts).
	Options(
		load.SelectIn(&posts.User),
		load.SelectIn(&posts.Flags, load.SelectIn(&flags.User)),
	).
	Limit(15)

// openBlog opens a blog in memory: ann wrote posts 1 and 2, bob wrote 3; bob and cy flagged
// post 1, bob and ann post 3.
func openBlog(ctx context.Context) *kin.DB {
	db, err := kin.Open(ctx, sqlite.Memory(), kin.Models(users, posts, flags))
	check(err)
	check(db.CreateTables(ctx))
	check(db.Tx(ctx, func(_ context.Context, s *kin.Session) error {
		ann, bob, cy := &User{Username: "ann"}, &User{Username: "bob"}, &User{Username: "cy"}
		flag := func(by *User, message string) *Flag {
			return &Flag{Message: message, User: kin.To[Flag](by)}
		}
		s.Add(ann, bob, cy)
		s.Add(
			&Post{Title: "p1", User: kin.To[Post](ann), Flags: kin.Of[Post](flag(bob, "spam"), flag(cy, "rude"))},
			&Post{Title: "p2", User: kin.To[Post](ann)},
			&Post{Title: "p3", User: kin.To[Post](bob), Flags: kin.Of[Post](flag(bob, "spam"), flag(ann, "dup"))},
		)
		return nil
	}))
	return db
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func show(posts []*Post) {
	for _, p := range posts {
		var says []string
		for _, f := range p.Flags.Get() {
			says = append(says, f.Message+" by "+f.User.Get().Username)
		}
		fmt.Printf("%s by %s: [%s]\n", p.Title, p.User.Get().Username, strings.Join(says, ", "))
	}
}

// The feed of the blog: each post with its author, its flags, and who put them. Three
// relationships are three statements more, whatever the number of posts.
func Example() {
	ctx := context.Background()
	db := openBlog(ctx)
	defer db.Close()

	s := db.Session()
	defer s.Close()
	loaded, err := feed.All(ctx, s)
	check(err)
	show(loaded)
	// Output:
	// p1 by ann: [spam by bob, rude by cy]
	// p2 by ann: []
	// p3 by bob: [spam by bob, dup by ann]
}

// A post is flagged in a transaction: the keys are copied from the rows that are linked. me
// was read in an earlier session.
func ExampleDB_Tx() {
	ctx := context.Background()
	db := openBlog(ctx)
	defer db.Close()

	var me *User
	check(db.Read(ctx, func(ctx context.Context, s *kin.Session) (err error) {
		me, err = kin.Select(users).Where(kin.Eq(&users.Username, "cy")).One(ctx, s)
		return err
	}))
	flagPost := func(id int64, message string) error {
		return db.Tx(ctx, func(ctx context.Context, s *kin.Session) error {
			post, err := kin.Get[Post](ctx, s, id)
			if err != nil {
				return err // kin.ErrNotFound
			}
			s.Add(&Flag{Message: message, Post: kin.To[Flag](post), User: kin.To[Flag](me)})
			return nil // Tx flushes and commits
		})
	}
	fmt.Println(flagPost(2, "too short"))
	fmt.Println(errors.Is(flagPost(99, "where?"), kin.ErrNotFound))

	s := db.Session()
	defer s.Close()
	flag, err := kin.Select(flags).Where(kin.Eq(&flags.Message, "too short")).One(ctx, s)
	check(err)
	fmt.Println(flag.PostID, flag.UserID)
	// Output:
	// <nil>
	// true
	// 2 3
}

// Without a read: the database finds out that a post is gone.
func ExampleConstraintError() {
	ctx := context.Background()
	db := openBlog(ctx)
	defer db.Close()
	err := db.Tx(ctx, func(_ context.Context, s *kin.Session) error {
		s.Add(&Flag{PostID: 99, UserID: 1, Message: "where?"})
		return nil
	})
	violated, is := errors.AsType[*kin.ConstraintError](err)
	fmt.Println(is, violated.Kind)
	// Output: true foreign key
}

// Reading what was not loaded says so, and how to load it. Load is the call that may send a
// statement.
func ExampleOne_Get() {
	ctx := context.Background()
	db := openBlog(ctx)
	defer db.Close()
	s := db.Session()
	defer s.Close()
	post, err := kin.Get[Post](ctx, s, 1)
	check(err)
	func() {
		defer func() { fmt.Println(recover()) }()
		post.User.Get()
	}()
	author, err := post.User.Load(ctx)
	check(err)
	fmt.Println(author.Username, post.User.Get() == author)
	// Output:
	// Post.User is not loaded: its row came from kin.Select of Post; add load.SelectIn(&posts.User) to the query, or call Load(ctx)
	// ann true
}

// Both ends agree in memory at once, also an end that is not loaded: it learns of the change when
// it is.
func ExampleMany_Add() {
	ctx := context.Background()
	db := openBlog(ctx)
	defer db.Close()
	s := db.Session()
	defer s.Close()
	post, err := kin.Get[Post](ctx, s, 2)
	check(err)
	cy, err := kin.Get[User](ctx, s, 3)
	check(err)
	f := &Flag{Message: "late"}
	post.Flags.Add(f)
	f.User.Set(cy)
	fmt.Println(f.Post.Get().Title, post.Flags.Loaded())
	check(s.Commit(ctx))
	loaded, err := post.Flags.Load(ctx)
	check(err)
	fmt.Println(len(loaded), loaded[0] == f, f.PostID, f.UserID)
	// Output:
	// p2 false
	// 1 true 2 3
}

// A collection that is too large to load is a query: filter it, count it, page it.
func ExampleRelated() {
	ctx := context.Background()
	db := openBlog(ctx)
	defer db.Close()
	s := db.Session()
	defer s.Close()
	post, err := kin.Get[Post](ctx, s, 1)
	check(err)
	n, err := kin.Related(&post.Flags).Count(ctx, s)
	check(err)
	rude, err := kin.Related(&post.Flags).Where(kin.Like(&flags.Message, "ru%")).All(ctx, s)
	check(err)
	fmt.Println(n, rude[0].Message, post.Flags.Loaded())
	// Output: 2 rude false
}

// What is loaded is written, what is not is left out, and what leads back to a row on the way is
// left out too.
func ExampleMarshal() {
	ctx := context.Background()
	db := openBlog(ctx)
	defer db.Close()
	s := db.Session()
	defer s.Close()
	post, err := kin.Get[Post](ctx, s, 1, load.SelectIn(&posts.Flags, load.SelectIn(&flags.User)))
	check(err)
	text, err := kin.Marshal(post)
	check(err)
	fmt.Println(string(text))
	same, err := json.Marshal(post)
	check(err)
	fmt.Println(string(same) == string(text))
	// Output:
	// {"ID":1,"Title":"p1","Body":"","UserID":1,"Flags":[{"ID":1,"PostID":1,"UserID":2,"Message":"spam","User":{"ID":2,"Username":"bob","Email":""}},{"ID":2,"PostID":1,"UserID":3,"Message":"rude","User":{"ID":3,"Username":"cy","Email":""}}]}
	// true
}

// Conditions over relationships are EXISTS, and comparing with a row compares its key.
func ExampleAny() {
	ctx := context.Background()
	db := openBlog(ctx)
	defer db.Close()
	s := db.Session()
	defer s.Close()
	titles := func(conditions ...kin.Condition) (out []string) {
		found, err := kin.Select(posts).Where(conditions...).OrderBy(kin.Asc(&posts.ID)).All(ctx, s)
		check(err)
		for _, p := range found {
			out = append(out, p.Title)
		}
		return out
	}
	ann, err := kin.Get[User](ctx, s, 1)
	check(err)
	fmt.Println(titles(kin.Any(&posts.Flags, kin.Eq(&flags.Message, "rude"))))
	fmt.Println(titles(kin.Has(&posts.User, kin.Eq(&users.Username, "ann")), kin.Not(kin.Any(&posts.Flags))))
	fmt.Println(titles(kin.Is(&posts.User, ann)))
	fmt.Println(titles(kin.Or(kin.In(&posts.ID, 1, 3), kin.Like(&posts.Title, "%2"))))
	// Output:
	// [p1]
	// [p2]
	// [p1 p2]
	// [p1 p2 p3]
}

// A table that is joined twice has a name of its own for each; what a join brings can fill the
// relationship.
func ExampleAs() {
	ctx := context.Background()
	db := openBlog(ctx)
	defer db.Close()
	s := db.Session()
	defer s.Close()
	author := kin.Alias(users)
	found, err := kin.Select(posts).
		Join(kin.On(kin.As(&posts.User, author))).
		Where(kin.Eq(&author.Username, "bob")).
		Options(load.FromJoin(kin.As(&posts.User, author))).
		All(ctx, s)
	check(err)
	fmt.Println(found[0].Title, found[0].User.Get().Username)
	// Output: p3 bob
}

// Lines that are not models: each output goes into a field of its type.
func ExampleRows() {
	ctx := context.Background()
	db := openBlog(ctx)
	defer db.Close()
	s := db.Session()
	defer s.Close()
	type line struct {
		Author string
		Flags  int64
	}
	lines, err := kin.Rows(ctx, s,
		kin.Select(posts).
			Join(kin.On(&posts.User)).
			LeftJoin(kin.On(&posts.Flags)).
			GroupBy(&users.ID, &users.Username).
			Having(kin.Count(&flags.ID).Gt(0)).
			OrderBy(kin.Count(&flags.ID).Desc(), kin.Asc(&users.Username)),
		func(l *line) []kin.Output {
			return []kin.Output{
				kin.Into(&l.Author, kin.Col(&users.Username)),
				kin.Into(&l.Flags, kin.Count(&flags.ID)),
			}
		})
	check(err)
	fmt.Println(lines)
	// Output: [{ann 2} {bob 2}]
}

// Pages by the last row of the page before: however far, no row is counted twice or left out.
func ExampleQuery_After() {
	ctx := context.Background()
	db := openBlog(ctx)
	defer db.Close()
	s := db.Session()
	defer s.Close()
	page := kin.Select(posts).OrderBy(kin.Desc(&posts.UserID), kin.Asc(&posts.Title)).Limit(2)
	first, err := page.All(ctx, s)
	check(err)
	second, err := page.After(first[1]).All(ctx, s)
	check(err)
	fmt.Println(first[0].Title, first[1].Title, second[0].Title, len(second))
	// Output: p3 p1 p2 1
}

// Rows one by one, with what is loaded below them, while the answer is still being read.
func ExampleQuery_Each() {
	ctx := context.Background()
	db := openBlog(ctx)
	defer db.Close()
	s := db.Session()
	defer s.Close()
	for post, err := range kin.Select(posts).Options(load.SelectIn(&posts.User)).Each(ctx, s) {
		check(err)
		fmt.Println(post.Title, post.User.Get().Username)
	}
	// Output:
	// p1 ann
	// p2 ann
	// p3 bob
}

// A wildcard for what no option names: nothing is loaded by accident.
func ExampleRaiseError() {
	ctx := context.Background()
	db := openBlog(ctx)
	defer db.Close()
	s := db.Session()
	defer s.Close()
	found, err := kin.Select(posts).Options(load.SelectIn(&posts.User), load.Everything(posts, load.Raise)).All(ctx, s)
	check(err)
	_, err = found[0].Flags.Load(ctx)
	fmt.Println(found[0].User.Get().Username)
	fmt.Println(err)
	// Output:
	// ann
	// Post.Flags is forbidden to be read by raise: its row came from kin.Select of Post; add load.SelectIn(&posts.Flags) to the query
}

// A row that others need is not deleted, whether they were loaded or not.
func ExampleRestrictError() {
	ctx := context.Background()
	db := openBlog(ctx)
	defer db.Close()
	err := db.Tx(ctx, func(ctx context.Context, s *kin.Session) error {
		post, err := kin.Get[Post](ctx, s, 1)
		if err != nil {
			return err
		}
		s.Delete(post)
		return nil
	})
	fmt.Println(err)
	// Output: Post with id 1 cannot be deleted: Post.Flags still has rows, whose key post_id cannot be NULL; nothing was written; delete them first, or declare what becomes of them: cascade=all,delete-orphan on the relationship, on_delete=cascade on the key, or passive_deletes to leave it to the database
}

// What a query will do, without running it.
func ExampleQuery_Explain() {
	ctx := context.Background()
	db := openBlog(ctx)
	defer db.Close()
	s := db.Session()
	defer s.Close()
	plan, err := kin.Select(posts).Options(load.Joined(&posts.User), load.SelectIn(&posts.Flags)).Limit(15).Explain(ctx, s)
	check(err)
	plan.Plan = nil // that of the engine differs from one to the other
	fmt.Print(plan)
	// Output:
	// Post  query  at most 15
	//     SELECT "post"."id", "post"."title", "post"."body", "post"."user_id", "user"."id", "user"."username", "user"."email" FROM "post" LEFT OUTER JOIN "user" ON "user"."id" = "post"."user_id" ORDER BY "post"."id" LIMIT 15
	//   Post.User  joined  at most 1
	//   Post.Flags  selectin
	//       SELECT "flag"."id", "flag"."post_id", "flag"."user_id", "flag"."message" FROM "flag" WHERE "flag"."post_id" IN (SELECT value FROM array(?)) ORDER BY "flag"."post_id", "flag"."id"
}

// SQL by hand may fill models and take options.
func ExampleRaw() {
	ctx := context.Background()
	db := openBlog(ctx)
	defer db.Close()
	s := db.Session()
	defer s.Close()
	found, err := kin.Raw(posts, `SELECT * FROM post WHERE title > ? ORDER BY id DESC`, "p1").
		Options(load.SelectIn(&posts.User)).
		All(ctx, s)
	check(err)
	fmt.Println(found[0].Title, found[0].User.Get().Username, found[1].Title)
	// Output: p3 bob p2
}

// A part of a transaction that may fail alone.
func ExampleSession_Savepoint() {
	ctx := context.Background()
	db := openBlog(ctx)
	defer db.Close()
	check(db.Tx(ctx, func(ctx context.Context, s *kin.Session) error {
		post, err := kin.Get[Post](ctx, s, 1)
		check(err)
		err = s.Savepoint(ctx, func(context.Context) error {
			post.Title = "changed"
			s.Add(&Flag{PostID: 99, UserID: 1})
			return nil
		})
		_, violated := errors.AsType[*kin.ConstraintError](err)
		fmt.Println(violated, post.Title)
		return nil
	}))
	// Output: true p1
}
