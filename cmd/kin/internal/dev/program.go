package dev

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net"
	"os"
	"os/exec"
	"sync"
	"time"
)

// grace is how long a program may take to end. Then it is killed.
const grace = time.Second

func goCommand(ctx context.Context, folder string, args ...string) (*exec.Cmd, error) {
	path, err := exec.LookPath("go")
	if err != nil {
		return nil, errNoGo
	}
	c := exec.CommandContext(ctx, path, args...) //nolint:gosec // the user names what is built
	c.Dir = folder
	return c, nil
}

// build makes the binary. If it fails, fault is what the compiler says.
func build(ctx context.Context, folder, name, binary string) (fault string, err error) {
	c, err := goCommand(ctx, folder, "build", "-buildvcs=false", "-o", binary, name)
	if err != nil {
		return err.Error() + "\n", err
	}
	said, err := c.CombinedOutput()
	return string(said), err
}

// sumOf tells binaries apart: a change in a package that the program does not import makes the same again.
func sumOf(binary string) (string, error) {
	f, err := os.Open(binary)
	if err != nil {
		return "", err
	}
	defer f.Close() //nolint:errcheck // it was read
	h := sha256.New()
	_, err = io.Copy(h, f)
	return hex.EncodeToString(h.Sum(nil)), err
}

// A program is a process.
type program struct {
	command *exec.Cmd
	address string // where it listens, or will
	tail    *tail
	done    chan struct{} // closed when it has ended
}

func start(binary, folder string, args []string, address string, out, errs io.Writer) (*program, error) {
	p := &program{command: exec.Command(binary, args...), address: address, tail: &tail{}, done: make(chan struct{})} //nolint:gosec,noctx // stop ends it, gently
	p.command.Dir = folder
	p.command.Stdout, p.command.Stderr = io.MultiWriter(out, p.tail), io.MultiWriter(errs, p.tail)
	p.command.WaitDelay = grace // for processes of its own that keep its output open
	if err := p.command.Start(); err != nil {
		return nil, err
	}
	go func() {
		_ = p.command.Wait() // state says how it ended
		close(p.done)
	}()
	return p, nil
}

// listens waits until the program does. The error is how it ended, or the context's.
func (p *program) listens(ctx context.Context) error {
	for {
		conn, err := (&net.Dialer{Timeout: time.Second}).DialContext(ctx, "tcp", p.address)
		if err == nil {
			return conn.Close()
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-p.done:
			return p.state()
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func (p *program) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// ending is how a program has ended: its exit status or signal.
type ending struct{ *os.ProcessState }

func (e ending) Error() string { return e.String() }

func (p *program) state() error { return ending{p.command.ProcessState} }

// stop asks the program to end, as Control-C does, and waits until it has.
func (p *program) stop() {
	_ = p.command.Process.Signal(os.Interrupt) // it may have ended
	select {
	case <-p.done:
	case <-time.After(grace):
		_ = p.command.Process.Kill() // the same
		<-p.done
	}
}

// A tail keeps the end of what was written.
type tail struct {
	mu   sync.Mutex
	text []byte
}

const tailSize = 16 << 10

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, b...)
	if len(t.text) > 2*tailSize {
		t.text = append([]byte(nil), t.text[len(t.text)-tailSize:]...)
	}
	return len(b), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.text)
}
