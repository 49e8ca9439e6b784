package bench_test

import (
	"path/filepath"
	"sync"
	"testing"

	"github.com/kin-go/kin/bench"
	"github.com/kin-go/kin/bench/feed"
	"github.com/kin-go/kin/bench/hand"
)

var data = sync.OnceValue(feed.Generate)

func TestTheDataIsWhatItSaysItIs(t *testing.T) {
	d := data()
	if len(d.Users) != 1_000 || len(d.Posts) != 10_000 || len(d.Flags) != 30_000 {
		t.Fatalf("%d users, %d posts, %d flags", len(d.Users), len(d.Posts), len(d.Flags))
	}
	flags, bytes, bare := map[int64]int{}, 0, 0
	for _, f := range d.Flags {
		flags[f.PostID]++
	}
	for _, p := range d.Posts {
		bytes += len(p.Body)
		if flags[p.ID] == 0 {
			bare++
		}
		if flags[p.ID] > 8 {
			t.Errorf("post %d has %d flags", p.ID, flags[p.ID])
		}
	}
	if mean := bytes / len(d.Posts); mean < 290 || mean > 310 {
		t.Errorf("a body has %d bytes", mean)
	}
	if bare == 0 {
		t.Error("each post has a flag: the empty collection is missing")
	}
}

// TestSame is what the figures rest on: each contender reads the same graph.
func TestSame(t *testing.T) {
	for _, keys := range []hand.Keys{hand.JSON, hand.List, hand.Array} {
		t.Run("by hand "+string(keys), func(t *testing.T) { same(t, opened(t, byHand(keys))) })
	}
	t.Run("kin", func(t *testing.T) { same(t, opened(t, bench.OpenKin)) })
}

func same(t *testing.T, c bench.Contender) {
	if err := c.Check(data(), 20); err != nil {
		t.Error(err)
	}
}

func byHand(keys hand.Keys) func(string) (bench.Contender, error) {
	return func(path string) (bench.Contender, error) { return bench.OpenHand(path, keys) }
}

// opened is a contender on a file of its own.
func opened(t testing.TB, open func(path string) (bench.Contender, error)) bench.Contender {
	t.Helper()
	path := filepath.Join(t.TempDir(), "feed.db")
	if err := data().WriteSQLite(path); err != nil {
		t.Fatal(err)
	}
	c, err := open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func TestACheckSeesAWrongGraph(t *testing.T) {
	c := opened(t, byHand(hand.JSON))
	c.Works[bench.Feed15] = c.Works[bench.Feed1000]
	if err := c.Check(data(), 1); err == nil {
		t.Error("1,000 posts were taken for 15")
	}
}
