package livedb

import (
	"context"
	"log/slog"
	"reflect"
	"strings"
	"sync"

	"github.com/kin-go/kin"
)

// A Repeat is a relationship that is loaded row by row, each by a statement of its own (N+1), where one statement
// could have brought all.
type Repeat struct {
	Relationship string // Post.User
	Place        string // file:line in the program that reads it
	Option       string // what to add to the query that brings the rows
	Times        int
}

// repeatKey tells one loop that reads a relationship from another.
type repeatKey struct{ path, place string }

// repeats finds the relationships that were loaded row by row, in the order in which they began.
func repeats(statements []kin.TracedStatement) (found []Repeat) {
	at := map[repeatKey]int{}
	for _, s := range statements {
		if !s.Lazy {
			continue
		}
		key := repeatKey{s.Path, s.Place}
		i, known := at[key]
		if !known {
			i = len(found)
			at[key] = i
			found = append(found, repeatOf(s))
		}
		found[i].Times++
	}
	several := found[:0]
	for _, r := range found {
		if r.Times > 1 {
			several = append(several, r)
		}
	}
	return several
}

func repeatOf(s kin.TracedStatement) Repeat {
	return Repeat{Relationship: s.Path, Place: s.Place, Option: optionFor(strings.Split(s.Path, "."))}
}

// optionFor is the option for a path of relationships. A path says of which entity its query is, and not which the
// others are.
func optionFor(path []string) (option string) {
	for i := len(path) - 1; i > 1; i-- {
		option = ", load.SelectIn(&…." + path[i] + option + ")"
	}
	first := &kin.NotLoadedError{Entity: path[0], Field: strings.Join(path[1:min(2, len(path))], "")}
	return strings.TrimSuffix(first.Option(), ")") + option + ")"
}

// A Watch is a kin.Tracer that warns of relationships which are loaded row by row: once for each place in the program, when it
// is read there for a second row with the same context. It is for development and tests:
//
//	db, err := kin.Open(ctx, engine, kin.Trace(livedb.NewWatch(slog.Default())))
//
// Notices of the database are logged as well.
type Watch struct {
	log *slog.Logger

	mu     sync.Mutex
	first  map[watched]bool // read once so far
	order  []watched        // the oldest first
	warned map[repeatKey]bool
}

// watched is a relationship that is read at a place, by one event or request.
type watched struct {
	repeatKey
	ctx context.Context //nolint:containedctx // its identity
}

// mostWatched is how many first reads are remembered.
const mostWatched = 256

// NewWatch makes a watch that writes to a log.
func NewWatch(log *slog.Logger) *Watch {
	return &Watch{log: log, first: map[watched]bool{}, warned: map[repeatKey]bool{}}
}

// Statement implements kin.Tracer.
func (w *Watch) Statement(ctx context.Context, s kin.TracedStatement) {
	if s.Lazy && reflect.TypeOf(ctx).Comparable() && w.again(watched{repeatKey{s.Path, s.Place}, ctx}) {
		r := repeatOf(s)
		w.log.WarnContext(ctx, "N+1: a relationship is loaded row by row",
			"relationship", r.Relationship, "at", r.Place, "add", r.Option, "statement", s.Text)
	}
}

// again says whether a relationship is read for another row, for the first time at its place.
func (w *Watch) again(read watched) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.warned[read.repeatKey]:
		return false
	case w.first[read]:
		w.warned[read.repeatKey] = true
		return true
	}
	if len(w.order) == mostWatched {
		delete(w.first, w.order[0])
		w.order = append(w.order[:0:0], w.order[1:]...)
	}
	w.first[read] = true
	w.order = append(w.order, read)
	return false
}

// Notice implements kin.Tracer.
func (w *Watch) Notice(ctx context.Context, text string) { w.log.WarnContext(ctx, text) }
