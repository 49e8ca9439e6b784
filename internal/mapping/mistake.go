package mapping

import (
	"fmt"
	"slices"
	"sort"
	"strings"
)

// A Mistake is one fault of a declaration: where it is, what is wrong, what to
// write instead.
type Mistake struct {
	Type   string // the Go type
	Field  string // its field, "" for the type itself
	Fault  string
	Remedy string
}

func (m Mistake) String() string {
	where := m.Type
	if m.Field != "" {
		where += "." + m.Field
	}
	return where + ": " + m.Fault + "; " + m.Remedy
}

// Mistakes are all faults of a registry.
type Mistakes []Mistake

func (ms Mistakes) Error() string {
	lines := make([]string, len(ms))
	for i, m := range ms {
		lines[i] = "\n\t" + m.String()
	}
	noun := "mistakes"
	if len(ms) == 1 {
		noun = "mistake"
	}
	return fmt.Sprintf("the mapping has %d %s, nothing was opened:%s", len(ms), noun, strings.Join(lines, ""))
}

// add notes a mistake once.
func (b *builder) mistake(typ, field, remedy, fault string, args ...any) {
	m := Mistake{Type: typ, Field: field, Fault: fmt.Sprintf(fault, args...), Remedy: remedy}
	if slices.Contains(b.mistakes, m) {
		return
	}
	b.mistakes = append(b.mistakes, m)
}

func (b *builder) sorted() Mistakes {
	sort.SliceStable(b.mistakes, func(i, j int) bool {
		x, y := b.mistakes[i], b.mistakes[j]
		return x.Type < y.Type || x.Type == y.Type && x.Field < y.Field
	})
	return b.mistakes
}
