// Command page compares Kin's html with other ways to write a page in Go: a feed of 15 posts, made and
// written into memory. It prints a line for each.
//
//	go run ./cmd/page [-short] [-rounds n]
package main

import (
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/kin-go/kin/bench/page"
	"github.com/kin-go/kin/bench/turns"
)

// goals are how many times the time of each Kin may take.
var goals = map[string]float64{"templ": 1.3, "gomponents": 0.8}

func main() {
	if err := run(flags()); err != nil {
		fmt.Fprintln(os.Stderr, "page:", err)
		os.Exit(1)
	}
}

func flags() (s turns.Settings) {
	short := flag.Bool("short", false, "few and short rounds: that everything runs, not how fast")
	flag.IntVar(&s.Rounds, "rounds", 41, "how often each side is measured")
	flag.DurationVar(&s.Sample, "sample", 20*time.Millisecond, "how long a side works in a round")
	flag.Parse()
	if *short {
		s = turns.Settings{Rounds: 3, Sample: 2 * time.Millisecond}
	}
	return s
}

func run(s turns.Settings) error {
	posts := page.Posts()
	kin := page.Writers[0].To(posts)
	fmt.Printf("%d rounds of %s, taking turns; time and allocations of a page of 15 posts\n\n", s.Rounds, s.Sample)
	fmt.Printf("%-12s %8s %8s %6s  %8s %8s  %s\n", "", "µs", "Kin's", "ratio", "allocs", "Kin's", "goal")
	for _, other := range page.Writers[1:] {
		pairs, err := turns.Measure(other.To(posts), kin, s)
		if err != nil {
			return fmt.Errorf("%s: %w", other.Name, err)
		}
		ratio := turns.Median(pairs, turns.Pair.Ratio)
		verdict := "met"
		if ratio > goals[other.Name] {
			verdict = "MISSED"
		}
		fmt.Printf("%-12s %8.1f %8.1f %6.2f  %8.0f %8.0f  %.1f %s\n", other.Name,
			turns.Median(pairs, func(p turns.Pair) float64 { return p.Other.Nanoseconds / 1e3 }),
			turns.Median(pairs, func(p turns.Pair) float64 { return p.Kin.Nanoseconds / 1e3 }), ratio,
			turns.Median(pairs, func(p turns.Pair) float64 { return p.Other.Allocs }),
			turns.Median(pairs, func(p turns.Pair) float64 { return p.Kin.Allocs }),
			goals[other.Name], verdict)
	}
	return nil
}
