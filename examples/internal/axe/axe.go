// Package axe gives pages in a browser to axe-core, which finds what keeps people from using them. It is for tests.
package axe

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
)

// version is the checker that the pages are given to. It comes from npm when the tests run
// and is no part of ours.
const version = "axe-core@4.14.1"

// program is the checker's own.
var program = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "kin-axe-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(folder) //nolint:errcheck // it is a temporary one
	pack := exec.Command("npm", "pack", "--silent", version)
	pack.Dir = folder
	if said, err := pack.CombinedOutput(); err != nil {
		return "", fmt.Errorf("npm pack %s: %w: %s", version, err, said)
	}
	unpack := exec.Command("tar", "-xzf", strings.ReplaceAll(version, "@", "-")+".tgz", "package/axe.min.js") //nolint:gosec // constants
	unpack.Dir = folder
	if said, err := unpack.CombinedOutput(); err != nil {
		return "", fmt.Errorf("unpacking %s: %w: %s", version, err, said)
	}
	text, err := os.ReadFile(filepath.Join(folder, "package", "axe.min.js"))
	return string(text), err
})

// aboveAll is why axe may be unsure: it does not see that a modal dialog lies above all else.
const aboveAll = "it is overlapped by another element"

// A Verdict is what axe says of a page. What it is unsure of has not been found right, unless it
// stands in a box that scrolls, parts of which cannot be seen.
type Verdict struct {
	Passes     int      `json:"passes"` // rules
	Incomplete []string `json:"incomplete"`
	Violations []struct {
		ID    string   `json:"id"`
		Help  string   `json:"help"`
		Nodes []string `json:"nodes"`
	} `json:"violations"`
}

// String is the violations.
func (v Verdict) String() string {
	var b strings.Builder
	for _, f := range v.Violations {
		fmt.Fprintf(&b, "  %s: %s\n", f.ID, f.Help)
		for _, n := range f.Nodes {
			fmt.Fprintf(&b, "    %s\n", n)
		}
	}
	return b.String()
}

// Err is all that is not right, or nil.
func (v Verdict) Err() error {
	var all []error
	if v.Passes == 0 {
		all = append(all, errors.New("axe has checked nothing"))
	}
	for _, unsure := range v.Incomplete {
		if !strings.Contains(unsure, aboveAll) {
			all = append(all, errors.New("axe could not judge "+unsure))
		}
	}
	if len(v.Violations) > 0 {
		all = append(all, fmt.Errorf("axe has found\n%s", v))
	}
	return errors.Join(all...)
}

const run = `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}).then(r => JSON.stringify({
	passes: r.passes.length,
	incomplete: r.incomplete.flatMap(v => v.nodes.filter(n => !document.querySelector(n.target[0])?.closest("[role=region][tabindex]")).map(n => v.id + ": " + n.html.slice(0, 140) + " — " + (n.any[0]?.message ?? ""))),
	violations: r.violations.map(v => ({id: v.id, help: v.help, nodes: v.nodes.map(n => n.html.slice(0, 220) + " — " + (n.any[0]?.message ?? n.all[0]?.message ?? n.none[0]?.message ?? ""))})),
}))`

// Judge gives a page to axe. ask evaluates an expression there and waits for what it promises.
func Judge(ask func(expression string) (string, error)) (v Verdict, err error) {
	checker, err := program()
	if err != nil {
		return v, err
	}
	if _, err := ask(checker + `;""`); err != nil {
		return v, err
	}
	answer, err := ask(run)
	if err != nil {
		return v, err
	}
	return v, json.Unmarshal([]byte(answer), &v)
}
