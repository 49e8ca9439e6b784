package html

import "errors"

// A Loom knows what a page leaves open, for the reader the page is written for.
type Loom interface {
	// Bind gives the attributes for the values that are bound to an element; in is the region that it is or
	// stands in.
	Bind(values []any, on Element, at, in Place) ([]Attribute, error)
	// Fill gives the content of a Hole.
	Fill(value any, at, in Place) (Node, error)
	// Enter is told of each form, input, select, option, textarea and button before it is written,
	// and gives what is written in its stead: most often the same.
	Enter(control Element, at, in Place) (Element, error)
	// Leave is told when it has been written, and gives what follows it, or nil.
	Leave(control Element) (Node, error)
	// Kept gives the region of a Memo whose value is still the same, if the reader has it.
	Kept(at Place, value any) (Region, bool)
}

// A Region is a part of a page that can be compared and replaced by itself: the root, an item
// of Each, a Memo, a Keyed. It is one element, with an id that no other element has: its own, or one that
// follows from its place. Where an item is not one element, it belongs to the region around it.
// Options of a select are no regions; they are too small.
type Region struct {
	Place      Place
	ID         string
	Tag        string // the element's name
	Start, End int    // where it stands in the page, its ends included
	Up         int    // the region around it, as an index; -1 for none
	Memo       any    // the value of the Memo, or nil
	Kept       bool   // it is the same as the last time, and was not written
}

// A Cloth is a woven page: all of it as Render would write it, with the ids of regions and
// what the Loom gave, and its regions in the order in which they begin.
type Cloth struct {
	HTML    []byte
	Regions []Region
}

// Weave writes a page for a reader. root is where its places begin. The bytes and regions of
// an earlier cloth are used again; nil makes new ones.
func Weave(page Node, loom Loom, root Place, reuse *Cloth) (Cloth, error) {
	w := writer{weft: &weft{loom: loom, place: root, up: -1}}
	if reuse != nil {
		w.page, w.weft.regions = reuse.HTML[:0], reuse.Regions[:0]
	}
	err := w.weft.region(&w, page, plain)
	if err != nil {
		err = within("", err)
	}
	return Cloth{w.page, w.weft.regions}, err
}

// AppendStub appends an element that stands for a region that has not changed.
func (r Region) AppendStub(page []byte) []byte {
	page = append(append(page, '<'), r.Tag...)
	page = appendEscaped(append(page, ` id="`...), r.ID, inAttribute)
	page = append(page, `" data-keep>`...)
	if kinds[r.Tag] == void {
		return page
	}
	return append(append(append(page, "</"...), r.Tag...), '>')
}

// A weft is the state of a weaving.
type weft struct {
	loom    Loom
	place   Place // of the node that is written
	base    Place // what a key beside it is added to
	regions []Region
	up      int  // the region that is written
	opens   bool // the next element is a region
	made    any  // the value of the Memo that made it
}

// region writes a node as a region, if it is one element.
func (f *weft) region(w *writer, n Node, in elementKind) error {
	f.opens = false
	switch n := n.(type) {
	case Element:
		f.opens = in == plain && n.Name() != "option"
	case Fragment:
		if only := contentOf(nil, n); len(only) == 1 && len(n) == 1 {
			return f.region(w, only[0], in)
		}
	}
	err := w.node(n, in)
	f.opens, f.made = false, nil
	return err
}

// element writes an element, as a region if it is one.
func (f *weft) element(w *writer, e Element, kind elementKind) (err error) {
	here, up, opens := f.place, f.up, f.opens
	f.opens = false
	if opens {
		f.up = len(f.regions)
		f.regions = append(f.regions, Region{Place: here, Tag: e.it.tag.name, Start: len(w.page), Up: up, Memo: f.made})
		f.made = nil
	}
	if isControl(e.it.tag.name) {
		err = f.control(w, e, kind)
	} else {
		err = e.appendWhole(w, kind)
	}
	if opens {
		f.regions[f.up].End = len(w.page)
	}
	f.place, f.up = here, up
	return err
}

// isControl says whether a Loom is asked for an element.
func isControl(name string) bool {
	switch name {
	case "form", "input", "select", "option", "textarea", "button":
		return true
	}
	return false
}

func (f *weft) control(w *writer, e Element, kind elementKind) error {
	here := f.place
	given, err := f.loom.Enter(e, here, f.in())
	if err != nil {
		return err
	}
	if given.it == nil {
		return errors.New("the loom gave nothing in its stead")
	}
	if err := given.appendWhole(w, kind); err != nil {
		return err
	}
	after, err := f.loom.Leave(e)
	if err != nil || after == nil {
		return err
	}
	f.place = here.Step(1 << 32) // no content has as many nodes
	return w.node(after, plain)
}

// bound gives an element its id, if it is a region, and the attributes that are bound to it, if some are.
func (f *weft) bound(e Element, all []Attribute, some bool) ([]Attribute, error) {
	if f.up >= 0 && f.regions[f.up].ID == "" {
		all = f.named(all)
	}
	if !some {
		return all, nil
	}
	more, err := f.loom.Bind(boundTo(nil, e.it.content), e, f.place, f.in())
	return append(all, more...), err
}

// in is the place of the region that is written.
func (f *weft) in() Place {
	if f.up < 0 {
		return 0
	}
	return f.regions[f.up].Place
}

// named gives the region that begins here its id.
func (f *weft) named(all []Attribute) []Attribute {
	r := &f.regions[f.up]
	for _, a := range all {
		if a.Name() == "id" && a.Value() != "" {
			r.ID = a.Value()
			return all
		}
	}
	r.ID = string(r.Place.AppendText([]byte("k")))
	return append(all, ID(r.ID))
}

// items writes each item at the place of its key. Items with one key are told apart by their order.
func (f *weft) items(w *writer, is Items, in elementKind) error {
	here := f.place
	number := numbering(is.list)
	for i, one := range is.list {
		f.place = one.key.in(here)
		if nth := number(i); nth > 0 {
			f.place = f.place.Step(nth)
		}
		f.base = f.place
		if err := f.region(w, one.node, in); err != nil {
			return err
		}
	}
	f.place = here
	return nil
}

// numbering says of the i-th key how many before it are the same. It is asked in order.
func numbering(list []item) func(i int) uint64 {
	const few = 16
	if len(list) <= few {
		return func(i int) (n uint64) {
			for _, before := range list[:i] {
				if before.key == list[i].key {
					n++
				}
			}
			return n
		}
	}
	seen := make(map[itemKey]uint64, len(list))
	return func(i int) uint64 {
		seen[list[i].key]++
		return seen[list[i].key] - 1
	}
}

func (f *weft) keyed(w *writer, k keyed, in elementKind) error {
	return f.at(f.base.Key(k.key), func() error { return f.region(w, k.node, in) })
}

func (f *weft) memo(w *writer, m memo, in elementKind) error {
	return f.at(f.base.Key(m.key), func() error {
		if r, ok := f.loom.Kept(f.place, m.value); ok {
			r.Start, r.End, r.Up, r.Kept = len(w.page), len(w.page), f.up, true
			f.regions = append(f.regions, r)
			return nil
		}
		n := m.make()
		f.made = m.value
		return f.region(w, n, in)
	})
}

// at writes something at a place of its own.
func (f *weft) at(place Place, write func() error) error {
	here := f.place
	f.place, f.base = place, place
	err := write()
	f.place = here
	return err
}
