package livedb

import (
	"sync"
	"time"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/live"
)

// DefaultPause is how long a burst of commits is gathered.
const DefaultPause = 50 * time.Millisecond

// Changes tells pages of the commits of a database in this process. It is for live.Config.Changes.
//
// The first commit is told at once, in a goroutine of its own, so that who commits never waits
// for a page. What is committed in the pause after it is told together when the pause ends:
// a thousand commits in a second are twenty renderings and not a thousand.
//
// Commits of other servers, and SQL by hand, come in by Publish; kin.DB.OnCommit is where this
// server's commits can be sent to others.
type Changes struct {
	hub    live.Hub
	pause  time.Duration
	forget func() // ends listening to the database

	mu      sync.Mutex
	waiting map[live.Topic]bool
	pausing *time.Timer // set from the first commit until a pause without one
	closed  bool
}

// NewChanges listens to the commits of a database. pause is the least time between two times
// that pages are told; 0 is DefaultPause.
func NewChanges(db *kin.DB, pause time.Duration) *Changes {
	if pause <= 0 {
		pause = DefaultPause
	}
	c := &Changes{pause: pause, waiting: map[live.Topic]bool{}}
	c.forget = db.OnCommit(func(tables []string) {
		topics := make([]live.Topic, len(tables))
		for i, table := range tables {
			topics[i] = live.Topic(table)
		}
		c.Publish(topics...)
	})
	return c
}

// Subscribe implements live.Changes.
func (c *Changes) Subscribe(topics []live.Topic, changed func()) (stop func()) {
	return c.hub.Subscribe(topics, changed)
}

// Publish tells the pages that follow one of the topics: tables that somebody else has changed, or
// what else a program names. It does not wait for them.
func (c *Changes) Publish(topics ...live.Topic) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || len(topics) == 0 {
		return
	}
	for _, topic := range topics {
		c.waiting[topic] = true
	}
	if c.pausing == nil {
		c.pausing = time.AfterFunc(0, c.tell)
	}
}

// tell tells what has gathered, and begins a pause; if nothing has, the next commit is told at once.
func (c *Changes) tell() {
	c.mu.Lock()
	if len(c.waiting) == 0 || c.closed {
		c.pausing = nil
		c.mu.Unlock()
		return
	}
	topics := make([]live.Topic, 0, len(c.waiting))
	for topic := range c.waiting {
		topics = append(topics, topic)
	}
	clear(c.waiting)
	c.pausing = time.AfterFunc(c.pause, c.tell)
	c.mu.Unlock()
	c.hub.Publish(topics...)
}

// Close ends listening. What waits is not told any more.
func (c *Changes) Close() {
	c.forget()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	if c.pausing != nil {
		c.pausing.Stop()
	}
}
