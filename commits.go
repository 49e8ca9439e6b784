package kin

import (
	"slices"
	"sync"
)

// listeners are those who want to know of commits.
type listeners struct {
	mu   sync.RWMutex
	next int
	all  map[int]func(tables []string)
}

// OnCommit calls a function after each transaction of this DB that has committed changes, with the
// names of the tables that it changed, in the order of the alphabet: those that a flush wrote,
// link tables, and those whose rows the database deletes or empties with them. SQL by hand is
// not seen. It is called by the goroutine that committed: let it be short. stop ends it.
func (db *DB) OnCommit(f func(tables []string)) (stop func()) {
	l := &db.listeners
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.all == nil {
		l.all = map[int]func([]string){}
	}
	l.next++
	n := l.next
	l.all[n] = f
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.all, n)
	}
}

// tell calls the listeners.
func (l *listeners) tell(touched map[string]bool) {
	if len(touched) == 0 {
		return
	}
	l.mu.RLock()
	all := make([]func([]string), 0, len(l.all))
	for _, f := range l.all {
		all = append(all, f)
	}
	l.mu.RUnlock()
	if len(all) == 0 {
		return
	}
	tables := make([]string, 0, len(touched))
	for t := range touched {
		tables = append(tables, t)
	}
	slices.Sort(tables)
	for _, f := range all {
		f(slices.Clone(tables))
	}
}
