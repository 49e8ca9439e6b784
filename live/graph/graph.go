// Package graph writes Go values as bytes and reads them again, with who points to whom: two
// pointers to one value are two pointers to one value afterwards, and rings are no trouble.
//
// It keeps exported fields of structs, except those with the tag live:"-". Types that write
// themselves (encoding.BinaryMarshaler, encoding.TextMarshaler) are asked to. Functions,
// channels and filled interfaces cannot be kept and are an error that names the field. What was
// written with one shape of a type is not read with another: see Decode.
package graph

import (
	"fmt"
	"math/bits"
	"reflect"
)

// A Field is a value to keep: its name, and a pointer to it.
type Field struct {
	Name  string
	Value reflect.Value // a pointer
}

// A Special writes and reads the values of one type, where its fields do not say all.
type Special interface {
	Encode(e *Encoder, v reflect.Value) error
	// Decode fills v, which can be set.
	Decode(d *Decoder, v reflect.Value) error
}

// A Codec writes and reads fields. The zero value knows no special types.
type Codec struct {
	// Special gives what writes a type in its own way, or nil.
	Special func(reflect.Type) Special
}

// version changes with the format.
const version = 1

// Encode writes the fields, and all they point to.
func (c Codec) Encode(fields []Field) ([]byte, error) {
	e := encoderOf(c)
	defer e.release()
	parts := make([]part, 0, 8) //nolint:mnd // most states have not more fields
	for _, f := range fields {
		v := f.Value.Elem()
		body, err := e.apart(v)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		parts = append(parts, part{f.Name, shapeOf(v.Type()), body})
	}
	for len(e.objects) < len(e.queue) { // it grows while objects point to others
		body, err := e.apart(e.queue[len(e.objects)])
		if err != nil {
			return nil, err
		}
		e.objects = append(e.objects, body)
	}
	return e.assemble(parts), nil
}

// part is a field, and where it stands in the page of an Encoder.
type part struct {
	name  string
	shape uint64
	body  stretch
}

// assemble writes what was written apart one after the other, each with its length.
func (e *Encoder) assemble(parts []part) []byte {
	size := 16
	for _, p := range parts {
		size += len(p.name) + p.body.len() + 20
	}
	for _, o := range e.objects {
		size += o.len() + lengthSize(o.len())
	}
	out := &Encoder{page: make([]byte, 0, size)}
	out.Uint(version)
	out.Uint(uint64(len(parts)))
	for _, p := range parts {
		out.String(p.name)
		out.Uint(p.shape)
		out.Bytes(e.page[p.body.from:p.body.to])
	}
	out.Uint(uint64(len(e.objects)))
	for _, o := range e.objects {
		out.Bytes(e.page[o.from:o.to])
	}
	return out.page
}

// lengthSize is how many bytes a length takes.
func lengthSize(n int) int { return (bits.Len64(uint64(n)|1) + 6) / 7 }

// Decode fills the fields. A field that was not written, or that has another shape now than when it
// was written, stays as it is; missing names them.
func (c Codec) Decode(data []byte, fields []Field) (missing []string, err error) {
	parts, objects, err := split(data)
	if err != nil {
		return nil, err
	}
	d := &Decoder{codec: c, objects: objects, made: make([]reflect.Value, len(objects))}
	for _, f := range fields {
		v := f.Value.Elem()
		p, ok := parts[f.Name]
		if !ok || p.shape != shapeOf(v.Type()) {
			missing = append(missing, f.Name)
			continue
		}
		fresh := reflect.New(v.Type()).Elem()
		if err := d.apart(p.body, fresh); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		v.Set(fresh)
	}
	return missing, d.finish()
}

// A written is a field as bytes.
type written struct {
	shape uint64
	body  []byte
}

func split(data []byte) (map[string]written, [][]byte, error) {
	in := &Decoder{rest: data}
	if v := in.Uint(); v != version && in.err == nil {
		return nil, nil, fmt.Errorf("graph: the bytes have the version %d, and %d is known", v, version)
	}
	parts := map[string]written{}
	for range in.count() {
		name := in.String()
		parts[name] = written{in.Uint(), in.Bytes()}
	}
	count := in.count()
	objects := make([][]byte, 0, count)
	for range count {
		objects = append(objects, in.Bytes())
	}
	return parts, objects, in.err
}
