package html_test

import (
	"testing"

	"github.com/kin-go/kin/html"
)

func itself[T any](v T) T { return v }

func TestEachWritesItsItemsInOrder(t *testing.T) {
	list := html.Each([]string{"a", "b"}, itself, func(s string) html.Node { return html.Li(html.Text(s)) })
	writes(t, html.Ul(list), "<ul><li>a</li><li>b</li></ul>")
	writes(t, html.Ul(html.Each(nil, itself[int], func(int) html.Node { return html.Li() })), "<ul></ul>")
}

func TestEachCallsItsFunctionAtOnce(t *testing.T) {
	called := 0
	html.Each([]int{1, 2, 3}, itself, func(int) html.Node { called++; return nil })
	if called != 3 {
		t.Errorf("the function was called %d times", called)
	}
}

func TestEachKeepsTheKeys(t *testing.T) {
	type (
		serial  int64
		name    string
		version uint8
	)
	same(t, []int64{-7, 700}, "-7", "700")
	same(t, []int{8}, "8")
	same(t, []string{"a b"}, "a b")
	same(t, []uint64{18446744073709551615}, "18446744073709551615")
	same(t, []serial{9}, "9")
	same(t, []version{10}, "10")
	same(t, []name{"n"}, "n")
}

// same fails the test unless the keys of a list are these, and its nodes stand beside them.
func same[K html.Key](t *testing.T, items []K, want ...string) {
	t.Helper()
	is := html.Each(items, itself, func(k K) html.Node { return html.Textf("%v", k) })
	if is.Len() != len(want) {
		t.Fatalf("there are %d items, want %d", is.Len(), len(want))
	}
	for i := range is.Len() {
		if key, n := is.At(i); key != want[i] || n != html.Text(want[i]) {
			t.Errorf("item %d is %q, %v, want %q", i, key, n, want[i])
		}
	}
}
