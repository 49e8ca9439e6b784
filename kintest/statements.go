package kintest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/kin-go/kin"
)

// Statements fails the test unless f sends exactly want statements to the database with
// the context it is given, and returns their texts. BEGIN, COMMIT and SAVEPOINT are not
// counted.
//
//	kintest.Statements(t, db, 3, func(ctx context.Context) { … feed.All(ctx, s) … })
//
// The database is named for the reader: the context counts whatever runs with it.
func Statements(t testing.TB, _ *kin.DB, want int, f func(ctx context.Context)) []string {
	t.Helper()
	r := Record()
	f(kin.WithTracer(t.Context(), r))
	return r.expect(t, want)
}

// A Recorder is a kin.Tracer that keeps what it sees. It is safe for all goroutines.
type Recorder struct {
	mu         sync.Mutex
	statements []kin.TracedStatement
	notices    []string
}

// Record makes a recorder: for kin.Open(ctx, engine, kin.Trace(r)), or for
// kin.WithTracer(ctx, r).
func Record() *Recorder { return &Recorder{} }

// Statement keeps a statement.
func (r *Recorder) Statement(_ context.Context, s kin.TracedStatement) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.statements = append(r.statements, s)
}

// Notice keeps a diagnostic: something that is no error, such as a one-to-one with two
// rows.
func (r *Recorder) Notice(_ context.Context, text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.notices = append(r.notices, text)
}

// Take gives the statements since the last Take, and forgets them.
func (r *Recorder) Take() []kin.TracedStatement {
	r.mu.Lock()
	defer r.mu.Unlock()
	taken := r.statements
	r.statements = nil
	return taken
}

// Notices gives the diagnostics since the last call, and forgets them.
func (r *Recorder) Notices() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	taken := r.notices
	r.notices = nil
	return taken
}

// expect takes the statements and fails the test unless there are want of them.
func (r *Recorder) expect(t testing.TB, want int) []string {
	t.Helper()
	taken := r.Take()
	if len(taken) != want {
		t.Errorf("%d statements were sent, want %d%s", len(taken), want, listed(taken))
	}
	return texts(taken)
}

// expectTrips takes the statements and fails the test unless there are want of them, in so many round trips.
func (r *Recorder) expectTrips(t testing.TB, want, trips int) {
	t.Helper()
	taken := r.Take()
	if got := Trips(taken); len(taken) != want || got != trips {
		t.Errorf("%d statements were sent in %d round trips, want %d in %d%s", len(taken), got, want, trips, listed(taken))
	}
}

// Trips is how many round trips statements took: those that were sent together are one.
func Trips(statements []kin.TracedStatement) (n int) {
	for _, s := range statements {
		if !s.Together {
			n++
		}
	}
	return n
}

// noticed takes the notices and fails the test unless the first contains each of the
// parts.
func (r *Recorder) noticed(t testing.TB, parts ...string) {
	t.Helper()
	notices := r.Notices()
	if len(notices) == 0 {
		t.Errorf("no notice came, want one with %q", parts)
		return
	}
	for _, p := range parts {
		Contains(t, notices[0], p)
	}
}

func texts(statements []kin.TracedStatement) []string {
	out := make([]string, len(statements))
	for i, s := range statements {
		out[i] = s.Text
	}
	return out
}

// listed shows statements with what they were for.
func listed(statements []kin.TracedStatement) string {
	var b strings.Builder
	for i, s := range statements {
		fmt.Fprintf(&b, "\n\t%d. %s", i+1, s.Text)
		if s.Path != "" {
			fmt.Fprintf(&b, "\n\t   for %s (%s)", s.Path, s.Strategy)
		}
		if s.Err != nil {
			fmt.Fprintf(&b, "\n\t   error: %v", s.Err)
		}
	}
	return b.String()
}
