package kin

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"

	"github.com/kin-go/kin/internal/mapping"
)

type toMany[O, T any] = mapping.ToMany[O, T]

// A Many is the rows at the other end of a relationship of O to many T: a field of O. Its
// zero value is not loaded.
//
// Its rows are in the order of the relationship (order_by=), else in that of their primary
// keys. Changes append and take out; the order is what the next load gives.
type Many[O, T any] struct{ toMany[O, T] }

// Of is a Many that holds rows, for literals: &Post{Flags: kin.Of[Post](f1, f2)}. It takes
// part from Session.Add on.
func Of[O, T any](rows ...*T) Many[O, T] { return Many[O, T]{mapping.ManyOf[O](rows)} }

// Get is the related rows. The slice must not be written to: use Add, Remove and Replace. It
// panics with *NotLoadedError if the relationship is not loaded, and with *RaiseError if
// the query forbade it.
func (h *Many[O, T]) Get() []*T {
	if c := mapping.CollectionOf(&h.toMany); !c.Loaded() {
		mustBePresent[O, T](c.Absence(), true)
	}
	return mapping.Rows(&h.toMany)
}

// Loaded says whether there is something to Get, perhaps no rows.
func (h *Many[O, T]) Loaded() bool { return mapping.CollectionOf(&h.toMany).Loaded() }

// Load gives the related rows, and loads them by the strategy of the query that brought
// their owner if that was not done. Errors: see One.Load.
func (h *Many[O, T]) Load(ctx context.Context) ([]*T, error) {
	c := mapping.CollectionOf(&h.toMany)
	if !c.Loaded() {
		in, r := c.Place()
		if err := loadRelationship(ctx, in, r, ends[O, T](true)); err != nil {
			return nil, err
		}
	}
	return mapping.Rows(&h.toMany), nil
}

// Add appends rows. Nothing is loaded for it: what is not loaded learns of them when it is.
func (h *Many[O, T]) Add(rows ...*T) { mapping.CollectionOf(&h.toMany).Add(mapping.Pointers(rows)) }

// Remove takes rows out, each once. Rows that are not there stay away.
func (h *Many[O, T]) Remove(rows ...*T) {
	mapping.CollectionOf(&h.toMany).Remove(mapping.Pointers(rows))
}

// Replace makes these the rows. It panics with *RaiseError where the query forbade to read
// the relationship: what is to be removed depends on what it holds.
func (h *Many[O, T]) Replace(rows ...*T) {
	c := mapping.CollectionOf(&h.toMany)
	if a := c.Absence(); a.Reason == mapping.Forbidden {
		mustBePresent[O, T](a, true)
	}
	c.Replace(mapping.Pointers(rows))
}

// IsZero says that there is nothing to write as JSON: nothing is loaded, or it leads back to
// its own row. It is for `json:",omitzero"`.
func (h Many[O, T]) IsZero() bool {
	c := mapping.CollectionOf(&h.toMany)
	return !c.Loaded() || c.LeadsBack()
}

// MarshalJSON writes the related rows with all that is loaded below them; see One.MarshalJSON.
func (h Many[O, T]) MarshalJSON() ([]byte, error) {
	c := mapping.CollectionOf(&h.toMany)
	if !c.Loaded() {
		return nil, notWritten(ends[O, T](true))
	}
	return marshalHolder(reflect.ValueOf(mapping.Rows(&h.toMany)), c.OwnRow(), reflect.TypeFor[O]())
}

// UnmarshalJSON reads rows, which are new ones for the session.
func (h *Many[O, T]) UnmarshalJSON(text []byte) error {
	var rows []*T
	if err := json.Unmarshal(text, &rows); err != nil {
		return errors.Join(errors.New("reading "+ends[O, T](true).String()), err)
	}
	h.Replace(rows...)
	return nil
}
