package livedb

import (
	"fmt"
	"hash/fnv"
	"io"
	"reflect"
	"strings"
	"sync"
)

// lineages are what is known of types; see lineageOf.
var lineages sync.Map // reflect.Type → uint64

// lineageOf is a number that changes when a model changes that a type leads to, through relationships
// too: with other columns, what was kept would be read into the wrong ones.
func lineageOf(t reflect.Type) uint64 {
	if known, ok := lineages.Load(t); ok {
		return known.(uint64)
	}
	h := fnv.New64a()
	fmt.Fprint(h, "rows with their histories ") //nolint:errcheck // a hash takes everything
	describe(h, t, map[reflect.Type]bool{})
	lineages.Store(t, h.Sum64())
	return h.Sum64()
}

func describe(w io.Writer, t reflect.Type, seen map[reflect.Type]bool) {
	if isOne(t) || isMany(t) {
		fmt.Fprint(w, "holder ") //nolint:errcheck // a hash takes everything
		describe(w, held(t), seen)
		return
	}
	fmt.Fprint(w, t.Kind(), " ", t, " ") //nolint:errcheck // a hash takes everything
	if seen[t] {
		return
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Map:
		describe(w, t.Key(), seen)
		describe(w, t.Elem(), seen)
	case reflect.Pointer, reflect.Slice, reflect.Array:
		describe(w, t.Elem(), seen)
	case reflect.Struct:
		describeStruct(w, t, seen)
	}
}

func describeStruct(w io.Writer, t reflect.Type, seen map[reflect.Type]bool) {
	for _, i := range keptFields(t) {
		fmt.Fprint(w, t.Field(i).Name, " ") //nolint:errcheck // a hash takes everything
		describe(w, t.Field(i).Type, seen)
	}
	fmt.Fprint(w, "end ") //nolint:errcheck // a hash takes everything
}

// hasWord says that a tag has a word without a value: pk.
func hasWord(tag, word string) bool {
	for part := range strings.SplitSeq(tag, ";") {
		if strings.TrimSpace(part) == word {
			return true
		}
	}
	return false
}
