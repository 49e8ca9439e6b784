package postgres

import (
	"encoding/binary"
	"fmt"
	"math"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
)

// timeForm is how a time is written as text.
const timeForm = "2006-01-02 15:04:05.999999Z07:00"

// epoch is the first moment of the year 2000, from which PostgreSQL counts, in
// microseconds of Unix.
const epoch = 946684800 * 1_000_000

// microsecondsOf is a time as PostgreSQL counts. What is finer than a microsecond is cut
// off, so that a time never comes back later than it went.
func microsecondsOf(t time.Time) (int64, error) {
	if y := t.UTC().Year(); y < -4712 || y > 294275 {
		return 0, fmt.Errorf("the year %d cannot be stored: PostgreSQL has the years from 4713 BC to 294275", y)
	}
	return t.UnixMicro() - epoch, nil
}

// timeOf reads a time in its binary form. Infinity is none.
func timeOf(v []byte, oid uint32) (time.Time, bool) {
	switch {
	case (oid == pgtype.TimestamptzOID || oid == pgtype.TimestampOID) && len(v) == 8:
		n := int64(binary.BigEndian.Uint64(v))
		return time.UnixMicro(n + epoch).UTC(), n != math.MaxInt64 && n != math.MinInt64
	case oid == pgtype.DateOID && len(v) == 4:
		n := int32(binary.BigEndian.Uint32(v))
		return time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(n)), n != math.MaxInt32 && n != math.MinInt32
	}
	return time.Time{}, false
}
