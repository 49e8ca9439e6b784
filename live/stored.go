package live

import (
	"errors"
	"fmt"
	"hash/maphash"
	"maps"
	"net/url"
	"reflect"
	"time"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live/graph"
)

// A stored visit is all that is needed to go on with it in another process.
type stored struct {
	URL      string
	Owner    string
	User     string
	Done     uint64
	State    []byte
	Parts    map[string][]byte
	Problems map[uint64]problem
	Topics   []Topic
	Secret   []byte
	Browser  map[string]string
}

func (s *stored) fields() []graph.Field {
	return []graph.Field{{Name: "visit", Value: reflect.ValueOf(s)}}
}

func (s *stored) pack() ([]byte, error) { return graph.Codec{}.Encode(s.fields()) }

func unpack(data []byte) (*stored, error) {
	s := &stored{}
	missing, err := graph.Codec{}.Decode(data, s.fields())
	if err == nil && missing != nil {
		err = errors.New("live: a visit was stored by another version of Kin")
	}
	return s, err
}

// storedAgain is how many times a state is stored in the time that it is kept, although it has not changed.
const storedAgain = 10

// store stores the state, as the next revision. A visit that has gone on elsewhere ends here.
func (v *visit) store() error {
	data, err := v.freeze()
	if err != nil {
		return err
	}
	if limit := v.app.limits.State; len(data) > limit {
		return fmt.Errorf("live: the state of %T has %d bytes, and %d are allowed: give fields that Load brings the tag live:%q, or raise Limits.State",
			v.view, len(data), limit, "reload")
	}
	sum := maphash.Bytes(seed, data)
	if sum == v.stored && v.last != nil {
		data = v.last // the store has it: once is enough
	}
	v.last = data
	if sum == v.stored && v.kept == nil && time.Since(v.storedAt) < v.app.limits.Keep/storedAgain {
		return nil // it is there as it is
	}
	revision, err := v.app.store.Put(v.base(), v.id, data, v.revision.Load(), v.app.limits.Keep)
	switch {
	case errors.Is(err, ErrStale):
		go v.stop(codeRestart, "the visit has gone on elsewhere")
		return err
	case err != nil:
		v.app.log.Error("the state of a visit is not stored", "visit", v.id, "error", err)
		v.kept = data // the visit goes on; what it was is known here
		return nil
	}
	v.revision.Store(revision)
	v.kept, v.stored, v.storedAt = nil, sum, time.Now()
	return nil
}

// freeze writes all of the visit.
func (v *visit) freeze() ([]byte, error) {
	state, err := v.app.encode(structOf(v.view))
	if err != nil {
		return nil, err
	}
	s := &stored{
		URL: v.view.page().place.url.RequestURI(), Owner: v.owner, User: v.user, Done: v.done,
		State: state, Parts: maps.Clone(v.frozen), Topics: v.follow, Secret: v.secret, Browser: maps.Clone(v.browser),
	}
	for name, p := range v.parts {
		if s.Parts == nil {
			s.Parts = map[string][]byte{}
		}
		if s.Parts[name], err = v.app.encode(structOf(p.widget)); err != nil {
			return nil, err
		}
	}
	for form, p := range v.problems {
		if s.Problems == nil {
			s.Problems = map[uint64]problem{}
		}
		s.Problems[uint64(form)] = *p
	}
	return s.pack()
}

// restore makes a visit of a stored one.
func (a *App) restore(id string, data []byte, revision uint64) (*visit, error) {
	s, err := unpack(data)
	if err != nil {
		return nil, err
	}
	address, err := url.ParseRequestURI(s.URL)
	if err != nil {
		return nil, err
	}
	route, place := a.match(address)
	if route == nil {
		return nil, fmt.Errorf("live: no page has the address %s any more", address.Path)
	}
	v := a.newVisit(id, s.Owner, s.User)
	v.revision.Store(revision)
	v.done, v.accepted, v.out.answers = s.Done, s.Done, s.Done
	v.browser = s.Browser
	v.open(route, place)
	v.settle()
	v.frozen, v.follow, v.secret = s.Parts, s.Topics, s.Secret
	for form, p := range s.Problems {
		v.problems[html.Place(form)] = &p
	}
	complete, err := a.decode(s.State, structOf(v.view))
	if err != nil {
		return nil, err
	}
	if !complete {
		if err := v.call(task{do: v.load}); err != nil {
			return nil, err
		}
	}
	return v, nil
}
