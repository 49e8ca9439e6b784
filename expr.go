package kin

import "github.com/kin-go/kin/internal/query"

// An Expr is a value of type V that the database computes: a column, an aggregate. Its methods
// make conditions, so that what V is needs not be said again:
//
//	kin.Count(&flags.ID).Gt(3)
//	kin.Col(&posts.UserID).EqTo(kin.Col(&users.ID))
type Expr[V any] struct{ e query.Expr }

func (x Expr[V]) expression() query.Expr { return x.e }

// expression is an Expr of any type.
type expression interface{ expression() query.Expr }

func (x Expr[V]) compared(op string, with query.Expr) Condition {
	return Condition{Expr: query.Binary{Op: op, Left: x.e, Right: with}}
}

// Eq is this = value.
func (x Expr[V]) Eq(value V) Condition { return x.compared("=", query.Val{Value: value}) }

// Ne is this <> value.
func (x Expr[V]) Ne(value V) Condition { return x.compared("<>", query.Val{Value: value}) }

// Lt is this < value.
func (x Expr[V]) Lt(value V) Condition { return x.compared("<", query.Val{Value: value}) }

// Le is this <= value.
func (x Expr[V]) Le(value V) Condition { return x.compared("<=", query.Val{Value: value}) }

// Gt is this > value.
func (x Expr[V]) Gt(value V) Condition { return x.compared(">", query.Val{Value: value}) }

// Ge is this >= value.
func (x Expr[V]) Ge(value V) Condition { return x.compared(">=", query.Val{Value: value}) }

// EqTo is this = other.
func (x Expr[V]) EqTo(other Expr[V]) Condition { return x.compared("=", other.e) }

// NeTo is this <> other.
func (x Expr[V]) NeTo(other Expr[V]) Condition { return x.compared("<>", other.e) }

// LtTo is this < other.
func (x Expr[V]) LtTo(other Expr[V]) Condition { return x.compared("<", other.e) }

// LeTo is this <= other.
func (x Expr[V]) LeTo(other Expr[V]) Condition { return x.compared("<=", other.e) }

// GtTo is this > other.
func (x Expr[V]) GtTo(other Expr[V]) Condition { return x.compared(">", other.e) }

// GeTo is this >= other.
func (x Expr[V]) GeTo(other Expr[V]) Condition { return x.compared(">=", other.e) }

// In is this IN values.
func (x Expr[V]) In(values ...V) Condition { return Condition{Expr: valuesIn(x.e, values, false)} }

// NotIn is this NOT IN values.
func (x Expr[V]) NotIn(values ...V) Condition { return Condition{Expr: valuesIn(x.e, values, true)} }

// Like is this LIKE pattern.
func (x Expr[V]) Like(pattern string) Condition {
	return x.compared("LIKE", query.Val{Value: pattern})
}

// IsNull is this IS NULL.
func (x Expr[V]) IsNull() Condition { return Condition{Expr: query.IsNull{Term: x.e}} }

// IsNotNull is this IS NOT NULL.
func (x Expr[V]) IsNotNull() Condition {
	return Condition{Expr: query.IsNull{Term: x.e, Negated: true}}
}

// Asc orders by it, the least first.
func (x Expr[V]) Asc() Ordering { return Ordering{Expr: x.e} }

// Desc orders by it, the greatest first.
func (x Expr[V]) Desc() Ordering { return Ordering{Expr: x.e, Desc: true} }

// Col is a column as an expression.
func Col[V any](column *V) Expr[V] { return Expr[V]{query.Ref{Field: column}} }

// Nullable is a column that may be NULL as an expression of what it holds otherwise:
// kin.Nullable(&users.Nick).Eq("x").
func Nullable[V any](column **V) Expr[V] { return Expr[V]{query.Ref{Field: column}} }

// OrNil is an expression that may be NULL, to be read into a pointer: the greatest of no rows.
func OrNil[V any](x Expr[V]) Expr[*V] { return Expr[*V](x) }

func call[V any](name string, args ...query.Expr) Expr[V] {
	return Expr[V]{query.Func{Name: name, Args: args}}
}

// Count is how many rows of a group have a value in the column.
func Count[V any](column *V) Expr[int64] { return call[int64]("COUNT", query.Ref{Field: column}) }

// CountDistinct is how many different values the column has in a group.
func CountDistinct[V any](column *V) Expr[int64] {
	return Expr[int64]{query.Func{Name: "COUNT", Distinct: true, Args: []query.Expr{query.Ref{Field: column}}}}
}

// CountRows is how many rows a group has.
func CountRows() Expr[int64] { return call[int64]("COUNT", query.Literal{Text: "*"}) }

// Sum adds the column up; of no values it is 0.
func Sum[V any](column *V) Expr[V] {
	return call[V]("COALESCE", query.Func{Name: "SUM", Args: []query.Expr{query.Ref{Field: column}}}, query.Literal{Text: "0"})
}

// Avg is the mean of the column; of no values it is NULL (see OrNil).
func Avg[V any](column *V) Expr[float64] { return call[float64]("AVG", query.Ref{Field: column}) }

// Min is the least value of the column; of no values it is NULL (see OrNil).
func Min[V any](column *V) Expr[V] { return call[V]("MIN", query.Ref{Field: column}) }

// Max is the greatest value of the column; of no values it is NULL (see OrNil).
func Max[V any](column *V) Expr[V] { return call[V]("MAX", query.Ref{Field: column}) }
