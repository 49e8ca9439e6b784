package mapping

import (
	"sort"
	"strings"
	"unicode"
)

// snake is the database's name for a Go name: UserID → user_id, HTTPServer →
// http_server.
func snake(name string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		if unicode.IsUpper(r) && i > 0 && startsWord(runes, i) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// startsWord says whether the capital at i begins a word: after a small letter or
// a digit, or before a small letter at the end of an abbreviation.
func startsWord(runes []rune, i int) bool {
	if !unicode.IsUpper(runes[i-1]) && runes[i-1] != '_' {
		return true
	}
	return unicode.IsUpper(runes[i-1]) && i+1 < len(runes) && unicode.IsLower(runes[i+1])
}

func sortDeclared(ds []*Declared) {
	sort.Slice(ds, func(i, j int) bool { return ds[i].order < ds[j].order })
}
