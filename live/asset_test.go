package live

import (
	"bytes"
	"compress/gzip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheClientIsSmallAndHasNoProgramsInTexts(t *testing.T) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(script)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	const most = 8 << 10
	if t.Logf("the client has %d bytes, %d gzipped", len(script), b.Len()); b.Len() > most {
		t.Errorf("the client has %d bytes gzipped, at most %d are allowed", b.Len(), most)
	}
	for _, word := range []string{"eval(", "Function(", "unsafe-"} {
		if strings.Contains(script, word) {
			t.Errorf("the client contains %s", word)
		}
	}
}

// What is committed is what its sources make.
func TestTheClientIsMadeFromItsSources(t *testing.T) {
	source, err := os.ReadFile("asset.go")
	if err != nil {
		t.Fatal(err)
	}
	_, line, _ := strings.Cut(string(source), "//go:generate go ")
	line, _, _ = strings.Cut(line, "\n")
	again := filepath.Join(t.TempDir(), "live.js")
	arguments := strings.Fields(strings.Replace(line, "--outfile=../live.js", "--outfile="+again, 1))
	made := exec.CommandContext(t.Context(), "go", arguments...)
	if out, err := made.CombinedOutput(); err != nil {
		if os.Getenv("CI") == "" && strings.Contains(string(out), "dial tcp") {
			t.Skipf("the tool cannot be fetched here: %s", out)
		}
		t.Fatalf("%v: %s", err, out)
	}
	got, err := os.ReadFile(again)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, []byte(script)) {
		t.Error("live.js is not what client/ makes: run go generate in live")
	}
}
