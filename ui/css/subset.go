package main

import (
	"regexp"
	"slices"
	"strings"
)

// families are the components whose rules are kept: the first part of their classes.
var families = []string{
	"Avatar", "Badge", "BaseButton", "BaseTabList", "Blockquote", "Button", "Callout",
	"Code", "Heading", "IconButton", "Kbd", "Link", "SelectTrigger", "Spinner", "TabNav", "Table", "Text",
}

// colors are the accents, each with its twelve steps: the constants of ui.Color; and the grays,
// those of ui.Tone.
var colors = []string{
	"gray", "slate", "sand",
	"tomato", "red", "crimson", "pink", "purple", "violet", "indigo", "blue", "cyan", "teal", "green", "grass", "orange", "amber",
}

var (
	family = regexp.MustCompile(`\.rt-([A-Z][A-Za-z]*)`)
	accent = regexp.MustCompile(`\[data-(?:accent|gray)-color='?([a-z]+)'?\]`)
	usage  = regexp.MustCompile(`var\((--[A-Za-z0-9_-]+)`)
)

// kept is the rules that package ui has a use for.
func kept(rules []rule) (out []rule) {
	for _, r := range rules {
		switch {
		case strings.HasPrefix(r.head, "@font-face"), strings.Contains(r.head, "display-p3"):
			continue // fonts are the system's; the colors of sRGB are the same on every screen
		case r.block && !strings.HasPrefix(r.head, "@"):
			if r.head = keptSelectors(r.head); r.head == "" {
				continue
			}
		}
		if r.block && !strings.HasPrefix(r.head, "@keyframes") {
			r.body = kept(r.body)
			if len(r.body) == 0 {
				continue
			}
		}
		out = append(out, r)
	}
	return out
}

// keptSelectors is a list of selectors without those that can match nothing of ours.
func keptSelectors(list string) string {
	return strings.Join(slices.DeleteFunc(split(list), useless), ", ")
}

// useless says that a selector is of a component or a color that is left out, or of a
// breakpoint: widths are the business of our own layout classes.
func useless(selector string) bool {
	for _, m := range family.FindAllStringSubmatch(selector, -1) {
		if !slices.ContainsFunc(families, func(f string) bool { return strings.HasPrefix(m[1], f) }) {
			return true
		}
	}
	for _, m := range accent.FindAllStringSubmatch(selector, -1) {
		if !slices.Contains(colors, m[1]) {
			return true
		}
	}
	return strings.Contains(selector, `\:`) || strings.Contains(selector, ".rt-variant-classic")
}

// withoutUnused leaves out the variables that nothing reads, and then those that only these
// had read.
func withoutUnused(rules []rule) []rule {
	for {
		used := map[string]bool{}
		collect(rules, used)
		before := count(rules)
		if rules = dropUnused(rules, used); count(rules) == before {
			return rules
		}
	}
}

func collect(rules []rule, used map[string]bool) {
	for _, r := range rules {
		collect(r.body, used)
		for _, m := range usage.FindAllStringSubmatch(r.head, -1) {
			used[m[1]] = true
		}
	}
}

func dropUnused(rules []rule, used map[string]bool) (out []rule) {
	for _, r := range rules {
		if name, _ := declared(r); !r.block && strings.HasPrefix(name, "--") && !used[name] {
			continue
		}
		if r.block {
			if r.body = dropUnused(r.body, used); len(r.body) == 0 {
				continue
			}
		}
		out = append(out, r)
	}
	return out
}

func count(rules []rule) (n int) {
	for _, r := range rules {
		n += 1 + count(r.body)
	}
	return n
}
