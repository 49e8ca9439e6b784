package dev

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// pause is how often the source is looked at. A look at five hundred files takes about three milliseconds; so there
// is no need of what the operating system offers, which is another thing on each of them and misses files on some
// file systems.
const pause = 200 * time.Millisecond

// A source is where a program comes from, on this machine: packages of the module cache do not change.
type source struct {
	modules  []string // folders: all Go files below them, and their go.mod, go.sum and go.work
	embedded []string // patterns: files that are embedded, or folders of them
}

// A look is when each file was changed, and its size.
type look map[string]stamp

type stamp struct {
	changed time.Time
	size    int64
}

// sourceOf asks the go command for the source of a package and of all that it imports.
func sourceOf(ctx context.Context, folder, name string) (source, error) {
	list, err := output(ctx, folder, "list", "-e", "-deps", "-json=Dir,Standard,EmbedPatterns,Module", name)
	if err != nil {
		return source{}, err
	}
	var s source
	for in := json.NewDecoder(strings.NewReader(list)); ; {
		var p listed
		if err := in.Decode(&p); errors.Is(err, io.EOF) {
			return s, nil
		} else if err != nil {
			return source{}, err
		}
		if !p.here() {
			continue
		}
		if !slices.Contains(s.modules, p.Module.Dir) {
			s.modules = append(s.modules, p.Module.Dir)
		}
		for _, pattern := range p.EmbedPatterns {
			s.embedded = append(s.embedded, filepath.Join(p.Dir, strings.TrimPrefix(pattern, "all:")))
		}
	}
}

// listed is what the go command says of a package.
type listed struct {
	Dir           string   `json:"Dir"`
	Standard      bool     `json:"Standard"`
	EmbedPatterns []string `json:"EmbedPatterns"`
	Module        *struct {
		Dir     string `json:"Dir"`
		Main    bool   `json:"Main"`
		Replace *struct {
			Version string `json:"Version"`
		} `json:"Replace"`
	} `json:"Module"`
}

// here says that a package is in a folder one works in: of the main module, or one put in place of another.
func (p listed) here() bool {
	return !p.Standard && p.Module != nil && p.Module.Dir != "" &&
		(p.Module.Main || p.Module.Replace != nil && p.Module.Replace.Version == "")
}

// now looks at all files.
func (s source) now() look {
	seen := look{}
	for _, module := range s.modules {
		seen.walk(module, isSource)
		seen.add(filepath.Join(filepath.Dir(module), "go.work"))
	}
	for _, pattern := range s.embedded {
		names, _ := filepath.Glob(pattern) // the compiler says what is wrong with it
		for _, name := range names {
			seen.walk(name, func(string) bool { return true })
		}
	}
	return seen
}

// isSource says that a build depends on a file, by its name.
func isSource(name string) bool {
	return strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") || slices.Contains([]string{"go.mod", "go.sum", "go.work"}, name)
}

// walk looks at the files of a folder and below it, as the go command does: without what is hidden, or for tests.
func (l look) walk(top string, wanted func(name string) bool) {
	_ = filepath.WalkDir(top, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil: // it has just been removed
			return nil //nolint:nilerr // the next look does not find it
		case !entry.IsDir():
			if wanted(entry.Name()) {
				l.add(path)
			}
		case path != top && (strings.ContainsAny(entry.Name()[:1], "._") || slices.Contains([]string{"testdata", "node_modules", "vendor"}, entry.Name())):
			return fs.SkipDir
		}
		return nil
	})
}

func (l look) add(path string) {
	if info, err := os.Stat(path); err == nil {
		l[path] = stamp{info.ModTime(), info.Size()}
	}
}

// changed waits until the files look otherwise, and are all written: an editor may save several. It also returns when
// the context ends.
func (s source) changed(ctx context.Context, before look) {
	after := before
	for sleep(ctx, pause) && maps.Equal(after, before) {
		after = s.now()
	}
	for sleep(ctx, pause/4) {
		next := s.now()
		if maps.Equal(next, after) {
			return
		}
		after = next
	}
}

// sleep says whether the context goes on.
func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// output is what the go command answers.
func output(ctx context.Context, folder string, args ...string) (string, error) {
	var out, fault bytes.Buffer
	c, err := goCommand(ctx, folder, args...)
	if err != nil {
		return "", err
	}
	c.Stdout, c.Stderr = &out, &fault
	if err := c.Run(); err != nil {
		return "", errors.Join(err, errors.New(strings.TrimSpace(fault.String())))
	}
	return out.String(), nil
}
