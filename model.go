package kin

import (
	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/load"
)

type keyed[K any] = mapping.Keyed[K]

// A Model makes the struct that embeds it a row with a key that the database assigns.
//
//	type Post struct {
//		kin.Model
//		Title string
//	}
//
// The table's name, if it is not that of the struct in snake_case, stands on it:
// `kin:"table=posts"`.
type Model struct {
	keyed[int64]
	ID int64 `kin:"pk"`
}

// ID is a Model with a key, for literals: &Post{Model: kin.ID(7)}.
func ID(id int64) Model { return Model{ID: id} }

// An Entity makes the struct that embeds it a row whose key is of type K and declared by the
// struct itself, in fields tagged pk: the type of the field, or for a key of several columns a
// struct with the same fields in the same order.
//
//	type Item struct {
//		kin.Entity[string]
//		SKU string `kin:"pk"`
//	}
type Entity[K any] struct{ keyed[K] }

// model is a pointer to a struct that embeds Model or Entity.
type model interface{ mapping.Model }

type modelOf[T any] interface {
	*T
	mapping.Model
}

type modelKey[T, K any] interface {
	*T
	mapping.HasKey[K]
}

// Table declares T as a table of the program and gives its prototype: the addresses of its
// fields name columns (&posts.Title) and relationships (&posts.Flags). It is not a row: never
// read or write its fields. There is one for each type in a process.
func Table[T any, _ modelOf[T]]() *T { return mapping.Declare[T]() }

// Alias is another prototype of a table, for a query that needs the table twice.
func Alias[T any](_ *T) *T { return mapping.NewAlias[T]() }

// As is a relationship whose far end is an alias, for On and load.FromJoin.
//
//	author := kin.Alias(users)
//	kin.Select(posts).Join(kin.On(kin.As(&posts.User, author))).Where(kin.Eq(&author.Username, "ann"))
func As[O, R any](rel load.Relationship[O, R], alias *R) load.Relationship[O, R] {
	return mapping.Alias[O, R](rel, alias)
}
