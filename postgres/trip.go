package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/kin-go/kin/internal/seam"
)

// A trip is statements that were sent together, and their answers on the way back. They
// come one after the other, and are read from the connection as they are asked for.
type trip struct {
	conn    *conn
	ctx     context.Context
	results *pgconn.MultiResultReader // nil when all is read
	rows    []rows
	current int // whose answer is the next to be read or being read
}

// QueryAll runs statements in one round trip.
func (c *conn) QueryAll(ctx context.Context, requests []seam.Request) ([]seam.Rows, error) {
	if len(requests) == 0 {
		return nil, nil
	}
	t, err := c.send(ctx, requests)
	if err != nil {
		return nil, err
	}
	out := make([]seam.Rows, len(t.rows))
	for i := range t.rows {
		out[i] = &t.rows[i]
	}
	return out, nil
}

// ExecAll runs statements to their end in one round trip.
func (c *conn) ExecAll(ctx context.Context, requests []seam.Request) ([]int64, error) {
	if len(requests) == 0 {
		return nil, nil
	}
	affected := make([]int64, 0, len(requests))
	t, err := c.send(ctx, requests)
	if err != nil {
		return affected, err
	}
	for i := range t.rows {
		n, err := t.rows[i].finish()
		if err != nil {
			return affected, err
		}
		affected = append(affected, n)
	}
	return affected, nil
}

// send runs requests and waits for the first answer.
func (c *conn) send(ctx context.Context, requests []seam.Request) (t *trip, err error) {
	if err := c.usable(ctx, requests[0].Compiled.SQL); err != nil {
		return nil, err
	}
	c.settle()
	err = c.attempt(ctx, func() (err error) {
		t, err = c.trySend(ctx, requests)
		return err
	})
	return t, err
}

// attempt runs what may be the first of a transaction. A connection that turns out to be
// dead is then replaced, perhaps more than once after a server was started again: nothing was
// lost with it.
func (c *conn) attempt(ctx context.Context, try func() error) error {
	savepoints, first := c.pending[min(c.opening, len(c.pending)):], !c.begun
	for tries := c.link.server.size; ; tries-- {
		err := try()
		if err == nil || !first || c.lost == nil || ctx.Err() != nil || tries == 0 {
			return err
		}
		l, none := c.database.take(ctx, c.link.server)
		if none != nil {
			return err
		}
		c.link.release()
		opening := c.database.settings.opening(l, c.mode)
		c.link, c.lost, c.begun = l, nil, false
		c.pending, c.opening = slices.Concat(opening, savepoints), len(opening)
	}
}

func (c *conn) trySend(ctx context.Context, requests []seam.Request) (*trip, error) {
	asked := len(requests)
	if more := follows(requests); more != nil {
		requests = slices.Concat(requests, more)
	}
	known, err := c.known(ctx, requests)
	if err != nil {
		return nil, err
	}
	var batch pgconn.Batch
	before := len(c.pending)
	for _, sql := range c.pending {
		batch.ExecParams(sql, nil, nil, nil, nil)
	}
	for i, s := range known {
		if err := c.link.bind(&batch, s, requests[i].Compiled.Params, requests[i].Args); err != nil {
			return nil, explain(ctx, err, "run", s.sql)
		}
	}
	t := &trip{conn: c, ctx: ctx, rows: make([]rows, asked)}
	for i := range t.rows {
		t.rows[i] = rows{trip: t, statement: known[i]}
	}
	t.results = c.link.wire.ExecBatch(watched(ctx), &batch)
	c.trip = t
	return t, t.start(before)
}

