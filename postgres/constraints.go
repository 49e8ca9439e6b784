package postgres

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/kin-go/kin/internal/seam"
)

// columnsIn is the columns that an error names by itself: that of NOT NULL, and for a
// unique constraint those of Key (a, b)=(1, 2) in its detail, which stands so in
// all languages. The detail of a foreign key may speak of the other table.
func columnsIn(told *pgconn.PgError) []string {
	if told.ColumnName != "" {
		return []string{told.ColumnName}
	}
	if told.Code != "23505" {
		return nil
	}
	_, rest, found := strings.Cut(told.Detail, "(")
	if !found {
		return nil
	}
	columns, ok := namesUntil(rest, ")=(")
	if !ok {
		return nil
	}
	return columns
}

// namesUntil reads a list of names, in quotes where they need them. An index of an
// expression has none.
func namesUntil(s, end string) (names []string, ok bool) {
	for {
		name, rest, ok := firstName(s)
		if !ok {
			return nil, false
		}
		names = append(names, name)
		if strings.HasPrefix(rest, end) {
			return names, true
		}
		if s, ok = strings.CutPrefix(rest, ", "); !ok {
			return nil, false
		}
	}
}

func firstName(s string) (name, rest string, ok bool) {
	if !strings.HasPrefix(s, `"`) {
		n := strings.IndexAny(s, `,) ("`)
		return s[:max(n, 0)], s[max(n, 0):], n > 0
	}
	var b strings.Builder
	for s = s[1:]; ; {
		before, after, found := strings.Cut(s, `"`)
		if !found {
			return "", "", false
		}
		b.WriteString(before)
		if !strings.HasPrefix(after, `"`) {
			return b.String(), after, true
		}
		b.WriteByte('"')
		s = after[1:]
	}
}

// constraints remembers which columns a constraint has.
type constraints struct {
	mu      sync.Mutex
	columns map[string][]string // by schema, table and name
}

func newConstraints() *constraints { return &constraints{columns: map[string][]string{}} }

func (c *constraints) get(key string) ([]string, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	columns, ok := c.columns[key]
	return columns, ok
}

func (c *constraints) put(key string, columns []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.columns[key] = columns
}

// describe gives a violated constraint its columns where the error has not. They are
// asked for once, on a connection that is free, because the one with the error answers
// nothing; where none is free, the columns stay unknown.
func (d *database) describe(s *server, v *seam.ConstraintError, told *pgconn.PgError) {
	if v.Columns != nil || told.ConstraintName == "" {
		return
	}
	key := told.SchemaName + "\x00" + told.TableName + "\x00" + told.ConstraintName
	columns, ok := d.violated.get(key)
	if !ok {
		if stat := s.pool.Stat(); stat.IdleConns() == 0 && s.rests() == 0 && stat.TotalConns() >= stat.MaxConns() {
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		var err error
		if columns, err = d.columnsOf(ctx, s, told); err != nil {
			return
		}
		d.violated.put(key, columns)
	}
	v.Columns = columns
}

// constraintColumns asks for the columns of a constraint in their order, or of a unique
// index that is none.
const constraintColumns = `SELECT a.attname FROM pg_class t
	JOIN pg_namespace n ON n.oid = t.relnamespace
	CROSS JOIN LATERAL (
		SELECT conkey AS numbers FROM pg_constraint WHERE conrelid = t.oid AND conname = $3
		UNION ALL
		SELECT i.indkey::int2[] FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid WHERE i.indrelid = t.oid AND x.relname = $3
		LIMIT 1
	) k
	CROSS JOIN LATERAL unnest(k.numbers) WITH ORDINALITY u(number, place)
	JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = u.number
	WHERE n.nspname = $1 AND t.relname = $2 ORDER BY u.place`

func (d *database) columnsOf(ctx context.Context, s *server, told *pgconn.PgError) ([]string, error) {
	l, err := d.clean(ctx, s)
	if err != nil {
		return nil, err
	}
	defer l.release()
	args := [][]byte{[]byte(told.SchemaName), []byte(told.TableName), []byte(told.ConstraintName)}
	answer := l.wire.ExecParams(ctx, constraintColumns, args, nil, nil, nil).Read()
	var columns []string
	for _, line := range answer.Rows {
		columns = append(columns, string(line[0]))
	}
	return columns, answer.Err
}
