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
	if len(rows) == 0 {
		return nil
	}
	now := time.Now().UTC().Truncate(time.Microsecond)
	all := make([]Execution, len(rows))
	for i, c := range rows {
		for _, t := range c.takes {
			t.copy(c.in)
		}
		var err error
		if all[i], err = w.updateRow(c, now); err != nil {
			return err
		}
	}
	affected, err := w.port.ExecAll(ctx, all)
	for i, n := range affected {
		if n == 0 {
			return &StaleError{describe(rows[i].in), rows[i].in.Mapping.Versioned()}
		}
	}
	return err
}

func (w *work) updateRow(c *change, now time.Time) (Execution, error) {
	in := c.in
	where, args, err := identified(in)
	if err != nil {
		return Execution{}, err
	}
	c.stamp(now)
	set := make([]query.Value, len(c.columns), len(c.columns)+len(args))
	for i, k := range c.columns {
		if set[i], err = k.Value(in.Row); err != nil {
			return Execution{}, err
		}
	}
	prepared := w.statements.update(in.Mapping.Table, names(c.columns), where)
	return Execution{prepared, append(set, args...), Why{Path: in.Mapping.Name, Step: "update"}}, nil
}

// stamp sets the time of the change and counts the version up.
func (c *change) stamp(now time.Time) {
	for _, k := range c.in.Mapping.Columns {
		switch {
		case k.Updated && !slices.Contains(c.columns, k):
			k.SetTime(c.in.Row, now)
			c.columns = append(c.columns, k)
		case k.Version:
			if !slices.Contains(c.columns, k) {
				k.AddInt(c.in.Row, 1)
				c.columns = append(c.columns, k)
			}
		}
	}
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
