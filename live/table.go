package live

import (
	"fmt"
	"hash/maphash"
	"slices"
	"sync"

	"github.com/kin-go/kin/html"
)

// A table is what the server knows of the page that a browser shows: its regions and what is
// bound in them.
type table struct {
	records  map[html.Place]record
	bindings map[html.Place]*binding  // nil after a rest: see visit.bound
	seals    map[html.Place][2]sealed // then: those of the bindings in forms
}

// A record is a region as the browser has it. Most regions are small, and there are many: what only some
// have stands apart.
type record struct {
	hash uint64
	more *details
}

// details are what is to know of a region beside its hash.
type details struct {
	parts    []string  // the components in it
	controls []control // the fields in it that matter

	// Of a Memo and of what stands in one, so that it can be kept:
	id, tag  string
	memo     any
	refs     []html.Place // what is bound in it
	children []html.Place
}

// A control is a field of a form.
type control struct {
	in     html.Place // the region it stands in
	form   html.Place // the form it stands in
	formID string     // or the id of the form it belongs to
	name   string
	value  string
	hidden bool
}

func newTable(like table) table {
	return table{make(map[html.Place]record, len(like.records)), make(map[html.Place]*binding, len(like.bindings)), nil}
}

// keep takes over a region that was not written again, with all in it.
func (t *table) keep(before table, at html.Place) {
	r, known := before.records[at]
	if !known {
		return
	}
	t.records[at] = r
	if r.more == nil {
		return
	}
	for _, ref := range r.more.refs {
		t.bindings[ref] = before.bindings[ref]
	}
	for _, child := range r.more.children {
		t.keep(before, child)
	}
}

// seed is that of all hashes. They are compared within one process only.
var seed = maphash.MakeSeed()

// A weave is a page that was written and not yet sent.
type weave struct {
	cloth html.Cloth
	kids  [][]int // the regions that stand in each region
	after table
	title string
	lists bool      // there is a List on the page
	done  []command // what has become of lists
}

// cloths are pages that were sent, to write others in.
var cloths = sync.Pool{New: func() any { return new(html.Cloth) }}

// release gives the page back when all of it has been copied. A page that was huge is left to the collector.
func (w *weave) release() {
	const most = 256 << 10
	if cap(w.cloth.HTML) > most {
		return
	}
	clear(w.cloth.Regions)
	cloths.Put(&html.Cloth{HTML: w.cloth.HTML, Regions: w.cloth.Regions})
	w.cloth = html.Cloth{}
}

// children finds which regions stand in which.
func children(regions []html.Region) [][]int {
	kids := make([][]int, len(regions))
	for i, r := range regions {
		if r.Up >= 0 {
			kids[r.Up] = append(kids[r.Up], i)
		}
	}
	return kids
}

// hash is that of a region without the regions in it, of which only the names count.
func (w *weave) hash(i int) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	r := w.cloth.Regions[i]
	at := r.Start
	for _, k := range w.kids[i] {
		kid := w.cloth.Regions[k]
		h.Write(w.cloth.HTML[at:kid.Start])
		h.WriteString(kid.ID)
		h.WriteByte(0)
		at = kid.End
	}
	h.Write(w.cloth.HTML[at:r.End])
	return h.Sum64()
}

// record enters the regions into the table.
func (w *weave) record(before table, loom *weaver) error {
	ids := make(map[string]struct{}, len(w.cloth.Regions))
	controls := map[html.Place][]control{}
	for _, c := range loom.controls {
		controls[c.in] = append(controls[c.in], c)
	}
	memoed := make([]bool, len(w.cloth.Regions))
	for i, r := range w.cloth.Regions {
		if _, twice := ids[r.ID]; twice {
			return fmt.Errorf("live: two regions of the page have the id %q: a change of one would be shown in the other", r.ID)
		}
		ids[r.ID] = struct{}{}
		if r.Kept {
			w.after.keep(before, r.Place)
			continue
		}
		memoed[i] = r.Memo != nil || r.Up >= 0 && memoed[r.Up]
		more := &details{parts: loom.parts[r.Place], controls: controls[r.Place]}
		if memoed[i] {
			more.id, more.tag, more.memo, more.refs = r.ID, r.Tag, r.Memo, loom.refs[r.Place]
			for _, k := range w.kids[i] {
				more.children = append(more.children, w.cloth.Regions[k].Place)
			}
		} else if more.parts == nil && more.controls == nil {
			more = nil
		}
		hash := uint64(1) // of a list, which changes by commands alone
		if !loom.lists[r.Place] {
			hash = w.hash(i)
		}
		w.after.records[r.Place] = record{hash, more}
	}
	return nil
}

