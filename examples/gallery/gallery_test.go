package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func get(path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}

func TestEachPageIsServed(t *testing.T) {
	for _, p := range pages() {
		answer := get(p.path)
		if answer.Code != http.StatusOK || !strings.Contains(answer.Body.String(), "<h1 ") {
			t.Errorf("%s is answered with %d", p.path, answer.Code)
		}
		if !strings.HasPrefix(answer.Header().Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s has the policy %q", p.path, answer.Header().Get("Content-Security-Policy"))
		}
	}
	if code := get("/nowhere").Code; code != http.StatusNotFound {
		t.Errorf("a page that does not exist is answered with %d", code)
	}
}

func TestATableKeepsItsOrderInItsLinks(t *testing.T) {
	got := get("/tables/?sort=-posts&page=2").Body.String()
	for _, want := range []string{`aria-sort="descending"`, `href="/tables/?page=3&amp;sort=-posts"`, "11–20 of 92"} {
		if !strings.Contains(got, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

func TestAnAddressChoosesTheTheme(t *testing.T) {
	got := get("/?accent=teal&radius=full&tone=sand&scaling=110%25").Body.String()
	for _, want := range []string{`data-accent-color="teal"`, `data-radius="full"`, `data-gray-color="sand"`, `data-scaling="110%"`} {
		if !strings.Contains(got, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if got := get(`/?accent="><script>`).Body.String(); !strings.Contains(got, `data-accent-color="indigo"`) || strings.Contains(got, "<script") {
		t.Error("a color that is none is not left aside")
	}
}

// The gallery is complete: it calls each function of package ui that makes a part of a page.
func TestTheGalleryShowsEachComponent(t *testing.T) {
	shown, err := sources(".")
	if err != nil {
		t.Fatal(err)
	}
	names := components(t)
	if len(names) < 50 {
		t.Fatalf("only %d components were found", len(names))
	}
	for _, name := range names {
		if !strings.Contains(shown, "ui."+name+"(") {
			t.Errorf("the gallery does not show ui.%s", name)
		}
	}
}

func sources(folder string) (string, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return "", err
	}
	var all strings.Builder
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		all.Write(text)
	}
	return all.String(), nil
}

// components are the functions of package ui that give a node.
func components(t *testing.T) (names []string) {
	t.Helper()
	files, err := filepath.Glob("../../ui/*.go")
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
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.IsExported() && givesNode(f) {
				names = append(names, f.Name.Name)
			}
		}
	}
	return names
}

func givesNode(f *ast.FuncDecl) bool {
	if f.Type.Results == nil || len(f.Type.Results.List) != 1 {
		return false
	}
	result, ok := f.Type.Results.List[0].Type.(*ast.SelectorExpr)
	return ok && (result.Sel.Name == "Node" || result.Sel.Name == "Element")
}
