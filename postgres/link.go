package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// A link is one connection, with the statements it knows. One transaction at a time
// uses it.
type link struct {
	*session
	server *server
	pooled *pgxpool.Conn
	open   bool // has a transaction that is nobody's (see resting)
}

// A session is what stays with a connection from one use to the next.
type session struct {
	wire       *pgconn.PgConn
	statements statements
	args       arguments
}

// sessionKey is where pgx keeps the session for us.
const sessionKey = "github.com/kin-go/kin/postgres"

func linkOf(s *server, pooled *pgxpool.Conn) *link {
	wire := pooled.Conn().PgConn()
	own, ok := wire.CustomData()[sessionKey].(*session)
	if !ok {
		own = &session{wire: wire, statements: newStatements(s.named)}
		wire.CustomData()[sessionKey] = own
	}
	return &link{session: own, server: s, pooled: pooled}
}

// endsWithin is how long the end of a transaction that nobody waits for may take. Then
// the connection is closed.
const endsWithin = 5 * time.Second

// idle says that no transaction is open.
func (l *link) idle() bool { return l.wire.TxStatus() == 'I' }

// rollback ends a transaction, whatever its contexts say, and gives up on the connection
// when that fails.
func (l *link) rollback() error {
	l.open = false
	if l.idle() || l.wire.IsClosed() {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), endsWithin)
	defer cancel()
	begun := time.Now()
	defer func() { l.server.took.Store(int64(time.Since(begun))) }()
	if _, err := l.wire.Exec(ctx, "ROLLBACK").ReadAll(); err != nil {
		l.close()
		return explain(ctx, err, "roll back", "")
	}
	return nil
}

// close closes the connection. The pool puts another in its place.
func (l *link) close() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = l.wire.Close(ctx) // closed it is, whatever the server thinks of it
}

// far is from how long a round trip on it pays to have another goroutine wait for it.
// Nearer by, that costs more than the trip.
const far = 300 * time.Microsecond

// abandon rolls back for nobody who would see an error, and gives the connection back.
// Where the server is far away nobody waits for it.
func (l *link) abandon() {
	if time.Duration(l.server.took.Load()) < far {
		l.end()
		return
	}
	go l.end()
}

// end ends the transaction and gives the connection back.
func (l *link) end() {
	_ = l.rollback()
	l.release()
}

// release gives the connection back to its pool. One with an open transaction or an
// unread answer is not kept there.
func (l *link) release() { l.pooled.Release() }
