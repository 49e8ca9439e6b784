package main

import (
	"slices"
	"strings"
	"testing"
)

func TestDevReadsItsArguments(t *testing.T) {
	c, err := devConfig([]string{"-to", "localhost:9", "./examples/blog", "--", "-db", "x.db"})
	if err != nil {
		t.Fatal(err)
	}
	if c.Package != "./examples/blog" || c.Listens != "localhost:9" || c.Address != "localhost:8080" || !slices.Equal(c.Args, []string{"-db", "x.db"}) {
		t.Errorf("it reads %+v", c)
	}
}

func TestAWrongCommandIsToldWhatIsWrong(t *testing.T) {
	for line, want := range map[string]string{
		"dve":                          `no command "dve"`,
		"dev":                          "which package",
		"dev ./examples/blog -db x.db": `what shall be done with "-db"`,
	} {
		if err := run(t.Context(), strings.Fields(line)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("kin %s: the error is %v, and not %q", line, err, want)
		}
	}
}
