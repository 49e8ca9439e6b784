package html_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/kin-go/kin/html"
)

func TestAttributesAndContentStandInAnyOrder(t *testing.T) {
	writes(t, html.A(html.Text("Go "), html.Href("/posts"), html.Text("there"), html.Class("link")),
		`<a href="/posts" class="link">Go there</a>`)
}

func TestAttributesInAGroupBelongToTheElementAroundIt(t *testing.T) {
	button := html.Group(html.Type("submit"), html.Group(html.Disabled(), html.Strong(html.Text("Flag"))))
	writes(t, html.Button(html.Class("big"), button), `<button class="big" type="submit" disabled><strong>Flag</strong></button>`)
}

func TestNilIsNothing(t *testing.T) {
	writes(t, html.P(nil, html.If(false, html.Class("x")), html.Text("a"), html.Group(nil, nil)), "<p>a</p>")
}

func TestIfAndWhenLeaveOutWhatIsNotWanted(t *testing.T) {
	var nobody *struct{ Name string }
	name := func() html.Node { return html.Text(nobody.Name) }
	writes(t, html.P(html.If(true, html.ID("here")), html.When(nobody != nil, name)), `<p id="here"></p>`)
	writes(t, html.P(html.When(nobody == nil, func() html.Node { return html.Text("nobody") })), `<p>nobody</p>`)
}

func TestADocumentBeginsWithItsDoctype(t *testing.T) {
	writes(t, html.Document(html.Lang("en"), html.Head(html.Meta(html.Charset("utf-8")), html.Title(html.Text("A & B"))), html.Body()),
		`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A &amp; B</title></head><body></body></html>`)
	refuses(t, html.Body(html.Document()), "in body", "the whole page")
}

func TestUnsafeIsWrittenAsItIs(t *testing.T) {
	writes(t, html.P(html.Unsafe("<b>bold</b>")), "<p><b>bold</b></p>")
}

// stranger is a node of another package.
type stranger struct {
	says string
	err  error
}

func (s stranger) Render(w io.Writer) error {
	if _, err := io.WriteString(w, s.says); err != nil {
		return err
	}
	return s.err
}

func TestNodesOfOtherPackagesFitIn(t *testing.T) {
	writes(t, html.Div(html.Text("1"), stranger{says: "<hr>"}, html.Text("2")), "<div>1<hr>2</div>")
}

func TestAComponentThatHoldsNodesOfThisPackageFitsIn(t *testing.T) {
	writes(t, html.Ul(wrapper{html.Li(html.Text("<"))}), "<ul><li>&lt;</li></ul>")
	refuses(t, html.Ul(wrapper{html.Li(html.El("no name"))}), `html: in ul > li: "no name"`)
}

type wrapper struct{ inner html.Node }

func (c wrapper) Render(w io.Writer) error { return c.inner.Render(w) }

func TestAnErrorOfANodeIsPassedOnWithItsPlace(t *testing.T) {
	broken := errors.New("broken")
	page := html.Main(html.H1(html.Text("Posts")), html.Each([]int{1, 2}, itself, func(i int) html.Node {
		return html.Article(html.P(html.Textf("%d", i)), stranger{"half", broken})
	}))
	var b strings.Builder
	err := page.Render(&b)
	if !errors.Is(err, broken) {
		t.Fatalf("the error is %v", err)
	}
	if want := "html: in main > article: broken"; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
	if b.Len() > 0 {
		t.Errorf("it wrote %q", b.String())
	}
}

// shut is a writer that takes n bytes.
type shut struct {
	n   int
	err error
}

func (s shut) Write(p []byte) (int, error) { return min(s.n, len(p)), s.err }

func TestAnErrorOfTheWriterIsPassedOn(t *testing.T) {
	gone := errors.New("the visitor is gone")
	for _, n := range []html.Node{
		html.P(html.Text("a")), html.Text("a"), html.Unsafe("a"), html.Document(), html.Group(html.Text("a")),
		html.Each([]int{1}, itself, func(int) html.Node { return html.Br() }),
	} {
		if err := n.Render(shut{0, gone}); err != gone { //nolint:errorlint // the writer's error itself
			t.Errorf("the error is %v", err)
		}
	}
	if err := html.P(html.Text("a")).Render(shut{3, nil}); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("a short write gives %v", err)
	}
}

func TestAPageIsWrittenAtOnce(t *testing.T) {
	var c counter
	page := html.Main(html.H1(html.Text("Posts")), html.P(html.Text(strings.Repeat("long ", 10_000))))
	if err := page.Render(&c); err != nil || c != 1 {
		t.Errorf("%d writes, error %v", c, err)
	}
}

type counter int

func (c *counter) Write(p []byte) (int, error) { *c++; return len(p), nil }
