package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
)

// A proof is figures that a test prints.
type proof struct {
	folder, test string
	make         string         // the target that runs it
	browser      bool           // it needs one
	prints       *regexp.Regexp // whose groups are the figures
	lines        []promise
}

// A promise is one of the figures, beside its goal.
type promise struct {
	what, goal string
	measured   string // what is printed, with the text of the groups
	group      int    // the one that has a limit
	most       int
}

var proofs = []proof{
	{"./cmd/kin/internal/dev", "TestAnEditIsInTheBrowser", "test", false,
		regexp.MustCompile(`edit of .*? → browser (\d+) ms`),
		[]promise{{"edit → browser, the slowest kind", "< 2 s", "$1 ms", 1, 1999}}},
	{"./live", "TestNothingIsLostOrDoneTwiceWhenTheConnectionIsCut", "test", false,
		regexp.MustCompile(`(\d+) cuts, (\d+) events lost or doubled`),
		[]promise{{"cuts of the connection, events lost or doubled", "0 of 1000", "$2 of $1", 2, 0}}},
	{"./live", "TestInABrowserTypingSurvivesCuts", "browser", true,
		regexp.MustCompile(`(\d+) cuts while typing, \d+ events, (\d+) lost or doubled`),
		[]promise{{"cuts while one types in Chromium, lost or doubled; what is typed stays", "0", "$2 of $1", 2, 0}}},
	{"./live", "TestSecurityFigures", "security", true,
		regexp.MustCompile(`xss executed (\d+) of (\d+), forged frames run (\d+) of (\d+), foreign origins accepted (\d+) of (\d+)`),
		[]promise{
			{"XSS strings × contexts × first page and patch, executed in Chromium", "0", "$1 of $2", 1, 0},
			{"forged, replayed, oversize, fuzzed frames, handlers run", "0 of 10000", "$3 of $4", 3, 0},
			{"connections and forms of foreign origins, accepted", "0", "$5 of $6", 5, 0},
		}},
}

// prove runs the tests whose figures belong to the table. In a short run those with a browser are left to their targets.
func prove(ctx context.Context, root string, short bool) error {
	_, missing := exec.LookPath("chromium")
	for _, p := range proofs {
		why := ""
		switch {
		case p.browser && short:
			why = "a short run"
		case p.browser && missing != nil:
			why = "no chromium"
		}
		if why != "" {
			for _, l := range p.lines {
				fmt.Printf("%-74s %-15s not run: %s; make %s\n", l.what, l.goal, why, p.make)
			}
			continue
		}
		if err := p.run(ctx, root); err != nil {
			return err
		}
	}
	return nil
}

func (p proof) run(ctx context.Context, root string) error {
	c := exec.CommandContext(ctx, "go", "test", "-count=1", "-v", "-run", p.test, p.folder) //nolint:gosec // texts from above
	c.Dir = root
	if p.browser {
		c.Env = append(os.Environ(), "KIN_BROWSER=1")
	}
	out, err := output(c)
	if err != nil {
		return err
	}
	found := p.prints.FindAllStringSubmatchIndex(out, -1)
	if found == nil {
		return fmt.Errorf("%s in %s has not printed %s:\n%s", p.test, p.folder, p.prints, out)
	}
	for _, l := range p.lines {
		measured, figure, err := l.worst(p.prints, out, found)
		if err != nil {
			return err
		}
		line(l.what, l.goal, measured, figure <= l.most)
	}
	return nil
}

// worst is the largest of the figures that were printed for a promise.
func (l promise) worst(prints *regexp.Regexp, out string, found [][]int) (measured string, figure int, err error) {
	figure = -1
	for _, at := range found {
		n, err := strconv.Atoi(out[at[2*l.group]:at[2*l.group+1]])
		if err != nil {
			return "", 0, err
		}
		if n > figure {
			measured, figure = string(prints.ExpandString(nil, l.measured, out, at)), n
		}
	}
	return measured, figure, nil
}
