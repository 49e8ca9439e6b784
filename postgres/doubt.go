package postgres

import (
	"context"
	"strconv"

	"github.com/kin-go/kin/internal/seam"
)

// A doubt is a commit of which it is not known where it was, or whether it was at all: the server
// may still be at it, although the connection was lost.
//
// All that writes has a number of the server. The numbers rise, so that a new one is greater than
// that of the commit. When no transaction with a lesser number runs any more, the commit has ended,
// and what is on disk from then on has it, if it was kept. That holds behind a pooler as well, and
// for who may not see the processes of others. What it costs is to wait for all that was being
// written at that time.
type doubt struct {
	database *database
	server   string // which had the number below
	above    uint64 // a number that was given after the commit was sent
}

// settles is what is asked of the primary in one round trip: which server it is, a new number, the
// least number that may still run, and then what is on disk.
var settles = []string{
	`SELECT pg_postmaster_start_time()::text`,
	`SELECT txid_current()::text`,
	`SELECT txid_snapshot_xmin(txid_current_snapshot())::text`,
	written,
}

// Settle asks the primary for a place that is not before the commit. Where a replica has become the
// primary, its numbers are others: what the old one was at has ended with it.
func (d *doubt) Settle(ctx context.Context) (position string, err error) {
	l, err := d.database.clean(ctx, d.database.primary)
	if err != nil {
		return "", err
	}
	defer l.release()
	found, err := ask(ctx, l.wire, settles)
	if err != nil {
		return "", err
	}
	if found[0] != d.server {
		d.server = found[0]
		if d.above, err = strconv.ParseUint(found[1], 10, 64); err != nil {
			return "", err
		}
	}
	if least, err := strconv.ParseUint(found[2], 10, 64); err != nil || least < d.above {
		return "", err
	}
	return found[3], nil
}

// Doubt says whether the place of the commit is not known.
func (c *conn) Doubt() seam.Doubt { return c.doubt }
