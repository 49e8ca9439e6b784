package mysql

import (
	"context"
	"errors"
	"strings"
	"sync"

	mysqldriver "github.com/go-sql-driver/mysql"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
)

// violation reads out of the server's message what it says of table and columns. Messages
// name a foreign key whole, a check by its table, a column without its table, and a unique
// key by its own name alone; complete finds the rest.
func violation(n uint16, err *failure) *seam.ConstraintError {
	e := &seam.ConstraintError{Kind: kinds[n], Cause: err}
	message := messageOf(err)
	switch n {
	case columnNull, noDefault, tooLong:
		e.Columns = []string{between(message, "'", "'")}
	case childMissing, childLeft:
		e.Table, e.Columns = foreignKeyOf(message)
	case checkMariaDB:
		e.Table, e.Columns = checkOf(message)
	}
	return e
}

func messageOf(err error) string {
	if e, ok := errors.AsType[*mysqldriver.MySQLError](err); ok {
		return e.Message
	}
	return ""
}

func between(s, before, after string) string {
	_, s, _ = strings.Cut(s, before)
	s, _, _ = strings.Cut(s, after)
	return s
}

// foreignKeyOf reads … (`db`.`flag`, CONSTRAINT `name` FOREIGN KEY (`a`, `b`) REFERENCES ….
func foreignKeyOf(message string) (table string, columns []string) {
	_, rest, _ := strings.Cut(message, "(")
	names, rest := quotedNames(rest)
	if len(names) == 0 {
		return "", nil
	}
	_, rest, _ = strings.Cut(rest, " FOREIGN KEY (")
	columns, _ = quotedNames(rest)
	return names[len(names)-1], columns
}

// checkOf reads CONSTRAINT `user.email` failed for `db`.`user`. A check of a column has the
// name of table and column, given by the server or by us (see sizeCheck).
func checkOf(message string) (table string, columns []string) {
	name, rest := quotedNames(strings.TrimPrefix(message, "CONSTRAINT "))
	_, rest, _ = strings.Cut(rest, "failed for ")
	place, _ := quotedNames(rest)
	if len(name) == 0 || len(place) == 0 {
		return "", nil
	}
	table = place[len(place)-1]
	return table, columnOfCheck(table, name[0])
}

func columnOfCheck(table, check string) []string {
	if column, found := strings.CutPrefix(check, table+"."); found {
		return []string{column}
	}
	return nil
}

// quotedNames reads names in either kind of quotes, with dots or commas between them.
func quotedNames(s string) (names []string, rest string) {
	for s != "" && (s[0] == '`' || s[0] == '"') {
		quote := s[:1]
		end := quotedText(s, s[0])
		for end < len(s) && s[end] == s[0] {
			end += quotedText(s[end:], s[0])
		}
		if end < 2 {
			break
		}
		names = append(names, strings.ReplaceAll(s[1:end-1], quote+quote, quote))
		s = strings.TrimLeft(s[end:], "., ")
	}
	return names, s
}

// tableOf is the table that a statement changes.
func tableOf(sql string) string {
	first, rest := word(sql)
	for first != "" {
		switch next, after := word(rest); next {
		case "INTO", "FROM", "IGNORE", "LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "QUICK":
			rest = after
			continue
		}
		break
	}
	switch first {
	case "INSERT", "UPDATE", "DELETE", "REPLACE":
		if _, joined, is := strings.Cut(rest, " AS kin_given LEFT JOIN "); is && first == "UPDATE" {
			rest = joined // an UPDATE by a list of keys begins with that
		}
		return firstName(strings.TrimSpace(rest))
	}
	return ""
}

// firstName is the name at the beginning, without that of its database.
func firstName(s string) string {
	names, rest := quotedNames(s)
	if len(names) == 0 {
		s, _, _ = strings.Cut(s, " ")
		s, _, _ = strings.Cut(s, "(")
		return s[strings.LastIndex(s, ".")+1:]
	}
	if first := s[:len(s)-len(rest)]; len(names) > 1 && strings.ContainsRune(first, '.') && !strings.ContainsRune(first, ',') {
		return names[1]
	}
	return names[0]
}

// complete adds to a violated constraint what the message does not say.
func (c *conn) complete(ctx context.Context, err error, sql string) {
	e, ok := errors.AsType[*seam.ConstraintError](err)
	if !ok || e.Kind == "trigger" || e.Table != "" || c.link == nil || c.link.broken {
		return
	}
	e.Table = tableOf(sql)
	message := messageOf(e)
	switch {
	case e.Kind == "check" && e.Columns == nil:
		e.Columns = columnOfCheck(e.Table, between(message, "'", "'"))
	case e.Kind == "unique":
		_, key, _ := strings.Cut(message[max(0, strings.LastIndex(message, " for key '")):], "'")
		key = strings.TrimSuffix(key, "'")
		if !c.database.features.mariaDB { // MySQL says table.key
			_, key, _ = strings.Cut(key, ".")
		}
		e.Columns = c.columnsOf(ctx, e.Table, key)
	}
}

// keysOfTables remembers which columns the keys of tables have.
type keysOfTables struct {
	mu      sync.Mutex
	columns map[[2]string][]string
}

var columnsOfKey = &compile.Compiled{
	SQL: `SELECT COLUMN_NAME FROM information_schema.STATISTICS ` +
		`WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? AND INDEX_NAME = ? ORDER BY SEQ_IN_INDEX`,
	Params: []compile.Param{{Arg: 0}, {Arg: 1}},
}

func (c *conn) columnsOf(ctx context.Context, table, key string) []string {
	known := &c.database.keys
	known.mu.Lock()
	columns := known.columns[[2]string{table, key}]
	known.mu.Unlock()
	if columns != nil {
		return columns
	}
	columns, err := seam.Texts(ctx, c, columnsOfKey, query.TextValue(table), query.TextValue(key))
	if err != nil || len(columns) == 0 {
		return nil
	}
	known.mu.Lock()
	defer known.mu.Unlock()
	if known.columns == nil {
		known.columns = map[[2]string][]string{}
	}
	known.columns[[2]string{table, key}] = columns
	return columns
}
