package mapping

import (
	"errors"
	"fmt"
	"reflect"
	"unsafe"

	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/schema"
)

// A Scope resolves the addresses of an expression against the tables of a query: the
// innermost first, so that inside Any or an option's Where a prototype means the row
// that is looked for.
type Scope struct {
	Registry *Registry
	Names    *query.Names
	entries  []entry
	outer    *Scope
}

type entry struct {
	base    unsafe.Pointer
	mapping *Mapping
	source  *query.Source
}

// Add makes the fields of a prototype or alias name columns of a source.
func (s *Scope) Add(base unsafe.Pointer, m *Mapping, source *query.Source) {
	s.entries = append(s.entries, entry{base, m, source})
}

// Inner is a scope inside this one.
func (s *Scope) Inner() *Scope {
	return &Scope{Registry: s.Registry, Names: s.Names, outer: s}
}

// find is the table of the query that an address lies in.
func (s *Scope) find(p unsafe.Pointer) (entry, bool) {
	for ; s != nil; s = s.outer {
		for _, e := range s.entries {
			if d := uintptr(p) - uintptr(e.base); d < e.mapping.Size() {
				return e, true
			}
		}
	}
	return entry{}, false
}

// Source is the source of a prototype or alias in the query.
func (s *Scope) Source(base unsafe.Pointer) (*query.Source, *Mapping, bool) {
	for ; s != nil; s = s.outer {
		for _, e := range s.entries {
			if e.base == base {
				return e.source, e.mapping, true
			}
		}
	}
	return nil, nil, false
}

