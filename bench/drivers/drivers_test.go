package drivers

import (
	"context"
	"fmt"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

var contenders = []struct {
	name string
	open func(path string) Driver
}{
	{"ncruces", Ncruces},
	{"zombiezen", Zombiezen},
	{"modernc", Modernc},
}

func openAll(t testing.TB) []Driver {
	var drivers []Driver
	for _, c := range contenders {
		d := c.open(filepath.Join(t.TempDir(), c.name+".db"))
		t.Cleanup(d.Close)
		drivers = append(drivers, d)
	}
	return drivers
}

// fifteen is a page: its keys lie apart, as those of a page of posts do.
var fifteen = func() string {
	var keys []string
	for i := range 15 {
		keys = append(keys, fmt.Sprint(i*641+7))
	}
	return "[" + strings.Join(keys, ",") + "]"
}()

var thousand = func() []Post {
	posts := make([]Post, 1000)
	for i := range posts {
		posts[i] = Post{Author: int64(i), Title: fmt.Sprint("new post ", i), Body: strings.Repeat("b", 300), Score: 0.25}
	}
	return posts
}()

func TestAllDriversGiveTheSameAnswers(t *testing.T) {
	drivers := openAll(t)
	first := drivers[0]
	for i, d := range drivers {
		t.Run(contenders[i].name, func(t *testing.T) {
			d.Add(thousand)
			switch {
			case len(d.All()) != 10000:
				t.Errorf("All reads %d posts", len(d.All()))
			case !reflect.DeepEqual(d.All(), first.All()):
				t.Error("All reads other posts")
			case d.Get(77) != first.Get(77) || d.GetUnder(t.Context(), 77) != first.Get(77):
				t.Error("Get reads another post")
			case len(d.Some(fifteen)) != 15 || !reflect.DeepEqual(d.Some(fifteen), first.Some(fifteen)):
				t.Error("Some reads other posts")
			}
		})
	}
}

// compare lets the drivers work in turn, each time beginning with another one; times is
// how often each works in a turn, so that a turn is long beside the clock. Garbage is
// collected between them: none pays for what the one before it left.
func compare(b *testing.B, times int, work func(Driver)) {
	drivers := openAll(b)
	taken := make([][]float64, len(drivers))
	for turn := 0; b.Loop(); turn++ {
		for i := range drivers {
			i = (i + turn) % len(drivers)
			runtime.GC()
			start := time.Now()
			for range times {
				work(drivers[i])
			}
			taken[i] = append(taken[i], float64(time.Since(start).Nanoseconds())/float64(times))
		}
	}
	report(b, taken)
	for i, d := range drivers {
		b.ReportMetric(testing.AllocsPerRun(3, func() { work(d) }), contenders[i].name+"-allocs")
	}
	b.ReportMetric(0, "ns/op")
}

func report(b *testing.B, taken [][]float64) {
	var base float64
	for i, t := range taken {
		slices.Sort(t)
		median := t[len(t)/2]
		if i == 0 {
			base = median
		}
		b.ReportMetric(median/1000, contenders[i].name+"-µs")
		b.ReportMetric(median/base, contenders[i].name+"-ratio")
	}
}

func BenchmarkReadTenThousand(b *testing.B) { compare(b, 1, func(d Driver) { d.All() }) }

func BenchmarkGetByKey(b *testing.B) { compare(b, 200, func(d Driver) { d.Get(4711) }) }

// BenchmarkGetUnderAContext is what a handler of a web request does: its context ends
// when the client goes away.
func BenchmarkGetUnderAContext(b *testing.B) {
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	compare(b, 200, func(d Driver) { d.GetUnder(ctx, 4711) })
}

func BenchmarkFifteenKeys(b *testing.B) { compare(b, 50, func(d Driver) { d.Some(fifteen) }) }

func BenchmarkInsertThousand(b *testing.B) { compare(b, 1, func(d Driver) { d.Add(thousand) }) }

// BenchmarkTwoConnections lets two connections to one file load pages at the same time,
// on the processors there are.
func BenchmarkTwoConnections(b *testing.B) {
	taken := make([][]float64, len(contenders))
	var pairs [][2]Driver
	for _, c := range contenders {
		path := filepath.Join(b.TempDir(), c.name+".db")
		pair := [2]Driver{c.open(path), c.open(path)}
		b.Cleanup(func() { pair[0].Close(); pair[1].Close() })
		pairs = append(pairs, pair)
	}
	for turn := 0; b.Loop(); turn++ {
		for i := range pairs {
			i = (i + turn) % len(pairs)
			taken[i] = append(taken[i], together(pairs[i], 50))
		}
	}
	report(b, taken)
	b.ReportMetric(0, "ns/op")
}

// together is the time of one page, while both load as many.
func together(pair [2]Driver, times int) float64 {
	var wg sync.WaitGroup
	runtime.GC()
	start := time.Now()
	for _, d := range pair {
		wg.Go(func() {
			for range times {
				d.Some(fifteen)
			}
		})
	}
	wg.Wait()
	return float64(time.Since(start).Nanoseconds()) / float64(times)
}
