package bench

import (
	"github.com/kin-go/kin/bench/feed"
	"github.com/kin-go/kin/bench/hand"
)

// OpenHand is the code by hand on the file of that path.
func OpenHand(path string, keys hand.Keys) (Contender, error) {
	db, err := hand.Open(path, keys)
	if err != nil {
		return Contender{}, err
	}
	return Contender{"by hand", map[Task]Work{
		Feed15:      work(func(int) ([]*hand.Post, error) { return db.Feed(15) }, hand.SumFeed),
		Feed1000:    work(func(int) ([]*hand.Post, error) { return db.Feed(1000) }, hand.SumFeed),
		Joined15:    work(func(int) ([]*hand.Post, error) { return db.Joined(15) }, hand.SumFeed),
		Joined1000:  work(func(int) ([]*hand.Post, error) { return db.Joined(1000) }, hand.SumFeed),
		Scan:        work(func(int) ([]*hand.Post, error) { return db.Scan() }, hand.SumPosts),
		Get:         work(func(n int) (*hand.Post, error) { return db.Get(Key(n)) }, hand.SumPost),
		GetReading:  work(func(n int) (*hand.Post, error) { return db.GetReading(Key(n)) }, hand.SumPost),
		Get100:      work(func(n int) ([]*hand.Post, error) { return db.GetAll(Keys100(n)) }, hand.SumPosts),
		Page200:     work(func(int) ([]*hand.Post, error) { return db.Page(200) }, hand.SumPage),
		OneByOne200: work(func(int) ([]*hand.Post, error) { return db.OneByOne(200) }, hand.SumPage),
	}, db.Close}, nil
}

// work keeps what a run gave for the sum. run is told how many runs there were before.
func work[T any](run func(n int) (T, error), sum func(T) feed.Sum) Work {
	var last T
	n := 0
	return Work{
		Run: func() (err error) {
			last, err = run(n)
			n++
			return err
		},
		Sum: func() feed.Sum { return sum(last) },
	}
}
