package graph_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/kin-go/kin/live/graph"
)

type shares struct {
	User, Same *user
	Map, Other map[string]int
	List, Part []int
	Of         *int
	Hidden     struct {
		N      int
		hidden int
	}
}

// group is the fields of a state with these names.
func group(s *shares, names ...string) (fields []graph.Field) {
	for _, name := range names {
		fields = append(fields, graph.Field{Name: name, Value: reflect.ValueOf(s).Elem().FieldByName(name).Addr()})
	}
	return fields
}

func TestAsideKnowsWhatWouldNotBeTheSame(t *testing.T) {
	one, list := &user{ID: 1}, []int{1, 2, 3}
	one.Best, one.All = one, []*user{one, {ID: 2}}
	m := map[string]int{"a": 1}
	s := &shares{User: one, Same: one, Map: m, Other: m, List: list, Part: list[1:], Of: &list[2]}
	g := func(names ...string) [][]graph.Field { return [][]graph.Field{group(s, names...)} }
	for name, c := range map[string]struct {
		groups [][]graph.Field
		why    string
	}{
		"pointers of one group to one value":    {g("User", "Same", "Map", "List"), ""},
		"groups that share nothing":             {[][]graph.Field{group(s, "User"), group(s, "Map", "List")}, ""},
		"pointers of two groups to one value":   {[][]graph.Field{group(s, "User"), group(s, "Same")}, "kept apart"},
		"two maps that are one":                 {g("Map", "Other"), "share memory"},
		"two slices of one array":               {g("List", "Part"), "share memory"},
		"a pointer into a slice":                {g("Of", "List"), "share memory"},
		"a pointer into a slice, in two groups": {[][]graph.Field{group(s, "List"), group(s, "Of")}, "share memory"},
		"a field that is not exported":          {g("Hidden"), "not kept"},
	} {
		leads, err := graph.Codec{}.Aside(c.groups...)
		if c.why == "" && err != nil || c.why != "" && (err == nil || !strings.Contains(err.Error(), c.why)) {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil && !slices.Equal(leads, []reflect.Type{reflect.TypeFor[user]()}) {
			t.Errorf("%s leads to %v", name, leads)
		}
	}
}
