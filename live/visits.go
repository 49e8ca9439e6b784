package live

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"time"

	"golang.org/x/time/rate"

	"github.com/kin-go/kin/html"
)

// newID is a name that nobody can guess.
func newID() string {
	var b [16]byte
	rand.Read(b[:]) // it never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// digest is what is kept of a cookie.
func digest(cookie string) string {
	sum := sha256.Sum256([]byte("live " + cookie))
	return base64.RawURLEncoding.EncodeToString(sum[:18])
}

func (a *App) newVisit(id, owner, user string) *visit {
	v := &visit{
		app: a, id: id, owner: owner, user: user, root: html.Place(0).Key(id),
		parts: map[string]*part{}, problems: map[html.Place]*problem{}, met: time.Now(), turned: time.Now(), secret: []byte(newID()),
	}
	v.ctx, v.end = context.WithCancel(context.Background())
	v.out.most, v.out.catchUp = a.limits.Outbox, v.catchUp
	return v
}

// open gives a visit a new page.
func (v *visit) open(r *route, place location) {
	v.view = r.make()
	*v.view.page() = Page{v, place}
	v.parts, v.problems, v.follow = map[string]*part{}, map[html.Place]*problem{}, nil
	v.recall()
}

// base is the context of handlers: it ends with the visit, and has the values of the newest request.
func (v *visit) base() context.Context {
	v.mu.Lock()
	values := v.values
	v.mu.Unlock()
	if values == nil {
		return v.ctx
	}
	return both{v.ctx, values}
}

// both is one context's end and another one's values.
type both struct {
	context.Context
	values context.Context //nolint:containedctx // that is what it is for
}

func (b both) Value(key any) any {
	if v := b.values.Value(key); v != nil {
		return v
	}
	return b.Context.Value(key)
}

// meet takes the values of a request.
func (v *visit) meet(r *http.Request) {
	values := v.app.valuesOf(r)
	v.mu.Lock()
	v.values, v.met, v.secure = values, time.Now(), v.app.config.Secure || r.TLS != nil
	v.mu.Unlock()
}

// valuesOf is what handlers find in their context.
func (a *App) valuesOf(r *http.Request) context.Context {
	if a.config.Values != nil {
		return a.config.Values(r)
	}
	return context.WithoutCancel(r.Context())
}

// admit enters a visit among those in memory. If it is there already, because another request was quicker, that is
// the one.
func (a *App) admit(v *visit) (*visit, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch other := a.visits[v.id]; {
	case other != nil:
		v.end()
		return other, nil
	case a.ending:
		return nil, errEnding
	case len(a.visits) >= a.limits.Visits, a.owners[v.owner] >= a.limits.PerUser:
		return nil, errFull
	}
	a.visits[v.id] = v
	a.owners[v.owner]++
	if a.sweeper == nil {
		a.sweeper = time.AfterFunc(a.pace(), a.sweep)
	}
	return v, nil
}

// forget removes a visit from memory.
func (a *App) forget(v *visit) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.visits[v.id] != v {
		return
	}
	delete(a.visits, v.id)
	if a.owners[v.owner]--; a.owners[v.owner] == 0 {
		delete(a.owners, v.owner)
	}
}

// find gives the visit with this id, from memory or from the store, if it belongs to this browser and user.
func (a *App) find(ctx context.Context, id, owner, user string) (*visit, error) {
	a.mu.Lock()
	v := a.visits[id]
	a.mu.Unlock()
	if v == nil {
		var err error
		if v, err = a.awake(ctx, id, owner, user); err != nil {
			return nil, err
		}
	}
	if v.owner != owner || v.user != user {
		return nil, errRefused
	}
	return v, nil
}

// newest gives the visit that a browser connects to, as find does. If it has gone on at another server, what is
// in memory here is forgotten.
func (a *App) newest(ctx context.Context, id, owner, user string) (*visit, error) {
	v, err := a.find(ctx, id, owner, user)
	if err != nil || v.isNewest(ctx) {
		return v, err
	}
	v.stop(codeTaken, "the visit has gone on elsewhere")
	return a.find(ctx, id, owner, user)
}

// isNewest says whether the store has nothing newer. A store that does not answer has not.
func (v *visit) isNewest(ctx context.Context) bool {
	_, revision, err := v.app.store.Get(ctx, v.id)
	if err != nil || revision == v.revision.Load() {
		return true
	}
	v.turning.Lock() // a turn may have stored it just now
	defer v.turning.Unlock()
	_, revision, err = v.app.store.Get(ctx, v.id)
	return err != nil || revision <= v.revision.Load()
}

