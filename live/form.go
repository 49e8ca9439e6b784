package live

import (
	"encoding"
	"errors"
	"fmt"
	"mime/multipart"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-playground/form/v4"
	"github.com/go-playground/validator/v10"
)

// A submission is what a form has sent.
type submission struct {
	values url.Values
	files  map[string][]*multipart.FileHeader
	app    *App
}

// A File is a file that came with a form: a field of type File or []File, with a form tag.
type File struct{ *multipart.FileHeader }

// Problems are the messages that stand beside the fields of a form, by the fields' names. A message with the empty
// name stands at the form's end.
type Problems struct {
	Messages map[string]string
}

// Error lists the messages.
func (p *Problems) Error() string {
	var list []string
	for name, message := range p.Messages {
		list = append(list, name+": "+message)
	}
	slices.Sort(list)
	return "live: a form is not accepted: " + strings.Join(list, "; ")
}

// Invalid is the error of a handler that does not accept a form: the message stands beside the
// field, and the state is what it was. The empty name is the whole form.
func Invalid(field, message string) error {
	return &Problems{map[string]string{field: message}}
}

var decoder, validation = newDecoder(), newValidation()

func newDecoder() *form.Decoder {
	d := form.NewDecoder()
	d.SetTagName("form")
	d.SetMaxArraySize(1000)
	d.RegisterCustomTypeFunc(func(values []string) (any, error) { return nil, nil }, File{})
	return d
}

func newValidation() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string {
		if embedded(f) {
			return noName
		}
		return formName(f)
	})
	return v
}

// noName is a struct that is embedded, in the path of a field: the fields have no name before their own.
const noName = "\x00"

// embedded says whether the fields of a field are those of the form.
func embedded(f reflect.StructField) bool { return f.Anonymous && isForm(f.Type) }

// formName is the name of a field in forms.
func formName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("form"), ",")
	if name == "" {
		return f.Name
	}
	return name
}

var (
	fileType = reflect.TypeFor[File]()
	timeType = reflect.TypeFor[time.Time]()
)

// formType panics where a form is no struct: no run of the program could be right.
func formType(t reflect.Type) reflect.Type {
	if !isForm(t) {
		panic(fmt.Sprintf("live: OnSubmit decodes a form into a struct, and not into a %s", t))
	}
	return t
}

func isForm(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t != timeType && !reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

// into decodes the form. What has no field in the struct is left out.
func (s *submission) into(target any, validate bool) error {
	problems := &Problems{map[string]string{}}
	if err := decoder.Decode(target, s.values); err != nil {
		wrong, ok := errors.AsType[form.DecodeErrors](err)
		if !ok {
			return err
		}
		for name := range wrong {
			problems.Messages[name] = s.app.say("type", "")
		}
	}
	s.fill(reflect.ValueOf(target).Elem())
	if validate {
		s.validate(target, problems)
	}
	if len(problems.Messages) > 0 {
		return problems
	}
	return nil
}

func (s *submission) validate(target any, problems *Problems) {
	wrong, ok := errors.AsType[validator.ValidationErrors](validation.Struct(target))
	if !ok {
		return
	}
	for _, w := range wrong {
		_, name, _ := strings.Cut(w.Namespace(), ".")
		name = strings.ReplaceAll(name, noName+".", "")
		if problems.Messages[name] == "" {
			problems.Messages[name] = s.app.say(w.Tag(), w.Param())
		}
	}
}

// fill gives the files to the fields of type File.
func (s *submission) fill(v reflect.Value) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		files := s.files[formName(f)]
		switch {
		case embedded(f):
			s.fill(v.Field(i))
		case f.Type == fileType && len(files) > 0:
			v.Field(i).Set(reflect.ValueOf(File{files[0]}))
		case f.Type == reflect.SliceOf(fileType):
			list := make([]File, len(files))
			for n, file := range files {
				list[n] = File{file}
			}
			v.Field(i).Set(reflect.ValueOf(list))
		}
	}
}

// hasFiles says whether a form has fields for files.
func hasFiles(t reflect.Type) bool {
	for f := range t.Fields() {
		if f.Type == fileType || f.Type == reflect.SliceOf(fileType) || embedded(f) && hasFiles(f.Type) {
			return true
		}
	}
	return false
}

// required are the names of a form's fields that must not be empty.
func required(t reflect.Type) (names []string) {
	for f := range t.Fields() {
		if embedded(f) {
			names = append(names, required(f.Type)...)
			continue
		}
		if slices.Contains(strings.Split(f.Tag.Get("validate"), ","), "required") && f.Type.Kind() != reflect.Struct {
			names = append(names, formName(f))
		}
	}
	return names
}

// say is the message for a rule that a field breaks.
func (a *App) say(rule, parameter string) string {
	if a.config.Message != nil {
		if said := a.config.Message(rule, parameter); said != "" {
			return said
		}
	}
	if text, ok := messages[rule]; ok {
		return strings.ReplaceAll(text, "…", parameter)
	}
	return "This is not accepted."
}

// messages are what visitors read, by the rules of validator.
var messages = map[string]string{
	"type":     "This cannot be understood.",
	"required": "This is needed.",
	"email":    "This is no e-mail address.",
	"url":      "This is no address.",
	"max":      "At most … are possible.",
	"min":      "At least … are needed.",
	"len":      "It has to be exactly ….",
	"gt":       "It has to be more than ….",
	"gte":      "It has to be … or more.",
	"lt":       "It has to be less than ….",
	"lte":      "It has to be … or less.",
	"oneof":    "Choose one of these: ….",
	"eqfield":  "It is not the same twice.",
	"alphanum": "Letters and digits only.",
	"numeric":  "Digits only.",
	"uuid":     "This is no identifier.",
}

// parseValue reads the value of a single field.
func parseValue(values []string, v reflect.Value) error {
	if v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.String {
		v.Set(reflect.ValueOf(values).Convert(v.Type()))
		return nil
	}
	text := ""
	if len(values) > 0 {
		text = values[0]
	}
	if err := parseText(text, v); err != nil {
		return errUnreadable
	}
	return nil
}

var errUnreadable = Invalid("", messages["type"])

func parseText(text string, v reflect.Value) error {
	if u, ok := reflect.TypeAssert[encoding.TextUnmarshaler](v.Addr()); ok {
		return u.UnmarshalText([]byte(text))
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Bool:
		v.SetBool(text != "" && text != "false")
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n, err := strconv.ParseInt(text, 10, v.Type().Bits())
		v.SetInt(n)
		return err
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		n, err := strconv.ParseUint(text, 10, v.Type().Bits())
		v.SetUint(n)
		return err
	case reflect.Float32, reflect.Float64:
		n, err := strconv.ParseFloat(text, v.Type().Bits())
		v.SetFloat(n)
		return err
	default:
		return fmt.Errorf("live: the value of a field cannot be a %s", v.Type())
	}
	return nil
}
