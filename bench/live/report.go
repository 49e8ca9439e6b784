package main

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"
)

// header says what is measured.
func (b *bench) header(ctx context.Context) error {
	_, page, err := get(ctx, "http://"+b.address+"/")
	if err != nil {
		return err
	}
	fmt.Printf("examples/blog with its sample in SQLite, %d posts and %d flags in the feed, a page of %.0f KB; the blog and its visitors are two processes on the %d cores of one machine, over loopback\n\n",
		bytes.Count(page, []byte("<article")), bytes.Count(page, []byte(`<li id="put-`)), float64(len(page))/1000, runtime.NumCPU())
	fmt.Printf("%-74s %-15s %-12s\n", "", "goal", "measured")
	return nil
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

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.2f ms", float64(d.Microseconds())/1000)
}

// quantile is the smallest that a share of all does not exceed.
func quantile(all []time.Duration, share float64) time.Duration {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[min(int(share*float64(len(sorted))), len(sorted)-1)]
}
