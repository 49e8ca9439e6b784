package mysql

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"github.com/kin-go/kin/schema"
)

// CreateTables gives a CREATE TABLE for each table, its keys and indexes within: only a
// table can be made IF NOT EXISTS on each of these servers.
//
// Around them foreign keys are not looked at, so that a table may name one that comes
// later, or that names it in turn. A connection on which that failed half way is not used
// again.
func (d *database) CreateTables(tables []*schema.Table) []string {
	out := []string{"SET FOREIGN_KEY_CHECKS = 0"}
	for _, t := range tables {
		out = append(out, d.features.createTable(t))
	}
	return append(out, "SET FOREIGN_KEY_CHECKS = 1")
}

func (f *features) createTable(t *schema.Table) string {
	var lines, checks []string
	for _, c := range t.Columns {
		lines = append(lines, column(t, c))
		checks = append(checks, sizeCheck(t, c)...)
	}
	if len(t.PrimaryKey) > 0 {
		lines = append(lines, "PRIMARY KEY "+names(t.PrimaryKey))
	}
	// The server would make those of foreign keys by itself, in the order of their columns, and name them as it likes.
	for _, i := range t.AllIndexes(schema.InOrder) {
		lines = append(lines, index(t, i))
	}
	lines = append(lines, checks...)
	for _, k := range t.ForeignKeys {
		lines = append(lines, foreignKey(t, k))
	}
	return "CREATE TABLE IF NOT EXISTS " + quoted(t.Name) + " (\n\t" + strings.Join(lines, ",\n\t") + "\n) " +
		"ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = " + f.collation
}

func column(t *schema.Table, c *schema.Column) string {
	text := quoted(c.Name) + " " + typeName(t, c)
	switch {
	case c.Nullable:
		text += " NULL"
	default:
		text += " NOT NULL"
	}
	if c.Generated {
		text += " AUTO_INCREMENT"
	}
	if c.Default != "" {
		text += " DEFAULT " + defaultOf(t, c)
	}
	return text
}

// typeName is the type of a column. One of any type is text: that is what a type of the
// user's own mostly writes, and what it then reads.
func typeName(t *schema.Table, c *schema.Column) string {
	if c.Type.Spelled != "" {
		return c.Type.Spelled
	}
	switch c.Type.Kind {
	case schema.Integer:
		return integer(c.Type)
	case schema.Bool:
		return "TINYINT(1)"
	case schema.Float:
		if c.Type.Bits == 32 {
			return "FLOAT"
		}
		return "DOUBLE"
	case schema.Time:
		return "DATETIME(6)"
	case schema.JSON:
		return "JSON"
	case schema.UUID:
		return "BINARY(16)"
	case schema.Blob:
		return sized("VARBINARY", "LONGBLOB", t, c)
	}
	return sized("VARCHAR", "LONGTEXT", t, c)
}

func integer(t schema.Type) string {
	name := "BIGINT"
	switch t.Bits {
	case 8:
		name = "TINYINT"
	case 16:
		name = "SMALLINT"
	case 32:
		name = "INT"
	}
	if t.Unsigned {
		name += " UNSIGNED"
	}
	return name
}

// shortText is up to which size text is kept in the row itself: a row has 65,535 bytes for
// all of them. keyText is how many characters of a key may be text without a size of its
// own: it has 3,072 bytes, four for each, and some are left for its other columns.
const shortText, keyText = 255, 750

func sized(short, long string, t *schema.Table, c *schema.Column) string {
	parts := partsOfKey(t, c.Name)
	switch size := c.Type.Size; {
	case size > 0 && (size <= shortText || parts > 0):
		return fmt.Sprintf("%s(%d)", short, size)
	case parts > 0:
		return fmt.Sprintf("%s(%d)", short, keyText/parts)
	}
	return long
}

