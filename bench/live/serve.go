package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/kin-go/kin/bench/withkin"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/livedb"
)

// serve is the process that is measured. It says where it listens when it does.
func serve(ctx context.Context, database string) error {
	db, err := withkin.Open(ctx, database)
	if err != nil {
		return err
	}
	defer db.Close()
	var events stopwatch
	app := live.New(live.Config{
		Watch:  events.watch,
		Codec:  livedb.NewCodec(db.DB),
		Limits: live.Limits{Events: 1e6, Burst: 1e6}, // of visitors: the program is to be measured, not what it would refuse
	})
	app.Page("GET /{$}", func() live.View { return &page{DB: db} })
	mux := http.NewServeMux()
	mux.Handle("/", app)
	mux.HandleFunc("GET /memory", memory)
	mux.HandleFunc("GET /took", events.tell)
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(listener.Addr())
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		<-ctx.Done()
		_ = server.Close() // it is over
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// memory answers with the bytes that heap and stacks hold, garbage left aside.
func memory(w http.ResponseWriter, _ *http.Request) {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Fprint(w, m.HeapAlloc+m.StackInuse) //nolint:errcheck // nobody is there any more
}

// A stopwatch keeps how long events took inside of the server: handler, page and store.
type stopwatch struct {
	mu   sync.Mutex
	took []time.Duration
}

func (s *stopwatch) watch(ctx context.Context, h live.Happening) (context.Context, func(live.Outcome) string) {
	if h.Event == 0 {
		return ctx, nil
	}
	return ctx, func(o live.Outcome) string {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.took = append(s.took, o.Took)
		return ""
	}
}

// tell answers with the times in nanoseconds, and forgets them.
func (s *stopwatch) tell(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := json.NewEncoder(w).Encode(s.took); err != nil {
		fmt.Fprintln(os.Stderr, "the times could not be told:", err)
	}
	s.took = nil
}

// A server is the process, as the one that measures sees it.
type server struct {
	command *exec.Cmd
	address string
	started time.Duration // until it listened
}

func start(ctx context.Context, database string) (*server, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	s := &server{command: exec.CommandContext(ctx, self, "serve", database)} //nolint:gosec // it is this program
	s.command.Stderr = os.Stderr
	out, err := s.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	began := time.Now()
	if err := s.command.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, errors.Join(fmt.Errorf("the server has not said where it listens: %w", err), s.stop())
	}
	s.started = time.Since(began)
	s.address = strings.TrimSpace(line)
	return s, nil
}

func (s *server) stop() error {
	if err := s.command.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	return s.command.Wait()
}

// memory is the bytes that the server holds.
func (s *server) memory(ctx context.Context) (bytes float64, err error) {
	_, body, err := get(ctx, "http://"+s.address+"/memory")
	if err != nil {
		return 0, err
	}
	_, err = fmt.Sscan(string(body), &bytes)
	return bytes, err
}

// events is how long the events since the last call took inside of the server.
func (s *server) events(ctx context.Context) (took []time.Duration, err error) {
	_, body, err := get(ctx, "http://"+s.address+"/took")
	if err != nil {
		return nil, err
	}
	return took, json.Unmarshal(body, &took)
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
	defer w.Body.Close()
	body, err = io.ReadAll(w.Body)
	if err == nil && w.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s is answered with %s: %.200s", address, w.Status, body)
	}
	return w.Cookies(), body, err
}
