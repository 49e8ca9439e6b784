package kin

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"

	"github.com/kin-go/kin/schema"
)

// A JSON is a column that holds a value as JSON text. In JSON it is its value.
type JSON[T any] struct{ V T }

// ColumnKind says that the column holds JSON.
func (JSON[T]) ColumnKind() schema.Kind { return schema.JSON }

// Value writes the column.
func (j JSON[T]) Value() (driver.Value, error) {
	text, err := json.Marshal(j.V)
	if err != nil {
		return nil, fmt.Errorf("writing a kin.JSON[%T]: %w", j.V, err)
	}
	return string(text), nil
}

// Scan reads the column.
func (j *JSON[T]) Scan(from any) error {
	var text []byte
	switch from := from.(type) {
	case string:
		text = []byte(from)
	case []byte:
		text = from
	default:
		return fmt.Errorf("reading a kin.JSON[%T]: found %T, wanted JSON text", j.V, from)
	}
	var v T
	if err := json.Unmarshal(text, &v); err != nil {
		return fmt.Errorf("reading a kin.JSON[%T]: %w", j.V, err)
	}
	j.V = v
	return nil
}

// MarshalJSON writes the value.
func (j JSON[T]) MarshalJSON() ([]byte, error) { return json.Marshal(j.V) }

// UnmarshalJSON reads the value.
func (j *JSON[T]) UnmarshalJSON(text []byte) error { return json.Unmarshal(text, &j.V) }
