package kin_test

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/sqlite"
)

// A wrong declaration and every mistake that kin.Open should find in it.
type wrong struct {
	name   string
	models func() []any
	want   []string
}

// found opens a database with models and gives its mistakes.
func (w wrong) found(t *testing.T) []string {
	t.Helper()
	_, err := kin.Open(t.Context(), sqlite.Memory(), kin.Models(w.models()...))
	mapping, is := errors.AsType[*kin.MappingError](err)
	if !is {
		t.Fatalf("kin.Open gave %v, want a *kin.MappingError", err)
	}
	var found []string
	for _, m := range mapping.Mistakes {
		found = append(found, m.String())
		for _, part := range []string{m.Fault, m.Remedy, m.Type, m.Field} {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("the error does not say %q:\n%v", part, err)
			}
		}
	}
	return found
}

func checkWrong(t *testing.T, all []wrong) {
	t.Helper()
	for _, w := range all {
		t.Run(w.name, func(t *testing.T) {
			if found := w.found(t); !slices.Equal(found, w.want) {
				t.Errorf("kin.Open found\n\t%s\nwant\n\t%s", strings.Join(found, "\n\t"), strings.Join(w.want, "\n\t"))
			}
		})
	}
}

// Words of each place a tag may stand in, as messages list them.
const (
	wordsOfColumn       = "write one of pk, column, foreign_key, on_delete, unique, index, default, size, type, version, created, updated, embed, -, separated by semicolons"
	wordsOfRelationship = "write one of back_populates, foreign_key, lazy, secondary, order_by, cascade, passive_deletes, viewonly, join_depth, separated by semicolons"
)

func TestMistakesOfTagWordsAreFound(t *testing.T) {
	checkWrong(t, []wrong{
		{"an unknown word on the table", func() []any {
			type Post struct {
				kin.Model `kin:"tabel=posts"`
			}
			return []any{kin.Table[Post]()}
		}, []string{`Post.Model: unknown tag word "tabel"; write one of table, separated by semicolons`}},
		{"an unknown word on a column", func() []any {
			type Post struct {
				kin.Model
				Title string `kin:"uniqe"`
			}
			return []any{kin.Table[Post]()}
		}, []string{`Post.Title: unknown tag word "uniqe"; ` + wordsOfColumn}},
		{"a word twice", func() []any {
			type Post struct {
				kin.Model
				Title string `kin:"size=3; size=4"`
			}
			return []any{kin.Table[Post]()}
		}, []string{`Post.Title: the tag word "size" stands twice; ` + wordsOfColumn}},
		{"an unknown word on a relationship", func() []any {
			type Post struct {
				kin.Model
				ParentID *int64              `kin:"foreign_key=post.id"`
				Parent   kin.One[Post, Post] `kin:"backpopulates=Children"`
			}
			return []any{kin.Table[Post]()}
		}, []string{`Post.Parent: unknown tag word "backpopulates"; ` + wordsOfRelationship}},
		{"an unknown strategy", func() []any {
			type Post struct {
				kin.Model
				ParentID *int64              `kin:"foreign_key=post.id"`
				Parent   kin.One[Post, Post] `kin:"lazy=join"`
			}
			return []any{kin.Table[Post]()}
		}, []string{"Post.Parent: unknown strategy lazy=join; write lazy= with one of select, peers, joined, subquery, selectin, immediate, raise, raise_on_sql, noload, write_only"}},
		{"a scalar that is write-only", func() []any {
			type Post struct {
				kin.Model
				ParentID *int64              `kin:"foreign_key=post.id"`
				Parent   kin.One[Post, Post] `kin:"lazy=write_only"`
			}
			return []any{kin.Table[Post]()}
		}, []string{"Post.Parent: lazy=write_only is for collections, this is a kin.One; use another strategy, or kin.Many"}},
		{"an unknown cascade", func() []any {
			type Post struct {
				kin.Model
				ParentID *int64               `kin:"foreign_key=post.id"`
				Children kin.Many[Post, Post] `kin:"cascade=delete,fake,expunge"`
			}
			return []any{kin.Table[Post]()}
		}, []string{"Post.Children: unknown cascade fake, expunge; write save-update, delete, delete-orphan, merge, detach, all or none"}},
		{"delete-orphan without delete", func() []any {
			type Post struct {
				kin.Model
				ParentID *int64               `kin:"foreign_key=post.id"`
				Children kin.Many[Post, Post] `kin:"cascade=delete-orphan"`
			}
			return []any{kin.Table[Post]()}
		}, []string{"Post.Children: cascade=delete-orphan without delete: a row taken out would be deleted, a row left behind would not; write cascade=all,delete-orphan"}},
		{"a join_depth that is none", func() []any {
			type Post struct {
				kin.Model
				ParentID *int64               `kin:"foreign_key=post.id"`
				Children kin.Many[Post, Post] `kin:"join_depth=deep"`
			}
			return []any{kin.Table[Post]()}
		}, []string{"Post.Children: join_depth=deep is no depth; write a number of levels, or -1 for all"}},
		{"an order that is none", func() []any {
			type Post struct {
				kin.Model
				ParentID *int64               `kin:"foreign_key=post.id"`
				Children kin.Many[Post, Post] `kin:"order_by=id,made desc"`
			}
			return []any{kin.Table[Post]()}
		}, []string{"Post.Children: order_by=made desc is no order; write a column of post, with desc behind it or not: id, parent_id"}},
	})
}

