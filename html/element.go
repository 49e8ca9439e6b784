package html

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// An Element is an element with its attributes and content. The zero value is none, and an
// error when it is written.
type Element struct {
	name    string
	kind    elementKind
	content []Node
}

// El is an element by its name, for those that have no function: custom elements, SVG. The
// name is checked when the element is written.
func El(name string, content ...Node) Element { return Element{name: name, content: content} }

// Name is the element's name: div.
func (e Element) Name() string { return e.name }

// Attributes are the element's attributes in their order, those in fragments included.
func (e Element) Attributes() []Attribute { return attributesOf(nil, e.content) }

// Content is what stands between the element's tags, in its order, that of fragments
// included.
func (e Element) Content() []Node { return contentOf(nil, e.content) }

// With is the element with more attributes and content at its end.
func (e Element) With(more ...Node) Element {
	e.content = append(slices.Clone(e.content), more...)
	return e
}

// Without is the element without the attributes of these names.
func (e Element) Without(names ...string) Element {
	e.content = filtered(e.content, func(n Node) bool {
		a, attribute := n.(Attribute)
		return !attribute || !slices.Contains(names, a.name)
	})
	return e
}

// Emptied is the element with its attributes, and without content.
func (e Element) Emptied() Element {
	e.content = filtered(e.content, func(n Node) bool {
		switch n.(type) {
		case Attribute, Bound:
			return true
		}
		return false
	})
	return e
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
	return attributeIn(e.content, name)
}

func attributeIn(content []Node, name string) (string, bool) {
	for _, n := range content {
		switch n := n.(type) {
		case Attribute:
			if strings.EqualFold(n.name, name) {
				return n.value, true
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
func (e Element) checked() (elementKind, error) {
	if e.kind != unchecked {
		return e.kind, nil
	}
	if !isName(e.name) || strings.ContainsAny(e.name, ":_") {
		return plain, fmt.Errorf("%q is not the name of an element", e.name)
	}
	name := strings.ToLower(e.name)
	if slices.Contains(programs, name) {
		return plain, fmt.Errorf("El makes no %s: what stands in it is not HTML; there are Script, for a file, and Style", name)
	}
	if kind, ok := kinds[name]; ok {
		return kind, nil
	}
	return plain, nil
}

func (e Element) appendTo(w *writer, in elementKind) error {
	if in == textOnly {
		return errors.New("there can be text only, and no element " + e.name)
	}
	kind, err := e.checked()
	if err != nil {
		return err
	}
	if w.weft == nil {
		err = e.appendWhole(w, kind)
	} else {
		err = w.weft.element(w, e, kind)
	}
	if err != nil {
		return within(e.name, err)
	}
	return nil
}

func (e Element) appendWhole(w *writer, kind elementKind) error {
	w.page = append(w.page, '<')
	w.page = append(w.page, e.name...)
	if err := w.attributes(e); err != nil {
		return err
	}
	w.page = append(w.page, '>')
	if err := e.appendContent(w, kind); err != nil || kind == void {
		return err
	}
	w.page = append(w.page, "</"...)
	w.page = append(w.page, e.name...)
	w.page = append(w.page, '>')
	return nil
}

func (e Element) appendContent(w *writer, kind elementKind) error {
	start := len(w.page)
	if err := w.content(e.content, kind.inside(), false); err != nil {
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
func (w *writer) content(content []Node, in elementKind, outside bool) (err error) {
	var here Place
	if w.weft != nil {
		here = w.weft.place
	}
	for i, n := range content {
		if w.weft != nil {
			w.weft.place, w.weft.base = here.Step(uint64(i)), here
		}
		switch n := n.(type) {
		case Attribute, Bound:
			if outside {
				err = w.node(n, in)
			}
		case Fragment:
			err = w.content(n, in, outside)
		default:
			err = w.node(n, in)
		}
		if err != nil {
			return err
		}
	}
	if w.weft != nil {
		w.weft.place = here
	}
	return nil
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
