package ui

import (
	"hash/fnv"
	"strings"
	"unicode"

	"github.com/kin-go/kin/html"
)

// Avatar is a person: the picture at html.Src, if that is among the arguments, or else the first
// letters of the name in a color that is the same everywhere. The name is read out, unless
// html.Aria("hidden", "true") says that it stands beside it.
func Avatar(name string, nodes ...html.Node) html.Element {
	g := sorted(color|size|variant|radius|contrast, nodes)
	if g.color == "" {
		g.color = colorOf(name)
	}
	if g.radius == "" {
		g.radius = RoundFull
	}
	root := html.Group(html.Class("rt-reset", "rt-AvatarRoot"), g.look(Size3, Soft))
	if _, picture := attribute(g.rest, "src"); picture {
		return html.Span(root, html.Img(html.Class("rt-AvatarImage"), html.Alt(name), html.Group(g.rest...)))
	}
	letters := initials(name)
	if letters == "?" {
		name = "Unknown"
	}
	size := "rt-one-letter"
	if len([]rune(letters)) > 1 {
		size = "rt-two-letters"
	}
	return html.Span(root, html.Role("img"), html.Aria("label", name), html.Group(g.rest...),
		html.Span(html.Class("rt-AvatarFallback", size), html.Aria("hidden", "true"), html.Text(letters)))
}

// colorOf is a color for a name: any, but always the same.
func colorOf(name string) Color {
	h := fnv.New32a()
	_, _ = h.Write([]byte(name))
	all := Colors()[1:] // gray is for those without a name
	return all[h.Sum32()%uint32(len(all))]
}

// initials are the first letters of the first and the last word of a name.
func initials(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	switch len(words) {
	case 0:
		return "?"
	case 1:
		return first(words[0])
	}
	return first(words[0]) + first(words[len(words)-1])
}

func first(word string) string {
	for _, r := range word {
		return string(unicode.ToUpper(r))
	}
	return ""
}
