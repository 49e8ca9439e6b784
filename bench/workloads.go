// Package bench measures Kin beside other ways to do the same work: the workloads, and
// who does them. Everyone works on a file of their own with the same rows, and must
// read the same graph before anything is timed.
package bench

import (
	"github.com/kin-go/kin/bench/feed"
)

// A Task is something to do, by the name that contenders know it by.
type Task string

// The tasks.
const (
	Feed15     Task = "feed of 15"
	Feed1000   Task = "feed of 1,000"
	Joined15   Task = "joined feed of 15"
	Joined1000 Task = "joined feed of 1,000"
	Scan       Task = "scan"
	Get        Task = "get"
	Get100     Task = "get 100 in a transaction"
	Page200    Task = "page of 200"
)

// Other ways to the same answer.
const (
	FeedSession15   Task = "feed of 15 in a session that may write"
	FeedSession1000 Task = "feed of 1,000 in a session that may write"
	GetReading      Task = "get in a transaction"
	OneByOne200     Task = "page of 200 one by one"
)

// want is the sum that a task must give at its n-th run.
var want = map[Task]func(d *feed.Data, n int) feed.Sum{
	Feed15:     func(d *feed.Data, _ int) feed.Sum { return d.Feed(15) },
	Feed1000:   func(d *feed.Data, _ int) feed.Sum { return d.Feed(1000) },
	Joined15:   func(d *feed.Data, _ int) feed.Sum { return d.Feed(15) },
	Joined1000: func(d *feed.Data, _ int) feed.Sum { return d.Feed(1000) },
	Scan:       func(d *feed.Data, _ int) feed.Sum { return d.Scan() },
	Get:        func(d *feed.Data, n int) feed.Sum { return d.One(Key(n)) },
	Get100:     func(d *feed.Data, n int) feed.Sum { return d.List(Keys100(n)) },
	Page200:    func(d *feed.Data, _ int) feed.Sum { return d.Page(200) },

	FeedSession15:   func(d *feed.Data, _ int) feed.Sum { return d.Feed(15) },
	FeedSession1000: func(d *feed.Data, _ int) feed.Sum { return d.Feed(1000) },
	GetReading:      func(d *feed.Data, n int) feed.Sum { return d.One(Key(n)) },
	OneByOne200:     func(d *feed.Data, _ int) feed.Sum { return d.Page(200) },
}

// Key is the key for the n-th run: all posts, but not one after the other.
func Key(n int) int64 { return int64(n*7919%feed.Posts) + 1 }

// Keys100 is the keys for the n-th run of a hundred.
func Keys100(n int) []int64 {
	ids := make([]int64, 100)
	for i := range ids {
		ids[i] = Key(n*len(ids) + i)
	}
	return ids
}

// A Work is a task as a contender does it. Sum is that of what Run read last.
type Work struct {
	Run func() error
	Sum func() feed.Sum
}

// A Contender is a way to do tasks, ready to begin.
type Contender struct {
	Name  string
	Works map[Task]Work
	Close func() error
}

// A Comparison is a line of the report: what Kin does beside what the other does, and
// how many times the other's time and allocations it may take; 0 is no goal.
type Comparison struct {
	Name, What   string
	Other, Kin   Task
	Time, Allocs float64
}

// ByHand is the comparisons with code by hand, in the order of the report. A W5 and a W8
// have more than one just opponent; the goal stands beside the hardest.
var ByHand = []Comparison{
	{"W1", "15 posts, author, flags and theirs; selectin", Feed15, Feed15, 1.15, 1.3},
	{"", "the same in a session that may write", Feed15, FeedSession15, 0, 0},
	{"W2", "1,000 posts, the same", Feed1000, Feed1000, 1.2, 0},
	{"", "the same in a session that may write", Feed1000, FeedSession1000, 0, 0},
	{"W3", "15 posts, the same graph joined", Joined15, Joined15, 1.2, 0},
	{"", "1,000 posts, the same graph joined", Joined1000, Joined1000, 1.2, 0},
	{"W4", "10,000 posts, alone", Scan, Scan, 1.1, 1.5},
	{"W5", "a post by its key", Get, Get, 1.2, 0},
	{"", "the same, by hand in a transaction too", GetReading, Get, 0, 0},
	{"", "100 posts by key in one transaction", Get100, Get100, 0, 0},
	{"W8", "200 posts, author and flags read lazily (peers); by hand selectin", Page200, Page200, 1.3, 0},
	{"", "the same; by hand one by one", OneByOne200, Page200, 0, 0},
}
