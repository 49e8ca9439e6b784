package sqlite

import (
	"errors"
	"fmt"
	"math"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/query"
)

// largeText is from how many bytes on a bound text is not kept with its statement.
const largeText = 4096

// bind gives a statement its arguments.
func (l *link) bind(s *statement, params []compile.Param, args []query.Value) error {
	if len(params) != s.params {
		return fmt.Errorf("the statement has %d placeholders, and %d are given an argument", s.params, len(params))
	}
	for i := range params {
		if params[i].Arg >= len(args) {
			return fmt.Errorf("placeholder %d takes argument %d of %d", i+1, params[i].Arg+1, len(args))
		}
		if err := l.bindOne(s, i+1, &params[i], &args[params[i].Arg]); err != nil {
			return fmt.Errorf("argument %d: %w", params[i].Arg+1, err)
		}
	}
	return nil
}

func (l *link) bindOne(s *statement, n int, p *compile.Param, v *query.Value) error {
	switch v.Kind {
	case query.Null:
		return s.BindNull(n)
	case query.Int, query.Bool:
		return s.BindInt64(n, int64(v.N))
	case query.Uint:
		return s.bindUint(n, v.N)
	case query.Float:
		return s.bindFloat(n, v.Float64())
	case query.Text, query.JSON:
		return s.bindText(n, v.S)
	case query.Blob:
		s.large = s.large || len(v.S) > largeText
		return s.BindBlob(n, []byte(v.S))
	case query.Time:
		return s.bindTime(n, v)
	case query.ListKeys:
		return l.bindKeys(s, n, p, v.Keys)
	}
	return fmt.Errorf("kind %d of value is not known", v.Kind)
}

func (s *statement) bindText(n int, text string) error {
	s.large = s.large || len(text) > largeText
	return s.BindText(n, text)
}

func (s *statement) bindUint(n int, u uint64) error {
	if err := fitsInteger(u); err != nil {
		return err
	}
	return s.BindInt64(n, int64(u))
}

func fitsInteger(u uint64) error {
	if u > math.MaxInt64 {
		return fmt.Errorf("the number %d is above %d, the greatest integer of SQLite: store it as text or bytes", u, math.MaxInt64)
	}
	return nil
}

var errNaN = errors.New("the float NaN has no form in SQLite, which would store NULL")

func (s *statement) bindFloat(n int, f float64) error {
	if math.IsNaN(f) {
		return errNaN
	}
	return s.BindFloat(n, f)
}

func (s *statement) bindTime(n int, v *query.Value) error {
	var buffer [len(timeForm)]byte
	text, err := appendTime(buffer[:0], v.T)
	if err != nil {
		return err
	}
	return s.BindText(n, string(text))
}

func (l *link) bindKeys(s *statement, n int, p *compile.Param, keys *query.KeyList) error {
	if integerKeys(p.Keys) {
		numbers, err := integers(keys)
		if err != nil {
			return err
		}
		s.large = true // the slice is not kept with the statement
		return s.BindPointer(n, numbers)
	}
	text, err := appendKeys(l.keys[:0], keys, p.Keys)
	if err != nil {
		return err
	}
	l.keys = text
	return s.bindText(n, string(text))
}

// integers is a list of keys as a slice: of numbers, or of values where one may be NULL.
func integers(keys *query.KeyList) (any, error) {
	if len(keys.Rows) == 0 {
		return keys.Ints, nil
	}
	all := make([]any, 0, keys.Len())
	for _, n := range keys.Ints {
		all = append(all, n)
	}
	for i, key := range keys.Rows {
		n, err := integerOf(key)
		if err != nil {
			return nil, fmt.Errorf("key %d of %d: %w", i+1, keys.Len(), err)
		}
		all = append(all, n)
	}
	return all, nil
}

func integerOf(key []query.Value) (any, error) {
	if len(key) != 1 {
		return nil, fmt.Errorf("it has %d values for 1 columns", len(key))
	}
	switch v := &key[0]; v.Kind {
	case query.Null:
		return nil, nil
	case query.Int, query.Bool:
		return int64(v.N), nil
	case query.Uint:
		return int64(v.N), fitsInteger(v.N)
	}
	return nil, errors.New("it is no integer and its column is one")
}
