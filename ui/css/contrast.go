package main

import (
	"math"
	"regexp"
	"slices"
	"strconv"
)

// least is the contrast that text must have with what is behind it, by WCAG 2.
const least = 4.5

// readable makes the solid step of a color, the ninth, one that white text can be read on. Where
// the package's own is too bright for that, the step of texts on light pages takes its
// place, which is made for just this contrast.
func readable(rules []rule) []rule {
	for _, color := range colors {
		prefix := "--" + color + "-"
		solid, solidOK := valueOf(rules, prefix+"9")
		text, textOK := valueOf(rules, prefix+"11")
		contrast, _ := valueOf(rules, prefix+"contrast")
		if !solidOK || !textOK || contrast != "white" || withWhite(solid) >= least {
			continue
		}
		set(rules, prefix+"9", hexOf.FindString(text))
		set(rules, prefix+"10", "color-mix(in oklab, var("+prefix+"9), black 10%)")
	}
	return rules
}

// valueOf is a variable's value in the outermost blocks.
func valueOf(rules []rule, name string) (string, bool) {
	for _, r := range rules {
		for _, d := range r.body {
			if n, value := declared(d); n == name {
				return value, true
			}
		}
	}
	return "", false
}

func set(rules []rule, name, value string) {
	for i, r := range rules {
		rules[i].body = slices.Clone(r.body)
		for j, d := range r.body {
			if n, _ := declared(d); n == name {
				rules[i].body[j].head = name + ": " + value
			}
		}
	}
}

// hexOf finds the first color of a value: of light-dark(…, …) the light one.
var hexOf = regexp.MustCompile(`#[0-9a-f]{6}`)

// withWhite is the contrast of a color with white: 1 to 21. A color that cannot be read
// has none.
func withWhite(value string) float64 {
	hex := hexOf.FindString(value)
	if hex == "" {
		return 0
	}
	n, err := strconv.ParseUint(hex[1:], 16, 32)
	if err != nil {
		return 0
	}
	light := 0.2126*linear(n>>16) + 0.7152*linear(n>>8&0xff) + 0.0722*linear(n&0xff)
	return 1.05 / (light + 0.05)
}

// linear is how bright a channel is, of 0 to 255 in sRGB.
func linear(channel uint64) float64 {
	c := float64(channel) / 255
	if c <= 0.04045 {
		return c / 12.92
	}
	return math.Pow((c+0.055)/1.055, 2.4)
}
