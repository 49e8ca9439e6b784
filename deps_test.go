package kin_test

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

// table says who may import whom: a folder, and what its own code may import of ours
// and of others. A folder that ends in /... stands for all below it; "public" stands for
// all of ours that is not internal, "others" for all that is not ours. The standard library is free for everyone.
//
// A new package needs a line here, one sentence of what it is, and one of what it must
// never import. If the second is empty, it is a file.
const table = `
# What exists in a database, as plain data.
schema :

# What we ask, as immutable data: no spelling, no mapping, no driver.
internal/query : schema

# How a statement is spelled: no mapping, no loading.
internal/compile : schema internal/query

# What is tied to what: never how it is spelled or fetched.
internal/mapping : schema internal/query

# One instance for each row: no statements.
internal/identity : schema internal/mapping

# When and how the other end is fetched: no spelling, no writing.
internal/loading : schema internal/query internal/mapping internal/identity

# What changed, in which order, as statements: no spelling, no loading.
internal/unitofwork : schema internal/query internal/mapping internal/identity

# What an engine must be: nothing of structs.
internal/seam : schema internal/query internal/compile

# The loader options a user writes: never the front door.
load : internal/loading internal/mapping internal/query

# The front door: never an engine, never a page.
. : schema internal/query internal/compile internal/mapping internal/identity internal/loading internal/unitofwork internal/seam load

# An engine, and the only one who knows its driver: nothing of structs.
sqlite : schema internal/query internal/compile internal/seam github.com/ncruces/go-sqlite3
postgres : schema internal/query internal/compile internal/seam github.com/jackc/pgx/v5
mysql : schema internal/query internal/compile internal/seam github.com/go-sql-driver/mysql

# Chooses an engine from a URL: never the front door.
engine : internal/seam sqlite postgres mysql

# What the tests of the engines have in common; never imported by other code, and never an engine.
internal/enginetest : schema internal/query internal/compile internal/seam

# For tests; never imported by other code. It makes databases on servers, by their drivers.
kintest : . load sqlite postgres mysql github.com/jackc/pgx/v5 github.com/go-sql-driver/mysql

# A page as data: nothing at all.
html :

# Values with their pointers and rings, as bytes: no page.
live/graph :

# Pages that follow their state, over the wire: never a database.
live : html live/graph github.com/coder/websocket github.com/go-playground/form/v4 github.com/go-playground/validator/v10 golang.org/x/time

# A visitor without a browser, for tests: it takes the application as it is served.
live/livetest :

# Where visits are kept: the seam of live, nothing of its inside.
live/store/... : live

# Components with a good look: never live, never the front door.
ui : html

# Pages on a database, where the two halves meet: the public face of both, never an engine.
livedb : . html live live/graph ui github.com/alexedwards/scs/v2 golang.org/x/crypto golang.org/x/time

# Makes the style sheet and icons of ui from packages of npm: a tool, nothing of ours.
ui/css :

# The command: it reads its arguments, and leaves the work to a room for each.
cmd/kin : cmd/kin/internal/dev

# Runs a program while it is written: a browser's side and a process, never a page of live or a row.
cmd/kin/internal/dev : html github.com/coder/websocket

# Complete programs: what a user could write.
examples/... : public

# Contenders side by side, in a module of their own: what a user could write, and drivers.
bench/... : public others
`

const module = "github.com/kin-go/kin"

