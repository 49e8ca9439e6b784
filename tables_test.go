package kin_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/kin-go/kin"
)

type (
	labeledParts struct {
		Labels kin.Many[Labeled, Label] `kin:"secondary=label_of(labeled_id, label_id)"`
		Hidden kin.Many[Labeled, Label] `kin:"-; secondary=none"`
	}
	Label   struct{ kin.Model }
	Labeled struct {
		kin.Model `kin:"table=odd_name"`
		labeledParts
	}
	HTTPServerLog struct{ kin.Entity[string] }
)

func TestTheTablesOfAModelAreNamedWithoutADatabase(t *testing.T) {
	for _, k := range []struct {
		model any
		names []string
	}{
		{posts, []string{"post"}},
		{&Labeled{}, []string{"odd_name", "label_of"}},
		{&HTTPServerLog{}, []string{"http_server_log"}},
	} {
		if names, err := kin.TablesOf(k.model); err != nil || !slices.Equal(names, k.names) {
			t.Errorf("%T: %q, %v", k.model, names, err)
		}
	}
	for _, wrong := range []any{nil, 7, Post{}, &struct{ ID int64 }{}} {
		if names, err := kin.TablesOf(wrong); err == nil || !strings.Contains(err.Error(), "give what kin.Table has given") {
			t.Errorf("%T: %q, %v", wrong, names, err)
		}
	}
}
