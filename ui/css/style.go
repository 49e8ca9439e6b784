package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// notice stands at the head of the style sheet, and stays there when it is served.
const notice = `/*! Holds a part of @radix-ui/themes 3.3.0, (c) 2023 WorkOS, MIT licence: see LICENSE-themes.txt. Made by ui/css; do not edit. */
`

// rewritten are spellings that the package needs because its controls are made by
// scripts; ours are those of HTML.
var rewritten = strings.NewReplacer(
	"[data-disabled]", ":is(:disabled, [aria-disabled='true'])",
)

// styleSheet is the whole style sheet: the part of the package, then our own files by their
// names.
func styleSheet(theme map[string][]byte, own fs.FS) ([]byte, error) {
	base, err := themeRules(theme)
	if err != nil {
		return nil, err
	}
	ours, err := ownRules(own)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	b.WriteString(notice)
	write(&b, withoutUnused(append(base, ours...)))
	b.WriteByte('\n')
	return []byte(b.String()), nil
}

func themeRules(theme map[string][]byte) ([]rule, error) {
	var names []string
	for _, color := range colors {
		names = append(names, "tokens/colors/"+color+".css")
	}
	names = append(names, "tokens/base.css", "components.css")
	var all []rule
	for _, name := range names {
		css, ok := theme[name]
		if !ok {
			return nil, fmt.Errorf("%s has no file %s", themes, name)
		}
		rules, err := parse(rewritten.Replace(string(css)))
		if err != nil {
			return nil, fmt.Errorf("%s, %s: %w", themes, name, err)
		}
		all = append(all, readable(merged(kept(rules)))...)
	}
	return all, nil
}

func ownRules(own fs.FS) (all []rule, err error) {
	names, err := fs.Glob(own, "*.css")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		css, err := fs.ReadFile(own, name)
		if err != nil {
			return nil, err
		}
		rules, err := parse(string(bytes.TrimSpace(css)))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path.Base(name), err)
		}
		all = append(all, rules...)
	}
	return all, nil
}
