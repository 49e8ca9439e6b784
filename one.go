package kin

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"

	"github.com/kin-go/kin/internal/mapping"
)

type toOne[O, T any] = mapping.ToOne[O, T]

// A One is the row at the other end of a relationship of O to one T: a field of O. Its zero
// value is not loaded.
//
// Reading never takes more than memory unless a context is given: Get reads what is loaded,
// Load loads. Set changes it in memory, and the other end with it; the next flush writes it.
type One[O, T any] struct{ toOne[O, T] }

// To is a One that holds a row, for literals: &Flag{Post: kin.To[Flag](post)}. It takes part
// from Session.Add on. A nil row is nobody.
func To[O, T any](row *T) One[O, T] { return One[O, T]{mapping.OneOf[O](row)} }

// Get is the related row, or nil where there is none. It panics with *NotLoadedError if the
// relationship is not loaded, and with *RaiseError if the query forbade it.
func (h *One[O, T]) Get() *T {
	if s := mapping.ScalarOf(&h.toOne); !s.Loaded() {
		mustBePresent[O, T](s.Absence(), false)
	}
	return mapping.Target(&h.toOne)
}

// Loaded says whether there is something to Get, perhaps nil.
func (h *One[O, T]) Loaded() bool { return mapping.ScalarOf(&h.toOne).Loaded() }

// Load gives the related row, or nil where there is none, and loads it by the strategy of
// the query that brought its row if that was not done. Errors: *RaiseError where it is
// forbidden, *DetachedError where no open session has the row.
func (h *One[O, T]) Load(ctx context.Context) (*T, error) {
	s := mapping.ScalarOf(&h.toOne)
	if !s.Loaded() {
		in, r := s.Place()
		if err := loadRelationship(ctx, in, r, ends[O, T](false)); err != nil {
			return nil, err
		}
	}
	return mapping.Target(&h.toOne), nil
}

// Set assigns the related row; nil is nobody. Nothing is loaded for it.
func (h *One[O, T]) Set(row *T) { mapping.ScalarOf(&h.toOne).Set(mapping.Pointer(row)) }

// IsZero says that there is nothing to write as JSON: nothing is loaded, or it leads back to
// its own row. It is for `json:",omitzero"`.
func (h One[O, T]) IsZero() bool {
	s := mapping.ScalarOf(&h.toOne)
	return !s.Loaded() || s.LeadsBack()
}

// MarshalJSON writes the related row with all that is loaded below it; what leads back to a row
// on the way is left out. A relationship that is not loaded is an error, never null.
func (h One[O, T]) MarshalJSON() ([]byte, error) {
	s := mapping.ScalarOf(&h.toOne)
	if !s.Loaded() {
		return nil, notWritten(ends[O, T](false))
	}
	return marshalHolder(reflect.ValueOf(mapping.Target(&h.toOne)), s.OwnRow(), reflect.TypeFor[O]())
}

// UnmarshalJSON reads a row, which is a new one for the session.
func (h *One[O, T]) UnmarshalJSON(text []byte) error {
	var row *T
	if err := json.Unmarshal(text, &row); err != nil {
		return errors.Join(errors.New("reading "+ends[O, T](false).String()), err)
	}
	h.Set(row)
	return nil
}
