package schema

// A Type is what a column can hold, before an engine spells it.
type Type struct {
	Kind Kind
	// Bits is the width of an Integer or Float: 8, 16, 32 or 64.
	Bits int
	// Unsigned is true for unsigned integers.
	Unsigned bool
	// Size is the greatest length of a Text or Blob, 0 for any.
	Size int
	// Spelled is the text of tag type=, used as it stands in place of all else.
	Spelled string
}

// Kind is the family of a type.
type Kind uint8

// The kinds. Any is for values that only a Scanner and Valuer understand: the
// column takes what the driver sends.
const (
	Any Kind = iota
	Integer
	Float
	Bool
	Text
	Blob
	Time
	JSON
	UUID
)
