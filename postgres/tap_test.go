package postgres_test

import (
	"net"
	"net/url"
	"sync/atomic"
	"testing"
	"time"
)

// A wire is a way to the server through which a test sees what passes, and may cut it.
// A round trip is counted when the client sends after the server has, or as the first.
type wire struct {
	dsn   string
	trips atomic.Int64
	// cut says, of what the client sends, that the way ends once the server has it.
	cut atomic.Pointer[func(sent []byte) bool]
	// delay is how long what the client sends is under way, in nanoseconds.
	delay atomic.Int64
}

// tap makes a way to the server of an address.
func tap(t testing.TB, dsn string) *wire {
	t.Helper()
	u, err := url.Parse(dsn)
	must(t, err)
	server := u.Host
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { l.Close() })
	u.Host = l.Addr().String()
	w := &wire{dsn: u.String()}
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			go w.carry(client, server)
		}
	}()
	return w
}

func (w *wire) carry(client net.Conn, server string) {
	defer client.Close()
	far, err := net.Dial("tcp", server)
	if err != nil {
		return
	}
	defer far.Close()
	var answered, mute atomic.Bool
	answered.Store(true)
	go func() {
		defer client.Close()
		buffer := make([]byte, 1<<16)
		for {
			n, err := far.Read(buffer)
			if err != nil {
				return
			}
			answered.Store(true)
			if mute.Load() {
				return
			}
			if _, err := client.Write(buffer[:n]); err != nil {
				return
			}
		}
	}()
	buffer := make([]byte, 1<<16)
	for {
		n, err := client.Read(buffer)
		if err != nil {
			return
		}
		time.Sleep(time.Duration(w.delay.Load()))
		if answered.Swap(false) {
			w.trips.Add(1)
		}
		cut := w.cut.Load()
		if cut != nil && (*cut)(buffer[:n]) {
			mute.Store(true)
		}
		if _, err := far.Write(buffer[:n]); err != nil {
			return
		}
	}
}
