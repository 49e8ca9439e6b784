package html

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// An Attribute is an attribute of the element among whose arguments it stands. Elsewhere it is an
// error.
type Attribute struct{ it *attribute }

// attribute is what a node points at: an interface holds a pointer without a copy of its own.
type attribute struct {
	name  *attributeName
	value string
}

// noName is that of the zero Attribute.
var noName attributeName

// Attr is an attribute by its name, for those that have no function. Name and value are checked
// when it is written, as those of functions are: a URL in Attr("href", …) is a URL.
func Attr(name, value string) Attribute { return spelled("", name, value) }

func (a Attribute) name() *attributeName {
	if a.it == nil {
		return &noName
	}
	return a.it.name
}

// Data is an attribute of your own: data-name.
func Data(name, value string) Attribute { return spelled("data-", name, value) }

// Aria is an attribute for readers who cannot see the page: Aria("label", "Close") is
// aria-label.
func Aria(name, value string) Attribute { return spelled("aria-", name, value) }

// Name is the attribute's name: href.
func (a Attribute) Name() string { return a.name().text }

// Value is the attribute's value as it was given, before it is checked and escaped.
func (a Attribute) Value() string {
	if a.it == nil {
		return ""
	}
	return a.it.value
}

// attributeKind is what a value means, which decides what is dangerous in it.
type attributeKind uint8

const (
	unknown   attributeKind = iota // made by Attr: its name decides when it is written
	words                          // text
	flag                           // the attribute is there or it is not
	address                        // a URL
	addresses                      // URLs with the sizes they are for
	classes                        // words that add up
	refused                        // nothing that could be escaped
)

// meanings are the attributes whose value is not just text.
var meanings = map[string]attributeKind{
	"href": address, "src": address, "action": address, "formaction": address, "poster": address, "cite": address,
	"data": address, "background": address, "manifest": address, "longdesc": address, "ping": address, "icon": address,
	"codebase": address, "classid": address, "archive": address, "profile": address, "xlink:href": address, "xml:base": address,
	"srcset": addresses, "imagesrcset": addresses,
	"class":  classes,
	"srcdoc": refused, "style": refused,
}

// reaching are attributes that reach for another one: a value that names a URL would get
// round its check.
var reaching = map[string][]string{
	"http-equiv":    {"refresh"},
	"attributename": {"href", "xlink:href"},
}

// checked is what an attribute that Attr made means.
func (a Attribute) checked() (attributeKind, error) {
	if a.it != nil && a.it.name.kind != unknown {
		return a.it.name.kind, nil
	}
	return a.checkedByName()
}

func (a Attribute) checkedByName() (attributeKind, error) {
	given := a.name()
	if !isName(given.text) {
		return words, fmt.Errorf("%q is not the name of an attribute", given.text)
	}
	name := strings.ToLower(given.text)
	if strings.HasPrefix(name, "on") || meanings[name] == refused {
		return words, fmt.Errorf("the attribute %s is refused: its value is a program and not text", given.text)
	}
	if slices.Contains(reaching[name], strings.ToLower(strings.TrimSpace(a.it.value))) {
		return words, fmt.Errorf("the attribute %s is refused with the value %q: it would hide a URL", given.text, a.it.value)
	}
	if kind, ok := meanings[name]; ok {
		return kind, nil
	}
	return words, nil
}

// gathered appends the attributes that stand in a content, and says whether some are bound.
func gathered(out []Attribute, content []Node) (all []Attribute, bound bool) {
	for _, n := range content {
		switch n := n.(type) {
		case Attribute:
			out = append(out, n)
		case Bound:
			bound = true
		case Fragment:
			var more bool
			out, more = gathered(out, n)
			bound = bound || more
		}
	}
	return out, bound
}

// attributes appends an element's attributes.
func (w *writer) attributes(e Element) error {
	var few [12]Attribute // stays on the stack
	all, bound := gathered(few[:0], e.it.content)
	switch {
	case w.weft != nil:
		var err error
		if all, err = w.weft.bound(e, all, bound); err != nil {
			return err
		}
	case bound:
		return errDead
	}
	for i, a := range all {
		kind, err := a.checked()
		if err != nil {
			return err
		}
		if !a.first(all[:i]) {
			if kind != classes {
				return fmt.Errorf("the attribute %s is given twice", a.it.name.text)
			}
			continue
		}
		w.page = a.it.name.appendStart(w.page, kind)
		if kind == flag {
			continue
		}
		w.page = appendEscaped(w.page, a.written(kind, e), inAttribute)
		if kind == classes {
			w.page = a.appendMore(w.page, all[i+1:])
		}
		w.page = append(w.page, '"')
	}
	return nil
}

// written is the value that is written for an attribute of an element.
func (a Attribute) written(kind attributeKind, e Element) string {
	switch kind {
	case address:
		return safeURL(a.it.value, a.it.name.text == "src" && e.it.tag.name == "img")
	case addresses:
		return safeCandidates(a.it.value)
	}
	return a.it.value
}

// appendMore appends the values of the attributes with the name of this one that stand after it.
func (a Attribute) appendMore(page []byte, after []Attribute) []byte {
	for _, b := range after {
		if a.same(b) {
			page = appendEscaped(append(page, ' '), b.it.value, inAttribute)
		}
	}
	return page
}

// first says that no attribute before this one has its name. A parser keeps the first of
// two, and nobody would see the second.
func (a Attribute) first(before []Attribute) bool {
	return !slices.ContainsFunc(before, a.same)
}

// same says that two attributes have one name. Those that Attr made may be spelled in any case.
func (a Attribute) same(b Attribute) bool {
	x, y := a.it.name, b.it.name
	if x == y || x.start != "" && y.start != "" { // of functions: each has a name of its own
		return x == y
	}
	return len(x.text) == len(y.text) && strings.EqualFold(x.text, y.text)
}

func (a Attribute) appendTo(*writer, elementKind) error {
	return errors.New("the attribute " + a.Name() + " stands outside of an element")
}
