package sqlite_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/ncruces/go-sqlite3"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
	"github.com/kin-go/kin/schema"
	"github.com/kin-go/kin/sqlite"
)

// What this package adds to the driver: each benchmark beside the same work with the
// driver alone.
//
//	go test -run - -bench . -count 5

type post struct {
	id, author  int64
	title, body string
	score       float64
}

const posts = `CREATE TABLE post (id INTEGER PRIMARY KEY, author INTEGER NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL, score REAL NOT NULL);
	WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
	INSERT INTO post SELECT i, i % 100 + 1, 'the title of post ' || i, printf('%0300d', i), i * 0.5 FROM n`

const (
	allPosts = `SELECT id, author, title, body, score FROM post`
	onePost  = allPosts + ` WHERE id = ?`
	somePost = allPosts + ` WHERE id IN (SELECT value FROM json_each(?))`
)

func withPosts(b *testing.B) (path string, c seam.Conn) {
	path = filepath.Join(b.TempDir(), "bench.db")
	db := open(b, sqlite.File(path))
	write(b, db, posts)
	return path, begin(b, db, seam.ReadOnly)
}

func driverAlone(b *testing.B, path, sql string) *sqlite3.Stmt {
	db, err := sqlite3.Open(path)
	must(b, err)
	must(b, db.Exec(`PRAGMA cache_size=-16384`))
	must(b, db.Exec(`BEGIN`))
	s, _, err := db.Prepare(sql)
	must(b, err)
	b.Cleanup(func() { s.Close(); db.Close() })
	return s
}

func readDriver(s *sqlite3.Stmt, out []post) {
	for s.Step() {
		out = append(out, post{s.ColumnInt64(0), s.ColumnInt64(1), s.ColumnText(2), s.ColumnText(3), s.ColumnFloat(4)})
	}
	s.Reset()
}

func readSeam(ctx context.Context, b *testing.B, c seam.Conn, k *compile.Compiled, args []query.Value, out []post) {
	r, err := c.Query(ctx, k, args)
	if err != nil {
		b.Fatal(err)
	}
	for r.Next() {
		out = append(out, post{r.Int(0), r.Int(1), r.Text(2), r.Text(3), r.Float(4)})
	}
	if r.Err() != nil {
		b.Fatal(r.Err())
	}
}

func BenchmarkReadFiveThousand(b *testing.B) {
	path, c := withPosts(b)
	out := make([]post, 0, 5000)
	b.Run("driver alone", func(b *testing.B) {
		s := driverAlone(b, path, allPosts)
		for b.Loop() {
			readDriver(s, out)
		}
	})
	b.Run("engine", func(b *testing.B) {
		for b.Loop() {
			readSeam(ctx, b, c, text(allPosts, 0), nil, out)
		}
	})
	b.Run("engine under a context", func(b *testing.B) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		for b.Loop() {
			readSeam(ctx, b, c, text(allPosts, 0), nil, out)
		}
	})
}

func BenchmarkGetByKey(b *testing.B) {
	path, c := withPosts(b)
	out := make([]post, 0, 1)
	b.Run("driver alone", func(b *testing.B) {
		s := driverAlone(b, path, onePost)
		for b.Loop() {
			s.BindInt64(1, 4711)
			readDriver(s, out)
		}
	})
	b.Run("engine", func(b *testing.B) {
		k, args := text(onePost, 1), []query.Value{query.IntValue(4711)}
		for b.Loop() {
			readSeam(ctx, b, c, k, args, out)
		}
	})
}

func BenchmarkFifteenKeys(b *testing.B) {
	path, c := withPosts(b)
	out := make([]post, 0, 15)
	keys := &query.KeyList{Ints: []int64{7, 341, 675, 1009, 1343, 1677, 2011, 2345, 2679, 3013, 3347, 3681, 4015, 4349, 4683}}
	b.Run("driver alone", func(b *testing.B) {
		s := driverAlone(b, path, somePost)
		for b.Loop() {
			s.BindText(1, `[7,341,675,1009,1343,1677,2011,2345,2679,3013,3347,3681,4015,4349,4683]`)
			readDriver(s, out)
		}
	})
	b.Run("engine", func(b *testing.B) {
		k := &compile.Compiled{SQL: somePost, Params: []compile.Param{{Keys: []schema.Type{integer}}}}
		args := []query.Value{query.KeysValue(keys)}
		for b.Loop() {
			readSeam(ctx, b, c, k, args, out)
		}
	})
}

// A transaction is what each session costs at least.
func BenchmarkTransaction(b *testing.B) {
	for _, k := range []struct {
		says string
		mode seam.Mode
	}{{"reading", seam.ReadOnly}, {"writing", seam.Writing}} {
		b.Run(k.says, func(b *testing.B) {
			db := file(b)
			for b.Loop() {
				c, err := db.Acquire(ctx, k.mode)
				must(b, err)
				must(b, c.Commit(ctx))
				c.Release()
			}
		})
	}
}
