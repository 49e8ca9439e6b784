package postgres

import (
	"context"
	"errors"
	"slices"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
)

// A conn is one transaction: the use of a link from its beginning to Release.
type conn struct {
	database *database
	link     *link // nil after Release
	mode     seam.Mode
	pending  []string // BEGIN and SAVEPOINT, to be sent with the next statement
	opening  int      // how many of them begin the transaction
	begun    bool     // the server has the transaction
	ended    bool
	lost     error      // why the connection is no more
	trip     *trip      // whose answers are being read
	position string     // of its commit, where replicas follow
	doubt    seam.Doubt // whether and where that was
}

var (
	errClosed   = errors.New("the database was closed")
	errEnded    = errors.New("the transaction has ended")
	errReadOnly = errors.New("the transaction is read-only: a statement that writes needs one that may write")
	errFailed   = errors.New("an earlier statement has failed, and PostgreSQL then keeps nothing of the transaction but what a savepoint before it brings back")
)

func newConn(d *database, l *link, mode seam.Mode) *conn {
	d.running.Add(1)
	opening := d.settings.opening(l, mode)
	return &conn{database: d, link: l, mode: mode, pending: opening, opening: len(opening)}
}

func (s settings) begin(mode seam.Mode) string {
	if mode == seam.ReadOnly {
		return "BEGIN READ ONLY ISOLATION LEVEL REPEATABLE READ"
	}
	return "BEGIN ISOLATION LEVEL " + s.isolation
}

// Upgrade says that writing begins. The server is not asked: a row that has changed
// since it was read says so when it is written.
func (c *conn) Upgrade(ctx context.Context) error {
	const tried = "make a transaction a writing one"
	switch {
	case c.ended:
		return explain(ctx, errEnded, tried, "")
	case c.mode == seam.ReadOnly:
		return explain(ctx, errReadOnly, tried, "")
	}
	c.mode = seam.Writing
	return nil
}

// Query runs a statement whose rows are read one by one.
func (c *conn) Query(ctx context.Context, k *compile.Compiled, args []query.Value) (seam.Rows, error) {
	t, err := c.send(ctx, []seam.Request{{Compiled: k, Args: args}})
	if err != nil {
		return nil, err
	}
	return &t.rows[0], nil
}

// Exec runs a statement to its end.
func (c *conn) Exec(ctx context.Context, k *compile.Compiled, args []query.Value) (int64, error) {
	t, err := c.send(ctx, []seam.Request{{Compiled: k, Args: args}})
	if err != nil {
		return 0, err
	}
	return t.rows[0].finish()
}

// Script runs the statements of a text in one round trip. What waits is sent before, so
// that it is known that the connection is alive: a script may hold anything, and is not
// run twice.
func (c *conn) Script(ctx context.Context, sql string) error {
	if err := c.usable(ctx, sql); err != nil {
		return err
	}
	if len(c.pending) > 0 {
		err := c.attempt(ctx, func() error {
			_, err := c.deliver(ctx)
			return c.explain(ctx, err, "begin", "")
		})
		if err != nil {
			return err
		}
	}
	c.settle()
	_, err := c.link.wire.Exec(watched(ctx), sql).ReadAll()
	c.arrived()
	return c.explain(ctx, err, "run", sql)
}

// Savepoint marks a point to which RollbackTo can go back.
func (c *conn) Savepoint(ctx context.Context, name string) error {
	sql := savepoint(name)
	if err := c.usable(ctx, sql); err != nil {
		return err
	}
	c.pending = append(c.pending, sql)
	return nil
}

// RollbackTo undoes what was done since the savepoint, which stays.
func (c *conn) RollbackTo(ctx context.Context, name string) error {
	if i := slices.Index(c.pending, savepoint(name)); i >= 0 {
		c.pending = c.pending[:i+1] // nothing was done since
		return nil
	}
	return c.run(ctx, "ROLLBACK TO SAVEPOINT "+quoted(name))
}

// ReleaseSavepoint forgets a savepoint and keeps what was done since.
func (c *conn) ReleaseSavepoint(ctx context.Context, name string) error {
	if i := slices.Index(c.pending, savepoint(name)); i >= 0 {
		c.pending = c.pending[:i]
		return nil
	}
	sql := "RELEASE SAVEPOINT " + quoted(name)
	if err := c.usable(ctx, sql); err != nil {
		return err
	}
	c.pending = append(c.pending, sql)
	return nil
}

