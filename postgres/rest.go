package postgres

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/kin-go/kin/internal/seam"
)

// A transaction that has only read has nothing to say at its end. So it is not ended: its
// connection rests with it, and who takes the connection next sends the end together with the own
// beginning. That saves the round trip of ROLLBACK. What nobody takes soon is ended in the
// background, so that no snapshot is held for long.
type resting struct {
	mu    sync.Mutex
	links []*link // the last one that came is the last one here
	timed bool    // their end is near

	waiting atomic.Int32 // who waits for a connection
}

// restsFor is how long a transaction may stay open that nobody uses.
const restsFor = 10 * time.Millisecond

// opening is the statements that begin a transaction on a link.
func (s settings) opening(l *link, mode seam.Mode) []string {
	if l.open {
		return []string{"ROLLBACK", s.begin(mode)}
	}
	return []string{s.begin(mode)}
}

// mayRest says that the end of a transaction can be left to the next one. A pool that was handed in
// is used by others, and a pooler lends its connections to those who have a transaction open.
func (c *conn) mayRest() bool {
	return c.mode != seam.Writing && c.link.wire.TxStatus() == 'T' && c.link.server.named && !c.database.settings.handed
}

// rest lets a link rest, unless somebody waits for one.
func (d *database) rest(l *link) {
	s := l.server
	l.open = true
	s.mu.Lock()
	s.links = append(s.links, l)
	first := !s.timed
	s.timed = true
	s.mu.Unlock()
	if first {
		time.AfterFunc(restsFor, s.wakeAll)
	}
	if s.waiting.Load() > 0 || d.closed.Load() {
		if l := s.wake(); l != nil {
			l.end()
		}
	}
}

// wake takes the link that came to rest last, or nil.
func (s *server) wake() *link {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.links) == 0 {
		return nil
	}
	l := s.links[len(s.links)-1]
	s.links = s.links[:len(s.links)-1]
	return l
}

// wakeAll ends what rests.
func (s *server) wakeAll() {
	s.mu.Lock()
	links := slices.Clone(s.links)
	s.links, s.timed = s.links[:0], false
	s.mu.Unlock()
	var ends sync.WaitGroup
	for _, l := range links {
		ends.Go(l.end)
	}
	ends.Wait()
}

// rests is how many links rest.
func (s *server) rests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.links)
}
