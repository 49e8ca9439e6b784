package kin

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/loading"
	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
)

// Raw is a query of SQL by hand, in the spelling of the engine. Its answer must have every
// column of T, by name; further ones are left aside. Arguments are bound, each at the place
// of its placeholder. It takes Options and PopulateExisting, and ends with All, First, One
// and Each.
//
//	kin.Raw(posts, `SELECT * FROM post WHERE title LIKE ? ORDER BY id`, "%go%")
func Raw[T any, _ modelOf[T]](table *T, sql string, args ...any) Query[T] {
	return selecting(table).with(func(a *asked) { a.raw = &rawText{sql, args} })
}

type rawText struct {
	sql  string
	args []any
}

func (t *rawText) shape(sh *mapping.Shape) {
	sh.Text(t.sql)
	sh.Int(len(t.args))
	for i, a := range t.args {
		v, err := mapping.BindValue(a)
		if err != nil {
			sh.Fail(fmt.Errorf("argument %d: %w", i+1, err))
		}
		sh.Value(v)
	}
}

// rawOnly numbers the arguments, and refuses what only a query has.
func (a *asked) rawOnly(binder *mapping.Binder) error {
	if len(a.where)+len(a.joins)+len(a.order)+len(a.group)+len(a.having)+len(a.columns)+a.offset > 0 ||
		a.limit != nil || a.distinct || a.lock || a.after != nil {
		return errors.New("SQL by hand takes Options and PopulateExisting alone: write the rest into the SQL")
	}
	for range a.raw.args {
		binder.Arg()
	}
	return nil
}

// fetch is how the answer is read: by the names of its columns.
func (t *rawText) fetch(n *loading.Node) *loading.Fetch {
	params := make([]compile.Param, len(t.args))
	for i := range params {
		params[i].Arg = i
	}
	return loading.ByHand(n, &byHand{compile.Compiled{SQL: t.sql, Params: params}, n.Mapping})
}

// byHand is SQL by hand with the mapping that its rows are read by.
type byHand struct {
	compiled compile.Compiled
	mapping  *mapping.Mapping
}

// rows lets the columns of an answer be read as if they stood in the order of the mapping.
func (h *byHand) rows(rows seam.Rows) (seam.Rows, error) {
	names := rows.Columns()
	at := make([]int, len(h.mapping.Columns))
	var missing []string
	for i, c := range h.mapping.Columns {
		if at[i] = indexOf(names, c.Name); at[i] < 0 {
			missing = append(missing, c.Name)
		}
	}
	if len(missing) > 0 {
		rows.Close()
		return nil, fmt.Errorf("kin.Raw for %s: the answer has no column %s (it has %s): select all columns of the model, under their names",
			h.mapping.Name, strings.Join(missing, ", "), strings.Join(names, ", "))
	}
	return namedRows{rows, at}, nil
}

func indexOf(names []string, name string) int {
	for i, n := range names {
		if strings.EqualFold(n, name) {
			return i
		}
	}
	return -1
}

// namedRows is an answer whose columns were found by name.
type namedRows struct {
	seam.Rows
	at []int
}

func (r namedRows) Null(i int) bool      { return r.Rows.Null(r.at[i]) }
func (r namedRows) Int(i int) int64      { return r.Rows.Int(r.at[i]) }
func (r namedRows) Uint(i int) uint64    { return r.Rows.Uint(r.at[i]) }
func (r namedRows) Float(i int) float64  { return r.Rows.Float(r.at[i]) }
func (r namedRows) Bool(i int) bool      { return r.Rows.Bool(r.at[i]) }
func (r namedRows) Text(i int) string    { return r.Rows.Text(r.at[i]) }
func (r namedRows) Bytes(i int) []byte   { return r.Rows.Bytes(r.at[i]) }
func (r namedRows) Time(i int) time.Time { return r.Rows.Time(r.at[i]) }
func (r namedRows) Any(i int) any        { return r.Rows.Any(r.at[i]) }

var _ query.Row = namedRows{}
