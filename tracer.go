package kin

import (
	"context"
	"slices"
	"time"

	"github.com/kin-go/kin/internal/seam"
)

// A Tracer sees every statement and every notice. It is called by the goroutine that sent the
// statement, when its answer has been read, and must be safe for all goroutines. It must not
// use the session.
type Tracer interface {
	Statement(ctx context.Context, s TracedStatement)
	// Notice is something that is no error and worth knowing, such as a one-to-one that has two
	// rows.
	Notice(ctx context.Context, text string)
}

// A TracedStatement is a statement that was sent.
type TracedStatement struct {
	Text     string
	Args     int   // how many arguments
	ArgBytes int64 // of text, blobs and keys in them
	Rows     int   // lines of the answer, or rows that were changed
	Bytes    int64 // of text and blobs in the answer
	Time     time.Duration
	Path     string // what it is for: Post.Flags.User
	Strategy string // selectin, joined …; query for the query itself; insert, update, delete, link, unlink
	Lazy     bool   // sent because a relationship was read
	Together bool   // sent with the statement before it: no round trip of its own
	Place    string // file:line in the program, outside of Kin; "" where no program of its own has asked
	Err      error

	sent *sent // for Explain
}

type tracerKey struct{}

// WithTracer lets a tracer see the statements that are sent with this context, besides those of
// the database.
func WithTracer(ctx context.Context, t Tracer) context.Context {
	return context.WithValue(ctx, tracerKey{}, append(tracersOf(ctx), t))
}

func tracersOf(ctx context.Context) []Tracer {
	ts, _ := ctx.Value(tracerKey{}).([]Tracer)
	return slices.Clip(ts)
}

// tracers are those of the session and of the context.
func (s *Session) tracers(ctx context.Context) []Tracer {
	own := s.settings.tracers
	if more := tracersOf(ctx); len(more) > 0 {
		return append(slices.Clip(own), more...)
	}
	return own
}

// tracedRows is an answer that is told of when it was read.
type tracedRows struct {
	seam.Rows
	ctx     context.Context
	tracers []Tracer
	told    TracedStatement
	began   time.Time // zero: when it is first looked at, behind the others it came with
	done    bool
}

func (r *tracedRows) Next() bool {
	if r.began.IsZero() {
		r.began = time.Now()
	}
	if !r.Rows.Next() {
		return false
	}
	r.told.Rows++
	return true
}

func (r *tracedRows) Close() error {
	if r.done {
		return nil
	}
	if r.began.IsZero() {
		r.began = time.Now()
	}
	r.done = true
	r.told.Bytes, r.told.Err = r.Size(), r.Err()
	err := r.Rows.Close()
	tell(r.ctx, r.tracers, r.told, r.began)
	return err
}

func tell(ctx context.Context, ts []Tracer, s TracedStatement, began time.Time) {
	s.Time = time.Since(began)
	for _, t := range ts {
		t.Statement(ctx, s)
	}
}
