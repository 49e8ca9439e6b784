package mysql

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"

	"github.com/kin-go/kin/internal/seam"
)

// A link is one connection to the server, with the statements it has prepared. One
// transaction at a time uses it.
type link struct {
	raw        driver.Conn
	lent       *sql.Conn // what holds raw, of a pool that was handed in
	statements statements
	bound      []driver.NamedValue // a buffer for arguments
	keys       []byte              // a buffer for lists of keys
	reading    *rows               // the answer that is still coming in, or nil
	step       int64               // between two generated keys

	id     string // its number on the server
	server string // which server that is

	ready   bool // has had its session
	used    bool // has run a transaction
	broken  bool // cannot be used any more
	altered bool // a statement changed settings of the session
}

// identify asks a new connection who it is: to end it from another one, should it hang.
func (l *link) identify(ctx context.Context) error {
	row, err := l.line(ctx, `SELECT CONNECTION_ID(), CONCAT_WS('/', @@hostname, @@port, @@server_id)`)
	if err != nil {
		return err
	}
	l.id, l.server = row[0], row[1]
	return nil
}

// begins is the statements that begin a transaction of each mode.
func (f *features) begins(mode seam.Mode) []string {
	switch {
	case mode == seam.ReadOnly:
		return []string{"START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"}
	case mode == seam.Deferred:
		return []string{"START TRANSACTION WITH CONSISTENT SNAPSHOT"}
	case f.snapshotIsolation:
		return []string{"START TRANSACTION"}
	}
	return []string{"SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", "START TRANSACTION"}
}

// foreign is what a pool that was handed in needs before: its isolation is its owner's.
const foreign = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"

func (l *link) begin(ctx context.Context, f *features, mode seam.Mode) error {
	if l.lent != nil && (mode != seam.Writing || f.snapshotIsolation) {
		if err := l.exec(ctx, foreign); err != nil {
			return err
		}
	}
	for _, sql := range f.begins(mode) {
		if err := l.exec(ctx, sql); err != nil {
			return err
		}
	}
	l.used = true
	return nil
}

// exec runs a text without arguments.
func (l *link) exec(ctx context.Context, sql string) error {
	_, err := l.change(ctx, sql)
	return err
}

// change runs a text without arguments and counts what it changed.
func (l *link) change(ctx context.Context, sql string) (int64, error) {
	run, ok := l.raw.(driver.ExecerContext)
	if !ok {
		return 0, errDriver
	}
	result, err := run.ExecContext(ctx, sql, nil)
	if err != nil {
		return 0, l.check(err)
	}
	return result.RowsAffected()
}

var errDriver = errors.New("the driver of the pool lacks what is needed (contexts, text without arguments): use github.com/go-sql-driver/mysql")

// values runs a text without arguments and gives its lines as the driver has them.
func (l *link) values(ctx context.Context, sql string) (lines [][]driver.Value, err error) {
	run, ok := l.raw.(driver.QueryerContext)
	if !ok {
		return nil, errDriver
	}
	r, err := run.QueryContext(ctx, sql, nil)
	if err != nil {
		return nil, l.check(err)
	}
	defer func() { _ = r.Close() }() // its error has been seen
	for {
		line := make([]driver.Value, len(r.Columns()))
		switch err := r.Next(line); {
		case errors.Is(err, io.EOF):
			return lines, nil
		case err != nil:
			return nil, l.check(err)
		}
		lines = append(lines, owned(line))
	}
}

// lines is the answer to a text, as texts.
func (l *link) lines(ctx context.Context, sql string) ([][]string, error) {
	values, err := l.values(ctx, sql)
	lines := make([][]string, len(values))
	for i, line := range values {
		for _, v := range line {
			lines[i] = append(lines[i], textOf(v))
		}
	}
	return lines, err
}

func textOf(v driver.Value) string {
	switch v := v.(type) {
	case nil:
		return ""
	case []byte:
		return string(v)
	}
	return fmt.Sprint(v)
}

// line is the first line of an answer, or nil.
func (l *link) line(ctx context.Context, sql string) ([]string, error) {
	lines, err := l.lines(ctx, sql)
	if err != nil || len(lines) == 0 {
		return nil, err
	}
	return lines[0], nil
}

// one is the first value of an answer, as the driver has it.
func (l *link) one(ctx context.Context, sql string) (driver.Value, error) {
	values, err := l.values(ctx, sql)
	if err != nil || len(values) == 0 {
		return nil, err
	}
	return values[0][0], nil
}

// check looks at an error of the driver: after one that is not the server's own answer,
// nobody knows where in their talk the two sides are.
func (l *link) check(err error) error {
	if cause := lost(err); cause != nil {
		l.broken = true
		return cause
	}
	return err
}

// settle takes in what is still coming of an answer, so that another statement can run.
func (l *link) settle() {
	if l.reading != nil {
		l.reading.takeIn()
	}
}

// alive says that the server has not ended the connection, as far as can be seen without
// asking it.
func (l *link) alive(ctx context.Context) bool {
	r, ok := l.raw.(driver.SessionResetter)
	return !l.broken && (!ok || r.ResetSession(ctx) == nil)
}

// close ends the connection. That it could not say good-bye means nothing.
func (l *link) close() {
	l.broken = true
	_ = l.raw.Close()
}
