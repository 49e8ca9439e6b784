package schema

import "slices"

// AllIndexes is the indexes a table asks for and those its foreign keys need: one for each foreign
// key with whose columns neither the primary key nor an index begins. begins is InOrder or
// InAnyOrder.
func (t *Table) AllIndexes(begins func(list, columns []string) bool) []Index {
	indexes := slices.Clone(t.Indexes)
	for _, k := range t.ForeignKeys {
		covers := func(i Index) bool { return begins(i.Columns, k.Columns) }
		if !begins(t.PrimaryKey, k.Columns) && !slices.ContainsFunc(indexes, covers) {
			indexes = append(indexes, Index{Columns: k.Columns})
		}
	}
	return indexes
}

// InOrder says that a list begins with these columns, in their order.
func InOrder(list, columns []string) bool {
	return len(list) >= len(columns) && slices.Equal(list[:len(columns)], columns)
}

// InAnyOrder says that a list begins with these columns, in any order: that is enough for a lookup,
// which has a value for each.
func InAnyOrder(list, columns []string) bool {
	if len(list) < len(columns) {
		return false
	}
	first := list[:len(columns)]
	return !slices.ContainsFunc(columns, func(c string) bool { return !slices.Contains(first, c) })
}
