package sqlite

import (
	"context"
	"errors"
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
	own      bool  // link is the writer's connection
	aside    *link // the writer's connection, held by a reader that became a writer
	ended    bool
	open     []*rows
}

var (
	errEnded    = errors.New("the transaction has ended")
	errReadOnly = errors.New("the transaction is read-only: a statement that writes needs one that may write")
)

// Upgrade takes the right to write for a transaction that has only read.
func (c *conn) Upgrade(ctx context.Context) error {
	const tried = "make a transaction a writing one"
	switch {
	case c.ended:
		return explain(ctx, errEnded, tried, "")
	case c.mode == seam.Writing:
		return nil
	case c.mode == seam.ReadOnly:
		return explain(ctx, errReadOnly, tried, "")
	}
	w, err := c.database.takeWriter(ctx, tried)
	if err != nil {
		return err
	}
	c.link.interrupt(ctx)
	if err := c.link.claims.Exec(); err != nil {
		c.database.giveWriter(w)
		return explain(ctx, err, tried, "")
	}
	c.aside, c.mode = w, seam.Writing
	return nil
}

// Query runs a statement whose rows are read one by one.
func (c *conn) Query(ctx context.Context, k *compile.Compiled, args []query.Value) (seam.Rows, error) {
	s, err := c.ready(ctx, k, args)
	if err != nil {
		return nil, explain(ctx, err, "run", k.SQL)
	}
	r := &rows{conn: c, link: c.link, statement: s, ctx: c.link.GetInterrupt()}
	c.open = append(c.open, r)
	return r, nil
}

// Exec runs a statement to its end.
func (c *conn) Exec(ctx context.Context, k *compile.Compiled, args []query.Value) (int64, error) {
	s, err := c.ready(ctx, k, args)
	if err != nil {
		return 0, explain(ctx, err, "run", k.SQL)
	}
	before := c.link.TotalChanges()
	err = s.Exec()
	c.link.statements.give(s)
	if err != nil {
		return 0, explain(ctx, err, "run", k.SQL)
	}
	if c.link.TotalChanges() == before {
		return 0, nil // Changes would be those of an earlier statement
	}
	return c.link.Changes(), nil
}

// ready takes the statement of a text and binds its arguments.
func (c *conn) ready(ctx context.Context, k *compile.Compiled, args []query.Value) (*statement, error) {
	s, err := c.prepared(ctx, k.SQL)
	if err != nil {
		return nil, err
	}
	if err := c.link.bind(s, k.Params, args); err != nil {
		c.link.statements.give(s)
		return nil, err
	}
	return s, nil
}

func (c *conn) prepared(ctx context.Context, sql string) (*statement, error) {
	if c.ended {
		return nil, errEnded
	}
	c.link.interrupt(ctx)
	s, err := c.link.statements.take(sql)
	if err != nil || s.readOnly {
		return s, err
	}
	if err := c.mayWrite(ctx); err != nil {
		c.link.statements.give(s)
		return nil, err
	}
	return s, nil
}

// mayWrite is asked for each statement that writes. A transaction that has only read
// becomes a writing one by itself: statements a user wrote may be of either kind.
func (c *conn) mayWrite(ctx context.Context) error {
	switch c.mode {
	case seam.Writing:
		return nil
	case seam.ReadOnly:
		return errReadOnly
	}
	return c.Upgrade(ctx)
}

// Script runs the statements of a text one after the other.
func (c *conn) Script(ctx context.Context, sql string) error {
	for sql != "" {
		rest, err := c.first(ctx, sql)
		if err != nil {
			return explain(ctx, err, "run", sql)
		}
		sql = rest
	}
	return nil
}

// first runs the first statement of a text and gives the rest.
func (c *conn) first(ctx context.Context, sql string) (rest string, err error) {
	if c.ended {
		return "", errEnded
	}
	c.link.interrupt(ctx)
	s, rest, err := c.link.Prepare(sql)
	if err != nil || s == nil {
		return rest, err
	}
	defer s.Close()
	if !s.ReadOnly() {
		if err := c.mayWrite(ctx); err != nil {
			return "", err
		}
	}
	return rest, s.Exec()
}

// Savepoint marks a point to which RollbackTo can go back.
func (c *conn) Savepoint(ctx context.Context, name string) error {
	return c.run(ctx, "SAVEPOINT "+dialect.Quoted(name))
}

// RollbackTo undoes what was done since the savepoint, which stays.
func (c *conn) RollbackTo(ctx context.Context, name string) error {
	return c.run(ctx, "ROLLBACK TO "+dialect.Quoted(name))
}

// ReleaseSavepoint forgets a savepoint and keeps what was done since.
func (c *conn) ReleaseSavepoint(ctx context.Context, name string) error {
	return c.run(ctx, "RELEASE "+dialect.Quoted(name))
}

func (c *conn) run(ctx context.Context, sql string) error {
	_, err := c.Exec(ctx, &compile.Compiled{SQL: sql}, nil)
	return err
}

// Commit ends the transaction and keeps what it did, unless ctx has ended. After an
// error the transaction is still open, to be rolled back by Release.
func (c *conn) Commit(ctx context.Context) error {
	if c.ended {
		return explain(ctx, errEnded, "commit", "")
	}
	if err := ctx.Err(); err != nil {
		return explain(ctx, err, "commit", "")
	}
	c.closeRows()
	if c.link.clean() {
		return explain(ctx, errors.New("SQLite has rolled the transaction back after an earlier error"), "commit", "")
	}
	c.link.SetInterrupt(context.Background())
	if err := c.link.commits.Exec(); err != nil {
		return explain(ctx, err, "commit", "")
	}
	c.ended = true
	return nil
}

// Rollback ends the transaction and undoes what it did. It works on a context that has
// ended too.
func (c *conn) Rollback(context.Context) error {
	if c.ended {
		return nil
	}
	c.closeRows()
	c.ended = true
	if c.mode == seam.ReadOnly && !c.link.clean() { // nothing to undo, and a commit ends it sooner
		c.link.SetInterrupt(context.Background())
		if c.link.commits.Exec() == nil {
			return nil
		}
	}
	return c.link.rollback()
}

// Release gives the connection back.
func (c *conn) Release() {
	if c.link == nil {
		return
	}
	c.Rollback(context.Background())
	c.closeRows()
	c.database.give(c.link, c.own)
	if c.aside != nil {
		c.database.giveWriter(c.aside)
	}
	c.link, c.aside = nil, nil
}

// closeRows ends the reading of answers that are still open: their statements would
// hold the transaction, and another one may use them next.
func (c *conn) closeRows() {
	for len(c.open) > 0 {
		c.open[len(c.open)-1].end(errEnded)
	}
}

// forget takes rows off the list of the open ones. Mostly they are the last.
func (c *conn) forget(r *rows) {
	for i, v := range slices.Backward(c.open) {
		if v == r {
			c.open = append(c.open[:i], c.open[i+1:]...)
			return
		}
	}
}
