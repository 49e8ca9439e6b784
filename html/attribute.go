package html

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// An Attribute is an attribute of the element among whose arguments it stands. Elsewhere it is an
// error.
type Attribute struct {
	name, value string
	kind        attributeKind
}

// Attr is an attribute by its name, for those that have no function. Name and value are checked
// when it is written, as those of functions are: a URL in Attr("href", …) is a URL.
func Attr(name, value string) Attribute { return Attribute{name: name, value: value} }

// Data is an attribute of your own: data-name.
func Data(name, value string) Attribute { return Attr("data-"+name, value) }

// Aria is an attribute for readers who cannot see the page: Aria("label", "Close") is
// aria-label.
func Aria(name, value string) Attribute { return Attr("aria-"+name, value) }

// Name is the attribute's name: href.
func (a Attribute) Name() string { return a.name }

// Value is the attribute's value as it was given, before it is checked and escaped.
func (a Attribute) Value() string { return a.value }

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
	if a.kind != unknown {
		return a.kind, nil
	}
	if !isName(a.name) {
		return words, fmt.Errorf("%q is not the name of an attribute", a.name)
	}
	name := strings.ToLower(a.name)
	if strings.HasPrefix(name, "on") || meanings[name] == refused {
		return words, fmt.Errorf("the attribute %s is refused: its value is a program and not text", a.name)
	}
	if slices.Contains(reaching[name], strings.ToLower(strings.TrimSpace(a.value))) {
		return words, fmt.Errorf("the attribute %s is refused with the value %q: it would hide a URL", a.name, a.value)
	}
	if kind, ok := meanings[name]; ok {
		return kind, nil
	}
	return words, nil
}

// attributesOf appends the attributes that stand in a content.
func attributesOf(out []Attribute, content []Node) []Attribute {
	for _, n := range content {
		switch n := n.(type) {
		case Attribute:
			out = append(out, n)
		case Fragment:
			out = attributesOf(out, n)
		}
	}
	return out
}

// attributes appends an element's attributes.
func (w *writer) attributes(e Element) error {
	var few [12]Attribute // stays on the stack
	all := attributesOf(few[:0], e.content)
	all, err := w.bound(e, all)
	if err != nil {
		return err
	}
	for i, a := range all {
		kind, err := a.checked()
		if err != nil {
			return err
		}
		if !a.first(all[:i]) {
			if kind != classes {
				return fmt.Errorf("the attribute %s is given twice", a.name)
			}
			continue
		}
		w.page = append(w.page, ' ')
		w.page = append(w.page, a.name...)
		if kind == classes {
			a.value = joined(a, all[i+1:])
		}
		w.page = a.appendValue(w.page, kind, e.name)
	}
	return nil
}

// first says that no attribute before this one has its name. A parser keeps the first of
// two, and nobody would see the second.
func (a Attribute) first(before []Attribute) bool {
	return !slices.ContainsFunc(before, a.same)
}

func (a Attribute) same(b Attribute) bool { return strings.EqualFold(a.name, b.name) }

// joined is the value of an attribute and of those after it with its name.
func joined(a Attribute, after []Attribute) string {
	for _, b := range after {
		if a.same(b) {
			a.value += " " + b.value
		}
	}
	return a.value
}

func (a Attribute) appendValue(page []byte, kind attributeKind, element string) []byte {
	value := a.value
	switch kind {
	case flag:
		return page
	case address:
		value = safeURL(value, element == "img" && a.name == "src")
	case addresses:
		value = safeCandidates(value)
	}
	page = append(page, '=', '"')
	page = appendEscaped(page, value, inAttribute)
	return append(page, '"')
}

func (a Attribute) appendTo(*writer, elementKind) error {
	return errors.New("the attribute " + a.name + " stands outside of an element")
}

// number is an attribute whose value is a number.
func number(name string, n int) Attribute { return Attribute{name, strconv.Itoa(n), words} }
