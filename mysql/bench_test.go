package mysql_test

import (
	"context"
	"database/sql"
	"testing"

	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
)

// The benchmarks read the same lines by the engine and by database/sql over the same
// driver, which shows what the way through its connections is worth.

const scan, lines = `SELECT id, user_id, title, body FROM post ORDER BY id`, 5000

func posts(b *testing.B) (seam.Conn, *sql.Conn) {
	b.Helper()
	config := place(b)
	db := open(b, urlOf(config))
	write(b, db, `CREATE TABLE post (id BIGINT PRIMARY KEY, user_id BIGINT NOT NULL, title VARCHAR(255) NOT NULL, body LONGTEXT NOT NULL);
		INSERT INTO post SELECT seq, 1000 + seq % 997, concat('title ', seq), repeat('body ', 40) FROM seq_1_to_5000`)
	existing := pool(config)
	b.Cleanup(func() { existing.Close() })
	byHand, err := existing.Conn(ctx)
	must(b, err)
	b.Cleanup(func() { byHand.Close() })
	return begin(b, db, seam.ReadOnly), byHand
}

// ends is a context that can end, as that of a request can.
func ends(b *testing.B) context.Context {
	b.Helper()
	c, cancel := context.WithCancel(ctx)
	b.Cleanup(cancel)
	return c
}

func BenchmarkScan(b *testing.B) {
	c, byHand := posts(b)
	b.Run("engine", func(b *testing.B) {
		b.ReportAllocs()
		k, ctx := text(scan, 0), ends(b)
		for b.Loop() {
			r, err := c.Query(ctx, k, nil)
			must(b, err)
			n, bytes := 0, 0
			for r.Next() {
				bytes += int(r.Int(0)&1) + int(r.Int(1)&1) + len(r.Text(2)) + len(r.Text(3))
				n++
			}
			if r.Err() != nil || n != lines {
				b.Fatal(n, r.Err())
			}
		}
	})
	b.Run("database sql", func(b *testing.B) {
		b.ReportAllocs()
		ctx := ends(b)
		s, err := byHand.PrepareContext(ctx, scan)
		must(b, err)
		defer s.Close()
		for b.Loop() {
			scanByHand(ctx, b, s)
		}
	})
}

func scanByHand(ctx context.Context, b *testing.B, s *sql.Stmt) {
	r, err := s.QueryContext(ctx)
	must(b, err)
	defer r.Close()
	n, bytes := 0, 0
	var id, user int64
	var title, body string
	for r.Next() {
		must(b, r.Scan(&id, &user, &title, &body))
		bytes += len(title) + len(body)
		n++
	}
	if r.Err() != nil || n != lines {
		b.Fatal(n, r.Err())
	}
}

func BenchmarkOneByKey(b *testing.B) {
	const one = `SELECT id, user_id, title, body FROM post WHERE id = ?`
	c, byHand := posts(b)
	b.Run("engine", func(b *testing.B) {
		b.ReportAllocs()
		k, ctx := text(one, 1), ends(b)
		for b.Loop() {
			r, err := c.Query(ctx, k, []query.Value{query.IntValue(4711)})
			must(b, err)
			if !r.Next() || r.Int(0) != 4711 || r.Int(1) == 0 || r.Text(2) == "" || r.Text(3) == "" {
				b.Fatal(r.Err())
			}
			r.Close()
		}
	})
	b.Run("database sql", func(b *testing.B) {
		b.ReportAllocs()
		ctx := ends(b)
		s, err := byHand.PrepareContext(ctx, one)
		must(b, err)
		defer s.Close()
		for b.Loop() {
			var id, user int64
			var title, body string
			must(b, s.QueryRowContext(ctx, 4711).Scan(&id, &user, &title, &body))
			if id != 4711 || title == "" {
				b.Fatal(id)
			}
		}
	})
}

// BenchmarkTransaction is what the protection of a read costs: two round trips.
func BenchmarkTransaction(b *testing.B) {
	config := place(b)
	db := open(b, urlOf(config))
	for b.Loop() {
		c, err := db.Acquire(ctx, seam.ReadOnly)
		must(b, err)
		must(b, c.Commit(ctx))
		c.Release()
	}
}