func TestMistakesOfColumnsAreFound(t *testing.T) {
	checkWrong(t, []wrong{
		{"a type that is no column", func() []any {
			type Post struct {
				kin.Model
				Done chan int
			}
			return []any{kin.Table[Post]()}
		}, []string{`Post.Done: type chan int has no column type; use a type with sql.Scanner and driver.Valuer, kin.JSON[T], kin.One or kin.Many, or leave the field out with kin:"-"`}},
		{"two columns of one name", func() []any {
			type Post struct {
				kin.Model
				Title   string
				Heading string `kin:"column=title"`
			}
			return []any{kin.Table[Post]()}
		}, []string{`Post.Heading: the column "title" is the column of Title already; give one of them another name with column=`}},
		{"an unexported field with a tag", func() []any {
			type Post struct {
				kin.Model
				title string `kin:"column=title"`
			}
			_ = Post{}.title
			return []any{kin.Table[Post]()}
		}, []string{"Post.title: an unexported field cannot be a column; begin its name with a capital letter, or remove the tag"}},
		{"a size that is none", func() []any {
			type Post struct {
				kin.Model
				Title string `kin:"size=long"`
			}
			return []any{kin.Table[Post]()}
		}, []string{"Post.Title: size=long is not a length; write the greatest length, as in size=80"}},
		{"a time of creation that is no time", func() []any {
			type Post struct {
				kin.Model
				Made string `kin:"created"`
			}
			return []any{kin.Table[Post]()}
		}, []string{"Post.Made: created and updated are times, the field is string; make the field a time.Time"}},
		{"a version that is no number", func() []any {
			type Post struct {
				kin.Model
				Version string `kin:"version"`
			}
			return []any{kin.Table[Post]()}
		}, []string{"Post.Version: version is a counter, the field is string; make the field an int64"}},
		{"no key", func() []any {
			type Post struct {
				kin.Entity[string]
				Code string
			}
			return []any{kin.Table[Post]()}
		}, []string{`Post: the model has no primary key; embed kin.Model, or tag the key's fields kin:"pk"`}},
		{"a key of another type", func() []any {
			type Post struct {
				kin.Entity[string]
				Code int64 `kin:"pk"`
			}
			return []any{kin.Table[Post]()}
		}, []string{"Post: the key's type is string, but the fields tagged pk are Code int64; give kin.Entity that type: the field's own for one, a struct with these fields in this order for several"}},
		{"two models of one table", func() []any {
			type Post struct{ kin.Model }
			type Article struct {
				kin.Model `kin:"table=post"`
			}
			return []any{kin.Table[Post](), kin.Table[Article]()}
		}, []string{`Article: the table "post" is the table of kin_test.Post already; name one with kin:"table=…" on its kin.Model, or open the database with kin.Models(…)`}},
	})
}

