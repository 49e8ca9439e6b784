package html_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/kin-go/kin/html"
)

// loom writes what it is asked as attributes, and keeps the memos it is told to.
type loom struct {
	kept   map[html.Place]html.Region
	asked  []string
	places []html.Place
}

func (l *loom) Bind(values []any, on html.Element, at, _ html.Place) ([]html.Attribute, error) {
	l.places = append(l.places, at)
	if values[0] == "wrong" {
		return nil, errors.New("wrong")
	}
	return []html.Attribute{html.Data("on", fmt.Sprint(values...)+" "+on.Name())}, nil
}

func (l *loom) Fill(value any, _, _ html.Place) (html.Node, error) {
	return html.Text(fmt.Sprintf("<%v>", value)), nil
}

func (l *loom) Enter(control html.Element, _, _ html.Place) (html.Element, error) {
	l.asked = append(l.asked, "+"+control.Name())
	if control.Name() == "textarea" {
		return html.Textarea(html.Text("another")), nil
	}
	return control, nil
}

func (l *loom) Leave(control html.Element) (html.Node, error) {
	l.asked = append(l.asked, "-"+control.Name())
	if control.Name() == "input" {
		return html.Small(html.Text("after")), nil
	}
	return nil, nil
}

func (l *loom) Kept(at html.Place, value any) (html.Region, bool) {
	r, ok := l.kept[at]
	return r, ok && r.Memo == value
}

