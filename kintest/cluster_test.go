package kintest_test

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// A cluster is servers of the test's own: the addresses that cluster/up.sh has told, by the
// names of their variables.
type cluster map[string]string

// needCluster gives the addresses of a part that runs already, or else starts it.
func needCluster(t *testing.T, part string, variables ...string) cluster {
	t.Helper()
	c := cluster{}
	for _, v := range variables {
		if c[v] = os.Getenv(v); c[v] == "" {
			return startCluster(t, part)
		}
	}
	return c
}

// startCluster starts a part, which ends with the test. Where its programs are not installed the
// test does not run.
func startCluster(t *testing.T, part string) cluster {
	t.Helper()
	if testing.Short() {
		t.Skip("not run: it takes seconds to start servers")
	}
	up := exec.Command("../cluster/up.sh", part)
	var said bytes.Buffer
	up.Stderr = &said
	held, err := up.StdinPipe() // it stays as long as this is open
	must(t, err)
	out, err := up.StdoutPipe()
	must(t, err)
	must(t, up.Start())
	c, ready := addressesOf(out)
	t.Cleanup(func() {
		held.Close()
		late := time.AfterFunc(20*time.Second, func() { up.Process.Kill() })
		defer late.Stop()
		if err := up.Wait(); err != nil && ready {
			t.Errorf("the cluster ended with %v: %s", err, said.String())
		}
	})
	if !ready {
		held.Close()
		if missing(up.Wait()) {
			t.Skipf("not run: %s", said.String())
		}
		t.Fatalf("the cluster does not start: %s", said.String())
	}
	return c
}

// missing says that the script found a program not installed.
func missing(err error) bool {
	ended, is := errors.AsType[*exec.ExitError](err)
	return is && ended.ExitCode() == 3
}

// addressesOf reads what the script tells until it is ready.
func addressesOf(out io.Reader) (c cluster, ready bool) {
	c = cluster{}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if lines.Text() == "ready" {
			return c, true
		}
		name, address, _ := strings.Cut(lines.Text(), "=")
		c[name] = address
	}
	return c, false
}
