package postgres_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
	"github.com/kin-go/kin/schema"
)

// What this package adds to the driver: each benchmark beside the same work with pgx
// alone.
//
//	go test -run - -bench . -count 5

type post struct {
	id, author  int64
	title, body string
	score       float64
}

const posts = `CREATE TABLE post (id bigint PRIMARY KEY, author bigint NOT NULL, title text NOT NULL, body text NOT NULL, score float8 NOT NULL);
	INSERT INTO post SELECT i, i % 100 + 1, 'the title of post ' || i, lpad(i::text, 300, '0'), i * 0.5 FROM generate_series(1, 5000) i; ANALYZE post`

const (
	allPosts  = `SELECT id, author, title, body, score FROM post`
	onePost   = allPosts + ` WHERE id = $1`
	somePosts = allPosts + ` WHERE id = ANY ($1)`
)

func withPosts(b *testing.B) (*pgxpool.Pool, seam.Database) {
	dsn := place(b)
	db := open(b, at(dsn))
	write(b, db, posts)
	pool, err := pgxpool.New(ctx, dsn)
	must(b, err)
	b.Cleanup(pool.Close)
	return pool, db
}

func readDriver(b *testing.B, c interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}, out []post, sql string, args ...any) {
	rows, err := c.Query(ctx, sql, args...)
	must(b, err)
	for rows.Next() {
		var p post
		must(b, rows.Scan(&p.id, &p.author, &p.title, &p.body, &p.score))
		out = append(out, p)
	}
	must(b, rows.Err())
}

func readSeam(b *testing.B, c seam.Conn, k *compile.Compiled, args []query.Value, out []post) {
	r, err := c.Query(ctx, k, args)
	must(b, err)
	for r.Next() {
		out = append(out, post{r.Int(0), r.Int(1), r.Text(2), r.Text(3), r.Float(4)})
	}
	must(b, r.Err())
}

func BenchmarkRead(b *testing.B) {
	fifteen := []int64{7, 341, 675, 1009, 1343, 1677, 2011, 2345, 2679, 3013, 3347, 3681, 4015, 4349, 4683}
	for _, k := range []struct {
		says, sql string
		params    []compile.Param
		value     query.Value
		arg       any
	}{
		{"all", allPosts, nil, query.Value{}, nil},
		{"one", onePost, []compile.Param{{}}, query.IntValue(4711), int64(4711)},
		{"fifteen", somePosts, []compile.Param{{Keys: []schema.Type{integer}}}, query.KeysValue(&query.KeyList{Ints: fifteen}), fifteen},
	} {
		pool, db := withPosts(b)
		out := make([]post, 0, 5000)
		args := []any{k.arg}[:len(k.params)]
		b.Run(k.says+"/pgx", func(b *testing.B) {
			c, err := pool.Acquire(ctx)
			must(b, err)
			defer c.Release()
			b.ReportAllocs()
			for b.Loop() {
				readDriver(b, c, out, k.sql, args...)
			}
		})
		b.Run(k.says+"/engine", func(b *testing.B) {
			c, err := db.Acquire(ctx, seam.ReadOnly)
			must(b, err)
			defer c.Release()
			compiled := &compile.Compiled{SQL: k.sql, Params: k.params}
			values := []query.Value{k.value}
			b.ReportAllocs()
			for b.Loop() {
				readSeam(b, c, compiled, values, out)
			}
		})
	}
}

// A session that reads one row: what a transaction costs.
func BenchmarkSession(b *testing.B) {
	pool, db := withPosts(b)
	out := make([]post, 0, 1)
	k, values := text(onePost, 1), []query.Value{query.IntValue(4711)}
	b.Run("pgx without a transaction", func(b *testing.B) {
		for b.Loop() {
			readDriver(b, pool, out, onePost, int64(4711))
		}
	})
	b.Run("pgx in a transaction", func(b *testing.B) {
		for b.Loop() {
			tx, err := pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
			must(b, err)
			readDriver(b, tx, out, onePost, int64(4711))
			must(b, tx.Commit(ctx))
		}
	})
	b.Run("engine", func(b *testing.B) {
		for b.Loop() {
			c, err := db.Acquire(ctx, seam.ReadOnly)
			must(b, err)
			readSeam(b, c, k, values, out)
			must(b, c.Commit(ctx))
			c.Release()
		}
	})
}

// A graph of three statements: the snapshot that its transaction is, beside pgx without
// one.
func BenchmarkGraph(b *testing.B) {
	pool, db := withPosts(b)
	out := make([]post, 0, 15)
	fifteen := []int64{7, 341, 675, 1009, 1343, 1677, 2011, 2345, 2679, 3013, 3347, 3681, 4015, 4349, 4683}
	b.Run("pgx batch without a snapshot", func(b *testing.B) {
		for b.Loop() {
			var batch pgx.Batch
			for range 3 {
				batch.Queue(somePosts, fifteen)
			}
			results := pool.SendBatch(ctx, &batch)
			for range 3 {
				rows, err := results.Query()
				must(b, err)
				for out = out[:0]; rows.Next(); {
					var p post
					must(b, rows.Scan(&p.id, &p.author, &p.title, &p.body, &p.score))
					out = append(out, p)
				}
			}
			must(b, results.Close())
		}
	})
	r := seam.Request{
		Compiled: &compile.Compiled{SQL: somePosts, Params: []compile.Param{{Keys: []schema.Type{integer}}}},
		Args:     []query.Value{query.KeysValue(&query.KeyList{Ints: fifteen})},
	}
	b.Run("engine", func(b *testing.B) {
		for b.Loop() {
			c, err := db.Acquire(ctx, seam.ReadOnly)
			must(b, err)
			answers, err := pipelined(c).QueryAll(ctx, []seam.Request{r, r, r})
			must(b, err)
			for _, r := range answers {
				for out = out[:0]; r.Next(); {
					out = append(out, post{r.Int(0), r.Int(1), r.Text(2), r.Text(3), r.Float(4)})
				}
				must(b, r.Err())
			}
			must(b, c.Commit(ctx))
			c.Release()
		}
	})
}
