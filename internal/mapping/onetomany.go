package mapping

import "github.com/kin-go/kin/internal/query"

type oneToMany struct{}

// OneToMany is the direction in which the target holds the key: a collection, or
// with a kin.One a one-to-one.
var OneToMany Direction = oneToMany{}

func (oneToMany) String() string { return "one-to-many" }

func (oneToMany) Match(r *Relationship, _ *query.Select, target *query.Source, _ *query.Names) []query.Expr {
	return r.Remote.In(target)
}

func (oneToMany) Joins(r *Relationship, owner, target *query.Source, inner bool, _ *query.Names) []query.Join {
	return []query.Join{{Inner: inner, Source: target, On: pairs(r.Remote.In(target), r.Local.In(owner))}}
}