// woven is a page woven by a loom that has kept nothing.
func woven(t testing.TB, n html.Node) html.Cloth {
	t.Helper()
	c, err := html.Weave(n, &loom{}, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// withoutIDs is a cloth as Render would have written it.
func withoutIDs(c html.Cloth) string {
	page := string(c.HTML)
	for _, r := range c.Regions {
		page = strings.ReplaceAll(page, ` id="`+r.ID+`"`, "")
	}
	return page
}

func item(n int) html.Node { return html.Li(html.Textf("%d", n)) }

func TestAWovenPageIsThatOfRenderWithIDs(t *testing.T) {
	n := html.Main(html.H1(html.Text("a & b")), html.Each([]int{1, 2}, itself, item), html.Memo(3, 3, func() html.Node { return html.P() }))
	if got, want := withoutIDs(woven(t, n)), written(t, n); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestItemsMemosAndKeyedAreRegions(t *testing.T) {
	c := woven(t, html.Main(
		html.Ul(html.Each([]int{7, 8}, itself, item)),
		html.Each([]int{7}, itself, func(int) html.Node { return html.Group(html.P(html.ID("own"), html.Keyed("in", html.B()))) }),
		html.Memo("m", 1, func() html.Node { return html.Hr() }),
		html.Each([]int{1}, itself, func(int) html.Node { return html.Text("no element") }),
		html.Each([]int{1}, itself, func(int) html.Node { return html.Group(html.P(), html.P()) }),
		html.Select(html.Each([]int{1}, itself, func(int) html.Node { return html.Option() })),
	))
	var got []string
	for _, r := range c.Regions {
		around := ""
		if r.Up >= 0 {
			around = c.Regions[r.Up].Tag
		}
		part := string(c.HTML[r.Start:r.End])
		if !strings.HasPrefix(part, "<"+r.Tag+` id="`+r.ID+`"`) {
			t.Errorf("the region %s is %s", r.ID, part)
		}
		got = append(got, around+">"+r.Tag)
	}
	if want := ">main main>li main>li main>p p>b main>hr"; strings.Join(got, " ") != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if c.Regions[3].ID != "own" {
		t.Errorf("an item with an id has the id %s", c.Regions[3].ID)
	}
}

func TestThePlaceOfAnItemFollowsItsKeyAndNotItsPosition(t *testing.T) {
	ids := func(items ...int) (ids []string) {
		for _, r := range woven(t, html.Ul(html.If(false, html.Hr()), html.Each(items, itself, item))).Regions[1:] {
			ids = append(ids, r.ID)
		}
		return ids
	}
	before, after := ids(1, 2, 3), ids(9, 3, 1)
	if before[0] != after[2] || before[2] != after[1] {
		t.Errorf("before %q, after %q", before, after)
	}
	if twice := ids(1, 1, 2); twice[0] != before[0] || twice[1] == twice[0] || twice[2] != before[1] {
		t.Errorf("items with one key: %q", twice)
	}
	many := make([]int, 40)
	seen := map[string]bool{}
	for _, id := range ids(many...) {
		seen[id] = true
	}
	if len(seen) != len(many) {
		t.Errorf("%d items with one key have %d ids", len(many), len(seen))
	}
}

func TestTheSameKeyElsewhereIsAnotherPlace(t *testing.T) {
	memo := func(n int) html.Node { return html.Memo(n, n, func() html.Node { return html.P() }) }
	c := woven(t, html.Main(
		html.Div(html.Each([]int{1, 2}, itself, memo)), html.Div(html.Each([]int{1, 2}, itself, memo)),
		html.Div(memo(1)), html.Div(memo(1)), html.Div(html.Keyed(1, html.P())),
		html.Div(html.Each([]string{"", "\x00", "12345678", "123456789", "1234567890123456", "12345678901234567"}, itself, func(string) html.Node { return html.P() })),
	))
	seen := map[html.Place]bool{}
	for _, r := range c.Regions {
		seen[r.Place] = true
	}
	if len(seen) != len(c.Regions) || len(seen) != 1+4+3+6 {
		t.Errorf("%d regions have %d places", len(c.Regions), len(seen))
	}
}

func TestAKeyBesideOthersDoesNotDependOnItsPosition(t *testing.T) {
	one := woven(t, html.Main(html.Keyed("a", html.P())))
	two := woven(t, html.Main(html.Hr(), html.Text("x"), html.Keyed("a", html.P())))
	if one.Regions[1].ID != two.Regions[1].ID {
		t.Error("the id has changed")
	}
}

func TestAnotherRootGivesOtherPlaces(t *testing.T) {
	a, _ := html.Weave(html.P(), &loom{}, 1, nil)
	b, _ := html.Weave(html.P(), &loom{}, 2, nil)
	if a.Regions[0].ID == b.Regions[0].ID {
		t.Error("the ids are the same")
	}
}

func TestAMemoThatIsKeptIsNotMade(t *testing.T) {
	made := 0
	page := func(value int) html.Node {
		return html.Ul(html.Each([]int{1}, itself, func(int) html.Node {
			return html.Memo(1, value, func() html.Node { made++; return html.Li(html.Each([]int{1}, itself, item)) })
		}))
	}
	first := woven(t, page(5))
	l := &loom{kept: map[html.Place]html.Region{first.Regions[1].Place: first.Regions[1]}}
	for _, value := range []int{5, 6} {
		c, err := html.Weave(page(value), l, 1, &first)
		if err != nil || made != value-4 {
			t.Errorf("with the value %d it was made %d times, error %v", value, made, err)
		}
		if r := c.Regions[1]; r.Kept != (value == 5) || r.ID != l.kept[r.Place].ID || r.Up != 0 || r.Memo == nil {
			t.Errorf("the region is %+v", r)
		}
	}
}

func TestBoundAttributesAreResolvedWhereTheyStand(t *testing.T) {
	l := &loom{}
	button := func(n int) html.Node { return html.Button(html.Group(html.Bind("a"), html.Text("x")), html.Bind(n)) }
	c, err := html.Weave(html.Div(button(1), html.Each([]int{1, 2}, itself, button)), l, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := withoutIDs(c), `<div><button data-on="a1 button">x</button><button data-on="a1 button">x</button><button data-on="a2 button">x</button></div>`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if l.places[0] == l.places[1] || l.places[1] == l.places[2] {
		t.Errorf("the places are %v", l.places)
	}
}

func TestHolesAreFilledAndControlsReplaced(t *testing.T) {
	l := &loom{}
	c, err := html.Weave(html.Form(html.Input(html.Name("a")), html.Leave(7), html.Textarea(html.Text("one"))), l, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := withoutIDs(c), `<form><input name="a"><small>after</small>&lt;7&gt;<textarea>another</textarea></form>`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := strings.Join(l.asked, " "); got != "+form +input -input +textarea -textarea -form" {
		t.Errorf("it was asked %s", got)
	}
}

func TestWhatOnlyALivePageHasIsRefusedByRender(t *testing.T) {
	refuses(t, html.P(html.Button(html.Bind(1))), "in p > button", "live page")
	refuses(t, html.P(html.Group(html.Bind(1))), "in p", "live page")
	refuses(t, html.P(html.Leave(1)), "in p", "live page")
	refuses(t, html.Bind(1), "live page")
	_, err := html.Weave(html.P(html.Each([]int{1}, itself, func(int) html.Node { return html.Bind(1) })), &loom{}, 1, nil)
	if err == nil || !strings.Contains(err.Error(), "outside of an element") {
		t.Errorf("the error is %v", err)
	}
	if html.Bind(1).Value() != 1 || html.Leave(2).Value() != 2 {
		t.Error("the values are lost")
	}
}

func TestAnErrorOfTheLoomHasItsPlace(t *testing.T) {
	_, err := html.Weave(html.Main(html.P(html.Bind("wrong"))), &loom{}, 1, nil)
	if err == nil || err.Error() != "html: in main > p: wrong" {
		t.Errorf("the error is %v", err)
	}
}

func TestRegionsAreFoundInsideOfOtherPackagesNodes(t *testing.T) {
	c := woven(t, html.Main(wrapper{html.Ul(html.Each([]int{1, 2}, itself, item))}))
	if len(c.Regions) != 3 {
		t.Errorf("there are %d regions", len(c.Regions))
	}
}

func TestAStubIsAnEmptyElementWithTheID(t *testing.T) {
	for _, k := range []struct {
		r    html.Region
		want string
	}{
		{html.Region{Tag: "li", ID: "k1"}, `<li id="k1" data-keep></li>`},
		{html.Region{Tag: "img", ID: `a"<`}, `<img id="a&#34;&lt;" data-keep>`},
	} {
		if got := string(k.r.AppendStub(nil)); got != k.want {
			t.Errorf("got %s, want %s", got, k.want)
		}
	}
}

func BenchmarkWeave(b *testing.B) {
	posts := feedPosts()
	var c html.Cloth
	b.ReportAllocs()
	for b.Loop() {
		var err error
		if c, err = html.Weave(feed(posts), &loom{}, 1, &c); err != nil {
			b.Fatal(err)
		}
	}
}
