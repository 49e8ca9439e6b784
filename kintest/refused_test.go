package kintest_test

import (
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestTheCompilerRefusesWhatCannotBeRight builds a package whose every wrong line says
// which error it wants. An error elsewhere, or none where one is wanted, fails.
func TestTheCompilerRefusesWhatCannotBeRight(t *testing.T) {
	const file = "testdata/refused/refused.go"
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "go", "build", "-gcflags=-e", "./testdata/refused").CombinedOutput()
	if err == nil {
		t.Fatal("the package compiles")
	}
	got := errorsByLine(string(out), file)
	for i, line := range strings.Split(string(source), "\n") {
		_, want, wanted := strings.Cut(line, `// want "`)
		want = strings.TrimSuffix(want, `"`)
		switch {
		case wanted && !strings.Contains(got[i+1], want):
			t.Errorf("line %d: %s\n\tgot  %s\n\twant %s", i+1, strings.TrimSpace(line), got[i+1], want)
		case !wanted && got[i+1] != "":
			t.Errorf("line %d is meant to be right: %s\n\t%s", i+1, strings.TrimSpace(line), got[i+1])
		}
	}
	if len(got) == 0 {
		t.Errorf("the build failed otherwise:\n%s", out)
	}
}

var compilerError = regexp.MustCompile(`(?m)^(?:\./)?(\S+\.go):(\d+):\d+: (.*(?:\n\t.*)*)$`)

// errorsByLine is what the compiler says of a file, by line.
func errorsByLine(out, file string) map[int]string {
	found := map[int]string{}
	for _, m := range compilerError.FindAllStringSubmatch(out, -1) {
		if line, err := strconv.Atoi(m[2]); err == nil && m[1] == file {
			found[line] += m[3]
		}
	}
	return found
}
