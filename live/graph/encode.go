package graph

import (
	"encoding"
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"sync"
)

// An Encoder writes one value. A Special writes with its methods, in the order in which it
// reads with those of a Decoder.
type Encoder struct {
	codec   Codec
	page    []byte
	numbers map[object]int  // of what pointers lead to
	queue   []reflect.Value // what they lead to, in the order of the numbers
	objects []stretch       // where they stand in the page
	aside   *aside          // nil but for Aside
}

// A stretch is a part of the page.
type stretch struct{ from, to int }

func (s stretch) len() int { return s.to - s.from }

// encoders are used again: a state is written after each event, and what that takes is much more than what is left of it.
var encoders = sync.Pool{New: func() any { return &Encoder{numbers: map[object]int{}} }}

func encoderOf(c Codec) *Encoder {
	e := encoders.Get().(*Encoder)
	e.codec = c
	return e
}

// release gives an Encoder back. One that has written much is left to the collector.
func (e *Encoder) release() {
	const most = 1 << 20
	if cap(e.page) > most || len(e.queue) > most/64 {
		return
	}
	clear(e.queue)
	clear(e.numbers)
	e.codec, e.aside = Codec{}, nil
	e.page, e.queue, e.objects = e.page[:0], e.queue[:0], e.objects[:0]
	encoders.Put(e)
}

// object is something that pointers lead to. A struct and its first field have one address, so the
// type belongs to it.
type object struct {
	at  uintptr
	typ reflect.Type
}

// Uint writes a number.
func (e *Encoder) Uint(n uint64) { e.page = binary.AppendUvarint(e.page, n) }

// Int writes a number.
func (e *Encoder) Int(n int64) { e.page = binary.AppendVarint(e.page, n) }

// String writes a text.
func (e *Encoder) String(s string) {
	e.Uint(uint64(len(s)))
	e.page = append(e.page, s...)
}

// Bytes writes bytes.
func (e *Encoder) Bytes(b []byte) {
	e.Uint(uint64(len(b)))
	e.page = append(e.page, b...)
}

// apart writes a value as bytes of its own.
func (e *Encoder) apart(v reflect.Value) (stretch, error) {
	from := len(e.page)
	err := e.Value(v)
	return stretch{from, len(e.page)}, err
}

// Value writes any value.
func (e *Encoder) Value(v reflect.Value) error {
	if special := e.codec.special(v.Type()); special != nil {
		return special.Encode(e, v)
	}
	if written, err := e.itself(v); written || err != nil {
		return err
	}
	switch v.Kind() {
	case reflect.Bool:
		e.flag(v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		e.Int(v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		e.Uint(v.Uint())
	case reflect.Float32, reflect.Float64:
		e.Uint(math.Float64bits(v.Float()))
	case reflect.Complex64, reflect.Complex128:
		e.Uint(math.Float64bits(real(v.Complex())))
		e.Uint(math.Float64bits(imag(v.Complex())))
	case reflect.String:
		e.String(v.String())
	default:
		return e.compound(v)
	}
	return nil
}

func (e *Encoder) flag(b bool) {
	if b {
		e.page = append(e.page, 1)
	} else {
		e.page = append(e.page, 0)
	}
}

func (e *Encoder) compound(v reflect.Value) error {
	switch v.Kind() {
	case reflect.Pointer:
		e.pointer(v)
		return nil
	case reflect.Struct:
		return e.structure(v)
	case reflect.Slice:
		return e.slice(v)
	case reflect.Array:
		return e.elements(v)
	case reflect.Map:
		return e.mapping(v)
	case reflect.Interface, reflect.Func, reflect.Chan:
		if v.IsNil() {
			e.flag(false)
			return nil
		}
	}
	return fmt.Errorf("a %s cannot be kept: give the field a concrete type, or the tag live:%q", v.Type(), "-")
}

// pointer writes the number of what it leads to, which is written when its turn comes.
func (e *Encoder) pointer(v reflect.Value) {
	if v.IsNil() {
		e.Uint(0)
		return
	}
	key := object{v.Pointer(), v.Type()}
	number, known := e.numbers[key]
	if e.aside != nil {
		e.aside.object(key, number, known)
	}
	if !known {
		e.queue = append(e.queue, v.Elem())
		number = len(e.queue)
		e.numbers[key] = number
	}
	e.Uint(uint64(number))
}

func (e *Encoder) structure(v reflect.Value) error {
	fields := fieldsOf(v.Type())
	if len(fields) == 0 && v.NumField() > 0 {
		return fmt.Errorf("a %s has nothing that could be kept: give the field the tag live:%q", v.Type(), "-")
	}
	if len(fields) < v.NumField() {
		e.LeavesOut(fmt.Errorf("a %s has fields that are not kept", v.Type()))
	}
	for _, i := range fields {
		if err := e.Value(v.Field(i)); err != nil {
			return fmt.Errorf("%s.%s: %w", v.Type(), v.Type().Field(i).Name, err)
		}
	}
	return nil
}

func (e *Encoder) slice(v reflect.Value) error {
	if v.IsNil() {
		e.Uint(0)
		return nil
	}
	e.Uint(uint64(v.Len()) + 1)
	if e.aside != nil {
		e.aside.extent(v.Pointer(), v.Type().Elem(), v.Len())
	}
	if v.Type().Elem().Kind() == reflect.Uint8 {
		e.page = append(e.page, v.Bytes()...)
		return nil
	}
	return e.elements(v)
}

func (e *Encoder) elements(v reflect.Value) error {
	if v.Type().Elem().Size() == 0 {
		return nil
	}
	for i := range v.Len() {
		if err := e.Value(v.Index(i)); err != nil {
			return err
		}
	}
	return nil
}

func (e *Encoder) mapping(v reflect.Value) error {
	if v.IsNil() {
		e.Uint(0)
		return nil
	}
	e.Uint(uint64(v.Len()) + 1)
	if e.aside != nil {
		e.aside.extent(v.Pointer(), reflect.TypeFor[byte](), 1)
	}
	for at := v.MapRange(); at.Next(); {
		if err := e.Value(at.Key()); err != nil {
			return err
		}
		if err := e.Value(at.Value()); err != nil {
			return err
		}
	}
	return nil
}

// itself lets a value write itself, if its type can do that and can read it again.
func (e *Encoder) itself(v reflect.Value) (bool, error) {
	how := howOf(v.Type())
	if how == byFields {
		return false, nil
	}
	if !v.CanAddr() { // an element of a map
		copied := reflect.New(v.Type()).Elem()
		copied.Set(v)
		v = copied
	}
	var b []byte
	var err error
	if how == byBinary {
		b, err = v.Addr().Interface().(encoding.BinaryMarshaler).MarshalBinary()
	} else {
		b, err = v.Addr().Interface().(encoding.TextMarshaler).MarshalText()
	}
	e.Bytes(b)
	return true, err
}

func (c Codec) special(t reflect.Type) Special {
	if c.Special == nil {
		return nil
	}
	return c.Special(t)
}
