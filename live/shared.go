package live

import "sync"

// Shared is a value that several visits show and change, in one process.
//
//	var board = live.NewShared(app, "board", Board{})
//
// A page that shows it follows its topic in Load: f.Follow(board.Topic()).
type Shared[T any] struct {
	app   *App
	topic Topic
	mu    sync.RWMutex
	value T
}

// NewShared makes a value that the pages of an App follow by App.Publish. topic names it.
func NewShared[T any](a *App, topic Topic, value T) *Shared[T] {
	return &Shared[T]{app: a, topic: topic, value: value}
}

// Topic is what pages that show the value follow.
func (s *Shared[T]) Topic() Topic { return s.topic }

// Get is the value. What it points to is shared, too: change nothing there but in Update.
func (s *Shared[T]) Get() T {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.value
}

// Update changes the value, one at a time, and has all pages that follow it shown again.
func (s *Shared[T]) Update(f func(*T)) {
	s.mu.Lock()
	f(&s.value)
	s.mu.Unlock()
	s.app.Publish(s.topic)
}
