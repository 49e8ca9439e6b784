package dev

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
)

const mainFile = `package main

import (
	_ "embed"
	"flag"
	"fmt"
	"net/http"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
)

//go:embed note.txt
var note string

type page struct{ live.Page }

func (p *page) View() html.Node { return html.Main(html.P(html.Text(text)), html.P(html.Text(note))) }

func main() {
	addr := flag.String("addr", "", "")
	flag.Parse()
	app := live.New(live.Config{})
	app.Page("GET /{$}", func() live.View { return &page{} })
	fmt.Println(http.ListenAndServe(*addr, app))
}
`

func textFile(text string) string { return fmt.Sprintf("package main\n\nvar text = %q\n", text) }

// A desk is a program in a module of its own, and the developer that runs it.
type desk struct {
	t      *testing.T
	folder string
	base   string
	said   *saying
}

// work runs a program with a live page until the test ends.
func work(t *testing.T) *desk {
	t.Helper()
	if testing.Short() {
		t.Skip("it builds programs")
	}
	d := &desk{t: t, folder: t.TempDir(), said: &saying{}}
	d.module()
	d.write("main.go", mainFile)
	d.write("text.go", textFile("the first"))
	d.write("note.txt", "a note")
	address, err := freeAddress(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	d.base = "http://" + address
	ctx, end := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		done <- Run(ctx, Config{Folder: d.folder, Package: ".", Address: address, Out: d.said, Err: d.said})
	}()
	t.Cleanup(func() {
		end()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	d.sees(http.StatusOK, "the first", 2*time.Minute)
	return d
}

// module makes a module that has this tree in the place of its version, and the same dependencies.
func (d *desk) module() {
	top, err := filepath.Abs("../../../..")
	if err != nil {
		d.t.Fatal(err)
	}
	gomod, err := os.ReadFile(filepath.Join(top, "go.mod"))
	if err != nil {
		d.t.Fatal(err)
	}
	gosum, err := os.ReadFile(filepath.Join(top, "go.sum"))
	if err != nil {
		d.t.Fatal(err)
	}
	const kin = "github.com/kin-go/kin"
	d.write("go.mod", strings.Replace(string(gomod), "module "+kin, "module desk", 1)+
		fmt.Sprintf("\nrequire %s v0.0.0\n\nreplace %s => %s\n", kin, kin, top))
	d.write("go.sum", string(gosum))
}

func (d *desk) write(name, content string) {
	d.t.Helper()
	if err := os.WriteFile(filepath.Join(d.folder, name), []byte(content), 0o600); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) get() (status int, page string) {
	d.t.Helper()
	for range 100 {
		r, err := http.Get(d.base)
		if err != nil { // it does not listen yet
			time.Sleep(20 * time.Millisecond)
			continue
		}
		body, err := io.ReadAll(r.Body)
		_ = r.Body.Close()
		if err == nil {
			return r.StatusCode, string(body)
		}
	}
	d.t.Fatal("nobody listens")
	return 0, ""
}

// sees waits until the page has a text, and says how long it took.
func (d *desk) sees(status int, text string, limit time.Duration) (page string, took time.Duration) {
	d.t.Helper()
	began := time.Now()
	for time.Since(began) < limit {
		if got, page := d.get(); got == status && strings.Contains(page, text) {
			return page, time.Since(began)
		}
		time.Sleep(10 * time.Millisecond)
	}
	got, page := d.get()
	d.t.Fatalf("after %v there is the status %d and the page\n%s\nand not %d with %q; said was\n%s", limit, got, page, status, text, d.said)
	return "", 0
}

// saying is what was written to the terminal.
type saying struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *saying) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(b)
}

func (s *saying) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// built is how long the last build took.
func (d *desk) built() time.Duration {
	d.t.Helper()
	all := regexp.MustCompile(`built in (\d+ms)`).FindAllStringSubmatch(strings.ReplaceAll(d.said.String(), " ms", "ms"), -1)
	if len(all) == 0 {
		d.t.Fatalf("nothing was built: %s", d.said)
	}
	took, err := time.ParseDuration(all[len(all)-1][1])
	if err != nil {
		d.t.Fatal(err)
	}
	return took
}

// told waits until a page is told that it is of the past.
func (d *desk) told(page string) error {
	name := regexp.MustCompile(`dev\.js\?page=([a-z0-9-]+)`).FindStringSubmatch(page)
	if name == nil {
		d.t.Fatalf("there is no script in the page\n%s", page)
	}
	ctx, end := context.WithTimeout(d.t.Context(), time.Minute)
	defer end()
	conn, _, err := websocket.Dial(ctx, d.base+socketPath+"?page="+name[1], nil) //nolint:bodyclose // Dial closes it
	if err != nil {
		return err
	}
	defer conn.CloseNow()
	_, _, err = conn.Read(ctx)
	return err
}

