package html

import (
	"errors"
	"io"
	"strings"
)

// Style is a style sheet in the page. Nothing can be escaped in a style sheet: give it constants. A page
// with a strict Content-Security-Policy has none, and links to a file instead.
func Style(sheet string, attributes ...Attribute) Element {
	return made(tagStyle, append(contained(attributes), css(sheet)))
}

// Script is a script in a file. There is no script in a page.
func Script(src string, attributes ...Attribute) Element {
	return made(tagScript, append(contained(attributes), Src(src)))
}

func contained(attributes []Attribute) []Node {
	out := make([]Node, len(attributes), len(attributes)+1)
	for i, a := range attributes {
		out[i] = a
	}
	return out
}

// css is the content of a style element.
type css string

func (c css) Render(w io.Writer) error { return render(w, c) }

// appendTo refuses what would end the element, or hide its end.
func (c css) appendTo(w *writer, _ elementKind) error {
	if strings.Contains(string(c), "</") || strings.Contains(string(c), "<!--") {
		return errors.New("a style sheet cannot contain </ or <!--")
	}
	w.page = append(w.page, c...)
	return nil
}
