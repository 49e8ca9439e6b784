package main

import (
	"errors"
	"fmt"
	"strings"
)

// A rule is a part of a style sheet: a block with what stands before its brace, or a
// declaration, which has no block.
type rule struct {
	head  string
	block bool
	body  []rule
}

// parse reads a style sheet. It knows of blocks, strings and comments, and of nothing they
// mean.
func parse(css string) ([]rule, error) {
	p := parser{rest: css}
	rules, err := p.rules(0)
	if err != nil {
		return nil, fmt.Errorf("byte %d: %w", len(css)-len(p.rest), err)
	}
	return rules, nil
}

type parser struct{ rest string }

// rules reads up to the end of the block, or of the sheet.
func (p *parser) rules(depth int) (rules []rule, err error) {
	for {
		head, stop, err := p.head()
		if err != nil {
			return nil, err
		}
		if head != "" && stop != '{' {
			rules = append(rules, rule{head: head})
		}
		switch {
		case stop == '{':
			body, err := p.rules(depth + 1)
			if err != nil {
				return nil, err
			}
			rules = append(rules, rule{head: head, block: true, body: body})
		case stop == '}' && depth > 0, stop == 0 && depth == 0:
			return rules, nil
		case stop != ';':
			return nil, errors.New("a block is closed that was not opened, or the other way round")
		}
	}
}

// head reads up to a brace or a semicolon, which it gives as well; 0 is the end of the
// sheet.
func (p *parser) head() (head string, stop byte, err error) {
	var b strings.Builder
	parentheses := 0
	for p.rest != "" {
		c := p.rest[0]
		switch {
		case strings.HasPrefix(p.rest, "/*"):
			_, after, found := strings.Cut(p.rest[2:], "*/")
			if !found {
				return "", 0, errors.New("a comment has no end")
			}
			p.rest = after
			b.WriteByte(' ')
			continue
		case c == '"' || c == '\'':
			text, err := p.text(c)
			if err != nil {
				return "", 0, err
			}
			b.WriteString(text)
			continue
		case c == '(':
			parentheses++
		case c == ')':
			parentheses--
		case parentheses == 0 && strings.IndexByte("{};", c) >= 0:
			p.rest = p.rest[1:]
			return squeezed(b.String()), c, nil
		}
		b.WriteByte(c)
		p.rest = p.rest[1:]
	}
	return squeezed(b.String()), 0, nil
}

// text reads a string with its quotes.
func (p *parser) text(quote byte) (string, error) {
	for i := 1; i < len(p.rest); i++ {
		switch p.rest[i] {
		case '\\':
			i++
		case quote:
			text := p.rest[:i+1]
			p.rest = p.rest[i+1:]
			return text, nil
		}
	}
	return "", errors.New("a string has no end")
}

// squeezed has one space where there were several, and none at the ends.
func squeezed(s string) string { return strings.Join(strings.Fields(s), " ") }

// tight are the characters that need no space around them where it is safe: not + and -, which calc
// wants apart, nor :, which is a descendant's where a space is before it.
var tight = strings.NewReplacer(", ", ",", "( ", "(", " )", ")", " > ", ">", " ~ ", "~")

// write writes rules without what only a reader needs.
func write(b *strings.Builder, rules []rule) {
	for i, r := range rules {
		switch {
		case r.block:
			b.WriteString(tight.Replace(r.head))
			b.WriteByte('{')
			write(b, r.body)
			b.WriteByte('}')
			continue
		case strings.HasPrefix(r.head, "@"):
			b.WriteString(r.head)
		default:
			name, value := declared(r)
			b.WriteString(name + ":" + tight.Replace(value))
		}
		if i < len(rules)-1 {
			b.WriteByte(';')
		}
	}
}

// declared is a declaration's name and value.
func declared(r rule) (name, value string) {
	name, value, _ = strings.Cut(r.head, ":")
	return strings.TrimSpace(name), strings.TrimSpace(value)
}

// split cuts at the commas that stand in no parentheses or brackets: selectors of a list, or
// arguments.
func split(list string) (parts []string) {
	depth, start := 0, 0
	for i := range len(list) {
		switch list[i] {
		case '(', '[':
			depth++
		case ')', ']':
			depth--
		case ',':
			if depth == 0 {
				parts = append(parts, strings.TrimSpace(list[start:i]))
				start = i + 1
			}
		}
	}
	return append(parts, strings.TrimSpace(list[start:]))
}
