package query

import (
	"strconv"

	"github.com/kin-go/kin/schema"
)

// Names gives the sources of one statement their aliases: a table's own name the first
// time, then name_2, name_3. They are numbered for each statement, so that the same
// query always has the same text.
type Names struct{ used map[string]int }

// Source is a new source of a table.
func (n *Names) Source(t *schema.Table) *Source {
	return &Source{Table: t, Alias: n.Alias(t.Name)}
}

// Derived is a new source of a select.
func (n *Names) Derived(name string, s *Select) *Source {
	return &Source{Select: s, Alias: n.Alias(name)}
}

// Alias is a name that the statement does not have yet.
func (n *Names) Alias(name string) string {
	if n.used == nil {
		n.used = map[string]int{}
	}
	for {
		n.used[name]++
		alias := name
		if k := n.used[name]; k > 1 {
			alias = name + "_" + strconv.Itoa(k)
		}
		if alias == name || n.used[alias] == 0 {
			if alias != name {
				n.used[alias] = 1
			}
			return alias
		}
	}
}
