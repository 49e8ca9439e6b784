package page_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/kin-go/kin/bench/page"
)

// spelled takes away the freedom that HTML leaves: blanks between elements, and a quote in a text.
var blanks = regexp.MustCompile(`\s*(<[^>]*>)\s*`)

func spelled(page string) string {
	return strings.ReplaceAll(blanks.ReplaceAllString(page, "$1"), "&#34;no&#34;", `"no"`)
}

func TestAllWriteTheSamePage(t *testing.T) {
	var want string
	for _, w := range page.Writers {
		var b bytes.Buffer
		if err := w.Write(&b, page.Posts()); err != nil {
			t.Fatal(w.Name, err)
		}
		got := spelled(b.String())
		if want == "" {
			want = got
		}
		if !strings.EqualFold(got, want) { // DOCTYPE is spelled in either case
			t.Errorf("%s writes another page:\n%s\nnot\n%s", w.Name, got, want)
		}
	}
	if n := strings.Count(want, "<article"); n != 15 {
		t.Errorf("the page has %d posts", n)
	}
}

func BenchmarkPage(b *testing.B) {
	posts := page.Posts()
	for _, w := range page.Writers {
		b.Run(w.Name, func(b *testing.B) {
			b.ReportAllocs()
			for write := w.To(posts); b.Loop(); {
				if err := write(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
