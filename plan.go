package kin

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"unsafe"

	"github.com/kin-go/kin/internal/loading"
	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/internal/query"
)

// A plan is a query as a database runs it: the statement that brings its rows and what is
// loaded below. It has no values: those are bound when it runs.
type plan struct {
	mapping *mapping.Mapping
	node    *loading.Node
	fetch   *loading.Fetch
	words   string

	statement loading.Statement
	flat      any // of Rows that fill no models: the statement
	counted   sync.Once
	count     any
	existing  any
}

// planFor gives the plan of a query and its arguments. The plan is made once for each shape; a
// query that stays the same keeps both.
func (db *DB) planFor(a *asked, defaults loading.Strategy) (*plan, []query.Value, error) {
	if r := a.ready.Load(); r != nil && r.db == db && r.defaults == defaults {
		return r.plan, r.args, nil
	}
	m := db.registry.Of(a.declared)
	if m == nil {
		return nil, nil, fmt.Errorf("%s is no model of this database: it was opened with other models", a.declared.Type)
	}
	a, err := a.complete(db, m)
	if err != nil {
		return nil, nil, err
	}
	sh := a.shape(db.registry, m, defaults)
	if err := sh.Err(); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", a.words(), err)
	}
	p := db.kept(sh.Key)
	if p == nil {
		if p, err = db.build(a, m, defaults); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", a.words(), err)
		}
		db.keep(sh.Key, p)
	}
	if a.related == nil {
		a.ready.Store(&ready{db, defaults, p, sh.Args})
	}
	return p, sh.Args, nil
}

// complete adds what only the mapping knows: the condition of After, and the order of Related.
func (a *asked) complete(db *DB, m *mapping.Mapping) (*asked, error) {
	if a.related != nil && len(a.order) == 0 && len(a.group) == 0 {
		if r := db.registry.ByType(a.related.Owner.Type).RelationshipAt(a.related.Offset); r != nil {
			c := *a
			c.order = ownOrder(m, a.base, r)
			a = &c
		}
	}
	if a.after == nil {
		return a, nil
	}
	behind, order, err := a.behind(m)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", a.words(), err)
	}
	c := *a
	c.order, c.where = order, append(slices.Clip(a.where), behind)
	return &c, nil
}

// ownOrder is the order that a relationship's tag gives.
func ownOrder(m *mapping.Mapping, base unsafe.Pointer, r *mapping.Relationship) []query.Ordering {
	var out []query.Ordering
	for _, t := range r.OrderBy {
		out = append(out, query.Ordering{Expr: columnOf(base, t.Column), Desc: t.Desc})
	}
	for _, k := range m.Key {
		out = append(out, query.Ordering{Expr: columnOf(base, k)})
	}
	return out
}

// columnOf names a column as a user would: by the address of its field.
func columnOf(base unsafe.Pointer, c *mapping.Column) query.Ref {
	return query.Ref{Field: reflect.NewAt(c.GoType, mapping.FieldOf(base, c.Offset)).Interface()}
}

var errAfter = errors.New("After needs an order by columns of the query's own table: kin.Asc(&posts.ID)")

// behind is the condition that a row stands behind another in the order, and the order with
// the primary key behind it:
//
//	a > x OR a = x AND (b > y OR b = y AND …)
func (a *asked) behind(m *mapping.Mapping) (query.Condition, []query.Ordering, error) {
	order := slices.Clip(a.order)
	var columns []*mapping.Column
	for _, o := range order {
		c := a.ownColumn(m, o.Expr)
		if c == nil {
			return query.Condition{}, nil, errAfter
		}
		columns = append(columns, c)
	}
	for _, k := range m.Key {
		if !slices.Contains(columns, k) {
			columns = append(columns, k)
			order = append(order, query.Ordering{Expr: columnOf(a.base, k)})
		}
	}
	var condition query.Expr
	for i, o := range slices.Backward(order) {
		value := columns[i].Get(a.after)
		further := beyond(o, columns[i].Nullable, value)
		if condition == nil {
			condition = further
			continue
		}
		same := query.Binary{Op: "=", Left: o.Expr, Right: query.Val{Value: value}}
		condition = query.Logic{Op: "OR", Terms: []query.Expr{further, query.Logic{Op: "AND", Terms: []query.Expr{same, condition}}}}
	}
	return query.Condition{Expr: condition}, order, nil
}

