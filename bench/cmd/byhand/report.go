package main

import (
	"fmt"

	"github.com/kin-go/kin/bench"
	"github.com/kin-go/kin/bench/turns"
)

const (
	headings = "%-4s %-65s | %8s %8s %7s | %7s %5s %6s | %s"
	columns  = "%-4s %-65s | %8.1f %8.1f %7.2f | %7.0f %5.0f %6.2f | %s"
)

func header() string {
	return fmt.Sprintf(headings, "", "", "", "µs", "", "allocs", "", "", "") + "\n" +
		fmt.Sprintf(headings, "", "what is read", "by hand", "Kin", "ratio", "by hand", "Kin", "ratio", "goal")
}

// line is medians over the rounds. The ratio of times is the median of the rounds'
// ratios: what slows the machine for longer than a round slows both sides.
func line(c bench.Comparison, pairs []turns.Pair) string {
	time := turns.Median(pairs, turns.Pair.Ratio)
	other := turns.Median(pairs, func(p turns.Pair) float64 { return p.Other.Allocs })
	kin := turns.Median(pairs, func(p turns.Pair) float64 { return p.Kin.Allocs })
	return fmt.Sprintf(columns, c.Name, c.What,
		turns.Median(pairs, func(p turns.Pair) float64 { return p.Other.Nanoseconds / 1e3 }),
		turns.Median(pairs, func(p turns.Pair) float64 { return p.Kin.Nanoseconds / 1e3 }),
		time, other, kin, kin/other, goals(c, time, kin/other))
}

func goals(c bench.Comparison, time, allocs float64) string {
	if c.Allocs == 0 {
		return goal("", c.Time, time)
	}
	return goal("time ", c.Time, time) + ", " + goal("allocations ", c.Allocs, allocs)
}

func goal(of string, goal, got float64) string {
	switch {
	case goal == 0:
		return ""
	case got <= goal:
		return fmt.Sprintf("%s%.2f met", of, goal)
	}
	return fmt.Sprintf("%s%.2f MISSED", of, goal)
}
