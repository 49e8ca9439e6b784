package mysql

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	driver "github.com/go-sql-driver/mysql"

	"github.com/kin-go/kin/internal/seam"
)

// Replicas is the addresses of MariaDB servers that follow the one that writes. Transactions
// that only read go to them in turn, but never back behind what their session has committed:
// that is known by the numbers that transactions have in the binary log (their GTID), and
// costs a commit one round trip more. The servers are taken to be of one version.
func Replicas(addresses ...string) Option {
	return func(s *settings) { s.replicas = append(s.replicas, addresses...) }
}

const (
	// followsWithin is how long a reader waits for a replica.
	followsWithin = 100 * time.Millisecond
	// avoidedFor is how long a replica that cannot be reached is left alone.
	avoidedFor = time.Second
)

// A replica is a server that follows: a database of its own, from which is only read.
type replica struct {
	*database
	avoidUntil atomic.Int64 // in nanoseconds of Unix

	mu   sync.Mutex
	seen places // the furthest it was seen at
}

// parseReplicas reads the addresses of the replicas.
func (s *settings) parseReplicas() error {
	for _, address := range s.replicas {
		config, err := parseAddress(address)
		if err != nil {
			return fmt.Errorf("mysql.Replicas: %w", err)
		}
		s.followers = append(s.followers, config)
	}
	return nil
}

// follow makes the pools of the replicas. They connect when a connection is first needed.
func (d *database) follow(ctx context.Context, l *link) error {
	if len(d.settings.followers) == 0 {
		return nil
	}
	if err := d.features.canBeFollowed(ctx, l); err != nil {
		return err
	}
	for _, config := range d.settings.followers {
		r, err := d.replicaAt(config)
		if err != nil {
			return err
		}
		d.replicas = append(d.replicas, r)
	}
	return nil
}

func (f *features) canBeFollowed(ctx context.Context, l *link) error {
	if !f.mariaDB {
		return fmt.Errorf("mysql.Replicas needs MariaDB, whose places in the binary log can be compared, and the server is %s", f.version)
	}
	row, err := l.line(ctx, `SELECT @@GLOBAL.log_bin`)
	if err == nil && row[0] == "0" {
		err = errors.New("mysql.Replicas: the server writes no binary log, without which nobody follows it: start it with log_bin")
	}
	return err
}

func (d *database) replicaAt(config *driver.Config) (*replica, error) {
	pool, err := newOwn(config, d.settings.connections)
	if err != nil {
		return nil, err
	}
	s := d.settings
	s.config, s.existing, s.borrowed, s.replicas, s.followers = config, nil, false, nil, nil
	return &replica{database: &database{settings: s, links: pool, features: d.features, dialect: d.dialect}, seen: places{}}, nil
}

// nowhere is a place that no replica gets to: it stands for one that is not known.
const nowhere = "?"

// askPosition asks behind a COMMIT how far the binary log is: what was committed is in it.
func (c *conn) askPosition(ctx context.Context) {
	if len(c.database.replicas) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), killing) // it was committed, whether ctx has ended or not
	defer cancel()
	row, err := c.link.line(ctx, `SELECT @@GLOBAL.gtid_binlog_pos`)
	if err != nil {
		c.inDoubt(nil)
		return
	}
	c.position = row[0]
}

// Position is the place in the history of the database of what was committed.
func (c *conn) Position() string { return c.position }

// Later is the later of two places in the history, of which each is one number in each domain
// of the binary log.
func (d *database) Later(a, b string) string {
	switch {
	case a == "" || a == b:
		return b
	case b == "":
		return a
	}
	at, known := placesOf(a)
	others, knownToo := placesOf(b)
	if !known || !knownToo {
		return nowhere
	}
	for domain, g := range others {
		if g.number > at[domain].number {
			at[domain] = g
		}
	}
	return textOfPlaces(at)
}

// places is how far each domain of the binary log is.
type places map[uint32]gtid

// A gtid is a transaction of a domain.
type gtid struct {
	server uint32
	number uint64
}

