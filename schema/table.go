// Package schema says what exists in a database: tables, columns, keys and
// indexes, as plain data. It imports nothing of ours and knows no engine.
package schema

// A Table is one table as it should be: its columns in order, its keys, and
// what is indexed.
type Table struct {
	Name        string
	Columns     []*Column
	PrimaryKey  []string // column names, in key order
	ForeignKeys []ForeignKey
	Indexes     []Index
}

// Column returns the column of that name, or nil.
func (t *Table) Column(name string) *Column {
	for _, c := range t.Columns {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// A Column is one column of a table.
type Column struct {
	Name     string
	Type     Type
	Nullable bool
	// Default is the SQL literal of tag default=, or "" for none. It comes from
	// the program's source, never from input.
	Default string
	// Generated says that the database assigns the value when none is given: a
	// single integer primary key.
	Generated bool
}

// A ForeignKey ties columns of its table to a key of another.
type ForeignKey struct {
	Columns    []string
	Table      string
	References []string
	OnDelete   Action
}

// An Index covers columns of its table; Unique makes it a constraint.
type Index struct {
	Columns []string
	Unique  bool
}

// Action is what a database does to rows whose parent is deleted.
type Action string

// The actions of tag on_delete=. NoAction is the default of SQL.
const (
	NoAction Action = ""
	Cascade  Action = "cascade"
	Restrict Action = "restrict"
	SetNull  Action = "set_null"
)
