package mysql

import (
	"context"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/seam"
)

// A database is an open database.
type database struct {
	settings settings
	links    links
	features *features
	dialect  *compile.Dialect
	keys     keysOfTables
	replicas []*replica
	turn     atomic.Uint32 // whose turn it is among the replicas

	mu     sync.Mutex
	closed bool
	kills  sync.WaitGroup // connections that are being ended from outside
}

func (s settings) open(ctx context.Context) (*database, error) {
	d := &database{settings: s, links: &borrowed{pool: s.existing}}
	if !s.borrowed {
		pool, err := newOwn(s.config, s.connections)
		if err != nil {
			return nil, err
		}
		d.links = pool
	}
	if err := d.meetServer(ctx); err != nil {
		d.links.close()
		return nil, err
	}
	return d, nil
}

// meetServer finds out on the first connection what the server can do.
func (d *database) meetServer(ctx context.Context) error {
	l, err := d.links.take(ctx)
	if err != nil {
		return err
	}
	defer d.links.give(l)
	if d.features, err = inspect(ctx, l, d.settings.unprotected); err == nil {
		if d.settings.force != nil {
			d.settings.force(d.features)
		}
		err = d.prepare(ctx, l)
	}
	if err != nil {
		l.broken = true
		return err
	}
	d.dialect = d.features.dialect()
	return d.follow(ctx, l)
}

// prepare makes a new link ready for its first transaction.
func (d *database) prepare(ctx context.Context, l *link) (err error) {
	if l.ready {
		return nil
	}
	if l.lent != nil {
		err = checkSession(ctx, l)
	} else {
		err = d.settings.session(ctx, l, d.features)
	}
	if err == nil && !d.features.returning {
		err = l.askStep(ctx)
	}
	l.ready = err == nil
	return err
}

// askStep asks for the distance of two generated keys. A change of the server's setting
// changes those of connections to come and not of this one.
func (l *link) askStep(ctx context.Context) error {
	row, err := l.line(ctx, `SELECT @@SESSION.auto_increment_increment`)
	if err == nil {
		l.step, err = strconv.ParseInt(row[0], 10, 64)
	}
	return err
}

func (d *database) Name() string              { return name }
func (d *database) Dialect() *compile.Dialect { return d.dialect }

const begins = "begin a transaction"

// Acquire begins a transaction. A connection that was kept may have been ended by the
// server since; then the next one is tried, until one is new.
func (d *database) Acquire(ctx context.Context, mode seam.Mode) (seam.Conn, error) {
	for {
		l, err := d.links.take(ctx)
		if err != nil {
			return nil, explain(ctx, err, begins+" on "+d.settings.String(), "")
		}
		if err = d.prepare(ctx, l); err == nil {
			err = l.begin(ctx, d.features, mode)
		}
		if err == nil {
			return &conn{database: d, link: l, mode: mode}, nil
		}
		again := l.broken && l.used && end(ctx) == nil
		l.broken = true
		d.links.give(l)
		if !again {
			return nil, explain(ctx, err, begins+" on "+d.settings.String(), "")
		}
	}
}

// Close lets go of the connections, those in use when their transactions end.
func (d *database) Close() error {
	d.mu.Lock()
	d.closed = true
	d.mu.Unlock()
	d.kills.Wait()
	d.links.close()
	for _, r := range d.replicas {
		_ = r.Close() // it gives none
	}
	return nil
}

// killing is how long a connection may take to be ended from outside.
const killing = 5 * time.Second

// kill ends a connection on the server as well, when its statement was given up: the
// server would run the statement to its end and hold its rows as long. It does so by
// another connection, without keeping anyone waiting: MariaDB may take two seconds to end
// one that sleeps.
func (d *database) kill(l *link) {
	id, server := l.id, l.server
	work := func() { d.killOn(server, id) }
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		go work() // Close waits no longer
		return
	}
	d.kills.Go(work)
}

func (d *database) killOn(server, id string) {
	ctx, cancel := context.WithTimeout(context.Background(), killing)
	defer cancel()
	aside, done, err := d.links.aside(ctx)
	if err != nil {
		return
	}
	defer done()
	if aside.server == server { // behind one address may be several, with the same numbers
		_ = aside.exec(ctx, "KILL "+id) // it may have ended by itself
	}
}
