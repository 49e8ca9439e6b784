package compile

import (
	"fmt"

	"github.com/kin-go/kin/internal/query"
)

// expr writes an expression without parentheses around it: for places that end it by
// themselves. What stands beside an operator is written by operand.
func (w *writer) expr(e query.Expr) {
	switch e := e.(type) {
	case query.Column:
		w.column(e)
	case query.Bind:
		w.bind(e)
	case query.Literal:
		w.text(e.Text)
	case query.Binary:
		w.binary(e)
	case query.Logic:
		w.logic(e)
	case query.Not:
		w.not(e)
	case query.IsNull:
		w.isNull(e)
	case query.In:
		w.in(e)
	case query.InSelect:
		w.inSelect(e)
	case query.Exists:
		w.exists(e)
	case query.Func:
		w.call(e)
	case query.RowNumber:
		w.rowNumber(e)
	case *query.Select:
		w.group(func() { w.selects(e) })
	default:
		panic(fmt.Sprintf("compile: the expression %T was not resolved", e))
	}
}

// operand writes an expression that an operator stands beside: in parentheses when it
// has an operator of its own, whatever their ranks, which engines do not agree on.
func (w *writer) operand(e query.Expr) {
	e = single(e)
	if hasOperator(e) {
		w.group(func() { w.expr(e) })
		return
	}
	w.expr(e)
}

func hasOperator(e query.Expr) bool {
	switch e.(type) {
	case query.Binary, query.Logic, query.Not, query.IsNull, query.In, query.InSelect:
		return true
	}
	return false
}

func (w *writer) column(c query.Column) {
	if c.Source == nil {
		if w.own != "" {
			w.name(w.own)
			w.text(".")
		}
		w.name(c.Name)
		return
	}
	w.name(c.Source.Alias)
	w.text(".")
	w.name(c.Source.Output(c.Name))
}

func (w *writer) binary(e query.Binary) {
	w.operand(e.Left)
	w.text(" " + e.Op + " ")
	w.operand(e.Right)
	if e.Op == "LIKE" {
		w.text(w.dialect.LikeEscape)
	}
}

func (w *writer) all(terms []query.Expr) { w.logic(query.Logic{Op: "AND", Terms: terms}) }

// logic writes its terms with AND or OR between them. All else binds tighter than
// these two, so that only a Logic within a Logic needs parentheses.
func (w *writer) logic(e query.Logic) {
	switch {
	case len(e.Terms) == 1:
		w.expr(e.Terms[0])
	case len(e.Terms) > 0:
		list(w, " "+e.Op+" ", e.Terms, w.term)
	case e.Op == "AND":
		w.text("1 = 1")
	default:
		w.text("1 = 0")
	}
}

func (w *writer) term(e query.Expr) {
	e = single(e)
	if l, ok := e.(query.Logic); ok && len(l.Terms) > 1 {
		w.group(func() { w.logic(l) })
		return
	}
	w.expr(e)
}

// single is what a Logic of one term says.
func single(e query.Expr) query.Expr {
	for {
		l, ok := e.(query.Logic)
		if !ok || len(l.Terms) != 1 {
			return e
		}
		e = l.Terms[0]
	}
}

func (w *writer) not(e query.Not) {
	w.text("NOT ")
	if x, ok := single(e.Term).(query.Exists); ok {
		w.exists(x)
		return
	}
	w.group(func() { w.expr(e.Term) })
}

func (w *writer) isNull(e query.IsNull) {
	w.operand(e.Term)
	if e.Negated {
		w.text(" IS NOT NULL")
		return
	}
	w.text(" IS NULL")
}

func (w *writer) inSelect(e query.InSelect) {
	w.rowValue(e.Left)
	w.text(" IN ")
	w.group(func() { w.selects(e.Select) })
}

// rowValue writes one value as it is, several as a row value.
func (w *writer) rowValue(values []query.Expr) {
	if len(values) == 1 {
		w.operand(values[0])
		return
	}
	w.group(func() { list(w, ", ", values, w.expr) })
}

func (w *writer) exists(e query.Exists) {
	w.text("EXISTS ")
	w.group(func() { w.selects(e.Select) })
}

func (w *writer) call(e query.Func) {
	w.text(e.Name)
	w.group(func() {
		w.distinct(e.Distinct)
		list(w, ", ", e.Args, w.expr)
	})
}

func (w *writer) rowNumber(e query.RowNumber) {
	if e.Dense {
		w.text("DENSE_RANK() OVER ")
	} else {
		w.text("ROW_NUMBER() OVER ")
	}
	w.group(func() {
		w.partitionBy(e.Partition)
		w.orderBy(orderIntro(len(e.Partition) > 0), e.OrderBy)
	})
}

func (w *writer) partitionBy(terms []query.Expr) {
	if len(terms) > 0 {
		w.text("PARTITION BY ")
		list(w, ", ", terms, w.expr)
	}
}

// orderIntro is ORDER BY with a space before it when something stands there.
func orderIntro(after bool) string {
	if after {
		return " ORDER BY "
	}
	return "ORDER BY "
}
