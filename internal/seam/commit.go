package seam

import "context"

// A CommitUnknownError is a COMMIT whose answer was lost: the transaction may have been
// kept or not, and only the database can tell. It is never run again by itself.
type CommitUnknownError struct{ Cause error }

func (e *CommitUnknownError) Error() string {
	return "it is not known whether the transaction was committed: " + e.Cause.Error()
}
func (e *CommitUnknownError) Unwrap() error { return e.Cause }

// A Follower is a Database with replicas, which read what the primary has committed a
// little later.
type Follower interface {
	Database
	// AcquireAfter begins a read-only transaction that sees what was committed up to a
	// position (see Positioned), "" for any state: on a replica that is there, or gets
	// there in a bounded time; else on the primary.
	AcquireAfter(ctx context.Context, position string) (Conn, error)
	// Later is the later of two positions; "" is before all.
	Later(a, b string) string
}

// A Positioned is a Conn of a Follower.
type Positioned interface {
	Conn
	// Position says, after Commit, where in the history of the database that was; "" where
	// nothing was written or nobody follows. It may travel to another process. Of a commit in doubt
	// it is one that no replica comes to.
	Position() string
	// Doubt is not nil after a Commit whose place is not known, or of which it is not known
	// whether it was kept.
	Doubt() Doubt
}

// A Doubt is a commit whose place in the history of the database is not known.
type Doubt interface {
	// Settle asks the primary for a place that is not before the commit, if that was kept. It is
	// "" as long as the server may still be at the commit: then no place is late enough.
	Settle(ctx context.Context) (position string, err error)
}
