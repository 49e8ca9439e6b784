package sqlite

import (
	"fmt"
	"strings"

	"github.com/kin-go/kin/schema"
)

// CreateTables gives for each table its CREATE TABLE, then its indexes. The order of
// tables does not matter to SQLite: a foreign key may name a table that comes later.
//
// The columns of a foreign key get an index unless one begins with them already:
// without it, to find the children of a row, and to delete a row that may have some,
// reads the whole table.
func (d *database) CreateTables(tables []*schema.Table) []string {
	var out []string
	for _, t := range tables {
		out = append(out, createTable(t))
		for _, i := range t.AllIndexes(schema.InAnyOrder) {
			out = append(out, createIndex(t, i))
		}
	}
	return out
}

func createTable(t *schema.Table) string {
	var lines []string
	for _, c := range t.Columns {
		lines = append(lines, column(t, c))
	}
	if len(t.PrimaryKey) > 0 && !isRowID(t) {
		lines = append(lines, "PRIMARY KEY "+names(t.PrimaryKey))
	}
	for _, k := range t.ForeignKeys {
		lines = append(lines, foreignKey(k))
	}
	return "CREATE TABLE IF NOT EXISTS " + quoted(t.Name) + " (\n\t" + strings.Join(lines, ",\n\t") + "\n)"
}

// isRowID says that the key is one integer column: INTEGER PRIMARY KEY is the number of
// the row itself, found without an index, and given by SQLite when it is left out.
func isRowID(t *schema.Table) bool {
	if len(t.PrimaryKey) != 1 {
		return false
	}
	c := t.Column(t.PrimaryKey[0])
	return c != nil && c.Type.Kind == schema.Integer && c.Type.Spelled == ""
}

func column(t *schema.Table, c *schema.Column) string {
	text := quoted(c.Name)
	if spelled := typeName(c.Type); spelled != "" {
		text += " " + spelled
	}
	if isRowID(t) && t.PrimaryKey[0] == c.Name {
		return text + " PRIMARY KEY"
	}
	if !c.Nullable {
		text += " NOT NULL"
	}
	if c.Default != "" {
		text += " DEFAULT " + defaultOf(c.Default)
	}
	return text + sizeCheck(t, c)
}

// typeName is the SQLite type; a column of any type has none and keeps values as they
// come.
func typeName(t schema.Type) string {
	if t.Spelled != "" {
		return t.Spelled
	}
	switch t.Kind {
	case schema.Integer, schema.Bool:
		return "INTEGER"
	case schema.Float:
		return "REAL"
	case schema.Text, schema.Time, schema.JSON:
		return "TEXT"
	case schema.Blob, schema.UUID:
		return "BLOB"
	}
	return ""
}

// defaultOf puts a call in the parentheses that SQLite wants around an expression.
func defaultOf(literal string) string {
	if strings.Contains(literal, "(") && !strings.HasPrefix(literal, "(") {
		return "(" + literal + ")"
	}
	return literal
}

// sizeCheck holds a column to its size, in characters or bytes. The constraint's name is
// what SQLite says when it fails, and so it is table and column (see violation).
func sizeCheck(t *schema.Table, c *schema.Column) string {
	if c.Type.Size == 0 || c.Type.Spelled != "" || c.Type.Kind != schema.Text && c.Type.Kind != schema.Blob {
		return ""
	}
	return fmt.Sprintf(" CONSTRAINT %s CHECK (length(%s) <= %d)", quoted(t.Name+"."+c.Name), quoted(c.Name), c.Type.Size)
}

var actions = map[schema.Action]string{
	schema.Cascade:  " ON DELETE CASCADE",
	schema.Restrict: " ON DELETE RESTRICT",
	schema.SetNull:  " ON DELETE SET NULL",
}

func foreignKey(k schema.ForeignKey) string {
	return "FOREIGN KEY " + names(k.Columns) + " REFERENCES " + quoted(k.Table) + " " + names(k.References) + actions[k.OnDelete]
}

// createIndex names an index by its table and columns. A unique one is an index and not
// a part of its table, because SQLite could not take it away from the table again.
func createIndex(t *schema.Table, i schema.Index) string {
	kind, prefix := "INDEX", "ix_"
	if i.Unique {
		kind, prefix = "UNIQUE INDEX", "ux_"
	}
	name := prefix + t.Name + "_" + strings.Join(i.Columns, "_")
	return "CREATE " + kind + " IF NOT EXISTS " + quoted(name) + " ON " + quoted(t.Name) + " " + names(i.Columns)
}

func quoted(name string) string { return dialect.Quoted(name) }

// names is a list of columns in parentheses.
func names(columns []string) string {
	all := make([]string, len(columns))
	for i, c := range columns {
		all[i] = quoted(c)
	}
	return "(" + strings.Join(all, ", ") + ")"
}
