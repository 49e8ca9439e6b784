package mapping

import "github.com/kin-go/kin/internal/query"

type manyToOne struct{}

// ManyToOne is the direction in which the owner holds the key.
var ManyToOne Direction = manyToOne{}

func (manyToOne) String() string { return "many-to-one" }

func (manyToOne) Match(r *Relationship, _ *query.Select, target *query.Source, _ *query.Names) []query.Expr {
	return r.Remote.In(target)
}

func (manyToOne) Joins(r *Relationship, owner, target *query.Source, inner bool, _ *query.Names) []query.Join {
	return []query.Join{{Inner: inner, Source: target, On: pairs(r.Remote.In(target), r.Local.In(owner))}}
}
