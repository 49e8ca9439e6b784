package mysql

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
)

// A conn is one transaction: the use of a link from its beginning to Release.
type conn struct {
	database *database
	link     *link // nil after Release
	mode     seam.Mode
	ended    bool
	dead     error // after it the server has no such transaction any more
	open     []*rows
	position string     // of its commit, where replicas follow
	doubt    seam.Doubt // whether and where that was
}

var (
	errEnded    = errors.New("the transaction has ended")
	errReadOnly = errors.New("the transaction is read-only: a statement that writes needs one that may write")
)

// Upgrade turns a transaction that has only read into a writing one. To the server each
// may write; what was read and is no longer current shows at the first write to it.
func (c *conn) Upgrade(ctx context.Context) error {
	const tried = "make a transaction a writing one"
	if err := c.usable(); err != nil {
		return explain(ctx, err, tried, "")
	}
	return explain(ctx, c.mayWrite(), tried, "")
}

func (c *conn) mayWrite() error {
	if c.mode == seam.ReadOnly {
		return errReadOnly
	}
	c.mode = seam.Writing
	return nil
}

func (c *conn) usable() error {
	switch {
	case c.ended:
		return errEnded
	case c.dead != nil:
		return fmt.Errorf("the transaction has ended with an earlier error: %w", c.dead)
	}
	return nil
}

