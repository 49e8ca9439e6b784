package sqlite

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/ncruces/go-sqlite3"

	"github.com/kin-go/kin/internal/seam"
)

// A failure is an error with what was tried, and on what.
type failure struct {
	tried string
	cause error
}

func (e *failure) Error() string { return "sqlite: " + e.tried + ": " + e.cause.Error() }
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
	var code sqlite3.ExtendedErrorCode
	if !errors.As(err, &code) {
		return &failure{tried, err}
	}
	if ends := ctx.Err(); ends != nil && (code.Code() == sqlite3.INTERRUPT || code.Code() == sqlite3.BUSY) {
		return &failure{tried, fmt.Errorf("interrupted: %w", ends)}
	}
	switch code.Code() {
	case sqlite3.CONSTRAINT:
		return violation(code, &failure{tried, err})
	case sqlite3.BUSY, sqlite3.LOCKED:
		return &seam.RetryError{Cause: &failure{tried, fmt.Errorf("%s: %w", conflict(code), err)}}
	}
	return &failure{tried, err}
}

func explained(err error) bool {
	{
		var errCase0 *failure
		var errCase1 *seam.RetryError
		var errCase2 *seam.ConstraintError
		switch {
		case errors.As(err, &errCase0), errors.As(err, &errCase1), errors.As(err, &errCase2):
			return true
		}
	}
	return false
}

func conflict(code sqlite3.ExtendedErrorCode) string {
	if code == sqlite3.BUSY_SNAPSHOT {
		return "another transaction has changed the database since this one first read it"
	}
	return "another connection holds the database"
}

var kinds = map[sqlite3.ExtendedErrorCode]string{
	sqlite3.CONSTRAINT_UNIQUE:     "unique",
	sqlite3.CONSTRAINT_PRIMARYKEY: "unique",
	sqlite3.CONSTRAINT_ROWID:      "unique",
	sqlite3.CONSTRAINT_FOREIGNKEY: "foreign key",
	sqlite3.CONSTRAINT_NOTNULL:    "not null",
	sqlite3.CONSTRAINT_CHECK:      "check",
	sqlite3.CONSTRAINT_TRIGGER:    "trigger",
	sqlite3.CONSTRAINT_DATATYPE:   "type",
}

// violation reads table and columns out of SQLite's message. It names none for a
// foreign key, and to find it out would read the whole table.
func violation(code sqlite3.ExtendedErrorCode, err *failure) error {
	e := &seam.ConstraintError{Kind: kinds[code], Cause: err}
	if e.Kind == "" {
		e.Kind = "other"
	}
	message := strings.TrimPrefix(err.cause.Error(), "sqlite3: constraint failed: ")
	_, names, found := strings.Cut(message, " constraint failed: ")
	if !found {
		return e
	}
	for name := range strings.SplitSeq(names, ", ") {
		table, column, ok := strings.Cut(name, ".")
		if !ok {
			return e
		}
		e.Table = table
		e.Columns = append(e.Columns, column)
	}
	return e
}

// clip shortens a text for a message.
func clip(sql string) string {
	const enough = 300
	if len(sql) <= enough {
		return sql
	}
	return strings.ToValidUTF8(sql[:enough], "") + "…"
}
