package bench

import (
	"context"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/bench/withkin"
)

// OpenKin is Kin on the file of that path.
func OpenKin(path string) (Contender, error) {
	ctx := context.Background()
	db, err := withkin.Open(ctx, path)
	if err != nil {
		return Contender{}, err
	}
	all := func(q kin.Query[withkin.Post]) func(int) ([]*withkin.Post, error) {
		return func(int) ([]*withkin.Post, error) { return db.All(ctx, q) }
	}
	change := func(q kin.Query[withkin.Post]) func(int) ([]*withkin.Post, error) {
		return func(int) ([]*withkin.Post, error) { return db.AllToChange(ctx, q) }
	}
	return Contender{"Kin", map[Task]Work{
		Feed15:          work(all(withkin.Feed15), withkin.SumFeed),
		FeedSession15:   work(change(withkin.Feed15), withkin.SumFeed),
		Feed1000:        work(all(withkin.Feed1000), withkin.SumFeed),
		FeedSession1000: work(change(withkin.Feed1000), withkin.SumFeed),
		Joined15:        work(all(withkin.Joined15), withkin.SumFeed),
		Joined1000:      work(all(withkin.Joined1000), withkin.SumFeed),
		Scan:            work(func(int) ([]*withkin.Post, error) { return db.Scan(ctx) }, withkin.SumPosts),
		Get:             work(func(n int) (*withkin.Post, error) { return db.Get(ctx, Key(n)) }, withkin.SumPost),
		Get100:          work(func(n int) ([]*withkin.Post, error) { return db.GetAll(ctx, Keys100(n)) }, withkin.SumPosts),
		Page200:         work(func(int) ([]*withkin.Post, error) { return db.Lazy(ctx) }, withkin.SumPage),
	}, db.Close}, nil
}
