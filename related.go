package kin

import (
	"errors"
	"fmt"

	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/load"
)

// Related is a query over the rows at the other end of one row's relationship, to filter,
// count and page what is too much to load: kin.Related(&post.Flags). It needs the row's key
// when it runs, and loads nothing into the relationship.
func Related[O, R any](rel load.Relationship[O, R]) Query[R] {
	path := mapping.PathOf[O, R](rel)
	q := selecting(mapping.PrototypeOf[R]())
	return q.with(func(a *asked) { a.related = &path })
}

// relatedTo is the relationship of the row that Related names.
func relatedTo(reg *mapping.Registry, path *mapping.Path) (*mapping.Relationship, error) {
	m := reg.ByType(path.Owner.Type)
	switch {
	case m == nil:
		return nil, fmt.Errorf("%s is no model of this database", path.Owner.Type)
	case path.IsPrototype():
		return nil, errors.New("kin.Related takes the relationship of a row, as &post.Flags, and got that of a table")
	case path.Base == nil:
		return nil, fmt.Errorf("kin.Related: no session knows the %s: add it, or get it from a query", m.Name)
	}
	r := m.RelationshipAt(path.Offset)
	if r == nil {
		return nil, fmt.Errorf("kin.Related: the relationship stands in a copy of a %s: name that of the row itself", m.Name)
	}
	return r, nil
}

// shapeRelated writes which relationship, and binds the key of the row.
func shapeRelated(sh *mapping.Shape, path *mapping.Path) {
	r, err := relatedTo(sh.Registry, path)
	if err != nil {
		sh.Fail(err)
		return
	}
	sh.Type(path.Owner.Type)
	sh.Int(r.Slot)
	values, err := r.Local.Values(path.Base)
	if err != nil {
		sh.Fail(err)
		return
	}
	for _, v := range values {
		sh.Value(v)
	}
}

// relate adds the condition that a row belongs to the one that Related names.
func (b *planner) relate() error {
	if b.a.related == nil {
		return nil
	}
	r, err := relatedTo(b.db.registry, b.a.related)
	if err != nil {
		return err
	}
	for _, e := range r.Direction.Match(r, b.sel, b.source, b.names) {
		b.sel.Where = append(b.sel.Where, query.Binary{Op: "=", Left: e, Right: b.binder.Arg()})
	}
	return nil
}
