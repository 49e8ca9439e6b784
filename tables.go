package kin

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/kin-go/kin/internal/mapping"
)

// TablesOf gives the names that a model's tables have in the database: its own first, then the link tables of its
// many-to-many relationships. They are the names that OnCommit tells. model is what Table has given, or
// a pointer to a row; no database is needed.
//
//	kin.TablesOf(posts) // post, post_tag
func TablesOf(model any) ([]string, error) {
	t := reflect.TypeOf(model)
	if t == nil {
		return nil, errors.New("the tables of nil: give what kin.Table has given")
	}
	if t.Kind() == reflect.Pointer {
		if names := mapping.TablesOf(t.Elem()); names != nil {
			return names, nil
		}
	}
	return nil, fmt.Errorf("a %s has no tables: give what kin.Table has given, a pointer to a struct that embeds kin.Model or kin.Entity", t)
}
