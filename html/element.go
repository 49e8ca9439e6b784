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

func (e Element) appendTo(page []byte, in elementKind) ([]byte, error) {
	if in == textOnly {
		return page, errors.New("there can be text only, and no element " + e.name)
	}
	kind, err := e.checked()
	if err != nil {
		return page, err
	}
	if page, err = e.appendWhole(page, kind); err != nil {
		return page, within(e.name, err)
	}
	return page, nil
}

func (e Element) appendWhole(page []byte, kind elementKind) ([]byte, error) {
	page = append(page, '<')
	page = append(page, e.name...)
	page, err := appendAttributes(page, e)
	if err != nil {
		return page, err
	}
	page = append(page, '>')
	if page, err = e.appendContent(page, kind); err != nil || kind == void {
		return page, err
	}
	page = append(page, "</"...)
	page = append(page, e.name...)
	return append(page, '>'), nil
}

func (e Element) appendContent(page []byte, kind elementKind) ([]byte, error) {
	start := len(page)
	page, err := appendContent(page, e.content, kind.inside())
	if err != nil {
		return page, err
	}
	if (kind == void || kind == empty) && len(page) > start {
		return page, errors.New("it can have no content")
	}
	if (kind == verbatim || kind == longText) && len(page) > start && page[start] == '\n' {
		page = slices.Insert(page, start, '\n') // a parser drops the first one
	}
	return page, nil
}

// inside is what the content of an element has to know of it.
func (k elementKind) inside() elementKind {
	if k == textOnly || k == longText {
		return textOnly
	}
	return plain
}

// appendContent appends what is no attribute.
func appendContent(page []byte, content []Node, in elementKind) (_ []byte, err error) {
	for _, n := range content {
		switch n := n.(type) {
		case Attribute:
		case Fragment:
			page, err = appendContent(page, n, in)
		default:
			page, err = appendNode(page, n, in)
		}
		if err != nil {
			return page, err
		}
	}
	return page, nil
}

// contentOf appends what is no attribute, and no fragment.
func contentOf(out, content []Node) []Node {
	for _, n := range content {
		switch n := n.(type) {
		case nil, Attribute:
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
