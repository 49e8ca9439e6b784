package livetest

import (
	"html"
	"slices"
	"strings"
)

// A node is an element or a text of the page that a tab shows. The parser reads what the package html
// writes, which is less than all HTML.
type node struct {
	tag   string // empty for text
	text  string
	attrs map[string]string
	kids  []*node
	up    *node

	value   *string // what was typed or chosen
	checked *bool
	file    *File
}

var void = []string{"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

// parse reads a page or a part of one.
func parse(page string) *node {
	root := &node{tag: "#root"}
	at := root
	for page != "" {
		i := strings.IndexByte(page, '<')
		if i != 0 {
			if i < 0 {
				i = len(page)
			}
			at.add(&node{text: html.UnescapeString(page[:i])})
			page = page[i:]
			continue
		}
		tag, rest := cutTag(page)
		page = rest
		switch {
		case strings.HasPrefix(tag, "!"):
		case strings.HasPrefix(tag, "/"):
			at = at.closed(tag[1:])
		default:
			n := element(tag)
			at.add(n)
			if !slices.Contains(void, n.tag) {
				at = n
			}
		}
	}
	return root
}

func (n *node) add(kid *node) {
	kid.up = n
	n.kids = append(n.kids, kid)
}

// closed is the node around the one that an end tag ends.
func (n *node) closed(tag string) *node {
	for m := n; m.up != nil; m = m.up {
		if m.tag == tag {
			return m.up
		}
	}
	return n
}

// cutTag cuts a tag off: no value that html writes has a > in it.
func cutTag(page string) (tag, rest string) {
	tag, rest, _ = strings.Cut(page[1:], ">")
	return tag, rest
}

func element(tag string) *node {
	name, rest, _ := strings.Cut(tag, " ")
	n := &node{tag: name, attrs: map[string]string{}}
	for rest != "" {
		var attr string
		end := strings.IndexAny(rest, "= ")
		switch {
		case end < 0:
			attr, rest = rest, ""
			n.attrs[attr] = ""
		case rest[end] == ' ':
			attr, rest = rest[:end], rest[end+1:]
			n.attrs[attr] = ""
		default:
			attr = rest[:end]
			value, after, _ := strings.Cut(rest[end+2:], `"`)
			n.attrs[attr] = html.UnescapeString(value)
			rest = strings.TrimPrefix(after, " ")
		}
	}
	return n
}

// all is each node below that a test accepts, in the page's order.
func (n *node) all(accept func(*node) bool) (found []*node) {
	for _, kid := range n.kids {
		if accept(kid) {
			found = append(found, kid)
		}
		found = append(found, kid.all(accept)...)
	}
	return found
}

func (n *node) first(accept func(*node) bool) *node {
	if found := n.all(accept); len(found) > 0 {
		return found[0]
	}
	return nil
}

func (n *node) byID(id string) *node {
	return n.first(func(m *node) bool { return m.attrs != nil && m.attrs["id"] == id })
}

func (n *node) has(attr string) bool {
	_, found := n.attrs[attr]
	return found
}

// words is the text below, as one reads it.
func (n *node) words() string {
	var b strings.Builder
	n.write(&b)
	return strings.Join(strings.Fields(b.String()), " ")
}

// inline are elements that do not part the words before them from those after them.
var inline = []string{"a", "abbr", "b", "bdi", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var"}

func (n *node) write(b *strings.Builder) {
	if n.tag == "" {
		b.WriteString(n.text)
		return
	}
	if n.has("hidden") || n.tag == "script" || n.tag == "head" || n.tag == "template" {
		return
	}
	apart := !slices.Contains(inline, n.tag)
	if apart {
		b.WriteByte(' ')
	}
	for _, kid := range n.kids {
		kid.write(b)
	}
	if apart {
		b.WriteByte(' ')
	}
}

// around is the nearest element that a test accepts: this one, or one that it stands in.
func (n *node) around(accept func(*node) bool) *node {
	for m := n; m != nil; m = m.up {
		if accept(m) {
			return m
		}
	}
	return nil
}

// replace puts a new element in the place of this one. What has not changed stays: elements that the new one has
// stubs for, and what was typed into fields of which the server says what it said before.
func (n *node) replace(fresh, root *node) {
	keepTyped(n, fresh)
	for _, stub := range fresh.all(func(m *node) bool { return m.has("data-keep") }) {
		if kept := root.byID(stub.attrs["id"]); kept != nil {
			stub.become(kept)
		}
	}
	n.become(fresh)
}

// become puts another node in the place of this one.
func (n *node) become(other *node) {
	i := slices.Index(n.up.kids, n)
	if other.up != nil {
		if j := slices.Index(other.up.kids, other); j >= 0 && other.up != n.up {
			other.up.kids = slices.Delete(other.up.kids, j, j+1)
		}
	}
	n.up.kids[i] = other
	other.up = n.up
}

// remove takes the node out of the page.
func (n *node) remove() {
	i := slices.Index(n.up.kids, n)
	n.up.kids = slices.Delete(n.up.kids, i, i+1)
}

func isField(n *node) bool {
	return n.tag == "input" || n.tag == "textarea" || n.tag == "select"
}

// keepTyped carries over what was typed.
func keepTyped(old, fresh *node) {
	before := old.all(isField)
	for i, f := range fresh.all(isField) {
		for j, o := range before {
			if o.tag == f.tag && o.attrs["name"] == f.attrs["name"] && o.attrs["id"] == f.attrs["id"] && (o.attrs["id"] != "" || len(before) <= j || i == j) {
				if o.attrs["value"] == f.attrs["value"] && o.words() == f.words() {
					f.value, f.file = o.value, o.file
				}
				if o.has("checked") == f.has("checked") {
					f.checked = o.checked
				}
				break
			}
		}
	}
}

// valueOf is what a field holds.
func (n *node) valueOf() string {
	if n.value != nil {
		return *n.value
	}
	switch n.tag {
	case "textarea":
		var b strings.Builder
		for _, kid := range n.kids {
			b.WriteString(kid.text)
		}
		return b.String()
	case "select":
		options := n.all(func(m *node) bool { return m.tag == "option" })
		for _, o := range options {
			if o.has("selected") {
				return o.optionValue()
			}
		}
		if len(options) > 0 {
			return options[0].optionValue()
		}
		return ""
	}
	if value, given := n.attrs["value"]; given {
		return value
	}
	if n.ticks() {
		return "on"
	}
	return ""
}

func (n *node) optionValue() string {
	if value, given := n.attrs["value"]; given {
		return value
	}
	return n.words()
}

// ticks says whether a field is one that is checked and not typed into.
func (n *node) ticks() bool { return n.attrs["type"] == "checkbox" || n.attrs["type"] == "radio" }

func (n *node) isChecked() bool {
	if n.checked != nil {
		return *n.checked
	}
	return n.has("checked")
}
