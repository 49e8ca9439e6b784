package kintest

import (
	"context"
	"errors"
	"reflect"
	"runtime/debug"
	"testing"

	"github.com/kin-go/kin"
)

// Conformance is what must be true on every engine: each case is a subtest whose name is
// a sentence. A case counts the statements it sends, and looks at their text where the
// text is the point.
func Conformance(t *testing.T, e Engine) {
	e.tally = &tally{}
	for _, chapter := range []struct {
		name    string
		run     func(t *testing.T, e Engine)
		fixture bool // needs a database that can be opened twice
	}{
		{"seed", conformSeed, false},
		{"lazy", conformLazy, true},
		{"joined", conformJoined, true},
		{"selectin", conformSelectIn, true},
		{"subquery", conformSubquery, true},
		{"forbidden", conformForbidden, true},
		{"options", conformOptions, true},
		{"existing", conformExisting, true},
		{"rows", conformRows, true},
		{"conditions", conformConditions, true},
		{"trees", conformTrees, true},
		{"pairs", conformPairs, true},
		{"flush", conformFlush, true},
		{"cascades", conformCascades, true},
		{"session", conformSession, true},
		{"types", conformTypes, false},
		{"queries", conformQueries, true},
		{"deletes", conformDeletes, false},
		{"transactions", conformTransactions, true},
		{"plans", conformPlans, false},
		{"merge", conformMerge, true},
	} {
		if chapter.fixture && e.place(t).once {
			continue
		}
		t.Run(chapter.name, func(t *testing.T) { chapter.run(t, e) })
	}
	t.Logf("%s: cases %d, passed %d", e.Name, e.tally.ran, e.tally.passed)
}

// A tally counts cases.
type tally struct{ ran, passed int }

// try runs a case. A panic fails it, and the others go on.
func (e Engine) try(t *testing.T, name string, f func(t *testing.T)) {
	t.Helper()
	ran := false
	passed := t.Run(name, func(t *testing.T) {
		ran = true
		defer func() {
			if r := recover(); r != nil {
				t.Errorf("panic: %v\n%s", r, debug.Stack())
			}
		}()
		f(t)
	})
	if ran {
		e.tally.ran++
	}
	if ran && passed {
		e.tally.passed++
	}
}

// A scene is where a case plays: a database whose statements are counted, and a session.
type scene struct {
	t   *testing.T
	db  *kin.DB
	s   *kin.Session
	ctx context.Context
	rec *Recorder
}

// newScene opens a session in a database that open makes with a setting that counts
// statements. What open itself sends is not counted.
func newScene(t *testing.T, open func(count kin.Setting) *kin.DB, settings ...kin.Setting) *scene {
	t.Helper()
	rec := Record()
	c := &scene{t: t, ctx: t.Context(), rec: rec}
	c.db = open(kin.Trace(rec))
	c.begin(settings...)
	rec.Take()
	return c
}

// begin goes on with a new session.
func (c *scene) begin(settings ...kin.Setting) {
	s := c.db.Session(settings...)
	c.s = s
	c.t.Cleanup(func() { s.Close() })
}

// took fails the test unless n statements were sent since the last call, and returns
// their texts.
func (c *scene) took(n int) []string {
	c.t.Helper()
	return c.rec.expect(c.t, n)
}

// tookTrips fails the test unless n statements were sent since the last call, in so many round trips where the
// engine sends several in one.
func (c *scene) tookTrips(e Engine, n, trips int) {
	c.t.Helper()
	if !e.pipelines {
		trips = n
	}
	c.rec.expectTrips(c.t, n, trips)
}

// noticed fails the test unless a diagnostic came that contains each of the parts.
func (c *scene) noticed(parts ...string) {
	c.t.Helper()
	c.rec.noticed(c.t, parts...)
}

// stock is a scene on the fixture with its own models.
func stock(t *testing.T, e Engine, settings ...kin.Setting) (*scene, Fixture) {
	t.Helper()
	var f Fixture
	c := newScene(t, func(count kin.Setting) *kin.DB {
		f = OpenFixture(t, e, count)
		return f.DB
	}, settings...)
	return c, f
}

// variant is a scene on the fixture with other models.
func variant(t *testing.T, e Engine, models ...any) *scene {
	t.Helper()
	return newScene(t, func(count kin.Setting) *kin.DB {
		return NewFixture(t, e).Open(t, kin.Models(models...), count)
	})
}

// own is a scene on a new database with the tables of these models.
func own(t *testing.T, e Engine, models ...any) *scene {
	t.Helper()
	return newScene(t, func(count kin.Setting) *kin.DB {
		return e.Open(t, kin.Models(models...), count)
	})
}

// seeded is a scene on the seed.
func seeded(t *testing.T, e Engine) (*scene, Seed) {
	t.Helper()
	var b Seed
	c := newScene(t, func(count kin.Setting) *kin.DB {
		b = OpenSeed(t, e, count)
		return b.DB
	})
	return c, b
}

// must gives a value whose error fails the test: must(q.All(ctx, s))(t).
func must[V any](v V, err error) func(t testing.TB) V {
	return func(t testing.TB) V {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// done fails the test if there is an error.
func done(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// same fails the test unless got is want.
func same[V comparable](t testing.TB, what string, got, want V) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n\tgot  %v\n\twant %v", what, got, want)
	}
}

// fails is an assertion: it fails the test unless the error is an E whose text contains each of the parts.
func fails[E error](t testing.TB, err error, parts ...string) {
	t.Helper()
	if _, is := errors.AsType[E](err); !is {
		t.Errorf("the error is %T (%v), want %v", err, err, reflect.TypeFor[E]())
		return
	}
	for _, p := range parts {
		Contains(t, err.Error(), p)
	}
}

// panics fails the test unless f panics with an E whose text contains each of the parts.
func panics[E error](t testing.TB, f func(), parts ...string) {
	t.Helper()
	defer func() {
		t.Helper()
		r := recover()
		err, ok := r.(error)
		if !ok {
			t.Errorf("it should panic with an error, got %v", r)
			return
		}
		fails[E](t, err, parts...)
	}()
	f()
}

// commit writes rows in a session of their own, before the case begins.
func (c *scene) commit(adds ...func(s *kin.Session)) {
	c.t.Helper()
	fill(c.t, c.db, adds...)
	c.rec.Take()
}
