// Package compile spells statements: one default compiler, an engine's differences
// as a few named questions. It needs no database.
package compile

import (
	"fmt"
	"strings"

	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/schema"
)

// A Dialect is how one engine differs from the default spelling (that of standard
// SQL as SQLite has it). The zero value of a field is the default spelling; only
// KeyList and In have none, and one of them must be there.
type Dialect struct {
	Name string
	// Quote writes an identifier in the engine's quotes; nil for "double" ones.
	Quote func(b *strings.Builder, name string)
	// Placeholder writes the placeholder of parameter n, from 1; nil for a plain ?.
	Placeholder func(b *strings.Builder, n int)
	// KeyList writes what stands right of IN for a list of keys that is bound at the
	// placeholder, its parentheses included.
	KeyList func(b *strings.Builder, placeholder string, types []schema.Type)
	// In writes all of IN and NOT IN for a list of keys; nil for left IN KeyList.
	In func(in In)
	// SteadyBinds writes +? for binds that ask for one plan.
	SteadyBinds bool
	// Locks says that SELECT … FOR UPDATE exists; LockOf that it names the table whose rows are
	// meant, for engines that refuse to lock what an outer join may not find.
	Locks, LockOf bool
	// NullsLast says that NULL comes last in an ascending order, unless it is told otherwise.
	NullsLast bool
	// LikeEscape is what makes LIKE know no escape character; "" where it knows none.
	LikeEscape string
	// GivenKeys lets the engine see inserts (Compiled.Insert), which must tell its generator of keys
	// when rows come with keys of their own.
	GivenKeys bool
	// NoLimit is the LIMIT of a statement that has an OFFSET alone, for engines that
	// take no OFFSET without it: -1. Empty where OFFSET may stand by itself.
	NoLimit string
	// EmptyInsert is what stands behind the table in an INSERT of one row of defaults;
	// empty for DEFAULT VALUES.
	EmptyInsert string
	// NoReturning says that INSERT has no RETURNING. It is left out, and the engine finds
	// what it would give by itself: see Compiled.Insert.
	NoReturning bool
	// KeyTable writes a list of keys that is bound at the placeholder as a table, and gives what
	// its columns are to be compared as. An UPDATE or DELETE by a list joins it, for engines that
	// may read, and lock, more of the table than the rows of the list otherwise. nil for those that
	// do not.
	KeyTable func(b *strings.Builder, placeholder string, types []schema.Type) (columns []string)
	// ManyTables writes any other UPDATE or DELETE whose condition has a list of keys or a
	// subquery over several tables, for engines that read the whole table otherwise.
	ManyTables bool
	// LimitByKey says that a limit may stand in the subselect of an IN, and that the rows of a
	// limited query are best chosen so before collections are joined to them.
	LimitByKey bool
	// Lateral says that LATERAL joins exist.
	Lateral bool
	// MaxParameters is the greatest number of parameters of a statement.
	MaxParameters int
	// BatchRows is the best number of rows of a multi-row INSERT.
	BatchRows int
}

// Quoted is an identifier in the engine's quotes, for texts that are not compiled:
// CREATE TABLE, SAVEPOINT.
func (d *Dialect) Quoted(name string) string {
	var b strings.Builder
	d.quote(&b, name)
	return b.String()
}

func (d *Dialect) quote(b *strings.Builder, name string) {
	if d.Quote != nil {
		d.Quote(b, name)
		return
	}
	b.WriteByte('"')
	b.WriteString(strings.ReplaceAll(name, `"`, `""`))
	b.WriteByte('"')
}

// A Compiled is the text of a statement and, for each of its placeholders in order,
// which argument it takes.
type Compiled struct {
	SQL    string
	Params []Param
	// Insert is the statement itself where it names columns to return and the dialect has
	// no RETURNING, and the engine answers with them all the same; and where the dialect asks for it
	// by GivenKeys. Else nil.
	Insert *query.Insert
}

// A Param is one placeholder: the number of its argument, and for a list of keys
// the types of its columns. An engine that binds each column of the keys by itself (see
// Dialect.In) finds in Column which of them this one takes.
type Param struct {
	Arg    int
	Keys   []schema.Type // nil for a plain value
	Column int
}

// Compile spells a statement in the dialect. The same statement always has the same
// text.
//
// It panics on an expression that was not resolved (Ref, Val, Related): that is a
// mistake of this library, not of its user.
func Compile(d *Dialect, s query.Statement) *Compiled {
	w := &writer{dialect: d}
	switch s := s.(type) {
	case *query.Select:
		w.selects(s)
	case *query.Insert:
		w.inserts(s)
	case *query.Update:
		w.updates(s)
	case *query.Delete:
		w.deletes(s)
	default:
		panic(fmt.Sprintf("compile: no spelling for the statement %T", s))
	}
	return &Compiled{SQL: w.String(), Params: w.params, Insert: w.insert}
}