// Conditions resolves conditions.
func (s *Scope) Conditions(cs []query.Condition) ([]query.Expr, error) {
	var out []query.Expr
	for _, c := range cs {
		e, err := s.Expr(c.Expr)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// Orders resolves the terms of an ORDER BY.
func (s *Scope) Orders(os []query.Ordering) ([]query.Order, error) {
	var out []query.Order
	for _, o := range os {
		e, err := s.Expr(o.Expr)
		if err != nil {
			return nil, err
		}
		out = append(out, query.Order{Expr: e, Desc: o.Desc})
	}
	return out, nil
}

// Expr resolves an expression whose values are bound already.
func (s *Scope) Expr(e query.Expr) (query.Expr, error) {
	switch e := e.(type) {
	case query.Ref:
		return s.column(e.Field)
	case query.Related:
		return s.related(e)
	case boundIn:
		left, err := s.Expr(e.left)
		return query.In{Left: []query.Expr{left}, Keys: e.keys, Negated: e.negated}, err
	}
	return rebuild(e, s.Expr)
}

// rebuild applies f to the parts of an expression.
func rebuild(e query.Expr, f func(query.Expr) (query.Expr, error)) (query.Expr, error) {
	var err error
	part := func(x query.Expr) query.Expr {
		if err != nil || x == nil {
			return x
		}
		x, err = f(x)
		return x
	}
	list := func(xs []query.Expr) []query.Expr {
		out := make([]query.Expr, len(xs))
		for i, x := range xs {
			out[i] = part(x)
		}
		return out
	}
	switch x := e.(type) {
	case query.Binary:
		x.Left, x.Right = part(x.Left), part(x.Right)
		e = x
	case query.Logic:
		x.Terms = list(x.Terms)
		e = x
	case query.Not:
		x.Term = part(x.Term)
		e = x
	case query.IsNull:
		x.Term = part(x.Term)
		e = x
	case query.Func:
		x.Args = list(x.Args)
		e = x
	}
	return e, err
}

// column resolves an address and a type to a column.
func (s *Scope) column(field any) (query.Expr, error) {
	v := reflect.ValueOf(field)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return nil, fmt.Errorf("a column must be named by the address of a prototype's field, as in &posts.Title; got %T", field)
	}
	e, ok := s.find(v.UnsafePointer())
	if !ok {
		return nil, s.foreign(v)
	}
	offset := uintptr(v.UnsafePointer()) - uintptr(e.base)
	if c := e.mapping.ColumnAt(offset, v.Type().Elem()); c != nil {
		return query.Column{Source: e.source, Name: c.Name}, nil
	}
	if r := e.mapping.RelationshipAt(offset); r != nil && offset == r.Offset {
		return nil, fmt.Errorf("%s is a relationship, not a column: use kin.Is, kin.Has or kin.Any, or name its key column", r)
	}
	return nil, fmt.Errorf("the address of type %s in table %s names no column of %s", v.Type(), e.mapping.Table.Name, e.mapping.Name)
}

// foreign explains an address that lies in no table of the query.
func (s *Scope) foreign(v reflect.Value) error {
	names := ""
	for scope := s; scope != nil; scope = scope.outer {
		for _, e := range scope.entries {
			if names != "" {
				names += ", "
			}
			names += e.mapping.Table.Name
		}
	}
	return fmt.Errorf("an address of type %s is not a column of the tables of this query (%s): "+
		"is it the field of a row instead of a prototype's, or is a Join or kin.As missing?", v.Type(), names)
}

// related resolves Has, Any and Is.
func (s *Scope) related(e query.Related) (query.Expr, error) {
	path := e.Holder.(Path)
	owner, ok := s.find(path.Holder)
	if !ok {
		return nil, s.foreign(reflect.NewAt(path.Owner.Type, path.Holder))
	}
	r := owner.mapping.RelationshipAt(path.Offset)
	if r == nil || !path.prototype {
		return nil, fmt.Errorf("the address names no relationship of %s", owner.mapping.Name)
	}
	if e.Is {
		return isRow(r, owner.source, e.Row)
	}
	inner := s.Inner()
	target := s.Names.Source(r.Target.Table)
	inner.Add(r.Target.Prototype, r.Target, target)
	sel := &query.Select{Columns: []query.Output{{Expr: query.Literal{Text: "1"}}}, From: target}
	match := r.Direction.Match(r, sel, target, s.Names)
	sel.Where = pairs(match, r.Local.In(owner.source))
	where, err := inner.Conditions(e.Where)
	if err != nil {
		return nil, err
	}
	sel.Where = append(sel.Where, where...)
	return query.Exists{Select: sel}, nil
}

// isRow compares the key that the relationship goes by with that of a row, bound already.
func isRow(r *Relationship, source *query.Source, row any) (query.Expr, error) {
	local := r.Local.In(source)
	terms := make([]query.Expr, len(local))
	args, known := row.([]query.Bind)
	for i, column := range local {
		if known {
			terms[i] = query.Binary{Op: "=", Left: column, Right: args[i]}
		} else {
			terms[i] = query.IsNull{Term: column}
		}
	}
	if r.IsOneToMany() && !known {
		return nil, fmt.Errorf("kin.Is(%s, nil) asks for owners without a row: write kin.Not(kin.Has(…))", r)
	}
	return query.Logic{Op: "AND", Terms: terms}, nil
}

// boundIn is a ValIn whose list is bound and whose left side is not resolved.
type boundIn struct {
	query.Expr
	left    query.Expr
	keys    query.Keys
	negated bool
}

// A Binder replaces the values of expressions by numbers of arguments, in the order in
// which Shape collects them.
type Binder struct {
	Registry *Registry
	Next     int
}

// Conditions binds the values of conditions.
func (b *Binder) Conditions(cs []query.Condition) ([]query.Condition, error) {
	out := make([]query.Condition, len(cs))
	for i, c := range cs {
		e, err := b.Expr(c.Expr)
		if err != nil {
			return nil, err
		}
		out[i] = query.Condition{Expr: e}
	}
	return out, nil
}

// Orderings binds the values of an ORDER BY.
func (b *Binder) Orderings(os []query.Ordering) ([]query.Ordering, error) {
	out := make([]query.Ordering, len(os))
	for i, o := range os {
		e, err := b.Expr(o.Expr)
		if err != nil {
			return nil, err
		}
		out[i] = query.Ordering{Expr: e, Desc: o.Desc}
	}
	return out, nil
}

// Arg is the number of one more argument.
func (b *Binder) Arg() query.Bind {
	b.Next++
	return query.Bind{Arg: b.Next - 1}
}

// Expr binds the values of an expression.
func (b *Binder) Expr(e query.Expr) (query.Expr, error) {
	switch e := e.(type) {
	case query.Val, query.Given:
		return b.Arg(), nil
	case query.Binary:
		if v, ok := e.Right.(query.Val); ok && isNil(v.Value) && (e.Op == "=" || e.Op == "<>") {
			left, err := b.Expr(e.Left)
			return query.IsNull{Term: left, Negated: e.Op == "<>"}, err
		}
	case query.ValIn:
		return b.list(e)
	case query.Related:
		return b.related(e)
	}
	return rebuild(e, b.Expr)
}

func (b *Binder) list(e query.ValIn) (query.Expr, error) {
	left, err := b.Expr(e.Left)
	if err != nil {
		return nil, err
	}
	kind := schema.Type{Kind: schema.Any}
	if len(e.List.Values) > 0 {
		if kind, err = TypeOf(reflect.TypeOf(e.List.Values[0])); err != nil {
			return nil, err
		}
	}
	return boundIn{left: left, keys: query.Keys{Arg: b.Arg().Arg, Types: []schema.Type{kind}}, negated: e.Negated}, nil
}

func (b *Binder) related(e query.Related) (query.Expr, error) {
	if !e.Is {
		where, err := b.Conditions(e.Where)
		e.Where = where
		return e, err
	}
	if isNil(e.Row) {
		e.Row = nil
		return e, nil
	}
	r := b.Registry.Relationship(e.Holder.(Path))
	if r == nil {
		return nil, errors.New("the relationship of kin.Is belongs to no table of this database")
	}
	args := make([]query.Bind, len(r.Local))
	for i := range args {
		args[i] = b.Arg()
	}
	e.Row = args
	return e, nil
}

func isNil(v any) bool {
	rv := reflect.ValueOf(v)
	switch rv.Kind() {
	case reflect.Invalid:
		return true
	case reflect.Pointer:
		return rv.IsNil()
	case reflect.Struct:
		return isNull(rv.Type()) && !rv.Field(1).Bool()
	}
	return false
}
