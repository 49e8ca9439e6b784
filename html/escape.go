package html

import "unicode/utf8"

// place is where a text stands: what has to be escaped differs.
type place [256]uint8

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
		p[c] = 1
	}
	for c := utf8.RuneSelf; c < len(p); c++ {
		p[c] = 1
	}
	return &p
}

// appendEscaped appends s so that a parser reads s again.
func appendEscaped(page []byte, s string, in *place) []byte {
	start := 0
	for i := 0; i < len(s); {
		if i = in.next(s, i); i == len(s) {
			break
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

// next is where the next special byte stands, from i on; the length of s where none does. Most texts have
// none, so four are looked at in one go.
func (p *place) next(s string, i int) int {
	for ; i+4 <= len(s); i += 4 {
		four := s[i : i+4]
		if p[four[0]]|p[four[1]]|p[four[2]]|p[four[3]] != 0 {
			break
		}
	}
	for i < len(s) && p[s[i]] == 0 {
		i++
	}
	return i
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
