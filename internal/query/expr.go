// Package query says what is asked: expressions and statements as immutable
// data. Nothing here knows how an engine spells it or how a struct is mapped.
//
// An expression has two lives. As the user writes it, it names columns by the
// address of a prototype's field (Ref) and carries values (Value as Val). When
// a query is resolved against the tables it asks, each Ref becomes a Column and
// each Val a Bind; only that second form can be compiled.
package query

import "github.com/kin-go/kin/schema"

// An Expr is one expression. The types that satisfy it are all in this package.
type Expr interface{ expr() }

// A Source is one occurrence of a table, or of a select, in a statement.
// Columns point to their source, so that a table may occur twice.
type Source struct {
	Table  *schema.Table // nil when Select is set
	Select *Select       // a derived table
	Alias  string        // unique in its statement; chosen by who builds it
	// Columns gives the names that a derived table's outputs have, where they are not
	// the names of the columns they come from.
	Columns map[string]string
}

// Output is what the source calls a column.
func (s *Source) Output(column string) string {
	if name, ok := s.Columns[column]; ok {
		return name
	}
	return column
}

// A Column is a column of a source, or an output of a derived one.
type Column struct {
	Source *Source
	Name   string
}

// A Bind is a value that is given when the statement runs: number Arg of its
// arguments. The same Arg may occur more than once in a statement.
type Bind struct {
	Arg int
	// Steady asks an engine that plans for each bound value to plan once
	// instead (SQLite with STAT4 writes +?).
	Steady bool
}

// A Keys is a list of keys as one bound argument: the right side of IN, with
// one text whatever its length. Types gives the type of each column of a key.
// The argument is a Value of kind KeyList.
type Keys struct {
	Arg   int
	Types []schema.Type
}

// A Literal is text that the program itself made, never a value from outside:
// 1, NULL, *.
type Literal struct{ Text string }

// A Binary is Left Op Right.
type Binary struct {
	Op          string // = <> < <= > >= LIKE + - * /
	Left, Right Expr
}

// A Logic is its terms tied by AND or OR. No terms are TRUE for AND, FALSE for OR.
type Logic struct {
	Op    string // AND, OR
	Terms []Expr
}

// A Not is the negation of its term.
type Not struct{ Term Expr }

// An IsNull is Term IS NULL, or IS NOT NULL when Negated.
type IsNull struct {
	Term    Expr
	Negated bool
}

// An In is Left IN Keys, or NOT IN; several Left make a row value.
type In struct {
	Left    []Expr
	Keys    Keys
	Negated bool
}

// An InSelect is Left IN (Select).
type InSelect struct {
	Left   []Expr
	Select *Select
}

// An Exists is EXISTS (Select).
type Exists struct{ Select *Select }

// A Func is a call of an SQL function: Name(Args), Name(DISTINCT Args).
type Func struct {
	Name     string
	Distinct bool
	Args     []Expr
}

// A RowNumber is ROW_NUMBER() OVER (PARTITION BY … ORDER BY …). Dense gives rows that are equal in
// the order one number: DENSE_RANK().
type RowNumber struct {
	Partition []Expr
	OrderBy   []Order
	Dense     bool
}

// A Ref names a column by the address of a prototype's field, as the user
// writes it: a pointer such as *string in an interface carries address and type.
type Ref struct{ Field any }

// A Val is a value as the user gives it, before it is bound.
type Val struct{ Value any }

// A Given is a value that is bound already.
type Given struct{ Value Value }

// A ValList is a list of values as the user gives it: it becomes one Keys.
type ValList struct{ Values []any }

// A Related is EXISTS over a relationship as the user writes it (Has, Any), or a
// comparison of its key (Is). Resolving turns it into Exists or Binary.
type Related struct {
	Holder any         // the relationship, as a mapping.Path
	Where  []Condition // Has, Any
	Is     bool
	Row    any // Is: the row to compare with, or a typed nil
}

func (Column) expr()    {}
func (Bind) expr()      {}
func (Literal) expr()   {}
func (Binary) expr()    {}
func (Logic) expr()     {}
func (Not) expr()       {}
func (IsNull) expr()    {}
func (In) expr()        {}
func (InSelect) expr()  {}
func (Exists) expr()    {}
func (Func) expr()      {}
func (RowNumber) expr() {}
func (Ref) expr()       {}
func (Val) expr()       {}
func (Given) expr()     {}
func (ValIn) expr()     {}
func (Related) expr()   {}
func (*Select) expr()   {}

// A ValIn is Left IN a list of values, as the user writes it.
type ValIn struct {
	Left    Expr
	List    ValList
	Negated bool
}

// A Condition is an expression that is true or false of a row. The root package
// names it kin.Condition, the loader options load.Condition.
type Condition struct{ Expr Expr }

// An Ordering is one term of an ORDER BY as the user writes it.
type Ordering struct {
	Expr Expr
	Desc bool
}
