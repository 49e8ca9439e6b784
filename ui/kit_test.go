package ui_test

import (
	"strings"
	"testing"

	"github.com/kin-go/kin/html"
)

// written is what a node writes.
func written(t testing.TB, n html.Node) string {
	t.Helper()
	var b strings.Builder
	if err := n.Render(&b); err != nil {
		t.Fatalf("it cannot be written: %v", err)
	}
	return b.String()
}

// has fails the test unless a node writes all of these parts, and none of those that begin
// with a !.
func has(t testing.TB, n html.Node, parts ...string) {
	t.Helper()
	got := written(t, n)
	for _, p := range parts {
		unwanted, not := strings.CutPrefix(p, "!")
		if not && strings.Contains(got, unwanted) {
			t.Errorf("it writes %s, in\n%s", unwanted, got)
		}
		if !not && !strings.Contains(got, p) {
			t.Errorf("it does not write %s, but\n%s", p, got)
		}
	}
}

// refuses fails the test unless a node writes nothing and gives an error with these parts.
func refuses(t testing.TB, n html.Node, parts ...string) {
	t.Helper()
	var b strings.Builder
	err := n.Render(&b)
	if err == nil {
		t.Errorf("it is written: %s", b.String())
		return
	}
	for _, p := range parts {
		if !strings.Contains(err.Error(), p) {
			t.Errorf("the error is %q, which lacks %q", err, p)
		}
	}
}

const hostile = `"><script>alert(1)</script>`
