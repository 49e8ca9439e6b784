package main

import (
	"log/slog"
	"path/filepath"
	"testing"
)

// newTestBlog is a blog with the sample, in a file of its own. What it logs is in the test's output.
func newTestBlog(t testing.TB) *blog {
	t.Helper()
	file := filepath.Join(t.TempDir(), "blog.db")
	db, err := open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	archive, err := openArchive(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { archive.Close() })
	return newBlog(db, archive, newKey(), slog.New(slog.NewTextHandler(t.Output(), nil)))
}