func TestMistakesOfForeignKeysAreFound(t *testing.T) {
	checkWrong(t, []wrong{
		{"a form that is none", func() []any {
			type Post struct {
				kin.Model
				ParentID *int64 `kin:"foreign_key=post"`
			}
			return []any{kin.Table[Post]()}
		}, []string{"Post.ParentID: foreign_key=post does not name a table and a column; write foreign_key=table.column"}},
		{"a table that is not there", func() []any {
			type Post struct {
				kin.Model
				UserID int64 `kin:"foreign_key=users.id"`
			}
			type User struct{ kin.Model }
			return []any{kin.Table[Post](), kin.Table[User]()}
		}, []string{`Post.UserID: foreign_key=users.id names the table "users", which no struct maps; name a table that a kin.Table of this database has: post, user`}},
		{"a column that is not there", func() []any {
			type Post struct {
				kin.Model
				ParentID *int64 `kin:"foreign_key=post.key"`
			}
			return []any{kin.Table[Post]()}
		}, []string{`Post.ParentID: foreign_key=post.key names the column "key", which the table of Post does not have; name one of its columns: id, parent_id`}},
		{"another type", func() []any {
			type Post struct {
				kin.Model
				ParentID *string `kin:"foreign_key=post.id"`
			}
			return []any{kin.Table[Post]()}
		}, []string{"Post.ParentID: foreign_key=post.id has the type *string, but Post.ID is int64; make the field int64 or a pointer to it"}},
		{"a column that is no key", func() []any {
			type Post struct {
				kin.Model
				Code   int64
				FromID *int64 `kin:"foreign_key=post.code"`
			}
			return []any{kin.Table[Post]()}
		}, []string{"Post.FromID: foreign_key=post.code points at a column that is neither the key nor unique; point at the key of Post, or tag Post.Code unique"}},
		{"an unknown action", func() []any {
			type Post struct {
				kin.Model
				ParentID *int64 `kin:"foreign_key=post.id; on_delete=nothing"`
			}
			return []any{kin.Table[Post]()}
		}, []string{"Post.ParentID: unknown on_delete=nothing; write on_delete=cascade, restrict or set_null"}},
		{"an action without a key", func() []any {
			type Post struct {
				kin.Model
				ParentID *int64 `kin:"on_delete=cascade"`
			}
			return []any{kin.Table[Post]()}
		}, []string{"Post.ParentID: on_delete stands on a column that is no foreign key; add foreign_key=table.column"}},
		{"set_null on NOT NULL", func() []any {
			type Post struct {
				kin.Model
				ParentID int64 `kin:"foreign_key=post.id; on_delete=set_null"`
			}
			return []any{kin.Table[Post]()}
		}, []string{"Post.ParentID: on_delete=set_null on a column that is NOT NULL; make the field *int64 or sql.Null[int64], or choose another on_delete"}},
	})
}