// patches are the regions to send to a browser that shows what before says: each that has
// changed, once. A region in it that has not changed is a stub.
func (w *weave) patches(before table) (list [][2]string) {
	changed := func(i int) bool {
		r := w.cloth.Regions[i]
		if r.Kept {
			return false
		}
		old, known := before.records[r.Place]
		return !known || old.hash != w.after.records[r.Place].hash
	}
	var walk func(i int)
	var assemble func(page []byte, i int, stubs *[]int) []byte
	assemble = func(page []byte, i int, stubs *[]int) []byte {
		r := w.cloth.Regions[i]
		at := r.Start
		for _, k := range w.kids[i] {
			kid := w.cloth.Regions[k]
			page = append(page, w.cloth.HTML[at:kid.Start]...)
			if changed(k) {
				page = assemble(page, k, stubs)
			} else {
				page = kid.AppendStub(page)
				*stubs = append(*stubs, k)
			}
			at = kid.End
		}
		return append(page, w.cloth.HTML[at:r.End]...)
	}
	walk = func(i int) {
		if !changed(i) {
			for _, k := range w.kids[i] {
				walk(k)
			}
			return
		}
		var stubs []int
		page := assemble(nil, i, &stubs)
		list = append(list, [2]string{w.cloth.Regions[i].ID, string(page)})
		for _, k := range stubs {
			walk(k)
		}
	}
	if len(w.cloth.Regions) > 0 {
		walk(0)
	}
	return list
}

// sealed are the values of the hidden fields of a form, by name.
type sealed map[string][]string

// seal computes what each form's hidden fields hold, and checks that a form has the fields that its
// handler cannot do without.
func (w *weave) seal(before table, strict bool) error {
	byForm := map[html.Place][]control{}
	byID := map[string][]control{}
	for _, r := range w.after.records {
		if r.more == nil {
			continue
		}
		for _, c := range r.more.controls {
			if c.formID != "" {
				byID[c.formID] = append(byID[c.formID], c)
			} else {
				byForm[c.form] = append(byForm[c.form], c)
			}
		}
	}
	for ref, b := range w.after.bindings {
		if b.form == 0 {
			continue
		}
		controls := byForm[b.form]
		if b.formID != "" {
			controls = append(slices.Clone(controls), byID[b.formID]...)
		}
		now := sealedIn(controls)
		b.sealed = [2]sealed{now, now}
		if old, known := before.sealed(ref); known {
			b.sealed[1] = old[0]
		}
		if strict && b.handler.event == "submit" {
			if err := complete(b, controls); err != nil {
				return err
			}
		}
	}
	return nil
}

// sealed is what a bound form has held.
func (t *table) sealed(ref html.Place) (s [2]sealed, known bool) {
	if b := t.bindings[ref]; b != nil {
		return b.sealed, true
	}
	s, known = t.seals[ref]
	return s, known
}

// sealedIn are the names that hidden fields alone have.
func sealedIn(controls []control) sealed {
	var s sealed
	for _, c := range controls {
		if c.hidden && !slices.ContainsFunc(controls, func(o control) bool { return o.name == c.name && !o.hidden }) {
			if s == nil {
				s = sealed{}
			}
			s[c.name] = append(s[c.name], c.value)
		}
	}
	for _, values := range s {
		slices.Sort(values)
	}
	return s
}

func complete(b *binding, controls []control) error {
	for _, name := range required(b.handler.form) {
		if !slices.ContainsFunc(controls, func(c control) bool { return c.name == name }) {
			return fmt.Errorf("live: a form for %s has no field with the name %q, which %s requires: it could never be accepted; add the field, or take %q from the tag validate",
				b.handler.form, name, b.handler.form, "required")
		}
	}
	return nil
}

// holds says whether what came back for the hidden fields is what was written.
func (s sealed) holds(values map[string][]string) bool {
	for name, want := range s {
		got := slices.Sorted(slices.Values(values[name]))
		if !slices.Equal(got, want) {
			return false
		}
	}
	return true
}
