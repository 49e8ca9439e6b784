package html

import "unicode/utf8"

// place is where a text stands: what has to be escaped differs.
type place [256]bool

// Angle brackets are escaped in attributes too: some browsers once wrote them back
// as they were, and a value that leaves its attribute must not become a tag.
var (
	inText      = special("&<>\r\x00")
	inAttribute = special("&<>\"\r\x00")
)

// special makes a place of the characters that cannot stand in it as they are. Bytes that are not
// ASCII are looked at too: they may not be UTF-8.
func special(characters string) *place {
	var p place
	for _, c := range []byte(characters) {
		p[c] = true
	}
	for c := utf8.RuneSelf; c < len(p); c++ {
		p[c] = true
	}
	return &p
}

// appendEscaped appends s so that a parser reads s again.
func appendEscaped(page []byte, s string, in *place) []byte {
	start := 0
	for i := 0; i < len(s); {
		if !in[s[i]] {
			i++
			continue
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		if size > 1 { // a character beyond ASCII, and in order
			i += size
			continue
		}
		page = append(page, s[start:i]...)
		page = append(page, escape(s[i])...)
		i++
		start = i
	}
	return append(page, s[start:]...)
}

// escape is what is written for a special byte. A carriage return would be read as a
// newline, and a NUL as nothing or as U+FFFD, depending on where it stands.
func escape(c byte) string {
	switch c {
	case '&':
		return "&amp;"
	case '<':
		return "&lt;"
	case '>':
		return "&gt;"
	case '"':
		return "&#34;"
	case '\r':
		return "&#13;"
	}
	return "\uFFFD"
}
