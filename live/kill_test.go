package live_test

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/kin-go/kin/live/livetest"
)

// TestAServerThatWillBeKilled is no test but the server of the one below, in a process of its own.
func TestAServerThatWillBeKilled(t *testing.T) {
	folder := os.Getenv("KIN_LIVE_FOLDER")
	if folder == "" {
		return // the test below starts it
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("address http://%s\n", listener.Addr())
	server := &http.Server{Handler: restarted(t, folder, newBlog(2).page), ReadHeaderTimeout: time.Second}
	t.Fatal(server.Serve(listener))
}

// process starts a server and gives a handler that passes all on to it, and what kills it.
func process(t *testing.T, folder string) (http.Handler, func()) {
	t.Helper()
	server := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestAServerThatWillBeKilled$", "-test.v")
	server.Env = append(os.Environ(), "KIN_LIVE_FOLDER="+folder)
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if address, ok := strings.CutPrefix(lines.Text(), "address "); ok {
			target, err := url.Parse(address)
			if err != nil {
				t.Fatal(err)
			}
			proxy := &httputil.ReverseProxy{FlushInterval: -1, ErrorLog: log.New(io.Discard, "", 0), Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }}
			return proxy, func() {
				_ = server.Process.Kill() // SIGKILL: it has no time to do anything
				_ = server.Wait()
			}
		}
	}
	t.Fatal("the server has not said where it is")
	return nil, nil
}

func TestWhatWasAcknowledgedOutlivesAKilledProcess(t *testing.T) {
	folder := t.TempDir()
	app, kill := process(t, folder)
	tab := livetest.Open(t, app, "/")
	clicks := 0
	for range 3 {
		for range 5 {
			tab.Click("more")
			clicks++
		}
		tab.Click("rename")
		kill()
		tab.Cut()
		tab.Click("more") // while no server is there
		clicks++
		app, kill = process(t, folder)
		tab.Serve(app)
		tab.Reconnect()
		tab.See(fmt.Sprintf("clicked %d times", clicks), "Posts of anna")
	}
	kill()
	if tab.Loads() != 1 {
		t.Error("the page was loaded again")
	}
	t.Logf("3 processes killed, %d of %d events are there", clicks, clicks)
}
