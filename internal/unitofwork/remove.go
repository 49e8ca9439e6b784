package unitofwork

import (
	"context"
	"fmt"

	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/internal/query"
)

// remove deletes rows: those of one table and level in one statement.
func (w *work) remove(ctx context.Context, rows []*mapping.Instance) error {
	for len(rows) > 0 {
		n := 1
		for n < len(rows) && rows[n].Mapping == rows[0].Mapping && w.levelOf[rows[n]] == w.levelOf[rows[0]] {
			n++
		}
		if err := w.removeLevel(ctx, rows[:n]); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

func (w *work) removeLevel(ctx context.Context, rows []*mapping.Instance) error {
	m := rows[0].Mapping
	if m.Versioned() {
		return w.removeVersioned(ctx, rows)
	}
	keys, err := keysOf(m.Key, rows)
	if err != nil {
		return err
	}
	prepared := w.statements.deleteBy(m.Table, m.Key.Names(), m.Key.Types())
	affected, err := w.port.Exec(ctx, prepared, []query.Value{keys}, Why{Path: m.Name, Step: "delete"})
	if err == nil && affected < int64(len(rows)) {
		w.port.Notice(ctx, fmt.Sprintf("flush: %d rows of %s were to be deleted, and %d of them were gone already", len(rows), m.Name, int64(len(rows))-affected))
	}
	return err
}

// removeVersioned deletes one by one: each must still have the version it was read with.
func (w *work) removeVersioned(ctx context.Context, rows []*mapping.Instance) error {
	for _, in := range rows {
		where, args, err := identified(in)
		if err != nil {
			return err
		}
		affected, err := w.port.Exec(ctx, w.statements.deleteOne(in.Mapping.Table, where), args, Why{Path: in.Mapping.Name, Step: "delete"})
		if err != nil {
			return err
		}
		if affected == 0 {
			return &StaleError{describe(in), true}
		}
	}
	return nil
}
