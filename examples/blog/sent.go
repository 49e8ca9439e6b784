package main

import (
	"context"
	"sync"
	"time"

	"github.com/kin-go/kin"
)

// A statement is one that was sent, perhaps several times with other values.
type statement struct {
	text string
	path string // what it is for: Post.Flags.User
	cost
}

// A cost is what statements took.
type cost struct {
	statements, trips, rows int // trips are those to the database and back: statements may share one
	took                    time.Duration
}

func (c *cost) add(d cost) {
	c.statements += d.statements
	c.trips += d.trips
	c.rows += d.rows
	c.took += d.took
}

// A witness is a kin.Tracer that keeps what was sent, those of one text together.
type witness struct {
	mu   sync.Mutex
	sent []statement
}

// Statement keeps a statement.
func (w *witness) Statement(_ context.Context, told kin.TracedStatement) {
	w.mu.Lock()
	defer w.mu.Unlock()
	own := cost{statements: 1, trips: 1, rows: told.Rows, took: told.Time}
	if told.Together {
		own.trips = 0
	}
	w.same(told).add(own)
}

// same is the entry of a statement's text and purpose.
func (w *witness) same(told kin.TracedStatement) *statement {
	for i, s := range w.sent {
		if s.text == told.Text && s.path == told.Path {
			return &w.sent[i]
		}
	}
	w.sent = append(w.sent, statement{text: told.Text, path: told.Path})
	return &w.sent[len(w.sent)-1]
}

// Notice is for what these pages do not show.
func (w *witness) Notice(context.Context, string) {}

// total adds up what statements took.
func total(sent []statement) (c cost) {
	for _, s := range sent {
		c.add(s.cost)
	}
	return c
}
