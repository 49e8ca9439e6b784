// Package kin is relationships for Go: models whose relationships are declared once, loaded
// the way one chooses, and changed in a session that knows what changed.
//
//	type Post struct {
//		kin.Model
//		Title  string
//		UserID int64 `kin:"foreign_key=user.id"`
//
//		User  kin.One[Post, User]  `kin:"back_populates=Posts"`
//		Flags kin.Many[Post, Flag] `kin:"back_populates=Post"`
//	}
//
//	var posts = kin.Table[Post]()
//
//	feed, err := kin.Select(posts).
//		Options(load.SelectIn(&posts.User), load.SelectIn(&posts.Flags)).
//		Limit(15).
//		All(ctx, s)
//
// The addresses of a table's fields name its columns and relationships, so that the compiler
// checks every name, every value and every chain of options. Nothing talks to the database
// but what takes a context: what is loaded is plain data, and what is not loaded says so
// (NotLoadedError) instead of being empty.
//
// # Tags
//
// Words are separated by semicolons: `kin:"back_populates=Post; cascade=all,delete-orphan"`.
//
//	on kin.Model     table=name
//	on a column      pk, column=name, foreign_key=table.column, on_delete=cascade|restrict|set_null,
//	                 unique, index, default=literal, size=n, type=sql, version, created, updated,
//	                 embed=prefix_ (a struct whose fields are columns), - (no column)
//	on a relationship  back_populates=Field, foreign_key=Field[,Field], lazy=strategy,
//	                 secondary=table(own_col,other_col), order_by=col[ desc], cascade=…,
//	                 passive_deletes, viewonly, join_depth=n
//
// Names are the Go names in snake_case. Open checks all of it and returns every mistake at once.
package kin
