package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestTheKeyOfADatabaseStaysTheSame(t *testing.T) {
	t.Setenv(keyVariable, "")
	file := filepath.Join(t.TempDir(), "blog.db")
	var keys [8][]byte
	var all sync.WaitGroup
	for i := range keys {
		all.Go(func() {
			key, err := keyFor(file)
			if err != nil {
				t.Error(err)
			}
			keys[i] = key
		})
	}
	all.Wait()
	for _, key := range keys {
		if len(key) != keyLength || !bytes.Equal(key, keys[0]) {
			t.Fatalf("the keys differ: %x", keys)
		}
	}
	if again, err := keyFor("sqlite:" + file); err != nil || !bytes.Equal(again, keys[0]) {
		t.Errorf("the database's other name gives another key: %v", err)
	}
	if about, err := os.Stat(file + ".key"); err != nil || about.Mode().Perm() != 0o600 {
		t.Errorf("others can read the key: %v, %v", about.Mode(), err)
	}
}

func TestAKeyThatCanBeGuessedIsRefused(t *testing.T) {
	t.Setenv(keyVariable, "secret")
	if _, err := keyFor("blog.db"); err == nil || !strings.Contains(err.Error(), keyVariable) {
		t.Errorf("the error is %v", err)
	}
	t.Setenv(keyVariable, "")
	file := filepath.Join(t.TempDir(), "blog.db")
	if err := os.WriteFile(file+".key", []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := keyFor(file); err == nil || !strings.Contains(err.Error(), "too short") {
		t.Errorf("the error is %v", err)
	}
	if _, err := keyFor("postgres://db.example/blog"); err == nil || !strings.Contains(err.Error(), keyVariable) {
		t.Errorf("the error is %v", err)
	}
}

func TestDatabasesInMemoryHaveKeysOfTheirOwn(t *testing.T) {
	t.Setenv(keyVariable, "")
	a, errA := keyFor("sqlite::memory:")
	b, errB := keyFor("sqlite::memory:")
	if errA != nil || errB != nil || bytes.Equal(a, b) {
		t.Errorf("the keys are %x and %x (%v, %v)", a, b, errA, errB)
	}
}
