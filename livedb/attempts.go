package livedb

import (
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Attempts bounds how often something is tried, such as a password: for one name from one address, from one address, and for
// one name. The counts are those of one process. The zero value is ready and has the limits of DefaultPaces.
type Attempts struct {
	Paces Paces

	mu sync.Mutex
	by map[string]*rate.Limiter
}

// A Pace is a number of attempts at once, and how long it takes until there is another one.
type Pace struct {
	Burst int
	Every time.Duration
}

// Paces are the limits of Attempts.
type Paces struct {
	Both    Pace // for one name from one address
	Address Pace // from one address: a house full of people may share it
	Name    Pace // for one name: high, since strangers can use it up
}

// DefaultPaces are the limits where none are given.
var DefaultPaces = Paces{
	Both:    Pace{5, 30 * time.Second},
	Address: Pace{50, 2 * time.Second},
	Name:    Pace{100, 10 * time.Second},
}

// DefaultArrivals are the limits of Door.Arrivals: a house full of people may register on one evening, and a program may not for long.
var DefaultArrivals = Paces{
	Both:    Pace{5, 30 * time.Second},
	Address: Pace{20, time.Minute},
	Name:    Pace{100, 10 * time.Second},
}

const (
	mostTried = 50_000 // names and addresses that are counted
	mostName  = 200    // bytes of a name that tell it from others
)

// Try takes one attempt. If there is none left, it says how long to wait.
func (a *Attempts) Try(name, address string) (wait time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	paces := a.Paces
	if paces == (Paces{}) {
		paces = DefaultPaces
	}
	name = folded(name)
	now := time.Now()
	taken := make([]*rate.Reservation, 0, 3)
	for _, of := range []struct {
		key  string
		pace Pace
	}{{keyFor(name, address), paces.Both}, {"a" + address, paces.Address}, {"n" + name, paces.Name}} {
		r := a.limiter(of.key, of.pace).ReserveN(now, 1)
		taken = append(taken, r)
		wait = max(wait, r.DelayFrom(now))
	}
	if wait > 0 { // it does not count
		for _, r := range taken {
			r.CancelAt(now)
		}
	}
	return wait
}

// Forget gives a name its attempts from an address back: it has signed in.
func (a *Attempts) Forget(name, address string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.by, keyFor(folded(name), address))
}

// folded is what counts of a name: a stranger chooses how long it is.
func folded(name string) string { return strings.ToLower(name[:min(len(name), mostName)]) }

func keyFor(name, address string) string { return "b" + address + "\x00" + name }

func (a *Attempts) limiter(key string, pace Pace) *rate.Limiter {
	if l := a.by[key]; l != nil {
		return l
	}
	if a.by == nil {
		a.by = map[string]*rate.Limiter{}
	}
	if len(a.by) >= mostTried {
		a.makeRoom()
	}
	l := rate.NewLimiter(rate.Every(pace.Every), pace.Burst)
	a.by[key] = l
	return l
}

// makeRoom forgets those who have all their attempts again, and if that is not enough, any.
func (a *Attempts) makeRoom() {
	for key, l := range a.by {
		if l.Tokens() >= float64(l.Burst()) {
			delete(a.by, key)
		}
	}
	for key := range a.by {
		if len(a.by) < mostTried*9/10 {
			return
		}
		delete(a.by, key)
	}
}
