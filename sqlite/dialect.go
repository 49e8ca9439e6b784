package sqlite

import (
	"fmt"
	"strings"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/schema"
)

// dialect is the default spelling but for lists of keys.
//
// SteadyBinds stays off although SQLite has STAT4 and would plan again for each bound
// value of an analysed database: each connection asks for steady plans once and for all
// (see connect), and the text of a statement stays as one would write it.
var dialect = &compile.Dialect{
	Name:          "sqlite",
	KeyList:       keyList,
	NoLimit:       "-1",
	LimitByKey:    true,
	MaxParameters: 32766,
	BatchRows:     500,
}

// integerKeys says that keys are numbers: they travel as the slice itself.
func integerKeys(types []schema.Type) bool {
	return len(types) == 1 && types[0].Kind == schema.Integer
}

// keyList reads integer keys out of a slice that is bound as it is, and others out of one JSON
// text (see appendKeys), so that a statement has the same text for any number of them.
func keyList(b *strings.Builder, placeholder string, types []schema.Type) {
	if integerKeys(types) {
		b.WriteString("(SELECT value FROM array(" + placeholder + "))")
		return
	}
	b.WriteString("(SELECT ")
	if len(types) == 1 {
		b.WriteString(oneKey(types[0]))
	} else {
		b.WriteString(strings.Join(partKeys(types), ", "))
	}
	b.WriteString(" FROM json_each(" + placeholder + "))")
}

// oneKey reads a key of one column. Bytes travel as hex digits; in a column of any
// type, where text may be text, as {"x": digits}.
func oneKey(t schema.Type) string {
	switch t.Kind {
	case schema.Blob, schema.UUID:
		return "unhex(value)"
	case schema.Any:
		return "CASE type WHEN 'object' THEN unhex(value->>'x') ELSE value END"
	}
	return "value"
}

// partKeys reads the columns of a key of several, each an array.
func partKeys(types []schema.Type) []string {
	parts := make([]string, len(types))
	for i, t := range types {
		switch t.Kind {
		case schema.Blob, schema.UUID:
			parts[i] = fmt.Sprintf("unhex(value->>%d)", i)
		case schema.Any:
			parts[i] = fmt.Sprintf("CASE json_type(value, '$[%d]') WHEN 'object' THEN unhex(value->>'$[%[1]d].x') ELSE value->>%[1]d END", i)
		default:
			parts[i] = fmt.Sprintf("value->>%d", i)
		}
	}
	return parts
}
