// Package dev runs a program while it is being written. It builds and starts the program again when its source has
// changed, and stands between the program and the browser: pages that are open load again by themselves, a request
// that comes while the program starts waits for it, and when there is no program to ask, a page says why.
//
// watch.go sees changes, program.go builds and runs, front.go is what the browser speaks to.
package dev

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A Config says what is run, and where.
type Config struct {
	Folder  string   // where the go command runs
	Package string   // what is built, as go build takes it
	Args    []string // of the program; {addr} in them is where it shall listen, and without it -addr comes first
	Address string   // host:port for the browser
	Listens string   // host:port at which the program always listens; "" for a free port that it is told
	Out     io.Writer
	Err     io.Writer // what the program and the compiler say, and what is done here
}

// Run runs the program until the context ends. Its errors are those that no change of the source could mend: the
// package does not exist, the address is taken.
func Run(ctx context.Context, c Config) error {
	if c.Listens != "" && c.Listens == c.Address {
		return fmt.Errorf("kin dev: the program listens at %s, which is where the browser comes too; give another -addr", c.Listens)
	}
	if err := exists(ctx, c); err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "kin-dev-")
	if err != nil {
		return fmt.Errorf("kin dev: no folder to build in: %w", err)
	}
	defer os.RemoveAll(folder) //nolint:errcheck // a temporary folder that stays does no harm
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Address)
	if err != nil {
		return fmt.Errorf("kin dev: the browser cannot be served at %s: %w; give another address with -addr", c.Address, err)
	}
	d := &developer{Config: c, front: newFront(), binary: filepath.Join(folder, "program")}
	server := &http.Server{Handler: d.front, ReadHeaderTimeout: 10 * time.Second}
	go server.Serve(listener) //nolint:errcheck // it ends below
	defer server.Close()      //nolint:errcheck // it is over
	d.sayf("%s is at http://%s, and is built again when its source changes. Control-C ends it.", c.Package, listener.Addr())
	d.loop(ctx)
	return nil
}

// A developer goes round: build, run, wait for a change.
type developer struct {
	Config
	front   *front
	binary  string
	running *program // the last that was started; it may have ended
	sum     string   // of its binary
}

func (d *developer) sayf(format string, args ...any) {
	_, _ = fmt.Fprintf(d.Err, "kin dev: "+format+"\n", args...) // a terminal that is gone
}

// loop goes round at each change, until the context ends. A change ends the round that goes on: who fixes a typing
// error does not wait for the build that has it.
func (d *developer) loop(ctx context.Context) {
	var s source
	for ctx.Err() == nil {
		if found, err := sourceOf(ctx, d.Folder, d.Package); err == nil {
			s = found // otherwise a go.mod is broken: it is mended where it was
		}
		before := s.now()
		round, end := context.WithCancel(ctx)
		done := make(chan struct{})
		go func() { defer close(done); d.round(round) }()
		s.changed(ctx, before)
		end()
		<-done
	}
	if d.running != nil {
		d.running.stop()
	}
}

// round builds and shows the program, and watches it until the context ends.
func (d *developer) round(ctx context.Context) {
	began := time.Now()
	fault, err := build(ctx, d.Folder, d.Package, d.binary)
	switch {
	case ctx.Err() != nil:
		return
	case err != nil:
		d.sayf("it does not build: %v\n%s", err, strings.TrimRight(fault, "\n"))
		d.front.show(failed("The program does not build", fault))
		return
	}
	built := time.Since(began)
	sum, err := sumOf(d.binary)
	if err != nil {
		d.fail("What was built cannot be read", err.Error())
		return
	}
	if d.running == nil || d.running.ended() || sum != d.sum {
		d.sayf("built in %d ms", built.Milliseconds())
		if !d.restart(ctx, sum) {
			return
		}
	}
	d.front.show(d.running.stage())
	select {
	case <-ctx.Done():
	case <-d.running.done:
		d.fail(fmt.Sprintf("The program has ended: %v", d.running.state()), d.running.tail.String())
	}
}

// restart puts the new program in the place of the old one, and says whether it listens.
func (d *developer) restart(ctx context.Context, sum string) bool {
	began := time.Now()
	d.front.show(nil)
	if d.running != nil {
		d.running.stop()
	}
	address, err := d.address(ctx)
	if err != nil {
		d.fail("There is no address for the program", err.Error())
		return false
	}
	d.running, d.sum = nil, sum
	p, err := start(d.binary, d.Folder, told(d.Args, address, d.Listens == ""), address, d.Out, d.Err)
	if err != nil {
		d.fail("The program does not start", err.Error())
		return false
	}
	d.running = p
	slow := time.AfterFunc(5*time.Second, func() {
		d.fail("The program does not listen yet", fmt.Sprintf("It runs, and nothing answers at %s. A program is given the flag -addr, or {addr} in its arguments; "+
			"if it always listens at one address, name that with -to.\n\n%s", address, p.tail.String()))
	})
	defer slow.Stop()
	if err := p.listens(ctx); err != nil {
		if ctx.Err() == nil {
			d.fail(fmt.Sprintf("The program has ended before it listened: %v", err), p.tail.String())
		}
		return false
	}
	d.sayf("started in %d ms", time.Since(began).Milliseconds())
	return true
}

// fail shows why there is no program to ask.
func (d *developer) fail(what, detail string) {
	d.sayf("%s", what)
	d.front.show(failed(what, detail))
}

// address is where the next program listens.
func (d *developer) address(ctx context.Context) (string, error) {
	if d.Listens == "" {
		return freeAddress(ctx)
	}
	if conn, err := (&net.Dialer{Timeout: time.Second}).DialContext(ctx, "tcp", d.Listens); err == nil {
		_ = conn.Close() // it was to see whether somebody is there
		return "", fmt.Errorf("something else listens at %s already; end it, or give the program another address", d.Listens)
	}
	return d.Listens, nil
}

func freeAddress(ctx context.Context) (string, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

// told is the arguments of a program with the address in them.
func told(args []string, address string, must bool) []string {
	list, has := slices.Clone(args), false
	for i, arg := range list {
		has = has || strings.Contains(arg, "{addr}")
		list[i] = strings.ReplaceAll(arg, "{addr}", address)
	}
	if must && !has {
		return append([]string{"-addr", address}, list...)
	}
	return list
}

// exists says what is wrong with the package that is to be run, if that is no fault of its source.
func exists(ctx context.Context, c Config) error {
	list, err := output(ctx, c.Folder, "list", "-e", "-f", "{{.Name}}\t{{.Dir}}", c.Package)
	if err != nil {
		return fmt.Errorf("kin dev: the go command cannot find %s: %w", c.Package, err)
	}
	first, more, _ := strings.Cut(strings.TrimRight(list, "\n"), "\n")
	name, folder, _ := strings.Cut(first, "\t")
	switch {
	case more != "":
		return fmt.Errorf("kin dev: %s is more than one package; name one", c.Package)
	case folder == "":
		return fmt.Errorf("kin dev: there is no package %s; name a folder with a package main, as ./examples/blog", c.Package)
	case name != "main" && name != "": // without a name, the source cannot be read yet
		return fmt.Errorf("kin dev: %s is the package %s, which is no program; name one with package main", c.Package, name)
	}
	return nil
}

var errNoGo = errors.New("there is no go command in the PATH; install Go from https://go.dev/dl")
