// Package turns measures two ways to do the same work on a machine that is not quiet: they take
// turns, and what counts is the ratio of the two in one turn.
package turns

import (
	"runtime"
	"slices"
	"time"
)

// Settings are how often each side is measured, and how long it works each time.
type Settings struct {
	Rounds int
	Sample time.Duration
}

// A Sample is what an operation of one side took in one round.
type Sample struct{ Nanoseconds, Allocs float64 }

// A Pair is the two sides of a round.
type Pair struct{ Other, Kin Sample }

// Ratio is the time of Kin in times of the other.
func (p Pair) Ratio() float64 { return p.Kin.Nanoseconds / p.Other.Nanoseconds }

// Measure lets both sides do the same number of operations in each round.
func Measure(other, kin func() error, s Settings) ([]Pair, error) {
	n, err := operations(other, s.Sample)
	if err != nil {
		return nil, err
	}
	pairs := make([]Pair, s.Rounds)
	for i := range pairs {
		if pairs[i], err = round(other, kin, n, i%2 == 1); err != nil {
			return nil, err
		}
	}
	return pairs, nil
}

// operations is how many fit in the time. The runs it counts them with warm the caches.
func operations(w func() error, wanted time.Duration) (int, error) {
	for n := 1; ; n *= 2 {
		s, err := take(w, n)
		if err != nil {
			return 0, err
		}
		if 2*s.Nanoseconds*float64(n) > float64(wanted) {
			return max(1, int(float64(wanted)/s.Nanoseconds)), nil
		}
	}
}

func round(other, kin func() error, n int, kinFirst bool) (p Pair, err error) {
	if kinFirst {
		if p.Kin, err = take(kin, n); err == nil {
			p.Other, err = take(other, n)
		}
		return p, err
	}
	if p.Other, err = take(other, n); err == nil {
		p.Kin, err = take(kin, n)
	}
	return p, err
}

// take runs n operations. The garbage of before is collected before the clock starts,
// that of this side while it runs.
func take(w func() error, n int) (Sample, error) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	began := time.Now()
	for range n {
		if err := w(); err != nil {
			return Sample{}, err
		}
	}
	took := time.Since(began)
	runtime.ReadMemStats(&after)
	return Sample{
		Nanoseconds: float64(took.Nanoseconds()) / float64(n),
		Allocs:      float64(after.Mallocs-before.Mallocs) / float64(n),
	}, nil
}

// Median is the median of something of each round.
func Median(pairs []Pair, of func(Pair) float64) float64 {
	list := make([]float64, len(pairs))
	for i, p := range pairs {
		list[i] = of(p)
	}
	slices.Sort(list)
	return (list[(len(list)-1)/2] + list[len(list)/2]) / 2
}
