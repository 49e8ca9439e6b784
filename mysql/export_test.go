package mysql

import (
	"github.com/go-sql-driver/mysql"

	"github.com/kin-go/kin/internal/seam"
)

// ParseAddress is what an address says.
func ParseAddress(address string) (*mysql.Config, error) { return parseAddress(address) }

// WithoutReturning has the engine think that the server has no RETURNING, as MySQL has
// none, so that its way around runs on each server.
func WithoutReturning() Option {
	return func(s *settings) { s.force = func(f *features) { f.returning = false } }
}

// WithoutSnapshotIsolation has it think that changes of rows that were changed since pass.
func WithoutSnapshotIsolation() Option {
	return func(s *settings) { s.force = func(f *features) { f.snapshotIsolation = false } }
}

// Split is the statements of a text.
func Split(sql string) []string { return split(sql) }

// Reads and Commits are what is known of a statement by its words.
func Reads(sql string) bool   { return reads(sql) }
func Commits(sql string) bool { return commits(sql) }

// TableOf is the table that a statement changes.
func TableOf(sql string) string { return tableOf(sql) }

// StatementsKept is how many prepared statements a connection keeps.
const StatementsKept = statementsKept

// ServerID is the number of a connection on the server.
func ServerID(c seam.Conn) string { return c.(*conn).link.id }

// Idle is how many connections wait for use.
func Idle(d seam.Database) int {
	o := d.(*database).links.(*own)
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.idle)
}

// AwaitKills waits until connections that were given up are ended on the server.
func AwaitKills(d seam.Database) { d.(*database).kills.Wait() }

// LaterOf is the later of two positions.
func LaterOf(a, b string) string { return (&database{}).Later(a, b) }

// AskedFor is what a replica is asked for a position, "" for one that is none.
func AskedFor(told string) string {
	p, _ := placesOf(told)
	return textOfPlaces(p)
}
