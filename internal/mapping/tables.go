package mapping

import "reflect"

var modelType = reflect.TypeFor[Model]()

// TablesOf is the names of the tables that a struct is mapped to: its own, then the link tables of its
// relationships. There are none for what is no model. It needs no other models, and checks nothing.
func TablesOf(t reflect.Type) []string {
	if t.Kind() != reflect.Struct || !reflect.PointerTo(t).Implements(modelType) {
		return nil
	}
	names := []string{snake(t.Name())}
	eachTable(t, func(name string) { names[0] = name }, func(link string) { names = append(names, link) })
	return names
}

// eachTable finds the tags that name tables, in the fields that builder.fields maps.
func eachTable(t reflect.Type, own, link func(name string)) {
	for f := range t.Fields() {
		words := parseTag(f.Tag.Get("kin"))
		switch {
		case words.has("-"):
		case reflect.PointerTo(f.Type).Implements(holderType):
			if parts := secondaryForm.FindStringSubmatch(words.get("secondary")); parts != nil {
				link(parts[1])
			}
		case f.Anonymous && f.Type.Kind() == reflect.Struct && !isColumn(f.Type):
			if name := words.get("table"); name != "" {
				own(name)
			}
			eachTable(f.Type, own, link)
		case words.has("embed") && f.Type.Kind() == reflect.Struct:
			eachTable(f.Type, own, link)
		}
	}
}
