package ui_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const page = "../doc/ui.md"

// before is what the examples of the page take as given.
const before = `package examples

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/ui"
)

type Person struct {
	Name  string
	Posts int
}

var (
	people []Person
	wrong  map[string]string
	mux    *http.ServeMux
	r      *http.Request
	w      http.ResponseWriter
	_      = fmt.Sprint
	_      = strings.ToLower
)
`

var block = regexp.MustCompile("(?s)```go\n(.*?)```")

// TestThePageOfComponentsCompiles gives the examples of the page to the compiler, as a package that is on no disk.
func TestThePageOfComponentsCompiles(t *testing.T) {
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	blocks := block.FindAllStringSubmatch(string(text), -1)
	if len(blocks) < 12 {
		t.Fatalf("only %d examples were found", len(blocks))
	}
	var program strings.Builder
	program.WriteString(before)
	for _, b := range blocks {
		for part := range strings.SplitSeq(b[1], "\n\n") {
			if _, err := parser.ParseExpr(part); err == nil && !strings.HasPrefix(part, "mux.") {
				program.WriteString("\nvar _ = " + strings.TrimSpace(part) + "\n")
			} else if strings.Contains(part, "return") {
				program.WriteString("\nvar _ = func() error {\n" + part + "\n}\n")
			} else {
				program.WriteString("\nvar _ = func() {\n" + part + "\n}\n")
			}
		}
	}
	compile(t, program.String())
}

func compile(t *testing.T, program string) {
	t.Helper()
	folder := t.TempDir()
	file := filepath.Join(folder, "examples.go")
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{filepath.Join(here, "examples_of_the_page", "examples.go"): file}})
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{file: program, filepath.Join(folder, "overlay.json"): string(overlay)} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	said, err := exec.Command("go", "build", "-overlay", filepath.Join(folder, "overlay.json"), "./examples_of_the_page").CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, said)
	}
}

// TestThePageOfComponentsNamesEachOfThem looks for each exported function and type in the page.
func TestThePageOfComponentsNamesEachOfThem(t *testing.T) {
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, name := range exported(t) {
		seen++
		if !regexp.MustCompile(`\b` + name + `\b`).Match(text) {
			t.Errorf("doc/ui.md does not speak of %s", name)
		}
	}
	if seen < 70 {
		t.Errorf("only %d names were found", seen)
	}
}

// exported is the functions and types of the package.
func exported(t *testing.T) (names []string) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range parsed.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil && d.Name.IsExported() {
					names = append(names, d.Name.Name)
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					if s, ok := spec.(*ast.TypeSpec); ok && s.Name.IsExported() {
						names = append(names, s.Name.Name)
					}
				}
			}
		}
	}
	return names
}
