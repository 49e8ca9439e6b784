// Command live measures the live layer by the application examples/blog: its binary in a process of its own, and visitors
// over HTTP and WebSockets from this one. It prints a line for each figure, with its goal.
//
//	go run ./live [-short] [-visits n] [-hold duration] [-heap file]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"
)

// settings say how long the figures take that need many visits.
type settings struct {
	visits int           // held at once
	hold   time.Duration // how long
	idle   int           // visits, for the memory of one
	load   time.Duration // how long 100 visitors reload
	clicks int           // of one visitor
	heap   string        // a file for the heap of the server with idle visits; empty is none
	short  bool
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, flags()); err != nil {
		fmt.Fprintln(os.Stderr, "live:", err)
		os.Exit(1) //nolint:gocritic // stop only gives signals back, to a program that ends
	}
}

func run(ctx context.Context, s settings) (err error) {
	folder, err := os.MkdirTemp("", "kin-live-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	built, err := build(ctx, folder)
	if err != nil {
		return err
	}
	b := &bench{blog: built, settings: s}
	if err := b.measure(ctx); err != nil {
		return err
	}
	return prove(ctx, built.root, s.short)
}

func flags() settings {
	s := settings{idle: 2000, load: 5 * time.Second, clicks: 4400}
	flag.BoolVar(&s.short, "short", false, "few visits for a short time: that everything runs, not how well")
	flag.IntVar(&s.visits, "visits", 15_000, "how many visits are held at once; each takes an open file here and one in the server")
	flag.DurationVar(&s.hold, "hold", time.Minute, "how long they are held")
	flag.StringVar(&s.heap, "heap", "", "a file for the heap profile of the server with idle visits, for go tool pprof -sample_index=inuse_space")
	flag.Parse()
	if s.short {
		s.visits, s.hold, s.idle, s.load, s.clicks = 300, time.Second, 200, 500*time.Millisecond, 400
	}
	return s
}
