package mysql

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"
	"time"

	mysqldriver "github.com/go-sql-driver/mysql"

	"github.com/kin-go/kin/internal/seam"
)

// A failure is an error with what was tried, and on what.
type failure struct {
	tried string
	cause error
}

func (e *failure) Error() string { return "mysql: " + e.tried + ": " + e.cause.Error() }
func (e *failure) Unwrap() error { return e.cause }

// A lostError is the end of a connection before the server's answer.
type lostError struct{ cause error }

func (e *lostError) Error() string {
	return "the connection was lost, and with it what the transaction had done: " + e.cause.Error()
}
func (e *lostError) Unwrap() error { return e.cause }

// Errors are told apart by their numbers: other servers that speak this protocol do not
// agree on the states.
const (
	duplicate         = 1062
	duplicateNamed    = 1586
	columnNull        = 1048
	noDefault         = 1364
	tooLong           = 1406
	childMissing      = 1452
	childLeft         = 1451
	childMissingShort = 1216 // the same for those who may not see the table
	childLeftShort    = 1217
	checkMariaDB      = 4025
	checkMySQL        = 3819
	signal            = 1644
	inReadOnly        = 1792
	unsupportedHere   = 1295 // cannot be prepared
)

var kinds = map[uint16]string{
	duplicate:         "unique",
	duplicateNamed:    "unique",
	columnNull:        "not null",
	noDefault:         "not null",
	tooLong:           "check",
	checkMariaDB:      "check",
	checkMySQL:        "check",
	childMissing:      "foreign key",
	childLeft:         "foreign key",
	childMissingShort: "foreign key",
	childLeftShort:    "foreign key",
	signal:            "trigger",
}

// conflicts is after which errors the transaction may be run again: those of the servers,
// of a Galera cluster (1047; 1213 at COMMIT too), and of TiDB.
var conflicts = map[uint16]string{
	1213: "a deadlock with another transaction, which went on",
	1205: "another transaction holds a row for longer than is waited",
	1020: "another transaction has changed a row since this one began",
	1412: "the definition of a table has changed since the transaction began",
	1637: "too many transactions are running",
	1047: "the node of the cluster does not take part at the moment",
	8002: "another transaction has changed a row",
	8005: "another transaction has changed a row",
	8022: "the commit was refused",
	8028: "the definition of a table has changed since the transaction began",
	9007: "another transaction has changed a row",
}

// goodbyes is after which errors the server has ended the connection.
var goodbyes = map[uint16]bool{
	1053: true, 1079: true, 1080: true, 1152: true, 1158: true, 1159: true, 1160: true, 1161: true, 1184: true,
	1927: true, 3169: true, 4031: true,
}

func number(err error) uint16 {
	if e, ok := errors.AsType[*mysqldriver.MySQLError](err); ok {
		return e.Number
	}
	return 0
}

// lost is the error of a connection that cannot be used any more, or nil.
func lost(err error) error {
	n := number(err)
	switch {
	case err == nil, n != 0 && !goodbyes[n]:
		return nil
	case errors.Is(err, mysqldriver.ErrPktTooLarge):
		return fmt.Errorf("more bytes in one statement than the server takes (max_allowed_packet): %w", err)
	}
	return &lostError{err}
}

// hungUp says of an error of connecting that a server was there and ended the connection before
// it was one: the next may be luckier.
func hungUp(err error) bool {
	return goodbyes[number(err)] || errors.Is(err, mysqldriver.ErrInvalidConn) || errors.Is(err, driver.ErrBadConn) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET)
}

// unanswered says of an error of COMMIT that nobody knows what it did. The server's own
// answers say no, unless they say that it was interrupted; ErrBadConn says that nothing
// was sent.
func unanswered(err error) bool {
	const interrupted, tooSlow = 1317, 3024
	switch n := number(err); {
	case n == interrupted, n == tooSlow, goodbyes[n]:
		return true
	case n != 0:
		return false
	}
	return !errors.Is(err, driver.ErrBadConn)
}

// forgotten says that the server has a prepared statement no longer, or not as it was.
func forgotten(err error) bool {
	const unknownStatement, needReprepare = 1243, 1615
	n := number(err)
	return n == unknownStatement || n == needReprepare
}

// cause puts the end of the context in the place of what came of it.
func cause(ctx context.Context, err error) error {
	if ends := end(ctx); ends != nil {
		return fmt.Errorf("interrupted: %w", ends)
	}
	return err
}

// end is why a context has ended, or nil. The network keeps the deadline by a clock of its
// own, which may be a little earlier.
func end(ctx context.Context) error {
	if deadline, ok := ctx.Deadline(); ok && ctx.Err() == nil && !time.Now().Before(deadline) {
		return context.DeadlineExceeded
	}
	return ctx.Err()
}

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
	var gone *lostError
	n := number(err)
	switch {
	case errors.As(err, &gone) && end(ctx) != nil:
		return &failure{tried, cause(ctx, err)}
	case errors.As(err, &gone):
		return &seam.RetryError{Cause: &failure{tried, err}}
	case conflicts[n] != "":
		return &seam.RetryError{Cause: &failure{tried, fmt.Errorf("%s: %w", conflicts[n], err)}}
	case kinds[n] != "":
		return violation(n, &failure{tried, err})
	case n == inReadOnly:
		return &failure{tried, fmt.Errorf("%w (%w)", errReadOnly, err)}
	}
	return &failure{tried, err}
}

func explained(err error) bool {
	switch err.(type) { //nolint:errorlint // an error around an explained one is another error
	case *failure, *seam.RetryError, *seam.ConstraintError, *seam.CommitUnknownError:
		return true
	}
	return false
}

// clip shortens a text for a message.
func clip(sql string) string {
	const enough = 300
	if len(sql) <= enough {
		return sql
	}
	return strings.ToValidUTF8(sql[:enough], "") + "…"
}
