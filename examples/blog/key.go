package main

import (
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const (
	keyVariable = "KIN_BLOG_KEY"
	keyLength   = 32
)

// keyFor is the key that signs sessions: what the environment says; else what stands in a file beside the
// database, which is made if it is not there. A database in memory has one of its own, as its
// users are gone with it.
func keyFor(address string) ([]byte, error) {
	if said := os.Getenv(keyVariable); said != "" {
		if len(said) < keyLength {
			return nil, fmt.Errorf("%s has %d characters: it needs %d that nobody can guess", keyVariable, len(said), keyLength)
		}
		key := sha256.Sum256([]byte(said))
		return key[:], nil
	}
	if strings.Contains(address, ":memory:") {
		return newKey(), nil
	}
	path, is := fileOf(address)
	if !is {
		return nil, errors.New("the database is no file that a key could stand beside: give a key of 32 characters or more in " + keyVariable)
	}
	return keyIn(path + ".key")
}

// fileOf is the path of a database that is a file.
func fileOf(address string) (path string, is bool) {
	path = strings.TrimPrefix(strings.TrimPrefix(address, "sqlite:"), "//")
	volume := filepath.VolumeName(path)
	return path, !strings.Contains(path[len(volume):], ":")
}

func newKey() []byte {
	key := make([]byte, keyLength)
	rand.Read(key) // never fails
	return key
}

// keyIn is the key in a file. Of several programs that make it at the same time one is
// first, and all have its key.
func keyIn(path string) ([]byte, error) {
	key, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err = makeKey(path); err == nil {
			key, err = os.ReadFile(path)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("the key that signs sessions: %w", err)
	}
	if len(key) < keyLength {
		return nil, fmt.Errorf("%s is too short for a key: delete it, and a new one is made", path)
	}
	return key, nil
}

// makeKey writes a file that its owner alone can read. It appears with its content, or not at
// all.
func makeKey(path string) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+"-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) //nolint:errcheck // a name too many does no harm
	_, err = f.Write(newKey())
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err = os.Link(f.Name(), path); errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}
