package kin

import (
	"errors"
	"fmt"

	"github.com/kin-go/kin/internal/mapping"
)

// Restore makes rows that a program has kept elsewhere and built again, such as those of a stored
// page, rows that were read and are in no session: detached ones, with the columns they have
// now as they were read, and with what their holders hold (To, Of) as loaded. A session that
// is given one takes it over and does not insert it. RestoreWith keeps what was changed and not saved.
func (db *DB) Restore(rows ...model) error {
	s := &Session{db: db}
	for _, row := range rows {
		m, p, err := s.rowOf(row)
		if err != nil {
			return fmt.Errorf("Restore: %w", err)
		}
		if m.InstanceAt(p) != nil {
			return fmt.Errorf("Restore: the %s is a row of a session, or was restored already", m.Name)
		}
		if _, ok := m.KeyOf(p); !ok || m.Generated() && m.Key.IsZero(p) {
			return errors.New("Restore: a " + m.Name + " without a key was never in the database")
		}
		in := mapping.NewInstance(m, p)
		in.Life = mapping.Detached
		in.Bind()
		in.Keep()
	}
	return nil
}
