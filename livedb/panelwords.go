package livedb

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/ui"
)

// times is a statement that was sent once or more, from one place and for one relationship, with all that it took.
type times struct {
	kin.TracedStatement
	n  int // how often
	at int // which it is of those of its event, from 1
}

// name tells it from all others on the page.
func (t times) name(event uint64) string { return fmt.Sprintf("statement %d of event %d", t.at, event) }

// together brings the statements together that are the same, in the order in which they began.
func together(statements []kin.TracedStatement) (all []times) {
	for _, s := range statements {
		i := slices.IndexFunc(all, func(t times) bool {
			return t.Text == s.Text && t.Path == s.Path && t.Strategy == s.Strategy && t.Place == s.Place
		})
		if i < 0 {
			all = append(all, times{s, 1, len(all) + 1})
			continue
		}
		t := &all[i]
		t.n++
		t.Rows += s.Rows
		t.Bytes += s.Bytes
		t.Time += s.Time
		if t.Err == nil {
			t.Err = s.Err
		}
	}
	return all
}

// A read is how a plan comes to the rows of a table.
type read struct {
	table, by string
	full      bool
}

// reads are the tables that a plan reads, in its order.
func reads(plan kin.Plan) (all []read) {
	for _, s := range plan {
		switch r := (read{s.Table, s.Index, s.FullScan}); {
		case s.Table == "" && s.Index != "" && len(all) > 0 && all[len(all)-1].by == "" && !all[len(all)-1].full:
			all[len(all)-1].by = s.Index // the index stands in a step below that of its table
		case s.Table != "" && !slices.Contains(all, r):
			all = append(all, r)
		}
	}
	return all
}

func readBadge(r read) html.Node {
	switch {
	case r.full:
		return ui.Badge(ui.Amber, html.Textf("%s: full scan", r.table))
	case r.by != "":
		return ui.Badge(ui.Green, html.Textf("%s by %s", r.table, r.by))
	}
	return ui.Badge(ui.Gray, html.Text(r.table))
}

// corner is what a page says of its last event, as a link to the panel if that has a page.
func corner(s *Spent, panel string) html.Node {
	says := []string{counted(s.All(), "statement"), rounded(s.Took)}
	if s.Patch > 0 {
		says = append(says, sized(int64(s.Patch)))
	}
	kind := "info"
	if len(s.Repeats()) > 0 {
		says, kind = append([]string{"N+1"}, says...), "warning"
	}
	if s.Err != nil {
		says, kind = append([]string{"failed"}, says...), "error"
	}
	content := html.Group(html.Data("kind", kind), html.TitleAttr(s.Doing), html.Text(strings.Join(says, " · ")))
	if panel == "" {
		return html.Span(content)
	}
	return html.A(html.Href(fmt.Sprintf("%s?event=%d#event-%d", panel, s.Number, s.Number)), html.Target("kin-panel"), content)
}

func each[T any](list []T, show func(T) html.Node) (nodes []html.Node) {
	for _, x := range list {
		nodes = append(nodes, show(x))
	}
	return nodes
}

// here is where the program was started, which the names of its files are shown without.
var here = sync.OnceValue(func() string {
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	return dir + string(os.PathSeparator)
})

// shownPlace is a place in the program as a reader of the program knows it.
func shownPlace(place string) string { return strings.TrimPrefix(place, here()) }

var clauses = regexp.MustCompile("'[^']*'|\"[^\"]*\"|`[^`]*`" + `|[()]| (?:FROM|WHERE|(?:(?:LEFT|INNER|CROSS) )?JOIN|GROUP BY|HAVING|ORDER BY|LIMIT|SET|VALUES|RETURNING|ON CONFLICT|UNION) `)

// lined is a statement with a line for each of its clauses, those of subqueries apart.
func lined(sql string) string {
	depth := 0
	return clauses.ReplaceAllStringFunc(sql, func(s string) string {
		switch {
		case s == "(":
			depth++
		case s == ")":
			depth--
		case s[0] == ' ' && depth == 0:
			return "\n" + s[1:]
		}
		return s
	})
}

// counted is a number of things.
func counted(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return strconv.Itoa(n) + " " + thing
}

// sized is a number of bytes as one reads it: 812 B, 4.1 kB.
func sized(n int64) string {
	const k = 1000
	switch {
	case n < k:
		return strconv.FormatInt(n, 10) + " B"
	case n < k*k:
		return strconv.FormatFloat(float64(n)/k, 'f', 1, 64) + " kB"
	}
	return strconv.FormatFloat(float64(n)/(k*k), 'f', 1, 64) + " MB"
}

// rounded is a time as one reads it: 85 µs, 2.1 ms, 1.4 s.
func rounded(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return strconv.FormatInt(d.Microseconds(), 10) + " µs"
	case d < time.Second:
		return strconv.FormatFloat(float64(d)/float64(time.Millisecond), 'f', 1, 64) + " ms"
	}
	return strconv.FormatFloat(d.Seconds(), 'f', 1, 64) + " s"
}
