package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// A blog is the binary of examples/blog with a database.
type blog struct {
	root     string // of the module
	binary   string
	database string
}

// build builds the blog into a folder.
func build(ctx context.Context, folder string) (*blog, error) {
	root, err := output(exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", "github.com/kin-go/kin"))
	if err != nil {
		return nil, err
	}
	b := &blog{strings.TrimSpace(root), filepath.Join(folder, "blog"), filepath.Join(folder, "blog.db")}
	make := exec.CommandContext(ctx, "go", "build", "-o", b.binary, "./examples/blog") //nolint:gosec // a path of our own
	make.Dir = b.root
	_, err = output(make)
	return b, err
}

// output runs a command, whose error says what it wrote.
func output(c *exec.Cmd) (string, error) {
	out, err := c.CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%s: %w\n%s", strings.Join(c.Args, " "), err, out)
	}
	return string(out), err
}

// A server is the process that is measured, as this one sees it.
type server struct {
	command *exec.Cmd
	address string        // of the pages
	debug   string        // of what the blog measures itself
	started time.Duration // until its first answer
}

var addresses = regexp.MustCompile(`http://([^/ ,]+)`)

// start starts the blog as an operator would, and asks for a page.
func (b *blog) start(ctx context.Context) (*server, error) {
	s := &server{command: exec.CommandContext(ctx, b.binary, "-addr", "127.0.0.1:0", "-debug", "127.0.0.1:0", "-db", b.database)} //nolint:gosec // we have built it
	s.command.Stderr = os.Stderr
	out, err := s.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	began := time.Now()
	if err := s.command.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewReader(out)
	for _, address := range []*string{&s.address, &s.debug} {
		line, err := lines.ReadString('\n')
		found := addresses.FindStringSubmatch(line)
		if err != nil || found == nil {
			return nil, errors.Join(fmt.Errorf("the blog has not said where it listens, but %q: %w", line, err), s.stop())
		}
		*address = found[1]
	}
	if _, _, err := get(ctx, "http://"+s.address+"/"); err != nil {
		return nil, errors.Join(err, s.stop())
	}
	s.started = time.Since(began)
	return s, nil
}

func (s *server) stop() error {
	if err := s.command.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	return s.command.Wait()
}

// memory is the bytes that heap and stacks of the server hold, garbage left aside.
func (s *server) memory(ctx context.Context) (bytes float64, err error) {
	for range 2 { // what pools hold is garbage at the second collection
		if _, err := s.heap(ctx); err != nil {
			return 0, err
		}
	}
	var vars struct {
		Memstats struct{ HeapAlloc, StackInuse float64 } `json:"memstats"`
	}
	err = s.ask(ctx, "/debug/vars", &vars)
	return vars.Memstats.HeapAlloc + vars.Memstats.StackInuse, err
}

// heap is a profile of it, after a collection.
func (s *server) heap(ctx context.Context) (profile []byte, err error) {
	_, profile, err = get(ctx, "http://"+s.debug+"/debug/pprof/heap?gc=1")
	return profile, err
}

// A summary is how long the last things of a kind took inside of the server.
type summary struct {
	Count  int     `json:"count"`
	Failed int     `json:"failed"`
	P50    float64 `json:"p50_ms"`
	P99    float64 `json:"p99_ms"`
}

// took is that of a kind: event, link, page.
func (s *server) took(ctx context.Context, kind string) (summary, error) {
	var live struct {
		Took map[string]summary `json:"took"`
	}
	err := s.ask(ctx, "/debug/live", &live)
	return live.Took[kind], err
}

func (s *server) ask(ctx context.Context, path string, answer any) error {
	_, body, err := get(ctx, "http://"+s.debug+path)
	if err != nil {
		return err
	}
	return json.Unmarshal(body, answer)
}

// client keeps its connections: a browser does.
var client = &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 100}}

func get(ctx context.Context, address string) (cookies []*http.Cookie, body []byte, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, nil, err
	}
	w, err := client.Do(r)
	if err != nil {
		return nil, nil, err
	}
	body, err = bodyOf(w)
	return w.Cookies(), body, err
}

// bodyOf reads a good answer.
func bodyOf(w *http.Response) ([]byte, error) {
	defer w.Body.Close()
	body, err := io.ReadAll(w.Body)
	if err == nil && w.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s is answered with %s: %.200s", w.Request.URL, w.Status, body)
	}
	return body, err
}
