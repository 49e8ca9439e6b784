package kin

import "testing"

func TestTheLibraryIsToldFromItsPrograms(t *testing.T) {
	for _, k := range []struct {
		function, file string
		within         bool
	}{
		{"github.com/kin-go/kin.Query[...].All", "run.go", true},
		{"github.com/kin-go/kin/internal/loading.Read", "lazy.go", true},
		{"github.com/kin-go/kin/livedb.(*Door).User", "door.go", true},
		{"github.com/kin-go/kin/live/store.Open", "store.go", true},
		{"github.com/kin-go/kin/livedb.TestX", "x_test.go", false},
		{"github.com/kin-go/kin_test.TestX", "x_test.go", false},
		{"github.com/kin-go/kin/livedb_test.TestX", "x_test.go", false},
		{"github.com/kin-go/kin/kintest.conformQueries", "conform_queries.go", false},
		{"github.com/kin-go/kin/examples/blog.(*Feed).Load", "feed.go", false},
		{"github.com/kin-go/kin/cmd/kin.main", "main.go", false},
		{"github.com/kin-go/kin/bench/w.run", "run.go", false},
		{"github.com/kin-go/kingdom.Rule", "rule.go", false},
		{"main.main", "main.go", false},
	} {
		if within(k.function, k.file) != k.within {
			t.Errorf("%s: %t", k.function, !k.within)
		}
	}
}