// known gives the statements of the requests. Those that the connection does not know are
// prepared, and what waits to be sent goes with them: a text with a mistake fails the
// transaction, and so it must fail behind its savepoint.
func (c *conn) known(ctx context.Context, requests []seam.Request) ([]*statement, error) {
	cache := &c.link.statements
	since := cache.clock
	known := make([]*statement, len(requests))
	var missing []string
	for i, r := range requests {
		if known[i] = cache.find(r.Compiled.SQL); known[i] == nil {
			missing = appendNew(missing, r.Compiled.SQL)
		}
	}
	if missing == nil {
		return known, nil
	}
	cache.makeRoom(len(missing), since)
	err := c.link.prepare(watched(ctx), c.pending, missing)
	c.arrived()
	if err != nil {
		return nil, c.explain(ctx, err, "prepare", "")
	}
	for i, r := range requests {
		known[i] = cache.find(r.Compiled.SQL)
	}
	return known, nil
}

func appendNew(texts []string, sql string) []string {
	if slices.Contains(texts, sql) {
		return texts
	}
	return append(texts, sql)
}

// start passes what was sent before the statements and goes to the first answer.
func (t *trip) start(before int) error {
	for before > 0 && t.skip() {
		before--
	}
	t.open() // meets the error that skip has met
	if r := &t.rows[0]; r.state == done && r.err != nil {
		return r.err
	}
	t.conn.begun = true
	return nil
}

// skip passes one answer that nobody reads. Its error, if it has one, is that of the trip.
func (t *trip) skip() bool {
	if !t.results.NextResult() {
		return false
	}
	_, err := t.results.ResultReader().Close()
	return err == nil
}

// open goes to the answer of the current statement.
func (t *trip) open() {
	r := &t.rows[t.current]
	if !t.results.NextResult() {
		t.fail(t.results.Close())
		return
	}
	r.reader, r.state = t.results.ResultReader(), live
	if !r.statement.answers(r.reader.FieldDescriptions()) {
		t.conn.link.statements.forgetAll()
		err := errors.Join(errChanged, t.results.Close())
		t.fail(&seam.RetryError{Cause: &failure{"run " + clip(r.statement.sql), err}})
	}
}

var errChanged = errors.New("the types of its columns have changed since it was first run")

// reach goes on to the answer of a statement.
func (t *trip) reach(r *rows) {
	for r.state == waiting && t.results != nil {
		if at := &t.rows[t.current]; at.state == live {
			at.spool()
			continue
		}
		t.open()
	}
}

// next notes that the current answer has been read.
func (t *trip) next() {
	if t.current++; t.current == len(t.rows) {
		t.finish()
	}
}

// finish reads what comes after the last answer.
func (t *trip) finish() {
	if t.results == nil {
		return
	}
	for t.skip() {
	}
	if err := t.results.Close(); err != nil {
		r := &t.rows[len(t.rows)-1]
		if r.err == nil {
			r.err = t.conn.explain(t.ctx, err, "run", r.statement.sql)
		}
	}
	t.end()
}

var errNoAnswer = errors.New("the server gave fewer answers than there were statements")

// fail ends the current statement with an error; those after it were not run.
func (t *trip) fail(err error) {
	r := &t.rows[t.current]
	if err == nil {
		err = errNoAnswer
	}
	err = t.conn.explain(t.ctx, err, "run", r.statement.sql)
	r.stop(err)
	for i := t.current + 1; i < len(t.rows); i++ {
		later := &t.rows[i]
		later.stop(&failure{"run " + clip(later.statement.sql), fmt.Errorf("not run, because of the statement before: %w", err)})
	}
	t.end()
}

func (t *trip) end() {
	t.results = nil
	t.conn.trip = nil
	t.conn.arrived()
}

// keep reads all that is left into memory.
func (t *trip) keep() {
	for t.results != nil {
		if r := &t.rows[t.current]; r.state == live {
			r.spool()
		} else {
			t.open()
		}
	}
}

// abandon gives up what is left.
func (t *trip) abandon(why error) {
	if t.results == nil {
		return
	}
	err := t.results.Close()
	for i := t.current; i < len(t.rows); i++ {
		t.rows[i].stop(why)
	}
	t.conn.note(err)
	t.end()
}
