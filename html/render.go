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
	appendTo(w *writer, in elementKind) error
}

// A writer is a page that is being written.
type writer struct {
	page []byte
	weft *weft // what Weave needs; nil while a page is just written
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

// writers are pages to write in.
var writers = sync.Pool{New: func() any { return new(writer) }}

// keep is the largest page whose memory is kept: a page that was once huge should not hold it for
// ever.
const keep = 1 << 18

// render writes a node at once, and nothing of it if there is an error in it. What a node of
// another package contains becomes a part of the page around it.
func render(to io.Writer, n part) error {
	if around, ok := to.(*writer); ok {
		return n.appendTo(around, plain)
	}
	w := writers.Get().(*writer)
	w.page = w.page[:0]
	err := n.appendTo(w, plain)
	if err != nil {
		err = within("", err)
	} else {
		err = write(to, w.page)
	}
	if cap(w.page) <= keep {
		writers.Put(w)
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

// node appends a node that may be of another package.
func (w *writer) node(n Node, in elementKind) error {
	switch n := n.(type) {
	case nil:
		return nil
	case part:
		return n.appendTo(w, in)
	}
	if in != plain {
		return errors.New("there can be text only, and no node of another package")
	}
	return n.Render(w)
}

// Write appends what a node of another package writes.
func (w *writer) Write(p []byte) (int, error) {
	w.page = append(w.page, p...)
	return len(p), nil
}

// WriteString is Write without a copy.
func (w *writer) WriteString(p string) (int, error) {
	w.page = append(w.page, p...)
	return len(p), nil
}

func (f Fragment) appendTo(w *writer, in elementKind) error { return w.content(f, in, true) }

func (t text) appendTo(w *writer, _ elementKind) error {
	w.page = appendEscaped(w.page, string(t), inText)
	return nil
}

func (m markup) appendTo(w *writer, _ elementKind) error {
	w.page = append(w.page, m...)
	return nil
}

func (doctype) appendTo(w *writer, _ elementKind) error {
	if len(w.page) > 0 {
		return errors.New("a Document can only be the whole page")
	}
	w.page = append(w.page, "<!DOCTYPE html>"...)
	return nil
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
