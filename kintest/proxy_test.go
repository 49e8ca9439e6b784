package kintest_test

import (
	"io"
	"net"
	"regexp"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A cut is what a proxy does to the next COMMIT that comes by.
type cut int32

const (
	none        cut = iota
	afterAnswer     // the server commits, and its answer is lost
	afterSent       // the connection ends while the server may still be at it
	beforeSent      // the COMMIT itself is lost
	beforeAsked     // the commit is answered, and the question where it was is lost
)

func (c cut) String() string {
	return [...]string{"none", "after the answer", "after it was sent", "before it was sent", "before the question for its place"}[c]
}

// commitSent is how COMMIT looks on the wire, as Kin and as the drivers write it; placeAsked the
// question for its place in the history, where that is a question of its own.
var commitSent, placeAsked = regexp.MustCompile("COMMIT|commit\x00"), regexp.MustCompile("gtid_binlog_pos")

// at says whether it cuts at what is being sent.
func (c cut) at(sent []byte) bool {
	if c == beforeAsked {
		return placeAsked.Match(sent)
	}
	return commitSent.Match(sent)
}

// A proxy stands between a program and its database, and cuts connections.
type proxy struct {
	address string
	server  string
	next    atomic.Int32 // the cut to come
	commits atomic.Int64 // how many COMMIT came by
	all     sync.WaitGroup
}

// between makes a proxy to a server, which ends with the test.
func between(t *testing.T, server string) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	p := &proxy{address: l.Addr().String(), server: server}
	p.all.Go(func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			p.all.Go(func() { p.pass(client) })
		}
	})
	t.Cleanup(func() {
		l.Close()
		p.all.Wait()
	})
	return p
}

// pass passes on what two sides say to each other, until one of them ends or is cut off.
func (p *proxy) pass(client net.Conn) {
	defer client.Close()
	server, err := net.DialTimeout("tcp", p.server, 5*time.Second)
	if err != nil {
		return
	}
	defer server.Close()
	var loses atomic.Bool // the next answer is lost
	var back sync.WaitGroup
	back.Go(func() {
		defer client.Close()
		buffer := make([]byte, 64<<10)
		for {
			n, err := server.Read(buffer)
			if err != nil || loses.Load() {
				return
			}
			if _, err := client.Write(buffer[:n]); err != nil {
				return
			}
		}
	})
	p.forth(client, server, &loses)
	if loses.Load() {
		back.Wait() // for the answer
	}
	server.Close()
	back.Wait()
}

// forth passes on what the client says. It returns where that ends.
func (p *proxy) forth(client io.Reader, server io.Writer, loses *atomic.Bool) {
	buffer := make([]byte, 64<<10)
	for {
		n, err := client.Read(buffer)
		if err != nil {
			return
		}
		next := none
		if commitSent.Match(buffer[:n]) {
			p.commits.Add(1)
		}
		if cut(p.next.Load()).at(buffer[:n]) {
			next = cut(p.next.Swap(int32(none)))
		}
		if next == beforeSent || next == beforeAsked {
			return
		}
		loses.Store(next == afterAnswer)
		if _, err := server.Write(buffer[:n]); err != nil || next != none {
			return
		}
	}
}