// beyond is true of values that come after this one; NULL is less than all.
func beyond(o query.Ordering, nullable bool, value any) query.Expr {
	null := nullable && reflect.ValueOf(value).IsZero()
	switch {
	case null && o.Desc:
		return query.Logic{Op: "OR"} // nothing comes after the last
	case null:
		return query.IsNull{Term: o.Expr, Negated: true}
	case o.Desc && nullable:
		return query.Logic{Op: "OR", Terms: []query.Expr{
			query.Binary{Op: "<", Left: o.Expr, Right: query.Val{Value: value}}, query.IsNull{Term: o.Expr},
		}}
	case o.Desc:
		return query.Binary{Op: "<", Left: o.Expr, Right: query.Val{Value: value}}
	}
	return query.Binary{Op: ">", Left: o.Expr, Right: query.Val{Value: value}}
}

// ownColumn is the column of the query's own table that an expression names, or nil.
func (a *asked) ownColumn(m *mapping.Mapping, e query.Expr) *mapping.Column {
	ref, ok := e.(query.Ref)
	if !ok {
		return nil
	}
	v := reflect.ValueOf(ref.Field)
	if v.Kind() != reflect.Pointer {
		return nil
	}
	offset, ok := mapping.Offset(a.base, v.UnsafePointer(), m.Size())
	if !ok {
		return nil
	}
	return m.ColumnAt(offset, v.Type().Elem())
}

// shape writes the form of the query, and collects its values in the order in which build binds
// them.
func (a *asked) shape(reg *mapping.Registry, m *mapping.Mapping, defaults loading.Strategy) *mapping.Shape {
	sh := &mapping.Shape{Registry: reg, Key: make([]byte, 0, 128)}
	sh.Type(a.declared.Type)
	if defaults != nil {
		sh.Text(defaults.Name())
	}
	sh.Byte(flags(a.distinct, a.lock, a.base != m.Prototype, a.limit != nil, a.raw != nil, a.related != nil))
	if a.limit != nil {
		sh.Int(*a.limit)
	}
	sh.Push(a.base, m.Size())
	if a.raw != nil {
		a.raw.shape(sh)
	}
	if a.related != nil {
		shapeRelated(sh, a.related)
	}
	for _, j := range a.joins {
		j.shape(sh)
	}
	sh.Conditions(a.where)
	shapeTerms(sh, a.group)
	sh.Conditions(a.having)
	sh.Orderings(a.order)
	sh.Int(min(a.offset, 1))
	if a.offset > 0 {
		sh.Value(query.IntValue(int64(a.offset)))
	}
	shapeTerms(sh, a.columns)
	loading.Shape(sh, a.options)
	a.shapeOutputs(sh)
	return sh
}

func flags(bits ...bool) (b byte) {
	for i, bit := range bits {
		if bit {
			b |= 1 << i
		}
	}
	return b
}

func shapeTerms(sh *mapping.Shape, terms []any) {
	sh.Int(len(terms))
	for _, t := range terms {
		if e, err := term("", t); err == nil {
			sh.Expr(e)
		}
	}
}

func (j Joining) shape(sh *mapping.Shape) {
	sh.Byte(flags(j.outer, j.path.Alias != nil, j.path.IsPrototype()))
	sh.Address(j.path.Holder)
	base := j.path.Alias
	if base == nil {
		base = j.path.TargetPrototype()
	}
	sh.Push(base, j.path.TargetSize())
	sh.Conditions(j.where)
}

// build makes the plan of a query.
func (db *DB) build(a *asked, m *mapping.Mapping, defaults loading.Strategy) (*plan, error) {
	b := &planner{db: db, a: a, mapping: m, binder: &mapping.Binder{Registry: db.registry}, names: &query.Names{}}
	if err := b.parts(); err != nil {
		return nil, err
	}
	node, err := db.plans.Root(m, a.base, a.options, defaults, b.binder)
	if err != nil {
		return nil, err
	}
	p := &plan{mapping: m, node: node, words: a.words()}
	p.statement = loading.Statement{Node: node, Select: b.sel, Names: b.names, Source: b.source, Joined: b.joined}
	if a.raw != nil {
		p.fetch = a.raw.fetch(node)
		return p, nil
	}
	if p.statement.Only, err = b.only(); err != nil {
		return nil, err
	}
	if err := b.outputs(&p.statement, defaults); err != nil {
		return nil, err
	}
	node.Seal(b.binder)
	if a.flat() {
		p.flatten(db)
		return p, nil
	}
	p.fetch, err = p.statement.Fetch()
	return p, err
}

// planner makes one plan.
type planner struct {
	db      *DB
	a       *asked
	mapping *mapping.Mapping
	binder  *mapping.Binder
	names   *query.Names
	source  *query.Source
	scope   *mapping.Scope
	sel     *query.Select
	joined  []loading.JoinedBy
}

