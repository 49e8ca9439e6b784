package postgres

import (
	"context"
	"regexp"
	"strings"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
)

// tableNames asks for the tables that a name without its schema may mean.
var tableNames = &compile.Compiled{SQL: `SELECT relname FROM pg_class
	WHERE relkind IN ('r', 'p') AND relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema') AND pg_table_is_visible(oid)
	ORDER BY relname`}

// Tables is the names of the tables of the database, in the order of the alphabet: those
// on the search path.
func (d *database) Tables(ctx context.Context) ([]string, error) {
	c, err := d.Acquire(ctx, seam.ReadOnly)
	if err != nil {
		return nil, err
	}
	defer c.Release()
	return seam.Texts(ctx, c, tableNames)
}

// Explain is PostgreSQL's plan for a statement. The statement is not run.
func (c *conn) Explain(ctx context.Context, k *compile.Compiled, args []query.Value) ([]seam.Step, error) {
	lines, err := seam.Texts(ctx, c, &compile.Compiled{SQL: "EXPLAIN " + k.SQL, Params: k.Params}, args...)
	if err != nil {
		return nil, err
	}
	return stepsOf(strings.Join(lines, "\n")), nil
}

// stepsOf reads a plan as PostgreSQL writes it: a line a step or a detail of one, each within those
// that are indented less.
func stepsOf(plan string) (steps []seam.Step) {
	var indents []int
	for line := range strings.SplitSeq(withoutLiterals(plan), "\n") {
		text := strings.TrimLeft(line, " ")
		indent := len(line) - len(text)
		for len(indents) > 0 && indents[len(indents)-1] >= indent {
			indents = indents[:len(indents)-1]
		}
		steps = append(steps, stepOf(len(indents), strings.TrimPrefix(text, "->  ")))
		indents = append(indents, indent)
	}
	return steps
}

const aName = `("(?:[^"]|"")+"|[^\s"(]+)`

var (
	readsAll    = regexp.MustCompile(`^(?:Parallel )?Seq Scan on ` + aName + `(?: ` + aName + `)?(?:  |$)`)
	readsHeap   = regexp.MustCompile(`^(?:Parallel )?Bitmap Heap Scan on ` + aName + `(?: ` + aName + `)?(?:  |$)`)
	readsBitmap = regexp.MustCompile(`^Bitmap Index Scan on ` + aName)
	readsIndex  = regexp.MustCompile(`^(?:Parallel )?Index (?:Only )?Scan (?:Backward )?using ` + aName + ` on ` + aName + `(?: ` + aName + `)?(?:  |$)`)
)

// stepOf reads a step: Seq Scan on post, Index Scan using post_pkey on post.
func stepOf(depth int, text string) seam.Step {
	step := seam.Step{Depth: depth, Text: text}
	if m := readsAll.FindStringSubmatch(text); m != nil {
		step.Table, step.FullScan = called(m[1], m[2]), true
	} else if m := readsHeap.FindStringSubmatch(text); m != nil {
		step.Table = called(m[1], m[2])
	} else if m := readsBitmap.FindStringSubmatch(text); m != nil {
		step.Index = called(m[1], "")
	} else if m := readsIndex.FindStringSubmatch(text); m != nil {
		step.Index, step.Table = called(m[1], ""), called(m[2], m[3])
	}
	return step
}

// called is the alias of a table, or its name.
func called(name, alias string) string {
	if alias != "" {
		name = alias
	}
	if strings.HasPrefix(name, `"`) {
		name = strings.ReplaceAll(name[1:len(name)-1], `""`, `"`)
	}
	return name
}

var words = regexp.MustCompile(`"(?:[^"]|"")*"|E?'(?:[^']|'')*'|[\w$.]+`)

// withoutLiterals writes ? for what conditions compare with. PostgreSQL puts the arguments there, and a
// plan is shown to more people than they are. Texts go first, which may have several lines.
func withoutLiterals(plan string) string {
	plan = words.ReplaceAllStringFunc(plan, func(w string) string {
		if strings.HasSuffix(w, "'") {
			return "?"
		}
		return w
	})
	lines := strings.Split(plan, "\n")
	for i, line := range lines {
		if !strings.Contains(line, ": ") || strings.Contains(line, "(cost=") || strings.HasPrefix(strings.TrimSpace(line), "Workers ") {
			continue
		}
		lines[i] = words.ReplaceAllStringFunc(line, func(w string) string {
			if '0' <= w[0] && w[0] <= '9' {
				return "?"
			}
			return w
		})
	}
	return strings.Join(lines, "\n")
}
