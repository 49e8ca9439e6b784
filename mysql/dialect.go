package mysql

import (
	"fmt"
	"strings"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/schema"
)

// name is the engine's, whichever of the servers it is.
const name = "mysql"

// dialect is the spelling of a server that can do what f says.
//
// NoLimit is the greatest number of rows that can be written: OFFSET stands only behind
// a LIMIT.
func (f *features) dialect() *compile.Dialect {
	return &compile.Dialect{
		Name:          name,
		Quote:         quote,
		KeyList:       f.keyList,
		KeyTable:      f.keyTable,
		Locks:         true,
		LikeEscape:    " ESCAPE ''",
		NoLimit:       "18446744073709551615",
		EmptyInsert:   " () VALUES ()",
		NoReturning:   !f.returning,
		ManyTables:    f.mariaDB,
		Lateral:       f.lateral,
		MaxParameters: 65535,
		BatchRows:     500,
	}
}

func quote(b *strings.Builder, name string) {
	b.WriteByte('`')
	b.WriteString(strings.ReplaceAll(name, "`", "``"))
	b.WriteByte('`')
}

func quoted(name string) string {
	var b strings.Builder
	quote(&b, name)
	return b.String()
}

// keyList reads the keys out of one JSON text (see appendKeys), so that a statement has
// the same text for any number of them. The server makes a table of them and finds each
// by the index of the column.
func (f *features) keyList(b *strings.Builder, placeholder string, types []schema.Type) {
	var table strings.Builder
	columns := f.keyTable(&table, placeholder, types)
	fmt.Fprintf(b, "(SELECT %s FROM %s)", strings.Join(columns, ", "), table.String())
}

// keyTable is the table that keyList reads. In an UPDATE or DELETE it is joined: whether the keys
// are looked up in the table, or each of its rows among the keys, is up to the server in an IN, which
// takes the second for a table that is small, and locks each row that it reads.
func (f *features) keyTable(b *strings.Builder, placeholder string, types []schema.Type) (columns []string) {
	var read []string
	for i, t := range types {
		path := "$"
		if len(types) > 1 {
			path = fmt.Sprintf("$[%d]", i)
		}
		part := fmt.Sprintf("k%d", i)
		read = append(read, fmt.Sprintf("%s %s PATH '%s'", part, keyColumn(t), path))
		columns = append(columns, f.keyPart("kin_given."+part, t))
	}
	fmt.Fprintf(b, "JSON_TABLE(%s, '$[*]' COLUMNS (%s)) AS kin_given", placeholder, strings.Join(read, ", "))
	return columns
}

// keyColumn is the type as which a part of a key is read out of JSON. LONGTEXT cuts no
// text off, where a VARCHAR would do so in silence; its character set is named, as that of
// the database may be another. The digits of bytes are MEDIUMTEXT: of UNHEX of a LONGTEXT
// MariaDB believes that it has no bytes, and finds other rows, or none.
func keyColumn(t schema.Type) string {
	switch t.Kind {
	case schema.Integer:
		if t.Unsigned {
			return "BIGINT UNSIGNED"
		}
		return "BIGINT"
	case schema.Bool:
		return "TINYINT"
	case schema.Float:
		return "DOUBLE"
	case schema.Time:
		return "DATETIME(6)"
	case schema.Blob, schema.UUID:
		return "MEDIUMTEXT"
	}
	return "LONGTEXT CHARACTER SET utf8mb4"
}

// keyPart is what is compared. The collation is spelled, as two columns of different ones
// could not be compared at all. Bytes travel as hex digits.
func (f *features) keyPart(part string, t schema.Type) string {
	switch t.Kind {
	case schema.Text, schema.JSON, schema.Any:
		return part + " COLLATE " + f.collation
	case schema.Blob, schema.UUID:
		return "UNHEX(" + part + ")"
	}
	return part
}
