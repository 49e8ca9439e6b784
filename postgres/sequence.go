package postgres

import (
	"slices"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
	"github.com/kin-go/kin/schema"
)

// follows is what is sent behind statements that insert rows with keys of their own, where
// PostgreSQL generates keys otherwise: the sequence does not see them, and would give the
// same keys again.
func follows(requests []seam.Request) (more []seam.Request) {
	for _, r := range requests {
		if k := givenKey(r.Compiled.Insert); k != nil {
			more = append(more, seam.Request{Compiled: k})
		}
	}
	return more
}

// givenKey is the statement that has the sequence go on after the keys of an insert; nil
// where it gives none.
func givenKey(s *query.Insert) *compile.Compiled {
	if s == nil {
		return nil
	}
	for _, c := range s.Table.Columns {
		if c.Generated && slices.Contains(s.Columns, c.Name) {
			return &compile.Compiled{SQL: follow(s.Table.Name, c)}
		}
	}
	return nil
}

// follow sets a sequence to the greatest key, and never back. Who may insert, but may
// not set the sequence, goes without.
func follow(table string, c *schema.Column) string {
	return "SELECT setval(s, m) FROM (SELECT pg_get_serial_sequence(" + literal(quoted(table)) + ", " + literal(c.Name) + ")::regclass AS s, " +
		"(SELECT max(" + quoted(c.Name) + ") FROM " + quoted(table) + ") AS m) AS k " +
		"WHERE has_sequence_privilege(s, 'UPDATE') AND m >= coalesce(pg_sequence_last_value(s), 1)"
}
