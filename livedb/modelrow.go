package livedb

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/live/graph"
)

// A modelRow is a row: its columns, what its holders hold, and what is known of it beside that.
type modelRow struct {
	fields  []int
	hidden  []int // fields that are not exported
	keys    [][]int
	history func(row any) kin.History
	read    *gathered // where rows that are read are gathered
}

// What a row begins with.
const (
	rowRead    = 1 << iota // it is in the database
	rowWas                 // the row as it was read follows
	rowLinks               // changes of relationships follow
	rowMarks               // how it was read follows
	rowUnknown = 0
)

// Encode implements graph.Special.
func (m modelRow) Encode(e *graph.Encoder, v reflect.Value) error {
	if !v.CanAddr() {
		v = copyOf(v)
	}
	h := m.history(v.Addr().Interface())
	if h.Attached {
		e.LeavesOut(errAttached)
	}
	for _, i := range m.hidden {
		if !v.Field(i).IsZero() {
			e.LeavesOut(fmt.Errorf("%s.%s is not kept", v.Type(), v.Type().Field(i).Name))
		}
	}
	what := whatOf(h)
	e.Uint(what)
	if err := m.columns(e, v); err != nil || what == rowUnknown {
		return err
	}
	if what&rowMarks != 0 {
		for _, n := range h.Marks {
			e.Uint(n)
		}
	}
	if what&rowWas != 0 {
		if err := m.columns(e, reflect.ValueOf(h.Was).Elem()); err != nil {
			return err
		}
	}
	if what&rowLinks != 0 {
		return encodeLinks(e, h.Links)
	}
	return nil
}

var errAttached = errors.New("a session that is open has rows of it")

func whatOf(h kin.History) (what uint64) {
	if !h.Read {
		return rowUnknown
	}
	what = rowRead
	if h.Was != nil {
		what |= rowWas
	}
	if h.Links != nil {
		what |= rowLinks
	}
	if h.Marks != [3]uint64{} {
		what |= rowMarks
	}
	return what
}

func (m modelRow) columns(e *graph.Encoder, v reflect.Value) error {
	for _, i := range m.fields {
		if err := e.Value(v.Field(i)); err != nil {
			return fmt.Errorf("%s.%s: %w", v.Type(), v.Type().Field(i).Name, err)
		}
	}
	return nil
}

func encodeLinks(e *graph.Encoder, links []kin.Link) error {
	e.Uint(uint64(len(links)))
	for _, l := range links {
		e.String(l.Field)
		e.Uint(bit(l.Set, 1) | bit(l.OldKnown, 2) | bit(l.Replaced, 4) | bit(l.Old != nil, 8))
		if l.Old != nil {
			if err := e.Value(reflect.ValueOf(l.Old)); err != nil {
				return err
			}
		}
		for _, rows := range [][]any{l.Added, l.Removed} {
			e.Uint(uint64(len(rows)))
			for _, row := range rows {
				if err := e.Value(reflect.ValueOf(row)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func bit(set bool, n uint64) uint64 {
	if set {
		return n
	}
	return 0
}

// Decode implements graph.Special.
func (m modelRow) Decode(d *graph.Decoder, v reflect.Value) error {
	what := d.Uint()
	if err := m.readColumns(d, v); err != nil || what == rowUnknown {
		return err
	}
	row := v.Addr().Interface()
	h := kin.History{Read: true}
	if what&rowMarks != 0 {
		for i := range h.Marks {
			h.Marks[i] = d.Uint()
		}
	}
	if what&rowWas != 0 {
		was := reflect.New(v.Type())
		if err := m.readColumns(d, was.Elem()); err != nil {
			return err
		}
		h.Was = was.Interface()
	}
	if what&rowLinks != 0 {
		var err error
		if h.Links, err = decodeLinks(d, v); err != nil {
			return err
		}
	}
	switch {
	case !m.hasKey(v): // it was taken from the row
	case what == rowRead:
		m.read.plain = append(m.read.plain, row)
	default:
		m.read.changed = append(m.read.changed, changedRow{row, h})
	}
	return nil
}

func (m modelRow) hasKey(v reflect.Value) bool {
	return slices.ContainsFunc(m.keys, func(key []int) bool { return !v.FieldByIndex(key).IsZero() })
}

func (m modelRow) readColumns(d *graph.Decoder, v reflect.Value) error {
	for _, i := range m.fields {
		if err := d.Value(v.Field(i)); err != nil {
			return err
		}
	}
	return nil
}

func decodeLinks(d *graph.Decoder, v reflect.Value) (links []kin.Link, err error) {
	for range d.Uint() {
		l := kin.Link{Field: d.String()}
		holder := v.FieldByName(l.Field)
		if !holder.IsValid() || !isOne(holder.Type()) && !isMany(holder.Type()) {
			return nil, fmt.Errorf("%s has no relationship %q", v.Type(), l.Field)
		}
		end := held(holder.Type())
		if isMany(holder.Type()) {
			end = end.Elem()
		}
		flags := d.Uint()
		l.Set, l.OldKnown, l.Replaced = flags&1 != 0, flags&2 != 0, flags&4 != 0
		if flags&8 != 0 {
			if l.Old, err = decodeEnd(d, end); err != nil {
				return nil, err
			}
		}
		for _, rows := range []*[]any{&l.Added, &l.Removed} {
			for range d.Uint() {
				row, err := decodeEnd(d, end)
				if err != nil {
					return nil, err
				}
				*rows = append(*rows, row)
			}
		}
		links = append(links, l)
	}
	return links, nil
}

// decodeEnd reads a pointer to a row.
func decodeEnd(d *graph.Decoder, pointer reflect.Type) (any, error) {
	row := reflect.New(pointer).Elem()
	if err := d.Value(row); err != nil {
		return nil, err
	}
	return row.Interface(), nil
}
