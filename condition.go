package kin

import (
	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/load"
)

// A Condition is something that is true or not for a row. Eq, Ne, Lt, Le, Gt, Ge, In, NotIn,
// Like, IsNull, Between, And, Or, Not, Has, Any and Is make them, and the comparisons of Expr. Columns
// are named by the addresses of a table's fields; values are always bound.
type Condition = query.Condition

// An Ordering is one term of an ORDER BY: Asc and Desc make them.
type Ordering = query.Ordering

func compared(op string, column, value any) Condition {
	return Condition{Expr: query.Binary{Op: op, Left: query.Ref{Field: column}, Right: query.Val{Value: value}}}
}

// Eq is column = value, and IS NULL for a nil pointer.
func Eq[V any](column *V, value V) Condition { return compared("=", column, value) }

// Ne is column <> value, and IS NOT NULL for a nil pointer.
func Ne[V any](column *V, value V) Condition { return compared("<>", column, value) }

// Lt is column < value.
func Lt[V any](column *V, value V) Condition { return compared("<", column, value) }

// Le is column <= value.
func Le[V any](column *V, value V) Condition { return compared("<=", column, value) }

// Gt is column > value.
func Gt[V any](column *V, value V) Condition { return compared(">", column, value) }

// Ge is column >= value.
func Ge[V any](column *V, value V) Condition { return compared(">=", column, value) }

// Between is low <= column AND column <= high.
func Between[V any](column *V, low, high V) Condition {
	return And(Ge(column, low), Le(column, high))
}

// In is column IN values: one statement for any number of them. No values are false.
func In[V any](column *V, values ...V) Condition { return listed(column, values, false) }

// NotIn is column NOT IN values. No values are true.
func NotIn[V any](column *V, values ...V) Condition { return listed(column, values, true) }

func listed[V any](column any, values []V, negated bool) Condition {
	return Condition{Expr: valuesIn(query.Ref{Field: column}, values, negated)}
}

func valuesIn[V any](left query.Expr, values []V, negated bool) query.Expr {
	list := make([]any, len(values))
	for i, v := range values {
		list[i] = v
	}
	return query.ValIn{Left: left, List: query.ValList{Values: list}, Negated: negated}
}

// Like is column LIKE pattern: % is any text, _ any character. The case of letters counts, and no
// character makes % or _ mean itself: the same on every engine.
func Like[S ~string](column *S, pattern S) Condition { return compared("LIKE", column, pattern) }

// IsNull is column IS NULL.
func IsNull[V any](column *V) Condition {
	return Condition{Expr: query.IsNull{Term: query.Ref{Field: column}}}
}

// And is true when all conditions are; of none it is true.
func And(conditions ...Condition) Condition { return tied("AND", conditions) }

// Or is true when any condition is; of none it is false.
func Or(conditions ...Condition) Condition { return tied("OR", conditions) }

func tied(op string, conditions []Condition) Condition {
	terms := make([]query.Expr, len(conditions))
	for i, c := range conditions {
		terms[i] = c.Expr
	}
	return Condition{Expr: query.Logic{Op: op, Terms: terms}}
}

// Not is true when the condition is false.
func Not(condition Condition) Condition { return Condition{Expr: query.Not{Term: condition.Expr}} }

// Has is true of rows that have a row at the other end which meets the conditions: EXISTS. In
// them the table of T means that row; to compare with the outer row of the same table, select from an
// Alias.
func Has[O, T any](rel *One[O, T], where ...Condition) Condition {
	return Condition{Expr: query.Related{Holder: mapping.PathOf[O, T](&rel.toOne), Where: where}}
}

// Any is true of rows that have any row in a collection which meets the conditions: EXISTS. See Has.
func Any[O, T any](rel *Many[O, T], where ...Condition) Condition {
	return Condition{Expr: query.Related{Holder: mapping.PathOf[O, T](&rel.toMany), Where: where}}
}

// Is compares the key by which a relationship goes with that of a row: no join. nil is IS NULL.
func Is[O, T any](rel load.Relationship[O, T], row *T) Condition {
	return Condition{Expr: query.Related{Holder: mapping.PathOf[O, T](rel), Is: true, Row: row}}
}

// Asc orders by a column, the least first; NULL is less than all.
func Asc[V any](column *V) Ordering { return Ordering{Expr: query.Ref{Field: column}} }

// Desc orders by a column, the greatest first; NULL is last.
func Desc[V any](column *V) Ordering { return Ordering{Expr: query.Ref{Field: column}, Desc: true} }
