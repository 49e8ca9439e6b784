package unitofwork

import (
	"fmt"
	"strings"

	"github.com/kin-go/kin/internal/mapping"
)

// A NilError is nil in a collection.
type NilError struct{ Relationship *mapping.Relationship }

func (e *NilError) Error() string {
	return fmt.Sprintf("flush: %s holds nil: a collection holds rows; take it out, nothing was written", e.Relationship)
}

// A RestrictError is a row that others need and that was to be deleted.
type RestrictError struct {
	Relationship *mapping.Relationship
	Owner        string // with its key
}

func (e *RestrictError) Error() string { return "flush: " + e.Owner + " is still needed" }

// A StaleError is a row that is not in the database as it was read.
type StaleError struct {
	Row     string
	Version bool
}

func (e *StaleError) Error() string {
	if e.Version {
		return fmt.Sprintf("flush: %s was changed by someone else since it was read: its version is another", e.Row)
	}
	return fmt.Sprintf("flush: %s was to be updated and is not in the database any more", e.Row)
}

// describe is a row in words: Post with id 7.
func describe(in *mapping.Instance) string { return Describe(in) }

// Describe is a row in words: Post with id 7.
func Describe(in *mapping.Instance) string {
	parts := make([]string, len(in.Mapping.Key))
	for i, c := range in.Mapping.Key {
		parts[i] = fmt.Sprintf("%s %v", c.Name, c.Get(in.Row))
	}
	if in.Life == mapping.Pending && in.Mapping.Generated() {
		return "a new " + in.Mapping.Name
	}
	return in.Mapping.Name + " with " + strings.Join(parts, ", ")
}
