package mysql

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"
)

// sqlMode is the rules by which the server takes texts and values: "names" are in double
// quotes too, as on the other engines, what does not fit is an error and not cut off,
// there are no days that do not exist, and 0 in a generated key is 0.
const sqlMode = "ANSI_QUOTES,STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE,NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION"

// session makes a connection of ours ready: the same rules on each server, whatever its
// settings are.
//
// innodb_snapshot_isolation makes REPEATABLE READ what its name says: a change of a row
// that another transaction has changed since fails (error 1020), where it would overwrite
// it otherwise.
func (s settings) session(ctx context.Context, l *link, f *features) error {
	set := []string{
		"NAMES utf8mb4 COLLATE " + f.collation,
		"SESSION sql_mode = '" + sqlMode + "'",
		"SESSION time_zone = '+00:00'",
		"SESSION foreign_key_checks = 1",
		"SESSION autocommit = 1",
	}
	if f.snapshotIsolation {
		set = append(set, "SESSION innodb_snapshot_isolation = 1")
	}
	if s.wait != nil {
		set = append(set, fmt.Sprintf("SESSION innodb_lock_wait_timeout = %d", seconds(*s.wait)))
	}
	if err := l.exec(ctx, "SET "+strings.Join(set, ", ")); err != nil {
		return err
	}
	return l.exec(ctx, "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ")
}

func seconds(d time.Duration) int {
	return max(1, int(math.Ceil(d.Seconds())))
}

// checkSession looks whether a connection of another's pool has the settings on which the
// meaning of values rests. They are not set: its owner uses it too.
func checkSession(ctx context.Context, l *link) error {
	row, err := l.line(ctx, `SELECT @@SESSION.sql_mode, CAST(TIMEDIFF(NOW(), UTC_TIMESTAMP()) AS CHAR), @@SESSION.character_set_client, `+
		`@@SESSION.foreign_key_checks`)
	if err != nil {
		return err
	}
	var missing []string
	if !strings.Contains(row[0], "STRICT_") && !strings.Contains(row[0], "TRADITIONAL") {
		missing = append(missing, "sql_mode=%27STRICT_TRANS_TABLES%27 (values that do not fit would be cut off)")
	}
	if !strings.HasPrefix(row[1], "00:00:0") {
		missing = append(missing, "time_zone=%27%2B00%3A00%27 (CURRENT_TIMESTAMP would not be in UTC)")
	}
	if row[2] != "utf8mb4" {
		missing = append(missing, "charset=utf8mb4 (texts would lose characters)")
	}
	if row[3] != "1" {
		missing = append(missing, "foreign_key_checks=1")
	}
	more, err := checkPool(ctx, l)
	if missing = append(missing, more...); err != nil || len(missing) == 0 {
		return err
	}
	return errors.New("the pool was not opened with all that is needed; its address lacks: " + strings.Join(missing, ", "))
}

// checkPool looks at what the driver does on its own side.
func checkPool(ctx context.Context, l *link) (missing []string, err error) {
	v, err := l.one(ctx, `SELECT CAST('2001-02-03 04:05:06' AS DATETIME)`)
	if err != nil {
		return nil, err
	}
	switch t, ok := v.(time.Time); {
	case !ok:
		missing = append(missing, "parseTime=true")
	case t.Location() != time.UTC:
		missing = append(missing, "loc=UTC")
	}
	found, err := probe(ctx, l)
	if err == nil && !found {
		missing = append(missing, "clientFoundRows=true (an UPDATE would not count rows that had the value already)")
	}
	return missing, err
}

// probe tries a transaction on a temporary table, which nobody else sees: a driver between
// might ignore BEGIN and ROLLBACK. found says that an UPDATE counts the rows it finds.
func probe(ctx context.Context, l *link) (found bool, err error) {
	const table = "kin_probe"
	if err := l.exec(ctx, "CREATE TEMPORARY TABLE "+table+" (v INT NOT NULL)"); err != nil {
		return false, fmt.Errorf("to try a transaction needs the right to CREATE TEMPORARY TABLES: %w", err)
	}
	defer func() { _ = l.exec(ctx, "DROP TEMPORARY TABLE "+table) }() // it goes with the connection anyway
	for _, sql := range []string{"START TRANSACTION", "INSERT INTO " + table + " VALUES (1)", "ROLLBACK"} {
		if err := l.exec(ctx, sql); err != nil {
			return false, err
		}
	}
	left, err := l.lines(ctx, "SELECT v FROM "+table)
	if err != nil {
		return false, err
	}
	if len(left) > 0 {
		return false, errors.New("a row that was rolled back is still there: the driver or what stands before the server ignores transactions")
	}
	if err := l.exec(ctx, "INSERT INTO "+table+" VALUES (1)"); err != nil {
		return false, err
	}
	n, err := l.change(ctx, "UPDATE "+table+" SET v = 1")
	return n == 1, err
}
