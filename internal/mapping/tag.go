package mapping

import (
	"fmt"
	"slices"
	"strings"
)

// A tag is the words of one `kin:"…"`, in order. Words are separated by semicolons,
// since values hold commas and spaces.
type tag []word

type word struct{ name, value string }

func parseTag(text string) tag {
	var t tag
	for part := range strings.SplitSeq(text, ";") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		t = append(t, word{strings.TrimSpace(name), strings.TrimSpace(value)})
	}
	return t
}

func (t tag) has(name string) bool {
	return slices.ContainsFunc(t, func(w word) bool { return w.name == name })
}

func (t tag) get(name string) string {
	for _, w := range t {
		if w.name == name {
			return w.value
		}
	}
	return ""
}

// list is a comma-separated value.
func (t tag) list(name string) []string {
	var out []string
	for s := range strings.SplitSeq(t.get(name), ",") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// The words of each place a tag may stand in.
var (
	modelWords        = []string{"table"}
	columnWords       = []string{"pk", "column", "foreign_key", "on_delete", "unique", "index", "default", "size", "type", "version", "created", "updated", "embed", "-"}
	relationshipWords = []string{"back_populates", "foreign_key", "lazy", "secondary", "order_by", "cascade", "passive_deletes", "viewonly", "join_depth"}
)

// unknown is the first fault of the words: one that is not known here, or stands
// twice.
func (t tag) unknown(known []string) string {
	seen := map[string]bool{}
	for _, w := range t {
		if !slices.Contains(known, w.name) {
			return fmt.Sprintf("unknown tag word %q", w.name)
		}
		if seen[w.name] {
			return fmt.Sprintf("the tag word %q stands twice", w.name)
		}
		seen[w.name] = true
	}
	return ""
}

// strategies are the values of lazy=.
var strategies = []string{"select", "peers", "joined", "subquery", "selectin", "immediate", "raise", "raise_on_sql", "noload", "write_only"}

// A Cascade is the set of what follows a change of the owner.
type Cascade uint8

// The cascades of tag cascade=.
const (
	SaveUpdate Cascade = 1 << iota
	DeleteCascade
	DeleteOrphan
	MergeCascade
	DetachCascade
)

var cascadeWords = map[string]Cascade{
	"save-update":   SaveUpdate,
	"delete":        DeleteCascade,
	"delete-orphan": DeleteOrphan,
	"merge":         MergeCascade,
	"detach":        DetachCascade,
	"all":           SaveUpdate | DeleteCascade | MergeCascade | DetachCascade,
	"none":          0,
}

// parseCascade reads cascade=; without the word, save-update and merge.
func parseCascade(t tag) (Cascade, []string) {
	if !t.has("cascade") {
		return SaveUpdate | MergeCascade, nil
	}
	var c Cascade
	var bad []string
	for _, w := range t.list("cascade") {
		bit, ok := cascadeWords[w]
		if !ok {
			bad = append(bad, w)
		}
		c |= bit
	}
	return c, bad
}

// Has says whether the set holds all of the other.
func (c Cascade) Has(other Cascade) bool { return c&other == other }
