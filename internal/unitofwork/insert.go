package unitofwork

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/internal/query"
)

// insert writes new rows: those of one table and level that give the same columns in as few
// statements as may be.
func (w *work) insert(ctx context.Context) error {
	for rest := w.inserts; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].in.Mapping == rest[0].in.Mapping && rest[n].level == rest[0].level {
			n++
		}
		if err := w.insertLevel(ctx, rest[:n]); err != nil {
			return err
		}
		rest = rest[n:]
	}
	return nil
}

// A form is which columns an INSERT of a row gives and which it asks back.
type form struct {
	given, asked []*mapping.Column
}

func (w *work) insertLevel(ctx context.Context, level []*change) error {
	now := time.Now().UTC().Truncate(time.Microsecond)
	var forms []form
	var of [][]*change
	for _, c := range level {
		c.complete(now)
		f := formOf(c.in)
		i := slices.IndexFunc(forms, f.same)
		if i < 0 {
			i, forms, of = len(forms), append(forms, f), append(of, nil)
		}
		of[i] = append(of[i], c)
	}
	for i, f := range forms {
		for part := range slices.Chunk(of[i], w.insertBatch(f)) {
			if err := w.insertRows(ctx, f, part); err != nil {
				return err
			}
		}
	}
	return nil
}

// insertBatch is how many rows one statement takes: a row of defaults alone has no columns to
// list, and stands alone.
func (w *work) insertBatch(f form) int {
	if len(f.given) == 0 {
		return 1
	}
	return w.statements.batch(len(f.given))
}

// complete fills what a row gets when it is inserted: keys of rows it hangs on, times, its
// first version.
func (c *change) complete(now time.Time) {
	for _, t := range c.takes {
		t.copy(c.in)
	}
	for _, k := range c.in.Mapping.Columns {
		switch {
		case (k.Created || k.Updated) && k.IsZero(c.in.Row):
			k.SetTime(c.in.Row, now)
		case k.Version && k.IsZero(c.in.Row):
			k.AddInt(c.in.Row, 1)
		}
	}
}

// formOf leaves out what the database gives: a key that is not said, and a default for a
// field that holds nothing.
func formOf(in *mapping.Instance) (f form) {
	m := in.Mapping
	for _, c := range m.Columns {
		if (c.Generated || c.Default != "") && c.IsZero(in.Row) {
			f.asked = append(f.asked, c)
		} else {
			f.given = append(f.given, c)
		}
	}
	return f
}

func (f form) same(g form) bool { return slices.Equal(f.given, g.given) }

// insertRows sends one INSERT and reads back what the database gave.
func (w *work) insertRows(ctx context.Context, f form, rows []*change) error {
	m := rows[0].in.Mapping
	args := make([]query.Value, 0, len(rows)*len(f.given))
	for _, c := range rows {
		for _, k := range f.given {
			v, err := k.Value(c.in.Row)
			if err != nil {
				return err
			}
			args = append(args, v)
		}
	}
	prepared := w.statements.insert(m.Table, names(f.given), names(f.asked), len(rows))
	why := Why{Path: m.Name, Step: "insert"}
	if len(f.asked) == 0 {
		_, err := w.port.Exec(ctx, prepared, args, why)
		return err
	}
	answer, err := w.port.Query(ctx, prepared, args, why)
	if err != nil {
		return err
	}
	defer answer.Close()
	return readBack(answer, f, rows)
}

// readBack gives each row what the database made of it. Lines come in the order of the rows; no
// engine promises it, so generated keys, which are given in ascending order, must ascend.
func readBack(answer Rows, f form, rows []*change) error {
	n := 0
	for answer.Next() {
		if n == len(rows) {
			return fmt.Errorf("flush: an INSERT of %d rows of %s gave more lines back", len(rows), rows[0].in.Mapping.Name)
		}
		for i, c := range f.asked {
			if err := c.Read(answer, i, rows[n].in.Row); err != nil {
				return err
			}
		}
		n++
	}
	if err := answer.Err(); err != nil {
		return err
	}
	if n != len(rows) {
		return fmt.Errorf("flush: an INSERT of %d rows of %s gave %d lines back", len(rows), rows[0].in.Mapping.Name, n)
	}
	return ascending(f, rows)
}

func ascending(f form, rows []*change) error {
	m := rows[0].in.Mapping
	if !m.Generated() || !slices.Contains(f.asked, m.Key[0]) {
		return nil
	}
	inOrder := slices.IsSortedFunc(rows, func(a, b *change) int {
		x, _ := m.KeyOf(a.in.Row)
		y, _ := m.KeyOf(b.in.Row)
		return cmp.Compare(x.N, y.N)
	})
	if !inOrder {
		return fmt.Errorf("flush: the keys of new rows of %s came back in another order than the rows went in", m.Name)
	}
	return nil
}

func names(cs []*mapping.Column) []string { return mapping.Columns(cs).Names() }
