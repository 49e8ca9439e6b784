package withkin

import (
	"context"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/load"
	"github.com/kin-go/kin/sqlite"
)

// A DB is the open database.
type DB struct{ *kin.DB }

// Open opens a file that feed.WriteSQLite made.
func Open(ctx context.Context, path string) (DB, error) {
	db, err := kin.Open(ctx, sqlite.File(path), kin.Models(users, posts, flags))
	return DB{db}, err
}

// The queries are values: they are compiled at their first run and kept.
var (
	graph = kin.Select(posts).Options(
		load.SelectIn(&posts.User),
		load.SelectIn(&posts.Flags, load.SelectIn(&flags.User)),
	)
	Feed15   = graph.Limit(15)
	Feed1000 = graph.Limit(1000)

	joined = kin.Select(posts).Options(
		load.Joined(&posts.User),
		load.Joined(&posts.Flags, load.Joined(&flags.User)),
	)
	Joined15   = joined.Limit(15)
	Joined1000 = joined.Limit(1000)

	scan = kin.Select(posts)
	lazy = kin.Select(posts).Options(load.Peers(&posts.User), load.Peers(&posts.Flags)).Limit(200)
)

// All reads a query in a session that only reads.
func (db DB) All(ctx context.Context, q kin.Query[Post]) (all []*Post, err error) {
	err = db.Read(ctx, func(ctx context.Context, s *kin.Session) error {
		all, err = q.All(ctx, s)
		return err
	})
	return all, err
}

// AllToChange reads a query in a session that may write what is changed.
func (db DB) AllToChange(ctx context.Context, q kin.Query[Post]) ([]*Post, error) {
	s := db.Session()
	defer s.Close()
	return q.All(ctx, s)
}

// Scan is all posts, alone.
func (db DB) Scan(ctx context.Context) ([]*Post, error) { return db.All(ctx, scan) }

// Get is one post by its key.
func (db DB) Get(ctx context.Context, id int64) (p *Post, err error) {
	err = db.Read(ctx, func(ctx context.Context, s *kin.Session) error {
		p, err = kin.Get[Post](ctx, s, id)
		return err
	})
	return p, err
}

// GetAll is posts by their keys, one after the other in one session.
func (db DB) GetAll(ctx context.Context, ids []int64) (all []*Post, err error) {
	err = db.Read(ctx, func(ctx context.Context, s *kin.Session) error {
		for _, id := range ids {
			p, err := kin.Get[Post](ctx, s, id)
			if err != nil {
				return err
			}
			all = append(all, p)
		}
		return nil
	})
	return all, err
}

// Lazy is 200 posts whose author and flags are asked for one post after the other, as a
// loop that knows nothing of strategies does.
func (db DB) Lazy(ctx context.Context) (all []*Post, err error) {
	err = db.Read(ctx, func(ctx context.Context, s *kin.Session) error {
		if all, err = lazy.All(ctx, s); err != nil {
			return err
		}
		for _, p := range all {
			if _, err := p.User.Load(ctx); err != nil {
				return err
			}
			if _, err := p.Flags.Load(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	return all, err
}
