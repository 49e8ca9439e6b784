package mysql

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	driver "github.com/go-sql-driver/mysql"
)

// features is what a server can do, found out by asking it when it is opened: a version
// says little of what lies between two programs (proxies, forks, settings).
type features struct {
	version           string
	mariaDB           bool
	returning         bool   // INSERT … RETURNING
	lateral           bool   // LATERAL joins
	snapshotIsolation bool   // innodb_snapshot_isolation is or can be on: see session
	collation         string // compares bytes and keeps spaces at the end
}

// inspect asks a server what it can do, and refuses one on which data would not be safe.
func inspect(ctx context.Context, l *link, unprotected []string) (*features, error) {
	f := &features{}
	for _, ask := range []func(context.Context, *link) error{
		f.askVersion,
		f.askSyntax,
		f.askIsolation,
		f.askCollation,
		func(ctx context.Context, l *link) error { return checkEngines(ctx, l, unprotected) },
	} {
		if err := ask(ctx, l); err != nil {
			return nil, err
		}
	}
	return f, nil
}

func (f *features) askVersion(ctx context.Context, l *link) error {
	row, err := l.line(ctx, `SELECT VERSION(), @@version_comment`)
	if err != nil {
		return err
	}
	f.version = row[0]
	f.mariaDB = strings.Contains(strings.ToLower(row[0]+row[1]), "mariadb")
	return nil
}

// askSyntax tries what not all servers can do. The table of the second does not exist: a
// server that knows RETURNING complains of that.
func (f *features) askSyntax(ctx context.Context, l *link) error {
	keys, err := l.can(ctx, `SELECT k FROM JSON_TABLE('[1]', '$[*]' COLUMNS (k BIGINT PATH '$')) AS t`)
	if err == nil && !keys {
		err = fmt.Errorf("the server is %s and has no JSON_TABLE, by which lists of keys are given: "+
			"MariaDB 10.6 or MySQL 8.0.14 is needed", f.version)
	}
	if err != nil {
		return err
	}
	if f.returning, err = l.can(ctx, `INSERT INTO kin_there_is_no_such_table (a) VALUES (1) RETURNING a`); err != nil {
		return err
	}
	f.lateral, err = l.can(ctx, `SELECT 1 FROM (SELECT 1 AS a) AS t, LATERAL (SELECT t.a) AS u`)
	return err
}

// askIsolation asks whether there is snapshot isolation: to be switched on by us, or on
// already in a pool that was handed in.
func (f *features) askIsolation(ctx context.Context, l *link) error {
	const ask = `SELECT @@SESSION.innodb_snapshot_isolation`
	there, err := l.can(ctx, ask)
	if err != nil || !there || l.lent == nil {
		f.snapshotIsolation = there
		return err
	}
	row, err := l.line(ctx, ask)
	f.snapshotIsolation = err == nil && row[0] == "1"
	return err
}

// can says whether the server takes a statement. That it has no such table is a yes.
func (l *link) can(ctx context.Context, sql string) (bool, error) {
	_, err := l.line(ctx, sql)
	var e *driver.MySQLError
	switch {
	case err == nil:
		return true, nil
	case !errors.As(err, &e):
		return false, err
	}
	switch e.Number {
	case 1146, 1142: // no such table, no right to it
		return true, nil
	case 1064, 1193, 1235, 1305: // syntax, no such variable, not supported yet, no such function
		return false, nil
	}
	return false, err
}

func (f *features) askCollation(ctx context.Context, l *link) error {
	row, err := l.line(ctx, `SELECT COLLATION_NAME FROM information_schema.COLLATIONS `+
		`WHERE COLLATION_NAME IN ('utf8mb4_nopad_bin', 'utf8mb4_0900_bin') ORDER BY COLLATION_NAME DESC LIMIT 1`)
	if err == nil && row == nil {
		err = fmt.Errorf("the server is %s and has neither of the collations utf8mb4_nopad_bin and utf8mb4_0900_bin, "+
			"under which texts are equal that are equal in Go", f.version)
	}
	if err == nil {
		f.collation = row[0]
	}
	return err
}

// withoutTransactions is the default storage engine and tables that keep what is written
// to them after a rollback.
const withoutTransactions = `SELECT '', ENGINE FROM information_schema.ENGINES ` +
	`WHERE SUPPORT = 'DEFAULT' AND TRANSACTIONS <> 'YES' ` +
	`UNION ALL SELECT TABLE_NAME, t.ENGINE FROM information_schema.TABLES AS t ` +
	`JOIN information_schema.ENGINES AS e ON e.ENGINE = t.ENGINE ` +
	`WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE' AND e.TRANSACTIONS <> 'YES'`

func checkEngines(ctx context.Context, l *link, unprotected []string) error {
	lines, err := l.lines(ctx, withoutTransactions)
	if err != nil {
		return err
	}
	var tables []string
	for _, line := range lines {
		table, engine := line[0], line[1]
		switch {
		case table == "":
			return fmt.Errorf("the default storage engine of the server is %s, which has no transactions: "+
				"a rollback would undo nothing. Set default_storage_engine to InnoDB", engine)
		case !slices.Contains(unprotected, table):
			tables = append(tables, table+" ("+engine+")")
		}
	}
	if len(tables) == 0 {
		return nil
	}
	return fmt.Errorf("tables of the database have a storage engine without transactions: %s. A rollback would undo nothing "+
		"of what is written to them: make them InnoDB (ALTER TABLE … ENGINE = InnoDB), or name them in mysql.Unprotected",
		strings.Join(tables, ", "))
}
