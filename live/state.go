package live

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/kin-go/kin/live/graph"
)

// A Codec writes the states of pages as bytes and reads them again. graph.Codec is one, and the
// default; livedb has one that knows models.
//
// A Codec that has the method Aside of graph.Codec, too, lets visits rest: see Limits.Rest.
type Codec interface {
	Encode(fields []graph.Field) ([]byte, error)
	// Decode leaves fields as they are that cannot be read, and names them.
	Decode(data []byte, fields []graph.Field) (missing []string, err error)
}

// A shape is what is to know of the struct of a page or component: which fields are its state.
//
//	Posts  []*Post                    // state
//	DB     *kin.DB   `live:"-"`       // not state: the function that makes the page gives it
//	Feed   []*Post   `live:"reload"`  // state, but not stored: Load brings it again
//	Theme  string    `live:"local"`   // state, and in the browser's localStorage too
//	Draft  string    `live:"session"` // likewise in its sessionStorage
//	Lang   string    `live:"cookie"`  // likewise in a cookie, which is there before Load and without scripts
type shape struct {
	typ    reflect.Type
	state  []int // indexes of fields
	reload []int
	stored []storedField // in the browser
	others []int         // what is not state, or not stored
	lists  [][]int       // each List in the state, as reflect.Value.FieldByIndex wants it
	lazy
}

// storedField is a field that the browser keeps.
type storedField struct {
	index int
	name  string        // in the browser
	where string        // local, session or cookie
	age   time.Duration // of a cookie; 0 is until the browser is closed
}

// key is where a browser keeps a field, among all.
func (f storedField) key() string { return f.where + ":" + f.name }

// cookieAge is how long a cookie is kept if its tag does not say.
const cookieAge = 365 * 24 * time.Hour

var shapes sync.Map // by reflect.Type

var pageTypes = []reflect.Type{reflect.TypeFor[Page](), reflect.TypeFor[Component]()}

// shapeOf panics where a tag is wrong: no run of the program could be right.
func shapeOf(t reflect.Type) *shape {
	if known, ok := shapes.Load(t); ok {
		return known.(*shape)
	}
	s := &shape{typ: t}
	for i := range t.NumField() {
		s.add(t, i)
	}
	for _, i := range s.state {
		s.addLists(t.Field(i).Type, []int{i})
	}
	shapes.Store(t, s)
	return s
}

// addLists finds the lists in a field.
func (s *shape) addLists(t reflect.Type, index []int) {
	if reflect.PointerTo(t).Implements(unsender) {
		s.lists = append(s.lists, slices.Clone(index))
		return
	}
	if t.Kind() == reflect.Struct {
		for i := range t.NumField() {
			if t.Field(i).IsExported() {
				s.addLists(t.Field(i).Type, append(index, i))
			}
		}
	}
}

func (s *shape) add(t reflect.Type, i int) {
	f := t.Field(i)
	if f.Type == pageTypes[0] || f.Type == pageTypes[1] {
		return
	}
	if !f.IsExported() {
		s.others = append(s.others, i)
		return
	}
	tag := f.Tag.Get("live")
	where, age, aged := strings.Cut(tag, "=")
	switch {
	case tag == "":
		s.state = append(s.state, i)
	case tag == "-":
		s.others = append(s.others, i)
	case tag == "reload":
		s.reload, s.others = append(s.reload, i), append(s.others, i)
	case tag == "local", tag == "session", where == "cookie":
		kept := storedField{i, f.Name, where, cookieAge}
		if k := f.Type.Kind(); k != reflect.String && k != reflect.Bool && (k < reflect.Int || k > reflect.Float64) {
			panic(fmt.Sprintf("live: the field %s.%s is a %s: a browser keeps only strings, numbers and bools", t, f.Name, f.Type))
		}
		if aged {
			var err error
			if kept.age, err = time.ParseDuration(age); err != nil || kept.age < 0 {
				panic(fmt.Sprintf("live: the field %s.%s has the tag live:%q: how long a cookie is kept is a duration, as in cookie=720h", t, f.Name, tag))
			}
		}
		s.state = append(s.state, i)
		s.stored = append(s.stored, kept)
	default:
		panic(fmt.Sprintf("live: the field %s.%s has the tag live:%q; known are -, reload, local, session and cookie", t, f.Name, tag))
	}
}

// structOf is the struct that a page or component is. A page that is no pointer to a struct
// cannot hold anything.
func structOf(page any) reflect.Value {
	v := reflect.ValueOf(page)
	if v.Kind() != reflect.Pointer || v.IsNil() || v.Elem().Kind() != reflect.Struct {
		panic(fmt.Sprintf("live: a page is a pointer to a struct, and this is a %T", page))
	}
	return v.Elem()
}

// fieldsOf is the state of a page or component.
func fieldsOf(v reflect.Value) []graph.Field {
	s := shapeOf(v.Type())
	fields := make([]graph.Field, len(s.state))
	for n, i := range s.state {
		fields[n] = graph.Field{Name: v.Type().Field(i).Name, Value: v.Field(i).Addr()}
	}
	return fields
}

// encode writes a state.
func (a *App) encode(v reflect.Value) ([]byte, error) {
	state, err := a.codec.Encode(fieldsOf(v))
	if err != nil {
		return nil, fmt.Errorf("live: the state of %s cannot be kept: %w", v.Type(), err)
	}
	return state, nil
}

// decode reads a state. complete says that nothing is left to load.
func (a *App) decode(state []byte, v reflect.Value) (complete bool, err error) {
	missing, err := a.codec.Decode(state, fieldsOf(v))
	if err != nil {
		return false, fmt.Errorf("live: the state of %s cannot be read: %w", v.Type(), err)
	}
	return len(missing) == 0 && len(shapeOf(v.Type()).reload) == 0, nil
}

// copied is a shallow copy of a struct.
func copied(v reflect.Value) reflect.Value {
	c := reflect.New(v.Type()).Elem()
	c.Set(v)
	return c
}
