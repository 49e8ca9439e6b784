package kin

import (
	"fmt"
	"slices"

	"github.com/kin-go/kin/internal/loading"
	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/load"
)

// A Setting changes how a database is opened, or how a session works. What Open is given holds
// for all sessions; a session may say otherwise.
type Setting func(*settings)

type settings struct {
	models      []*mapping.Declared // nil: all that kin.Table declared
	faults      []error
	tracers     []Tracer
	defaults    loading.Strategy
	noAutoflush bool
	expires     bool
	readOnly    bool
	writing     bool
	token       string
}

func (s settings) with(more []Setting) settings {
	s.tracers = slices.Clip(s.tracers)
	for _, set := range more {
		set(&s)
	}
	return s
}

// Models opens a database with these tables and those that their relationships lead to, in
// place of all that the program declared. It is for tests and second databases.
func Models(tables ...any) Setting {
	return func(s *settings) {
		for _, t := range tables {
			d, ok := mapping.DeclaredAt(t)
			if !ok {
				s.faults = append(s.faults, fmt.Errorf("kin.Models: %T is no table: give what kin.Table returned", t))
				continue
			}
			s.models = append(s.models, d)
		}
	}
}

// Loading is the strategy of all relationships that no option names, in place of their tags:
// kin.Loading(load.Raise).
func Loading[S load.Wildcard](by load.Strategy[S]) Setting {
	strategy := loading.StepOf[load.Anything](load.Everything((*load.Anything)(nil), by)).Strategy
	return func(s *settings) { s.defaults = strategy }
}

// NoAutoflush keeps queries and loads from flushing first: they do not see pending changes.
// See also Session.WithoutAutoflush.
func NoAutoflush(s *settings) { s.noAutoflush = true }

// ExpireOnCommit makes a session forget what it has loaded when it commits: relationships are
// loaded again when they are read, columns by the next query that meets their row.
func ExpireOnCommit(s *settings) { s.expires = true }

// Trace lets a tracer see every statement.
func Trace(t Tracer) Setting { return func(s *settings) { s.tracers = append(s.tracers, t) } }

func reading(s *settings) { s.readOnly = true }
func writing(s *settings) { s.writing = true }
