package main

import (
	"regexp"
	"slices"
	"strings"
)

// The package has a set of values for light pages and one for dark ones, chosen by a class. A
// page that follows the reader's system would need the dark ones a second time. So
// each color that differs becomes light-dark(…, …), which the color-scheme of an element
// chooses from; the few other values stay in rules of their own.

// lightHeads and darkHeads are how the package spells the two sets.
var (
	lightHeads = []string{":root, .light, .light-theme", ":where(.radix-themes)", ":root"}
	darkHeads  = []string{".dark, .dark-theme", ":is(.dark, .dark-theme), :is(.dark, .dark-theme) :where(.radix-themes:not(.light, .light-theme))"}
)

// isColor knows a value that is one color.
var isColor = regexp.MustCompile(`^(#[0-9a-f]{3,8}|(rgba?|color|hsla?)\([^()]*\)|white|black|transparent|var\(--[a-z]+-(a?[0-9]+|contrast|surface)\))$`)

// Our own spelling: what is neither light nor dark by its class follows the system.
const (
	lightHead = ":root, .light"
	darkHead  = ".dark"
	autoQuery = "@media (prefers-color-scheme: dark)"
	autoHead  = ":root:not(.light, .dark), .auto"
)

// merged joins light and dark values. Rules that are neither stay as they are, in their
// order.
func merged(rules []rule) (out []rule) {
	dark := valuesOf(rules, darkHeads)
	joined := map[string]bool{}
	for _, r := range rules {
		switch {
		case slices.Contains(darkHeads, r.head):
			continue
		case slices.Contains(lightHeads, r.head):
			r.head = lightHead
			r.body = joinedWith(r.body, dark, joined)
		case r.block && strings.HasPrefix(r.head, "@") && holdsSets(r.body):
			r.body = merged(r.body)
		case strings.Contains(r.head, ".light, .light-theme"):
			continue // color-scheme: ours
		case strings.Contains(r.head, ".dark, .dark-theme"):
			continue
		}
		out = append(out, r)
	}
	return append(out, remaining(dark, joined)...)
}

// holdsSets says that a block holds one of the two sets.
func holdsSets(rules []rule) bool {
	return slices.ContainsFunc(rules, func(r rule) bool {
		return slices.Contains(lightHeads, r.head) || slices.Contains(darkHeads, r.head) ||
			r.block && strings.HasPrefix(r.head, "@") && holdsSets(r.body)
	})
}

// valuesOf is the declarations below heads. Those in @-rules are another matter.
func valuesOf(rules []rule, heads []string) (values []rule) {
	for _, r := range rules {
		if slices.Contains(heads, r.head) {
			values = append(values, r.body...)
		}
	}
	return values
}

func joinedWith(light, dark []rule, joined map[string]bool) []rule {
	out := make([]rule, len(light))
	for i, l := range light {
		out[i] = l
		name, bright := declared(l)
		for _, d := range dark {
			other, dim := declared(d)
			if l.block || other != name || !isColor.MatchString(bright) || !isColor.MatchString(dim) {
				continue
			}
			joined[name] = true
			if bright != dim {
				out[i].head = name + ": light-dark(" + bright + ", " + dim + ")"
			}
		}
	}
	return out
}

// remaining is the dark values that are no colors, once for pages that are dark and once
// for those that follow the system.
func remaining(dark []rule, joined map[string]bool) []rule {
	rest := slices.DeleteFunc(slices.Clone(dark), func(r rule) bool {
		name, _ := declared(r)
		return joined[name]
	})
	if len(rest) == 0 {
		return nil
	}
	return []rule{
		{head: darkHead, block: true, body: rest},
		{head: autoQuery, block: true, body: []rule{{head: autoHead, block: true, body: rest}}},
	}
}