// allowed is asked for each statement. A transaction that has only read becomes a writing
// one by itself: statements a user wrote may be of either kind.
func (c *conn) allowed(ctx context.Context, sql string) error {
	if err := c.usable(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if reads(sql) {
		return nil
	}
	return c.mayWrite()
}

// Query runs a statement whose lines are read one by one. Where another statement runs
// before they are all read, the rest of them is taken into memory: a connection has one
// conversation at a time.
func (c *conn) Query(ctx context.Context, k *compile.Compiled, args []query.Value) (seam.Rows, error) {
	if k.Insert != nil {
		return c.insert(ctx, k, args)
	}
	r := &rows{conn: c, sql: k.SQL, ctx: ctx}
	err := c.perform(ctx, k, args, func(s *statement) (err error) {
		r.wire, err = s.run.QueryContext(ctx, c.link.bound)
		return err
	})
	if err != nil {
		return nil, err
	}
	r.names = r.wire.Columns()
	r.line = make([]driver.Value, len(r.names))
	r.types, _ = r.wire.(driver.RowsColumnTypeDatabaseTypeName)
	c.link.reading = r
	c.open = append(c.open, r)
	return r, nil
}

// Exec runs a statement to its end.
func (c *conn) Exec(ctx context.Context, k *compile.Compiled, args []query.Value) (int64, error) {
	result, err := c.exec(ctx, k, args)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

func (c *conn) exec(ctx context.Context, k *compile.Compiled, args []query.Value) (result driver.Result, err error) {
	err = c.perform(ctx, k, args, func(s *statement) (err error) {
		result, err = s.run.ExecContext(ctx, c.link.bound)
		return err
	})
	return result, err
}

// perform readies a statement and lets do run it: a second time where the server has
// forgotten what was prepared, which it says before it does anything.
func (c *conn) perform(ctx context.Context, k *compile.Compiled, args []query.Value, do func(*statement) error) error {
	for again := false; ; again = true {
		s, err := c.prepared(ctx, k, args)
		if err != nil {
			return c.failed(ctx, err, "run", k.SQL)
		}
		err = c.link.check(do(s))
		if !forgotten(err) || again {
			return c.after(ctx, k.SQL, err)
		}
		c.link.statements.drop(s)
	}
}

func (c *conn) prepared(ctx context.Context, k *compile.Compiled, args []query.Value) (*statement, error) {
	if err := c.allowed(ctx, k.SQL); err != nil {
		return nil, err
	}
	c.link.settle()
	s, err := c.link.statements.take(ctx, c.link, k.SQL)
	if err != nil {
		return nil, err
	}
	return s, c.link.bind(s, k.Params, args)
}

// after looks at what a statement has done beside its work. DDL has ended the transaction:
// the next one begins, else what follows would be committed one by one. If it fails, it
// may have done so too, and nothing can follow.
func (c *conn) after(ctx context.Context, sql string, err error) error {
	c.link.altered = c.link.altered || alters(sql)
	if err != nil {
		err = c.failed(ctx, err, "run", sql)
	}
	switch {
	case !commits(sql) || c.dead != nil:
		return err
	case err != nil:
		c.dead = err
		return err
	}
	return c.failed(ctx, c.link.begin(ctx, c.database.features, c.mode), begins+" behind", sql)
}

// failed explains an error, and keeps in mind what it means for the transaction: after a
// deadlock the server has undone all of it, and would keep what is written afterwards.
func (c *conn) failed(ctx context.Context, err error, tried, sql string) error {
	if err == nil {
		return nil
	}
	err = explain(ctx, err, tried, sql)
	c.complete(ctx, err, sql)
	var retry *seam.RetryError
	if c.dead == nil && c.link != nil && (c.link.broken || errors.As(err, &retry)) {
		c.dead = err
		if c.link.broken && end(ctx) != nil {
			c.database.kill(c.link)
		}
	}
	return err
}

// Script runs the statements of a text one after the other.
func (c *conn) Script(ctx context.Context, sql string) error {
	for _, one := range split(sql) {
		if err := c.text(ctx, one); err != nil {
			return err
		}
	}
	return nil
}

// text runs a statement without arguments as it stands, which costs one round trip where
// to prepare it would cost two.
func (c *conn) text(ctx context.Context, sql string) error {
	if err := c.allowed(ctx, sql); err != nil {
		return c.failed(ctx, err, "run", sql)
	}
	c.link.settle()
	return c.after(ctx, sql, c.link.exec(ctx, sql))
}

// Savepoint marks a point to which RollbackTo can go back.
func (c *conn) Savepoint(ctx context.Context, name string) error {
	return c.text(ctx, "SAVEPOINT "+quoted(name))
}

// RollbackTo undoes what was done since the savepoint, which stays.
func (c *conn) RollbackTo(ctx context.Context, name string) error {
	return c.text(ctx, "ROLLBACK TO SAVEPOINT "+quoted(name))
}

// ReleaseSavepoint forgets a savepoint and keeps what was done since.
func (c *conn) ReleaseSavepoint(ctx context.Context, name string) error {
	return c.text(ctx, "RELEASE SAVEPOINT "+quoted(name))
}

// Commit ends the transaction and keeps what it did, unless ctx has ended. When the answer
// is lost on its way, it says so by a CommitUnknownError.
func (c *conn) Commit(ctx context.Context) error {
	const tried = "commit"
	err := c.usable()
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return explain(ctx, err, tried, "")
	}
	c.closeRows()
	if err := c.usable(); err != nil { // reading to the end may have failed
		return explain(ctx, err, tried, "")
	}
	return c.commit(ctx, tried)
}

func (c *conn) commit(ctx context.Context, tried string) error {
	if c.mode == seam.Writing && !c.link.alive(ctx) {
		return c.failed(ctx, c.link.check(driver.ErrBadConn), tried, "")
	}
	_, err := c.link.raw.(driver.ExecerContext).ExecContext(ctx, "COMMIT", nil)
	switch {
	case err == nil:
		c.ended = true
		if c.mode == seam.Writing {
			c.askPosition(ctx)
		}
		return nil
	case c.mode == seam.Writing && unanswered(err):
		c.link.broken = true
		c.dead = &seam.CommitUnknownError{Cause: &failure{tried, cause(ctx, err)}}
		if len(c.database.replicas) > 0 {
			c.inDoubt(c.link)
		}
		return c.dead
	}
	return c.failed(ctx, c.link.check(err), tried, "")
}

// Rollback ends the transaction and undoes what it did. It works on a context that has
// ended too. A server that does not answer in time undoes it when the connection goes.
func (c *conn) Rollback(context.Context) error {
	if c.ended || c.link == nil {
		return nil
	}
	c.closeRows()
	c.ended = true
	if c.link.broken {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), killing)
	defer cancel()
	if err := c.link.exec(ctx, "ROLLBACK"); err != nil {
		c.link.broken = true
	}
	return nil
}

// Release gives the connection back.
func (c *conn) Release() {
	if c.link == nil {
		return
	}
	_ = c.Rollback(context.Background()) // it gives none
	c.closeRows()
	c.database.links.give(c.link)
	c.link = nil
}

// closeRows ends the reading of answers that are still open.
func (c *conn) closeRows() {
	for len(c.open) > 0 {
		c.open[len(c.open)-1].end(errEnded)
	}
}

// forget takes rows off the list of the open ones. Mostly they are the last.
func (c *conn) forget(r *rows) {
	for i, open := range slices.Backward(c.open) {
		if open == r {
			c.open = slices.Delete(c.open, i, i+1)
			return
		}
	}
}
