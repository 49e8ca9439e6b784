package mapping

import (
	"encoding/binary"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/kin-go/kin/internal/query"
)

// A Shape is the form of a query without its values: two queries of one shape have the
// same statements, so that a plan is made once for each. Collecting it gathers the
// values on the way, in the order in which a Binder numbers them.
type Shape struct {
	Key      []byte
	Args     []query.Value
	Registry *Registry
	scopes   []shapeScope
	err      error
}

type shapeScope struct {
	base unsafe.Pointer
	size uintptr
}

// Push makes addresses in a prototype or alias part of the shape by their place; Pop takes
// back all that were pushed since the mark that Push returned.
func (s *Shape) Push(base unsafe.Pointer, size uintptr) int {
	s.scopes = append(s.scopes, shapeScope{base, size})
	return len(s.scopes) - 1
}

// Pop ends a scope.
func (s *Shape) Pop(mark int) { s.scopes = s.scopes[:mark] }

// Err is the first value that could not be bound.
func (s *Shape) Err() error { return s.err }

// Byte writes a byte.
func (s *Shape) Byte(b byte) { s.Key = append(s.Key, b) }

// Int writes a number.
func (s *Shape) Int(n int) { s.Key = binary.AppendVarint(s.Key, int64(n)) }

// Text writes a string.
func (s *Shape) Text(t string) {
	s.Int(len(t))
	s.Key = append(s.Key, t...)
}

// Address writes where an address lies: the table's place in the query and the offset. An
// address in no table is written as it is: it will not be found, and the plan
// that is then made explains why.
func (s *Shape) Address(p unsafe.Pointer) {
	for i, v := range slices.Backward(s.scopes) {
		if d := uintptr(p) - uintptr(v.base); d < v.size {
			s.Int(i)
			s.Int(int(d))
			return
		}
	}
	s.Int(-1)
	s.Int(int(uintptr(p)))
}

// Type writes a type: types of one name may differ.
func (s *Shape) Type(t reflect.Type) { s.typ(t) }

func (s *Shape) typ(t reflect.Type) { s.Int(int(reflect.ValueOf(t).Pointer())) }

// Value adds an argument.
func (s *Shape) Value(v query.Value) { s.Args = append(s.Args, v) }

// Conditions writes conditions.
func (s *Shape) Conditions(cs []query.Condition) {
	s.Int(len(cs))
	for _, c := range cs {
		s.Expr(c.Expr)
	}
}

// Orderings writes the terms of an ORDER BY.
func (s *Shape) Orderings(os []query.Ordering) {
	s.Int(len(os))
	for _, o := range os {
		s.flag(o.Desc)
		s.Expr(o.Expr)
	}
}

func (s *Shape) flag(b bool) {
	if b {
		s.Byte(1)
	} else {
		s.Byte(0)
	}
}

// Expr writes an expression and collects its values.
func (s *Shape) Expr(e query.Expr) {
	switch e := e.(type) {
	case query.Ref:
		s.Byte('r')
		v := reflect.ValueOf(e.Field)
		if v.Kind() != reflect.Pointer {
			s.fail(fmt.Errorf("a column must be named by the address of a prototype's field; got %T", e.Field))
			return
		}
		s.Address(v.UnsafePointer())
		s.typ(v.Type())
	case query.Val:
		s.Byte('v')
		s.bind(e.Value)
	case query.Given:
		s.Byte('v')
		s.Value(e.Value)
	case query.Binary:
		s.binary(e)
	case query.Logic:
		s.Byte('l')
		s.Text(e.Op)
		s.exprs(e.Terms)
	case query.Not:
		s.Byte('!')
		s.Expr(e.Term)
	case query.IsNull:
		s.Byte('0')
		s.flag(e.Negated)
		s.Expr(e.Term)
	case query.Func:
		s.Byte('f')
		s.Text(e.Name)
		s.flag(e.Distinct)
		s.exprs(e.Args)
	case query.ValIn:
		s.list(e)
	case query.Related:
		s.related(e)
	case query.Literal:
		s.Byte('t')
		s.Text(e.Text)
	case query.Bind:
		s.Byte('b')
		s.Int(e.Arg)
	default:
		panic(fmt.Sprintf("kin: an expression of type %T has no shape", e))
	}
}

func (s *Shape) exprs(es []query.Expr) {
	s.Int(len(es))
	for _, e := range es {
		s.Expr(e)
	}
}

func (s *Shape) binary(e query.Binary) {
	v, isVal := e.Right.(query.Val)
	if isVal && (e.Op == "=" || e.Op == "<>") && isNil(v.Value) {
		s.Byte('n')
		s.Text(e.Op)
		s.Expr(e.Left)
		return
	}
	s.Byte('o')
	s.Text(e.Op)
	s.Expr(e.Left)
	s.Expr(e.Right)
}

func (s *Shape) bind(v any) {
	value, err := BindValue(v)
	if err != nil {
		s.fail(fmt.Errorf("binding a value of type %T: %w", v, err))
	}
	s.Value(value)
}

// Fail notes an error.
func (s *Shape) Fail(err error) { s.fail(err) }

func (s *Shape) fail(err error) {
	if s.err == nil {
		s.err = err
	}
}

// list binds a list of values as one argument.
func (s *Shape) list(e query.ValIn) {
	s.Byte('i')
	s.flag(e.Negated)
	s.Expr(e.Left)
	keys := &query.KeyList{}
	for i, v := range e.List.Values {
		value, err := BindValue(v)
		if err == nil && value.Kind == query.Null {
			err = errors.New("a list has no place for nil: add kin.Or(…, kin.IsNull(column))")
		}
		if err != nil {
			s.fail(fmt.Errorf("binding value %d of a list, a %T: %w", i+1, v, err))
			return
		}
		if value.Kind == query.Int {
			keys.Ints = append(keys.Ints, value.Int64())
		} else {
			keys.Rows = append(keys.Rows, []query.Value{value})
		}
	}
	if len(e.List.Values) > 0 {
		s.typ(reflect.TypeOf(e.List.Values[0]))
	} else {
		s.Int(0)
	}
	s.Value(query.KeysValue(keys))
}

func (s *Shape) related(e query.Related) {
	path := e.Holder.(Path)
	s.Address(path.Holder)
	if e.Is {
		s.is(path, e.Row)
		return
	}
	s.Byte('e')
	mark := s.Push(path.Target.Prototype, path.Target.lean.size)
	s.Conditions(e.Where)
	s.Pop(mark)
}

// is binds the key of a row that kin.Is compares with.
func (s *Shape) is(path Path, row any) {
	if isNil(row) {
		s.Byte('N')
		return
	}
	s.Byte('=')
	r := s.Registry.Relationship(path)
	if r == nil {
		s.fail(errors.New("the relationship of kin.Is belongs to no table of this database"))
		return
	}
	p := reflect.ValueOf(row).UnsafePointer()
	if r.Target.Key.IsZero(p) && r.Target.Generated() {
		s.fail(fmt.Errorf("kin.Is(%s, …): the %s has no key yet; add it to the session and flush first", r, r.Target.Name))
		return
	}
	values, err := r.Remote.Values(p)
	if err != nil {
		s.fail(err)
		return
	}
	s.Args = append(s.Args, values...)
}

// Relationship finds what a path names, or nil when its holder is not a prototype's or an
// alias's, or its table is not of this database.
func (reg *Registry) Relationship(p Path) *Relationship {
	m := reg.Of(p.Owner)
	if m == nil || !p.prototype {
		return nil
	}
	return m.RelationshipAt(p.Offset)
}