// partsOfKey is how many columns without a size share a key or an index with this one, at
// most; 0 when it is in none. Keys take no LONGTEXT.
func partsOfKey(t *schema.Table, name string) (most int) {
	keys := [][]string{t.PrimaryKey}
	for _, k := range t.ForeignKeys {
		keys = append(keys, k.Columns)
	}
	for _, i := range t.Indexes {
		keys = append(keys, i.Columns)
	}
	for _, columns := range keys {
		if slices.Contains(columns, name) {
			most = max(most, unsized(t, columns))
		}
	}
	return most
}

// unsized counts the columns that have no size and need one in a key, at least one.
func unsized(t *schema.Table, columns []string) (n int) {
	for _, name := range columns {
		if c := t.Column(name); c != nil && c.Type.Size == 0 && c.Type.Spelled == "" {
			switch c.Type.Kind {
			case schema.Text, schema.Blob, schema.Any:
				n++
			}
		}
	}
	return max(1, n)
}

// defaultOf puts in parentheses what is more than a literal, and each default of a long
// type. CURRENT_TIMESTAMP must be as exact as its column.
func defaultOf(t *schema.Table, c *schema.Column) string {
	literal := c.Default
	if c.Type.Kind == schema.Time && c.Type.Spelled == "" && strings.EqualFold(literal, "CURRENT_TIMESTAMP") {
		return "CURRENT_TIMESTAMP(6)"
	}
	if strings.HasPrefix(literal, "(") {
		return literal
	}
	switch typeName(t, c) {
	case "LONGTEXT", "LONGBLOB", "JSON":
		return "(" + literal + ")"
	}
	if strings.Contains(literal, "(") && !strings.HasPrefix(literal, "'") {
		return "(" + literal + ")"
	}
	return literal
}

// sizeCheck holds a long text to its size. The constraint's name is what the server says
// when it fails, and so it is table and column (see columnOfCheck).
func sizeCheck(t *schema.Table, c *schema.Column) []string {
	if c.Type.Size == 0 || c.Type.Spelled != "" {
		return nil
	}
	length := map[string]string{"LONGTEXT": "CHAR_LENGTH", "LONGBLOB": "LENGTH"}[typeName(t, c)]
	if length == "" || c.Type.Kind != schema.Text && c.Type.Kind != schema.Blob {
		return nil
	}
	return []string{fmt.Sprintf("CONSTRAINT %s CHECK (%s(%s) <= %d)", quoted(fit(t.Name+"."+c.Name)), length, quoted(c.Name), c.Type.Size)}
}

var actions = map[schema.Action]string{
	schema.Cascade:  " ON DELETE CASCADE",
	schema.Restrict: " ON DELETE RESTRICT",
	schema.SetNull:  " ON DELETE SET NULL",
}

// foreignKey is named by table and columns: names of foreign keys are one to a database.
func foreignKey(t *schema.Table, k schema.ForeignKey) string {
	name := fit("fk_" + t.Name + "_" + strings.Join(k.Columns, "_"))
	return "CONSTRAINT " + quoted(name) + " FOREIGN KEY " + names(k.Columns) +
		" REFERENCES " + quoted(k.Table) + " " + names(k.References) + actions[k.OnDelete]
}

func index(t *schema.Table, i schema.Index) string {
	kind, prefix := "KEY ", "ix_"
	if i.Unique {
		kind, prefix = "UNIQUE KEY ", "ux_"
	}
	return kind + quoted(fit(prefix+t.Name+"_"+strings.Join(i.Columns, "_"))) + " " + names(i.Columns)
}

// fit shortens a name to the 64 characters that the server allows, so that different ones
// stay different.
func fit(name string) string {
	const most, kept = 64, 55
	runes := []rune(name)
	if len(runes) <= most {
		return name
	}
	h := fnv.New32a()
	h.Write([]byte(name))
	return fmt.Sprintf("%s_%08x", string(runes[:kept]), h.Sum32())
}

// names is a list of columns in parentheses.
func names(columns []string) string {
	all := make([]string, len(columns))
	for i, c := range columns {
		all[i] = quoted(c)
	}
	return "(" + strings.Join(all, ", ") + ")"
}
