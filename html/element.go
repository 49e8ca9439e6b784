package html

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// An Element is an element with its attributes and content. The zero value is none, and an
// error when it is written.
type Element struct{ it *element }

// element is what a node points at: an interface holds a pointer without a copy of its own.
type element struct {
	tag     *tag
	content []Node
}

// noElement is the zero Element.
var noElement = element{tag: &tag{}}

// El is an element by its name, for those that have no function: custom elements, SVG. The
// name is checked when the element is written.
func El(name string, content ...Node) Element { return made(&tag{name: name}, content) }

// made is an element with room for its content in one piece of memory. The content is copied, so
// that the list of arguments need not be kept, and can stay on the stack of the caller.
//
//nolint:mnd // the case says how many
func made(t *tag, content []Node) Element {
	switch len(content) {
	case 0:
		return Element{&element{tag: t}}
	case 1:
		e := &struct {
			element
			room [1]Node
		}{room: [1]Node(content)}
		e.tag, e.content = t, e.room[:]
		return Element{&e.element}
	case 2:
		e := &struct {
			element
			room [2]Node
		}{room: [2]Node(content)}
		e.tag, e.content = t, e.room[:]
		return Element{&e.element}
	case 3:
		e := &struct {
			element
			room [3]Node
		}{room: [3]Node(content)}
		e.tag, e.content = t, e.room[:]
		return Element{&e.element}
	case 4:
		e := &struct {
			element
			room [4]Node
		}{room: [4]Node(content)}
		e.tag, e.content = t, e.room[:]
		return Element{&e.element}
	case 5:
		e := &struct {
			element
			room [5]Node
		}{room: [5]Node(content)}
		e.tag, e.content = t, e.room[:]
		return Element{&e.element}
	case 6:
		e := &struct {
			element
			room [6]Node
		}{room: [6]Node(content)}
		e.tag, e.content = t, e.room[:]
		return Element{&e.element}
	case 7:
		e := &struct {
			element
			room [7]Node
		}{room: [7]Node(content)}
		e.tag, e.content = t, e.room[:]
		return Element{&e.element}
	case 8:
		e := &struct {
			element
			room [8]Node
		}{room: [8]Node(content)}
		e.tag, e.content = t, e.room[:]
		return Element{&e.element}
	}
	return Element{&element{t, append([]Node(nil), content...)}}
}

// parts are an element's tag and content; those of the zero value are empty.
func (e Element) parts() *element {
	if e.it == nil {
		return &noElement
	}
	return e.it
}

// Name is the element's name: div.
func (e Element) Name() string { return e.parts().tag.name }

// Attributes are the element's attributes in their order, those in fragments included.
func (e Element) Attributes() []Attribute {
	all, _ := gathered(nil, e.parts().content)
	return all
}

// Content is what stands between the element's tags, in its order, that of fragments
// included.
func (e Element) Content() []Node { return contentOf(nil, e.parts().content) }

// With is the element with more attributes and content at its end.
func (e Element) With(more ...Node) Element {
	return made(e.parts().tag, slices.Concat(e.parts().content, more))
}

// Without is the element without the attributes of these names.
func (e Element) Without(names ...string) Element {
	return made(e.parts().tag, filtered(e.parts().content, func(n Node) bool {
		a, attribute := n.(Attribute)
		return !attribute || !slices.Contains(names, a.Name())
	}))
}

// Emptied is the element with its attributes, and without content.
func (e Element) Emptied() Element {
	return made(e.parts().tag, filtered(e.parts().content, func(n Node) bool {
		switch n.(type) {
		case Attribute, Bound:
			return true
		}
		return false
	}))
}

// filtered is the nodes, those in fragments included, of which keep says so.
func filtered(content []Node, keep func(Node) bool) []Node {
	out := make([]Node, 0, len(content))
	for _, n := range content {
		if f, ok := n.(Fragment); ok {
			out = append(out, Fragment(filtered(f, keep)))
		} else if keep(n) {
			out = append(out, n)
		}
	}
	return out
}

// Attribute is the value of the attribute with this name, and whether there is one.
func (e Element) Attribute(name string) (value string, found bool) {
	return attributeIn(e.parts().content, name)
}

func attributeIn(content []Node, name string) (string, bool) {
	for _, n := range content {
		switch n := n.(type) {
		case Attribute:
			if strings.EqualFold(n.Name(), name) {
				return n.Value(), true
			}
		case Fragment:
			if value, found := attributeIn(n, name); found {
				return value, true
			}
		}
	}
	return "", false
}

// elementKind is what an element may contain.
type elementKind uint8

const (
	unchecked elementKind = iota // made by El: its name decides when it is written
	plain                        // anything
	verbatim                     // anything, but a first newline has to be doubled
	void                         // nothing, and it has no end tag
	empty                        // nothing
	textOnly                     // text, without elements: tags in it would be shown
	longText                     // as textOnly, with the newline of verbatim
)

