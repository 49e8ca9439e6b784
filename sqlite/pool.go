package sqlite

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/seam"
)

// A database is an open database: one connection that writes and several that read.
type database struct {
	settings settings
	// writer has the connection of transactions that write from their start. Whoever
	// holds it may write: one that began by reading takes it and puts it aside. Waiting
	// here costs nothing, where SQLite would ask again and again.
	writer chan *link
	// slots are taken by transactions that read, as many as may run at a time. They do
	// not share the writer's connection, so that one who waits to write never waits for
	// those who wait for him.
	slots chan struct{}
	done  chan struct{} // closed by Close

	mu     sync.Mutex
	idle   []*link // the last one used is the last one here: its cache is warm
	closed bool
}

func newDatabase(s settings, writer *link) *database {
	d := &database{
		settings: s,
		writer:   make(chan *link, 1),
		slots:    make(chan struct{}, s.connections),
		done:     make(chan struct{}),
	}
	d.writer <- writer
	return d
}

var errClosed = errors.New("the database was closed")

func (d *database) Name() string              { return dialect.Name }
func (d *database) Dialect() *compile.Dialect { return dialect }

// Acquire begins a transaction: at once for one that reads while there is a free
// connection, in turn for one that writes.
func (d *database) Acquire(ctx context.Context, mode seam.Mode) (seam.Conn, error) {
	l, err := d.take(ctx, mode)
	if err != nil {
		return nil, err
	}
	if err := l.begin(ctx, mode); err != nil {
		d.give(l, mode == seam.Writing)
		return nil, err
	}
	return &conn{database: d, link: l, mode: mode, own: mode == seam.Writing}, nil
}

func (d *database) take(ctx context.Context, mode seam.Mode) (*link, error) {
	if mode == seam.Writing {
		return d.takeWriter(ctx, begins)
	}
	return d.takeReader(ctx)
}

const begins = "begin a transaction"

func (d *database) takeWriter(ctx context.Context, tried string) (*link, error) {
	select {
	case l := <-d.writer:
		return l, nil
	case <-d.done:
		return nil, d.refuse(tried, errClosed)
	case <-ctx.Done():
		return nil, d.refuse(tried, fmt.Errorf("another transaction is writing, and the time to wait for it is over: %w", ctx.Err()))
	}
}

func (d *database) takeReader(ctx context.Context) (*link, error) {
	select {
	case d.slots <- struct{}{}:
	case <-d.done:
		return nil, d.refuse(begins, errClosed)
	case <-ctx.Done():
		return nil, d.refuse(begins, fmt.Errorf("all %d connections are in use (sqlite.Connections allows more), and the time to wait is over: %w", cap(d.slots), ctx.Err()))
	}
	l, err := d.reader()
	if err != nil {
		<-d.slots
	}
	return l, err
}

// reader is the connection used last, or a new one.
func (d *database) reader() (*link, error) {
	d.mu.Lock()
	if d.closed {
		d.mu.Unlock()
		return nil, d.refuse(begins, errClosed)
	}
	if n := len(d.idle); n > 0 {
		l := d.idle[n-1]
		d.idle = d.idle[:n-1]
		d.mu.Unlock()
		return l, nil
	}
	d.mu.Unlock()
	return d.settings.connect()
}

func (d *database) refuse(tried string, why error) error {
	return &failure{tried + " on " + d.settings.String(), why}
}

// give takes a connection back, writer or reader.
func (d *database) give(l *link, writer bool) {
	if writer {
		d.giveWriter(l)
		return
	}
	d.giveReader(l)
	<-d.slots
}

// giveReader keeps a connection that is as new; one that could not roll back is not.
func (d *database) giveReader(l *link) {
	d.mu.Lock()
	keep := !d.closed && l.clean()
	if keep {
		d.idle = append(d.idle, l)
	}
	d.mu.Unlock()
	if !keep {
		l.close()
	}
}

// giveWriter lets the next one write. The writer's connection is never let go while the
// database is open: it would let go of a database in memory.
func (d *database) giveWriter(l *link) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		l.close()
		return
	}
	d.writer <- l
}

// Close lets go of the connections, those in use when their transactions end.
func (d *database) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return nil
	}
	d.closed = true
	close(d.done)
	var errs []error
	for _, l := range d.idle {
		errs = append(errs, l.close())
	}
	d.idle = nil
	select {
	case l := <-d.writer:
		errs = append(errs, l.close())
	default:
	}
	return errors.Join(errs...)
}