// limit is generous, since machines are shared: a change is seen in a fraction of it.
const limit = 20 * time.Second

func TestAnEditIsInTheBrowserInUnderTwoSeconds(t *testing.T) {
	d := work(t)
	for _, edit := range []struct{ what, name, content, text string }{
		{"a Go file", "text.go", textFile("the second"), "the second"},
		{"an embedded file", "note.txt", "another note", "another note"},
	} {
		_, page := d.get()
		told := make(chan error, 1)
		go func() { told <- d.told(page) }()
		d.write(edit.name, edit.content)
		_, took := d.sees(http.StatusOK, edit.text, limit)
		if err := <-told; err != nil {
			t.Errorf("the open page is not told: %v", err)
		}
		rest := took - d.built()
		t.Logf("edit of %s → browser %d ms: the build %d ms, the rest %d ms", edit.what, took.Milliseconds(), d.built().Milliseconds(), rest.Milliseconds())
		if rest > 2*time.Second {
			t.Errorf("beside the build it took %v", rest)
		}
	}
}

func TestWhatDoesNotBuildIsShownWithFileAndLine(t *testing.T) {
	d := work(t)
	_, page := d.get()
	told := make(chan error, 1)
	go func() { told <- d.told(page) }()
	d.write("text.go", "package main\n\nvar text = <script>\n")
	page, _ = d.sees(http.StatusServiceUnavailable, "text.go:3:12", limit)
	if err := <-told; err != nil {
		t.Errorf("the open page is not told: %v", err)
	}
	if strings.Contains(page, "var text = <script>") || !strings.Contains(d.said.String(), "text.go:3:12") {
		t.Errorf("the page is\n%s\nand said was\n%s", page, d.said)
	}
	go func() { told <- d.told(page) }()
	d.write("text.go", textFile("mended"))
	d.sees(http.StatusOK, "mended", limit)
	if err := <-told; err != nil {
		t.Errorf("the page of the fault is not told: %v", err)
	}
}

func TestAFaultThatIsTakenBackLeavesTheProgramAsItWas(t *testing.T) {
	d := work(t)
	d.write("text.go", "package main\n\nvar text =\n")
	d.sees(http.StatusServiceUnavailable, "text.go:4", limit)
	started := strings.Count(d.said.String(), "started in")
	d.write("text.go", textFile("the first"))
	d.sees(http.StatusOK, "the first", limit)
	if now := strings.Count(d.said.String(), "started in"); now != started {
		t.Errorf("the same program was started again: %s", d.said)
	}
}

func TestAProgramThatEndsIsShownWithWhatItSaid(t *testing.T) {
	d := work(t)
	d.write("text.go", textFile("x")+"\nfunc init() { panic(\"no such table\") }\n")
	page, _ := d.sees(http.StatusServiceUnavailable, "no such table", limit)
	for _, text := range []string{"exit status 2", "text.go:5"} {
		if !strings.Contains(page, text) {
			t.Errorf("%q is not in the page\n%s", text, page)
		}
	}
	d.write("text.go", textFile("mended"))
	d.sees(http.StatusOK, "mended", limit)
}

func TestANewPackageIsFound(t *testing.T) {
	d := work(t)
	d.write("text.go", "package main\n\nimport \"desk/words\"\n\nvar text = words.Text\n")
	d.sees(http.StatusServiceUnavailable, "text.go:3", limit)
	if err := os.Mkdir(filepath.Join(d.folder, "words"), 0o700); err != nil {
		t.Fatal(err)
	}
	d.write("words/words.go", "package words\n\nconst Text = \"from elsewhere\"\n")
	d.sees(http.StatusOK, "from elsewhere", limit)
}

func TestWhatCannotRunIsRefusedAtOnce(t *testing.T) {
	for pattern, want := range map[string]string{
		"./nothing":      "there is no package ./nothing",
		"./...":          "more than one package",
		"./internal/dev": "is the package dev, which is no program",
	} {
		err := Run(t.Context(), Config{Folder: "../..", Package: pattern, Out: io.Discard, Err: io.Discard})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: the error is %v, and not %q", pattern, err, want)
		}
	}
	if err := Run(t.Context(), Config{Address: "localhost:80", Listens: "localhost:80"}); err == nil {
		t.Error("one address is taken for both")
	}
}
