package live

import (
	"maps"
	"sync"
)

// A Topic is something that pages follow: a table, or whatever a program names.
type Topic string

// Changes tells who follows a topic that it has changed. NewHub makes one for a process; livedb has
// one that hears of the commits of a database.
type Changes interface {
	// Subscribe calls changed after each change of one of the topics, until stop is called. It must not wait
	// for what changed does.
	Subscribe(topics []Topic, changed func()) (stop func())
}

// A Hub is Changes within a process. The zero value is ready.
type Hub struct {
	mu   sync.Mutex
	next int
	by   map[Topic]map[int]func()
}

// NewHub makes a hub that nobody follows yet.
func NewHub() *Hub { return &Hub{} }

// Subscribe implements Changes.
func (h *Hub) Subscribe(topics []Topic, changed func()) (stop func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.by == nil {
		h.by = map[Topic]map[int]func(){}
	}
	h.next++
	number := h.next
	for _, t := range topics {
		if h.by[t] == nil {
			h.by[t] = map[int]func(){}
		}
		h.by[t][number] = changed
	}
	return func() { h.leave(topics, number) }
}

func (h *Hub) leave(topics []Topic, number int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, t := range topics {
		delete(h.by[t], number)
		if len(h.by[t]) == 0 {
			delete(h.by, t)
		}
	}
}

// Publish tells all who follow one of the topics, each once.
func (h *Hub) Publish(topics ...Topic) {
	h.mu.Lock()
	told := map[int]func(){}
	for _, t := range topics {
		maps.Copy(told, h.by[t])
	}
	h.mu.Unlock()
	for _, changed := range told {
		changed()
	}
}
