package bench

import (
	"fmt"
	"maps"
	"slices"

	"github.com/kin-go/kin/bench/feed"
)

// Check runs each task of a contender so many times and compares what it read with the
// data. It must come before the clock: the n-th run has the n-th key.
func (c Contender) Check(d *feed.Data, times int) error {
	for _, task := range slices.Sorted(maps.Keys(c.Works)) {
		work := c.Works[task]
		for n := range times {
			if err := work.Run(); err != nil {
				return fmt.Errorf("%s, %s, run %d: %w", c.Name, task, n+1, err)
			}
			if work.Sum() != want[task](d, n) {
				return fmt.Errorf("%s, %s, run %d: read something else than was written", c.Name, task, n+1)
			}
		}
	}
	return nil
}
