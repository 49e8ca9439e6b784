// Command byhand compares Kin with code by hand over the same driver, and prints a line
// for each workload. Before the clock starts, both must have read the same graph.
//
//	go run ./cmd/byhand [-short] [-rounds n] [-only W1] [-keys json|list|array]
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/kin-go/kin/bench"
	"github.com/kin-go/kin/bench/feed"
	"github.com/kin-go/kin/bench/hand"
	"github.com/kin-go/kin/bench/turns"
)

type settings struct {
	turns.Settings

	only string
	keys hand.Keys
}

func main() {
	if err := run(flags()); err != nil {
		fmt.Fprintln(os.Stderr, "byhand:", err)
		os.Exit(1)
	}
}

func flags() (s settings) {
	short := flag.Bool("short", false, "few and short rounds: that everything runs, not how fast")
	keys := flag.String("keys", string(hand.List), "how the code by hand passes lists of keys: json, list or array")
	flag.IntVar(&s.Rounds, "rounds", 25, "how often each side is measured")
	flag.DurationVar(&s.Sample, "sample", 30*time.Millisecond, "how long a side works in a round")
	flag.StringVar(&s.only, "only", "", "measure the workloads whose name begins so")
	flag.Parse()
	s.keys = hand.Keys(*keys)
	if *short {
		s.Rounds, s.Sample = 3, 5*time.Millisecond
	}
	return s
}

func run(s settings) (err error) {
	folder, err := os.MkdirTemp("", "kin-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	sides, err := openBoth(folder, feed.Generate(), s.keys)
	if err != nil {
		return err
	}
	fmt.Printf("%d rounds of %s, taking turns; time and allocations of one operation\n\n", s.Rounds, s.Sample)
	fmt.Println(header())
	for _, c := range chosen(s.only) {
		pairs, err := turns.Measure(sides.other.Works[c.Other].Run, sides.kin.Works[c.Kin].Run, s.Settings)
		if err != nil {
			return fmt.Errorf("%s %s: %w", c.Name, c.What, err)
		}
		fmt.Println(line(c, pairs))
	}
	return errors.Join(sides.other.Close(), sides.kin.Close())
}

type sides struct{ other, kin bench.Contender }

// openBoth gives each side a file of its own, and lets neither pass that reads another
// graph than was written.
func openBoth(folder string, d *feed.Data, keys hand.Keys) (s sides, err error) {
	open := func(name string, with func(path string) (bench.Contender, error)) bench.Contender {
		path := filepath.Join(folder, name+".db")
		if err == nil {
			err = d.WriteSQLite(path)
		}
		var c bench.Contender
		if err == nil {
			c, err = with(path)
		}
		if err == nil {
			err = c.Check(d, 3)
		}
		return c
	}
	s.other = open("hand", func(path string) (bench.Contender, error) { return bench.OpenHand(path, keys) })
	s.kin = open("kin", bench.OpenKin)
	return s, err
}

// chosen is the comparisons of the workloads whose name begins so. One without a name
// belongs to the one before.
func chosen(prefix string) (all []bench.Comparison) {
	name := ""
	for _, c := range bench.ByHand {
		if c.Name != "" {
			name = c.Name
		}
		if strings.HasPrefix(name, prefix) {
			all = append(all, c)
		}
	}
	return all
}
