package mysql

import (
	"context"
	"database/sql/driver"
	"errors"
	"strings"
)

// statementsKept is how many prepared statements a connection keeps. To prepare one costs
// a round trip, to keep it some kilobytes of the server, which has a limit of its own for
// all its connections (max_prepared_stmt_count, 16382 if not set).
const statementsKept = 128

// statements keeps the prepared statements of a connection by their text; the one not
// used for longest goes when there are too many.
type statements struct {
	byText map[string]*statement
	clock  uint64
}

// A statement is a prepared one.
type statement struct {
	driver.Stmt
	run  runner
	sql  string
	used uint64
}

// A runner is how a prepared statement of the driver runs.
type runner interface {
	driver.StmtQueryContext
	driver.StmtExecContext
}

// take gives the statement of a text, ready to bind.
func (c *statements) take(ctx context.Context, l *link, sql string) (*statement, error) {
	c.clock++
	if s := c.byText[sql]; s != nil {
		s.used = c.clock
		return s, nil
	}
	s, err := l.prepare(ctx, sql)
	if err != nil {
		return nil, err
	}
	c.keep(s)
	return s, nil
}

func (l *link) prepare(ctx context.Context, sql string) (*statement, error) {
	if strings.Trim(sql, " \t\r\n;") == "" {
		return nil, errors.New("the text has no statement")
	}
	stmt, err := l.raw.(driver.ConnPrepareContext).PrepareContext(ctx, sql)
	if number(err) == unsupportedHere {
		stmt, err = asItStands{l, sql}, nil
	}
	if err != nil {
		return nil, l.check(err)
	}
	run, ok := stmt.(runner)
	if !ok {
		_ = stmt.Close()
		return nil, errDriver
	}
	return &statement{Stmt: stmt, run: run, sql: sql}, nil
}

// asItStands is a statement that the server does not prepare: it is sent as text each
// time, and has no placeholders.
type asItStands struct {
	link *link
	sql  string
}

func (s asItStands) NumInput() int { return 0 }
func (s asItStands) Close() error  { return nil }

func (s asItStands) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	return s.link.raw.(driver.ExecerContext).ExecContext(ctx, s.sql, args)
}

func (s asItStands) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	return s.link.raw.(driver.QueryerContext).QueryContext(ctx, s.sql, args)
}

func (s asItStands) Exec([]driver.Value) (driver.Result, error) { return nil, driver.ErrSkip }
func (s asItStands) Query([]driver.Value) (driver.Rows, error)  { return nil, driver.ErrSkip }

func (c *statements) keep(s *statement) {
	if c.byText == nil {
		c.byText = map[string]*statement{}
	}
	if len(c.byText) >= statementsKept {
		c.drop(c.oldest())
	}
	s.used = c.clock
	c.byText[s.sql] = s
}

// oldest is the statement not used for longest. It looks at all of them, which is little
// beside the round trip that made it necessary.
func (c *statements) oldest() (oldest *statement) {
	for _, s := range c.byText {
		if oldest == nil || s.used < oldest.used {
			oldest = s
		}
	}
	return oldest
}

func (c *statements) drop(s *statement) {
	delete(c.byText, s.sql)
	_ = s.Close() // says so to the server, which does not answer
}
