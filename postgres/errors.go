package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/kin-go/kin/internal/seam"
)

// A failure is an error with what was tried, and on what.
type failure struct {
	tried string
	cause error
}

func (e *failure) Error() string { return "postgres: " + e.tried + ": " + e.cause.Error() }
func (e *failure) Unwrap() error { return e.cause }

// explain says what was tried and on which statement (sql may be empty), and gives the
// errors that callers tell apart their types. No error stays none; what was explained
// deeper inside stays as it is.
func explain(ctx context.Context, err error, tried, sql string) error {
	if err == nil || explained(err) {
		return err
	}
	if sql != "" {
		tried += " " + clip(sql)
	}
	if told, ok := errors.AsType[*pgconn.PgError](err); ok {
		return fromServer(ctx, told, tried)
	}
	return &failure{tried, fromContext(ctx, err)}
}

func explained(err error) bool {
	_, ok := errors.AsType[*failure](err)
	return ok
}

// fromContext puts the end of a context before what it has led to.
func fromContext(ctx context.Context, err error) error {
	if ends := ctx.Err(); ends != nil {
		return fmt.Errorf("interrupted: %w", ends)
	}
	return err
}

// fromServer sorts what the server says by its code.
func fromServer(ctx context.Context, told *pgconn.PgError, tried string) error {
	err := &failure{tried, told}
	kind, violated := kinds[told.Code]
	switch {
	case ctx.Err() != nil && (told.Code == queryCanceled || disconnects(told)):
		return &failure{tried, fromContext(ctx, told)}
	case violated:
		return &seam.ConstraintError{Kind: kind, Table: told.TableName, Columns: columnsIn(told), Cause: err}
	case mustRunAgain(told):
		return &seam.RetryError{Cause: err}
	case lostStatement(told):
		err.cause = fmt.Errorf("%w: a pooler in transaction mode stands between the program and PostgreSQL: open with postgres.Pooler()", told)
		return &seam.RetryError{Cause: err}
	case told.Code == "25P02":
		err.cause = fmt.Errorf("%w: %w", errFailed, told)
	}
	return err
}

const queryCanceled = "57014"

// kinds is the constraints by their code. A text that is too long for a varchar violates
// one too, whose table and column PostgreSQL does not tell.
var kinds = map[string]string{
	"23505": "unique",
	"23P01": "unique", // an exclusion constraint
	"23503": "foreign key",
	"23001": "foreign key", // ON DELETE RESTRICT
	"23502": "not null",
	"23514": "check",
	"22001": "check",
}

// mustRunAgain says that the transaction failed by what others did, and may succeed the next
// time: a conflict, a deadlock, a lock not waited for, a server that goes away or has become
// read-only by a failover, a table that was changed.
func mustRunAgain(told *pgconn.PgError) bool {
	switch told.Code {
	case "40001", "40P01", "55P03", "25006":
		return true
	case "0A000":
		return strings.Contains(told.Routine, "RevalidateCachedQuery") || strings.Contains(told.Message, "cached plan")
	case "08P01":
		return strings.Contains(told.Message, "bind message")
	}
	return disconnects(told)
}

// disconnects says that the connection is gone with the error.
func disconnects(told *pgconn.PgError) bool {
	switch told.Code {
	case "57P01", "57P02", "57P03", "57P05", "40003", "25P03", "25P04":
		return true
	case "08P01":
		return told.Severity == "FATAL"
	}
	return strings.HasPrefix(told.Code, "08") || told.Severity == "FATAL" && strings.HasPrefix(told.Code, "57")
}

// lostStatement says that the server connection is not the one where a statement was
// prepared, or is one where another program has prepared another.
func lostStatement(told *pgconn.PgError) bool {
	return told.Code == "26000" || told.Code == "42P05"
}

// explain notes also what an error says of the statements that the connection knows, and
// tells when it was the connection that failed.
func (l *link) explain(ctx context.Context, err error, tried, sql string) error {
	if err == nil || explained(err) {
		return err
	}
	told, answered := errors.AsType[*pgconn.PgError](err)
	if answered && (lostStatement(told) || told.Code == "0A000" || told.Code == "08P01") {
		l.statements.forgetAll()
	}
	if !answered && ctx.Err() == nil && l.wire.IsClosed() {
		err = fmt.Errorf("the connection was lost: %w", err)
		return &seam.RetryError{Cause: explain(ctx, err, tried, sql)}
	}
	return explain(ctx, err, tried, sql)
}

// explain notes also what an error says of the connection, and looks up which columns a
// constraint has.
func (c *conn) explain(ctx context.Context, err error, tried, sql string) error {
	if err = c.link.explain(ctx, err, tried, sql); err == nil {
		return nil
	}
	told, ok := errors.AsType[*pgconn.PgError](err)
	if ok && told.Code == "25006" {
		if c.mode == seam.ReadOnly {
			return &failure{tried + " " + clip(sql), fmt.Errorf("%w: %w", errReadOnly, told)}
		}
		c.link.close() // a failover has made this server read-only
	}
	c.note(err)
	if v, violated := errors.AsType[*seam.ConstraintError](err); violated && ok {
		c.database.describe(c.link.server, v, told)
	}
	return err
}

// note remembers the error with which the connection was lost.
func (c *conn) note(err error) {
	if err != nil && c.lost == nil && c.link.wire.IsClosed() {
		c.lost = fmt.Errorf("the connection was lost before: %w", err)
	}
}

// clip shortens a text for a message.
func clip(sql string) string {
	const enough = 300
	if len(sql) <= enough {
		return sql
	}
	return strings.ToValidUTF8(sql[:enough], "") + "…"
}
