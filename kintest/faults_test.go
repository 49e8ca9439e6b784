package kintest

import (
	"context"
	"testing"

	"github.com/kin-go/kin"
)

// ed is a user with addresses, as a literal.
func ed(addresses ...int64) []*FixtureUser {
	rows := make([]*FixtureAddress, len(addresses))
	for i, id := range addresses {
		rows[i] = &FixtureAddress{Model: kin.ID(id)}
	}
	return []*FixtureUser{{Model: kin.ID(8), Addresses: kin.Of[FixtureUser](rows...)}}
}

func TestAGraphShowsWhatIsLoaded(t *testing.T) {
	for _, c := range []struct {
		name, got, want string
	}{
		{"a collection", graph(ed(2, 3, 4), "Addresses"), "8[2 3 4]"},
		{"an empty collection", graph(ed(), "Addresses"), "8[]"},
		{"an unloaded one", graph([]*FixtureUser{{Model: kin.ID(8)}}, "Addresses"), "8?"},
		{"below a collection", graph(ed(2), "Addresses.User"), "8[2?]"},
		{"a scalar", graph([]*FixtureAddress{{Model: kin.ID(2), User: kin.To[FixtureAddress](ed()[0])}}, "User"), "2→8"},
		{"a scalar that is nil", graph([]*FixtureAddress{{Model: kin.ID(2), User: kin.To[FixtureAddress, FixtureUser](nil)}}, "User"), "2→-"},
		{"a composite key", graph([]*compositeA{{ID1: 1, ID2: 3}}), "1/3"},
	} {
		same(t, c.name, c.got, c.want)
	}
}

func TestAGraphShowsPlantedFaults(t *testing.T) {
	want := graph(ed(2, 3, 4), "Addresses")
	for fault, rows := range map[string][]*FixtureUser{
		"the last child is missing": ed(2, 3),
		"a child is there twice":    ed(2, 3, 4, 4),
		"the order is ignored":      ed(4, 3, 2),
		"it was not loaded":         {{Model: kin.ID(8)}},
		"it is another row":         {{Model: kin.ID(9), Addresses: ed(2, 3, 4)[0].Addresses}},
		"the row is there twice":    append(ed(2, 3, 4), ed(2, 3, 4)...),
	} {
		if graph(rows, "Addresses") == want {
			t.Errorf("the graph does not show that %s", fault)
		}
	}
}

// A watched test keeps whether it failed, and goes on.
type watched struct {
	testing.TB
	failed bool
}

func (w *watched) Helper()               {}
func (w *watched) Errorf(string, ...any) { w.failed = true }

func TestAssertionsFailOnPlantedFaults(t *testing.T) {
	statement := kin.TracedStatement{Text: "SELECT 1"}
	for fault, check := range map[string]func(t testing.TB){
		"a statement too many":         func(t testing.TB) { recorded(statement, statement).expect(t, 1) },
		"a statement too few":          func(t testing.TB) { recorded().expect(t, 1) },
		"a part that is missing":       func(t testing.TB) { Contains(t, "SELECT 1", "JOIN") },
		"parts in another order":       func(t testing.TB) { Contains(t, "SELECT a FROM b", "FROM", "SELECT") },
		"a part that should not be":    func(t testing.TB) { Lacks(t, "a JOIN b", "JOIN") },
		"an error of another type":     func(t testing.TB) { fails[*kin.RaiseError](t, kin.ErrNotFound) },
		"an error that does not say":   func(t testing.TB) { fails[error](t, kin.ErrNotFound, "Post.Flags") },
		"a panic that does not come":   func(t testing.TB) { panics[*kin.RaiseError](t, func() {}) },
		"a panic that is another one":  func(t testing.TB) { panics[*kin.RaiseError](t, func() { panic(kin.ErrNotFound) }) },
		"a value that is another one":  func(t testing.TB) { same(t, "n", 1, 2) },
		"a notice that did not come":   func(t testing.TB) { Record().noticed(t, "x") },
		"a notice that says otherwise": func(t testing.TB) { noted("y").noticed(t, "x") },
	} {
		w := &watched{TB: t}
		check(w)
		if !w.failed {
			t.Errorf("the assertion does not see %s", fault)
		}
	}
}

// recorded is a recorder that has seen statements.
func recorded(statements ...kin.TracedStatement) *Recorder {
	r := Record()
	for _, s := range statements {
		r.Statement(context.Background(), s)
	}
	return r
}

// noted is a recorder that has seen a notice.
func noted(text string) *Recorder {
	r := Record()
	r.Notice(context.Background(), text)
	return r
}
