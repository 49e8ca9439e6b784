package livedb

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"unicode"

	"github.com/kin-go/kin/live"
)

// Follow has a page loaded and shown again after each commit that changes one of the tables, link
// tables of many-to-many included. It is a rule of the page:
//
//	app.Page("GET /{$}", newFeed, livedb.Follow(posts, flags))
//
// A page that calls its own Follow in Load, for tables that depend on what it loads, names them with
// Topics there, all of them.
func Follow(tables ...any) live.Rule {
	topics := Topics(tables...)
	return func(_ context.Context, p *live.Page) error {
		p.Follow(topics...)
		return nil
	}
}

// Topics are what a page follows to hear of commits that change these tables (the values of
// kin.Table): the tables, and the link tables of their many-to-many relationships. It panics for
// what is no table.
func Topics(tables ...any) (topics []live.Topic) {
	known := map[live.Topic]bool{}
	for _, table := range tables {
		for _, name := range namesOf(reflect.TypeOf(table)) {
			if topic := live.Topic(name); !known[topic] {
				known[topic] = true
				topics = append(topics, topic)
			}
		}
	}
	return topics
}

// namesOf is the table of a model and its link tables.
func namesOf(t reflect.Type) []string {
	if t == nil || t.Kind() != reflect.Pointer || t.Elem().Kind() != reflect.Struct {
		panic(fmt.Sprintf("livedb: a %v is followed, which is no table: give what kin.Table has given", t))
	}
	t = t.Elem()
	for f := range t.Fields() {
		if f.Anonymous && isAnchor(f.Type) {
			name := word(f.Tag.Get("kin"), "table")
			if name == "" {
				name = snake(plainName(t))
			}
			return linkTables(t, []string{name})
		}
	}
	panic(fmt.Sprintf("livedb: a %s is followed, which embeds neither kin.Model nor kin.Entity: give what kin.Table has given", t))
}

// linkTables appends the link tables that the tags of a struct name, and of those embedded in it.
func linkTables(t reflect.Type, names []string) []string {
	for f := range t.Fields() {
		if secondary := word(f.Tag.Get("kin"), "secondary"); secondary != "" {
			name, _, _ := strings.Cut(secondary, "(")
			names = append(names, strings.TrimSpace(name))
		}
		if f.Anonymous && f.Type.Kind() == reflect.Struct {
			names = linkTables(f.Type, names)
		}
	}
	return names
}

// word is what a tag says for a word: the name of table=name.
func word(tag, key string) string {
	for part := range strings.SplitSeq(tag, ";") {
		if name, value, ok := strings.Cut(strings.TrimSpace(part), "="); ok && strings.TrimSpace(name) == key {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// plainName is a type's name without its type arguments.
func plainName(t reflect.Type) string {
	name, _, _ := strings.Cut(t.Name(), "[")
	return name
}

// snake is the table's name for that of a struct, as the mapping makes it.
func snake(name string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		if unicode.IsUpper(r) && i > 0 && startsWord(runes, i) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// startsWord says whether a capital begins a word: behind a small letter or digit, or before a small letter
// at the end of an abbreviation.
func startsWord(runes []rune, i int) bool {
	before := runes[i-1]
	if !unicode.IsUpper(before) {
		return before != '_'
	}
	return i+1 < len(runes) && unicode.IsLower(runes[i+1])
}