func TestMistakesOfRelationshipsAreFound(t *testing.T) {
	checkWrong(t, []wrong{
		{"an owner that is another struct", func() []any { return []any{kin.Table[misplacedOwner]()} },
			[]string{"misplacedOwner.Things: the relationship's owner is misplacedThing, but it stands in misplacedOwner; write kin.Many[misplacedOwner, misplacedThing]"}},
		{"a target that is no model", func() []any {
			type Post struct {
				kin.Model
				Things kin.Many[Post, plainThing] `kin:"secondary=post_thing"`
			}
			return []any{kin.Table[Post]()}
		}, []string{
			"Post.Things: secondary=post_thing is no link table; write secondary=table(own_column,other_column) on a kin.Many",
			"plainThing: the struct is not a model; embed kin.Model, or kin.Entity[K] for a key of your own",
		}},
		{"too many relationships", func() []any { return []any{kin.Table[crowded]()} },
			[]string{"crowded.E1: a model can have at most 32 relationships; split the struct"}},
		{"no key between the tables, for a scalar", func() []any {
			type User struct{ kin.Model }
			type Post struct {
				kin.Model
				User kin.One[Post, User]
			}
			return []any{kin.Table[Post]()}
		}, []string{`Post.User: there is no foreign key between Post and User; add a field to Post with kin:"foreign_key=user.id"`}},
		{"no key between the tables, for a collection", func() []any {
			type User struct{ kin.Model }
			type Post struct {
				kin.Model
				Users kin.Many[Post, User]
			}
			return []any{kin.Table[Post]()}
		}, []string{`Post.Users: there is no foreign key between Post and User; add a field to User with kin:"foreign_key=post.id", or secondary=table(…) for many-to-many`}},
		{"several keys between the tables", func() []any { return []any{kin.Table[severalOwner]()} },
			[]string{"severalOwner.Things: there are several foreign keys between severalOwner and severalThing: severalThing.MadeByID, severalThing.KeptByID; name the one that is meant, as in foreign_key=MadeByID"}},
		{"fields that are no key", func() []any {
			type Post struct {
				kin.Model
				ParentID *int64
				FromID   *int64              `kin:"foreign_key=post.id"`
				Parent   kin.One[Post, Post] `kin:"foreign_key=ParentID"`
			}
			return []any{kin.Table[Post]()}
		}, []string{"Post.Parent: foreign_key=ParentID is no key between Post and Post; name the Go fields of one foreign key, in its order"}},
	})
}

func TestMistakesOfPairsAreFound(t *testing.T) {
	checkWrong(t, []wrong{
		{"no name", func() []any {
			type Post struct {
				kin.Model
				ParentID *int64              `kin:"foreign_key=post.id"`
				Parent   kin.One[Post, Post] `kin:"back_populates="`
			}
			return []any{kin.Table[Post]()}
		}, []string{"Post.Parent: back_populates names no field; name the field at the other end, as in back_populates=Posts"}},
		{"a field that is not there", func() []any { return []any{kin.Table[unknownOwner]()} },
			[]string{"unknownOwner.Things: back_populates=Owner names a field that unknownThing does not have as a relationship; declare it there, or name one of its relationships: "}},
		{"a column", func() []any { return []any{kin.Table[columnOwner]()} },
			[]string{"columnOwner.Things: back_populates=OwnerID names a field that columnThing does not have as a relationship; name a kin.One or kin.Many, not a column"}},
		{"one side alone", func() []any { return []any{kin.Table[oneSidedOwner]()} },
			[]string{"oneSidedOwner.Things: back_populates=Owner is one-sided: oneSidedThing.Owner does not name it back; add back_populates=Things to oneSidedThing.Owner"}},
		{"a pair that does not point at each other", func() []any { return []any{kin.Table[crossedOwner]()} },
			[]string{"crossedOwner.Second: the pair does not point at each other: crossedThing.Owner says back_populates=First; make crossedThing.Owner say back_populates=Second, or name another"}},
		{"a field that leads elsewhere", func() []any { return []any{kin.Table[strayOwner]()} },
			[]string{"strayOwner.Things: back_populates=Other leads to strayThing, not back to strayOwner; name a relationship of strayThing that leads to strayOwner"}},
		{"different keys", func() []any { return []any{kin.Table[differentOwner]()} }, []string{
			"differentOwner.Things: differentOwner.Things and differentThing.Owner use different keys: differentThing.MadeByID and differentThing.KeptByID; make both name the same key with foreign_key=",
			"differentThing.Owner: differentThing.Owner and differentOwner.Things use different keys: differentThing.KeptByID and differentThing.MadeByID; make both name the same key with foreign_key=",
		}},
		{"both ends hold a key", func() []any { return []any{kin.Table[bothHoldA]()} }, []string{
			"bothHoldA.B: bothHoldA.B and bothHoldB.A are both many-to-one; one end holds the key and the other does not, or both have secondary=",
			"bothHoldB.A: bothHoldB.A and bothHoldA.B are both many-to-one; one end holds the key and the other does not, or both have secondary=",
		}},
	})
}

