package mapping

import (
	"slices"
	"unsafe"
)

// A Saved is what a row and its instance looked like at some moment.
type Saved struct {
	instance *Instance // nil: no session knew the row
	mapping  *Mapping
	row      unsafe.Pointer
	state    Instance       // with changes of its own
	whole    unsafe.Pointer // the whole row, holders included
	columns  unsafe.Pointer // a copy of the columns that shares nothing
	was      unsafe.Pointer // the snapshot of that moment, or nil
}

// SaveRow keeps a row that no session knows, or that another session knew.
func SaveRow(m *Mapping, row unsafe.Pointer, in *Instance, spare *Spare) Saved {
	s := Saved{mapping: m, row: row, instance: in, whole: spare.Take()}
	m.copyAll(s.whole, row)
	if in != nil {
		s.state = in.state()
	}
	return s
}

// SaveInstance keeps what a flush may change of a row: its columns, its snapshot, its state.
func SaveInstance(in *Instance, spare *Spare) Saved {
	s := Saved{mapping: in.Mapping, row: in.Row, instance: in, state: in.state(), columns: spare.Take()}
	in.Mapping.CopyColumns(s.columns, in.Row)
	if in.Was != nil && in.Life != Pending {
		s.was = spare.Take()
		in.Mapping.CopyColumns(s.was, in.Was)
	}
	return s
}

// Row is the row that was kept.
func (s *Saved) Row() unsafe.Pointer { return s.row }

// Life is the state it had.
func (s *Saved) Life() Life { return s.state.Life }

// Instance is its instance, or nil.
func (s *Saved) Instance() *Instance { return s.instance }

// Whole says that the whole row was kept, links included.
func (s *Saved) Whole() bool { return s.whole != nil }

// Leave puts a row back that a session had begun to know: its links are as they were, its
// columns as they are now.
func (s *Saved) Leave() {
	now := s.mapping.newRow()
	s.mapping.CopyColumns(now, s.row)
	s.mapping.copyAll(s.row, s.whole)
	s.mapping.CopyColumns(s.row, now)
	if s.instance != nil {
		s.instance.setState(s.state)
	}
}

// Restore puts columns, snapshot and state back as they were before a flush that failed.
func (s *Saved) Restore() {
	in := s.instance
	s.mapping.CopyColumns(s.row, s.columns)
	if s.was != nil {
		s.mapping.CopyColumns(in.Was, s.was)
	}
	was := in.Was
	in.setState(s.state)
	if s.state.Was != nil {
		in.Was = was
	}
}

// Revert puts columns and snapshot back as the database has them again after a transaction
// that was rolled back; what was changed and not flushed is gone with it.
func (s *Saved) Revert() {
	in := s.instance
	if s.was == nil { // it was new
		s.mapping.CopyColumns(s.row, s.columns)
		in.Life, in.changes = s.state.Life, nil
		return
	}
	s.mapping.CopyColumns(s.row, s.was)
	s.mapping.CopyColumns(in.Was, s.was)
	for _, r := range in.Mapping.Relationships {
		if s.state.Change(r) != nil {
			r.Unload(s.row)
		}
	}
	in.Life, in.changes = Persistent, nil
}

// state is a copy of the instance with changes of its own.
func (in *Instance) state() Instance {
	c := *in
	if in.changes != nil {
		list := make(changes, len(*in.changes))
		for i, x := range *in.changes {
			y := *x
			y.Added, y.Removed = slices.Clone(x.Added), slices.Clone(x.Removed)
			list[i] = &y
		}
		c.changes = &list
	}
	return c
}

func (in *Instance) setState(s Instance) { *in = s }
