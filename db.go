package kin

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/loading"
	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
	"github.com/kin-go/kin/internal/unitofwork"
)

// An Engine is a database that can be opened: sqlite.File("blog.db").
type Engine = seam.Engine

// A DB is an open database: its mapping, its connections, and the plans of the queries it has
// seen. It is safe for all goroutines; a program has one for each database.
type DB struct {
	engine     seam.Database
	registry   *mapping.Registry
	plans      *loading.Plans
	statements *unitofwork.Statements
	settings   settings

	gets      gets
	history   history
	listeners listeners

	mu      sync.RWMutex
	queries map[string]*plan
}

// Open checks the mapping of every table that the program declared, or of Models, and connects.
// It changes nothing in the database. A mapping with mistakes opens nothing: the error is a
// *MappingError with all of them.
func Open(ctx context.Context, engine Engine, sets ...Setting) (*DB, error) {
	s := settings{}.with(sets)
	if len(s.faults) > 0 {
		return nil, errors.Join(s.faults...)
	}
	registry, err := build(s)
	if err != nil {
		return nil, err
	}
	if engine == nil {
		return nil, errors.New("kin.Open: the engine is nil: give one, such as sqlite.File(\"blog.db\")")
	}
	database, err := engine.Open(ctx)
	if err != nil {
		return nil, err
	}
	dialect := database.Dialect()
	spell := func(s query.Statement) any { return compile.Compile(dialect, s) }
	return &DB{
		engine: database, registry: registry, settings: s,
		plans:      loading.NewPlans(registry, spell, loading.Features{LimitByKey: dialect.LimitByKey}),
		statements: unitofwork.NewStatements(registry, spell, dialect.BatchRows, dialect.MaxParameters),
		queries:    map[string]*plan{},
	}, nil
}

func build(s settings) (*mapping.Registry, error) {
	models := s.models
	if models == nil {
		models = mapping.DeclaredTables()
	}
	registry, err := mapping.Build(models)
	var mistakes mapping.Mistakes
	if !errors.As(err, &mistakes) {
		return registry, err
	}
	e := &MappingError{}
	for _, m := range mistakes {
		e.Mistakes = append(e.Mistakes, Mistake(m))
	}
	return nil, e
}

// Engine is the engine's name: sqlite, postgres, mysql.
func (db *DB) Engine() string { return db.engine.Name() }

// Close closes the connections. Rows that were loaded stay readable.
func (db *DB) Close() error { return db.engine.Close() }

// CreateTables makes the tables and indexes that are missing, those of many-to-many included.
// It is for tests and first steps: it does not change a table that is there.
func (db *DB) CreateTables(ctx context.Context) error {
	conn, err := db.engine.Acquire(ctx, seam.Writing)
	if err != nil {
		return err
	}
	defer conn.Release()
	for _, text := range db.engine.CreateTables(db.registry.Tables()) {
		if err := conn.Script(ctx, text); err != nil {
			return fmt.Errorf("creating tables: %w", err)
		}
	}
	err = conn.Commit(ctx)
	db.committed(conn)
	return err
}

// keptPlans is how many plans a database keeps. A program has some hundred queries; one that
// writes a number that it was given into Limit has more.
const keptPlans = 4096

// kept is the plan of a shape, if there is one.
func (db *DB) kept(shape []byte) *plan {
	db.mu.RLock()
	defer db.mu.RUnlock()
	return db.queries[string(shape)]
}

// keep keeps a plan. When there are too many, all go: the ones in use come back at once.
func (db *DB) keep(shape []byte, p *plan) {
	db.mu.Lock()
	defer db.mu.Unlock()
	if len(db.queries) >= keptPlans {
		clear(db.queries)
	}
	db.queries[string(shape)] = p
}
