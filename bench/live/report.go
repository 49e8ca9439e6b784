package main

import (
	"fmt"
	"runtime"
	"slices"
	"time"
)

func header() {
	fmt.Printf("a feed of 15 posts with authors, flags and who put them; server and visitors on the %d cores of one machine, over loopback\n\n", runtime.NumCPU())
	fmt.Printf("%-74s %-15s %-12s\n", "", "goal", "measured")
}

// line is a figure beside its goal.
func line(what, goal, measured string, reached bool) {
	verdict := "missed"
	if reached {
		verdict = "reached"
	}
	fmt.Printf("%-74s %-15s %-12s %s\n", what, goal, measured, verdict)
}

// note is a figure that has no goal.
func note(what, measured string) { fmt.Printf("%-74s %-15s %s\n", what, "–", measured) }

// footer names the figures that tests print.
func footer() {
	fmt.Print(`
edit → browser, goal < 2 s                     go test -v -run Edit ./cmd/kin/internal/dev
cuts of the connection, goal 0 lost or doubled KIN_BROWSER=1 go test -v -run 'Cut|TypingSurvives' ./live
strings, frames and origins of strangers       make security
`)
}

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.2f ms", float64(d.Microseconds())/1000)
}

// quantile is the smallest that a share of all does not exceed.
func quantile(all []time.Duration, share float64) time.Duration {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[min(int(share*float64(len(sorted))), len(sorted)-1)]
}
