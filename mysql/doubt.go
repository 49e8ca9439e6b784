package mysql

import (
	"context"
	"time"

	"github.com/kin-go/kin/internal/seam"
)

// A doubt is a commit of which it is not known where it was, or whether it was at all. The server may
// still be at it, although the connection was lost. It has ended when the server has no such
// connection any more: what the binary log has from then on is not before it.
type doubt struct {
	database   *database
	id, server string // of the connection that was lost; "" where the commit has ended
	since      time.Time
}

// diesWithin is how long a connection may outlive its loss on a server that is not the one that
// answers now: there it cannot be seen.
const diesWithin = time.Minute

// inDoubt notes that the place of the commit is not known, and that l was lost while the server
// was at it; nil when the commit has ended.
func (c *conn) inDoubt(l *link) {
	d := &doubt{database: c.database, since: time.Now()}
	if l != nil {
		d.id, d.server = l.id, l.server
	}
	c.position, c.doubt = nowhere, d
}

// Settle asks the primary for a place that is not before the commit.
func (d *doubt) Settle(ctx context.Context) (position string, err error) {
	l, err := d.database.links.take(ctx)
	if err != nil {
		return "", err
	}
	defer func() { d.database.links.give(l) }()
	if err := d.database.prepare(ctx, l); err != nil {
		l.broken = true
		return "", err
	}
	if ended, err := d.hasEnded(ctx, l); err != nil || !ended {
		return "", err
	}
	row, err := l.line(ctx, `SELECT @@GLOBAL.gtid_binlog_pos`)
	if err != nil {
		return "", err
	}
	return row[0], nil
}

// hasEnded says that the server is not at the commit any more. Each sees the connections of their own
// account.
func (d *doubt) hasEnded(ctx context.Context, l *link) (bool, error) {
	if d.id == "" {
		return true, nil
	}
	if l.server != d.server {
		return time.Since(d.since) > diesWithin, nil
	}
	row, err := l.line(ctx, `SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE ID = `+d.id)
	return err == nil && row[0] == "0", err
}

// Doubt says whether the place of the commit is not known.
func (c *conn) Doubt() seam.Doubt { return c.doubt }
