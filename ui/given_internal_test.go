package ui

import (
	"testing"

	"github.com/kin-go/kin/html"
)

// A page is compared with what it was before by the places of its nodes.
func TestAnOptionThatComesAndGoesLeavesOtherNodesInTheirPlaces(t *testing.T) {
	for _, danger := range []bool{false, true} {
		bound := html.Bind("handler")
		g := sorted(color|size, []html.Node{html.If(danger, Red), Size3, html.Group(html.If(danger, Blue), html.Text("a")), bound})
		if len(g.rest) != 4 || g.rest[0] != nil || g.rest[1] != nil || g.rest[3] != html.Node(bound) {
			t.Errorf("danger %v: the nodes became %v", danger, g.rest)
		}
		inner, ok := g.rest[2].(html.Fragment)
		if !ok || len(inner) != 2 || inner[0] != nil || inner[1] != html.Text("a") {
			t.Errorf("danger %v: the fragment became %v", danger, g.rest[2])
		}
	}
}

func TestWhatIsBoundGoesWithTheAttributes(t *testing.T) {
	attributes, content := attributesApart([]html.Node{html.Text("a"), html.Group(html.Bind("handler"), html.Text("b")), html.ID("x")})
	if len(attributes) != 2 || len(content) != 3 || content[2] != nil {
		t.Errorf("the attributes are %v, the content is %v", attributes, content)
	}
	if !isNothing(html.Fragment{nil, html.Fragment{nil}}) || isNothing(content) {
		t.Error("what is nothing is not told from what is something")
	}
}
