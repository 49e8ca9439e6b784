package live

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"time"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live/graph"
)

// An asider is a Codec that knows whether a state can be emptied and read again without anybody noticing: see
// graph.Codec.Aside.
type asider interface {
	Aside(groups ...[]graph.Field) (leads []reflect.Type, err error)
}

// A visit that has had no turn for a while rests: the fields that are its state are emptied, and read again from the
// bytes that are stored anyway. The structs of page and components stay where they are, with their other fields. Of
// what is known of the page, the hashes of its regions stay, and what the hidden fields of its forms hold.
type resting struct {
	regions []restingRegion
	forms   []restingForm
}

type restingRegion struct {
	place html.Place
	hash  uint64
}

type restingForm struct {
	ref    html.Place
	sealed [2]sealed
}

// rest lets a visit rest that has had no turn for as long as Limits.Rest, if it can. It reports whether it has tried.
func (v *visit) rest(now time.Time) bool {
	if !v.turning.TryLock() {
		return false // something happens
	}
	defer v.turning.Unlock()
	if v.resting != nil || v.restless || now.Sub(v.turned) < v.app.limits.Rest || v.isBusy() {
		return false
	}
	if err := v.putAside(); err != nil {
		v.restless = true // until something has happened
		v.app.log.Debug("a visit cannot rest", "visit", v.id, "page", fmt.Sprintf("%T", v.view), "why", err)
	}
	return true
}

// isBusy says whether something waits or goes on beside the queue, which may hold what is the state now.
func (v *visit) isBusy() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.working || v.ended || v.jobs > 0
}

var errUnsent = errors.New("something waits to be shown")

func (v *visit) putAside() error {
	if v.frozen != nil || v.commands != nil || v.redirect != "" {
		return errUnsent
	}
	if err := v.canRest(); err != nil {
		return err
	}
	if v.last == nil {
		var err error
		if v.last, err = v.freeze(); err != nil {
			return err
		}
	}
	v.resting = v.table.aside()
	v.table = table{}
	v.rests.Store(true)
	v.eachState(func(state reflect.Value) {
		for _, i := range shapeOf(state.Type()).state {
			state.Field(i).SetZero()
		}
	})
	return nil
}

// eachState calls f with the structs of the page and its components.
func (v *visit) eachState(f func(state reflect.Value)) {
	f(structOf(v.view))
	for _, p := range v.parts {
		f(structOf(p.widget))
	}
}

// canRest says why the state cannot be put aside.
func (v *visit) canRest() (err error) {
	codec, can := v.app.codec.(asider)
	if !can {
		return fmt.Errorf("the codec %T has no method Aside", v.app.codec)
	}
	var groups [][]graph.Field
	v.eachState(func(state reflect.Value) {
		groups = append(groups, fieldsOf(state))
		for _, i := range shapeOf(state.Type()).lists {
			if l, ok := reflect.TypeAssert[unsent](state.FieldByIndex(i).Addr()); ok && l.isUnsent() {
				err = errUnsent
			}
		}
	})
	if err != nil {
		return err
	}
	leads, err := codec.Aside(groups...)
	if err != nil {
		return err
	}
	v.eachState(func(state reflect.Value) {
		for _, t := range shapeOf(state.Type()).aliases() {
			if slices.Contains(leads, t) {
				err = fmt.Errorf("a field of %s that is not stored may lead to a %s of its state", state.Type(), t)
			}
		}
	})
	return err
}

// wake reads the state again. What is bound on the page is written anew when it is asked for: see bound.
func (v *visit) wake() error {
	if v.resting == nil {
		return nil
	}
	s, err := unpack(v.last)
	if err != nil {
		return err
	}
	if err := v.app.refill(s.State, structOf(v.view)); err != nil {
		return err
	}
	for name, p := range v.parts {
		if err := v.app.refill(s.Parts[name], structOf(p.widget)); err != nil {
			return err
		}
	}
	v.table = v.resting.table()
	v.resting, v.stale = nil, true
	v.rests.Store(false)
	return nil
}

// refill reads a state into a struct that was emptied.
func (a *App) refill(data []byte, state reflect.Value) error {
	missing, err := a.codec.Decode(data, fieldsOf(state))
	if err == nil && missing != nil {
		err = fmt.Errorf("%v were stored and cannot be read", missing)
	}
	if err != nil {
		return fmt.Errorf("live: the state of %s, which has rested, cannot be read: %w", state.Type(), err)
	}
	return nil
}

// aside is what stays of a table.
func (t *table) aside() *resting {
	r := &resting{regions: make([]restingRegion, 0, len(t.records))}
	for place, record := range t.records {
		r.regions = append(r.regions, restingRegion{place, record.hash})
	}
	for ref, s := range t.seals {
		r.forms = append(r.forms, restingForm{ref, s})
	}
	for ref, b := range t.bindings {
		if b.form != 0 {
			r.forms = append(r.forms, restingForm{ref, b.sealed})
		}
	}
	slices.SortFunc(r.forms, func(x, y restingForm) int { return cmp.Compare(x.ref, y.ref) })
	return r
}

// table is a table without bindings.
func (r *resting) table() table {
	t := table{records: make(map[html.Place]record, len(r.regions)), seals: make(map[html.Place][2]sealed, len(r.forms))}
	for _, region := range r.regions {
		t.records[region.place] = record{hash: region.hash}
	}
	for _, f := range r.forms {
		t.seals[f.ref] = f.sealed
	}
	return t
}

// bound is what is bound on the page to a reference, or nil. After a rest the page is written again for it, and nobody is
// told: what the browser has stays what it was.
func (v *visit) bound(ref html.Place) (*binding, error) {
	if v.table.bindings == nil {
		if err := v.rebind(); err != nil {
			return nil, err
		}
	}
	return v.table.bindings[ref], nil
}

func (v *visit) rebind() error {
	w, err := v.weave(false)
	if err != nil {
		return err
	}
	w.release()
	shown := v.table
	for place, r := range w.after.records {
		before, known := shown.records[place]
		if !known { // the view is another one by itself: the browser does not have this
			delete(w.after.records, place)
			continue
		}
		w.after.records[place] = record{before.hash, r.more}
	}
	for ref, b := range w.after.bindings {
		if s, known := shown.seals[ref]; known {
			b.sealed = s
		}
	}
	v.table = w.after
	return nil
}

// aliases are the types of what fields may lead to that are not stored: not through other structs than such that stand
// in the field itself. What services have behind their pointers is their own.
func (s *shape) aliases() []reflect.Type {
	s.once.Do(func() {
		for _, i := range s.others {
			s.leads = appendLeads(s.leads, s.typ.Field(i).Type)
		}
	})
	return s.leads
}

func appendLeads(leads []reflect.Type, t reflect.Type) []reflect.Type {
	switch t.Kind() {
	case reflect.Pointer:
		if t.Elem().Kind() == reflect.Struct {
			return append(leads, t.Elem())
		}
		return appendLeads(append(leads, t.Elem()), t.Elem())
	case reflect.Slice, reflect.Array:
		return appendLeads(leads, t.Elem())
	case reflect.Map:
		return appendLeads(appendLeads(leads, t.Key()), t.Elem())
	case reflect.Struct:
		for f := range t.Fields() {
			leads = appendLeads(leads, f.Type)
		}
	}
	return leads
}

// lazy is what a shape finds out when it is asked.
type lazy struct {
	once  sync.Once
	leads []reflect.Type
}