// placesOf reads a position, such as 0-1-270,1-1-9: domain, server and number of each. It comes
// from other processes too: what is none is nowhere.
func placesOf(position string) (found places, ok bool) {
	found = places{}
	for one := range strings.SplitSeq(position, ",") {
		domain, rest, _ := strings.Cut(one, "-")
		server, number, _ := strings.Cut(rest, "-")
		d, wrong := strconv.ParseUint(domain, 10, 32)
		s, wrong2 := strconv.ParseUint(server, 10, 32)
		n, wrong3 := strconv.ParseUint(number, 10, 64)
		if errors.Join(wrong, wrong2, wrong3) != nil {
			return nil, false
		}
		found[uint32(d)] = gtid{uint32(s), n}
	}
	return found, true
}

// textOfPlaces is the position that placesOf reads.
func textOfPlaces(p places) string {
	texts := make([]string, 0, len(p))
	for _, domain := range slices.Sorted(maps.Keys(p)) {
		texts = append(texts, fmt.Sprintf("%d-%d-%d", domain, p[domain].server, p[domain].number))
	}
	return strings.Join(texts, ",")
}

// reach says that what was seen is not before what is wanted.
func (p places) reach(wanted places) bool {
	for domain, g := range wanted {
		if p[domain].number < g.number {
			return false
		}
	}
	return true
}

// AcquireAfter begins a transaction that reads, on a replica that has replayed what was
// committed up to a position, or does so in a bounded time; else on the primary.
func (d *database) AcquireAfter(ctx context.Context, position string) (seam.Conn, error) {
	wanted, known := places{}, true
	if position != "" {
		wanted, known = placesOf(position)
	}
	for range d.replicas {
		r := d.replicas[int(d.turn.Add(1))%len(d.replicas)]
		if !known {
			break
		}
		if time.Now().UnixNano() < r.avoidUntil.Load() {
			continue
		}
		c, err := r.acquire(ctx, wanted)
		switch {
		case c != nil:
			return c, nil
		case err != nil && ctx.Err() == nil:
			r.avoidUntil.Store(time.Now().Add(avoidedFor).UnixNano())
			continue
		}
		break
	}
	return d.Acquire(ctx, seam.ReadOnly)
}

// acquire begins a transaction when the replica has come to a position. None and no error: it
// has not within the time.
func (r *replica) acquire(ctx context.Context, wanted places) (seam.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, followsWithin+time.Second)
	defer cancel()
	for {
		l, err := r.links.take(ctx)
		if err != nil {
			return nil, err
		}
		there, err := r.begin(ctx, l, wanted)
		switch {
		case err == nil && there:
			return &conn{database: r.database, link: l, mode: seam.ReadOnly}, nil
		case err == nil:
			r.links.give(l)
			return nil, nil
		}
		again := l.broken && l.used && end(ctx) == nil
		l.broken = true
		r.links.give(l)
		if !again {
			return nil, err
		}
	}
}

// begin waits until the replica is there, and begins.
func (r *replica) begin(ctx context.Context, l *link, wanted places) (there bool, err error) {
	if err := r.prepare(ctx, l); err != nil {
		return false, err
	}
	if there, err = r.comesTo(ctx, l, wanted); err != nil || !there {
		return false, err
	}
	return true, l.begin(ctx, r.features, seam.ReadOnly)
}

// comesTo waits for a bounded time until the replica has replayed up to a position.
func (r *replica) comesTo(ctx context.Context, l *link, wanted places) (bool, error) {
	if r.wasAt(wanted) {
		return true, nil
	}
	row, err := l.line(ctx, fmt.Sprintf(`SELECT MASTER_GTID_WAIT('%s', %.3f)`, textOfPlaces(wanted), followsWithin.Seconds()))
	if err != nil || row[0] != "0" {
		return false, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for domain, g := range wanted {
		if g.number > r.seen[domain].number {
			r.seen[domain] = g
		}
	}
	return true, nil
}

// wasAt says whether the replica was seen at a place: it does not go back.
func (r *replica) wasAt(wanted places) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.seen.reach(wanted)
}
