package unitofwork

import (
	"context"
	"slices"
	"time"

	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/internal/query"
)

// update writes the changed columns of each row. Rows that change the same columns share a
// prepared statement.
func (w *work) update(ctx context.Context, rows []*change) error {
	now := time.Now().UTC().Truncate(time.Microsecond)
	for _, c := range rows {
		for _, t := range c.takes {
			t.copy(c.in)
		}
		if err := w.updateRow(ctx, c, now); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) updateRow(ctx context.Context, c *change, now time.Time) error {
	in := c.in
	where, args, err := identified(in)
	if err != nil {
		return err
	}
	version := c.stamp(now)
	set := make([]query.Value, len(c.columns), len(c.columns)+len(args))
	for i, k := range c.columns {
		if set[i], err = k.Value(in.Row); err != nil {
			return err
		}
	}
	prepared := w.statements.update(in.Mapping.Table, names(c.columns), where)
	affected, err := w.port.Exec(ctx, prepared, append(set, args...), Why{Path: in.Mapping.Name, Step: "update"})
	if err == nil && affected == 0 {
		return &StaleError{describe(in), version}
	}
	return err
}

// stamp sets the time of the change and counts the version up.
func (c *change) stamp(now time.Time) (version bool) {
	for _, k := range c.in.Mapping.Columns {
		switch {
		case k.Updated && !slices.Contains(c.columns, k):
			k.SetTime(c.in.Row, now)
			c.columns = append(c.columns, k)
		case k.Version:
			version = true
			if !slices.Contains(c.columns, k) {
				k.AddInt(c.in.Row, 1)
				c.columns = append(c.columns, k)
			}
		}
	}
	return version
}

// identified is the columns and values by which a row is found as it was read: its key, and its
// version if it has one.
func identified(in *mapping.Instance) (columns []string, values []query.Value, err error) {
	row := in.Row
	if in.Was != nil {
		row = in.Was
	}
	by := slices.Clip(in.Mapping.Key)
	for _, k := range in.Mapping.Columns {
		if k.Version {
			by = append(by, k)
		}
	}
	values, err = by.Values(row)
	return by.Names(), values, err
}
