package html

import (
	"fmt"
	"io"
)

// A Node is a part of a page: an Element, an Attribute, text, several of them, or
// whatever else can write itself. Nil is a node too, and is nothing.
type Node interface {
	// Render writes the node. The error is that of the writer, or says what is wrong
	// with the node.
	Render(w io.Writer) error
}

// A Fragment is several nodes in a row, without an element around them. Attributes
// in a fragment belong to the element in which it stands.
type Fragment []Node

// Group makes one node of several.
func Group(nodes ...Node) Fragment { return nodes }

// If is the node, or nothing where the condition is false. The node is made in any case:
// where that would go wrong, take When.
func If(condition bool, n Node) Node {
	if !condition {
		return nil
	}
	return n
}

// When is what the function gives, or nothing where the condition is false. The function
// is called at once, and only if the condition is true.
func When(condition bool, f func() Node) Node {
	if !condition {
		return nil
	}
	return f()
}

// text is text that is escaped when it is written.
type text string

// Text is text: whatever it holds, the reader sees it as it is.
func Text(s string) Node { return text(s) }

// Textf is Text of what fmt.Sprintf makes.
func Textf(format string, values ...any) Node { return text(fmt.Sprintf(format, values...)) }

// markup is written as it is.
type markup string

// Unsafe is markup that is written as it is. Whoever may choose a part of s may run scripts
// in the name of every reader: give it constants, and what a sanitizer has cleaned.
func Unsafe(s string) Node { return markup(s) }

// doctype is the line that keeps browsers out of quirks mode.
type doctype struct{}

// Document is a whole page: the doctype and the element html with this content.
//
//	html.Document(html.Lang("en"),
//		html.Head(html.Meta(html.Charset("utf-8")), html.Title(html.Text("Posts"))),
//		html.Body(…),
//	)
func Document(content ...Node) Fragment {
	return Fragment{doctype{}, made(tagHTML, content)}
}