// parts resolves everything but the columns: in the order in which shape collects values.
func (b *planner) parts() error {
	if b.mapping.InstanceAt(b.a.base) != nil {
		return errors.New("it selects from a row: give the table, what kin.Table returned")
	}
	b.source = b.names.Source(b.mapping.Table)
	b.scope = &mapping.Scope{Registry: b.db.registry, Names: b.names}
	b.scope.Add(b.a.base, b.mapping, b.source)
	b.sel = &query.Select{From: b.source, Distinct: b.a.distinct, Lock: b.a.lock, Limit: b.a.limit}
	if b.a.limit != nil && *b.a.limit < 0 || b.a.offset < 0 {
		return errors.New("Limit and Offset cannot be negative")
	}
	if b.a.raw != nil {
		return b.a.rawOnly(b.binder)
	}
	for _, step := range []func() error{b.relate, b.joins, b.where, b.group, b.order} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (b *planner) joins() error {
	for _, j := range b.a.joins {
		if err := b.join(j); err != nil {
			return err
		}
	}
	return nil
}

func (b *planner) join(j Joining) error {
	r := b.db.registry.Relationship(j.path)
	if r == nil {
		return errors.New("Join names a relationship of a row or of no table of this database: write kin.On(&posts.User) with posts from kin.Table")
	}
	from, _, ok := b.scope.Source(j.path.Base)
	if !ok {
		return fmt.Errorf("Join names %s, but the query has no such %s: join that first, or name it by its alias", r, r.Owner.Name)
	}
	base := j.path.Alias
	if base == nil {
		base = r.Target.Prototype
	}
	if _, _, twice := b.scope.Source(base); twice {
		return fmt.Errorf("Join of %s brings %s a second time: give it a name of its own with kin.As(…, kin.Alias(…))", r, r.Target.Name)
	}
	to := b.names.Source(r.Target.Table)
	joins := r.Direction.Joins(r, from, to, !j.outer, b.names)
	b.scope.Add(base, r.Target, to)
	on, err := b.conditions(j.where)
	if err != nil {
		return err
	}
	last := &joins[len(joins)-1]
	last.On = append(last.On, on...)
	b.sel.Joins = append(b.sel.Joins, joins...)
	b.joined = append(b.joined, loading.JoinedBy{Relationship: r, From: from, To: to, Alias: j.path.Alias})
	return nil
}

func (b *planner) conditions(cs []query.Condition) ([]query.Expr, error) {
	bound, err := b.binder.Conditions(cs)
	if err != nil {
		return nil, err
	}
	return b.scope.Conditions(bound)
}

func (b *planner) where() error {
	where, err := b.conditions(b.a.where)
	b.sel.Where = append(b.sel.Where, where...)
	return err
}

func (b *planner) group() (err error) {
	for _, t := range b.a.group {
		e, err := b.term("GroupBy", t)
		if err != nil {
			return err
		}
		b.sel.GroupBy = append(b.sel.GroupBy, e)
	}
	b.sel.Having, err = b.conditions(b.a.having)
	return err
}

func (b *planner) term(call string, t any) (query.Expr, error) {
	e, err := term(call, t)
	if err != nil {
		return nil, err
	}
	if e, err = b.binder.Expr(e); err != nil {
		return nil, err
	}
	return b.scope.Expr(e)
}

// order resolves the order; a limited one is made total.
func (b *planner) order() error {
	bound, err := b.binder.Orderings(b.a.order)
	if err != nil {
		return err
	}
	if b.sel.OrderBy, err = b.scope.Orders(bound); err != nil {
		return err
	}
	if b.a.offset > 0 {
		b.sel.Offset = b.binder.Arg()
	}
	if (b.sel.Limit != nil || b.sel.Offset != nil) && len(b.sel.GroupBy) == 0 {
		b.sel.OrderBy = append(b.sel.OrderBy, loading.MissingKey(b.sel.OrderBy, b.mapping, b.source)...)
	}
	return nil
}

// only is the columns that Columns asks for, with all that keys need: a row whose keys were not
// read would load nothing and not say so.
func (b *planner) only() ([]*mapping.Column, error) {
	if len(b.a.columns) == 0 {
		return nil, nil
	}
	want := map[*mapping.Column]bool{}
	for _, t := range b.a.columns {
		e, err := term("Columns", t)
		if err != nil {
			return nil, err
		}
		c := b.a.ownColumn(b.mapping, e)
		if c == nil {
			return nil, fmt.Errorf("Columns takes columns of %s alone, as &posts.Title", b.mapping.Name)
		}
		want[c] = true
	}
	for _, k := range b.mapping.Key {
		want[k] = true
	}
	for _, r := range b.mapping.Relationships {
		for _, k := range r.Local {
			want[k] = true
		}
	}
	var out []*mapping.Column
	for _, c := range b.mapping.Columns {
		if want[c] {
			out = append(out, c)
		}
	}
	return out, nil
}
