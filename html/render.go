package html

import (
	"errors"
	"io"
	"sync"
)

// A part is a node of this package. It appends itself to a page, and knows what it stands in:
// plain or textOnly.
type part interface {
	Node
	appendTo(page []byte, in elementKind) ([]byte, error)
}

// Render writes the element with all it contains.
func (e Element) Render(w io.Writer) error { return render(w, e) }

// Render gives an error: an attribute stands in an element.
func (a Attribute) Render(w io.Writer) error { return render(w, a) }

// Render writes the nodes one after the other.
func (f Fragment) Render(w io.Writer) error { return render(w, f) }

// Render writes the items one after the other.
func (is Items) Render(w io.Writer) error { return render(w, is) }

func (t text) Render(w io.Writer) error    { return render(w, t) }
func (m markup) Render(w io.Writer) error  { return render(w, m) }
func (d doctype) Render(w io.Writer) error { return render(w, d) }

// pages are buffers to make pages in.
var pages = sync.Pool{New: func() any { return new([]byte) }}

// keep is the largest buffer that is kept: a page that was once huge should not
// hold its memory for ever.
const keep = 1 << 18

// render writes a node at once, and nothing of it if there is an error in it.
func render(w io.Writer, n part) error {
	buffer := pages.Get().(*[]byte)
	page, err := n.appendTo((*buffer)[:0], plain)
	if err != nil {
		err = within("", err)
	} else {
		err = write(w, page)
	}
	if cap(page) <= keep {
		*buffer = page
		pages.Put(buffer)
	}
	return err
}

func write(w io.Writer, page []byte) error {
	n, err := w.Write(page)
	if err == nil && n < len(page) {
		return io.ErrShortWrite
	}
	return err
}

// appendNode appends a node that may be of another package.
func appendNode(page []byte, n Node, in elementKind) ([]byte, error) {
	switch n := n.(type) {
	case nil:
		return page, nil
	case part:
		return n.appendTo(page, in)
	}
	if in != plain {
		return page, errors.New("there can be text only, and no node of another package")
	}
	s := sink{page}
	err := n.Render(&s)
	return s.page, err
}

// A sink is a page that can be written to.
type sink struct{ page []byte }

func (s *sink) Write(p []byte) (int, error) {
	s.page = append(s.page, p...)
	return len(p), nil
}

func (s *sink) WriteString(p string) (int, error) {
	s.page = append(s.page, p...)
	return len(p), nil
}

func (f Fragment) appendTo(page []byte, in elementKind) (_ []byte, err error) {
	for _, n := range f {
		if page, err = appendNode(page, n, in); err != nil {
			return page, err
		}
	}
	return page, nil
}

func (t text) appendTo(page []byte, _ elementKind) ([]byte, error) {
	return appendEscaped(page, string(t), inText), nil
}

func (m markup) appendTo(page []byte, _ elementKind) ([]byte, error) { return append(page, m...), nil }

func (doctype) appendTo(page []byte, _ elementKind) ([]byte, error) {
	if len(page) > 0 {
		return page, errors.New("a Document can only be the whole page")
	}
	return append(page, "<!DOCTYPE html>"...), nil
}

// A fault is an error and the elements that lead to it.
type fault struct {
	path string
	err  error
}

func (f *fault) Error() string {
	if f.path == "" {
		return "html: " + f.err.Error()
	}
	return "html: in " + f.path + ": " + f.err.Error()
}

func (f *fault) Unwrap() error { return f.err }

// within adds an element to the way that leads to an error. No element is the outermost
// place.
func within(element string, err error) error {
	below, ok := err.(*fault) //nolint:errorlint // what wraps a fault says more than the fault
	switch {
	case !ok:
		return &fault{element, err}
	case element == "" || below.path == "":
		return &fault{element + below.path, below.err}
	}
	return &fault{element + " > " + below.path, below.err}
}
