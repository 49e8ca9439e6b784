package livedb

import (
	"reflect"
	"strings"
	"sync"
)

// kinPath is the import path of the package that defines models.
var kinPath = strings.TrimSuffix(reflect.TypeFor[Changes]().PkgPath(), "/livedb")

// isAnchor says that a type is kin.Model or a kin.Entity: what makes a struct a model.
func isAnchor(t reflect.Type) bool {
	return t.PkgPath() == kinPath && (t.Name() == "Model" || strings.HasPrefix(t.Name(), "Entity["))
}

// isJSON says that a type is a kin.JSON: a column that writes itself.
func isJSON(t reflect.Type) bool {
	return t.PkgPath() == kinPath && strings.HasPrefix(t.Name(), "JSON[")
}

// isOne and isMany say that a type is a holder.
func isOne(t reflect.Type) bool {
	return t.PkgPath() == kinPath && strings.HasPrefix(t.Name(), "One[")
}

func isMany(t reflect.Type) bool {
	return t.PkgPath() == kinPath && strings.HasPrefix(t.Name(), "Many[")
}

// held is what a holder's Get gives: *T of a One, []*T of a Many.
func held(holder reflect.Type) reflect.Type { return methodsOf(holder).held }

// holderMethods is where the methods of a holder are: finding them by their names takes longer than all else.
type holderMethods struct {
	get, set int // the numbers of Get, and of Set or Replace, of the pointer
	held     reflect.Type
}

var holders sync.Map // reflect.Type → holderMethods

func methodsOf(holder reflect.Type) holderMethods {
	if known, ok := holders.Load(holder); ok {
		return known.(holderMethods)
	}
	name := "Set"
	if isMany(holder) {
		name = "Replace"
	}
	get, _ := reflect.PointerTo(holder).MethodByName("Get") // each holder has them
	set, _ := reflect.PointerTo(holder).MethodByName(name)
	m := holderMethods{get.Index, set.Index, get.Type.Out(0)}
	holders.Store(holder, m)
	return m
}

// hiddenFields is the fields of a struct that are not exported.
func hiddenFields(t reflect.Type) (fields []int) {
	for i := range t.NumField() {
		if f := t.Field(i); !f.IsExported() && f.Name != "_" {
			fields = append(fields, i)
		}
	}
	return fields
}

// keptFields is the fields of a struct that are kept with a state.
func keptFields(t reflect.Type) (fields []int) {
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() && f.Tag.Get("live") != "-" {
			fields = append(fields, i)
		}
	}
	return fields
}
