package graph

import (
	"encoding"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"reflect"
)

// A Decoder reads one value. Its methods give zero values after the first error; whoever reads by
// Value hears of it.
type Decoder struct {
	codec   Codec
	rest    []byte
	err     error
	objects [][]byte
	made    []reflect.Value // pointers to objects
	queue   []int           // objects that are still to be read
}

var errShort = errors.New("graph: the bytes end too early")

// Uint reads a number.
func (d *Decoder) Uint() uint64 {
	n, size := binary.Uvarint(d.rest)
	if size <= 0 {
		d.fail(errShort)
		return 0
	}
	d.rest = d.rest[size:]
	return n
}

// Int reads a number.
func (d *Decoder) Int() int64 {
	n, size := binary.Varint(d.rest)
	if size <= 0 {
		d.fail(errShort)
		return 0
	}
	d.rest = d.rest[size:]
	return n
}

// String reads a text.
func (d *Decoder) String() string { return string(d.Bytes()) }

// Bytes reads bytes, which belong to the Decoder.
func (d *Decoder) Bytes() []byte {
	n := d.Uint()
	if n > uint64(len(d.rest)) {
		d.fail(errShort)
		return nil
	}
	b := d.rest[:n:n]
	d.rest = d.rest[n:]
	return b
}

// count reads how many values follow, each of which has a byte at least.
func (d *Decoder) count() int {
	n := d.Uint()
	if n > uint64(len(d.rest)) {
		d.fail(errShort)
		return 0
	}
	return int(n)
}

func (d *Decoder) fail(err error) {
	if d.err == nil {
		d.err = err
	}
	d.rest = nil
}

// apart reads a value from bytes of its own.
func (d *Decoder) apart(body []byte, v reflect.Value) error {
	around := d.rest
	d.rest = body
	err := d.Value(v)
	if err == nil && len(d.rest) > 0 {
		err = fmt.Errorf("graph: %d bytes are left after a %s", len(d.rest), v.Type())
	}
	d.rest = around
	return err
}

// finish reads what pointers lead to.
func (d *Decoder) finish() error {
	for len(d.queue) > 0 {
		i := d.queue[0]
		d.queue = d.queue[1:]
		if err := d.apart(d.objects[i], d.made[i].Elem()); err != nil {
			return err
		}
	}
	return d.err
}

// Value reads any value into v, which can be set.
func (d *Decoder) Value(v reflect.Value) error {
	if special := d.codec.special(v.Type()); special != nil {
		return special.Decode(d, v)
	}
	if read, err := d.itself(v); read || err != nil {
		return err
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(d.flag())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(d.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		v.SetUint(d.Uint())
	case reflect.Float32, reflect.Float64:
		v.SetFloat(math.Float64frombits(d.Uint()))
	case reflect.Complex64, reflect.Complex128:
		v.SetComplex(complex(math.Float64frombits(d.Uint()), math.Float64frombits(d.Uint())))
	case reflect.String:
		v.SetString(d.String())
	default:
		return d.compound(v)
	}
	return d.err
}

func (d *Decoder) flag() bool {
	if len(d.rest) == 0 {
		d.fail(errShort)
		return false
	}
	b := d.rest[0] != 0
	d.rest = d.rest[1:]
	return b
}

func (d *Decoder) compound(v reflect.Value) error {
	switch v.Kind() {
	case reflect.Pointer:
		return d.pointer(v)
	case reflect.Struct:
		for _, i := range fieldsOf(v.Type()) {
			if err := d.Value(v.Field(i)); err != nil {
				return err
			}
		}
	case reflect.Slice:
		return d.slice(v)
	case reflect.Array:
		return d.elements(v)
	case reflect.Map:
		return d.mapping(v)
	case reflect.Interface, reflect.Func, reflect.Chan:
		d.flag() // it was nil
	}
	return d.err
}

func (d *Decoder) pointer(v reflect.Value) error {
	number := d.Uint()
	if number == 0 {
		return d.err
	}
	i := int(number) - 1
	if i < 0 || i >= len(d.made) {
		return errShort
	}
	if !d.made[i].IsValid() {
		d.made[i] = reflect.New(v.Type().Elem())
		d.queue = append(d.queue, i)
	}
	if made := d.made[i]; made.Type() == v.Type() {
		v.Set(made)
	} else if made.Type().ConvertibleTo(v.Type()) {
		v.Set(made.Convert(v.Type()))
	} else {
		return fmt.Errorf("graph: a %s is read as a %s", made.Type(), v.Type())
	}
	return nil
}

// length reads the length of a slice or map; no length is nil. Each element has a byte at least,
// unless it has no size.
func (d *Decoder) length(element reflect.Type) (n int, isNil bool) {
	const mostOfNothing = 1 << 30
	written := d.Uint()
	if written == 0 {
		return 0, true
	}
	if written-1 > uint64(len(d.rest)) && (element.Size() > 0 || written > mostOfNothing) {
		d.fail(errShort)
		return 0, true
	}
	return int(written - 1), false
}

func (d *Decoder) slice(v reflect.Value) error {
	n, isNil := d.length(v.Type().Elem())
	if isNil {
		return d.err
	}
	if v.Type().Elem().Kind() == reflect.Uint8 {
		v.SetBytes(append([]byte{}, d.rest[:n]...))
		d.rest = d.rest[n:]
		return nil
	}
	v.Set(reflect.MakeSlice(v.Type(), n, n))
	return d.elements(v)
}

func (d *Decoder) elements(v reflect.Value) error {
	if v.Type().Elem().Size() == 0 {
		return d.err
	}
	for i := range v.Len() {
		if err := d.Value(v.Index(i)); err != nil {
			return err
		}
	}
	return d.err
}

func (d *Decoder) mapping(v reflect.Value) error {
	n, isNil := d.length(reflect.TypeFor[byte]())
	if isNil {
		return d.err
	}
	v.Set(reflect.MakeMapWithSize(v.Type(), n))
	for range n {
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		if err := d.Value(key); err != nil {
			return err
		}
		if err := d.Value(value); err != nil {
			return err
		}
		v.SetMapIndex(key, value)
	}
	return nil
}

func (d *Decoder) itself(v reflect.Value) (bool, error) {
	how := howOf(v.Type())
	if how == byFields {
		return false, nil
	}
	b := d.Bytes()
	if d.err != nil {
		return true, d.err
	}
	if how == byBinary {
		return true, v.Addr().Interface().(encoding.BinaryUnmarshaler).UnmarshalBinary(b)
	}
	return true, v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText(b)
}
