// Package file keeps the states of visits in the files of a folder, one for each visit. What
// was stored is there after the process was killed at any moment; a power failure may cost the last
// second. One server at a time may use a folder.
package file

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/kin-go/kin/live"
)

// A Store is a folder of states.
type Store struct {
	folder string
	mu     sync.Mutex
	known  map[string]uint64 // revisions of what was read or written here
	swept  time.Time
}

// header is the revision, and when the state is too old, as nanoseconds since 1970.
const header = 16

// Open takes a folder, which is made if it is not there. Only this user can read it.
func Open(folder string) (*Store, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("live: the folder for states cannot be made: %w", err)
	}
	s := &Store{folder: folder, known: map[string]uint64{}}
	return s, s.sweep()
}

// path is the file of a visit. An id is letters and digits; anything else could be a way out of the
// folder.
func (s *Store) path(id string) (string, error) {
	const most = 64
	if id == "" || len(id) > most || strings.ContainsFunc(id, func(r rune) bool { return !strings.ContainsRune(letters, r) }) {
		return "", live.ErrNoVisit
	}
	return filepath.Join(s.folder, id+suffix), nil
}

const (
	suffix  = ".visit"
	letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
)

// Get implements live.Store.
func (s *Store) Get(_ context.Context, id string) ([]byte, uint64, error) {
	path, err := s.path(id)
	if err != nil {
		return nil, 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	state, revision, err := read(path)
	if err == nil {
		s.known[id] = revision
	}
	return state, revision, err
}

func read(path string) ([]byte, uint64, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(data) < header {
		return nil, 0, live.ErrNoVisit
	}
	if err != nil {
		return nil, 0, err
	}
	if until := time.Unix(0, int64(binary.BigEndian.Uint64(data[8:]))); time.Now().After(until) {
		return nil, 0, live.ErrNoVisit
	}
	return data[header:], binary.BigEndian.Uint64(data), nil
}

// Put implements live.Store.
func (s *Store) Put(_ context.Context, id string, state []byte, previous uint64, keep time.Duration) (uint64, error) {
	path, err := s.path(id)
	if err != nil {
		return 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.sweep(); err != nil {
		return 0, err
	}
	if revision, known := s.known[id]; !known || revision != previous {
		_, revision, err = read(path)
		if err != nil && !errors.Is(err, live.ErrNoVisit) {
			return 0, err
		}
		if revision != previous {
			return 0, live.ErrStale
		}
	}
	data := make([]byte, 0, header+len(state))
	data = binary.BigEndian.AppendUint64(data, previous+1)
	data = binary.BigEndian.AppendUint64(data, uint64(time.Now().Add(keep).UnixNano()))
	if err := replace(path, append(data, state...)); err != nil {
		return 0, fmt.Errorf("live: the state of a visit cannot be stored: %w", err)
	}
	s.known[id] = previous + 1
	return previous + 1, nil
}

// replace makes a file appear whole or not at all.
func replace(path string, data []byte) error {
	if err := os.WriteFile(path+".new", data, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// Delete implements live.Store.
func (s *Store) Delete(_ context.Context, id string) error {
	path, err := s.path(id)
	if err != nil {
		return nil // there is no such state
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.known, id)
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// sweep removes what is too old, now and then.
func (s *Store) sweep() error {
	now := time.Now()
	if now.Sub(s.swept) < time.Minute {
		return nil
	}
	s.swept = now
	entries, err := os.ReadDir(s.folder)
	if err != nil {
		return fmt.Errorf("live: the folder for states cannot be read: %w", err)
	}
	for _, entry := range entries {
		id, ours := strings.CutSuffix(entry.Name(), suffix)
		if !ours {
			continue
		}
		path := filepath.Join(s.folder, entry.Name())
		if _, _, err := read(path); errors.Is(err, live.ErrNoVisit) {
			delete(s.known, id)
			_ = os.Remove(path) // the next sweep tries again
		}
	}
	return nil
}
