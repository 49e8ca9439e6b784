package live

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"github.com/kin-go/kin/html"
)

// prototypes are the forms that were declared, by where they are in memory. They are declared once, as package
// variables, and stay.
var prototypes struct {
	mu  sync.RWMutex
	all []reflect.Value // structs
}

// Form declares a form: its fields' addresses are names that the compiler checks. It holds no data.
//
//	var flagForm = live.Form[FlagForm]()
//
//	html.Input(live.Field(&flagForm.Message))
func Form[F any]() *F {
	form := new(F)
	formType(reflect.TypeFor[F]())
	prototypes.mu.Lock()
	defer prototypes.mu.Unlock()
	prototypes.all = append(prototypes.all, reflect.ValueOf(form).Elem())
	return form
}

// Field is the attributes of a field, as the tags of its form say: its name, that it is required, how long it may
// be, and its type, where it is no text. It panics for what is no field of a declared form.
func Field[V any](field *V) html.Fragment {
	name, tag := fieldAt(field)
	attributes := html.Group(html.Name(name))
	for rule := range strings.SplitSeq(tag.Get("validate"), ",") {
		rule, parameter, _ := strings.Cut(rule, "=")
		if a, ok := attributeFor(reflect.TypeFor[V](), rule, parameter); ok {
			attributes = append(attributes, a)
		}
	}
	return attributes
}

// attributeFor is what a browser can be told of a rule.
func attributeFor(t reflect.Type, rule, parameter string) (html.Attribute, bool) {
	text := t.Kind() == reflect.String
	n, err := strconv.Atoi(parameter)
	switch {
	case rule == "required":
		return html.Required(), true
	case rule == "email" || rule == "url":
		return html.Type(rule), true
	case rule == "max" && text && err == nil:
		return html.MaxLength(n), true
	case rule == "min" && text && err == nil:
		return html.MinLength(n), true
	case (rule == "max" || rule == "lte") && !text:
		return html.Max(parameter), true
	case (rule == "min" || rule == "gte") && !text:
		return html.Min(parameter), true
	}
	return html.Attribute{}, false
}

// FieldName is the name of a field in its form.
func FieldName[V any](field *V) string {
	name, _ := fieldAt(field)
	return name
}

// MessageOf is the place for the message of a field: see Message.
func MessageOf[V any](field *V) html.Node { return Message(FieldName(field)) }

// fieldAt finds the field of a declared form that has an address. A struct and its first field have the same one, so
// the type decides.
func fieldAt[V any](field *V) (name string, tag reflect.StructTag) {
	at, t := reflect.ValueOf(field).Pointer(), reflect.TypeFor[V]()
	prototypes.mu.RLock()
	defer prototypes.mu.RUnlock()
	for _, form := range prototypes.all {
		start := form.Addr().Pointer()
		if start <= at && at < start+form.Type().Size() {
			if name, tag, found := fieldIn(form, "", at, t); found {
				return name, tag
			}
		}
	}
	panic(fmt.Sprintf("live: a %s is no field of a form that was declared by live.Form: is it the field of a value?", t))
}

func fieldIn(form reflect.Value, around string, at uintptr, t reflect.Type) (string, reflect.StructTag, bool) {
	for i := range form.NumField() {
		f, v := form.Type().Field(i), form.Field(i)
		name := around + formName(f)
		if v.Addr().Pointer() == at && f.Type == t {
			return name, f.Tag, true
		}
		if f.Type.Kind() == reflect.Struct && isForm(f.Type) {
			inside := name + "."
			if embedded(f) {
				inside = around
			}
			if inner, tag, found := fieldIn(v, inside, at, t); found {
				return inner, tag, true
			}
		}
	}
	return "", "", false
}
