package enginetest

import "github.com/kin-go/kin/internal/seam"

// AsInt reads the first column of a line, as the ones below do.
func AsInt(r seam.Rows) any { return r.Int(0) }

// AsUint reads it as an unsigned integer.
func AsUint(r seam.Rows) any { return r.Uint(0) }

// AsFloat reads it as a float.
func AsFloat(r seam.Rows) any { return r.Float(0) }

// AsBool reads it as a bool.
func AsBool(r seam.Rows) any { return r.Bool(0) }

// AsText reads it as a text.
func AsText(r seam.Rows) any { return r.Text(0) }

// AsBytes reads it as bytes, in a form that can be compared.
func AsBytes(r seam.Rows) any { return string(r.Bytes(0)) }

// AsTime reads it as a time.
func AsTime(r seam.Rows) any { return r.Time(0) }

// AsAny reads it as it is.
func AsAny(r seam.Rows) any { return r.Any(0) }
