package load

import (
	"github.com/kin-go/kin/internal/loading"
	"github.com/kin-go/kin/internal/mapping"
)

// Anything stands for the ends of a relationship where any is meant.
type Anything struct{}

// A Wildcard is the option of a strategy that can be meant for all relationships: that of
// each function of this package but FromJoin and Default.
type Wildcard interface{ wildcard() *loading.Step }

func (k KeySet[O, R]) wildcard() *loading.Step { return stepOf(k.base) }
func (j Join[O, R]) wildcard() *loading.Step   { return stepOf(j.base) }
func (s Step[O, R]) wildcard() *loading.Step   { return stepOf(s.base) }

func stepOf[O any](b base[O]) *loading.Step { return loading.StepOf[O](b) }

// A Strategy is one of the functions of this package, not called: load.Raise.
type Strategy[S Wildcard] = func(Relationship[Anything, Anything], ...Option[Anything]) S

// Everything is a strategy for all relationships that no option names: of the table's rows,
// and of all rows below them. At the top of a query's options the table is the query's, below an
// option the one it leads to. A wildcard that loads ends at join_depth, and does not
// load what is on the path.
//
//	kin.Select(posts).Options(load.SelectIn(&posts.User), load.Everything(posts, load.Raise))
func Everything[O any, S Wildcard](_ *O, by Strategy[S]) Step[O, Anything] {
	any := by(&mapping.ToOne[Anything, Anything]{}).wildcard()
	return Step[O, Anything]{loading.NewBase[O](&loading.Step{Strategy: any.Strategy, Wildcard: true, Table: mapping.DeclaredOf[O]()})}
}
