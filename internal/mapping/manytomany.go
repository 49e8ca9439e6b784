package mapping

import "github.com/kin-go/kin/internal/query"

type manyToMany struct{}

// ManyToMany is the direction in which a third table holds both keys.
var ManyToMany Direction = manyToMany{}

func (manyToMany) String() string { return "many-to-many" }

func (manyToMany) Match(r *Relationship, s *query.Select, target *query.Source, names *query.Names) []query.Expr {
	link := names.Source(r.Link.Table)
	s.Joins = append(s.Joins, query.Join{
		Inner: true, Source: link,
		On: pairs(columnsOf(link, r.Link.Target), r.Remote.In(target)),
	})
	return columnsOf(link, r.Link.Owner)
}

// Joins of an outer many-to-many are two outer joins in a row, not a nested group: a
// link row without its target gives a NULL key, which is no row, and no engine
// has to plan a group.
func (manyToMany) Joins(r *Relationship, owner, target *query.Source, inner bool, names *query.Names) []query.Join {
	link := names.Source(r.Link.Table)
	return []query.Join{
		{Inner: inner, Source: link, On: pairs(columnsOf(link, r.Link.Owner), r.Local.In(owner))},
		{Inner: inner, Source: target, On: pairs(r.Remote.In(target), columnsOf(link, r.Link.Target))},
	}
}
