package bench_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/kin-go/kin/bench"
	"github.com/kin-go/kin/bench/hand"
)

// The benchmarks are for profiles of one side: go test -bench Kin/get -cpuprofile cpu.
// Ratios come from cmd/byhand, which takes turns.

func BenchmarkHandJSON(b *testing.B)  { each(b, byHand(hand.JSON)) }
func BenchmarkHandList(b *testing.B)  { each(b, byHand(hand.List)) }
func BenchmarkHandArray(b *testing.B) { each(b, byHand(hand.Array)) }
func BenchmarkKin(b *testing.B)       { each(b, bench.OpenKin) }

func each(b *testing.B, open func(path string) (bench.Contender, error)) {
	c := opened(b, open)
	for _, task := range slices.Sorted(maps.Keys(c.Works)) {
		b.Run(strings.ReplaceAll(string(task), " ", "_"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := c.Works[task].Run(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