func TestEveryPackageImportsOnlyWhatTheTableAllows(t *testing.T) {
	found, err := importsBelow(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	for _, wrong := range rulesOf(table).broken(found) {
		t.Error(wrong)
	}
}

func TestTheImportRuleSeesWhatIsPlanted(t *testing.T) {
	source := func(imports string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("package p\n" + imports)}
	}
	found, err := importsBelow(fstest.MapFS{
		"a/a.go":          source(`import ("fmt"; "` + module + `/b")`),
		"a/a_test.go":     source(`import "` + module + `/c"`),
		"b/b.go":          source(`import x "` + module + `"`),
		"b/driver.go":     source(`import _ "example.com/driver/sub"`),
		"c/c.go":          source(`import "example.com/driver/sub"`),
		"d/deep/d.go":     source(`import ("` + module + `/a"; "` + module + `/internal/e")`),
		"f/f.go":          source(``),
		"a/testdata/x.go": source(`import "` + module + `/c"`),
		".hidden/x.go":    source(`import "` + module + `/c"`),
	})
	if err != nil {
		t.Fatal(err)
	}
	got := rulesOf(`
		a : b
		b : # nothing
		c : example.com/driver
		d/... : public others
		gone :
	`).broken(found)
	want := []string{
		"b imports ., which the table does not allow",
		"b imports example.com/driver/sub, which the table does not allow",
		"d/deep imports internal/e, which the table does not allow",
		"f is a package and has no line in the table",
		"gone has a line in the table and is no package",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// rules is the table: for a folder, what it may import.
type rules map[string][]string

func rulesOf(table string) rules {
	r := rules{}
	for line := range strings.Lines(table) {
		if folder, allowed, ok := strings.Cut(line, ":"); ok && !strings.HasPrefix(line, "#") {
			r[strings.TrimSpace(folder)] = strings.Fields(allowed)
		}
	}
	return r
}

// broken is each import that the table does not allow, each package without a line, and
// each line without a package.
func (r rules) broken(found map[string][]string) (wrong []string) {
	used := map[string]bool{}
	for _, folder := range slices.Sorted(maps.Keys(found)) {
		line, ok := r.line(folder)
		if !ok {
			wrong = append(wrong, folder+" is a package and has no line in the table")
			continue
		}
		used[line] = true
		for _, imported := range found[folder] {
			if !r.allows(line, imported) {
				wrong = append(wrong, fmt.Sprintf("%s imports %s, which the table does not allow", folder, imported))
			}
		}
	}
	for _, line := range slices.Sorted(maps.Keys(r)) {
		if !used[line] {
			wrong = append(wrong, line+" has a line in the table and is no package")
		}
	}
	return wrong
}

// line is the folder's line in the table: its own, or that of all below a folder.
func (r rules) line(folder string) (string, bool) {
	if _, ok := r[folder]; ok {
		return folder, true
	}
	for up := folder; up != "."; up = path.Dir(up) {
		if _, ok := r[up+"/..."]; ok {
			return up + "/...", true
		}
	}
	return "", false
}

func (r rules) allows(line, imported string) bool {
	own := strings.TrimSuffix(line, "/...")
	return own != line && within(imported, own) || slices.ContainsFunc(r[line], func(allowed string) bool {
		switch {
		case allowed == "public":
			return !outside(imported) && !slices.Contains(strings.Split(imported, "/"), "internal")
		case allowed == "others":
			return outside(imported)
		case outside(allowed):
			return within(imported, allowed)
		}
		return imported == allowed
	})
}

func within(imported, folder string) bool {
	return imported == folder || strings.HasPrefix(imported, folder+"/")
}

// outside says that an import is neither ours nor of the standard library: like a host,
// its first part has a dot.
func outside(imported string) bool {
	host, _, _ := strings.Cut(imported, "/")
	return imported != "." && strings.Contains(host, ".")
}

// importsBelow is what each package folder imports, tests left aside: packages of ours by
// their folder, those of others by their path. It reads the files instead of asking the
// go command, whose answer could come from the cache of an earlier test.
func importsBelow(tree fs.FS) (map[string][]string, error) {
	found := map[string][]string{}
	err := fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			return skipped(name)
		case !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		imports, err := importsOf(tree, name)
		folder := path.Dir(name)
		found[folder] = append(found[folder], imports...)
		return err
	})
	for folder, imports := range found {
		slices.Sort(imports)
		found[folder] = slices.Compact(imports)
	}
	return found, err
}

// skipped leaves out the folders that the go command leaves out.
func skipped(folder string) error {
	name := path.Base(folder)
	if name == "testdata" || name != "." && strings.ContainsAny(name[:1], "._") {
		return fs.SkipDir
	}
	return nil
}

func importsOf(tree fs.FS, name string) (imports []string, err error) {
	source, err := fs.ReadFile(tree, name)
	if err != nil {
		return nil, err
	}
	file, err := parser.ParseFile(token.NewFileSet(), name, source, parser.ImportsOnly)
	if err != nil {
		return nil, err
	}
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if ours, ok := folderOf(imported); ok {
			imported = ours
		} else if !outside(imported) {
			continue
		}
		imports = append(imports, imported)
	}
	return imports, nil
}

// folderOf is the folder of a package of ours.
func folderOf(imported string) (string, bool) {
	if imported == module {
		return ".", true
	}
	return strings.CutPrefix(imported, module+"/")
}

func TestEachDependencyHasItsReason(t *testing.T) {
	reasons, err := os.ReadFile("doc/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"go.mod", "bench/go.mod"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, dependency := range direct(string(text)) {
			if !strings.Contains(string(reasons), "`"+dependency+"`") {
				t.Errorf("%s requires %s, and doc/dependencies.md does not say why", file, dependency)
			}
		}
	}
}

func TestDirectDependenciesAreFoundInBothSpellings(t *testing.T) {
	got := direct(`
module example.com/m

go 1.26

require example.com/one v1.0.0

require (
	example.com/two v2.0.0 // for tests
	example.com/three v3.0.0 // indirect
	` + module + ` v0.0.0
)

replace example.com/two => ../two
`)
	if want := []string{"example.com/one", "example.com/two"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// direct is the modules that a go.mod requires directly, ourselves left out.
func direct(gomod string) (modules []string) {
	inside := false
	for line := range strings.Lines(gomod) {
		words := strings.Fields(line)
		switch {
		case len(words) == 0:
			continue
		case words[0] == "require" && len(words) > 1 && words[1] == "(":
			inside = true
			continue
		case words[0] == ")":
			inside = false
		case words[0] == "require":
			words = words[1:]
		case !inside:
			continue
		}
		if len(words) > 1 && words[0] != module && !strings.HasSuffix(strings.TrimSpace(line), "// indirect") {
			modules = append(modules, words[0])
		}
	}
	return modules
}
