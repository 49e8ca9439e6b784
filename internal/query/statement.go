package query

import "github.com/kin-go/kin/schema"

// A Statement is a *Select, *Insert, *Update or *Delete.
type Statement interface{ statement() }

// A Select is one SELECT, or a part of a larger one. It is built once and then
// only read.
type Select struct {
	Distinct bool
	Columns  []Output
	From     *Source
	Joins    []Join
	Where    []Expr // all must hold
	GroupBy  []Expr
	Having   []Expr
	OrderBy  []Order
	// Limit is the greatest number of rows, or nil. It is written into the text:
	// planners treat a bound limit as unknown.
	Limit  *int
	Offset Expr // nil for none; a Bind
	Lock   bool // FOR UPDATE, where the engine has it
}

// An Output is one column of a result. As names it, where an outer statement or
// an ORDER BY must.
type Output struct {
	Expr Expr
	As   string
}

// An Order is one resolved term of an ORDER BY.
type Order struct {
	Expr Expr
	Desc bool
}

// A Join ties one more source to a select. When Nested is set, the source and the
// nested joins form a group in parentheses: LEFT JOIN (a JOIN b ON …) ON ….
type Join struct {
	Inner  bool // false: LEFT OUTER JOIN
	Source *Source
	Nested []Join
	On     []Expr // all must hold
}

// An Insert adds Rows rows in one statement; the argument of row r and column c is
// number r*len(Columns)+c. No columns: one row of defaults. Returning names the
// columns to give back, in the order of the rows.
type Insert struct {
	Table     *schema.Table
	Columns   []string
	Rows      int
	Returning []string
}

// An Update changes columns of the rows that Where names.
type Update struct {
	Table *schema.Table
	Set   []Assign
	Where []Expr // columns with a nil Source belong to the table itself
}

// An Assign is Column = Expr.
type Assign struct {
	Column string
	Expr   Expr
}

// A Delete removes the rows that Where names.
type Delete struct {
	Table *schema.Table
	Where []Expr
}

func (*Select) statement() {}
func (*Insert) statement() {}
func (*Update) statement() {}
func (*Delete) statement() {}