func TestMistakesOfLinkTablesAreFound(t *testing.T) {
	checkWrong(t, []wrong{
		{"a form that is none", func() []any {
			type Tag struct{ kin.Model }
			type Post struct {
				kin.Model
				Tags kin.Many[Post, Tag] `kin:"secondary=post_tag(post_id"`
			}
			return []any{kin.Table[Post]()}
		}, []string{"Post.Tags: secondary=post_tag(post_id is no link table; write secondary=table(own_column,other_column) on a kin.Many"}},
		{"a scalar", func() []any {
			type Tag struct{ kin.Model }
			type Post struct {
				kin.Model
				Tag kin.One[Post, Tag] `kin:"secondary=post_tag"`
			}
			return []any{kin.Table[Post]()}
		}, []string{"Post.Tag: secondary=post_tag is no link table; write secondary=table(own_column,other_column) on a kin.Many"}},
		{"a model linked to itself without columns", func() []any {
			type Post struct {
				kin.Model
				Related kin.Many[Post, Post] `kin:"secondary=related"`
			}
			return []any{kin.Table[Post]()}
		}, []string{"Post.Related: secondary=related does not say which columns hold which key; write secondary=related(1 columns for Post, then 1 for Post)"}},
		{"columns that the link's model does not have", func() []any {
			type Tag struct{ kin.Model }
			type Post struct {
				kin.Model
				Tags kin.Many[Post, Tag] `kin:"secondary=link(post_id,tag_id)"`
			}
			type Link struct {
				kin.Model
				PostID int64 `kin:"foreign_key=post.id"`
			}
			return []any{kin.Table[Post](), kin.Table[Link]()}
		}, []string{`Post.Tags: secondary names the column "tag_id", which the table "link" of Link does not have; name its columns: id, post_id`}},
		{"two ends with other columns", func() []any { return []any{kin.Table[unlikeA]()} }, []string{
			"unlikeA.Bs: unlikeA.Bs and unlikeB.As do not go through the same link table and columns; write secondary=unlike(b,a) on unlikeA.Bs",
			"unlikeB.As: unlikeB.As and unlikeA.Bs do not go through the same link table and columns; write secondary=unlike(b,a) on unlikeB.As",
		}},
	})
}

func TestAllMistakesComeAtOnceAndNothingIsOpened(t *testing.T) {
	type User struct {
		kin.Model
		Name string `kin:"uniqe"`
	}
	type Post struct {
		kin.Model
		Made   string              `kin:"created"`
		UserID string              `kin:"foreign_key=user.id"`
		User   kin.One[Post, User] `kin:"back_populates=Posts; lazy=join"`
	}
	path := filepath.Join(t.TempDir(), "blog.db")
	db, err := kin.Open(t.Context(), sqlite.File(path), kin.Models(kin.Table[Post](), kin.Table[User]()))
	mapping, is := errors.AsType[*kin.MappingError](err)
	if db != nil || !is {
		t.Fatalf("kin.Open gave a database %v and the error %v", db != nil, err)
	}
	var places []string
	for _, m := range mapping.Mistakes {
		places = append(places, m.Type+"."+m.Field)
	}
	want := []string{"Post.Made", "Post.User", "Post.User", "Post.UserID", "User.Name"}
	if !slices.Equal(places, want) {
		t.Errorf("mistakes at %v, want %v in:\n%v", places, want, err)
	}
	if files, _ := filepath.Glob(path + "*"); len(files) > 0 {
		t.Errorf("a database was made: %v", files)
	}
}