// kinds are the elements that are not plain.
var kinds = map[string]elementKind{
	"area": void, "base": void, "br": void, "col": void, "embed": void, "hr": void, "img": void, "input": void,
	"link": void, "meta": void, "source": void, "track": void, "wbr": void,
	"title": textOnly, "textarea": longText,
	"pre": verbatim, "listing": verbatim,
	"iframe": empty,
}

// programs are elements that El refuses: what stands in them is not HTML, so that
// no escape would help.
var programs = []string{"script", "style", "xmp", "plaintext", "noembed", "noframes"}

// checked is the kind of an element that El made.
func (t *tag) checked() (elementKind, error) {
	if t.kind != unchecked {
		return t.kind, nil
	}
	return t.checkedByName()
}

func (t *tag) checkedByName() (elementKind, error) {
	if !isName(t.name) || strings.ContainsAny(t.name, ":_") {
		return plain, fmt.Errorf("%q is not the name of an element", t.name)
	}
	name := strings.ToLower(t.name)
	if slices.Contains(programs, name) {
		return plain, fmt.Errorf("El makes no %s: what stands in it is not HTML; there are Script, for a file, and Style", name)
	}
	if kind, ok := kinds[name]; ok {
		return kind, nil
	}
	return plain, nil
}

func (e Element) appendTo(w *writer, in elementKind) error {
	t := e.parts().tag
	if in == textOnly {
		return errors.New("there can be text only, and no element " + t.name)
	}
	kind, err := t.checked()
	if err != nil {
		return err
	}
	if w.weft == nil {
		err = e.appendWhole(w, kind)
	} else {
		err = w.weft.element(w, e, kind)
	}
	if err != nil {
		return within(t.name, err)
	}
	return nil
}

func (e Element) appendWhole(w *writer, kind elementKind) error {
	t := e.it.tag
	w.page = t.appendStart(w.page)
	if err := w.attributes(e); err != nil {
		return err
	}
	w.page = append(w.page, '>')
	if kind == plain {
		if err := w.content(e.it.content, plain, false); err != nil {
			return err
		}
	} else if err := e.appendContent(w, kind); err != nil || kind == void {
		return err
	}
	w.page = t.appendStop(w.page)
	return nil
}

func (e Element) appendContent(w *writer, kind elementKind) error {
	start := len(w.page)
	if err := w.content(e.it.content, kind.inside(), false); err != nil {
		return err
	}
	if (kind == void || kind == empty) && len(w.page) > start {
		return errors.New("it can have no content")
	}
	if (kind == verbatim || kind == longText) && len(w.page) > start && w.page[start] == '\n' {
		w.page = slices.Insert(w.page, start, '\n') // a parser drops the first one
	}
	return nil
}

// inside is what the content of an element has to know of it.
func (k elementKind) inside() elementKind {
	if k == textOnly || k == longText {
		return textOnly
	}
	return plain
}

// content appends nodes one after the other. Attributes among them have been written with
// their element; where there is none around them, they are wrong.
func (w *writer) content(content []Node, in elementKind, outside bool) error {
	if w.weft == nil {
		for _, n := range content {
			if err := w.oneOf(n, in, outside); err != nil {
				return err
			}
		}
		return nil
	}
	here := w.weft.place
	for i, n := range content {
		w.weft.place, w.weft.base = here.Step(uint64(i)), here
		if err := w.oneOf(n, in, outside); err != nil {
			return err
		}
	}
	w.weft.place = here
	return nil
}

// oneOf appends a node of a content.
func (w *writer) oneOf(n Node, in elementKind, outside bool) error {
	switch n := n.(type) {
	case Element: // the most are this or the next, which are found faster than an interface is
		return n.appendTo(w, in)
	case text:
		return n.appendTo(w, in)
	case Attribute, Bound:
		if !outside {
			return nil
		}
	case Fragment:
		return w.content(n, in, outside)
	}
	return w.node(n, in)
}

// contentOf appends what is no attribute, and no fragment.
func contentOf(out, content []Node) []Node {
	for _, n := range content {
		switch n := n.(type) {
		case nil, Attribute, Bound:
		case Fragment:
			out = contentOf(out, n)
		default:
			out = append(out, n)
		}
	}
	return out
}

// isName says whether s can be the name of an attribute: no parser reads anything else
// in it. Elements have two characters less.
func isName(s string) bool {
	for i := range len(s) {
		if !isLetter(s[i]) && (i == 0 || !isInner(s[i])) {
			return false
		}
	}
	return s != "" && s[len(s)-1] != '-'
}

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

func isInner(c byte) bool { return '0' <= c && c <= '9' || strings.IndexByte("-_:.", c) >= 0 }
