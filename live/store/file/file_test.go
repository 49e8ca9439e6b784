package file_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/live/store/file"
	"github.com/kin-go/kin/live/store/storetest"
)

func TestTheStoreKeepsItsPromises(t *testing.T) {
	folder := t.TempDir()
	storetest.Run(t, func(t *testing.T) live.Store {
		t.Helper()
		s, err := file.Open(folder)
		if err != nil {
			t.Fatal(err)
		}
		return s
	})
}

func TestAStateIsThereForTheNextProcess(t *testing.T) {
	ctx, folder := context.Background(), t.TempDir()
	one, err := file.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	revision, err := one.Put(ctx, "visit", []byte("state"), 0, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	two, err := file.Open(folder) // the first one is not closed: its process was killed
	if err != nil {
		t.Fatal(err)
	}
	state, again, err := two.Get(ctx, "visit")
	if err != nil || string(state) != "state" || again != revision {
		t.Errorf("got %q, revision %d, error %v", state, again, err)
	}
}

func TestAHalfWrittenFileIsNoState(t *testing.T) {
	ctx, folder := context.Background(), t.TempDir()
	s, err := file.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "visit.visit"), []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Get(ctx, "visit"); !errors.Is(err, live.ErrNoVisit) {
		t.Errorf("the error is %v", err)
	}
}

func TestANameIsNoWayOutOfTheFolder(t *testing.T) {
	ctx := context.Background()
	s, err := file.Open(filepath.Join(t.TempDir(), "inner"))
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"", "..", "../x", "a/b", `a\b`, "/etc/passwd", "a\x00b", "ä", string(make([]byte, 100))} {
		if _, err := s.Put(ctx, id, []byte("x"), 0, time.Hour); err == nil {
			t.Errorf("%q is stored", id)
		}
		if _, _, err := s.Get(ctx, id); !errors.Is(err, live.ErrNoVisit) {
			t.Errorf("%q: the error is %v", id, err)
		}
	}
}
