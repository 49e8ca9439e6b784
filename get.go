package kin

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/kin-go/kin/internal/loading"
	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/load"
)

// Get gives the row with that key: the instance that the session has, without a statement, or
// it is read. Options are loaded in either case. Without such a row the error is ErrNotFound.
func Get[T any, _ modelKey[T, int64]](ctx context.Context, s *Session, id int64, options ...load.Option[T]) (*T, error) {
	return get[T](ctx, s, []query.Value{query.IntValue(id)}, options)
}

// GetBy is Get for keys of other types: the type that the model's kin.Entity names.
func GetBy[T any, _ modelKey[T, K], K any](ctx context.Context, s *Session, key K, options ...load.Option[T]) (*T, error) {
	m, err := mappingOf[T](s.db)
	if err != nil {
		return nil, err
	}
	values, err := keyValues(m, reflect.ValueOf(key))
	if err != nil {
		return nil, err
	}
	return get[T](ctx, s, values, options)
}

// keyValues binds a key: the fields of a struct if it has several columns.
func keyValues(m *mapping.Mapping, key reflect.Value) ([]query.Value, error) {
	parts := []any{key.Interface()}
	if len(m.Key) > 1 {
		parts = nil
		for _, field := range key.Fields() {
			parts = append(parts, field.Interface())
		}
	}
	values := make([]query.Value, len(parts))
	for i, p := range parts {
		v, err := mapping.BindValue(p)
		if err != nil {
			return nil, fmt.Errorf("the key of a %s: %w", m.Name, err)
		}
		values[i] = v
	}
	return values, nil
}

func get[T any](ctx context.Context, s *Session, key []query.Value, options []load.Option[T]) (*T, error) {
	m, err := mappingOf[T](s.db)
	if err != nil {
		return nil, err
	}
	if err := s.enter(); err != nil {
		return nil, err
	}
	defer s.leave()
	steps := make([]*loading.Step, len(options))
	for i, o := range options {
		steps[i] = loading.StepOf[T](o)
	}
	in, err := s.find(ctx, m, key, steps, false)
	if err != nil {
		return nil, explain(err, "")
	}
	return (*T)(in.Row), nil
}

// find gives the row with that key. again reads it although the session has it.
func (s *Session) find(ctx context.Context, m *mapping.Mapping, key []query.Value, steps []*loading.Step, again bool) (*mapping.Instance, error) {
	if in := s.ids.Get(m, mapping.KeyOf(key)); in != nil && !in.Expired && !again {
		return in, s.present(ctx, in, steps)
	}
	if !again {
		if err := s.autoflush(ctx); err != nil {
			return nil, err
		}
	}
	p, args, err := s.byKey(m, key, steps)
	if err != nil {
		return nil, err
	}
	run := loading.NewRun((*readPort)(s), args)
	run.Populate, run.Query, run.Budget = again, p.words, 1
	rows, err := run.Root(ctx, p.fetch)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, s.missing(m, key)
	}
	return rows[0], nil
}

// missing is the error of a key without a row. A row in memory that is not in the database any
// more leaves the session.
func (s *Session) missing(m *mapping.Mapping, key []query.Value) error {
	if in := s.ids.Get(m, mapping.KeyOf(key)); in != nil {
		s.forget(in)
	}
	return &notFound{m.Name, key}
}

// notFound is ErrNotFound with the key. Its text is made when it is read: a missing row is no
// rare thing.
type notFound struct {
	name string
	key  []query.Value
}

func (e *notFound) Error() string {
	text := e.name + " with the key "
	var textSb119 strings.Builder
	for i, v := range e.key {
		if i > 0 {
			textSb119.WriteString(", ")
		}
		textSb119.WriteString(v.String())
	}
	text += textSb119.String()
	return text + ": " + ErrNotFound.Error()
}

func (e *notFound) Is(target error) bool { return target == ErrNotFound }

// present loads what options ask for on a row that the session has.
func (s *Session) present(ctx context.Context, in *mapping.Instance, steps []*loading.Step) error {
	if len(steps) == 0 {
		return nil
	}
	values, err := in.Mapping.Key.Values(in.Row)
	if err != nil {
		return err
	}
	p, args, err := s.byKey(in.Mapping, values, steps)
	if err != nil {
		return err
	}
	run := loading.NewRun((*readPort)(s), args)
	run.Query = p.words
	return run.Present(ctx, p.node, []*mapping.Instance{in})
}

// byKey is the plan of a row by its key. Without options it is kept by mapping, and costs no
// more than a look.
func (s *Session) byKey(m *mapping.Mapping, key []query.Value, steps []*loading.Step) (*plan, []query.Value, error) {
	if len(steps) > 0 {
		return s.db.planFor(queryByKey(m, key, steps), s.settings.defaults)
	}
	p, err := s.db.gets.plan(s.db, m, s.settings.defaults)
	return p, key, err
}

// queryByKey is the query for a row by its key.
func queryByKey(m *mapping.Mapping, key []query.Value, steps []*loading.Step) *asked {
	a := &asked{declared: m.Declared(), base: m.Prototype, options: steps, ready: &atomic.Pointer[ready]{}}
	for i, k := range m.Key {
		a.where = append(a.where, query.Condition{Expr: query.Binary{Op: "=", Left: columnOf(m.Prototype, k), Right: query.Given{Value: key[i]}}})
	}
	return a
}

// gets keeps the plans of Get without options: one for each mapping and default strategy.
type gets struct{ plans sync.Map }

type getKey struct {
	mapping  *mapping.Mapping
	defaults loading.Strategy
}

func (g *gets) plan(db *DB, m *mapping.Mapping, defaults loading.Strategy) (*plan, error) {
	if p, ok := g.plans.Load(getKey{m, defaults}); ok {
		return p.(*plan), nil
	}
	p, _, err := db.planFor(queryByKey(m, make([]query.Value, len(m.Key)), nil), defaults)
	if err == nil {
		g.plans.Store(getKey{m, defaults}, p)
	}
	return p, err
}
