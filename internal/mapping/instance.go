package mapping

import (
	"context"
	"unsafe"
)

// An Instance is what a session knows of one row: where it is, what it looked like
// when read, where it came from, and what was changed of its relationships. It
// outlives the session, which it reaches through its box.
type Instance struct {
	Row     unsafe.Pointer // the row itself
	Was     unsafe.Pointer // the row as read, nil where no snapshot is kept
	Mapping *Mapping
	Box     *Box
	Origin  *Origin
	changes *changes
	marks   uint64 // two bits for each relationship: its Mark while it is not loaded
	partial uint32 // one bit for each relationship: loaded with a filter or a limit
	Life    Life
	Expired bool // columns are read again by the next query that meets the row
	Partial bool // Columns: some columns were not read; never written
}

// Life is the state of an instance.
type Life uint8

// The states of an instance. The zero value is a row no session has known.
const (
	Transient Life = iota
	Pending
	Persistent
	Deleted  // marked: the next flush deletes it
	Gone     // deleted and flushed, until the transaction ends
	Detached // its session closed
	Prototype
)

var lifeNames = [...]string{"transient", "pending", "persistent", "deleted", "deleted", "detached", "a prototype"}

func (l Life) String() string { return lifeNames[l] }

// A Box leads from an instance to its open session; Close empties it, so that a row
// that is kept keeps neither session nor identity map alive.
type Box struct{ Session Session }

// A Session is what a holder needs of the session of its row.
type Session interface {
	// LoadRelationship loads one relationship of one row by its strategy.
	LoadRelationship(ctx context.Context, in *Instance, r *Relationship) error
	// Known is the instance of a row that the session has, or nil; no I/O.
	Known(m *Mapping, k Key) *Instance
	// Remember keeps a row that no open session has as it is, before the change of a row that
	// this session knows reaches it: a transaction that is given up puts it back.
	Remember(m *Mapping, row unsafe.Pointer)
}

// Session is the open session of the instance, or nil.
func (in *Instance) Session() Session {
	if in.Box == nil {
		return nil
	}
	return in.Box.Session
}

// Attached says whether an open session holds the instance.
func (in *Instance) Attached() bool { return in.Session() != nil }

// An Origin is where rows came from: shared by all rows that one part of one
// query brought.
type Origin struct {
	Query string // the query, in words
	Path  string // where in it, and by which strategy; "" for the query itself
	By    string
	Run   uint64 // the run of a query; the first to reach a row in a run decides
	Plan  any    // the loading node that brought the row; the loading package reads it
	Group []*Instance
	Reads [maxRelationships]uint8 // peers: how often each relationship was read
}

// Words is where the rows came from, for messages.
func (o *Origin) Words() string {
	if o.Path == "" {
		return o.Query
	}
	return o.Query + " at " + o.Path + " (" + o.By + ")"
}

// Mark says what reading an unloaded relationship means.
type Mark uint8

// The marks.
const (
	Open      Mark = iota // load when asked
	Forbid                // raise
	ForbidSQL             // raise_on_sql
	LeftEmpty             // noload
)

// Strategy is the word of the tag that makes the mark.
func (k Mark) Strategy() string { return [...]string{"select", "raise", "raise_on_sql", "noload"}[k] }

// Mark is the mark of a relationship of the instance.
func (in *Instance) Mark(r *Relationship) Mark { return Mark(in.marks >> (2 * r.Slot) & 3) }

// SetMarks replaces all marks of the instance.
func (in *Instance) SetMarks(marks uint64) { in.marks = marks }

// SetMark changes the mark of one relationship.
func (in *Instance) SetMark(r *Relationship, k Mark) {
	in.marks = in.marks&^(3<<(2*r.Slot)) | MarkBits(r.Slot, k)
}

// MarkBits is a mark at its place among the marks of an instance.
func MarkBits(slot int, k Mark) uint64 { return uint64(k) << (2 * slot) }

// SetFiltered records that a relationship was loaded with a filter or a limit, so
// that what it holds says nothing about what exists.
func (in *Instance) SetFiltered(r *Relationship, filtered bool) {
	in.partial &^= 1 << r.Slot
	if filtered {
		in.partial |= 1 << r.Slot
	}
}

// Filtered says that the loaded relationship may hold less than exists.
func (in *Instance) Filtered(r *Relationship) bool { return in.partial>>r.Slot&1 != 0 }

// NewInstance makes an instance for a row that the user made, and binds the row.
func NewInstance(m *Mapping, row unsafe.Pointer) *Instance {
	in := &Instance{Row: row, Mapping: m}
	return in
}

// Bind ties the row's anchor and holders to the instance.
func (in *Instance) Bind() { in.Mapping.bind(in) }

// Unbind leaves the row as one that no session knows, with its holders filled as a
// literal's.
func (in *Instance) Unbind() {
	in.Mapping.anchor(in.Row).instance = nil
	for _, r := range in.Mapping.Relationships {
		if r.Many {
			c := r.collection(in.Row)
			if c.rows != nil {
				c.instance = fresh
			} else {
				c.instance = nil
			}
			continue
		}
		s := r.scalar(in.Row)
		if s.value != nil {
			s.instance = fresh
		} else {
			s.instance = nil
		}
	}
}

// Keep makes the row as it is now the row as read: a new snapshot.
func (in *Instance) Keep() {
	if in.Was == nil {
		in.Was = in.Mapping.newRow()
	}
	in.Mapping.copyAll(in.Was, in.Row)
	for _, c := range in.Mapping.deep {
		c.codec.copy(c.at(in.Was), c.at(in.Row))
	}
}

// CopyColumns copies every column of one row to another.
func (m *Mapping) CopyColumns(to, from unsafe.Pointer) {
	for _, c := range m.Columns {
		c.codec.copy(c.at(to), c.at(from))
	}
}

// Revert puts the row's columns back to the snapshot.
func (in *Instance) Revert() {
	if in.Was == nil {
		return
	}
	for _, c := range in.Mapping.Columns {
		c.codec.copy(c.at(in.Row), c.at(in.Was))
	}
}

// Changed appends the columns that differ from the snapshot.
func (in *Instance) Changed(out []*Column) []*Column {
	if in.Was == nil {
		return out
	}
	for _, c := range in.Mapping.Columns {
		if !c.codec.equal(c.at(in.Row), c.at(in.Was)) {
			out = append(out, c)
		}
	}
	return out
}

// Dirty says whether any column differs from the snapshot.
func (in *Instance) Dirty() bool {
	if in.Was == nil {
		return false
	}
	for _, c := range in.Mapping.Columns {
		if !c.codec.equal(c.at(in.Row), c.at(in.Was)) {
			return true
		}
	}
	return false
}

// Reading is how the row was read, in numbers: its marks, which relationships are filtered, and what else would
// be lost.
func (in *Instance) Reading() [3]uint64 {
	const partial, expired = 1, 2
	out := [3]uint64{in.marks, uint64(in.partial), 0}
	if in.Partial {
		out[2] |= partial
	}
	if in.Expired {
		out[2] |= expired
	}
	return out
}

// SetReading makes the row one that was read so.
func (in *Instance) SetReading(how [3]uint64) {
	const partial, expired = 1, 2
	in.marks, in.partial = how[0], uint32(how[1])
	in.Partial, in.Expired = how[2]&partial != 0, how[2]&expired != 0
}
