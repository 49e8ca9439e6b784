package mysql

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync"

	mysqldriver "github.com/go-sql-driver/mysql"
)

// links is where a database has its connections from.
type links interface {
	// take waits for a free one until ctx ends.
	take(ctx context.Context) (*link, error)
	give(l *link)
	// aside is one more, whatever the limits, for a short use that ends with close.
	aside(ctx context.Context) (l *link, close func(), err error)
	close()
}

var errClosed = errors.New("the database was closed")

// own is a pool of connections that are ours.
type own struct {
	connector driver.Connector
	slots     chan struct{}
	done      chan struct{}

	mu     sync.Mutex
	idle   []*link // the last one used is the last one here
	closed bool
}

func newOwn(config *mysqldriver.Config, connections int) (*own, error) {
	connector, err := mysqldriver.NewConnector(config)
	if err != nil {
		return nil, err
	}
	return &own{connector: connector, slots: make(chan struct{}, connections), done: make(chan struct{})}, nil
}

func (o *own) take(ctx context.Context) (*link, error) {
	select {
	case <-o.done:
		return nil, errClosed
	default:
	}
	select {
	case o.slots <- struct{}{}:
	case <-o.done:
		return nil, errClosed
	case <-ctx.Done():
		return nil, fmt.Errorf("all %d connections are in use (mysql.Connections allows more), and the time to wait is over: %w", cap(o.slots), ctx.Err())
	}
	l, err := o.idleOrNew(ctx)
	if err != nil {
		<-o.slots
	}
	return l, err
}

func (o *own) idleOrNew(ctx context.Context) (*link, error) {
	for {
		l, err := o.pop()
		switch {
		case err != nil:
			return nil, err
		case l == nil:
			return o.connect(ctx)
		case l.alive(ctx):
			return l, nil
		}
		l.close()
	}
}

func (o *own) pop() (*link, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	n := len(o.idle)
	switch {
	case o.closed:
		return nil, errClosed
	case n == 0:
		return nil, nil
	}
	l := o.idle[n-1]
	o.idle = o.idle[:n-1]
	return l, nil
}

func (o *own) connect(ctx context.Context) (*link, error) {
	raw, err := o.connector.Connect(ctx)
	switch {
	case err != nil && hungUp(err):
		return nil, &lostError{err}
	case err != nil:
		return nil, cause(ctx, err)
	}
	l := &link{raw: raw}
	if err := l.identify(ctx); err != nil {
		l.close()
		return nil, err
	}
	return l, nil
}

func (o *own) give(l *link) {
	o.mu.Lock()
	keep := !o.closed && !l.broken && !l.altered
	if keep {
		o.idle = append(o.idle, l)
	}
	o.mu.Unlock()
	if !keep {
		l.close()
	}
	<-o.slots
}

func (o *own) aside(ctx context.Context) (*link, func(), error) {
	l, err := o.connect(ctx)
	if err != nil {
		return nil, nil, err
	}
	return l, l.close, nil
}

func (o *own) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return
	}
	o.closed = true
	close(o.done)
	for _, l := range o.idle {
		l.close()
	}
	o.idle = nil
}

// borrowed is the connections of a pool that was handed in. Its owner uses them too, so
// that none is kept between transactions; what is known of one is: which statements it has
// prepared, and that its settings are right.
type borrowed struct {
	pool *sql.DB

	mu     sync.Mutex
	known  map[driver.Conn]*acquaintance
	clock  uint64
	closed bool
}

// An acquaintance is a link that was seen before, and when.
type acquaintance struct {
	link *link
	seen uint64
}

func (b *borrowed) take(ctx context.Context) (*link, error) {
	if b.isClosed() {
		return nil, errClosed
	}
	lent, err := b.pool.Conn(ctx)
	if err != nil {
		return nil, cause(ctx, err)
	}
	l, err := b.linkOf(ctx, lent)
	if err != nil {
		_ = lent.Close()
		return nil, err
	}
	return l, nil
}

// linkOf is the link of a connection. Its driver's side is used as long as lent holds it:
// the pool touches it only when it is given back.
func (b *borrowed) linkOf(ctx context.Context, lent *sql.Conn) (l *link, err error) {
	return l, lent.Raw(func(raw any) error {
		conn, ok := raw.(driver.Conn)
		if !ok {
			return errDriver
		}
		if l = b.meet(conn); l != nil {
			l.lent = lent
			return nil
		}
		l = &link{raw: conn, lent: lent}
		return l.identify(ctx)
	})
}

func (b *borrowed) isClosed() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.closed
}

// meet takes a link out of the known ones: it is in use, and comes back by give.
func (b *borrowed) meet(raw driver.Conn) *link {
	b.mu.Lock()
	defer b.mu.Unlock()
	a := b.known[raw]
	if a == nil {
		return nil
	}
	delete(b.known, raw)
	return a.link
}

func (b *borrowed) give(l *link) {
	lent := l.lent
	if l.broken || l.altered {
		_ = lent.Raw(func(any) error { return driver.ErrBadConn }) // tells the pool to let go of the connection
	} else {
		l.lent = nil
		b.remember(l)
	}
	_ = lent.Close()
}

// remember keeps a link. The pool does not say which connections it has closed: those seen
// longest ago are forgotten when there are many more than it has open.
func (b *borrowed) remember(l *link) {
	most := 2*b.pool.Stats().OpenConnections + 16
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.known == nil {
		b.known = map[driver.Conn]*acquaintance{}
	}
	b.clock++
	b.known[l.raw] = &acquaintance{link: l, seen: b.clock}
	for len(b.known) > most {
		b.forget()
	}
}

func (b *borrowed) forget() {
	var oldest *acquaintance
	for _, a := range b.known {
		if oldest == nil || a.seen < oldest.seen {
			oldest = a
		}
	}
	delete(b.known, oldest.link.raw)
}

func (b *borrowed) aside(ctx context.Context) (*link, func(), error) {
	l, err := b.take(ctx)
	if err != nil {
		return nil, nil, err
	}
	return l, func() { b.give(l) }, nil
}

func (b *borrowed) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed, b.known = true, nil
}