// awake takes a visit out of the store.
func (a *App) awake(ctx context.Context, id, owner, user string) (*visit, error) {
	data, revision, err := a.store.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	if s, err := unpack(data); err != nil {
		return nil, err
	} else if s.Owner != owner || s.User != user {
		return nil, errRefused
	}
	v, err := a.restore(id, data, revision)
	if err != nil {
		return nil, err
	}
	v.out.behind = true
	w, err := v.weave(true)
	if err != nil {
		return nil, err
	}
	admitted, err := a.admit(v)
	if err != nil || admitted != v {
		return admitted, err
	}
	v.turning.Lock()
	defer v.turning.Unlock()
	v.adopt(w)
	return v, nil
}

// pace is how often visits are looked after.
func (a *App) pace() time.Duration {
	pace := min(a.limits.Linger/2+time.Millisecond, 10*time.Second)
	if a.limits.Rest > 0 {
		pace = min(pace, a.limits.Rest/2+time.Millisecond)
	}
	return pace
}

// silence is how long a browser may say nothing. A tab in the background speaks once a minute.
const silence = 150 * time.Second

// sweep lets visits rest in which nothing happens, sends those into the store that nobody looks at, and closes connections that are dead.
func (a *App) sweep() {
	a.mu.Lock()
	list := make([]*visit, 0, len(a.visits))
	for _, v := range a.visits {
		list = append(list, v)
	}
	if a.ending || len(list) == 0 {
		a.sweeper = nil
	} else {
		a.sweeper.Reset(a.pace())
	}
	a.mu.Unlock()
	now := time.Now()
	for _, v := range list {
		v.look(now)
	}
	a.letRest(list)
}

// letRest lets visits rest in which nothing happens, one after the other, so that those in which something does
// have the processor most of the time.
func (a *App) letRest(list []*visit) {
	const burst, share = time.Millisecond, 4 // of one processor a fourth
	if a.limits.Rest < 0 || !a.letting.CompareAndSwap(false, true) {
		return
	}
	defer a.letting.Store(false)
	began := time.Now()
	for _, v := range list {
		if !v.rest(time.Now()) {
			continue
		}
		if took := time.Since(began); took > burst {
			time.Sleep((share - 1) * took)
			began = time.Now()
		}
	}
}

// look decides whether a visit is left to the store.
func (v *visit) look(now time.Time) {
	v.out.mu.Lock()
	connected, dead := v.out.line != nil, now.Sub(v.out.heard) > silence
	v.out.mu.Unlock()
	if connected {
		v.mu.Lock()
		v.met = now
		v.mu.Unlock()
		if dead {
			v.out.shut(codeRestart, "nothing was heard")
		}
		return
	}
	v.mu.Lock()
	rests := now.Sub(v.met) > v.app.limits.Linger && !v.working && v.jobs == 0
	v.mu.Unlock()
	if rests {
		v.stop(codeRestart, "the visit rests")
	}
}

// SignOut ends the visits of a user, in this process: his browsers load their pages again.
func (a *App) SignOut(user string) {
	for _, v := range a.all() {
		if v.user == user && user != "" {
			_ = a.store.Delete(context.Background(), v.id) // it is refused without its user as well
			v.stop(codeReload, "signed out")
		}
	}
}

func (a *App) all() []*visit {
	a.mu.Lock()
	defer a.mu.Unlock()
	list := make([]*visit, 0, len(a.visits))
	for _, v := range a.visits {
		list = append(list, v)
	}
	return list
}

// Shutdown lets all visits finish what waits for them and end; their browsers come back to the next process,
// where they go on. Work in the background is cancelled. It gives the context's error if that ends first.
func (a *App) Shutdown(ctx context.Context) error {
	a.mu.Lock()
	a.ending = true
	a.mu.Unlock()
	for _, v := range a.all() {
		for !v.idle() {
			select {
			case <-ctx.Done():
				for _, w := range a.all() {
					w.stop(codeRestart, "the server ends")
				}
				return ctx.Err()
			case <-time.After(2 * time.Millisecond):
			}
		}
		v.stop(codeRestart, "the server ends")
	}
	return nil
}

// limiter paces what a browser sends.
func (a *App) limiter() *rate.Limiter {
	return rate.NewLimiter(rate.Limit(a.limits.Events), a.limits.Burst)
}
