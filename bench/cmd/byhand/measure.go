package main

import (
	"runtime"
	"slices"
	"time"

	"github.com/kin-go/kin/bench"
)

// A sample is what an operation of one side took in one round.
type sample struct{ nanoseconds, allocs float64 }

// A pair is the two sides of a round.
type pair struct{ other, kin sample }

// measure lets both sides do the same number of operations in each round.
func measure(other, kin bench.Work, s settings) ([]pair, error) {
	n, err := operations(other, s.sample)
	if err != nil {
		return nil, err
	}
	pairs := make([]pair, s.rounds)
	for i := range pairs {
		if pairs[i], err = round(other, kin, n, i%2 == 1); err != nil {
			return nil, err
		}
	}
	return pairs, nil
}

// operations is how many fit in the time. The runs it counts them with warm the caches.
func operations(w bench.Work, wanted time.Duration) (int, error) {
	for n := 1; ; n *= 2 {
		s, err := take(w, n)
		if err != nil {
			return 0, err
		}
		if 2*s.nanoseconds*float64(n) > float64(wanted) {
			return max(1, int(float64(wanted)/s.nanoseconds)), nil
		}
	}
}

func round(other, kin bench.Work, n int, kinFirst bool) (p pair, err error) {
	if kinFirst {
		if p.kin, err = take(kin, n); err == nil {
			p.other, err = take(other, n)
		}
		return p, err
	}
	if p.other, err = take(other, n); err == nil {
		p.kin, err = take(kin, n)
	}
	return p, err
}

// take runs n operations. The garbage of before is collected before the clock starts,
// that of this side while it runs.
func take(w bench.Work, n int) (sample, error) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	began := time.Now()
	for range n {
		if err := w.Run(); err != nil {
			return sample{}, err
		}
	}
	took := time.Since(began)
	runtime.ReadMemStats(&after)
	return sample{
		nanoseconds: float64(took.Nanoseconds()) / float64(n),
		allocs:      float64(after.Mallocs-before.Mallocs) / float64(n),
	}, nil
}

// median is the median of something of each round.
func median(pairs []pair, of func(pair) float64) float64 {
	list := make([]float64, len(pairs))
	for i, p := range pairs {
		list[i] = of(p)
	}
	slices.Sort(list)
	return (list[(len(list)-1)/2] + list[len(list)/2]) / 2
}