func savepoint(name string) string { return "SAVEPOINT " + quoted(name) }

// run sends a statement without arguments or answer, and what waits to be sent.
func (c *conn) run(ctx context.Context, sql string) error {
	if err := c.usable(ctx, sql); err != nil {
		return err
	}
	_, err := c.deliver(ctx, sql)
	return c.explain(ctx, err, "run", sql)
}

// deliver sends what waits and then texts, and gives the answers to these; where there is
// an error, those that came before it.
func (c *conn) deliver(ctx context.Context, texts ...string) ([]*pgconn.Result, error) {
	c.settle()
	var batch pgconn.Batch
	for _, sql := range slices.Concat(c.pending, texts) {
		batch.ExecParams(sql, nil, nil, nil, nil)
	}
	answers, err := c.link.wire.ExecBatch(watched(ctx), &batch).ReadAll()
	answers = answers[min(len(answers), len(c.pending)):]
	c.arrived()
	return answers, err
}

// usable says why a statement cannot be run.
func (c *conn) usable(ctx context.Context, sql string) error {
	switch {
	case c.ended:
		return explain(ctx, errEnded, "run", sql)
	case c.lost != nil:
		return &failure{"run " + clip(sql), c.lost}
	case ctx.Err() != nil:
		return explain(ctx, ctx.Err(), "run", sql)
	}
	return nil
}

// arrived notes after a round trip what the server has of the transaction.
func (c *conn) arrived() {
	if !c.link.wire.IsClosed() && !c.link.idle() {
		c.begun, c.pending = true, nil
	}
}

// Commit ends the transaction and keeps what it did, unless ctx has ended. One that only
// reads is ended by Release.
func (c *conn) Commit(ctx context.Context) error {
	const tried = "commit"
	switch {
	case c.ended:
		return explain(ctx, errEnded, tried, "")
	case ctx.Err() != nil:
		return explain(ctx, ctx.Err(), tried, "")
	}
	c.closeRows()
	switch {
	case c.lost != nil:
		return &failure{tried, c.lost}
	case c.link.wire.TxStatus() == 'E':
		return &failure{tried, errFailed}
	case c.begun && c.mode != seam.ReadOnly:
		if err := c.commit(ctx); err != nil {
			return err
		}
	}
	c.ended = true
	return nil
}

// commit sends COMMIT. The server answers when all is kept, and what happens to the
// connection afterwards changes nothing. An error that it tells is as certain: nothing was
// kept. Where neither comes, it is not known.
func (c *conn) commit(ctx context.Context) error {
	answers, err := c.deliver(ctx, c.database.commits()...)
	told, answered := errors.AsType[*pgconn.PgError](err)
	switch {
	case len(answers) > 0 && answers[0].CommandTag.String() == "COMMIT":
		c.note(err)
		c.noted(answers[1:])
		return nil
	case err == nil:
		return &failure{"commit", errFailed} // the server says ROLLBACK
	case !c.link.wire.IsClosed(), answered && !disconnects(told):
		return c.explain(ctx, err, "commit", "") // not sent, or answered
	}
	c.note(err)
	c.noted(nil)
	return &seam.CommitUnknownError{Cause: &failure{"commit", fromContext(ctx, err)}}
}

// Rollback ends the transaction and undoes what it did. It works on a context that has
// ended too.
func (c *conn) Rollback(context.Context) error {
	if c.ended {
		return nil
	}
	c.closeRows()
	c.ended = true
	return c.link.rollback()
}

// Release gives the connection back, and ends a transaction that has nothing to keep.
func (c *conn) Release() {
	if c.link == nil {
		return
	}
	c.closeRows()
	l, d, rests := c.link, c.database, c.mayRest()
	c.link, c.ended = nil, true
	if l.idle() || l.wire.IsClosed() {
		l.release()
		d.running.Add(-1)
		return
	}
	if rests {
		d.rest(l)
	} else {
		l.abandon()
	}
	d.running.Add(-1)
}

// settle keeps in memory what is left of the answers being read: the connection is
// needed for the next statement.
func (c *conn) settle() {
	if c.trip != nil {
		c.trip.keep()
	}
}

// closeRows ends the reading of answers that are still open.
func (c *conn) closeRows() {
	if c.trip != nil {
		c.trip.abandon(errEnded)
	}
}
