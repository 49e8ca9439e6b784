package html_test

import (
	"os"

	"github.com/kin-go/kin/html"
)

func Example() {
	type post struct {
		ID          int64
		Title, Link string
	}
	posts := []post{
		{1, "Bread & butter", "/posts/1"},
		{2, "<script>alert(1)</script>", "javascript:alert(1)"},
	}

	page := html.Ul(html.Class("posts"),
		html.Each(posts, func(p post) int64 { return p.ID }, func(p post) html.Node {
			return html.Li(html.A(html.Href(p.Link), html.Text(p.Title)))
		}),
	)
	if err := page.Render(os.Stdout); err != nil {
		panic(err)
	}
	// Output: <ul class="posts"><li><a href="/posts/1">Bread &amp; butter</a></li><li><a href="about:invalid#kin">&lt;script&gt;alert(1)&lt;/script&gt;</a></li></ul>
}

// A part that may be missing.
func ExampleIf() {
	chosen := true
	option := html.Option(html.Value("7"), html.If(chosen, html.Selected()), html.Text("ann"))
	if err := option.Render(os.Stdout); err != nil {
		panic(err)
	}
	// Output: <option value="7" selected>ann</option>
}
