package mysql

import (
	"strings"
)

// The server tells nobody before it runs a statement whether it writes, or ends the
// transaction. Its first words do, with those of the grammar that matter here.

// reads says that a statement changes no row. (A function it calls may; in a read-only
// transaction the server refuses that by itself.)
func reads(sql string) bool {
	first, second := words(sql)
	switch first {
	case "SELECT", "WITH", "VALUES", "TABLE", "SHOW", "EXPLAIN", "DESCRIBE", "DESC", "HELP", "SET", "USE", "DO", "SAVEPOINT", "RELEASE", "":
		return true
	case "ROLLBACK":
		return second == "TO"
	}
	return false
}

// commits says that a statement commits the transaction it runs in, or ends it otherwise.
func commits(sql string) bool {
	first, second := words(sql)
	switch first {
	case "CREATE", "DROP":
		return second != "TEMPORARY"
	case "ROLLBACK":
		return second != "TO"
	case "ALTER", "RENAME", "TRUNCATE", "GRANT", "REVOKE", "LOCK", "UNLOCK", "ANALYZE", "OPTIMIZE", "REPAIR", "CHECK", "CACHE",
		"FLUSH", "INSTALL", "UNINSTALL", "RESET", "START", "BEGIN", "COMMIT":
		return true
	}
	return false
}

// alters says that a statement changes the connection beyond its transaction: another one
// should not find it so.
func alters(sql string) bool {
	first, second := words(sql)
	switch first {
	case "SET", "USE", "LOCK", "PREPARE":
		return true
	case "CREATE":
		return second == "TEMPORARY"
	}
	return false
}

// words is the first two words of a statement, in capitals.
func words(sql string) (first, second string) {
	first, rest := word(sql)
	second, _ = word(rest)
	return first, second
}

func word(sql string) (_, rest string) {
	for {
		sql = strings.TrimLeft(sql, " \t\r\n(")
		end := comment(sql)
		if end == 0 {
			break
		}
		sql = sql[end:]
	}
	end := 0
	for end < len(sql) && letter(sql[end]) {
		end++
	}
	return strings.ToUpper(sql[:end]), sql[end:]
}

func letter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' }

// comment is the length of the comment with which a text begins, or 0.
func comment(sql string) int {
	switch {
	case strings.HasPrefix(sql, "#"), strings.HasPrefix(sql, "-- "), strings.HasPrefix(sql, "--\t"), strings.HasPrefix(sql, "--\n"):
		return through(sql, "\n", 1)
	case strings.HasPrefix(sql, "/*"):
		return 2 + through(sql[2:], "*/", 2)
	}
	return 0
}

// through is the length of a text up to the end of mark, or all of it.
func through(sql, mark string, n int) int {
	if i := strings.Index(sql, mark); i >= 0 {
		return i + n
	}
	return len(sql)
}

// split parts a text at the semicolons between its statements. One that makes a routine or
// a trigger has semicolons of its own and must stand by itself.
func split(sql string) (statements []string) {
	if makesRoutine(sql) {
		return []string{sql}
	}
	start := 0
	for i := 0; i < len(sql); {
		if sql[i] == ';' {
			statements = addStatement(statements, sql[start:i])
			start = i + 1
		}
		i += token(sql[i:])
	}
	return addStatement(statements, sql[start:])
}

func addStatement(statements []string, sql string) []string {
	if first, rest := word(sql); first == "" && strings.TrimSpace(rest) == "" {
		return statements // nothing but a comment
	}
	return append(statements, strings.TrimSpace(sql))
}

func makesRoutine(sql string) bool {
	first, rest := word(sql)
	if first != "CREATE" {
		return false
	}
	for range 8 { // OR REPLACE DEFINER = … AGGREGATE
		var next string
		switch next, rest = word(strings.TrimLeft(rest, "=`'@%.")); next {
		case "TRIGGER", "PROCEDURE", "FUNCTION", "EVENT", "PACKAGE":
			return true
		case "TABLE", "INDEX", "VIEW", "DATABASE", "SCHEMA", "UNIQUE":
			return false
		}
	}
	return false
}

// token is the length of a quoted text, a comment, or else of one byte.
func token(sql string) int {
	switch c := sql[0]; c {
	case '\'', '"', '`':
		return quotedText(sql, c)
	case '#', '-', '/':
		return max(1, comment(sql))
	}
	return 1
}

// quotedText is the length of the text in quotes at the beginning. A quote that is doubled
// ends one and begins the next, which comes to the same. What is in double quotes is a
// name (see sqlMode) and has no backslashes.
func quotedText(sql string, quote byte) int {
	for i := 1; i < len(sql); i++ {
		switch {
		case sql[i] == '\\' && quote == '\'':
			i++
		case sql[i] == quote:
			return i + 1
		}
	}
	return len(sql)
}
