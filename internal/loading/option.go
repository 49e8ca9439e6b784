// Package loading decides when and how the other end of a relationship is fetched: a
// plan, and one file for each strategy behind one small interface.
package loading

import (
	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/internal/query"
)

// A Step is one loader option as the user wrote it: a relationship, how to load it, and
// what to load below it.
type Step struct {
	Path     mapping.Path
	Strategy Strategy // nil for Default
	Where    []query.Condition
	OrderBy  []query.Ordering
	Limit    int // for each parent; 0: no limit
	Inner    bool
	Depth    int // levels of a relationship to its own table; 0: one, -1: all
	Below    []*Step
	// Wildcard: all relationships of Table, and of what is below, that no option names.
	Wildcard bool
	Table    *mapping.Declared
}

// An Option is a loader option that starts at O. Only types of this module satisfy it.
type Option[O any] interface{ step(*O) *Step }

// Base makes a type an Option: the public types of package load embed it.
type Base[O any] struct{ s *Step }

func (b Base[O]) step(*O) *Step { return b.s }

// NewBase wraps a step.
func NewBase[O any](s *Step) Base[O] { return Base[O]{s} }

// StepOf opens an option.
func StepOf[O any](o Option[O]) *Step { return o.step(nil) }

// StepsOf opens options.
func StepsOf[O any](os []Option[O]) []*Step {
	steps := make([]*Step, len(os))
	for i, o := range os {
		steps[i] = o.step(nil)
	}
	return steps
}

// With is a copy of the option's step with a change.
func (b Base[O]) With(change func(*Step)) Base[O] {
	s := *b.s
	change(&s)
	return Base[O]{&s}
}

// shape writes a step and collects its values, in the order in which the planner binds
// them.
func (s *Step) shape(sh *mapping.Shape) {
	sh.Byte('s')
	if s.Wildcard {
		sh.Byte('*')
		sh.Type(s.Table.Type)
	} else {
		sh.Int(int(s.Path.Offset))
		sh.Type(s.Path.Owner.Type)
		aliased := byte('p')
		if !s.Path.IsPrototype() {
			aliased = 'x'
		}
		if s.Path.Alias != nil {
			aliased = 'a'
		}
		sh.Byte(aliased)
		sh.Address(s.Path.Holder)
		if s.Path.Alias != nil {
			sh.Address(s.Path.Alias)
		}
	}
	if s.Strategy != nil {
		sh.Text(s.Strategy.Name())
	}
	sh.Int(s.Limit)
	sh.Int(s.Depth)
	if s.Inner {
		sh.Byte('i')
	}
	mark := sh.Push(s.Path.TargetPrototype(), s.Path.TargetSize())
	sh.Conditions(s.Where)
	sh.Orderings(s.OrderBy)
	sh.Pop(mark)
	Shape(sh, s.Below)
}

// Shape writes steps.
func Shape(sh *mapping.Shape, steps []*Step) {
	sh.Int(len(steps))
	for _, s := range steps {
		s.shape(sh)
	}
}
