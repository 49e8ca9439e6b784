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
	e := &Encoder{codec: c, numbers: map[object]int{}}
	var parts []part
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
	return assemble(parts, e.objects), nil
}

// part is a field as bytes.
type part struct {
	name  string
	shape uint64
	body  []byte
}

func assemble(parts []part, objects [][]byte) []byte {
	size := 16
	for _, p := range parts {
		size += len(p.name) + len(p.body) + 20
	}
	for _, o := range objects {
		size += len(o) + 5
	}
	out := &Encoder{page: make([]byte, 0, size)}
	out.Uint(version)
	out.Uint(uint64(len(parts)))
	for _, p := range parts {
		out.String(p.name)
		out.Uint(p.shape)
		out.Bytes(p.body)
	}
	out.Uint(uint64(len(objects)))
	for _, o := range objects {
		out.Bytes(o)
	}
	return out.page
}

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

func split(data []byte) (map[string]part, [][]byte, error) {
	in := &Decoder{rest: data}
	if v := in.Uint(); v != version && in.err == nil {
		return nil, nil, fmt.Errorf("graph: the bytes have the version %d, and %d is known", v, version)
	}
	parts := map[string]part{}
	for range in.count() {
		p := part{in.String(), in.Uint(), in.Bytes()}
		parts[p.name] = p
	}
	var objects [][]byte
	for range in.count() {
		objects = append(objects, in.Bytes())
	}
	return parts, objects, in.err
}
