package mysql

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"math"
	"unicode/utf8"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/query"
)

// bind gives a statement its arguments. They are the link's until its next statement.
func (l *link) bind(s *statement, params []compile.Param, args []query.Value) error {
	if len(params) != s.NumInput() {
		return fmt.Errorf("the statement has %d placeholders, and %d are given an argument", s.NumInput(), len(params))
	}
	l.bound = l.bound[:0]
	for i := range params {
		if params[i].Arg >= len(args) {
			return fmt.Errorf("placeholder %d takes argument %d of %d", i+1, params[i].Arg+1, len(args))
		}
		v, err := l.value(&params[i], &args[params[i].Arg])
		if err != nil {
			return fmt.Errorf("argument %d: %w", params[i].Arg+1, err)
		}
		l.bound = append(l.bound, driver.NamedValue{Ordinal: i + 1, Value: v})
	}
	return nil
}

// value is an argument as the driver takes it. Bytes go as a string: that is the same to
// the server and copies nothing.
func (l *link) value(p *compile.Param, v *query.Value) (driver.Value, error) {
	switch v.Kind {
	case query.Null:
		return nil, nil
	case query.Int, query.Bool:
		return v.Int64(), nil
	case query.Uint:
		return v.N, nil
	case query.Float:
		return v.Float64(), finite(v.Float64())
	case query.Text, query.JSON:
		return v.S, validText(v.S)
	case query.Blob:
		return v.S, nil
	case query.Time:
		text, err := appendTime(nil, v.T)
		return string(text), err
	case query.ListKeys:
		return l.keyText(p, v.Keys)
	}
	return nil, fmt.Errorf("kind %d of value is not known", v.Kind)
}

func (l *link) keyText(p *compile.Param, keys *query.KeyList) (driver.Value, error) {
	text, err := appendKeys(l.keys[:0], keys, p.Keys)
	if err != nil {
		return nil, err
	}
	l.keys = text
	return string(text), nil
}

func finite(f float64) error {
	switch {
	case math.IsNaN(f):
		return errors.New("the float NaN has no form in MariaDB and MySQL")
	case math.IsInf(f, 0):
		return errors.New("an infinite float has no form in MariaDB and MySQL")
	}
	return nil
}

func validText(s string) error {
	if utf8.ValidString(s) {
		return nil
	}
	return errors.New("the text is not UTF-8, and columns of text hold nothing else: store it as bytes")
}
