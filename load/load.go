// Package load has the loader options of a query: for each relationship, how the other end
// is fetched.
//
//	feed := kin.Select(posts).Options(
//		load.SelectIn(&posts.User),
//		load.SelectIn(&posts.Flags, load.SelectIn(&flags.User)),
//	)
//
// What to load below a relationship are the further arguments of its option, and the compiler
// checks that they continue where it ends. Every strategy gives the same graph, order
// included; they differ in when it comes and with how many statements. An option belongs to
// its query and never sticks to a row.
//
// An option beats a wildcard (Everything), a wildcard beats the tag lazy=… of the field, and
// without any of them a relationship is loaded when it is read. Two strategies for one
// relationship of one query are an error that names both.
package load

import (
	"slices"

	"github.com/kin-go/kin/internal/loading"
	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/internal/query"
)

// A Relationship is the address of a kin.One or kin.Many of a table, as &posts.User, or one
// whose far end is an alias, as kin.As(&posts.User, author).
type Relationship[O, R any] interface{ mapping.Related[O, R] }

// An Option says how one relationship of O is loaded. The functions of this package make
// them.
type Option[O any] interface{ loading.Option[O] }

// A Condition is true or false of a row: kin.Eq and its kind make them.
type Condition = query.Condition

// An Ordering is one term of an order: kin.Asc and kin.Desc make them.
type Ordering = query.Ordering

type base[O any] = loading.Base[O]

// A KeySet is an option of a strategy that loads by the keys of its parents, or by their
// query. What it loads can be chosen: for each parent.
type KeySet[O, R any] struct{ base[O] }

// Where loads only the rows that meet the conditions, in which the table of R means them.
// Parents stay as they are; those without such a row get nothing.
func (k KeySet[O, R]) Where(conditions ...Condition) KeySet[O, R] {
	return KeySet[O, R]{k.With(where(conditions))}
}

// OrderBy gives the rows another order than that of the relationship.
func (k KeySet[O, R]) OrderBy(terms ...Ordering) KeySet[O, R] {
	return KeySet[O, R]{k.With(func(s *loading.Step) { s.OrderBy = append(slices.Clip(s.OrderBy), terms...) })}
}

// Limit loads at most n rows for each parent: the first of their order. 0 is no limit.
func (k KeySet[O, R]) Limit(n int) KeySet[O, R] {
	return KeySet[O, R]{k.With(func(s *loading.Step) { s.Limit = n })}
}

// Depth goes on along a relationship of a table to itself for n levels in all, -1 for all
// there are. Each level is one statement more; a cycle in the data ends.
func (k KeySet[O, R]) Depth(n int) KeySet[O, R] {
	return KeySet[O, R]{k.With(func(s *loading.Step) { s.Depth = n })}
}

// A Join is an option of the strategy Joined.
type Join[O, R any] struct{ base[O] }

// Inner joins by INNER JOIN: parents without a row at the other end are dropped. Below an
// outer join it drops only what stands between.
func (j Join[O, R]) Inner() Join[O, R] {
	return Join[O, R]{j.With(func(s *loading.Step) { s.Inner = true })}
}

// Where loads only the rows that meet the conditions: they stand in the ON of the join.
func (j Join[O, R]) Where(conditions ...Condition) Join[O, R] {
	return Join[O, R]{j.With(where(conditions))}
}

// A Step is an option that has nothing to choose.
type Step[O, R any] struct{ base[O] }

// A Filled is an option that takes what the query's own joins bring.
type Filled[O, R any] struct{ base[O] }

func where(conditions []Condition) func(*loading.Step) {
	return func(s *loading.Step) {
		s.Where = append(slices.Clip(s.Where), conditions...)
	}
}

func step[O, R any](rel Relationship[O, R], by loading.Strategy, below []Option[R]) base[O] {
	steps := make([]*loading.Step, len(below))
	for i, o := range below {
		steps[i] = loading.StepOf[R](o)
	}
	return loading.NewBase[O](&loading.Step{Path: mapping.PathOf[O, R](rel), Strategy: by, Below: steps})
}

// Lazy loads the relationship when it is read, for that row alone: one statement for each
// parent, none where the key is NULL or the session has the target.
func Lazy[O, R any](rel Relationship[O, R], below ...Option[R]) Step[O, R] {
	return Step[O, R]{step(rel, loading.Lazy, below)}
}

// Peers loads the relationship when that of any row is read, for all rows that came from the
// same result: a loop over a result costs one statement, not one a row.
func Peers[O, R any](rel Relationship[O, R], below ...Option[R]) Step[O, R] {
	return Step[O, R]{step(rel, loading.Peers, below)}
}

// Joined loads the relationship in the statement of its parents, by LEFT OUTER JOIN. A limited
// query becomes a subselect when a collection is joined to it, so that the limit counts
// parents.
func Joined[O, R any](rel Relationship[O, R], below ...Option[R]) Join[O, R] {
	return Join[O, R]{step(rel, loading.Joined, below)}
}

// Subquery loads the relationship of all parents with one statement more, which holds the
// parents' query as a subselect.
func Subquery[O, R any](rel Relationship[O, R], below ...Option[R]) KeySet[O, R] {
	return KeySet[O, R]{step(rel, loading.Subquery, below)}
}

// SelectIn loads the relationship of all parents with one statement more, by the list of
// their keys. Nothing is asked that the session has.
func SelectIn[O, R any](rel Relationship[O, R], below ...Option[R]) KeySet[O, R] {
	return KeySet[O, R]{step(rel, loading.SelectIn, below)}
}

// Immediate loads the relationship of each parent at once, one statement for each.
func Immediate[O, R any](rel Relationship[O, R], below ...Option[R]) KeySet[O, R] {
	return KeySet[O, R]{step(rel, loading.Immediate, below)}
}

// Raise forbids to read the relationship: *kin.RaiseError.
func Raise[O, R any](rel Relationship[O, R], below ...Option[R]) Step[O, R] {
	return Step[O, R]{step(rel, loading.Raise, below)}
}

// RaiseOnSQL forbids to read the relationship where that would take a statement.
func RaiseOnSQL[O, R any](rel Relationship[O, R], below ...Option[R]) Step[O, R] {
	return Step[O, R]{step(rel, loading.RaiseOnSQL, below)}
}

// NoLoad leaves the relationship empty: Get gives nothing, Loaded is false, and what belongs
// to the row is not believed to be nothing.
func NoLoad[O, R any](rel Relationship[O, R], below ...Option[R]) Step[O, R] {
	return Step[O, R]{step(rel, loading.NoLoad, below)}
}

// FromJoin fills the relationship from a join that the query has anyway, with what its
// conditions left of it. Where the join is to an alias, kin.As names it.
func FromJoin[O, R any](rel Relationship[O, R], below ...Option[R]) Filled[O, R] {
	return Filled[O, R]{step(rel, loading.FromJoin, below)}
}

// Default leaves the relationship to its own strategy and says what to load below it.
func Default[O, R any](rel Relationship[O, R], below ...Option[R]) Step[O, R] {
	return Step[O, R]{step(rel, nil, below)}
}
