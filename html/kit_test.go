package html_test

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

// writes fails the test unless a node writes this.
func writes(t testing.TB, n html.Node, want string) {
	t.Helper()
	if got := written(t, n); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// refuses fails the test unless a node writes nothing and gives an error with these
// parts.
func refuses(t testing.TB, n html.Node, parts ...string) {
	t.Helper()
	var b strings.Builder
	err := n.Render(&b)
	if err == nil {
		t.Errorf("it is written: %s", b.String())
		return
	}
	if b.Len() > 0 {
		t.Errorf("an error came after %s", b.String())
	}
	for _, p := range parts {
		if !strings.Contains(err.Error(), p) {
			t.Errorf("the error is %q, which lacks %q", err, p)
		}
	}
}
