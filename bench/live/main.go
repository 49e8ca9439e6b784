// Command live measures the live layer: a feed of 15 posts in a process of its own, and visitors over HTTP and
// WebSockets from this one. It prints a line for each figure, with its goal.
//
//	go run ./live [-short] [-visits n] [-hold duration]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"github.com/kin-go/kin/bench/feed"
)

// settings say how long the figures take that need many visits.
type settings struct {
	visits int           // held at once
	hold   time.Duration // how long
	idle   int           // visits, for the memory of one
	load   time.Duration // how long 100 visitors reload
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "live:", err)
		os.Exit(1) //nolint:gocritic // stop only gives signals back, to a program that ends
	}
}

func run(ctx context.Context) (err error) {
	if len(os.Args) == 3 && os.Args[1] == "serve" {
		return serve(ctx, os.Args[2])
	}
	s := flags()
	folder, err := os.MkdirTemp("", "kin-live-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	database := filepath.Join(folder, "feed.db")
	if err := feed.Generate().WriteSQLite(database); err != nil {
		return err
	}
	return measure(ctx, database, s)
}

func flags() settings {
	s := settings{idle: 2000, load: 5 * time.Second}
	short := flag.Bool("short", false, "few visits for a short time: that everything runs, not how well")
	flag.IntVar(&s.visits, "visits", 15_000, "how many visits are held at once; each takes an open file here and one in the server")
	flag.DurationVar(&s.hold, "hold", time.Minute, "how long they are held")
	flag.Parse()
	if *short {
		s = settings{visits: 300, hold: time.Second, idle: 200, load: 500 * time.Millisecond}
	}
	return s
}
