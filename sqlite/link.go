package sqlite

import (
	"context"
	"errors"
	"fmt"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/ext/array"

	"github.com/kin-go/kin/internal/seam"
)

// A link is one connection to the database, with the statements it has prepared. One
// transaction at a time uses it.
type link struct {
	*sqlite3.Conn
	statements statements
	keys       []byte // a buffer for lists of keys

	beginRead, beginWrite, commits, rollbacks, claims *sqlite3.Stmt
}

// claimWrite takes the right to write and changes nothing: a statement that writes takes
// it before anything else, and this one then finds that the file has no pages to give
// back. (Where a file was made with auto_vacuum it may give back one free page.)
const claimWrite = `PRAGMA incremental_vacuum(1)`

// connect opens one more connection and prepares what each transaction needs.
func (s settings) connect() (*link, error) {
	db, err := sqlite3.OpenFlags(s.name, s.flags)
	if err != nil {
		return nil, fmt.Errorf("sqlite: open %s: %w", s, err)
	}
	l := &link{Conn: db, statements: newStatements(db)}
	if err := l.prepareAll(s); err != nil {
		l.close()
		return nil, fmt.Errorf("sqlite: open %s: %w", s, err)
	}
	return l, nil
}

func (l *link) prepareAll(s settings) error {
	if err := l.Exec(s.pragmas()); err != nil {
		return err
	}
	if err := array.Register(l.Conn); err != nil {
		return err
	}
	// Steady plans: the one made for a prepared statement stays, whatever is bound.
	// Without it SQLite plans anew at each run on an analysed database.
	if _, err := l.Config(sqlite3.DBCONFIG_ENABLE_QPSG, true); err != nil {
		return err
	}
	return errors.Join(
		l.prepare(&l.beginRead, `BEGIN`),
		l.prepare(&l.beginWrite, `BEGIN IMMEDIATE`),
		l.prepare(&l.commits, `COMMIT`),
		l.prepare(&l.rollbacks, `ROLLBACK`),
		l.prepare(&l.claims, claimWrite),
	)
}

func (l *link) prepare(to **sqlite3.Stmt, sql string) (err error) {
	*to, _, err = l.PrepareFlags(sql, sqlite3.PREPARE_PERSISTENT)
	return err
}

// setJournal asks for the journal mode, unless the file has it already: to change it
// needs the file for oneself.
func (l *link) setJournal(s settings) error {
	if s.journal == "" {
		return nil
	}
	mode, err := l.text(`PRAGMA journal_mode`)
	if err == nil && mode != s.journal {
		mode, err = l.text(`PRAGMA journal_mode=` + s.journal)
	}
	if err != nil {
		return fmt.Errorf("sqlite: set the journal of %s to %s: %w", s, s.journal, err)
	}
	if mode != s.journal {
		return fmt.Errorf("sqlite: set the journal of %s to %s: SQLite keeps it at %q; "+
			"the file may be read-only, or on a file system without shared memory", s, s.journal, mode)
	}
	return nil
}

// text is the one value that a statement answers.
func (l *link) text(sql string) (string, error) {
	s, _, err := l.Prepare(sql)
	if err != nil {
		return "", err
	}
	defer s.Close()
	if !s.Step() {
		return "", s.Err()
	}
	return s.ColumnText(0), nil
}

// String names the database in errors.
func (s settings) String() string {
	if s.memory {
		return "the database in memory"
	}
	return s.name
}

// interrupt lets ctx end what the connection does from here on. It costs an assignment;
// a context that cannot end is left out, as it would be asked at each row.
func (l *link) interrupt(ctx context.Context) {
	if ctx.Done() == nil {
		ctx = context.Background()
	}
	l.SetInterrupt(ctx)
}

func (l *link) begin(ctx context.Context, mode seam.Mode) error {
	l.interrupt(ctx)
	begin := l.beginRead
	if mode == seam.Writing {
		begin = l.beginWrite
	}
	return explain(ctx, begin.Exec(), begins, "")
}

// rollback ends a transaction that is not ended, whatever its context says. SQLite has
// done so itself after some errors, such as a full disk.
func (l *link) rollback() error {
	if l.clean() {
		return nil
	}
	l.SetInterrupt(context.Background())
	return explain(context.Background(), l.rollbacks.Exec(), "roll back", "")
}

// clean says that no transaction is open.
func (l *link) clean() bool { return l.GetAutocommit() }

func (l *link) close() error {
	l.SetInterrupt(context.Background())
	for s := range l.all() {
		s.Close()
	}
	return l.Close()
}

// all is the statements of the connection, collected because closing changes the list.
func (l *link) all() map[*sqlite3.Stmt]bool {
	all := map[*sqlite3.Stmt]bool{}
	for s := range l.Stmts() {
		all[s] = true
	}
	return all
}
