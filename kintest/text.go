package kintest

import (
	"strings"
	"testing"
)

// Contains fails the test unless the statement's text contains each of the parts, in
// this order and not overlapping. Case counts: keywords are upper case. Identifiers stand in
// "double quotes", whatever the engine writes.
func Contains(t testing.TB, text string, parts ...string) {
	t.Helper()
	text = quotesAlike(text)
	rest := text
	for _, p := range parts {
		_, after, found := strings.Cut(rest, p)
		if !found {
			t.Errorf("the statement should contain %q%s:\n\t%s", p, behind(parts, p), text)
			return
		}
		rest = after
	}
}

// quotesAlike writes the quotes of MySQL's identifiers as those of the others, so that a part is
// written once for all engines.
func quotesAlike(text string) string { return strings.ReplaceAll(text, "`", `"`) }

// behind says which parts were found already.
func behind(parts []string, part string) string {
	for i, p := range parts {
		if p == part && i > 0 {
			return " behind " + strings.Join(parts[:i], " … ")
		}
	}
	return ""
}

// Lacks fails the test if the statement's text contains one of the parts.
func Lacks(t testing.TB, text string, parts ...string) {
	t.Helper()
	text = quotesAlike(text)
	for _, p := range parts {
		if strings.Contains(text, p) {
			t.Errorf("the statement should not contain %q:\n\t%s", p, text)
		}
	}
}

// between is the part of a text between two others.
func between(text, from, to string) string {
	_, text, _ = strings.Cut(text, from)
	text, _, _ = strings.Cut(text, to)
	return text
}
